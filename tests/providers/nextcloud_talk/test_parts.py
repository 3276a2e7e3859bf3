"""Files from a byte on."""

from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.media import landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..parts import rest
from .conftest import NEIGHBOURS


async def test_rest_of_a_file(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that WebDAV is asked for no more than what is wanted."""
    message = await sim.send_image(NEIGHBOURS, "Hanako")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message["id"]))
    (attachment,) = found.attachments
    data = landscape(message["id"])
    for start in (100, len(data)):
        assert await rest(provider.download(attachment, start=start)) == (
            start,
            len(data),
            data[start:],
        )
    assert [call.header("Range") for call in sim.calls("download")] == [
        "bytes=100-",
        f"bytes={len(data)}-",
    ]
    assert [call.status for call in sim.calls("download")] == [206, 416]
