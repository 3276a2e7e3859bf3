"""What goes wrong for a moment, and what is made of it afterwards."""

from datetime import timedelta
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio import link
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..conftest import set_up
from ..helpers import kinds, refresh, state, texts, until
from .helpers import CONNECTED, REFRESH

UNREAD = "sensor.family_unread_messages"


async def test_list_that_fails_once(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Though messages come live, the list is soon asked for again, and at a message."""
    await carbonio.wait_for_sockets()
    await carbonio.break_("list_room", "status", status=502, times=5)
    with pytest.raises(HomeAssistantError):
        await refresh(hass, REFRESH)
    await hass.async_block_till_done()
    assert state(hass, UNREAD) == "unavailable"
    assert ready.runtime_data.update_interval == timedelta(seconds=30)
    await carbonio.mend()
    await carbonio.say(FAMILY, "Hanako", "Are you there?")
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, UNREAD) == "2")
    assert ready.runtime_data.update_interval == timedelta(minutes=5)


async def test_account_added_while_the_chat_is_down(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is said before the chat is there comes with it; what is older does not."""
    monkeypatch.setattr(link, "REST", 0.0)
    await carbonio.hold_xmpp()
    await set_up(hass, entry)
    assert state(hass, CONNECTED) == "off"
    await carbonio.say(FAMILY, "Hanako", "While nobody listened")
    await carbonio.hold_xmpp(False)
    await refresh(hass, REFRESH)
    await until(hass, lambda: messages)
    assert texts(messages) == ["While nobody listened"]
    assert not messages[0].data["missed"]


async def test_edits_that_come_together(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Each event has the text that its edit has made."""
    await carbonio.wait_for_sockets()
    said = await carbonio.say(FAMILY, "Hanako", "One")
    await until(hass, lambda: told)
    await carbonio.hold_xmpp()
    await carbonio.cut_xmpp()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    for text in ("Two", "Three"):
        await carbonio.edit(FAMILY, "Hanako", said["id"], text)
    await carbonio.hold_xmpp(False)
    await until(hass, lambda: len(told) == 3, timeout=20)
    assert kinds(told) == ["One", "edited", "edited"]
    assert [event.data["text"] for event in told] == ["One", "Two", "Three"]
    assert state(hass, "sensor.family_last_message") == "Three"


async def test_changes_that_are_unread(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The server counts what others do to messages as well, and so does the sensor."""
    await carbonio.wait_for_sockets()
    said = await carbonio.say(FAMILY, "Hanako", "Tea?")
    await carbonio.react(FAMILY, "Grandma", said["id"], "🍵")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Green tea?")
    await carbonio.rename(FAMILY, "Tea party")
    await until(hass, lambda: len(told) == 4)
    live = state(hass, UNREAD)
    await refresh(hass, REFRESH)
    assert live == state(hass, UNREAD) == str(await carbonio.unread("Tea party"))


async def test_unread_in_a_room_without_words(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What comes into a room of which the inbox knows nothing counts at once."""
    await carbonio.wait_for_sockets()
    await carbonio.add_room("Choir")
    await until(hass, lambda: hass.states.get("sensor.choir_unread_messages"))
    await refresh(hass, REFRESH)
    assert state(hass, "sensor.choir_unread_messages") == "0"
    await carbonio.say("Choir", "Hanako", "Do re mi")
    await until(hass, lambda: messages)
    await until(hass, lambda: state(hass, "sensor.choir_unread_messages") == "1")
    await refresh(hass, REFRESH)
    assert state(hass, "sensor.choir_unread_messages") == "1"
