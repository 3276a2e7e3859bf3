"""Browsing what people have sent to conversations."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..browsing import browse, child, once_each, opened, titles
from ..conftest import set_up
from ..files import SCHEME
from .helpers import NEIGHBOURS


async def test_browse(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """Everything is in one folder, whatever was said in between."""
    sent = []
    for number in range(9):
        sent.append(await talk.send_image(NEIGHBOURS, "Hanako", f"Picture {number}"))
        await talk.write(NEIGHBOURS, "Hanako", "Look!")
    sent.append(await talk.send_voice(NEIGHBOURS, "Hanako"))
    sent.append(await talk.send_file(NEIGHBOURS, "Hanako", "List.pdf"))
    await set_up(hass, entry)
    shown = {media.split("/")[-2] for media in await once_each(hass)}
    assert {str(message["id"]) for message in sent} <= shown
    path = (entry.entry_id, talk.room_id(NEIGHBOURS))
    pictures = await browse(hass, *path, "~pictures")
    month = await opened(hass, (pictures.children or ())[0])
    assert titles(month)[0] == "Picture 8"
    # The service may have no preview, but there is always one.
    assert (child(month, "Picture 8").thumbnail or "").endswith("?preview=320x320")
    assert SCHEME + "/".join(path) in month.media_content_id
