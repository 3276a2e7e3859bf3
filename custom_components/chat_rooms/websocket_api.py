"""The commands of the dashboard card."""

from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from operator import itemgetter
from typing import Any

from homeassistant.components.notify.const import DATA_COMPONENT
from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import (
    ERR_HOME_ASSISTANT_ERROR,
    ERR_NOT_FOUND,
    ERR_SERVICE_VALIDATION_ERROR,
    ERR_UNAUTHORIZED,
    AsyncWebSocketCommandHandler,
)
from homeassistant.components.websocket_api.decorators import (
    async_response,
    websocket_command,
)
from homeassistant.components.websocket_api.messages import event_message
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
import voluptuous as vol

from .card_payload import card_message, may_control, notify_entity, room_info
from .const import DOMAIN
from .errors import invalid
from .history import async_messages, async_one_message
from .incoming import may_read
from .notify import RoomNotifyEntity
from .providers.errors import NotFoundError
from .room_feed import RoomFeed, may_read_room
from .targets import Target, find_target, room_entity, target_of
from .uploads import async_discarding

NOT_LOADED = "not_loaded"
MOST_MESSAGES = 100
# By these the card says it in the user's language.
TOLD = ("translation_domain", "translation_key", "translation_placeholders")

type Message = dict[str, Any]
type Handler = Callable[
    [HomeAssistant, ActiveConnection, Message], Awaitable[dict[str, Any]]
]


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (_rooms, _messages, _message, _subscribe, _send, _mark_as_read):
        async_register_command(hass, command)


class _RefusedError(Exception):
    """A command is refused with this code."""

    def __init__(self, code: str, why: HomeAssistantError) -> None:
        """Tell why."""
        super().__init__(code)
        self.code = code
        self.why = why


def _not_found() -> _RefusedError:
    """Return the same for what is not there and what the user may not know of."""
    return _RefusedError(ERR_NOT_FOUND, invalid("room_not_found"))


