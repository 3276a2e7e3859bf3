"""Which generation a server is: found out once, and remembered."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.client.generation import (
    Generation as Learned,
    Known,
)
from custom_components.chat_rooms.providers.carbonio.models import RoomType
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation

from .family import BOTH_GENERATIONS, FAMILY, NEW, OFFICE, OLD, ON_OLD

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def jiro(simulator: CarbonioSimulator) -> str:
    """Return the id of somebody who is in no room."""
    return simulator.world.person("Jiro").id


@pytest.fixture
def hanako(simulator: CarbonioSimulator) -> str:
    """Return the id of a neighbour."""
    return simulator.world.person("Hanako").id


def forgive(simulator: CarbonioSimulator) -> None:
    """Let a client try the shape of another generation."""
    simulator.complaints.clear()


@BOTH_GENERATIONS
async def test_found_out_by_a_new_member(
    stranger: CarbonioClient,
    simulator: CarbonioSimulator,
    generation: Generation,
    hanako: str,
    jiro: str,
) -> None:
    """Test that both shapes are tried once, and then the right one alone."""
    family = simulator.room_id(FAMILY)
    await stranger.members.insert_room_member(family, jiro)
    assert stranger.generation == generation
    assert len(simulator.log) == (1 if generation == NEW else 2)
    assert simulator.world.rooms[family].members[jiro]
    simulator.log.clear()
    await stranger.members.delete_room_member(family, hanako)
    await stranger.members.insert_room_member(family, hanako)
    assert len(simulator.calls("insert_room_member")) == 1
    forgive(simulator)


@BOTH_GENERATIONS
async def test_found_out_by_a_new_room(
    stranger: CarbonioClient,
    simulator: CarbonioSimulator,
    generation: Generation,
    hanako: str,
    jiro: str,
) -> None:
    """Test that there is one room in the end, with everybody in it."""
    room = await stranger.rooms.insert_room(
        RoomType.GROUP, [hanako, jiro], name="Garden"
    )
    assert stranger.generation == generation
    assert set(simulator.world.rooms[room.id].members) == {
        simulator.world.account.id,
        hanako,
        jiro,
    }
    names = [r.name for r in simulator.world.rooms.values() if r.name == "Garden"]
    assert len(names) == 1
    forgive(simulator)


@ON_OLD
async def test_found_out_by_the_rooms(stranger: CarbonioClient) -> None:
    """Test that workspaces and ranks are of one generation."""
    await stranger.rooms.list_room()
    assert stranger.generation == OLD


@ON_OLD
async def test_found_out_by_a_room(
    stranger: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a group tells nothing, and a workspace does."""
    await stranger.rooms.get_room(simulator.room_id(FAMILY))
    assert stranger.generation is None
    await stranger.rooms.get_room(simulator.room_id(OFFICE))
    assert stranger.generation == OLD


@ON_OLD
@pytest.mark.parametrize("several", [True, False])
async def test_found_out_by_the_users(
    stranger: CarbonioClient, hanako: str, several: bool
) -> None:
    """Test that the type of people is of one generation."""
    if several:
        await stranger.users.get_users([hanako])
    else:
        await stranger.users.get_user(hanako)
    assert stranger.generation == OLD


async def test_newer_rooms_and_users_tell_nothing(
    stranger: CarbonioClient, hanako: str
) -> None:
    """Test that a server is not taken for an older one."""
    await stranger.rooms.list_room()
    await stranger.users.get_users([hanako])
    await stranger.users.get_user(hanako)
    assert stranger.generation is None


@pytest.mark.parametrize(
    "found", [None, 7, "x", [None, "x"], {"rank": None}, [{"type": "group"}]]
)
def test_nonsense_tells_nothing(found: object) -> None:
    """Test that rooms may be anything."""
    learned = Learned({})
    learned.see_rooms(found)
    assert learned.known is None


