"""Attachments that came with messages, and their way out again."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.incoming import TooLargeError, async_read
from custom_components.chat_rooms.model import Attachment
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .files import (
    LIMITS,
    LOCAL,
    SCHEME,
    coordinator_of,
    load,
    media_of,
    path_of,
    refusal,
    serve,
)


async def test_picture_of_a_message(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A picture goes from room to room."""
    file = await load(hass, media_of(message))
    assert file.name == message["attachments"][0]["name"]
    assert file.content_type == "image/png"
    assert file.data == landscape(int(message["message_id"]))
    assert len(family.calls("media")) == 1


async def test_picture_of_a_message_that_is_gone(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A picture that the service has no longer is not found."""
    media_id = SCHEME + "/".join(path_of(message)._replace(message_id="1"))
    assert await refusal(hass, media_id) == ("media_not_found", {"media": media_id})
    await family.break_("media", "status", status=404)
    assert await refusal(hass, media_of(message)) == (
        "media_not_found",
        {"media": media_of(message)},
    )


async def test_picture_of_a_message_that_does_not_load(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A picture that does not load is unavailable for now."""
    await family.break_("media", "status", status=500)
    assert await refusal(hass, media_of(message), error=HomeAssistantError) == (
        "media_unavailable",
        {"media": media_of(message)},
    )


@pytest.mark.parametrize("size", [10**9, None])
async def test_picture_of_a_message_that_is_too_large(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    size: int | None,
) -> None:
    """A picture that the other room does not take is refused, told or not."""
    serve(monkeypatch, ready, bytes(LIMITS.file_size), b"!", size=size)
    key, placeholders = await refusal(hass, media_of(message))
    assert key == "file_too_large"
    assert placeholders
    assert placeholders["name"] == message["attachments"][0]["name"]


async def test_nothing_is_sent_if_one_file_fails(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A message goes out whole or not at all."""
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            "chat_rooms",
            "send_message",
            {
                "entity_id": "notify.happy_family",
                "message": "Look!",
                "attachments": [
                    {"media": {"media_content_id": media_of(message)}},
                    {"media": {"media_content_id": f"{LOCAL}gone.png"}},
                ],
            },
            blocking=True,
        )
    assert await family.received() == []


async def test_picture_is_sent(
    hass: HomeAssistant, family: BoccoSimulator, message: dict[str, Any]
) -> None:
    """A picture of one room arrives in the other."""
    await hass.services.async_call(
        "chat_rooms",
        "send_message",
        {
            "entity_id": "notify.grandparents",
            "attachments": [
                {
                    "media": {
                        "media_content_id": media_of(message),
                        "media_content_type": "image/png",
                    },
                    "filename": "From us",
                }
            ],
        },
        blocking=True,
    )
    (sent,) = await family.received("Grandparents")
    assert (sent["media"], sent["filename"]) == ("image", "From us.png")
    assert sent["content_type"] == "image/png"
    assert sent["size"] == len(landscape(int(message["message_id"])))


async def test_size_that_is_known_beforehand(
    ready: MockConfigEntry, family: BoccoSimulator
) -> None:
    """A file that is said to be too large is not even asked for."""
    giant = Attachment(id="1", name="a", content_type="image/png", size=11, source="/1")
    with pytest.raises(TooLargeError):
        await async_read(coordinator_of(ready).provider, giant, 10)
    assert family.calls("media") == []
