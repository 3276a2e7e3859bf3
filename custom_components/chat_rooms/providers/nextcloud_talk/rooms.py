"""The account's rooms, in the words of the model, and what changes in them."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import monotonic, time

from ...model import ANY_TYPE, Feature, Limits, Room, RoomList
from ..base import Download
from ..http import MIB
from .administration import MODERATORS, features_of, roles_of
from .changes import is_hidden
from .client import TalkClient
from .client.capabilities import Capabilities
from .constants import NotificationLevel, Permission, RoomType
from .feed import LivePolls
from .models import RoomsAnswer, WireMessage, WireRoom
from .translate import to_message

# A delta never tells which rooms are gone. Whoever asks every 15 seconds gets all
# of them within five minutes of the last time.
COMPLETE_AFTER = 285.0
LARGEST_FILE = 100 * MIB
# The feature of servers whose rooms have pictures, which the server draws if need be.
AVATAR = "avatar"
VOICE_TYPES = ("audio/mpeg", "audio/wav")
# What has no name would be called by its token, which lets people in.
NAMELESS = "Nextcloud Talk"

# The first only speaks itself, in the other there is nobody left to speak to.
READ_ONLY_TYPES = frozenset({RoomType.CHANGELOG, RoomType.FORMER_ONE_TO_ONE})
WITHOUT_CALLS = READ_ONLY_TYPES | {RoomType.NOTE_TO_SELF}
# Features that a server has for all rooms to which the account may write.
WRITING = {
    "chat-replies": Feature.REPLY,
    "silent-send": Feature.SILENT,
    "edit-messages": Feature.EDIT,
    "delete-messages": Feature.DELETE,
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of a room in the last list: whose it is, and what tells a change."""

    newest: int
    looks: int
    other_user: str


class RoomBook:
    """The rooms as they were listed, so that each list tells what is new."""

    def __init__(self, client: TalkClient, own_id: str, polls: LivePolls) -> None:
        """Start with nothing seen; `polls` hears which rooms are active."""
        self._client = client
        self._own_id = own_id
        self._polls = polls
        self._seen: dict[str, _Seen] = {}
        self._modified_before: int | None = None
        self._complete_at: float | None = None

    def ask_for_all(self) -> None:
        """Ask for all rooms the next time: old servers do not tell of every change."""
        self._complete_at = None

    async def list(self, *, complete: bool) -> RoomList:
        """Return all rooms, or those that changed since the last list."""
        client, now = self._client, monotonic()
        since = self._modified_before
        if (
            complete
            or self._complete_at is None
            or now - self._complete_at >= COMPLETE_AFTER
        ):
            since = None
        answer = await client.rooms.list(since)
        if client.outdated:
            await client.negotiate()
        rooms = tuple(self._take(room, answer) for room in answer.rooms)
        self._modified_before = answer.modified_before
        if since is None:
            self._complete_at = now
            listed = {room.id for room in rooms}
            self._seen = {k: v for k, v in self._seen.items() if k in listed}
            self._polls.keep(listed)
        return RoomList(rooms=rooms, complete=since is None)

    def picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open the picture that stands for a room.

        Raises UnsupportedError where the server has none of rooms, unless it is a room
        of two: then it is the other one's.
        """
        files, seen = self._client.files, self._seen.get(room_id)
        if seen and seen.other_user and not self._client.capabilities.has(AVATAR):
            return files.user_avatar(seen.other_user)
        return files.room_avatar(room_id)

    def _take(self, room: WireRoom, answer: RoomsAnswer) -> Room:
        last = room.last_message
        before = self._seen.get(room.token)
        seen = _Seen(
            newest=last.id if last else 0,
            looks=_looks(last) if last else 0,
            other_user=_other_user(room),
        )
        self._seen[room.token] = seen
        self._polls.listed(room.token, _entry(room), _age(room, answer))
        if is_locked_out(room):
            self._polls.refuse(room.token)
        return to_room(
            room,
            self._client.capabilities,
            self._own_id,
            # What is newer is told by its id; only the same one can have changed.
            has_changes=before is not None
            and before.newest == seen.newest
            and before.looks != seen.looks,
        )


def to_room(
    room: WireRoom, can: Capabilities, own_id: str, *, has_changes: bool = False
) -> Room:
    """Return a room, with what the server and the room allow."""
    may_write = may_post(room, can)
    told_read = room.last_read_message is not None and room.unread_messages is not None
    last = room.last_message
    shows_last = last and not is_hidden(last) and not last.is_tombstone
    return Room(
        id=room.token,
        name=room.display_name or room.name or NAMELESS,
        features=_features(room, can, may_write=may_write, told_read=told_read),
        limits=_limits(can, may_write=may_write),
        read_position=max(0, room.last_read_message or 0) if told_read else None,
        unread=room.unread_messages if told_read else None,
        newest=last.id if last else _newest_without_message(room, can),
        has_changes=has_changes,
        last_message=to_message(room.token, last, own_id, listed=True)
        if last and shows_last
        else None,
        muted=None
        if room.notification_level is None
        else room.notification_level == NotificationLevel.NEVER,
        in_call=room.has_call,
        in_lobby=is_locked_out(room),
        avatar=_avatar(room, can),
        roles=roles_of(room),
    )


def _avatar(room: WireRoom, can: Capabilities) -> str:
    """Return the version of a room's picture; older servers have people's only."""
    if can.has(AVATAR):
        return room.avatar_version or AVATAR
    return _other_user(room)


def _other_user(room: WireRoom) -> str:
    """Return with whom a one-to-one room is: its name is that user's id."""
    return room.name if room.type == RoomType.ONE_TO_ONE else ""


