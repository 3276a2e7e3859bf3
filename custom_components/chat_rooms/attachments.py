"""The files that a message takes along: from media to bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .errors import failed, invalid
from .file_types import UNKNOWN_TYPE, file_name, normalised, type_of_bytes, type_of_name
from .incoming import (
    AttachmentPath,
    TooLargeError,
    async_attachment,
    async_read,
    loaded_account,
    may_read,
)
from .model import ANY_TYPE, Limits
from .outgoing import OutgoingFile
from .providers.errors import NotFoundError, ProviderError

SCHEME = "media-source://"
MIB = 1024 * 1024
SPEECH_NAME = "speech"
PICTURE_NAME = "picture"


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file as its source gives it."""

    name: str
    content_type: str | None
    data: bytes = field(repr=False)


async def async_load_files(
    hass: HomeAssistant,
    attachments: Sequence[Mapping[str, Any]],
    limits: Limits,
    user: User | None = None,
) -> tuple[OutgoingFile, ...]:
    """Return the files of a message, each `media` and perhaps `filename`.

    A `user` gets the files of those rooms, cameras and images only that the user
    may read.

    Raises ServiceValidationError for what the user can mend, HomeAssistantError
    for what does not work for now; either way nothing has been sent.
    """
    return tuple(
        [
            await _outgoing(hass, media, attachment.get("filename"), limits, user)
            for attachment in attachments
            for media in _media_ids(attachment["media"])
        ]
    )


async def _outgoing(
    hass: HomeAssistant,
    media: str,
    wanted_name: str | None,
    limits: Limits,
    user: User | None,
) -> OutgoingFile:
    try:
        loaded = await _load(hass, media, limits.file_size, user)
    except TooLargeError as err:
        raise _too_large(wanted_name or str(err), limits) from None
    name = wanted_name or loaded.name
    if len(loaded.data) > limits.file_size:
        raise _too_large(name, limits)
    content_type = (
        normalised(loaded.content_type)
        or type_of_name(name)
        or type_of_bytes(loaded.data)
        or UNKNOWN_TYPE
    )
    name = file_name(name, content_type)
    taken = _as_taken(content_type, limits.content_types)
    if taken is None:
        raise invalid("file_type_not_supported", name=name, type=content_type)
    return OutgoingFile(name=name, content_type=taken, data=loaded.data)


def _too_large(name: str, limits: Limits) -> ServiceValidationError:
    return invalid(
        "file_too_large",
        name=file_name(name, UNKNOWN_TYPE),
        limit=f"{limits.file_size // (MIB // 10) / 10:g}",
    )


def _as_taken(content_type: str, taken: Iterable[str]) -> str | None:
    """Return a content type as the service calls it, None if it does not take it."""
    names = sorted(taken)
    if content_type in names or ANY_TYPE in names:
        return content_type
    return next((name for name in names if normalised(name) == content_type), None)


def _shown(media: str) -> str:
    """Return a media's address without what may be words or a secret."""
    scheme, separator, rest = media.partition("?")[0].rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _media_ids(value: Any) -> list[str]:
    """Return the ids in what a media selector gives."""
    if isinstance(value, list):
        return [media for item in value for media in _media_ids(item)]
    media = value.get("media_content_id") if isinstance(value, Mapping) else value
    if not isinstance(media, str) or not media:
        raise invalid("media_not_found", media=_shown(str(media or "")))
    return [media]


async def _load(
    hass: HomeAssistant, media: str, limit: int, user: User | None
) -> _Loaded:
    if not media.startswith(SCHEME):
        is_address = media.startswith(("http://", "https://"))
        key = "media_not_supported" if is_address else "media_not_found"
        raise invalid(key, media=_shown(media))
    domain, _, identifier = media.removeprefix(SCHEME).partition("/")
    if domain == "tts":
        return await _speech(hass, media)
    if domain in ("camera", "image"):
        return await _snapshot(hass, media, domain, identifier, user)
    if domain == DOMAIN:
        return await _incoming(hass, media, identifier, limit, user)
    return await _file(hass, media, limit)


