"""Attachments among the media, with small pictures of them."""

from collections.abc import Coroutine
from io import BytesIO
from typing import Any

from homeassistant.components.media_source import async_browse_media
from homeassistant.core import Event, HomeAssistant
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..helpers import until

type Coming = Coroutine[Any, Any, dict[str, Any]]


async def browse(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    messages: list[Event[Any]],
    coming: Coming,
) -> Any:
    """Let a file come, and look at it among the media."""
    await carbonio.wait_for_sockets()
    await coming
    await until(hass, lambda: messages)
    media = messages[0].data["attachments"][0]["media_content_id"]
    return await async_browse_media(hass, media)


async def test_thumbnail(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """A picture and a PDF have one, which is smaller than the file."""
    found = await browse(
        hass, carbonio, messages, carbonio.send_picture(FAMILY, "Hanako")
    )
    assert (found.media_class, found.title) == ("image", "Picture 1.png")
    assert found.can_play
    client = await hass_client()
    async with client.get(found.thumbnail) as response:
        assert response.status == 200
        assert response.content_type.startswith("image/")
    (call,) = carbonio.calls("get_image_preview")
    assert "/320x320/" in call.path


async def test_no_thumbnail(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A file of which the service makes no picture has none."""
    coming = carbonio.send_file(FAMILY, "Hanako", "bell.mp3", "ID3")
    found = await browse(hass, carbonio, messages, coming)
    assert (found.media_class, found.thumbnail) == ("music", None)


@pytest.mark.parametrize("status", [404, 422, 500])
async def test_previews_that_fail(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
    status: int,
) -> None:
    """Where the service makes none of a picture, it is made small here."""
    found = await browse(
        hass, carbonio, messages, carbonio.send_picture(FAMILY, "Hanako")
    )
    await carbonio.break_("get_image_preview", "status", status=status, times=5)
    client = await hass_client()
    async with client.get(found.thumbnail) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "image/jpeg"
        with Image.open(BytesIO(await response.read())) as picture:
            assert picture.format == "JPEG"
