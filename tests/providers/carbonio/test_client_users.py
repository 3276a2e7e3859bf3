"""The calls about users, in both generations."""

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    Reason,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation
from tests.simulators.carbonio_home import Person
from tests.simulators.media import face

from .family import BOTH_GENERATIONS, OLD, ON_OLD

NOBODY = "00000000-0000-4000-8000-000000000000"


@BOTH_GENERATIONS
async def test_get_users(
    client: CarbonioClient, simulator: CarbonioSimulator, generation: Generation
) -> None:
    """Test several users at once; nobody knows one of them."""
    taro, hanako = simulator.world.account, simulator.world.person("Hanako")
    users = {
        u.id: u for u in await client.users.get_users([taro.id, hanako.id, NOBODY])
    }
    assert set(users) == {taro.id, hanako.id}
    assert (users[taro.id].name, users[taro.id].email) == ("Taro", taro.email)
    assert users[taro.id].status_message == taro.status_message
    assert users[hanako.id].status_message == ""
    assert users[hanako.id].type == ("internal" if generation == OLD else "")
    assert users[hanako.id].picture_updated_at is None
    (call,) = simulator.log
    assert [key for key, _ in call.query] == ["userIds"] * 3


async def test_get_many_users(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that nobody is asked for more than ten at once, or for none."""
    ids = [f"{number:08}-0000-4000-8000-000000000000" for number in range(21)]
    for id_ in ids:
        simulator.world.people[id_] = Person(
            id_, f"Neighbour {id_}", f"{id_}@x.example"
        )
    assert [user.id for user in await client.users.get_users(ids)] == ids
    assert [len(call.query) for call in simulator.log] == [10, 10, 1]
    simulator.log.clear()
    assert await client.users.get_users([]) == []
    assert not simulator.log


@BOTH_GENERATIONS
async def test_get_user(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test one user, and one whom nobody knows."""
    hanako = simulator.world.person("Hanako")
    user = await client.users.get_user(hanako.id)
    assert (user.id, user.name, user.email) == (hanako.id, hanako.name, hanako.email)
    with pytest.raises(NotFoundError):
        await client.users.get_user(NOBODY)


@ON_OLD
async def test_guest(client: CarbonioClient, simulator: CarbonioSimulator) -> None:
    """Test that an older server tells guests from others."""
    hanako = simulator.world.person("Hanako")
    hanako.is_guest = True
    assert (await client.users.get_user(hanako.id)).type == "guest"


@BOTH_GENERATIONS
async def test_get_capabilities(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test all that the account may do."""
    simulator.capabilities |= {
        "editMessageTimeLimitInMinutes": 5,
        "deleteMessageTimeLimitInMinutes": 10,
        "maxGroupMembers": 64,
        "maxRoomImageSizeInKb": 256,
        "maxUserImageSizeInKb": 128,
    }
    able = await client.users.get_capabilities()
    assert able.can_see_message_reads is True
    assert able.can_see_users_presence is True
    assert able.can_video_call is True
    assert able.can_video_call_record is False
    assert able.can_use_virtual_background is True
    assert able.edit_message_time_limit_in_minutes == 5
    assert able.delete_message_time_limit_in_minutes == 10
    assert able.max_group_members == 64
    assert able.max_room_image_size_in_kb == 256
    assert able.max_user_image_size_in_kb == 128


@ON_OLD
async def test_user_picture(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test setting one's own picture, opening it and taking it away."""
    taro, data = simulator.world.account, face(1)
    with pytest.raises(NotFoundError):
        await download(client, taro.id)
    await client.users.update_user_picture(
        taro.id, data, name="わたし.png", content_type="image/png"
    )
    picture = taro.picture
    assert picture is not None
    assert (picture.name, picture.data) == ("わたし.png", data)
    assert await download(client, taro.id) == data
    user = await client.users.get_user(taro.id)
    assert user.picture_updated_at == picture.updated_at
    await client.users.delete_user_picture(taro.id)
    assert taro.picture is None
    with pytest.raises(NotFoundError):
        await client.users.delete_user_picture(taro.id)


async def download(client: CarbonioClient, user_id: str) -> bytes:
    """Return somebody's picture."""
    async with client.users.get_user_picture(user_id) as picture:
        return b"".join([piece async for piece in picture.chunks])


@ON_OLD
async def test_user_picture_that_is_refused(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test somebody else's picture, and one that is too large."""
    hanako, taro = simulator.world.person("Hanako"), simulator.world.account
    with pytest.raises(ForbiddenError):
        await client.users.update_user_picture(
            hanako.id, b"x", name="x", content_type="image/png"
        )
    with pytest.raises(ForbiddenError):
        await client.users.delete_user_picture(hanako.id)
    await simulator.break_("update_user_picture", "status", status=413)
    with pytest.raises(ForbiddenError) as raised:
        await client.users.update_user_picture(
            taro.id, b"x", name="x", content_type="image/png"
        )
    assert raised.value.reason is Reason.FILE_TOO_LARGE


async def test_no_user_pictures_any_more(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a newer server is not asked for what it does not have."""
    taro = simulator.world.account.id
    with pytest.raises(UnsupportedError):
        await download(client, taro)
    with pytest.raises(UnsupportedError):
        await client.users.update_user_picture(
            taro, b"x", name="x", content_type="image/png"
        )
    with pytest.raises(UnsupportedError):
        await client.users.delete_user_picture(taro)
    assert not simulator.log
