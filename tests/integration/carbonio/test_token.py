"""When the token ends: signing in by itself, and when that cannot be."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..flows import pending
from ..helpers import state, until
from .helpers import CONNECTED, UNREAD, poll, refresh, refresh_fails, settle

pytestmark = pytest.mark.usefixtures("short_pauses", "nobody_dies_unseen")


@pytest.mark.parametrize("edition", ["ce", "advanced"])
@pytest.mark.parametrize("first", ["rest", "xmpp", "events", "both"])
async def test_the_token_expires(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    edition: str,
    first: str,
) -> None:
    """Whoever meets it first, there is one sign-in, and everybody goes on with it."""
    await carbonio.expire_token()
    if first == "rest":
        await refresh(hass)
    if first in ("xmpp", "both"):
        await carbonio.cut_xmpp()
    if first in ("events", "both"):
        await carbonio.cut_events()
    await carbonio.wait_for_sockets()
    await until(hass, lambda: state(hass, CONNECTED) == "on")
    await refresh(hass)
    for cut in (carbonio.cut_xmpp, carbonio.cut_events):
        await cut()
        live.runtime_data.feeds.hurry()
        await carbonio.wait_for_sockets()
    await carbonio.say(FAMILY, "Hanako", "Still there?")
    await until(hass, lambda: messages)
    signed_in = carbonio.calls("soap_auth") + carbonio.calls("zx_login")
    assert [call.status for call in signed_in] == [200]
    assert pending(hass) == []


@pytest.mark.parametrize("first", ["rest", "sockets"])
async def test_the_password_changes(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    first: str,
) -> None:
    """The user is asked once, and the old password is tried once."""
    await carbonio.change_password("another-password")
    await refresh(hass)
    assert pending(hass) == []
    await carbonio.expire_token()
    if first == "rest":
        assert await refresh_fails(hass) == "invalid_auth"
    else:
        await carbonio.cut_xmpp()
        await carbonio.cut_events()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    await settle(hass)
    assert len(pending(hass)) == 1
    assert state(hass, CONNECTED) == "off"
    for _ in range(3):
        await poll(hass)
    assert await carbonio.password_tries() == 1
    assert len(pending(hass)) == 1


@pytest.mark.parametrize(
    ("account", "key", "asks"),
    [("maintenance", "maintenance", False), ("locked", "invalid_auth", True)],
)
async def test_no_new_token_to_be_had(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    account: Any,
    key: str,
    asks: bool,
) -> None:
    """Maintenance ends by itself; of an account that is locked the user is told."""
    await carbonio.set_account_state(account)
    await carbonio.expire_token()
    assert await refresh_fails(hass) == key
    assert bool(pending(hass)) is asks
    if not asks:
        await carbonio.set_account_state("active")
        await refresh(hass)
        assert state(hass, UNREAD) == "1"


@pytest.mark.parametrize(("edition", "otp"), [("advanced", True)])
async def test_a_one_time_password_is_needed(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """The user is asked, as nobody else has one."""
    await carbonio.expire_token()
    assert await refresh_fails(hass) == "invalid_auth"
    assert len(pending(hass)) == 1
