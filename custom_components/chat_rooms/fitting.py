"""Files made to fit into the room that they are sent to."""

from collections.abc import Iterable
from functools import partial

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .converting import async_convert
from .decoding import NotAPictureError
from .drawing import async_draw
from .errors import invalid
from .file_types import (
    UNKNOWN_TYPE,
    file_name,
    is_picture,
    normalised,
    type_of_bytes,
    type_of_name,
)
from .model import ANY_TYPE, Limits
from .outgoing import OutgoingFile
from .pictures import JPEG, PNG, fitted
from .reading import MIB, Loaded
from .sounds import SOUND_OF_FILM, is_sound, type_to_become


async def async_fit(
    hass: HomeAssistant, loaded: Loaded, limits: Limits, wanted_name: str | None
) -> OutgoingFile:
    """Return a file as the room takes it.

    A picture is turned upright, and made smaller or into another kind, where it has to
    be; a sound becomes another kind. What fits goes out byte for byte.

    Raises ServiceValidationError for what the room cannot have, HomeAssistantError for
    what does not work for now.
    """
    name, data = wanted_name or loaded.name, loaded.data
    content_type = (
        normalised(loaded.content_type)
        or type_of_name(name)
        or type_of_bytes(data)
        or UNKNOWN_TYPE
    )
    if loaded.is_spoken:
        content_type = SOUND_OF_FILM.get(content_type, content_type)
    if is_picture(content_type):
        content_type, data = await _picture(hass, loaded, content_type, limits)
    elif loaded.is_spoken or is_sound(content_type):
        content_type, data = await _sound(hass, loaded, name, content_type, limits)
    if len(data) > limits.file_size:
        raise too_large(name, limits)
    name = file_name(name, content_type)
    taken = _as_taken(content_type, limits.content_types)
    if taken is None:
        raise invalid("file_type_not_supported", name=name, type=content_type)
    return OutgoingFile(name=name, content_type=taken, data=data)


def too_large(name: str, limits: Limits) -> ServiceValidationError:
    """Return the error for a file that is larger than a room takes."""
    return invalid(
        "file_too_large",
        name=file_name(name, UNKNOWN_TYPE),
        limit=f"{limits.file_size // (MIB // 10) / 10:g}",
    )


async def _picture(
    hass: HomeAssistant, loaded: Loaded, content_type: str, limits: Limits
) -> tuple[str, bytes]:
    is_taken = _as_taken(content_type, limits.content_types) is not None
    fits = is_taken and len(loaded.data) <= limits.file_size
    types = {
        kind
        for kind in (JPEG, PNG)
        if _as_taken(kind, limits.content_types) is not None
    }
    made = None
    if types and (loaded.rotation or not fits):
        work = partial(
            fitted, loaded.data, types, limits.file_size, rotation=loaded.rotation
        )
        try:
            made = await async_draw(hass, work)
        except NotAPictureError:
            # Then it is judged as it is.
            made = None
    return made or (content_type, loaded.data)


async def _sound(
    hass: HomeAssistant, loaded: Loaded, name: str, content_type: str, limits: Limits
) -> tuple[str, bytes]:
    is_spoken = loaded.is_spoken
    wanted = type_to_become(content_type, limits, is_spoken=is_spoken, data=loaded.data)
    if wanted is None:
        return content_type, loaded.data
    return wanted, await async_convert(
        hass,
        loaded.data,
        wanted,
        name=file_name(name, content_type),
        largest=limits.file_size,
        is_spoken=is_spoken,
    )


def _as_taken(content_type: str, taken: Iterable[str]) -> str | None:
    """Return a content type as the service calls it, None if it does not take it."""
    names = sorted(taken)
    if content_type in names or ANY_TYPE in names:
        return content_type
    return next((name for name in names if normalised(name) == content_type), None)
