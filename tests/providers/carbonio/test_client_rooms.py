"""The calls about rooms, in both generations."""

from datetime import UTC, datetime

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.models import RoomType
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    Reason,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation
from tests.simulators.carbonio_home import iso
from tests.simulators.media import landscape

from .family import (
    BOOK_CLUB,
    BOTH_GENERATIONS,
    FAMILY,
    GRANDMA,
    NEW,
    NEWS,
    OFFICE,
    ON_OLD,
)

NOWHERE = "00000000-0000-4000-8000-000000000000"


def person(simulator: CarbonioSimulator, name: str) -> str:
    """Return somebody's id."""
    return simulator.world.person(name).id


@BOTH_GENERATIONS
async def test_list_room(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test the list of rooms, with members and settings in one request."""
    me = simulator.world.account.id
    simulator.world.room(BOOK_CLUB).settings_of(me).muted = True
    rooms = {room.id: room for room in await client.rooms.list_room()}
    family = rooms[simulator.room_id(FAMILY)]
    assert (family.name, family.type) == (FAMILY, RoomType.GROUP)
    assert {m.user_id: m.owner for m in family.members} == {
        me: True,
        person(simulator, "Hanako"): False,
        person(simulator, "Grandma"): False,
    }
    assert not family.user_settings.muted
    assert family.user_settings.cleared_at is None
    assert family.picture_updated_at is None
    assert family.created_at is not None
    assert family.created_at.tzinfo is UTC
    grandma = rooms[simulator.room_id(GRANDMA)]
    assert (grandma.name, grandma.type) == ("", RoomType.ONE_TO_ONE)
    assert rooms[simulator.room_id(BOOK_CLUB)].user_settings.muted
    (call,) = simulator.log
    assert call.query == [("extraFields", "members"), ("extraFields", "settings")]


async def test_list_room_bare(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test the list of rooms alone."""
    rooms = await client.rooms.list_room(members=False, settings=False)
    assert [room.members for room in rooms] == [[]] * 3
    assert simulator.log[0].query == []


@ON_OLD
async def test_channels(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test that a workspace has its channels within it."""
    rooms = {room.id: room for room in await client.rooms.list_room()}
    office = rooms[simulator.room_id(OFFICE)]
    assert (office.type, office.rank) == (RoomType.WORKSPACE, 1)
    (news,) = office.children
    assert (news.name, news.type, news.rank) == (NEWS, RoomType.CHANNEL, 1)
    assert news.parent_id == office.id
    assert len(news.members) == 2


@BOTH_GENERATIONS
async def test_insert_room(
    client: CarbonioClient, simulator: CarbonioSimulator, generation: Generation
) -> None:
    """Test a new group; the account may be named, and is not listed."""
    me = simulator.world.account.id
    hanako, jiro = person(simulator, "Hanako"), person(simulator, "Jiro")
    owners = (hanako,) if generation == NEW else ()
    room = await client.rooms.insert_room(
        RoomType.GROUP,
        [me, hanako, jiro, jiro],
        name="Garden",
        description="Weeds",
        owners=owners,
    )
    made = simulator.world.rooms[room.id]
    assert (made.name, made.description, made.type) == ("Garden", "Weeds", "group")
    assert set(made.members) == {me, hanako, jiro}
    assert made.is_owner(me)
    assert made.is_owner(hanako) == (generation == NEW)
    assert not made.is_owner(jiro)


@BOTH_GENERATIONS
async def test_insert_room_of_two(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test a new room of two, and that there is only one."""
    jiro = person(simulator, "Jiro")
    room = await client.rooms.insert_room(
        RoomType.ONE_TO_ONE, [jiro], name="X", description="Y"
    )
    made = simulator.world.rooms[room.id]
    assert (made.name, made.type) == ("", "one_to_one")
    assert set(made.members) == {simulator.world.account.id, jiro}
    with pytest.raises(ForbiddenError):
        await client.rooms.insert_room(RoomType.ONE_TO_ONE, [jiro])


@ON_OLD
async def test_insert_workspace_and_channel(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test what only the older servers have."""
    members = [person(simulator, "Hanako"), person(simulator, "Jiro")]
    workspace = await client.rooms.insert_room(
        RoomType.WORKSPACE, members, name="Garden"
    )
    channel = await client.rooms.insert_room(
        RoomType.CHANNEL, [], name="Weeds", parent_id=workspace.id
    )
    assert simulator.world.rooms[workspace.id].type == "workspace"
    assert simulator.world.rooms[channel.id].parent_id == workspace.id
    assert channel.parent_id == workspace.id


async def test_no_workspaces_any_more(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a newer server is not asked for what it does not have."""
    members = [person(simulator, "Hanako"), person(simulator, "Jiro")]
    with pytest.raises(UnsupportedError):
        await client.rooms.insert_room(RoomType.WORKSPACE, members, name="Garden")
    with pytest.raises(UnsupportedError):
        await client.rooms.insert_room(
            RoomType.GROUP, members, name="Weeds", parent_id=NOWHERE
        )
    with pytest.raises(UnsupportedError):
        await client.rooms.update_workspaces_rank([NOWHERE])
    with pytest.raises(UnsupportedError):
        await client.rooms.update_channels_rank(NOWHERE, [NOWHERE])
    assert not simulator.log


@ON_OLD
async def test_ranks(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test the order of workspaces and of their channels."""
    members = [person(simulator, "Hanako"), person(simulator, "Jiro")]
    office = simulator.room_id(OFFICE)
    garden = await client.rooms.insert_room(RoomType.WORKSPACE, members, name="Garden")
    await client.rooms.update_workspaces_rank([garden.id, office])
    lift = await client.rooms.insert_room(
        RoomType.CHANNEL, [], name="Lift", parent_id=office
    )
    await client.rooms.update_channels_rank(office, [lift.id, simulator.room_id(NEWS)])
    me = simulator.world.account.id
    ranks = {
        name: simulator.world.room(name).settings_of(me).rank
        for name in ("Garden", OFFICE, "Lift", NEWS)
    }
    assert ranks == {"Garden": 1, OFFICE: 2, "Lift": 1, NEWS: 2}


@BOTH_GENERATIONS
async def test_get_room(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test one room, and one that is not there."""
    room = await client.rooms.get_room(simulator.room_id(FAMILY))
    assert (room.id, room.name) == (simulator.room_id(FAMILY), FAMILY)
    assert len(room.members) == 3
    with pytest.raises(NotFoundError):
        await client.rooms.get_room(NOWHERE)
    with pytest.raises(NotFoundError):
        await client.rooms.get_room("../users")


@BOTH_GENERATIONS
async def test_update_room(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that what is not given stays, and what servers refuse."""
    family = simulator.world.room(FAMILY)
    room = await client.rooms.update_room(family.id, description="Us")
    assert (room.name, room.description) == (FAMILY, "Us")
    room = await client.rooms.update_room(family.id, name="We", description="")
    assert (room.name, room.description) == ("We", "")
    assert (family.name, family.description) == ("We", "")
    with pytest.raises(ForbiddenError):
        await client.rooms.update_room(simulator.room_id(BOOK_CLUB), name="X")


async def test_update_room_that_cannot_be_so(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test a name that is too long, and a room that has none."""
    with pytest.raises(ForbiddenError):
        await client.rooms.update_room(simulator.room_id(FAMILY), name="x" * 129)
    with pytest.raises(ForbiddenError):
        await client.rooms.update_room(simulator.room_id(GRANDMA), name="X")
    assert len(simulator.complaints) == 2
    simulator.complaints.clear()


@BOTH_GENERATIONS
async def test_delete_room(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a room goes, once or twice, but not somebody else's."""
    room_id = simulator.room_id(FAMILY)
    await client.rooms.delete_room(room_id)
    await client.rooms.delete_room(room_id)
    assert room_id not in simulator.world.rooms
    with pytest.raises(ForbiddenError):
        await client.rooms.delete_room(simulator.room_id(BOOK_CLUB))


@BOTH_GENERATIONS
async def test_room_picture(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test setting a picture, opening it and taking it away."""
    family, data = simulator.world.room(FAMILY), landscape(1)
    with pytest.raises(NotFoundError):
        await download(client, family.id)
    await client.rooms.update_room_picture(
        family.id, data, name="わたしたち 🏡.png", content_type="image/png"
    )
    picture = family.picture
    assert picture is not None
    assert (picture.name, picture.content_type) == ("わたしたち 🏡.png", "image/png")
    assert await download(client, family.id) == data
    room = await client.rooms.get_room(family.id)
    assert room.picture_updated_at == picture.updated_at
    await client.rooms.delete_room_picture(family.id)
    assert family.picture is None
    with pytest.raises(NotFoundError):
        await client.rooms.delete_room_picture(family.id)


async def download(client: CarbonioClient, room_id: str) -> bytes:
    """Return a room's picture."""
    async with client.rooms.get_room_picture(room_id) as picture:
        return b"".join([piece async for piece in picture.chunks])


async def test_room_picture_that_is_refused(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test somebody else's room, a room of two, and a picture that is too large."""
    for name in (BOOK_CLUB, GRANDMA):
        with pytest.raises(ForbiddenError) as raised:
            await client.rooms.update_room_picture(
                simulator.room_id(name), b"x", name="x", content_type="image/png"
            )
        assert raised.value.reason is None
    await simulator.break_("update_room_picture", "status", status=413)
    with pytest.raises(ForbiddenError) as raised:
        await client.rooms.update_room_picture(
            simulator.room_id(FAMILY), b"x", name="x", content_type="image/png"
        )
    assert raised.value.reason is Reason.FILE_TOO_LARGE
    simulator.complaints.clear()


@BOTH_GENERATIONS
async def test_mute_room(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test muting and unmuting a room."""
    room_id = simulator.room_id(FAMILY)
    await client.rooms.mute_room(room_id)
    assert await simulator.is_muted(FAMILY)
    await client.rooms.unmute_room(room_id)
    assert not await simulator.is_muted(FAMILY)


@BOTH_GENERATIONS
async def test_clear_room_history(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test from when on messages are shown."""
    room = simulator.world.room(FAMILY)
    cleared_at = await client.rooms.clear_room_history(room.id)
    assert cleared_at == room.settings_of(simulator.world.account.id).cleared_at
    assert cleared_at.tzinfo is UTC
    found = await client.rooms.get_room(room.id)
    assert found.user_settings.cleared_at == cleared_at


@BOTH_GENERATIONS
@pytest.mark.parametrize("description", ["", "Look <here> & there 🐿"])
async def test_forward_messages(
    client: CarbonioClient, simulator: CarbonioSimulator, description: str
) -> None:
    """Test that a message goes to another room, with when it was sent."""
    posted = simulator.world.room(FAMILY).archive[-1]
    await client.rooms.forward_messages(
        simulator.room_id(GRANDMA), posted.archived_xml(), posted.stamp, description
    )
    (received,) = await simulator.received(GRANDMA)
    assert (received["kind"], received["text"]) == ("forwarded", description)
    assert posted.own_id in received["xml"]
    assert iso(posted.stamp) in received["xml"]


async def test_forward_what_cannot_be(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a message which servers cannot read is refused."""
    with pytest.raises(ForbiddenError):
        await client.rooms.forward_messages(
            simulator.room_id(GRANDMA), "<message/>", datetime.now(UTC)
        )
    assert len(simulator.complaints) == 1
    simulator.complaints.clear()
