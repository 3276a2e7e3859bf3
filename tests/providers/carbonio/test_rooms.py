"""Rooms: which there are, what they can do, and what is remembered of them."""

from datetime import UTC, datetime

import pytest

from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.providers.carbonio.room_features import (
    READING,
    WRITING,
)
from custom_components.chat_rooms.providers.carbonio.rooms import RoomBook
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ProtocolError,
    ProviderError,
    RateLimitedError,
)
from tests.simulators.carbonio import CarbonioSimulator

from .family import (
    BOOK_CLUB,
    BOTH_GENERATIONS,
    FAMILY,
    GRANDMA,
    NEWS,
    OFFICE,
    OLD,
    ON_OLD,
)
from .listed import KEEPING, add_people, listed

MIB = 1024 * 1024


@BOTH_GENERATIONS
async def test_rooms(
    simulator: CarbonioSimulator, book: RoomBook, generation: str
) -> None:
    """Test everything about a room, which takes one request of each kind."""
    found = await book.list(complete=False)
    assert found.complete
    names = {FAMILY, GRANDMA, BOOK_CLUB}
    names |= {OFFICE, f"{OFFICE}: {NEWS}"} if generation == OLD else set()
    assert {room.name for room in found.rooms} == names
    room = next(room for room in found.rooms if room.name == FAMILY)
    newest = simulator.world.room(FAMILY).archive[-1]
    assert room.id == simulator.room_id(FAMILY)
    assert room.features == READING | WRITING | Feature.CALL | KEEPING
    assert room.limits.text_length == 10_000
    assert room.limits.file_size == 100 * MIB
    assert room.limits.content_types == {"*/*"}
    assert room.limits.voice_types == ("audio/mpeg", "audio/mp4")
    assert room.limits.picture_size == 512 * 1024
    assert room.members is None
    assert (room.unread, room.read_position) == (1, None)
    assert room.newest == newest.number
    assert room.last_message is not None
    assert room.last_message.position == room.newest
    assert room.last_message.text == "The plumber comes tomorrow."
    assert room.last_message.sender.name == "Hanako"
    assert (room.muted, room.in_call) == (False, False)
    assert (room.picture_changed_at, room.avatar) == (None, "")
    assert not room.in_lobby
    for endpoint in ("list_room", "get_users", "get_capabilities", "ws_xmpp"):
        assert len(simulator.calls(endpoint)) == 1
    meetings = simulator.calls("unknown" if generation == OLD else "list_meeting")
    assert len(meetings) == 1
    assert simulator.calls("get_meeting_by_room_id") == []


async def test_names(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that a room of two is called like the other one."""
    await book.list(complete=False)
    room_id = simulator.room_id(GRANDMA)
    assert book.name_of(room_id) == GRANDMA
    assert book.type_of(room_id) == "one_to_one"
    assert (book.name_of("r-9"), book.type_of("r-9")) == ("", "")
    assert book.cleared_at(room_id) is None
    await simulator.rename(FAMILY, "All of us")
    assert (await listed(book, "All of us")).id == simulator.room_id("All of us")


@BOTH_GENERATIONS
async def test_many_of_two(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that the names of 25 rooms of two take three requests, and are kept."""
    await simulator.remove_room(GRANDMA)
    for user_id in add_people(simulator, 25):
        await simulator.add_room("", ["Taro"], "one_to_one", owner=user_id)
    names = {f"Neighbour {number}" for number in range(25)}
    found = await book.list(complete=False)
    assert names < {room.name for room in found.rooms}
    assert len(simulator.calls("get_users")) == 3
    found = await book.list(complete=False)
    assert names < {room.name for room in found.rooms}
    assert len(simulator.calls("get_users")) == 3


async def test_complete(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that what rarely changes is asked for with a complete list only."""
    simulator.capabilities["canVideoCall"] = False
    assert Feature.CALL not in (await listed(book, GRANDMA)).features
    simulator.capabilities["canVideoCall"] = True
    simulator.world.person("Grandma").name = "Granny"
    assert Feature.CALL not in (await listed(book, GRANDMA)).features
    assert Feature.CALL in (await listed(book, "Granny", complete=True)).features
    assert len(simulator.calls("get_capabilities")) == 2
    assert len(simulator.calls("get_users")) == 2


async def test_gone(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that a room that is gone is not remembered."""
    room_id = simulator.room_id(GRANDMA)
    await book.list(complete=False)
    await simulator.remove_room(GRANDMA)
    found = await book.list(complete=False)
    assert {room.name for room in found.rooms} == {FAMILY, BOOK_CLUB}
    assert book.name_of(room_id) == ""


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_),
        ({"kind": "status", "status": 429}, RateLimitedError),
        ({"kind": "drop"}, ConnectionError_),
        ({"kind": "truncated"}, ProviderError),
        ({"kind": "body", "body": {}}, ProtocolError),
    ],
)
async def test_failures(
    simulator: CarbonioSimulator,
    book: RoomBook,
    what: dict[str, object],
    error: type[ProviderError],
) -> None:
    """Test that a list that cannot be had is no list without rooms."""
    await book.list(complete=False)
    await simulator.break_("list_room", times=9, **what)  # type: ignore[arg-type]
    with pytest.raises(error):
        await book.list(complete=False)
    assert book.name_of(simulator.room_id(FAMILY)) == FAMILY


