"""The icons of people."""

import pytest

from custom_components.chat_rooms.model import Member
from custom_components.chat_rooms.providers.errors import (
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_photos import profile_path

from .conftest import PARK
from .test_photos import read


@pytest.mark.parametrize("messy", [False, True])
@pytest.mark.parametrize(("room_id", "name"), [("friends", "taro"), ("own", "hana")])
async def test_icons(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    room_id: str,
    name: str,
    messy: bool,
) -> None:
    """Test that whoever checks in comes with an icon, which anybody may see."""
    await sim.set_options(messy=messy)
    for _ in range(2):
        await sim.check_in(name, PARK)
    icon = sim.album.find(profile_path(sim.world.user(name)))
    assert icon
    for message in await coco.messages_before(room_id, None, 2):
        assert message.sender.id == name
        found = await read(coco.member_picture(message.sender))
        assert found == (icon[1], icon[0])
    calls = sim.calls("elsewhere")
    assert len(calls) == 2
    assert all(call.header("Authorization") is None for call in calls)
    assert all(call.query == [] for call in calls)


async def test_rooms_have_none(coco: HatenaCocoProvider) -> None:
    """Test that no picture stands for a room."""
    assert {room.avatar for room in (await coco.rooms()).rooms} == {""}
    with pytest.raises(UnsupportedError):
        coco.room_picture("friends")


async def test_no_icon(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test addresses at which there is nothing, and those that are none."""
    for picture, error in (
        (f"{sim.elsewhere_url}/nothing.gif", NotFoundError),
        ("ftp://example.com/x", UnsupportedError),
    ):
        with pytest.raises(error):
            await read(coco.member_picture(Member(id="x", name="x", picture=picture)))
