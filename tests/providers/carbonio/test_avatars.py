"""The pictures that stand for rooms, and those of people."""

import pytest

from custom_components.chat_rooms.model import Member, Room
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    NotFoundError,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.faults import FOREVER
from tests.simulators.media import face, landscape

from .accounts import read
from .family import BOTH_GENERATIONS, FAMILY, GRANDMA, ON_OLD


async def listed(provider: CarbonioProvider, name: str) -> Room:
    """Return a room as a complete list tells it."""
    found = await provider.rooms(complete=True)
    return next(room for room in found.rooms if room.name == name)


def hanako(simulator: CarbonioSimulator, picture: str = "") -> Member:
    """Return Hanako as a member of a room."""
    person = simulator.world.person("Hanako")
    return Member(id=person.id, name=person.name, picture=picture)


@BOTH_GENERATIONS
async def test_of_a_group(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a group has its own picture, until it is taken away."""
    assert (await listed(provider, FAMILY)).avatar == ""
    avatars = set()
    for number in (1, 2):
        await simulator.set_picture(FAMILY, number)
        room = await listed(provider, FAMILY)
        avatars.add(room.avatar)
        assert await read(provider.room_picture(room.id)) == landscape(number)
    assert len(avatars) == 2
    assert "" not in avatars
    await simulator.set_picture(FAMILY, None)
    room = await listed(provider, FAMILY)
    assert room.avatar == ""
    with pytest.raises(NotFoundError):
        await read(provider.room_picture(room.id))


@ON_OLD
async def test_of_a_room_of_two(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the other one's picture stands for it, and costs no more requests."""
    room = await listed(provider, GRANDMA)
    assert room.avatar == ""
    before = len(simulator.calls())
    await listed(provider, GRANDMA)
    requests = len(simulator.calls()) - before
    avatars = set()
    for number in (1, 2):
        await simulator.set_face("Grandma", number)
        before = len(simulator.calls())
        room = await listed(provider, GRANDMA)
        assert len(simulator.calls()) - before == requests
        avatars.add(room.avatar)
        assert room.picture_changed_at is None
        assert await read(provider.room_picture(room.id)) == face(number)
    assert len(avatars) == 2
    assert "" not in avatars


async def test_of_a_room_of_two_today(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that servers on which people have no pictures are not asked for any."""
    await simulator.set_face("Grandma", 1)
    room = await listed(provider, GRANDMA)
    assert room.avatar == ""
    simulator.log.clear()
    with pytest.raises(UnsupportedError):
        await read(provider.room_picture(room.id))
    with pytest.raises(UnsupportedError):
        await read(provider.member_picture(hanako(simulator)))
    assert simulator.calls() == []


@ON_OLD
async def test_of_a_member(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that whoever writes comes with a picture, which only the account may see."""
    await simulator.set_face("Hanako", 3)
    room_id = simulator.room_id(FAMILY)
    (message,) = await provider.messages_before(room_id, None, 1)
    assert message.sender == hanako(simulator)
    assert message.sender.picture
    assert await read(provider.member_picture(message.sender)) == face(3)
    await simulator.expire_token()
    assert await read(provider.member_picture(message.sender)) == face(3)
    assert [call.status for call in simulator.calls("get_user_picture")] == [
        200,
        401,
        200,
    ]
    await simulator.break_("get_user_picture", "status", status=401, times=FOREVER)
    with pytest.raises(AuthError):
        await read(provider.member_picture(message.sender))
    await simulator.mend()
    await simulator.set_face("Hanako", None)
    with pytest.raises(NotFoundError):
        await read(provider.member_picture(message.sender))


@ON_OLD
async def test_no_requests_for_each_message(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that pictures come with the names, for which one request is enough."""
    await simulator.set_face("Hanako", 1)
    for number in range(30):
        await simulator.say(FAMILY, "Hanako", str(number))
    simulator.log.clear()
    found = await provider.messages_before(simulator.room_id(FAMILY), None, 30)
    assert {message.sender.picture for message in found} != {""}
    assert len(simulator.calls("get_users")) <= 1
    assert simulator.calls("get_user") == []
