"""What counts as unread, whose words are our own, and what is reported as read."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import state, unload, until


async def test_own_words_from_the_app(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What the account wrote elsewhere is its own, and not unread."""
    before = state(hass, "sensor.happy_family_unread_messages")
    await family.write(HOME, "Taro", "I wrote this on my phone")
    await until(hass, lambda: messages)
    assert messages[0].data["is_own"]
    assert not messages[0].data["sent_by_home_assistant"]
    assert state(hass, "sensor.happy_family_unread_messages") == before


async def test_read_elsewhere(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was read in the app is no longer unread here, and never again."""
    await family.write(HOME, "Hanako", "Read me")
    await until(hass, lambda: messages)
    home = family.home.room(HOME)
    me = home.member_of(family.home.account)
    assert me
    me.read_up_to(home.messages[-1].id)
    await ready.runtime_data.async_refresh()
    assert state(hass, "sensor.happy_family_unread_messages") == "0"


async def test_who_never_read_has_not_everything_unread(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A read mark of 0 does not make the whole history unread."""
    home = family.home.room(HOME)
    me = home.member_of(family.home.account)
    assert me
    me.read_id = 0
    await family.burst([HOME], count=60)
    await set_up(hass, entry)
    assert state(hass, "sensor.happy_family_unread_messages") == "1"
    await family.write(HOME, "Hanako", "One more")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "2")


async def test_unread_is_unknown_until_the_account_is_known(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without a uuid in the session, the first sent message tells who we are."""
    await family.set_options(session_uuid=False)
    await set_up(hass, entry)
    assert state(hass, "sensor.happy_family_unread_messages") == "unknown"
    assert state(hass, "sensor.bocco_taro_unread_messages") == "unknown"
    await family.write(HOME, "Taro", "Who am I?")
    await until(hass, lambda: messages)
    assert not messages[0].data["is_own"]

    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": "notify.happy_family", "message": "I am Taro"},
        blocking=True,
    )
    await until(hass, lambda: len(messages) == 2)
    assert messages[1].data["is_own"]
    await family.write(HOME, "Taro", "And I know it")
    await until(hass, lambda: len(messages) == 3)
    assert messages[2].data["is_own"]
    await entry.runtime_data.async_refresh()
    assert state(hass, "sensor.happy_family_unread_messages") != "unknown"


async def test_what_an_earlier_version_remembered(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """Whose account it is was stored elsewhere once, and is known all the same."""
    await family.set_options(session_uuid=False)
    await unload(hass, ready)
    stored = hass_storage[f"chat_rooms.{ready.entry_id}"]["data"]
    for room in stored["rooms"].values():
        del room["read"], room["since"]
    del stored["memory"]
    await set_up(hass, ready)
    assert state(hass, "sensor.happy_family_unread_messages") != "unknown"


@pytest.fixture
def marking(options: dict[str, Any]) -> None:
    """Switch marking as read on."""
    options["mark_read"] = True


async def test_delivered_messages_are_marked_as_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    marking: None,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """With the option, what is handed on is reported as read."""
    written = await family.write(HOME, "Hanako", "Seen?")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "0")
    assert await family.read_id(HOME) == written["id"]
    assert len(messages) == 1


async def test_nothing_is_marked_as_read_by_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without the option the service hears nothing of what was read."""
    before = await family.read_id(HOME)
    await family.write(HOME, "Hanako", "Unseen")
    await until(hass, lambda: messages)
    await hass.async_block_till_done()
    assert await family.read_id(HOME) == before
    assert family.calls("read") == []
