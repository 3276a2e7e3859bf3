"""The icons of people, and the backgrounds that stand for rooms."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import pytest

from custom_components.chat_rooms.model import Member, Room
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.bocco.models import JoinedRoom, User
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.bocco.translate import to_member
from custom_components.chat_rooms.providers.errors import (
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.wire import parse
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import face, landscape

FAMILY = "Happy Family"
GRANDPARENTS = "Grandparents"


async def read(opening: AbstractAsyncContextManager[Download]) -> tuple[str, bytes]:
    """Return the type and the bytes of a picture."""
    async with opening as download:
        chunks: AsyncIterator[bytes] = download.chunks
        return download.content_type, b"".join([chunk async for chunk in chunks])


async def family_of(bocco: BoccoProvider) -> tuple[Room, dict[str, Member]]:
    """Return the family's room, and its members by name."""
    room = next(room for room in (await bocco.rooms()).rooms if room.name == FAMILY)
    assert room.members is not None
    return room, {member.name: member for member in room.members.values()}


async def test_member(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that people have icons, which only the account may see."""
    _, members = await family_of(bocco)
    hanako = members["Hanako"]
    icon = face(UUID(hanako.id).int)
    assert await read(bocco.member_picture(hanako)) == ("image/png", icon)
    await sim.expire_tokens()
    assert await read(bocco.member_picture(hanako)) == ("image/png", icon)
    calls = sim.calls("media")
    assert [call.status for call in calls] == [200, 401, 200]
    assert all([name for name, _ in c.query] == ["access_token"] for c in calls)
    assert {members[name].picture for name in ("BOCCO", "Front door")} == {""}


async def test_sender(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that whoever writes comes with the icon."""
    _, members = await family_of(bocco)
    await sim.write(FAMILY, "Hanako", "Hello")
    (message,) = await bocco.messages_before(sim.room_id(FAMILY), None, 1)
    assert message.sender.picture == members["Hanako"].picture != ""


async def test_elsewhere(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that another host is asked without the token."""
    await sim.set_options(media_elsewhere=True)
    room, members = await family_of(bocco)
    assert (await read(bocco.member_picture(members["Hanako"])))[0] == "image/png"
    assert (await read(bocco.room_picture(room.id)))[0] == "image/png"
    for call in sim.calls("elsewhere"):
        assert call.query == []
    assert len(sim.calls("elsewhere")) == 2


async def test_room(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a room's background stands for it."""
    with pytest.raises(NotFoundError):
        await read(bocco.room_picture(sim.room_id(FAMILY)))
    first, second = (await bocco.rooms()).rooms
    assert "" not in (first.avatar, second.avatar)
    assert first.avatar != second.avatar
    picture = await read(bocco.room_picture(sim.room_id(GRANDPARENTS)))
    assert picture == ("image/png", landscape(len(GRANDPARENTS)))


@pytest.mark.parametrize("icon", ["", None, []], ids=repr)
def test_no_icon(icon: object) -> None:
    """Test that what is no address is no picture."""
    user = parse(User, {"uuid": "u-1", "nickname": "Hanako", "icon": icon})
    assert to_member(user).picture == ""
    room = parse(JoinedRoom, {"uuid": "r-1", "background_image": icon})
    assert room.background_image == ""


async def test_no_address(bocco: BoccoProvider) -> None:
    """Test that nothing but the web is asked for pictures."""
    for picture in ("file:///etc/passwd", "ftp://example.com/x"):
        member = Member(id="u-1", name="Hanako", picture=picture)
        with pytest.raises(UnsupportedError):
            await read(bocco.member_picture(member))
