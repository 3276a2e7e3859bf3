"""A room's messages of earlier, as its service tells them."""

from collections.abc import Awaitable, Callable, Sequence

from homeassistant.core import callback

from .coordinator import ChatRoomsCoordinator
from .errors import action_errors
from .model import Message
from .providers.base import Provider, Stretch
from .providers.errors import NotFoundError
from .room import Happened, Received, RoomState

# How often is asked when something happens to the same messages each time.
MOST_QUESTIONS = 3
# How often it is looked further back where there is hardly a message.
MOST_STRETCHES = 5


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
        start = None if after is None else provider.position_of(after)

        async def ask() -> Sequence[Message]:
            if start is None:
                messages = await _messages_before(provider, room_id, end, limit)
            else:
                messages = await _messages_after(provider, room_id, start, limit)
            return [one for one in messages if end is None or one.position < end]

        return await _as_they_are(coordinator, state, ask)


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

    async def ask() -> Sequence[Message]:
        message = await coordinator.provider.message(room_id, message_id)
        if message.room_id != room_id:
            raise NotFoundError("the message is not in this room")
        return [message]

    with action_errors(coordinator.service_name, coordinator.async_reauth):
        [received] = await _as_they_are(coordinator, state, ask)
    return received


async def _as_they_are(
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    ask: Callable[[], Awaitable[Sequence[Message]]],
) -> list[Received]:
    """Return what the service answers, as far as it is not known better here.

    An answer may be older than what has happened to its messages while it was under
    way. Where that is not known here either, the service is asked again.
    """
    changed: set[str] = set()

    @callback
    def note(item: Received | Happened) -> None:
        if isinstance(item, Happened):
            changed.add(item.change.message_id)

    stop = coordinator.dispatch.watch(state.room.id, note)
    try:
        for _ in range(MOST_QUESTIONS):
            changed.clear()
            messages = await ask()
            doubtful = changed & {
                one.id for one in messages if not _is_known(state, one)
            }
            if not doubtful:
                break
    finally:
        stop()
    return [
        _as_known(coordinator, state, message, is_newer=message.id not in doubtful)
        for message in messages
    ]


def _is_known(state: RoomState, message: Message) -> bool:
    found = state.find(message.id)
    return found is not None and not found.outdated


def _as_known(
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    message: Message,
    *,
    is_newer: bool,
) -> Received:
    """Return what is known of a message that the service tells.

    What is held here knows what has happened to it since, or is renewed by what the
    service tells, where that `is_newer`.
    """
    found = state.find(message.id)
    if found is None:
        return state.recognise(message)
    if found.outdated and is_newer:
        before = found.message
        state.renew(message, is_whole=True)
        found = state.find(message.id) or found
        if found.message != before:
            coordinator.dispatch.renewed(found)
        coordinator.dispatch.room(state.room.id)
    return found


async def _messages_before(
    provider: Provider, room_id: str, position: int | None, limit: int
) -> Sequence[Message]:
    """Return the newest messages before a position; some stretches hold hardly any."""
    found: list[Message] = []
    for _ in range(MOST_STRETCHES):
        page = await provider.messages_before(room_id, position, limit - len(found))
        found = [*page, *found]
        if not isinstance(page, Stretch) or len(found) >= limit:
            break
        position = page.reached
    return found


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
