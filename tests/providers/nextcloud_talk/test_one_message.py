"""One message by its id, as quotes and files want it."""

import pytest

from custom_components.chat_rooms.model import Reaction
from custom_components.chat_rooms.providers.errors import NotFoundError
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from .conftest import GARDEN_CLUB, NEIGHBOURS

pytestmark = pytest.mark.parametrize("generation", ["current", "previous", "between"])


@pytest.mark.parametrize("which", ["first", "middle", "last"])
async def test_one(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    generation: Name,
    which: str,
) -> None:
    """Test that one message takes one request, two where the server is very old.

    None of them names an id that is not of the room.
    """
    await sim.write(GARDEN_CLUB, "Hanako", "Elsewhere")
    message = (await sim.write(NEIGHBOURS, "Hanako", "This one"))["id"]
    await sim.write(GARDEN_CLUB, "Hanako", "Elsewhere")
    room = sim.cloud.room(NEIGHBOURS)
    if which == "first":
        del room.messages[:-1]
    elif which == "middle":
        await sim.write(NEIGHBOURS, "Hanako", "Another")
    found = await provider.message(room.token, str(message))
    assert (found.text, found.id) == ("This one", str(message))
    assert len(sim.calls()) == (2 if generation == "between" else 1)
    ids = {"0", *(str(message.id) for message in room.messages)}
    assert {dict(call.query)["lastKnownMessageId"] for call in sim.calls()} <= ids


async def test_one_with_reactions(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, generation: Name
) -> None:
    """Test that it comes as it is now, with what others think of it."""
    parent = (await sim.write(NEIGHBOURS, "Grandma", "Tea?"))["id"]
    message = (await sim.write(NEIGHBOURS, "Hanako", "Yes", reply_to=parent))["id"]
    await sim.react(NEIGHBOURS, message, "Grandma", "🎉")
    await sim.react(NEIGHBOURS, message, "Grandma", "👍")
    await sim.react(NEIGHBOURS, message, "Taro", "👍")
    await sim.edit(NEIGHBOURS, message, "Yes!")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message))
    assert (found.text, found.reply_to) == ("Yes!", str(parent))
    assert found.edited_at is not None
    if generation != "between":
        assert found.reactions == (
            Reaction(text="👍", count=2, is_own=True),
            Reaction(text="🎉", count=1),
        )


@pytest.mark.parametrize("message_id", ["1", "999999999999", "x", "", "-1", "1.0"])
async def test_not_there(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, message_id: str
) -> None:
    """Test a message that does not exist."""
    with pytest.raises(NotFoundError):
        await provider.message(sim.room_id(NEIGHBOURS), message_id)


async def test_change_is_no_message(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the place of a change has no message."""
    message = await sim.write(NEIGHBOURS, "Hanako", "Hello")
    notice = await sim.react(NEIGHBOURS, message["id"], "Grandma", "👍")
    assert notice is not None
    with pytest.raises(NotFoundError):
        await provider.message(sim.room_id(NEIGHBOURS), str(notice["id"]))
