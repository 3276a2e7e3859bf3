"""What the tests of pictures share."""

from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from typing import Any

from aiohttp import ClientResponse
from PIL import ExifTags, Image
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.incoming import AttachmentPath

from .files import coordinator_of

RED, BLUE = (250, 0, 0), (0, 0, 250)


def photo(width: int = 400, height: int = 200, orientation: int | None = None) -> bytes:
    """Return a wide picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    exif = Image.Exif()
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    file = BytesIO()
    picture.save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


async def shown(response: ClientResponse) -> tuple[tuple[int, int], str]:
    """Return the size of a picture, and the colour of its upper left corner."""
    assert response.status == HTTPStatus.OK
    with Image.open(BytesIO(await response.read())) as picture:
        pixel = picture.convert("RGB").getpixel((2, 2))
        assert isinstance(pixel, tuple)
        return picture.size, "red" if pixel[0] > pixel[2] else "blue"


def change(entry: MockConfigEntry, path: AttachmentPath, **fields: Any) -> None:
    """Let the attachment be another one than the service has sent."""
    held = coordinator_of(entry).rooms[path.room_id].held
    message = held[-1].message
    changed = tuple(replace(each, **fields) for each in message.attachments)
    held[-1] = replace(held[-1], message=replace(message, attachments=changed))