@contextmanager
def _media_errors(media: str) -> Iterator[None]:
    try:
        yield
    except media_source.Unresolvable, NotFoundError, ValueError:
        raise invalid("media_not_found", media=_shown(media)) from None
    except (HomeAssistantError, ProviderError, TimeoutError) as err:
        raise failed("media_unavailable", media=_shown(media)) from err


async def _speech(hass: HomeAssistant, media: str) -> _Loaded:
    if "tts" not in hass.config.components:
        raise invalid("media_not_found", media=_shown(media))
    # Only here is it certain that its requirements are there.
    from homeassistant.components import tts  # noqa: PLC0415

    with _media_errors(media):
        extension, data = await tts.async_get_media_source_audio(hass, media)
    name = f"{SPEECH_NAME}.{extension}"
    return _Loaded(name, type_of_name(name), data)


async def _snapshot(
    hass: HomeAssistant, media: str, domain: str, entity_id: str, user: User | None
) -> _Loaded:
    if (
        hass.states.get(entity_id) is None
        or not entity_id.startswith(f"{domain}.")
        or (user and not user.permissions.check_entity(entity_id, POLICY_READ))
    ):
        raise invalid("media_not_found", media=_shown(media))
    try:
        picture = await _still(hass, media) or await _shot(hass, domain, entity_id)
    except (HomeAssistantError, TimeoutError) as err:
        raise failed("media_unavailable", media=_shown(media)) from err
    return _Loaded(entity_id.partition(".")[2], *picture)


async def _still(hass: HomeAssistant, media: str) -> tuple[str, bytes] | None:
    """Return a picture of what would be a stream, where Home Assistant can."""
    if not hasattr(media_source, "async_get_media_image"):
        # It came with 2026.11.
        return None
    picture = await media_source.async_get_media_image(hass, media)
    return picture and (picture.mime_type, picture.content)


async def _shot(hass: HomeAssistant, domain: str, entity_id: str) -> tuple[str, bytes]:
    if domain == "camera":
        from homeassistant.components import camera  # noqa: PLC0415

        shot = await camera.async_get_image(hass, entity_id)
        return shot.content_type, shot.content
    from homeassistant.components import image as images  # noqa: PLC0415

    picture = await images.async_get_image(hass, entity_id)
    return picture.content_type, picture.content


async def _incoming(
    hass: HomeAssistant, media: str, identifier: str, limit: int, user: User | None
) -> _Loaded:
    with _media_errors(media):
        path = AttachmentPath.from_identifier(identifier)
        coordinator = loaded_account(hass, path.entry_id)
        if user and not may_read(user, coordinator, path.room_id):
            raise NotFoundError("the user may not read the room")
        attachment = await async_attachment(coordinator, path)
        try:
            file = await async_read(coordinator.provider, attachment, limit)
        except TooLargeError:
            raise TooLargeError(attachment.name) from None
    return _Loaded(attachment.name, file.content_type, file.data)


async def _file(hass: HomeAssistant, media: str, limit: int) -> _Loaded:
    try:
        with _media_errors(media):
            if (picture := await _still(hass, media)) is not None:
                return _Loaded(PICTURE_NAME, *picture)
            resolved = await media_source.async_resolve_media(hass, media, None)
    except AssertionError:
        # Home Assistant's own media assert that they know the type of each file.
        raise invalid("media_not_supported", media=_shown(media)) from None
    if resolved.path is None:
        raise invalid("media_not_supported", media=_shown(media))
    try:
        data = await hass.async_add_executor_job(_read, resolved.path, limit)
    except FileNotFoundError:
        raise invalid("media_not_found", media=_shown(media)) from None
    except OSError:
        raise invalid("media_not_supported", media=_shown(media)) from None
    return _Loaded(resolved.path.name, resolved.mime_type, data)


def _read(path: Path, limit: int) -> bytes:
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise OSError("not a file")
    if status.st_size > limit:
        raise TooLargeError(path.name)
    with path.open("rb") as file:
        # One byte more tells whether it has grown meanwhile.
        return file.read(limit + 1)
