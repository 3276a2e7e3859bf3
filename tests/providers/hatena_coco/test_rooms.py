"""The rooms, and what comes into them."""

from dataclasses import replace
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import Feature, Message, Room
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .conftest import CAFE, OFFICE, PARK, STATION

FRIENDS = "friends"
OWN = "own"


async def rooms_of(coco: HatenaCocoProvider) -> dict[str, Room]:
    """Return the rooms by their ids."""
    listed = await coco.rooms()
    assert listed.complete
    return {room.id: room for room in listed.rooms}


async def spot_room(sim: HatenaCocoSimulator, spot: str) -> str:
    """Return the id of a spot's room."""
    return f"spot:{await sim.spot_key(spot)}"


def texts(messages: Any) -> list[str]:
    """Return what messages say."""
    return [message.text for message in messages]


def newest_id(sim: HatenaCocoSimulator, *users: str) -> int:
    """Return the id of somebody's newest check-in."""
    return max(c.id for c in sim.world.check_ins if c.user.name in users)


async def test_rooms(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test what each room is, in two requests."""
    office, cafe = await spot_room(sim, OFFICE), await spot_room(sim, CAFE)
    rooms = await rooms_of(coco)
    assert [call.endpoint for call in sim.log] == ["checkins", "history"]
    assert [dict(call.query) for call in sim.log] == [
        {"l": "50", "page": "0"},
        {"l": "50", "page": "0", "name": "hana"},
    ]
    assert {id_: room.name for id_, room in rooms.items()} == {
        FRIENDS: "Friends' check-ins",
        OWN: "My check-ins",
        office: "The office",
        cafe: cafe.removeprefix("spot:"),
    }
    read = Feature.MARK_AS_READ | Feature.OWN_READ_MARK | Feature.PICTURES
    assert rooms[FRIENDS].features == read | Feature.WHEREABOUTS
    assert rooms[OWN].features == read
    assert rooms[office].features == rooms[cafe].features == read | Feature.SEND
    assert rooms[OWN].limits.content_types == frozenset()
    assert rooms[cafe].limits.file_size == 20 * 1024 * 1024
    assert "image/jpeg" in rooms[cafe].limits.content_types
    own = newest_id(sim, "hana")
    friends = newest_id(sim, "taro", "obaachan")
    assert [rooms[id_].newest for id_ in (FRIENDS, OWN, office, cafe)] == [
        friends,
        *[own] * 3,
    ]
    last = {
        id_: room.last_message and room.last_message.text for id_, room in rooms.items()
    }
    meeting = "Another day, another meeting."
    assert last == {FRIENDS: "Home again.", OWN: meeting, office: meeting, cafe: None}
    for room in rooms.values():
        assert (room.unread, room.members, room.read_position) == (None, None, None)


@pytest.mark.parametrize("language", ["ja", "ja-JP"])
async def test_japanese(
    session: ClientSession, config: dict[str, Any], language: str
) -> None:
    """Test that the rooms' names are in the user's language."""
    coco = HatenaCocoProvider(session, config, language=language)
    rooms = await rooms_of(coco)
    assert rooms[FRIENDS].name == "ともだちのイマココ"
    assert rooms[OWN].name == "自分のイマココ"


@pytest.mark.parametrize(
    "spots", [None, [], {}, "x", [None, "x", {}, {"key": ""}, {"key": None, "name": 1}]]
)
async def test_no_spots(
    session: ClientSession, config: dict[str, Any], spots: Any
) -> None:
    """Test that nobody needs spots, and that what is none becomes no room."""
    coco = HatenaCocoProvider(session, config | {"spots": spots})
    assert [*await rooms_of(coco)] == [FRIENDS, OWN]


async def test_nothing_yet(
    session: ClientSession, sim: HatenaCocoSimulator, config: dict[str, Any]
) -> None:
    """Test rooms in which nothing has ever been."""
    sim.world.check_ins.clear()
    coco = HatenaCocoProvider(session, config)
    for room in (await rooms_of(coco)).values():
        assert (room.newest, room.last_message) == (0, None)
        assert not (await coco.messages_after(room.id, 0, 10)).end
        assert await coco.messages_before(room.id, None, 10) == []
    assert len(sim.log) == 2


async def test_nothing_new(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that what has just been listed is not asked for again."""
    rooms = await rooms_of(coco)
    sim.log.clear()
    for room in rooms.values():
        page = await coco.messages_after(room.id, room.newest or 0, 10)
        assert page.end == room.newest
        assert not page.messages
    assert not sim.log


async def test_news_without_a_request(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that news on the page of the list take no further request."""
    before = {id_: room.newest or 0 for id_, room in (await rooms_of(coco)).items()}
    await sim.check_in("taro", PARK, "One")
    await sim.check_in("hana", OFFICE, "Two")
    await sim.check_in("obaachan", CAFE, "Three")
    await sim.check_in("hana", STATION, "Four")
    sim.log.clear()
    after = {id_: room.newest or 0 for id_, room in (await rooms_of(coco)).items()}
    assert len(sim.log) == 2
    pages = {id_: await coco.messages_after(id_, before[id_], 10) for id_ in before}
    assert len(sim.log) == 2
    assert [texts(page.messages) for page in pages.values()] == [
        ["One", "Three"],
        ["Two", "Four"],
        ["Two"],
        [],
    ]
    assert {id_: page.end for id_, page in pages.items()} == after
    senders = [m.sender for m in pages[FRIENDS].messages]
    assert [(s.id, s.name) for s in senders] == [
        ("taro", "Taro"),
        ("obaachan", "おばあちゃん"),
    ]
    assert [m.position for m in pages[FRIENDS].messages] == [
        coco.position_of(m.id) for m in pages[FRIENDS].messages
    ]


@pytest.mark.parametrize("count", [49, 50, 51, 130])
async def test_many_news(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, count: int
) -> None:
    """Test that nothing is lost of what takes several pages, in order."""
    before = (await rooms_of(coco))[FRIENDS].newest or 0
    await sim.burst(count=count)
    await rooms_of(coco)
    sim.log.clear()
    page = await coco.messages_after(FRIENDS, before, 200)
    assert texts(page.messages) == [
        f"Message {n} of {count}" for n in range(1, count + 1)
    ]
    assert page.end == sim.world.last_id
    # The page that holds the last one known says that there is no gap, and a last look
    # at the newest one that nothing has moved.
    assert len(sim.log) == (2 + (count > 100) if count >= 50 else 0)
    assert not (await coco.messages_after(FRIENDS, page.end, 200)).messages


async def test_piece_by_piece(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that news may be taken in pieces, the oldest first."""
    position = (await rooms_of(coco))[FRIENDS].newest or 0
    await sim.burst(count=120)
    await rooms_of(coco)
    found: list[Message] = []
    while (page := await coco.messages_after(FRIENDS, position, 50)).end > position:
        assert len(page.messages) <= 50
        found += page.messages
        position = page.end
    assert texts(found) == [f"Message {n} of 120" for n in range(1, 121)]
    assert len(sim.calls("checkins")) == 5


async def test_pages_that_move_on(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that what comes while one pages is not there twice, and loses nothing."""
    before = (await rooms_of(coco))[FRIENDS].newest or 0
    await sim.burst(count=70)
    await rooms_of(coco)
    await sim.burst(count=20)
    page = await coco.messages_after(FRIENDS, before, 200)
    assert texts(page.messages) == [
        *(f"Message {n} of 70" for n in range(1, 71)),
        *(f"Message {n} of 20" for n in range(1, 21)),
    ]
    await rooms_of(coco)
    assert not (await coco.messages_after(FRIENDS, page.end, 200)).messages


@pytest.mark.usefixtures("always_look")
async def test_history(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test to leaf back, and that this does not hide what is new."""
    await sim.burst(count=120)
    newest = await coco.messages_before(FRIENDS, None, 60)
    assert texts(newest) == [f"Message {n} of 120" for n in range(61, 121)]
    older = await coco.messages_before(FRIENDS, newest[0].position, 60)
    assert texts(older) == [f"Message {n} of 120" for n in range(1, 61)]
    oldest = await coco.messages_before(FRIENDS, older[0].position, 60)
    assert texts(oldest) == [
        "",
        "Their cream soda is as green as ever.",
        "The lotus is in bloom.",
        "Home again.",
    ]
    assert await coco.messages_before(FRIENDS, oldest[0].position, 60) == []
    await sim.check_in("taro", PARK, "New")
    (new,) = await coco.messages_before(FRIENDS, None, 1)
    assert new.text == "New"


async def test_history_of_a_spot(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that only own check-ins at the spot are in its room."""
    room = await spot_room(sim, CAFE)
    await sim.check_in("hana", CAFE, "First")
    await sim.burst(users=["hana"], count=120)
    await sim.check_in("hana", CAFE, "Second")
    assert texts(await coco.messages_before(room, None, 50)) == ["First", "Second"]
    asked = len(sim.log)
    other = await spot_room(sim, OFFICE)
    (meeting,) = await coco.messages_before(other, None, 50)
    assert meeting.text == "Another day, another meeting."
    assert meeting.room_id == other
    # All that there is has been asked for already.
    assert len(sim.log) == asked == 4


async def test_one_message(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test to find one, new or old, and only in its own room."""
    old = newest_id(sim, "taro")
    assert (await coco.message(FRIENDS, str(old))).text == "The lotus is in bloom."
    await sim.burst(count=60)
    new = await sim.check_in("obaachan", CAFE, "New")
    assert (await coco.message(FRIENDS, str(new["id"]))).text == "New"
    assert (await coco.message(FRIENDS, str(old))).id == str(old)
    own = str(newest_id(sim, "hana"))
    office, cafe = await spot_room(sim, OFFICE), await spot_room(sim, CAFE)
    assert (await coco.message(office, own)).id == own
    for room, message in ((cafe, own), (FRIENDS, own), (OWN, str(old)), (OWN, "1")):
        with pytest.raises(NotFoundError):
            await coco.message(room, message)


@pytest.mark.parametrize("message_id", ["", "x", "-1", "1.0", "１", "1" * 19])
async def test_no_id(coco: HatenaCocoProvider, message_id: str) -> None:
    """Test that only numbers are ids."""
    with pytest.raises(NotFoundError):
        coco.position_of(message_id)


@pytest.mark.parametrize("room_id", ["", "x", "spot:", "spot"])
async def test_no_room(coco: HatenaCocoProvider, room_id: str) -> None:
    """Test rooms that are none."""
    with pytest.raises(NotFoundError):
        await coco.messages_before(room_id, None, 1)


def test_no_feeds(coco: HatenaCocoProvider) -> None:
    """Test that the service tells nothing by itself."""
    assert coco.feeds([FRIENDS, OWN]) == ()


@pytest.mark.parametrize("endpoint", ["checkins", "history"])
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, "", ProtocolError),
        (401, "", AuthError),
        (401, "oauth_problem=permission_denied", AuthError),
        (403, "", ForbiddenError),
        (404, "", NotFoundError),
        (405, "", UnsupportedError),
        (500, "", ConnectionError_),
        (200, "<html>", UnsupportedError),
        (200, "", ProtocolError),
        (200, "{}", ProtocolError),
        (200, '{"checkins": 1}', ProtocolError),
        (200, '{"checkins": [', ProtocolError),
    ],
)
async def test_errors(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    endpoint: str,
    status: int,
    body: str,
    error: type[ProviderError],
) -> None:
    """Test what else a server may say: of one list, of both, and of older pages."""
    before = await rooms_of(coco)
    await sim.burst(users=["hana", "taro"], count=120)
    await sim.break_(endpoint, "status", status=status, body=body)
    if error is AuthError:
        with pytest.raises(error):
            await coco.rooms()
        return
    broken = {FRIENDS} if endpoint == "checkins" else before.keys() - {FRIENDS}
    rooms = await rooms_of(coco)
    assert {id_ for id_, room in rooms.items() if room.newest is None} == broken
    for id_ in broken:
        assert rooms[id_] == replace(before[id_], newest=None)
        with pytest.raises(ConnectionError_):
            await coco.messages_after(id_, 0, 10)
    await sim.break_("checkins", "status", status=status, body=body)
    await sim.break_("history", "status", status=status, body=body)
    with pytest.raises(error):
        await coco.rooms()
    rooms = await rooms_of(coco)
    assert None not in {room.newest for room in rooms.values()}
    await sim.break_(endpoint, "status", status=status, body=body)
    with pytest.raises(error):
        await coco.messages_after(min(broken), 0, 10)


@pytest.mark.parametrize("body", [{"checkins": None}, [], {"checkins": [{"id": "x"}]}])
async def test_empty_lists(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, body: Any
) -> None:
    """Test in which ways there may be nothing."""
    await sim.break_("checkins", "body", body=body)
    assert (await rooms_of(coco))[FRIENDS].newest == 0