def _answered(handler: Handler) -> AsyncWebSocketCommandHandler:
    """Answer with what a handler returns, or with why it could not."""

    @wraps(handler)
    async def answer(
        hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        try:
            result = await handler(hass, connection, msg)
        except _RefusedError as err:
            _refuse(connection, msg, err)
        except HomeAssistantError as err:
            # Raising it would write into the log what only the user can mend.
            code = (
                ERR_SERVICE_VALIDATION_ERROR
                if isinstance(err, ServiceValidationError)
                else ERR_HOME_ASSISTANT_ERROR
            )
            _refuse(connection, msg, _RefusedError(code, err))
        else:
            connection.send_result(msg["id"], result)

    return answer


def _refuse(connection: ActiveConnection, msg: Message, error: _RefusedError) -> None:
    why = error.why
    connection.send_error(
        msg["id"], error.code, str(why), **{key: getattr(why, key) for key in TOLD}
    )


def _entity(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> er.RegistryEntry:
    """Return the entity that a command names, if its user may read the room."""
    entity = room_entity(hass, msg["entity_id"])
    if entity is None or not may_read_room(
        connection.user, entity, find_target(hass, entity)
    ):
        raise _not_found()
    return entity


def _target(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> Target:
    """Return the room that a command names, if its user may read it."""
    entity = _entity(hass, connection, msg)
    try:
        return target_of(hass, entity)
    except ServiceValidationError as err:
        if err.translation_key == NOT_LOADED:
            raise _RefusedError(NOT_LOADED, err) from None
        raise _not_found() from None


def _check_control(
    connection: ActiveConnection, notify_id: str | None, entity_id: str
) -> None:
    if not may_control(connection.user, notify_id, entity_id):
        raise _RefusedError(ERR_UNAUTHORIZED, invalid("may_only_read"))


@websocket_command({vol.Required("type"): "chat_rooms/rooms"})
@async_response
@_answered
async def _rooms(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> dict[str, Any]:
    user = connection.user
    rooms = []
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.state is not ConfigEntryState.LOADED:
            continue
        coordinator = entry.runtime_data
        for room_id, state in coordinator.rooms.items():
            try:
                if may_read(user, coordinator, room_id):
                    rooms.append(room_info(hass, Target(coordinator, state), user))
            except NotFoundError:
                # Its entities are not there yet.
                continue
    return {"rooms": sorted(rooms, key=itemgetter("service", "account", "name"))}


@websocket_command(
    {
        vol.Required("type"): "chat_rooms/messages",
        vol.Required("entity_id"): cv.string,
        vol.Optional("limit", default=50): vol.All(
            int, vol.Range(min=1, max=MOST_MESSAGES)
        ),
        vol.Exclusive("before", "where"): cv.string,
        vol.Exclusive("after", "where"): cv.string,
    }
)
@async_response
@_answered
async def _messages(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> dict[str, Any]:
    target = _target(hass, connection, msg)
    limit: int = msg["limit"]
    # One more tells whether there are more.
    found = await async_messages(
        target.coordinator,
        target.state,
        limit + 1,
        before=msg.get("before"),
        after=msg.get("after"),
    )
    shown = found[:limit] if "after" in msg else found[-limit:]
    messages = [card_message(target, received) for received in shown]
    if not {"before", "after"} & msg.keys():
        unread = {item.message.id for item in target.state.newest_unread(shown)}
        for message in messages:
            message["unread"] = message["message_id"] in unread
    return {"messages": messages, "more": len(found) > limit}


@websocket_command(
    {
        vol.Required("type"): "chat_rooms/message",
        vol.Required("entity_id"): cv.string,
        vol.Required("message_id"): cv.string,
    }
)
@async_response
@_answered
async def _message(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> dict[str, Any]:
    target = _target(hass, connection, msg)
    found = await async_one_message(target.coordinator, target.state, msg["message_id"])
    return {"message": card_message(target, found)}


@websocket_command(
    {
        vol.Required("type"): "chat_rooms/subscribe",
        vol.Required("entity_id"): cv.string,
    }
)
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: Message) -> None:
    try:
        entity = _entity(hass, connection, msg)
    except _RefusedError as err:
        _refuse(connection, msg, err)
        return

    @callback
    def send(event: dict[str, Any]) -> None:
        connection.send_message(event_message(msg["id"], event))

    feed = RoomFeed(hass, entity, connection.user, send)
    connection.subscriptions[msg["id"]] = feed.stop
    connection.send_result(msg["id"])
    feed.start()


@websocket_command(
    {
        vol.Required("type"): "chat_rooms/send",
        vol.Required("entity_id"): cv.string,
        vol.Optional("message", default=""): cv.string,
        vol.Optional("file_id"): cv.string,
        vol.Optional("reply_to"): cv.string,
        vol.Optional("voice", default=False): bool,
    }
)
@async_response
@_answered
async def _send(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> dict[str, Any]:
    file_ids = [msg["file_id"]] if "file_id" in msg else []
    async with async_discarding(hass, file_ids):
        return await _sent(hass, connection, msg, file_ids)


async def _sent(
    hass: HomeAssistant,
    connection: ActiveConnection,
    msg: Message,
    file_ids: Iterable[str],
) -> dict[str, Any]:
    """Send what the card asks for, with these uploaded files."""
    target = _target(hass, connection, msg)
    notify_id = notify_entity(hass, target)
    _check_control(connection, notify_id, msg["entity_id"])
    entity = hass.data[DATA_COMPONENT].get_entity(notify_id) if notify_id else None
    if not isinstance(entity, RoomNotifyEntity):
        raise invalid("read_only", service=target.coordinator.service_name)
    entity.async_set_context(connection.context(msg))
    return await entity.async_send(
        message=msg["message"],
        attachments=[{"file_id": one, "voice": msg["voice"]} for one in file_ids],
        reply_to=msg.get("reply_to"),
        user=connection.user,
    )


@websocket_command(
    {
        vol.Required("type"): "chat_rooms/mark_as_read",
        vol.Required("entity_id"): cv.string,
        vol.Optional("message_id"): cv.string,
    }
)
@async_response
@_answered
async def _mark_as_read(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> dict[str, Any]:
    target = _target(hass, connection, msg)
    coordinator, state = target.coordinator, target.state
    _check_control(connection, None, msg["entity_id"])
    message_id = await coordinator.async_mark_as_read(
        state.room.id, msg.get("message_id")
    )
    return {"message_id": message_id, "unread": state.unread}
