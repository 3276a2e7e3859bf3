"""Pictures of people and rooms, and what a message shows besides its text."""

from datetime import UTC, datetime

import pytest

from custom_components.chat_rooms.model import Member, Reaction
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import UnsupportedError
from custom_components.chat_rooms.providers.nextcloud_talk.members import to_member
from custom_components.chat_rooms.providers.nextcloud_talk.models import WireMessage
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from custom_components.chat_rooms.providers.nextcloud_talk.translate import to_message
from custom_components.chat_rooms.providers.wire import parse
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, GRANDMA, NEIGHBOURS
from .wire import wire_message

PNG = b"\x89PNG"


async def _read(download: Download) -> bytes:
    return b"".join([piece async for piece in download.chunks])


async def test_members(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """A user's picture is the server's, asked for as the account."""
    member = to_member("users", "hanako", "Hanako")
    async with provider.member_picture(member) as picture:
        assert picture.content_type == "image/png"
        assert (await _read(picture)).startswith(PNG)
    [call] = sim.log
    assert call.path.endswith("/index.php/avatar/hanako/64")


@pytest.mark.parametrize(
    "actor_type", ["guests", "emails", "bots", "bridged", "federated_users", "phones"]
)
def test_others_have_none(actor_type: str) -> None:
    """Only users of this server have pictures there."""
    assert to_member(actor_type, "someone", "Someone").picture == ""


async def test_rooms(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Each room has a picture, which can be drawn, and whose version is told."""
    rooms = {room.name: room for room in (await provider.rooms(complete=True)).rooms}
    room = rooms[NEIGHBOURS]
    before = room.avatar
    assert before
    async with provider.room_picture(room.id) as picture:
        assert picture.content_type == "image/svg+xml"
        assert (await _read(picture)).startswith(b"<svg")
    await sim.rename_room(NEIGHBOURS, "Everybody")
    rooms = {room.name: room for room in (await provider.rooms(complete=True)).rooms}
    assert rooms["Everybody"].avatar not in ("", before)


async def test_rooms_of_two(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """They show the other one; where rooms have no pictures, that one's own."""
    rooms = {room.name: room for room in (await provider.rooms(complete=True)).rooms}
    room_id = rooms[GRANDMA].id
    async with provider.room_picture(room_id) as picture:
        theirs = await _read(picture)
    assert theirs.startswith(PNG)
    await sim.set_feature("avatar", False)
    await provider.sign_in()
    rooms = {room.name: room for room in (await provider.rooms(complete=True)).rooms}
    assert {name: room.avatar for name, room in rooms.items()} == {
        NEIGHBOURS: "",
        GRANDMA: "grandma",
        GARDEN_CLUB: "",
    }
    async with provider.room_picture(room_id) as picture:
        assert await _read(picture) == theirs
    assert len(sim.calls("room_avatar")) == len(sim.calls("user_avatar")) == 1
    with pytest.raises(UnsupportedError):
        provider.room_picture(rooms[NEIGHBOURS].id)


@pytest.mark.parametrize("generation", ["old", "between"])
async def test_rooms_of_old_servers(provider: NextcloudTalkProvider) -> None:
    """They know no pictures of rooms nor whose a room is, and are not asked for any."""
    for room in (await provider.rooms(complete=True)).rooms:
        assert room.avatar == ""
        with pytest.raises(UnsupportedError):
            provider.room_picture(room.id)


def test_what_a_message_shows_besides() -> None:
    """Reactions come with the most frequent first, and whether one is the account's."""
    wire = wire_message(
        reactions={"🎉": 1, "👍": 3, "👀": 0},
        reactionsSelf=["🎉"],
        lastEditTimestamp=1_790_000_001,
        markdown=True,
    )
    message = to_message("abcdefgh", parse(WireMessage, wire), "taro")
    assert message.reactions == (
        Reaction(text="👍", count=3),
        Reaction(text="🎉", count=1, is_own=True),
    )
    assert message.edited_at == datetime.fromtimestamp(1_790_000_001, UTC)
    assert message.is_markdown
    assert message.sender == Member(id="hanako", name="Hanako")
    assert message.sender.picture == "hanako"


def test_what_is_left_of_a_deleted_message_shows_nothing() -> None:
    """Nobody sees any more what others thought of it."""
    wire = wire_message(
        messageType="comment_deleted",
        reactions={"👍": 3},
        lastEditTimestamp=1_790_000_001,
        markdown=True,
    )
    message = to_message("abcdefgh", parse(WireMessage, wire), "taro")
    assert (message.reactions, message.edited_at) == ((), None)
    assert not message.is_markdown
