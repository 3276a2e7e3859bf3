"""The actions on accounts, as far as no service is needed that can do them."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .rooms import account_of, device_of


async def check_in(
    hass: HomeAssistant, device_id: str, *, context: Context | None = None, **data: Any
) -> None:
    """Call the action."""
    await hass.services.async_call(
        DOMAIN,
        "check_in",
        {"device_id": device_id, "spot": "1234567abcde", **data},
        blocking=True,
        context=context,
    )


async def test_no_check_ins(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A service without check-ins says so."""
    with pytest.raises(ServiceValidationError) as caught:
        await check_in(hass, account_of(hass, ready))
    assert caught.value.translation_key == "check_in_not_supported"


async def test_not_an_account(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Rooms and unknown devices are no accounts."""
    room = device_of(hass, ready, family.home.room(HOME).uuid)
    assert room
    for device_id in (room.id, "unknown"):
        with pytest.raises(ServiceValidationError) as caught:
            await check_in(hass, device_id)
        assert caught.value.translation_key == "not_an_account"


async def test_account_is_not_loaded(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """An account that is not set up says so."""
    device_id = account_of(hass, ready)
    assert await hass.config_entries.async_unload(ready.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await check_in(hass, device_id)
    assert caught.value.translation_key == "not_loaded"


async def test_permission(
    hass: HomeAssistant, ready: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    """Who may only look may not check in."""
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await check_in(hass, account_of(hass, ready), context=context)


async def test_no_spot(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A spot has to be named."""
    with pytest.raises(vol.Invalid):
        await check_in(hass, account_of(hass, ready), spot="  ")
