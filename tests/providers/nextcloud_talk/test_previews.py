"""Small pictures of files, which the server makes."""

import pytest

from custom_components.chat_rooms.providers.errors import UnsupportedError
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS


@pytest.mark.parametrize("generation", ["current", "previous", "between"])
async def test_preview(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the server is asked for the small picture of a file by its id."""
    message = await sim.send_image(NEIGHBOURS, "Hanako")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message["id"]))
    (attachment,) = found.attachments
    assert attachment.has_preview
    async with provider.preview(attachment, 40, 30) as download:
        assert [piece async for piece in download.chunks]
    (call,) = sim.calls("preview")
    asked = dict(call.query)
    assert (asked["fileId"], asked["x"], asked["y"]) == (attachment.id, "40", "30")
    assert sim.calls("download") == []


async def test_no_preview(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that it is not asked for what it told not to have."""
    message = await sim.send_file(NEIGHBOURS, "Hanako", "List.pdf")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message["id"]))
    with pytest.raises(UnsupportedError):
        provider.preview(found.attachments[0], 40, 30)
    assert sim.calls("preview") == []
