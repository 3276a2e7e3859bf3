"""What counts as unread: as the inbox counts, and what has come since it told."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA

from ..conftest import set_up
from ..helpers import act, state, unload, until
from .helpers import EVENT, TOTAL, UNREAD, numbers, refresh, settle

GRANDMAS = "sensor.grandma_unread_messages"
BOOKS = "sensor.book_club_unread_messages"
BUTTON = "button.family_mark_as_read"


async def test_as_the_server_counts(
    hass: HomeAssistant, carbonio: CarbonioSimulator, entry: MockConfigEntry
) -> None:
    """From the start the counts are the inbox's, and the account has their sum."""
    for _ in range(3):
        await carbonio.say(GRANDMA, "Grandma", "Hello?")
    for number in range(120):
        await carbonio.say(BOOK_CLUB, "Hanako", f"Page {number}")
    await set_up(hass, entry)
    assert numbers(hass, UNREAD, GRANDMAS, BOOKS, TOTAL) == [1, 3, 120, 124]


async def test_what_comes_is_counted_at_once(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A live message counts before the next list tells of it, and then once."""
    await carbonio.forget_requests()
    for count in (1, 2):
        await carbonio.say(FAMILY, "Hanako", f"Message {count}")
        await until(hass, lambda: len(messages) == count)  # noqa: B023
        await hass.async_block_till_done()
        assert numbers(hass, UNREAD, TOTAL) == [count + 1, count + 1]
    assert carbonio.calls() == []
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [3, 3]


async def test_own_messages_mark_the_room_as_read(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Who answers has read; what the account writes is never unread."""
    await carbonio.say(FAMILY, "Hanako", "Are you well?")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await carbonio.say(FAMILY, "Taro", "Very well")
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert numbers(hass, TOTAL) == [0]
    await carbonio.say(FAMILY, "Grandma", "Good")
    await until(hass, lambda: state(hass, UNREAD) == "1")
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]


