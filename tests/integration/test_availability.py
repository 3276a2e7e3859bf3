"""Which entities go when the service goes, and what is told of it."""

import logging

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER

from .conftest import HOME
from .helpers import refresh, until

CONNECTED = "binary_sensor.bocco_taro_connected"
UNREAD = "sensor.happy_family_unread_messages"
# An entity action silently skips what is unavailable, and these shall fail loudly.
STAY = {
    CONNECTED,
    "button.bocco_taro_refresh",
    "event.grandparents_message",
    "event.happy_family_message",
    "notify.grandparents",
    "notify.happy_family",
}
OURS = "custom_components.chat_rooms"


def unavailable(hass: HomeAssistant) -> set[str]:
    """Return the entities that are unavailable."""
    return {
        state.entity_id
        for state in hass.states.async_all()
        if state.state == STATE_UNAVAILABLE
    }


async def go_down(hass: HomeAssistant, family: BoccoSimulator) -> None:
    """Let the service fail, whatever it is asked, until it is noticed."""
    await family.break_("*", "status", status=503, times=FOREVER)
    await family.hang_up()
    await until(hass, lambda: hass.states.is_state(UNREAD, STATE_UNAVAILABLE))


async def come_back(hass: HomeAssistant, family: BoccoSimulator) -> None:
    """Let the service answer again, until it is noticed."""
    await family.mend()
    await refresh(hass)
    await until(hass, lambda: hass.states.is_state(CONNECTED, "on"))


async def test_which_entities_go(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """While the service is down all but those that must stay are unavailable."""
    await family.wait_for_subscribers(2)
    everything = set(hass.states.async_entity_ids()) - {"zone.home"}
    assert unavailable(hass) == set()
    assert hass.states.is_state(CONNECTED, "on")

    await go_down(hass, family)
    await hass.async_block_till_done()
    assert unavailable(hass) == everything - STAY
    assert hass.states.is_state(CONNECTED, "off")

    await come_back(hass, family)
    await hass.async_block_till_done()
    assert unavailable(hass) == set()


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"kind": "status", "status": 503}, "cannot_connect"),
        ({"kind": "drop"}, "cannot_connect"),
        ({"kind": "status", "status": 403}, "forbidden"),
        ({"kind": "status", "status": 404}, "not_found"),
        ({"kind": "status", "status": 429}, "rate_limited"),
        ({"kind": "html"}, "unsupported"),
    ],
    ids=["down", "dropped", "forbidden", "not_found", "too_many", "a_web_page"],
)
async def test_sending_fails_loudly(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    fault: dict[str, object],
    key: str,
) -> None:
    """What cannot be sent is an error that says why, in the user's language."""
    await family.wait_for_subscribers(2)
    await family.break_("post", times=FOREVER, **fault)  # type: ignore[arg-type]
    with pytest.raises(HomeAssistantError) as error:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": "notify.happy_family", "message": "Hello"},
            blocking=True,
        )
    assert error.value.translation_domain == "chat_rooms"
    assert error.value.translation_key == key
    assert str(error.value).startswith("BOCCO")
    await family.mend()


async def test_sending_while_the_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The notify entity is not skipped when the service is known to be down."""
    await family.wait_for_subscribers(2)
    await go_down(hass, family)
    with pytest.raises(HomeAssistantError) as error:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": "notify.happy_family", "message": "Hello"},
            blocking=True,
        )
    assert error.value.translation_key == "cannot_connect"
    assert hass.states.is_state("notify.happy_family", "unknown")
    assert await family.received() == []


async def test_an_outage_is_told_once(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One line says that the service has gone, and one that it is back."""

    def told() -> list[int]:
        return [
            record.levelno
            for record in caplog.records
            if record.name.startswith(OURS) and record.levelno > logging.DEBUG
        ]

    await family.wait_for_subscribers(2)
    caplog.set_level(logging.INFO)
    caplog.clear()
    await go_down(hass, family)
    for _ in range(3):
        with pytest.raises(HomeAssistantError):
            await refresh(hass)
    assert told() == [logging.ERROR]

    await come_back(hass, family)
    await family.wait_for_subscribers(2)
    await refresh(hass)
    assert told() == [logging.ERROR, logging.INFO]


async def test_refresh(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The button asks at once, and says so if the service does not answer."""
    await family.wait_for_subscribers(2)
    await family.measure(HOME, "Living room", 30, 60, 10)
    assert hass.states.is_state("sensor.happy_family_temperature", "21.5")
    await refresh(hass)
    assert hass.states.is_state("sensor.happy_family_temperature", "30.0")

    await go_down(hass, family)
    with pytest.raises(HomeAssistantError) as error:
        await refresh(hass)
    assert error.value.translation_key == "cannot_connect"
    assert "BOCCO" in str(error.value)
    await come_back(hass, family)
    assert hass.states.is_state("sensor.happy_family_temperature", "30.0")


async def test_marking_as_read_fails_loudly(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What could not be marked as read is an error, and stays unread."""
    await family.wait_for_subscribers(2)
    await family.break_("read", "status", status=503, times=FOREVER)
    with pytest.raises(HomeAssistantError) as error:
        await hass.services.async_call(
            "button",
            "press",
            {"entity_id": "button.happy_family_mark_as_read"},
            blocking=True,
        )
    assert error.value.translation_key == "cannot_connect"
    assert hass.states.is_state(UNREAD, "1")
