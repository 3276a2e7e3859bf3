"""Sends what a user asks for, after looking whether the room can take it."""

from collections.abc import Sequence
from typing import Any

from homeassistant.auth.models import User

from .attachments import async_load_files
from .coordinator import ChatRoomsCoordinator
from .errors import action_errors, failed, invalid
from .model import Feature, Limits
from .outgoing import Outgoing, Sent
from .providers.errors import AuthError, ProviderError
from .room import RoomState


def check_text(
    text: str, limits: Limits, *, title: str = "", is_all: bool = True
) -> None:
    """Raise ServiceValidationError for a text that is too long, or says nothing.

    With a title that is a part of the text there is a line break more. Where the text
    is not all that is sent, there may be none.
    """
    if is_all and not text.strip():
        raise invalid("nothing_to_send")
    length = len(text)
    if limits.title_length is None:
        length += len(title) + bool(title)
    elif len(title) > limits.title_length:
        raise invalid("title_too_long", limit=str(limits.title_length))
    if length > limits.text_length:
        raise invalid("text_too_long", limit=str(limits.text_length))


async def async_send(
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    *,
    message: str | None = None,
    title: str | None = None,
    attachments: Sequence[dict[str, Any]] = (),
    reply_to: str | None = None,
    silent: bool = False,
    user: User | None = None,
) -> dict[str, Any]:
    """Send a text, files or both; return message_id, sent_at and messages.

    A `user` can attach files of those rooms only that the user may read.

    Raises ServiceValidationError, and sends nothing, where the room cannot take
    what is asked; HomeAssistantError where the service fails.
    """
    room, service = state.room, coordinator.service_name
    if Feature.SEND not in room.features:
        raise invalid("lobby" if room.in_lobby else "read_only", service=service)
    text, title = message or "", title or ""
    if not text.strip():
        text = ""
    check_text(text, room.limits, title=title, is_all=not attachments)
    if not attachments and room.limits.needs_file:
        raise invalid("file_needed", service=service)
    if attachments and not room.limits.content_types:
        raise invalid("files_not_supported", service=service)
    if reply_to is not None and Feature.REPLY not in room.features:
        raise invalid("reply_not_supported", service=service)
    if silent and Feature.SILENT not in room.features:
        raise invalid("silent_not_supported", service=service)
    outgoing = Outgoing(
        new_client_id=lambda: coordinator.inbox.new_client_id(room.id),
        text=text,
        title=title,
        files=await async_load_files(coordinator.hass, attachments, room.limits, user),
        reply_to=reply_to,
        silent=silent,
    )
    sent = await _send(coordinator, room.id, outgoing)
    messages = [
        {"message_id": item.message_id, "sent_at": item.sent_at.isoformat()}
        for item in sent
    ]
    return {**messages[-1], "messages": messages}


async def _send(
    coordinator: ChatRoomsCoordinator, room_id: str, outgoing: Outgoing
) -> list[Sent]:
    provider, service = coordinator.provider, coordinator.service_name
    sent: list[Sent] = []
    with action_errors(service, coordinator.async_reauth):
        try:
            async for item in provider.send(room_id, outgoing):
                sent.append(item)
                coordinator.note_sent(item, room_id)
        except ProviderError as err:
            if not sent:
                raise
            if isinstance(err, AuthError):
                coordinator.async_reauth()
            raise failed(
                "partly_sent",
                service=service,
                sent=", ".join(item.file or "“…”" for item in sent),
            ) from None
        finally:
            member_is_new = coordinator.learn_member()
    if not coordinator.feeds.covers(room_id) or member_is_new:
        coordinator.ask_soon()
    return sent
