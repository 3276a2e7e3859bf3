"""The calls about the service itself and about meetings, in both generations."""

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_home import Meeting, new_id, now

from .family import BOTH_GENERATIONS, FAMILY, GRANDMA, ON_OLD


@pytest.fixture
def outsider(http: HttpClient, sign_in: SignIn) -> CarbonioClient:
    """Return a client that has not signed in."""
    return CarbonioClient(http, sign_in)


@BOTH_GENERATIONS
async def test_get_health_status(
    outsider: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that anybody is told how the service feels."""
    health = await outsider.service.get_health_status()
    assert (health.is_live, health.status) == (True, "ok")
    assert all(part.is_healthy for part in health.dependencies)
    simulator.health.status = "warn"
    simulator.health.broken.append("previewer_service")
    health = await outsider.service.get_health_status()
    assert health.status == "warn"
    assert {part.name for part in health.dependencies if not part.is_healthy} == {
        "previewer_service"
    }
    assert all(call.header("Cookie") is None for call in simulator.log)


@BOTH_GENERATIONS
async def test_is_live(outsider: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test whether the service runs."""
    assert await outsider.service.is_live()
    simulator.health.is_live = False
    assert not await outsider.service.is_live()


@BOTH_GENERATIONS
@pytest.mark.parametrize("status", ["warn", "error"])
async def test_is_ready(
    outsider: CarbonioClient, simulator: CarbonioSimulator, status: str
) -> None:
    """Test whether all is there that the service needs."""
    assert await outsider.service.is_ready()
    simulator.health.status = status  # type: ignore[assignment]
    assert not await outsider.service.is_ready()


async def test_health_behind_a_gateway(
    outsider: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that what the service itself cannot say is an error."""
    await simulator.break_("is_ready", "status", status=502)
    with pytest.raises(ConnectionError_):
        await outsider.service.is_ready()


@BOTH_GENERATIONS
async def test_probe(outsider: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test that a Carbonio is known, also one that feels bad."""
    await outsider.service.probe()
    simulator.health.status = "error"
    simulator.health.is_live = False
    await outsider.service.probe()
    assert {call.endpoint for call in simulator.log} == {"get_health_status"}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 401},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "status", "status": 400},
        {"kind": "html"},
        {"kind": "truncated", "times": 2},
        {"kind": "body", "body": {}},
        {"kind": "body", "body": []},
        {"kind": "body", "body": {"isLive": "perhaps", "status": "sunny"}},
    ],
    ids=str,
)
async def test_probe_of_something_else(
    outsider: CarbonioClient, simulator: CarbonioSimulator, fault: dict[str, object]
) -> None:
    """Test that other servers are not taken for a Carbonio."""
    await simulator.break_("get_health_status", **fault)  # type: ignore[arg-type]
    expected = ConnectionError_ if fault["kind"] == "truncated" else UnsupportedError
    with pytest.raises(expected):
        await outsider.service.probe()


async def test_probe_of_what_is_down(
    outsider: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a server which is down may be a Carbonio."""
    await simulator.break_("get_health_status", "status", status=502)
    with pytest.raises(ConnectionError_):
        await outsider.service.probe()


@BOTH_GENERATIONS
async def test_get_tokens(client: CarbonioClient, sign_in: SignIn) -> None:
    """Test that the server says what it knows the account by."""
    token = await client.service.get_tokens()
    assert token.zm_token == sign_in.token
    assert sign_in.token not in repr(token)


def meet(simulator: CarbonioSimulator, *, active: bool) -> Meeting:
    """Let a room have a meeting."""
    room, hanako = simulator.world.room(FAMILY), simulator.world.person("Hanako")
    room.meeting = Meeting(id=new_id(), room_id=room.id, name=room.name, active=active)
    if active:
        room.meeting.started_at = now()
        room.meeting.participants[hanako.id] = now()
    return room.meeting


@BOTH_GENERATIONS
async def test_get_meeting_by_room_id(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test a room with a meeting, running and not, and a room without one."""
    meeting = meet(simulator, active=False)
    found = await client.meetings.get_meeting_by_room_id(meeting.room_id)
    assert (found.id, found.room_id) == (meeting.id, meeting.room_id)
    assert (found.active, found.started_at, found.participants) == (False, None, [])
    meeting = meet(simulator, active=True)
    found = await client.meetings.get_meeting_by_room_id(meeting.room_id)
    assert (found.active, found.started_at) == (True, meeting.started_at)
    assert [p.user_id for p in found.participants] == [*meeting.participants]
    room = await client.rooms.get_room(meeting.room_id)
    assert room.meeting_id == meeting.id
    with pytest.raises(NotFoundError):
        await client.meetings.get_meeting_by_room_id(simulator.room_id(GRANDMA))


async def test_list_meeting(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test the meetings of all rooms."""
    assert await client.meetings.list_meeting() == []
    meeting = meet(simulator, active=True)
    (found,) = await client.meetings.list_meeting()
    assert (found.id, found.room_id, found.active) == (
        meeting.id,
        meeting.room_id,
        True,
    )


@ON_OLD
async def test_no_list_meeting(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a server which does not have the list is asked once."""
    for _ in range(2):
        with pytest.raises(UnsupportedError):
            await client.meetings.list_meeting()
    assert len(simulator.log) == 1


async def test_nothing_without_a_password(
    http: HttpClient, simulator: CarbonioSimulator
) -> None:
    """Test that nobody is told anything but health."""
    config = {**simulator.credentials, "password": "guess"}
    client = CarbonioClient(http, SignIn(http, config, {}))
    with pytest.raises(AuthError):
        await client.rooms.list_room()
