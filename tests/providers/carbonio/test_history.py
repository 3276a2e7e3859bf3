"""What a room's archive tells."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from custom_components.chat_rooms.model import ChangeKind, MessageKind
from custom_components.chat_rooms.providers.base import Stretch
from custom_components.chat_rooms.providers.carbonio import history
from custom_components.chat_rooms.providers.carbonio.archive import Archive, ArchivePage
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import NotFoundError
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import FAMILY


async def fill(simulator: CarbonioSimulator, count: int) -> list[str]:
    """Let Hanako say so many things; return their ids."""
    return [
        (await simulator.say(FAMILY, "Hanako", str(number)))["id"]
        for number in range(count)
    ]


async def test_after(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that what came after a position comes page by page, each once."""
    simulator.xmpp.page_limit = 20
    room_id = simulator.room_id(FAMILY)
    start = (await simulator.messages(FAMILY))[-1]["id"]
    ids = await fill(simulator, 50)
    position = provider.position_of(start)
    found = []
    while (page := await provider.messages_after(room_id, position, 30)).messages:
        assert page.messages[0].position > position
        assert len(page.messages) <= 20
        assert page.end == page.messages[-1].position
        found += [message.id for message in page.messages]
        position = page.end
    assert found == ids
    assert page.end == position
    assert all(m.sender.name == "Hanako" for m in page.messages)


