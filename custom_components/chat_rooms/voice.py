"""Does what is said of rooms, and tells in words what became of it."""

from collections.abc import Sequence
import logging

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.notify.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .errors import invalid, where
from .local_agent import Heard
from .model import Feature
from .notify import RoomNotifyEntity
from .reading_aloud import async_read, async_read_all, count, count_all
from .room_feed import may_read_room
from .speakable import listed
from .targets import Target, find_target, room_entity
from .voice_deeds import Deed
from .voice_rooms import VoiceRoom, told_apart
from .wording import Words, async_words, common_text

_LOGGER = logging.getLogger(__name__)


async def async_answer(
    hass: HomeAssistant, heard: Heard, rooms: Sequence[VoiceRoom]
) -> str:
    """Do what is wanted of one of these rooms, or of all where no name was said.

    Whoever is not known as a user may do everything, as automations may. Never raises.
    """
    words = await async_words(hass, heard.language)
    try:
        user_id = heard.context.user_id
        user = await hass.auth.async_get_user(user_id) if user_id else None
        if user is not None or not user_id:
            rooms = [room for room in rooms if _may_read(hass, user, room)]
        else:
            rooms = []
        if not heard.name:
            return await _of_all(hass, heard, words, rooms)
        if not rooms:
            return common_text(words, "voice_no_room", name=heard.name)
        if len(rooms) > 1:
            return common_text(
                words,
                "voice_several",
                name=heard.name,
                rooms=listed(words, told_apart(hass, rooms)),
            )
        return await _of_one(hass, heard, words, rooms[0], user)
    except Exception as err:  # noqa: BLE001
        texts = await async_words(hass, heard.language, "exceptions")
        if told := _told(texts, err):
            return told
        _LOGGER.error("What was said could not be done: %s", where(err))
        return common_text(words, "voice_failed")


async def _of_all(
    hass: HomeAssistant, heard: Heard, words: Words, rooms: Sequence[VoiceRoom]
) -> str:
    there = [(room.title, _target(hass, room)) for room in rooms]
    if heard.deed is Deed.COUNT:
        return count_all(words, there)
    return await async_read_all(words, there)


async def _of_one(
    hass: HomeAssistant, heard: Heard, words: Words, room: VoiceRoom, user: User | None
) -> str:
    title = room.title
    if (target := _target(hass, room)) is None:
        raise invalid("not_loaded", entity=title)
    match heard.deed:
        case Deed.COUNT:
            return count(words, title, target)
        case Deed.READ | Deed.READ_NEW:
            last_too = heard.deed is Deed.READ
            return await async_read(words, title, target, last_too=last_too)
    entity = _sender(hass, words, room, target, user)
    if isinstance(entity, str):
        return entity
    if not heard.message:
        return common_text(words, "voice_begin", room=title)
    entity.async_set_context(heard.context)
    await entity.async_send(message=heard.message, user=user)
    return common_text(words, "voice_sent", room=title)


def _sender(
    hass: HomeAssistant,
    words: Words,
    room: VoiceRoom,
    target: Target,
    user: User | None,
) -> RoomNotifyEntity | str:
    """Return what sends to a room, or what to do so that it can be sent to.

    Raises ServiceValidationError where the room, or the user, cannot.
    """
    state = target.state
    if Feature.SEND not in state.room.features:
        key = "lobby" if state.room.in_lobby else "read_only"
        raise invalid(key, service=target.coordinator.service_name)
    for entity_id in room.entity_ids:
        if split_entity_id(entity_id)[0] != "notify":
            continue
        if user and not user.permissions.check_entity(entity_id, POLICY_CONTROL):
            raise invalid("may_only_read")
        entity = hass.data[DATA_COMPONENT].get_entity(entity_id)
        if isinstance(entity, RoomNotifyEntity):
            return entity
    return common_text(words, "voice_not_exposed", room=room.title)


def _may_read(hass: HomeAssistant, user: User | None, room: VoiceRoom) -> bool:
    return user is None or any(
        may_read_room(user, entity, find_target(hass, entity))
        for entity_id in room.entity_ids
        if (entity := room_entity(hass, entity_id)) is not None
    )


def _target(hass: HomeAssistant, room: VoiceRoom) -> Target | None:
    for entity_id in room.entity_ids:
        if (entity := room_entity(hass, entity_id)) is not None:
            return find_target(hass, entity)
    return None


def _told(texts: Words, error: Exception) -> str:
    """Return what an error of ours tells, nothing of another one."""
    if not isinstance(error, HomeAssistantError) or error.translation_domain != DOMAIN:
        return ""
    key = f"component.{DOMAIN}.exceptions.{error.translation_key}.message"
    return texts.get(key, "").format(**(error.translation_placeholders or {}))
