"""Files to send."""

from io import BytesIO

from PIL import Image

from custom_components.chat_rooms.outgoing import OutgoingFile
from tests.simulators.media import landscape


def picture(width: int = 30, height: int = 20, *, turned: bool = False) -> bytes:
    """Return a JPEG, maybe one that was taken with the camera on its side."""
    stream = BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    Image.new("RGB", (width, height)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def png(number: int = 1) -> OutgoingFile:
    """Return a picture."""
    return OutgoingFile(
        name="Tür 🚪.png", content_type="image/png", data=landscape(number)
    )


SOUND = OutgoingFile(name="Bell.mp3", content_type="audio/mpeg", data=b"ID3" * 1000)
