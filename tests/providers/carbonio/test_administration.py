"""What becomes of rooms: their names and descriptions, and their end."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

import pytest

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
    TooLongError,
)
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA, NEWS, OFFICE, ON_OLD

NOWHERE = "00000000-0000-4000-8000-000000000000"

type Deed = Callable[[CarbonioProvider, str], Awaitable[None]]


async def rename(provider: CarbonioProvider, room_id: str) -> None:
    """Give a room another name."""
    await provider.administration.rename(room_id, "Ours")


async def describe(provider: CarbonioProvider, room_id: str) -> None:
    """Give a room another description."""
    await provider.administration.describe(room_id, "All of us")


async def clear(provider: CarbonioProvider, room_id: str) -> None:
    """Clear a room."""
    await provider.administration.clear_history(room_id)


async def delete(provider: CarbonioProvider, room_id: str) -> None:
    """Delete a room."""
    await provider.administration.delete(room_id)


async def leave(provider: CarbonioProvider, room_id: str) -> None:
    """Leave a room."""
    await provider.administration.leave(room_id)


# Names and descriptions


@BOTH_GENERATIONS
async def test_texts(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that either text changes alone, though both are sent."""
    room = simulator.world.room(FAMILY)
    room.description = "Who we are"
    await provider.administration.rename(room.id, "🍅" * 64)
    assert (room.name, room.description) == ("🍅" * 64, "Who we are")
    await provider.administration.describe(room.id, "d" * 256)
    assert (room.name, room.description) == ("🍅" * 64, "d" * 256)
    await provider.administration.describe(room.id, "")
    assert (room.name, room.description) == ("🍅" * 64, "")
    sent = [json.loads(call.body) for call in simulator.calls("update_room")]
    assert [set(body) for body in sent] == [{"name", "description"}] * 3


