"""Where a file that is to be sent comes from: a camera, a voice, a message, a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
import logging

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .errors import failed, invalid
from .file_types import normalised, type_of_name
from .incoming import (
    AttachmentPath,
    TooLargeError,
    async_attachment,
    async_read,
    loaded_account,
    may_read,
)
from .model import Limits
from .providers.errors import NotFoundError, ProviderError
from .reading import Loaded, largest, read

_LOGGER = logging.getLogger(__name__)

SCHEME = "media-source://"
SPEECH_NAME = "speech"
PICTURE_NAME = "picture"


def shown_address(media: str) -> str:
    """Return a media's address without what may be words or a secret."""
    scheme, separator, rest = media.partition("?")[0].rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


async def async_read_media(
    hass: HomeAssistant, media: str, limits: Limits, user: User | None
) -> Loaded:
    """Return what a media content id stands for, as `user` may see it.

    Raises TooLargeError with its name, ServiceValidationError for what the user can
    mend, HomeAssistantError for what does not work for now.
    """
    if not media.startswith(SCHEME):
        is_address = media.startswith(("http://", "https://"))
        key = "media_not_supported" if is_address else "media_not_found"
        raise invalid(key, media=shown_address(media))
    domain, _, identifier = media.removeprefix(SCHEME).partition("/")
    if domain == "tts":
        return await _speech(hass, media)
    if domain in ("camera", "image"):
        return await _snapshot(hass, media, domain, identifier, user)
    if domain == DOMAIN:
        return await _incoming(hass, media, identifier, limits, user)
    return await _file(hass, media, limits)


@contextmanager
def _media_errors(media: str) -> Iterator[None]:
    try:
        yield
    except media_source.Unresolvable, NotFoundError, ValueError:
        raise invalid("media_not_found", media=shown_address(media)) from None
    except (HomeAssistantError, ProviderError, TimeoutError) as err:
        _LOGGER.debug("A file cannot be had: %s", type(err).__name__)
        raise failed("media_unavailable", media=shown_address(media)) from None


async def _speech(hass: HomeAssistant, media: str) -> Loaded:
    if "tts" not in hass.config.components:
        raise invalid("media_not_found", media=shown_address(media))
    # Only here is it certain that its requirements are there.
    from homeassistant.components import tts  # noqa: PLC0415

    with _media_errors(media):
        extension, data = await tts.async_get_media_source_audio(hass, media)
    name = f"{SPEECH_NAME}.{extension}"
    return Loaded(name, type_of_name(name), data, is_spoken=True)


async def _snapshot(
    hass: HomeAssistant, media: str, domain: str, entity_id: str, user: User | None
) -> Loaded:
    if (
        hass.states.get(entity_id) is None
        or not entity_id.startswith(f"{domain}.")
        or (user and not user.permissions.check_entity(entity_id, POLICY_READ))
    ):
        raise invalid("media_not_found", media=shown_address(media))
    try:
        picture = await _still(hass, media) or await _shot(hass, domain, entity_id)
    except (HomeAssistantError, TimeoutError) as err:
        _LOGGER.debug("A picture cannot be had: %s", type(err).__name__)
        raise failed("media_unavailable", media=shown_address(media)) from None
    return Loaded(entity_id.partition(".")[2], *picture)


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
    hass: HomeAssistant, media: str, identifier: str, limits: Limits, user: User | None
) -> Loaded:
    with _media_errors(media):
        path = AttachmentPath.from_identifier(identifier)
        coordinator = loaded_account(hass, path.entry_id)
        if user and not may_read(user, coordinator, path.room_id):
            raise NotFoundError("the user may not read the room")
        attachment = await async_attachment(coordinator, path)
        told = normalised(attachment.content_type) or type_of_name(attachment.name)
        limit = largest(told, limits)
        try:
            file = await async_read(coordinator.provider, attachment, limit)
        except TooLargeError:
            raise TooLargeError(attachment.name) from None
    return Loaded(
        attachment.name, file.content_type, file.data, rotation=attachment.rotation
    )


async def _file(hass: HomeAssistant, media: str, limits: Limits) -> Loaded:
    try:
        with _media_errors(media):
            if (picture := await _still(hass, media)) is not None:
                return Loaded(PICTURE_NAME, *picture)
            resolved = await media_source.async_resolve_media(hass, media, None)
    except AssertionError:
        # Home Assistant's own media assert that they know the type of each file.
        raise invalid("media_not_supported", media=shown_address(media)) from None
    if resolved.path is None:
        raise invalid("media_not_supported", media=shown_address(media))
    try:
        data = await hass.async_add_executor_job(
            partial(read, resolved.path, limits, content_type=resolved.mime_type)
        )
    except FileNotFoundError:
        raise invalid("media_not_found", media=shown_address(media)) from None
    except OSError:
        raise invalid("media_not_supported", media=shown_address(media)) from None
    return Loaded(resolved.path.name, resolved.mime_type, data)
