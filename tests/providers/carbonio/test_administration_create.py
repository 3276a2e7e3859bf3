"""New rooms: with whom, and why there is none."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.outgoing import NewRoom
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID

from .family import BOTH_GENERATIONS, GRANDMA
from .listed import add_people

NOBODY = "99999999-1111-4111-8111-111111111111"


def ids(simulator: CarbonioSimulator, *names: str) -> tuple[str, ...]:
    """Return the ids of people; what is no name stays."""
    people = {person.name: person.id for person in simulator.world.people.values()}
    return tuple(people.get(name, name) for name in names)


async def create(
    simulator: CarbonioSimulator, provider: CarbonioProvider, *names: str, **fields: Any
) -> str:
    """Create a room with people, as a rule a group called Garden."""
    new = {"room_type": "group", "name": "Garden"} | fields
    return await provider.administration.create(
        NewRoom(members=ids(simulator, *names), **new)
    )


async def refused(
    simulator: CarbonioSimulator, provider: CarbonioProvider, *names: str, **fields: Any
) -> ProviderError:
    """Return the error with which nothing is created."""
    before = set(simulator.world.rooms)
    with pytest.raises(ProviderError) as caught:
        await create(simulator, provider, *names, **fields)
    assert set(simulator.world.rooms) == before
    return caught.value


@BOTH_GENERATIONS
async def test_group(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test a group, which takes one request, and of which the account is the owner."""
    room_id = await create(
        simulator, provider, "Hanako", "Jiro", description="What grows"
    )
    assert [call.endpoint for call in simulator.log] == ["insert_room"]
    room = simulator.world.rooms[room_id]
    assert (room.name, room.type, room.description) == ("Garden", "group", "What grows")
    assert set(room.members) == {ACCOUNT_ID, *ids(simulator, "Hanako", "Jiro")}
    assert room.owners == [ACCOUNT_ID]
    rooms = {room.id: room for room in (await provider.rooms()).rooms}
    assert rooms[room_id].name == "Garden"
    assert Feature.DELETE_ROOM in rooms[room_id].features


