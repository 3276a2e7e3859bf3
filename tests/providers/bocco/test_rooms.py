"""Rooms, their history, their read marks and their sensors."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature, Member, MemberKind, MessageKind
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from tests.simulators import bocco as simulated
from tests.simulators.bocco import BoccoSimulator

from .conftest import assert_discreet
from .wire import USER, wire_message

FAMILY = "Happy Family"


async def test_rooms(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test everything about a room."""
    family, grandparents = (await bocco.rooms()).rooms
    assert (family.id, family.name) == (sim.room_id(FAMILY), FAMILY)
    without = (
        Feature.SEND | Feature.MARK_AS_READ | Feature.PICTURES | Feature.LIST_MEMBERS
    )
    assert family.features == without | Feature.READINGS
    assert grandparents.features == without
    assert (family.limits.text_length, family.limits.file_size) == (9_999, 20_971_520)
    assert {"image/jpeg", "audio/mp4", "audio/mpeg"} <= family.limits.content_types
    assert "image/webp" not in family.limits.content_types
    assert family.limits.voice_types == ("audio/mp4",)
    assert set(family.limits.voice_types) < family.limits.content_types
    assert family.members is not None
    assert {(m.name, m.kind) for m in family.members.values()} == {
        ("Taro", MemberKind.PERSON),
        ("Hanako", MemberKind.PERSON),
        ("Grandma", MemberKind.PERSON),
        ("BOCCO", MemberKind.ROBOT),
        ("Living room", MemberKind.SENSOR),
        ("Front door", MemberKind.SENSOR),
    }
    assert all(id_ == member.id for id_, member in family.members.items())
    assert [sensor.name for sensor in family.sensors] == ["Living room"]
    assert grandparents.sensors == ()
    assert family.read_position == await sim.read_id(FAMILY)
    newest = sim.home.room(FAMILY).messages[-1]
    assert family.last_message is not None
    assert family.last_message.position == newest.id
    assert family.last_message.text == newest.text
    assert family.last_message.sender.name == "Hanako"