async def test_all_at_one_moment(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a page of what is known already is no reason to stop."""
    simulator.xmpp.page_limit = 2
    ids = await fill(simulator, 6)
    posted = [p for p in simulator.world.room(FAMILY).archive if p.stanza_id in ids]
    moment = posted[0].number >> 8 << 8
    for number, item in enumerate(posted):
        # The last bits are for servers that share a moment.
        item.number = moment + number
    room_id = simulator.room_id(FAMILY)
    page = await provider.messages_after(room_id, posted[3].number, 10)
    assert [message.text for message in page.messages] == ["4", "5"]


async def test_from_the_beginning(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that position 0 is before everything."""
    page = await provider.messages_after(simulator.room_id(FAMILY), 0, 100)
    assert [m.text for m in page.messages][0] == "Good morning, everybody!"


async def test_changes(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a page tells what happened, too, and reaches beyond its messages."""
    (message_id,) = await fill(simulator, 1)
    position = provider.position_of(message_id)
    await simulator.edit(FAMILY, "Hanako", message_id, "Zero")
    await simulator.add_member(FAMILY, "Jiro")
    await simulator.react(FAMILY, "Grandma", message_id, "🎉")
    newest = (await simulator.messages(FAMILY))[-1]["id"]
    page = await provider.messages_after(simulator.room_id(FAMILY), position, 10)
    assert [change.kind for change in page.changes] == [
        ChangeKind.EDITED,
        ChangeKind.JOINED,
        ChangeKind.REACTION_ADDED,
    ]
    assert page.changes[0].message is not None
    assert page.changes[0].message.position == position
    assert page.changes[0].message.text == "Zero"
    (notice,) = page.messages
    assert notice.kind is MessageKind.SYSTEM
    assert page.end == provider.position_of(newest)


async def test_late_archive(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that what the list of rooms has shown is waited for, and not for ever."""
    monkeypatch.setattr(history, "LATE", 2.0)
    monkeypatch.setattr(history, "LOOK_AGAIN", 0.05)
    room_id = simulator.room_id(FAMILY)
    start = (await simulator.messages(FAMILY))[-1]["id"]
    await simulator.archive_delay(0.5)
    await fill(simulator, 2)
    await provider.rooms()
    position = provider.position_of(start)
    page = await provider.messages_after(room_id, position, 10)
    assert [message.text for message in page.messages] == ["0", "1"]
    async with asyncio.timeout(1):
        assert (await provider.messages_after(room_id, page.end, 10)).end == page.end
    monkeypatch.setattr(history, "LATE", 0.2)
    await simulator.archive_delay(60)
    await fill(simulator, 1)
    await provider.rooms()
    async with asyncio.timeout(1):
        assert (await provider.messages_after(room_id, page.end, 10)).end == page.end


async def test_before(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that messages come as they are now, as many as were asked for."""
    simulator.xmpp.page_limit = 20
    room_id = simulator.room_id(FAMILY)
    ids = await fill(simulator, 30)
    await simulator.edit(FAMILY, "Hanako", ids[0], "Zero")
    await simulator.edit(FAMILY, "Hanako", ids[0], "Nought")
    await simulator.edit(FAMILY, "Grandma", ids[1], "Nonsense")
    await simulator.retract(FAMILY, "Hanako", ids[2])
    for number in range(40):
        await simulator.react(FAMILY, "Grandma", ids[number % 30], "🎉")
    found = await provider.messages_before(room_id, None, 28)
    assert [message.id for message in found] == ids[2:]
    assert found[0].deleted
    assert not found[0].text
    found = await provider.messages_before(room_id, found[0].position, 2)
    assert [message.text for message in found] == ["Nought", "1"]
    assert [m.position for m in found] == [provider.position_of(id_) for id_ in ids[:2]]
    everything = await provider.messages_before(room_id, None, 200)
    assert len(everything) == 34
    assert await provider.messages_before(room_id, everything[0].position, 5) == []


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_given_up(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    """Test that a long look back for few messages ends, and where it goes on."""
    monkeypatch.setattr(history, "MOST_PAGES", 2)
    simulator.xmpp.page_limit = 5
    room_id = simulator.room_id(FAMILY)
    ids = await fill(simulator, 4)
    for _ in range(13):
        await simulator.react(FAMILY, "Grandma", ids[0], "🎉")
        await simulator.react(FAMILY, "Grandma", ids[0], "")
    looks: list[int] = []
    found: list[str] = []
    position: int | None = None
    while len(found) < 4:
        page = await provider.messages_before(room_id, position, limit)
        assert page or isinstance(page, Stretch)
        found[:0] = [message.id for message in page]
        looks.append(len(page))
        before = position
        position = page.reached if isinstance(page, Stretch) else page[0].position
        assert before is None or position < before
        assert all(message.position >= position for message in page)
    assert found[-4:] == ids
    assert looks[:2] == [0, 0]
    everything = await provider.messages_before(room_id, position, 100)
    assert not isinstance(everything, Stretch)


async def test_message(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that one message is found by its id."""
    room_id = simulator.room_id(FAMILY)
    said = await simulator.say(FAMILY, "Hanako", "Hello!", reply_to_id=None)
    message = await provider.message(room_id, said["id"])
    assert (message.text, message.sender.name) == ("Hello!", "Hanako")
    assert message.position == provider.position_of(said["id"])
    reaction = await simulator.react(FAMILY, "Grandma", said["id"], "🎉")
    for message_id in (reaction["id"], "C808PJQD9V81"):
        with pytest.raises(NotFoundError):
            await provider.message(room_id, message_id)


async def test_cleared(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the account does not see what was there before it cleared a room."""
    room_id = simulator.room_id(FAMILY)
    (before,) = await fill(simulator, 1)
    await simulator.clear_history(FAMILY)
    (after,) = await fill(simulator, 1)
    await provider.rooms(complete=True)
    page = await provider.messages_after(room_id, 0, 100)
    assert [message.id for message in page.messages] == [after]
    found = await provider.messages_before(room_id, None, 100)
    assert [message.id for message in found] == [after]
    with pytest.raises(NotFoundError):
        await provider.message(room_id, before)


async def test_positions(provider: CarbonioProvider) -> None:
    """Test that an id is a place, and anything else is none."""
    assert provider.position_of("C808PJQD9V81") == int("C808PJQD9V81", 32)
    with pytest.raises(NotFoundError):
        provider.position_of("no such id")


async def test_archive_without_an_end(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a server that begins at the same place again and again is left alone."""
    (message_id,) = await fill(simulator, 1)
    real, pages = Archive.page, 0

    async def page(self: Archive, room_id: str, **options: Any) -> ArchivePage:
        nonlocal pages
        pages += 1
        assert pages < 5
        found = await real(self, room_id, **options | {"after": None})
        return replace(found, complete=False)

    monkeypatch.setattr(Archive, "page", page)
    position = provider.position_of(message_id)
    found = await provider.messages_after(simulator.room_id(FAMILY), position, 10)
    assert found.end == position


async def test_reaction_to_what_was_edited(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that looking at a message as it was does not bring its old text back."""
    await listener.start()
    await listener.settled()
    said = await simulator.say(FAMILY, "Hanako", "Hlo")
    for text in ("Helo", "Hello"):
        await simulator.edit(FAMILY, "Hanako", said["id"], text)
    await listener.until(lambda: len(listener.told()) == 2)
    room_id = simulator.room_id(FAMILY)
    assert (await provider.message(room_id, said["id"])).text == "Hello"
    await simulator.react(FAMILY, "Grandma", said["id"], "🎉")
    await listener.until(lambda: len(listener.told()) == 3)
    message = listener.told()[-1].message
    assert message is not None
    assert message.text == "Hello"
