"""A room's messages of earlier, as its service tells them."""

from collections.abc import Sequence

from .coordinator import ChatRoomsCoordinator
from .errors import action_errors
from .model import Message
from .providers.base import Provider
from .providers.errors import NotFoundError
from .room import Received, RoomState


async def async_messages(
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    limit: int,
    *,
    before: str | None = None,
    after: str | None = None,
) -> list[Received]:
    """Return at most `limit` messages, in order.

    They are the oldest after a message's id, or else the newest, before another one's
    where that is given. Raises HomeAssistantError where the service fails.
    """
    provider, room_id = coordinator.provider, state.room.id
    with action_errors(coordinator.service_name, coordinator.async_reauth):
        end = None if before is None else provider.position_of(before)
        if after is None:
            messages = await provider.messages_before(room_id, end, limit)
        else:
            start = provider.position_of(after)
            messages = await _messages_after(provider, room_id, start, limit)
    return [
        _as_known(coordinator, state, message)
        for message in messages
        if end is None or message.position < end
    ]


async def async_one_message(
    coordinator: ChatRoomsCoordinator, state: RoomState, message_id: str
) -> Received:
    """Return one message as it is now.

    Raises ServiceValidationError where there is no such message in the room, and
    HomeAssistantError where the service fails.
    """
    found = state.find(message_id)
    if found is not None and not found.outdated:
        return found
    room_id = state.room.id
    with action_errors(coordinator.service_name, coordinator.async_reauth):
        message = await coordinator.provider.message(room_id, message_id)
        if message.room_id != room_id:
            raise NotFoundError("the message is not in this room")
    return _as_known(coordinator, state, message)


def _as_known(
    coordinator: ChatRoomsCoordinator, state: RoomState, message: Message
) -> Received:
    """Return what is known of a message that the service tells.

    What is held here knows what has happened to it since.
    """
    found = state.find(message.id)
    if found is not None and found.outdated:
        state.renew(message, is_whole=True)
        coordinator.dispatch.room(state.room.id)
        found = state.find(message.id)
    return found or state.recognise(message)


async def _messages_after(
    provider: Provider, room_id: str, position: int, limit: int
) -> Sequence[Message]:
    """Return the oldest messages after a position; some pages show hardly any."""
    found: list[Message] = []
    while len(found) < limit:
        page = await provider.messages_after(room_id, position, limit)
        if page.end <= position:
            break
        found += page.messages
        position = page.end
    return found[:limit]
