"""What the tests of files share."""

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
)
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.core import Event, HomeAssistant, async_get_hass
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.attachments import async_load_files
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.model import Attachment, Limits
from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import ProviderError
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .helpers import until

SCHEME = "media-source://chat_rooms/"
LOCAL = "media-source://media_source/local/"
PNG = landscape(1)
LIMITS = Limits(
    text_length=100,
    file_size=100_000,
    content_types=frozenset(
        {"image/jpeg", "image/png", "audio/x-wav", "audio/mp4", "audio/x-m4a"}
        | {"audio/mpeg"}
    ),
)

type Upload = Callable[[str, bytes], Awaitable[str]]


async def arrival(
    family: BoccoSimulator,
    messages: list[Event[Any]],
    happening: Coroutine[Any, Any, object],
) -> dict[str, Any]:
    """Let something happen in the family; return the message that comes of it."""
    await family.wait_for_subscribers(len(family.home.rooms))
    count = len(messages)
    await happening
    await until(async_get_hass(), lambda: len(messages) > count)
    data: dict[str, Any] = messages[-1].data
    return data


def media_of(message: dict[str, Any]) -> str:
    """Return the media content id of a message's first attachment."""
    media: str = message["attachments"][0]["media_content_id"]
    return media


def path_of(message: dict[str, Any]) -> AttachmentPath:
    """Return where a message's first attachment is."""
    return AttachmentPath.from_identifier(media_of(message).removeprefix(SCHEME))


def coordinator_of(entry: MockConfigEntry) -> ChatRoomsCoordinator:
    """Return the coordinator of an entry that is set up."""
    coordinator: ChatRoomsCoordinator = entry.runtime_data
    return coordinator


def serve(
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    *pieces: bytes | ProviderError,
    content_type: str = "application/octet-stream",
    size: int | None = None,
) -> None:
    """Let the service send other files than the simulated family does."""

    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            if isinstance(piece, ProviderError):
                raise piece
            yield piece

    @asynccontextmanager
    async def download(_: Attachment, *, start: int = 0) -> AsyncGenerator[Download]:
        yield Download(content_type=content_type, size=size, chunks=chunks())

    monkeypatch.setattr(coordinator_of(entry).provider, "download", download)


async def load(
    hass: HomeAssistant, media: Any, limits: Limits = LIMITS, **options: str
) -> OutgoingFile:
    """Load one file."""
    (file,) = await async_load_files(hass, [{"media": media, **options}], limits)
    return file


async def refusal(
    hass: HomeAssistant,
    media: Any,
    limits: Limits = LIMITS,
    error: type[HomeAssistantError] = ServiceValidationError,
    **options: str,
) -> tuple[str | None, dict[str, str] | None]:
    """Return why a file is not sent: the text's key and its placeholders."""
    with pytest.raises(HomeAssistantError) as caught:
        await load(hass, media, limits, **options)
    assert type(caught.value) is error
    return caught.value.translation_key, caught.value.translation_placeholders