async def test_without_a_name(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that an empty name, which no server takes, is not sent along."""
    room = simulator.world.room(FAMILY)
    room.name = ""
    await provider.administration.describe(room.id, "All of us")
    assert (room.name, room.description) == ("", "All of us")


@ON_OLD
async def test_names_of_channels(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a channel's own name changes, not that of its workspace."""
    channel, workspace = simulator.world.room(NEWS), simulator.world.room(OFFICE)
    await provider.administration.describe(channel.id, "What is new")
    assert (channel.name, channel.description) == (NEWS, "What is new")
    await provider.administration.rename(channel.id, "Lunch")
    await provider.administration.rename(workspace.id, "Shop")
    names = {room.name for room in (await provider.rooms()).rooms}
    assert {"Shop", "Shop: Lunch"} <= names


@pytest.mark.parametrize("name", ["n" * 129, "🍅" * 65], ids=["long", "wide"])
async def test_texts_that_are_too_long(
    simulator: CarbonioSimulator, provider: CarbonioProvider, name: str
) -> None:
    """Test that the limits are told, and that the server is not asked."""
    room_id = simulator.room_id(FAMILY)
    with pytest.raises(TooLongError) as caught:
        await provider.administration.rename(room_id, name)
    assert (caught.value.reason, caught.value.limit) == (Reason.NAME_REFUSED, 128)
    with pytest.raises(TooLongError) as caught:
        await provider.administration.describe(room_id, "d" * 257)
    assert caught.value.reason is Reason.DESCRIPTION_REFUSED
    assert caught.value.limit == 256
    assert simulator.calls() == []


async def test_no_name(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room has to have a name, and that the server is not asked."""
    with pytest.raises(ForbiddenError) as caught:
        await provider.administration.rename(simulator.room_id(FAMILY), "")
    assert not isinstance(caught.value, TooLongError)
    assert caught.value.reason is Reason.NAME_REFUSED
    assert simulator.calls() == []


# The end of rooms


@BOTH_GENERATIONS
async def test_delete(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that a room is deleted, which takes one request."""
    room_id = simulator.room_id(FAMILY)
    await provider.administration.delete(room_id)
    assert [call.endpoint for call in simulator.log] == ["delete_room"]
    assert room_id not in simulator.world.rooms
    assert room_id not in {one.id for one in (await provider.rooms()).rooms}


@ON_OLD
async def test_delete_workspace(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a workspace is deleted with its channels, and a channel alone."""
    office, news = simulator.room_id(OFFICE), simulator.room_id(NEWS)
    await provider.administration.delete(news)
    assert office in {one.id for one in (await provider.rooms()).rooms}
    await simulator.add_room("Lunch", ["Taro"], "channel", "Taro", OFFICE)
    await provider.administration.delete(office)
    names = {one.name for one in (await provider.rooms()).rooms}
    assert names == {FAMILY, GRANDMA, BOOK_CLUB}


@pytest.mark.parametrize("deed", [delete, leave])
@pytest.mark.parametrize("status", [None, 404])
async def test_gone_already(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    deed: Deed,
    status: int | None,
) -> None:
    """Test that what is gone already is gone, whatever the server says."""
    if status is not None:
        for endpoint in ("delete_room", "delete_room_member"):
            await simulator.break_(endpoint, "status", status=status)
    await deed(provider, NOWHERE)


@BOTH_GENERATIONS
async def test_leave(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the account leaves a room, and the others stay."""
    room = simulator.world.room(BOOK_CLUB)
    await provider.administration.leave(room.id)
    assert [call.endpoint for call in simulator.log] == ["delete_room_member"]
    assert simulator.world.account.id not in room.members
    assert len(room.members) == 2
    assert room.id not in {one.id for one in (await provider.rooms()).rooms}


@BOTH_GENERATIONS
@pytest.mark.parametrize("status", [None, 400, 403])
async def test_last_owner(
    simulator: CarbonioSimulator, provider: CarbonioProvider, status: int | None
) -> None:
    """Test that the last owner has to stay, until there is another one."""
    room_id = simulator.room_id(FAMILY)
    if status is not None:
        await simulator.break_("delete_room_member", "status", status=status)
    with pytest.raises(ForbiddenError) as caught:
        await provider.administration.leave(room_id)
    assert caught.value.reason is Reason.LAST_MODERATOR
    assert room_id in {one.id for one in (await provider.rooms()).rooms}
    await simulator.set_owner(FAMILY, "Hanako")
    await provider.administration.leave(room_id)
    assert simulator.world.account.id not in simulator.world.rooms[room_id].members


async def test_last_member(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that whoever is alone may leave, and that a refusal has other reasons."""
    room_id = simulator.room_id(FAMILY)
    for name in ("Hanako", "Grandma"):
        await simulator.remove_member(FAMILY, name)
    await simulator.break_("delete_room_member", "status", status=403)
    with pytest.raises(ForbiddenError) as caught:
        await provider.administration.leave(room_id)
    assert caught.value.reason is None
    await provider.administration.leave(room_id)
    assert simulator.world.rooms[room_id].members == {}


@pytest.mark.parametrize("told", [GRANDMA, BOOK_CLUB, None])
async def test_refused_to_leave(
    simulator: CarbonioSimulator, provider: CarbonioProvider, told: str | None
) -> None:
    """Test that a refusal stays one where there are other owners, or nobody tells."""
    await simulator.break_("delete_room_member", "status", status=403)
    if told is None:
        await simulator.break_("list_room_member", "status", status=500, times=2)
    with pytest.raises(ForbiddenError) as caught:
        await provider.administration.leave(simulator.room_id(told or FAMILY))
    assert caught.value.reason is None


# What can go wrong with all of them


@pytest.mark.parametrize(
    ("deed", "room"),
    [(rename, BOOK_CLUB), (describe, BOOK_CLUB), (delete, BOOK_CLUB)],
)
async def test_not_an_owner(
    simulator: CarbonioSimulator, provider: CarbonioProvider, deed: Deed, room: str
) -> None:
    """Test that those who do not own a room cannot change it."""
    before = simulator.world.room(room).name
    with pytest.raises(ForbiddenError) as caught:
        await deed(provider, simulator.room_id(room))
    assert caught.value.reason is None
    assert simulator.world.room(room).name == before


@pytest.mark.parametrize("deed", [rename, describe, clear])
async def test_nowhere(
    simulator: CarbonioSimulator, provider: CarbonioProvider, deed: Deed
) -> None:
    """Test a room that is not there."""
    with pytest.raises(NotFoundError) as caught:
        await deed(provider, NOWHERE)
    assert caught.value.reason is None


@pytest.mark.parametrize(
    ("deed", "endpoint"),
    [
        (rename, "get_room"),
        (rename, "update_room"),
        (describe, "update_room"),
        (clear, "clear_room_history"),
        (delete, "delete_room"),
        (leave, "delete_room_member"),
    ],
)
@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_),
        ({"kind": "status", "status": 403}, ForbiddenError),
    ],
    ids=["down", "forbidden"],
)
async def test_failures(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    deed: Deed,
    endpoint: str,
    what: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that nothing is lost or cleared where the service fails or refuses."""
    room_id = simulator.room_id(BOOK_CLUB)
    await simulator.set_owner(BOOK_CLUB, "Taro")
    await provider.rooms()
    await simulator.break_(endpoint, **what, times=2)
    with pytest.raises(error):
        await deed(provider, room_id)
    await simulator.mend()
    assert room_id in {one.id for one in (await provider.rooms()).rooms}
    assert await provider.messages_before(room_id, None, 10)