@ON_OLD
async def test_found_out_by_what_only_the_older_have(
    stranger: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a call of one generation tells which it is."""
    me = simulator.world.account.id
    await stranger.users.update_user_picture(
        me, b"x", name="x", content_type="image/png"
    )
    assert stranger.generation == OLD


@ON_OLD
async def test_found_out_by_a_picture(
    stranger: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a missing picture tells nothing, and a picture does."""
    me = simulator.world.account.id
    with pytest.raises(NotFoundError):
        async with stranger.users.get_user_picture(me):
            pass
    assert stranger.generation is None
    await simulator.break_("get_user_picture", "status", status=200)
    async with stranger.users.get_user_picture(me):
        pass
    assert stranger.generation == OLD


async def test_found_out_by_what_only_the_newer_have(
    stranger: CarbonioClient, simulator: CarbonioSimulator, hanako: str
) -> None:
    """Test that the other generation's calls are not made afterwards."""
    await stranger.members.update_room_owners(simulator.room_id(FAMILY), {hanako: True})
    assert stranger.generation == NEW
    simulator.log.clear()
    with pytest.raises(UnsupportedError):
        await stranger.rooms.update_workspaces_rank([NOWHERE])
    assert not simulator.log


async def test_call_that_is_not_allowed(
    stranger: CarbonioClient, simulator: CarbonioSimulator, hanako: str
) -> None:
    """Test that a server which has no such call is the other generation."""
    await simulator.break_("update_room_owners", "status", status=405)
    for _ in range(2):
        with pytest.raises(UnsupportedError):
            await stranger.members.update_room_owners(
                simulator.room_id(FAMILY), {hanako: True}
            )
    assert stranger.generation == OLD
    assert len(simulator.calls("update_room_owners")) == 1


@BOTH_GENERATIONS
async def test_refusals_tell_nothing(
    stranger: CarbonioClient, simulator: CarbonioSimulator, jiro: str, hanako: str
) -> None:
    """Test that what both shapes are refused for is no shape's fault."""
    with pytest.raises(NotFoundError):
        await stranger.members.insert_room_member(NOWHERE, jiro)
    with pytest.raises(ForbiddenError):
        await stranger.members.insert_room_member(simulator.room_id(FAMILY), hanako)
    await simulator.break_("insert_room_member", "status", status=500)
    with pytest.raises(ConnectionError_):
        await stranger.members.insert_room_member(simulator.room_id(FAMILY), jiro)
    assert stranger.generation is None
    forgive(simulator)


@BOTH_GENERATIONS
async def test_server_that_was_changed(
    http: HttpClient,
    sign_in: SignIn,
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    generation: Generation,
    jiro: str,
) -> None:
    """Test that a server which was updated since is known again."""
    memory: dict[str, Any] = {"generation": OLD if generation == NEW else NEW}
    late = CarbonioClient(http, sign_in, memory)
    await late.members.insert_room_member(simulator.room_id(FAMILY), jiro)
    assert memory == {"generation": generation}
    assert late.generation is Known(generation)
    forgive(simulator)


@BOTH_GENERATIONS
async def test_room_that_is_gone_is_asked_for_once(
    client: CarbonioClient, simulator: CarbonioSimulator, jiro: str
) -> None:
    """Test that a known server is not doubted without a reason."""
    with pytest.raises(NotFoundError):
        await client.members.insert_room_member(NOWHERE, jiro)
    assert len(simulator.log) == 1


@pytest.mark.parametrize("remembered", [None, "", "2.0", 7, []])
def test_memory_that_makes_no_sense(remembered: object) -> None:
    """Test that it is no memory."""
    assert Learned({"generation": remembered}).known is None


async def test_remembered_once() -> None:
    """Test that what is known already is not written down again."""
    written: list[str] = []

    class Memory(dict[str, Any]):
        """Notes what is stored."""

        def __setitem__(self, key: str, value: Any) -> None:
            written.append(key)
            super().__setitem__(key, value)

    learned = Learned(Memory())
    for _ in range(3):
        learned.see_rooms([{"rank": 1}, {"rank": 2}])
    assert learned.known is Known.OLD
    assert written == ["generation"]