def may_post(room: WireRoom, can: Capabilities) -> bool:
    """Tell whether the account may write to a room."""
    permissions = room.permissions or Permission.POST
    return not (
        room.type in READ_ONLY_TYPES
        or room.read_only == 1
        # Older servers have permissions, but none for the chat.
        or (can.has("chat-permission") and not permissions & Permission.POST)
        or is_locked_out(room)
    )


def can_share(can: Capabilities) -> bool:
    """Tell whether a server takes files for rooms."""
    # Those without system messages do not know files in rooms either.
    return can.attachments_allowed and can.has("system-messages")


def is_locked_out(room: WireRoom) -> bool:
    """Tell whether the account waits in a room's lobby."""
    return (
        room.lobby_state == 1
        and room.participant_type not in MODERATORS
        and not (room.permissions or 0) & Permission.IGNORE_LOBBY
    )


def _features(
    room: WireRoom, can: Capabilities, *, may_write: bool, told_read: bool
) -> Feature:
    features = Feature.PICTURES
    features |= features_of(room, can)
    if is_locked_out(room):
        features &= ~Feature.LIST_MEMBERS
    if may_write:
        features |= Feature.SEND
        for name, feature in WRITING.items():
            if can.has(name):
                features |= feature
        permissions = room.permissions or Permission.REACT
        if can.has("reactions") and (
            not can.has("react-permission") or permissions & Permission.REACT
        ):
            features |= Feature.REACT
    if not told_read:
        features |= Feature.MARK_AS_READ | Feature.OWN_READ_MARK
    elif can.has("chat-read-marker"):
        features |= Feature.MARK_AS_READ
    if can.has("notification-levels") and room.notification_level is not None:
        features |= Feature.MUTE
    if room.has_call is not None and room.type not in WITHOUT_CALLS:
        features |= Feature.CALL | Feature.CALL_MESSAGES
    return features


def _limits(can: Capabilities, *, may_write: bool) -> Limits:
    if may_write and can_share(can):
        return Limits(
            text_length=can.max_text_length,
            file_size=LARGEST_FILE,
            content_types=frozenset({ANY_TYPE}),
            voice_types=VOICE_TYPES if can.has("voice-message-sharing") else (),
        )
    return Limits(text_length=can.max_text_length)


def _newest_without_message(room: WireRoom, can: Capabilities) -> int | None:
    """Return 0 for a room without messages, None where it may have some.

    The last message is missing where it has expired, of rooms of other servers, and
    as long as a lobby keeps the account out.
    """
    if can.rooms_version == "v1" and room.unread_messages is None:
        return None
    may_have_some = (
        (room.last_read_message or 0) > 0 or room.unread_messages or is_locked_out(room)
    )
    return None if may_have_some else 0


def _looks(message: WireMessage) -> int:
    """Return a fingerprint of what can become of a message."""
    return hash(
        (
            message.message_type,
            message.is_tombstone,
            message.last_edit_timestamp,
            frozenset(message.reactions.items()),
        )
    )


def _entry(room: WireRoom) -> int:
    """Return a fingerprint of what tells whether the account may listen."""
    return hash(
        (
            room.type,
            room.participant_type,
            room.permissions,
            room.read_only,
            room.lobby_state,
            room.last_activity,
            room.last_message.id if room.last_message else 0,
        )
    )


def _age(room: WireRoom, answer: RoomsAnswer) -> float | None:
    """Return for how many seconds a room has been quiet, by the server's clock."""
    if not room.last_activity:
        return None
    return max(0.0, (answer.modified_before or time()) - room.last_activity)