@BOTH_GENERATIONS
async def test_of_two(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test a room of two, which is called like the other one."""
    room_id = await create(
        simulator, provider, "Jiro", room_type="one_to_one", name="n" * 200
    )
    room = simulator.world.rooms[room_id]
    assert (room.name, room.type) == ("", "one_to_one")
    assert set(room.members) == {ACCOUNT_ID, *ids(simulator, "Jiro")}
    rooms = {room.id: room for room in (await provider.rooms()).rooms}
    assert rooms[room_id].name == "Jiro"


@BOTH_GENERATIONS
async def test_of_two_again(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the room of two which is there already is the one."""
    room_id = await create(simulator, provider, "Grandma", room_type="one_to_one")
    assert room_id == simulator.room_id(GRANDMA)
    assert [call.endpoint for call in simulator.log] == ["insert_room", "list_room"]


@pytest.mark.parametrize("status", [403, 409, 500])
async def test_of_two_untold(
    simulator: CarbonioSimulator, provider: CarbonioProvider, status: int
) -> None:
    """Test that the refusal is told where nobody tells of the room of two."""
    await simulator.break_("list_room", "status", status=status, times=2)
    error = await refused(simulator, provider, "Grandma", room_type="one_to_one")
    assert (type(error), error.reason) == (ForbiddenError, None)


async def test_of_two_refused(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room with more people is no room of two."""
    await simulator.break_("insert_room", "status", status=403)
    error = await refused(simulator, provider, "Hanako", room_type="one_to_one")
    assert (type(error), error.reason) == (ForbiddenError, None)


@BOTH_GENERATIONS
async def test_as_it_is_written(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that nobody is named twice, and that capital letters do not matter."""
    hanako, jiro = ids(simulator, "Hanako", "Jiro")
    room_id = await create(
        simulator, provider, hanako.upper(), hanako, jiro, ACCOUNT_ID.upper()
    )
    assert set(simulator.world.rooms[room_id].members) == {ACCOUNT_ID, hanako, jiro}


@pytest.mark.parametrize(
    ("room_type", "names"),
    [
        ("group", ()),
        ("group", ("Hanako",)),
        ("group", ("Hanako", "Taro")),
        ("group", ("Hanako", "Hanako")),
        ("one_to_one", ()),
        ("one_to_one", ("Taro",)),
    ],
)
async def test_too_few(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    room_type: str,
    names: tuple[str, ...],
) -> None:
    """Test that the account counts for nobody, and that the server is not asked."""
    error = await refused(simulator, provider, *names, room_type=room_type)
    assert isinstance(error, ForbiddenError)
    assert error.reason is Reason.TOO_FEW_MEMBERS
    assert simulator.calls() == []


async def test_too_many(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room of two is for two, and that groups have an end."""
    hanako, jiro = ids(simulator, "Hanako", "Jiro")
    error = await refused(simulator, provider, hanako, jiro, room_type="one_to_one")
    assert (type(error), error.reason) == (ForbiddenError, None)
    error = await refused(simulator, provider, *add_people(simulator, 129))
    assert (type(error), error.reason) == (ForbiddenError, None)
    # It is tried in the words of the older servers as well.
    simulator.complaints.clear()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": ""}, Reason.NAME_REFUSED),
        ({"name": "n" * 129}, Reason.NAME_REFUSED),
        ({"name": "🍅" * 65}, Reason.NAME_REFUSED),
        ({"description": "d" * 257}, Reason.DESCRIPTION_REFUSED),
    ],
    ids=["empty", "long", "wide", "description"],
)
async def test_texts(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    fields: dict[str, str],
    reason: Reason,
) -> None:
    """Test that names and descriptions have a length, and that nothing is asked."""
    error = await refused(simulator, provider, "Hanako", "Jiro", **fields)
    assert isinstance(error, ForbiddenError)
    assert error.reason is reason
    assert simulator.calls() == []
    fields = {"name": "🍅" * 64, "description": "d" * 256}
    assert await create(simulator, provider, "Hanako", "Jiro", **fields)


@BOTH_GENERATIONS
@pytest.mark.parametrize(
    ("room_type", "names"),
    [("group", ("Hanako", NOBODY)), ("one_to_one", (NOBODY,))],
    ids=["group", "two"],
)
@pytest.mark.parametrize("status", [None, 404])
async def test_nobody(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    room_type: str,
    names: tuple[str, ...],
    status: int | None,
) -> None:
    """Test that somebody whom the server does not know is told, however it says so."""
    if status is not None:
        await simulator.break_("insert_room", "status", status=status)
    error = await refused(simulator, provider, *names, room_type=room_type)
    assert isinstance(error, NotFoundError)
    assert error.reason is Reason.NO_SUCH_MEMBER
    assert error.__suppress_context__
    simulator.complaints.clear()


@pytest.mark.parametrize("name", ["", "Bob", NOBODY + "0", f"../{NOBODY}", "٣" * 36])
async def test_no_id(
    simulator: CarbonioSimulator, provider: CarbonioProvider, name: str
) -> None:
    """Test that what is no id of anybody's is not asked for."""
    error = await refused(simulator, provider, "Hanako", "Grandma", name)
    assert isinstance(error, NotFoundError)
    assert error.reason is Reason.NO_SUCH_MEMBER
    assert simulator.calls() == []


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("is_told", [True, False])
async def test_refused(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    status: int,
    is_told: bool,
) -> None:
    """Test that a refusal stays one where everybody is known, or nobody tells."""
    await simulator.break_("insert_room", "status", status=status, times=2)
    if not is_told:
        await simulator.break_("get_users", "status", status=500, times=2)
    error = await refused(simulator, provider, "Hanako", "Jiro")
    assert type(error) is (NotFoundError if status == 404 else ForbiddenError)
    assert error.reason is None


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthError), (500, ConnectionError_)]
)
async def test_failures(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test that what is no refusal is not asked about."""
    await simulator.break_("insert_room", "status", status=status, times=9)
    assert type(await refused(simulator, provider, "Hanako", "Jiro")) is error
    assert simulator.calls("get_users") == []
