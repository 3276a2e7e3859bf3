"""Pictures that have to be turned before they are shown."""

from io import BytesIO
import logging

from PIL import ExifTags, Image, ImageOps

from .incoming import IncomingFile

_LOGGER = logging.getLogger(__name__)

QUALITY = 90


def upright(file: IncomingFile, rotation: int) -> IncomingFile:
    """Return a picture as it has to be shown; blocking.

    A picture that tells by itself which way is up is turned as it tells, another by
    `rotation` degrees clockwise. What cannot be turned stays as it is.
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
    except Exception as err:  # noqa: BLE001
        # Whatever a broken file makes of a decoder.
        _LOGGER.debug("A picture cannot be turned: %s", type(err).__name__)
        return file
    return IncomingFile(file.content_type, buffer.getvalue())