async def test_read_elsewhere(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A marker of the account's own phone is heard at once; nobody else's counts."""
    await carbonio.say(FAMILY, "Hanako", "One")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await carbonio.mark_read(FAMILY, "Grandma")
    await carbonio.say(BOOK_CLUB, "Hanako", "Meanwhile")
    await until(hass, lambda: state(hass, BOOKS) == "1")
    assert numbers(hass, UNREAD) == [2]
    await carbonio.mark_read(FAMILY)
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert numbers(hass, TOTAL) == [1]
    await refresh(hass)
    assert numbers(hass, UNREAD, BOOKS, TOTAL) == [0, 1, 1]


async def test_read_elsewhere_while_nobody_listened(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """The next inbox tells it."""
    await unload(hass, live)
    await carbonio.say(FAMILY, "Hanako", "One")
    await carbonio.mark_read(FAMILY)
    await carbonio.say(GRANDMA, "Grandma", "Two")
    await set_up(hass, live)
    assert numbers(hass, UNREAD, GRANDMAS, TOTAL) == [0, 1, 1]


async def test_a_marker_of_something_unknown(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A marker that names what was never seen here lets the server be asked."""
    world = carbonio.world
    marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='never-seen'/>"
    world.room(FAMILY).settings_of(world.account.id).unread = 0
    await carbonio.post_stanza(FAMILY, "Taro", marker, archived=False)
    await until(hass, lambda: state(hass, UNREAD) == "0")


async def test_marked_as_read_here(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The button marks the newest message as read, here and at the server."""
    await carbonio.say(FAMILY, "Hanako", "Read me")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True
    )
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]
    await carbonio.wait_for(lambda: _unread(carbonio) == 0)
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]


async def test_marked_as_read_up_to_a_message(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What is newer than the message that is named stays unread."""
    first = await carbonio.say(FAMILY, "Hanako", "One")
    for word in ("Two", "Three"):
        await carbonio.say(FAMILY, "Hanako", word)
    await until(hass, lambda: state(hass, UNREAD) == "4")
    answer = await act(hass, "mark_as_read", EVENT, message_id=first["id"])
    assert answer == {EVENT: {"message_id": first["id"], "unread": 2}}
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]


async def test_reaction_after_everything_was_read(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A reaction is unread, and is marked with the newest message once more."""
    said = await carbonio.say(FAMILY, "Hanako", "Read me")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await act(hass, "mark_as_read", EVENT)
    await carbonio.wait_for(lambda: _unread(carbonio) == 0)
    await carbonio.react(FAMILY, "Grandma", said["id"], "👍")
    await until(hass, lambda: state(hass, UNREAD) == "1")
    await act(hass, "mark_as_read", EVENT)
    await carbonio.wait_for(lambda: _unread(carbonio) == 0)
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]


async def test_deleted_before_it_was_read(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """After a deletion there is unread what the inbox counts."""
    wrong = await carbonio.say(FAMILY, "Hanako", "Oops")
    await until(hass, lambda: state(hass, UNREAD) == "2")
    await carbonio.retract(FAMILY, "Hanako", wrong["id"])
    await until(hass, lambda: len(told) == 2)
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [_unread(carbonio)] * 2


async def test_no_inbox(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """Without the chat nobody counts, and what was known stays."""
    await carbonio.say(GRANDMA, "Grandma", "Hello?")
    await until(hass, lambda: state(hass, GRANDMAS) == "1")
    await carbonio.hold_xmpp()
    await carbonio.cut_xmpp()
    await settle(hass)
    await refresh(hass)
    assert numbers(hass, UNREAD, GRANDMAS, TOTAL) == [1, 1, 2]


@pytest.fixture
def marking(options: dict[str, Any]) -> None:
    """Switch marking as read on."""
    options["mark_read"] = True


async def test_delivered_messages_are_marked_as_read(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    marking: None,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """With the option, what is handed on is reported as read."""
    for number in (1, 2):
        await carbonio.say(FAMILY, "Hanako", f"Seen {number}?")
        await until(hass, lambda: len(messages) == number)  # noqa: B023
        await carbonio.wait_for(lambda: _unread(carbonio) == 0)
        await until(hass, lambda: state(hass, UNREAD) == "0")
    await carbonio.send_picture(FAMILY, "Hanako")
    await until(hass, lambda: len(messages) == 3)
    await carbonio.wait_for(lambda: _unread(carbonio) == 0)
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [0, 0]


async def test_a_report_that_fails_is_made_up_for(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    marking: None,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What was delivered and could not be reported is reported at the next start."""
    await unload(hass, live)
    await carbonio.say(FAMILY, "Hanako", "Seen?")
    await set_up(hass, live)
    await until(hass, lambda: messages)
    await carbonio.wait_for(lambda: _unread(carbonio) == 0)
    await until(hass, lambda: state(hass, UNREAD) == "0")


async def test_nothing_is_marked_as_read_by_itself(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without the option the server hears nothing of what was seen."""
    await carbonio.say(FAMILY, "Hanako", "Unseen")
    await until(hass, lambda: messages)
    await act(hass, "get_messages", EVENT)
    await refresh(hass)
    assert _unread(carbonio) == 2
    assert not any("<displayed" in frame for frame in carbonio.xmpp.frames)


async def test_the_counts_after_a_restart(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What came before and during a restart counts once."""
    await carbonio.say(FAMILY, "Hanako", "Before")
    await until(hass, lambda: messages)
    await unload(hass, live)
    await carbonio.say(FAMILY, "Hanako", "Meanwhile")
    await carbonio.say(FAMILY, "Taro", "I have read it all")
    await carbonio.say(FAMILY, "Hanako", "But not this")
    await set_up(hass, live)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]
    await refresh(hass)
    assert numbers(hass, UNREAD, TOTAL) == [1, 1]


def _unread(carbonio: CarbonioSimulator) -> int:
    world = carbonio.world
    return world.room(FAMILY).settings_of(world.account.id).unread
