"""Clearing rooms, and lists that were under way when a room was changed."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.chat_rooms.model import Room
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA


async def listed(provider: CarbonioProvider, room_id: str) -> Room | None:
    """Return a room as the list tells it, None if it does not."""
    rooms = {room.id: room for room in (await provider.rooms()).rooms}
    return rooms.get(room_id)


async def texts(provider: CarbonioProvider, room_id: str) -> list[str]:
    """Return the texts of a room's history."""
    found = await provider.messages_before(room_id, None, 10)
    return [message.text for message in found]


async def marked(simulator: CarbonioSimulator) -> None:
    """Wait until the server was told that something was seen."""
    frames = simulator.xmpp.frames
    await simulator.xmpp.wait_for(lambda: any("displayed" in one for one in frames))


@BOTH_GENERATIONS
async def test_clear(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the history ends at once, that nothing is unread, and for whom."""
    room_id = simulator.room_id(FAMILY)
    room = await listed(provider, room_id)
    assert room is not None
    assert (room.unread, len(await texts(provider, room_id))) == (1, 4)
    await provider.administration.clear_history(room_id)
    assert len(simulator.calls("clear_room_history")) == 1
    assert await texts(provider, room_id) == []
    await marked(simulator)
    room = await listed(provider, room_id)
    assert room is not None
    assert (room.unread, room.last_message) == (0, None)
    await simulator.say(FAMILY, "Hanako", "Hello again")
    assert await texts(provider, room_id) == ["Hello again"]
    room = await listed(provider, room_id)
    assert room is not None
    assert room.unread == 1
    hanako = simulator.world.person("Hanako").id
    assert simulator.world.rooms[room_id].settings_of(hanako).cleared_at is None


async def test_clear_of_what_is_new(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that nothing is marked as read that came after the room was cleared."""
    await listener.start()
    await listener.settled()
    room_id = simulator.room_id(FAMILY)
    real = provider._client.rooms.clear_room_history

    async def clear(cleared_id: str) -> datetime:
        cleared_at = await real(cleared_id)
        await simulator.say(FAMILY, "Hanako", "Hello again")
        await listener.come("Hello again")
        return cleared_at

    monkeypatch.setattr(provider._client.rooms, "clear_room_history", clear)
    await provider.administration.clear_history(room_id)
    await marked(simulator)
    assert await texts(provider, room_id) == ["Hello again"]
    assert await simulator.unread(FAMILY) > 0


async def test_clear_without_the_chat(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room is cleared though nobody can be told that it was seen."""
    room_id = simulator.room_id(FAMILY)
    assert await listed(provider, room_id)
    await simulator.hold_xmpp()
    await simulator.cut_xmpp()
    await simulator.xmpp.left()
    await provider.administration.clear_history(room_id)
    assert provider._parts.book.cleared_at(room_id) is not None


async def test_clear_of_nothing(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room in which nothing was heard needs no chat."""
    await provider.administration.clear_history(simulator.room_id(GRANDMA))
    assert simulator.calls("ws_xmpp") == []


# While a list is under way


def during_the_list(
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[], Awaitable[Any]],
) -> None:
    """Let something be done while the next list is on its way."""
    real = provider._client.rooms.list_room

    async def list_room(**wanted: bool) -> Any:
        monkeypatch.setattr(provider._client.rooms, "list_room", real)
        found = await real(**wanted)
        await deed()
        return found

    monkeypatch.setattr(provider._client.rooms, "list_room", list_room)


@pytest.mark.parametrize("what", ["delete", "leave"])
async def test_lost(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    """Test that a list which was asked for before has no room that is gone."""
    room_id = simulator.room_id({"delete": FAMILY, "leave": BOOK_CLUB}[what])
    deed = getattr(provider.administration, what)
    during_the_list(provider, monkeypatch, lambda: deed(room_id))
    assert await listed(provider, room_id) is None


async def test_found(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a room which was lost is there when it has been created anew."""
    room_id = simulator.room_id(GRANDMA)
    grandma = simulator.world.person("Grandma").id

    async def lose_and_create() -> None:
        provider._parts.book.lose(room_id)
        new = NewRoom(room_type="one_to_one", members=(grandma,))
        assert await provider.administration.create(new) == room_id

    during_the_list(provider, monkeypatch, lose_and_create)
    assert await listed(provider, room_id)


async def test_cleared(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a list which was asked for before brings nothing back."""
    room_id = simulator.room_id(FAMILY)
    during_the_list(
        provider, monkeypatch, lambda: provider.administration.clear_history(room_id)
    )
    room = await listed(provider, room_id)
    assert room is not None
    assert (room.unread, room.last_message) == (0, None)
    assert room.cleared_to > 0
    assert await texts(provider, room_id) == []


async def test_cleared_again(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that of two times the list's is taken where it is the later one."""
    room_id = simulator.room_id(FAMILY)
    told = datetime.fromisoformat(await simulator.clear_history(FAMILY))
    book = provider._parts.book

    async def clear_earlier() -> None:
        book.clear(room_id, told - timedelta(hours=1))

    during_the_list(provider, monkeypatch, clear_earlier)
    await listed(provider, room_id)
    assert book.cleared_at(room_id) == told.astimezone(UTC)