@pytest.mark.parametrize("endpoint", ["get_capabilities", "list_meeting", "list_room"])
async def test_signed_out(
    simulator: CarbonioSimulator, book: RoomBook, endpoint: str
) -> None:
    """Test that an account that is not let in any more is told so."""
    await simulator.break_(endpoint, "status", status=401, times=9)
    with pytest.raises(AuthError):
        await book.list(complete=False)


# Features and limits


async def test_owners(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that only owners of groups may change their pictures."""
    assert Feature.ROOM_PICTURE not in (await listed(book, BOOK_CLUB)).features
    assert Feature.ROOM_PICTURE not in (await listed(book, GRANDMA)).features
    await simulator.set_owner(BOOK_CLUB, "Taro")
    await simulator.set_owner(FAMILY, "Taro", False)
    room = await listed(book, BOOK_CLUB)
    assert Feature.ROOM_PICTURE in room.features
    room = await listed(book, FAMILY)
    assert Feature.ROOM_PICTURE not in room.features
    assert room.limits.picture_size == 0


@pytest.mark.parametrize(
    ("told", "size"),
    [(2048, 2 * MIB), (1, 1024), (0, 512 * 1024), (-1, 512 * 1024), ("x", 512 * 1024)],
)
async def test_picture_size(
    simulator: CarbonioSimulator, book: RoomBook, told: object, size: int
) -> None:
    """Test that the server says how large the picture of a room may be."""
    simulator.capabilities["maxRoomImageSizeInKb"] = told
    assert (await listed(book, FAMILY)).limits.picture_size == size


@pytest.mark.parametrize("can", [False, None, "no", ...])
async def test_no_calls(
    simulator: CarbonioSimulator, book: RoomBook, can: object
) -> None:
    """Test that who may not call is not told of calls."""
    if can is ...:
        del simulator.capabilities["canVideoCall"]
    else:
        simulator.capabilities["canVideoCall"] = can
    await simulator.start_meeting(FAMILY)
    room = await listed(book, FAMILY)
    assert Feature.CALL not in room.features
    assert room.in_call is None
    assert simulator.calls("list_meeting") == []


async def test_capabilities_later(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that rooms come without capabilities, which are asked for again."""
    await simulator.break_("get_capabilities", "status", status=500, times=2)
    room = await listed(book, FAMILY)
    assert Feature.CALL not in room.features
    assert room.limits.picture_size == 512 * 1024
    await simulator.mend()
    assert Feature.CALL in (await listed(book, FAMILY)).features
    await simulator.break_("get_capabilities", "status", status=500, times=2)
    assert Feature.CALL in (await listed(book, FAMILY, complete=True)).features


@ON_OLD
async def test_workspaces(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a workspace, to which nobody can write, and a channel in it."""
    room = await listed(book, OFFICE)
    assert room.features & ~KEEPING == READING
    assert room.limits.content_types == frozenset()
    assert (room.unread, room.newest) == (0, 0)
    channel = await listed(book, f"{OFFICE}: {NEWS}")
    assert channel.id == simulator.room_id(NEWS)
    assert channel.features & ~KEEPING == READING | WRITING | Feature.CALL
    assert channel.last_message is not None
    assert channel.last_message.text == "The lift works again."
    assert book.type_of(channel.id) == "channel"


async def test_temporary(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a room that is there for one meeting."""
    await simulator.add_room("Planning", ["Taro"], "temporary", owner="Taro")
    room = await listed(book, "Planning")
    assert room.features & ~KEEPING == READING | WRITING | Feature.CALL
    assert book.type_of(room.id) == "temporary"


async def test_own_settings(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test what the account has set, and the picture of a room."""
    await simulator.mute(FAMILY)
    await simulator.set_picture(FAMILY)
    room = await listed(book, FAMILY)
    assert room.muted
    picture = simulator.world.room(FAMILY).picture
    assert picture is not None
    assert room.picture_changed_at == picture.updated_at
    assert (await listed(book, GRANDMA)).muted is False


async def test_cleared(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that of a room that was cleared nothing older is shown."""
    told = await simulator.clear_history(FAMILY)
    room = await listed(book, FAMILY)
    newest = simulator.world.room(FAMILY).archive[-1].number
    assert (room.last_message, room.unread) == (None, 0)
    assert (room.newest, room.read_position) == (newest, newest)
    assert book.cleared_at(room.id) == datetime.fromisoformat(told)
    await simulator.say(FAMILY, "Hanako", "Hello again")
    room = await listed(book, FAMILY)
    assert room.last_message is not None
    assert room.last_message.text == "Hello again"
    assert room.unread == 2


async def test_clear(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that what was cleared meanwhile is remembered until the next list."""
    now = datetime(2026, 9, 21, tzinfo=UTC)
    room_id = simulator.room_id(FAMILY)
    book.clear(room_id, now)
    assert book.cleared_at(room_id) is None
    await book.list(complete=False)
    book.clear(room_id, now)
    assert book.cleared_at(room_id) == now
    assert book.name_of(room_id) == FAMILY
    await book.list(complete=False)
    assert book.cleared_at(room_id) is None


# Meetings


@BOTH_GENERATIONS
@pytest.mark.parametrize("has_list", [True, False])
async def test_meetings(
    simulator: CarbonioSimulator, book: RoomBook, has_list: bool, generation: str
) -> None:
    """Test where there is a meeting, also where each room has to be asked."""
    has_list = has_list and generation != OLD
    if not has_list:
        await simulator.break_("list_meeting", "status", status=404, times=99)
    meeting = await simulator.start_meeting(FAMILY)
    assert book.room_of_meeting(meeting) is None
    assert (await listed(book, FAMILY)).in_call is True
    assert book.room_of_meeting(meeting) == simulator.room_id(FAMILY)
    assert (await listed(book, GRANDMA)).in_call is False
    await simulator.stop_meeting(FAMILY)
    assert (await listed(book, FAMILY)).in_call is False
    asked = [call.room for call in simulator.calls("get_meeting_by_room_id")]
    assert asked == ([] if has_list else [simulator.room_id(FAMILY)] * 3)
    book.learn_meeting("m-2", "r-2")
    assert book.room_of_meeting("m-2") == "r-2"


@pytest.mark.parametrize("status", [403, 429, 500])
async def test_meetings_unknown(
    simulator: CarbonioSimulator, book: RoomBook, status: int
) -> None:
    """Test that rooms come though nobody tells of meetings."""
    await simulator.start_meeting(FAMILY)
    await simulator.break_("list_meeting", "status", status=status, times=2)
    room = await listed(book, FAMILY)
    assert Feature.CALL in room.features
    assert room.in_call is None
    await simulator.mend()
    assert (await listed(book, FAMILY)).in_call is True


@pytest.mark.parametrize(
    ("status", "in_call"), [(404, False), (403, None), (500, None)]
)
async def test_meeting_unknown(
    simulator: CarbonioSimulator, book: RoomBook, status: int, in_call: bool | None
) -> None:
    """Test that rooms come though nobody tells of the meeting in one of them."""
    await simulator.break_("list_meeting", "status", status=405)
    await simulator.start_meeting(FAMILY)
    await simulator.start_meeting(GRANDMA, "Grandma")
    await simulator.break_(
        "get_meeting_by_room_id", "status", room=FAMILY, status=status, times=2
    )
    assert (await listed(book, FAMILY)).in_call is in_call
    await simulator.mend()
    assert (await listed(book, GRANDMA)).in_call is True