async def test_null_lists(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a room without its lists is still a room."""
    await sim.set_options(null_lists=["sensors", "members", "messages"])
    for room in (await bocco.rooms()).rooms:
        assert room.members is None
        assert room.last_message is None
        assert room.read_position is None
        assert room.sensors == ()


async def test_variants(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that numbers as strings, more fields and other dates change nothing."""
    plain = (await bocco.rooms()).rooms
    await sim.set_options(numbers_as_strings=True, date_form="Z")
    assert (await bocco.rooms()).rooms == plain
    await sim.set_options(extra_fields=True)
    (first, _) = (await bocco.rooms()).rooms
    assert first.last_message is not None
    assert first.last_message.detail["dictated"] is False


@pytest.mark.parametrize(
    ("read_id", "position"), [(7, 7), (0, 0), (None, None), ("x", None)]
)
async def test_read_position(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    read_id: object,
    position: int | None,
) -> None:
    """Test that having read nothing is not the same as not being told."""
    me = {"uuid": sim.home.account.uuid}
    members = [{"user": me, "read_id": read_id}, {"user": USER, "read_id": 99}]
    messages = [wire_message(id=8), wire_message(id=9), wire_message(id=7)]
    room = {"uuid": "r", "members": members, "messages": messages}
    await sim.break_("joined", "body", body=[room, {"uuid": ""}])
    (got,) = (await bocco.rooms()).rooms
    assert got.read_position == position
    assert got.last_message is not None
    assert got.last_message.position == 9


async def test_sender_is_looked_up(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a message with a mere id of its sender gets the name."""
    await bocco.rooms()
    hanako = sim.home.room(FAMILY).user("Hanako")
    body = [wire_message(user=None, sender=hanako.uuid)]
    await sim.break_("messages", "body", body=body)
    (message,) = (await bocco.messages_after("r", 0, 1)).messages
    assert message.sender == Member(id=hanako.uuid, name="Hanako")


@pytest.fixture(params=[1, 3, 100])
def page_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the server send pages of several sizes."""
    size: int = request.param
    monkeypatch.setattr(simulated, "PAGE", size)
    return size


async def test_history(
    sim: BoccoSimulator, bocco: BoccoProvider, page_size: int
) -> None:
    """Test paging in both directions, with any size of page."""
    await sim.burst([FAMILY], 8)
    room_id = sim.room_id(FAMILY)
    ids = [message.id for message in sim.home.room(FAMILY).messages]
    assert len(ids) == 12

    async def after(position: int, limit: int) -> list[int]:
        page = await bocco.messages_after(room_id, position, limit)
        return [message.position for message in page.messages]

    async def before(position: int | None, limit: int) -> list[int]:
        found = await bocco.messages_before(room_id, position, limit)
        return [message.position for message in found]

    assert await after(0, 99) == ids
    assert await after(ids[2], 5) == ids[3:8]
    assert await after(ids[-1], 5) == []
    assert await before(None, 5) == ids[-5:]
    assert await before(None, 99) == ids
    assert await before(ids[-2], 5) == ids[-7:-2]
    assert await before(ids[0], 5) == []
    assert await before(None, 0) == []
    found = await bocco.message(room_id, str(ids[4]))
    assert found.position == ids[4]
    assert found.room_id == room_id


async def test_server_that_ignores_what_it_is_asked(
    sim: BoccoSimulator, bocco: BoccoProvider
) -> None:
    """Test that everything at once, unordered and twice, is put right."""
    everything = [wire_message(id=id_) for id_ in (5, 3, 4, 1, 2, 3)]
    await sim.break_("messages", "body", body=everything, times=-1)
    after = await bocco.messages_after("r", 2, 2)
    assert [message.position for message in after.messages] == [3, 4]
    before = await bocco.messages_before("r", 4, 2)
    assert [message.position for message in before] == [2, 3]
    newest = await bocco.messages_before("r", None, 9)
    assert [message.position for message in newest] == [1, 2, 3, 4, 5]
    assert (await bocco.message("r", "3")).position == 3


@pytest.mark.parametrize("id_", ["", "x", "1.5", "-1", "٣", "1e3", "9" * 5000])
async def test_ids_that_are_none(bocco: BoccoProvider, id_: str) -> None:
    """Test that an id of another service is not to be found here."""
    with pytest.raises(NotFoundError):
        bocco.position_of(id_)
    with pytest.raises(NotFoundError):
        await bocco.message("r", id_)
    with pytest.raises(NotFoundError):
        await bocco.mark_as_read("r", id_)


async def test_what_is_not_there(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test a message of another room, one to come, none at all, and no room."""
    room_id = sim.room_id(FAMILY)
    other = sim.home.room("Grandparents").messages[0].id
    for message_id in (str(other), "999999999999", "0"):
        with pytest.raises(NotFoundError):
            await bocco.message(room_id, message_id)
    with pytest.raises(NotFoundError):
        await bocco.messages_after("no/such?room", 0, 1)
    assert sim.log[-1].url.startswith("/alpha/rooms/no%2Fsuch%3Froom/messages?")
    assert bocco.position_of("42") == 42


async def test_mark_as_read(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that the mark moves, and that fetching does not move it."""
    room_id = sim.room_id(FAMILY)
    before = await sim.read_id(FAMILY)
    (newest,) = await bocco.messages_before(room_id, None, 1)
    assert await sim.read_id(FAMILY) == before
    await bocco.mark_as_read(room_id, newest.id)
    assert await sim.read_id(FAMILY) == newest.position
    assert dict(sim.calls("messages")[0].query)["read"] == "0"
    with pytest.raises(NotFoundError):
        await bocco.mark_as_read(room_id, "1")


async def test_system_messages(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test who joined, as BOCCO tells it."""
    await sim.join(FAMILY, "Uncle")
    (message,) = await bocco.messages_before(sim.room_id(FAMILY), None, 1)
    assert message.kind is MessageKind.SYSTEM
    assert message.sender.kind is MemberKind.ROBOT
    assert message.detail["joined_user"]["name"] == "Uncle"
    await sim.ring(FAMILY, "Front door", "The door!")
    (message,) = await bocco.messages_before(sim.room_id(FAMILY), None, 1)
    assert message.kind is MessageKind.SENSOR
    assert message.sender.kind is MemberKind.SENSOR


async def test_readings(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test the newest reading of each sensor."""
    await sim.measure(FAMILY, "Living room", 23.5, 40, 555)
    await sim.add_sensor(FAMILY, "sensor_room", "Attic")
    family, grandparents = (await bocco.rooms()).rooms
    assert [sensor.name for sensor in family.sensors] == ["Living room", "Attic"]
    readings = await bocco.readings(family)
    (reading,) = readings.values()
    assert list(readings) == [family.sensors[0].id]
    assert (reading.temperature, reading.humidity, reading.illuminance) == (
        23.5,
        40,
        555,
    )
    assert abs((datetime.now(UTC) - reading.measured_at).total_seconds()) < 5
    await sim.set_options(numbers_as_strings=True)
    assert await bocco.readings(family) == readings
    assert await bocco.readings(grandparents) == {}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "body", "body": {"code": 404001, "message": "hotel"}},
        {"kind": "body", "body": ["nonsense"]},
        {"kind": "body", "body": []},
        {"kind": "html"},
        {"kind": "html", "status": 404},
        {"kind": "html", "status": 403},
        {"kind": "huge"},
    ],
)
async def test_sensor_that_fails(
    sim: BoccoSimulator, bocco: BoccoProvider, fault: dict[str, Any]
) -> None:
    """Test that a sensor's failure is its own."""
    await sim.add_sensor(FAMILY, "sensor_room", "Attic")
    await sim.measure(FAMILY, "Attic", 1, 2, 3)
    family, _ = (await bocco.rooms()).rooms
    await sim.break_("environments", **fault)
    assert list(await bocco.readings(family)) == [family.sensors[1].id]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AuthError), (500, ConnectionError_), (429, RateLimitedError)],
)
async def test_sensors_that_fail_with_all_else(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test that what concerns the whole account is told."""
    family, _ = (await bocco.rooms()).rooms
    await sim.break_("environments", "status", status=status, times=2)
    with pytest.raises(error):
        await bocco.readings(family)


FAULTS: list[tuple[dict[str, Any], type[ProviderError]]] = [
    ({"kind": "html"}, UnsupportedError),
    ({"kind": "truncated"}, ConnectionError_),
    ({"kind": "huge"}, ProtocolError),
    ({"kind": "drop"}, ConnectionError_),
    ({"kind": "body", "body": {"code": 404001, "message": "hotel"}}, ProtocolError),
    ({"kind": "body", "body": "hotel"}, ProtocolError),
    ({"kind": "redirect", "url": "https://hotel.example/"}, UnsupportedError),
    ({"kind": "status", "status": 403}, ForbiddenError),
    ({"kind": "status", "status": 404}, NotFoundError),
    (
        {"kind": "status", "status": 429, "headers": {"Retry-After": "9"}},
        RateLimitedError,
    ),
    ({"kind": "html", "status": 502}, ConnectionError_),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS)
async def test_broken_answers(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that only our own errors come of it, and that life goes on."""
    room_id = sim.room_id(FAMILY)
    for endpoint, call in (
        ("joined", bocco.rooms),
        ("messages", lambda: bocco.messages_after(room_id, 0, 1)),
    ):
        # aiohttp itself asks again once when a reused connection is dropped.
        await sim.break_(endpoint, **fault, times=2 if fault["kind"] == "drop" else 1)
        with pytest.raises(ProviderError) as raised:
            await call()
        assert type(raised.value) is error
        assert_discreet(repr(raised.value), sim)
        assert await call()
