"""Pictures that have to be turned before they are shown."""

from io import BytesIO

from PIL import ExifTags, Image, ImageOps

from .incoming import IncomingFile
from .providers.errors import ProtocolError

QUALITY = 90


def upright(file: IncomingFile, rotation: int) -> IncomingFile:
    """Return a picture as it has to be shown; blocking.

    A picture that tells by itself which way is up is turned as it tells, another by
    `rotation` degrees clockwise. Raises ProtocolError if it is no picture.
    """
    try:
        with Image.open(BytesIO(file.data)) as picture:
            told = picture.getexif().get(ExifTags.Base.Orientation, 1)
            kind, profile = picture.format, picture.info.get("icc_profile")
            turned = (
                picture.rotate(-rotation, expand=True)
                if told == 1
                else ImageOps.exif_transpose(picture)
            )
            buffer = BytesIO()
            # Telephones write JPEG files that are called MPO for what follows.
            kind = kind if kind != "MPO" else "JPEG"
            turned.save(buffer, format=kind, quality=QUALITY, icc_profile=profile)
    except (KeyError, OSError, ValueError) as err:
        raise ProtocolError(f"not a picture: {type(err).__name__}") from None
    except Image.DecompressionBombError:
        raise ProtocolError("a picture of too many pixels") from None
    return IncomingFile(file.content_type, buffer.getvalue())
