"""Talk's rooms, participants and messages, typed and tolerant.

Times are whole seconds since 1970, UTC. None is what a server did not tell; old
servers tell less. Nothing here shows what it holds when it is printed: rooms'
tokens let people in, and the rest is what people wrote.
"""

from dataclasses import dataclass, field
from hashlib import sha1

from mashumaro import DataClassDictMixin

from ..wire import (
    as_flag,
    as_id,
    as_name,
    as_text,
    flag_or_none,
    map_of,
    now,
    number_or_none,
    one_or_none,
    text_or_none,
    texts,
    whole_or_none,
    wire_field,
)
from .constants import ActorType, MessageType

LAST_SECOND = 253_000_000_000


def _timestamp(value: object) -> int:
    """Return a time, or now: that keeps the message, and is nearly right."""
    found = whole_or_none(value)
    return found if found is not None and 0 < found < LAST_SECOND else _now()


def _now() -> int:
    return int(now().timestamp())


def _number(value: object) -> int:
    return whole_or_none(value) or 0


@dataclass(slots=True, kw_only=True, repr=False)
class RichObject(DataClassDictMixin):
    """What stands in a message for a placeholder: a person, a file, a place, ….

    Which of the fields after `name` are there depends on `type`: `path` is below
    the account's own folder, `size` is in bytes, places are in degrees.
    """

    type: str = wire_field(as_text, default="")
    id: str = wire_field(as_text, default="")
    name: str = wire_field(as_text, default="")
    server: str = wire_field(as_text, default="")
    mention_id: str = wire_field(as_text, "mention-id", default="")
    call_type: str = wire_field(as_text, "call-type", default="")
    path: str = wire_field(as_text, default="")
    mimetype: str = wire_field(as_text, default="")
    size: int | None = wire_field(whole_or_none, default=None)
    etag: str = wire_field(as_text, default="")
    link: str = wire_field(as_text, default="")
    preview_available: bool = wire_field(as_flag, "preview-available", default=False)
    width: int | None = wire_field(whole_or_none, default=None)
    height: int | None = wire_field(whole_or_none, default=None)
    latitude: float | None = wire_field(number_or_none, default=None)
    longitude: float | None = wire_field(number_or_none, default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireMessage(DataClassDictMixin):
    """A message as the chat or a room's `lastMessage` tells it.

    `message` holds placeholders in braces, `message_parameters` what they stand
    for. `system_message` names what a system message tells, such as
    "message_edited"; the message that it is about is then its `parent`. A parent
    that was deleted has nothing but its id and `deleted`. `reactions` counts each
    emoji, `reactions_self` are the account's own. The last edit is None if there
    was none.
    """

    id: int = wire_field(as_id)
    token: str = wire_field(as_text, default="")
    actor_type: str = wire_field(as_text, "actorType", default="")
    actor_id: str = wire_field(as_text, "actorId", default="")
    actor_display_name: str = wire_field(as_text, "actorDisplayName", default="")
    timestamp: int = wire_field(_timestamp, default_factory=_now)
    message: str = wire_field(as_text, default="")
    message_parameters: dict[str, RichObject] = wire_field(
        map_of(one_or_none(lambda: RichObject)),
        "messageParameters",
        default_factory=dict,
    )
    message_type: str = wire_field(as_text, "messageType", default="")
    system_message: str = wire_field(as_text, "systemMessage", default="")
    reference_id: str = wire_field(as_text, "referenceId", default="")
    parent: WireMessage | None = wire_field(
        one_or_none(lambda: WireMessage), default=None
    )
    reactions: dict[str, int] = wire_field(map_of(whole_or_none), default_factory=dict)
    reactions_self: list[str] = wire_field(texts, "reactionsSelf", default_factory=list)
    markdown: bool = wire_field(as_flag, default=False)
    silent: bool = wire_field(as_flag, default=False)
    deleted: bool = wire_field(as_flag, default=False)
    expiration_timestamp: int = wire_field(_number, "expirationTimestamp", default=0)
    last_edit_timestamp: int | None = wire_field(
        whole_or_none, "lastEditTimestamp", default=None
    )
    last_edit_actor_type: str = wire_field(as_text, "lastEditActorType", default="")
    last_edit_actor_id: str = wire_field(as_text, "lastEditActorId", default="")
    last_edit_actor_display_name: str = wire_field(
        as_text, "lastEditActorDisplayName", default=""
    )

    @property
    def is_tombstone(self) -> bool:
        """Tell whether this is what is left of a deleted message."""
        return self.deleted or self.message_type == MessageType.COMMENT_DELETED


@dataclass(slots=True, kw_only=True, repr=False)
class WireRoom(DataClassDictMixin):
    """A room as the account sees it.

    `display_name` is never empty at a server's, `name` can be. `last_read_message`
    may be below zero. `session_id` is "0" while the account has not joined.
    """

    token: str = wire_field(as_name)
    type: int = wire_field(_number, default=0)
    name: str = wire_field(as_text, default="")
    display_name: str = wire_field(as_text, "displayName", default="")
    description: str | None = wire_field(text_or_none, default=None)
    participant_type: int = wire_field(_number, "participantType", default=0)
    attendee_id: int | None = wire_field(whole_or_none, "attendeeId", default=None)
    actor_type: str | None = wire_field(text_or_none, "actorType", default=None)
    actor_id: str | None = wire_field(text_or_none, "actorId", default=None)
    permissions: int | None = wire_field(whole_or_none, default=None)
    read_only: int | None = wire_field(whole_or_none, "readOnly", default=None)
    lobby_state: int | None = wire_field(whole_or_none, "lobbyState", default=None)
    lobby_timer: int | None = wire_field(whole_or_none, "lobbyTimer", default=None)
    has_password: bool | None = wire_field(flag_or_none, "hasPassword", default=None)
    has_call: bool | None = wire_field(flag_or_none, "hasCall", default=None)
    call_flag: int | None = wire_field(whole_or_none, "callFlag", default=None)
    call_start_time: int | None = wire_field(
        whole_or_none, "callStartTime", default=None
    )
    participant_in_call: bool | None = wire_field(
        flag_or_none, "participantInCall", default=None
    )
    count: int | None = wire_field(whole_or_none, default=None)
    num_guests: int | None = wire_field(whole_or_none, "numGuests", default=None)
    last_ping: int | None = wire_field(whole_or_none, "lastPing", default=None)
    session_id: str = wire_field(as_text, "sessionId", default="")
    last_activity: int | None = wire_field(whole_or_none, "lastActivity", default=None)
    last_message: WireMessage | None = wire_field(
        one_or_none(lambda: WireMessage), "lastMessage", default=None
    )
    last_read_message: int | None = wire_field(
        whole_or_none, "lastReadMessage", default=None
    )
    unread_messages: int | None = wire_field(
        whole_or_none, "unreadMessages", default=None
    )
    unread_mention: bool | None = wire_field(
        flag_or_none, "unreadMention", default=None
    )
    unread_mention_direct: bool | None = wire_field(
        flag_or_none, "unreadMentionDirect", default=None
    )
    is_favorite: bool | None = wire_field(flag_or_none, "isFavorite", default=None)
    is_archived: bool | None = wire_field(flag_or_none, "isArchived", default=None)
    notification_level: int | None = wire_field(
        whole_or_none, "notificationLevel", default=None
    )
    object_type: str | None = wire_field(text_or_none, "objectType", default=None)
    object_id: str | None = wire_field(text_or_none, "objectId", default=None)
    avatar_version: str | None = wire_field(text_or_none, "avatarVersion", default=None)
    message_expiration: int | None = wire_field(
        whole_or_none, "messageExpiration", default=None
    )
    can_delete_conversation: bool | None = wire_field(
        flag_or_none, "canDeleteConversation", default=None
    )
    can_leave_conversation: bool | None = wire_field(
        flag_or_none, "canLeaveConversation", default=None
    )


@dataclass(slots=True, kw_only=True, repr=False)
class WireParticipant(DataClassDictMixin):
    """Somebody in a room or in its call.

    The old API tells a user id or, of a guest, a session id only: what names the
    actor is then made of it. A guest's id is the SHA-1 of the session id, by which
    Talk names guests in the chat.
    """

    attendee_id: int | None = wire_field(whole_or_none, "attendeeId", default=None)
    actor_type: str = wire_field(as_text, "actorType", default="")
    actor_id: str = wire_field(as_text, "actorId", default="")
    user_id: str = wire_field(as_text, "userId", default="")
    display_name: str = wire_field(as_text, "displayName", default="")
    participant_type: int = wire_field(_number, "participantType", default=0)
    permissions: int | None = wire_field(whole_or_none, default=None)
    in_call: int | None = wire_field(whole_or_none, "inCall", default=None)
    last_ping: int = wire_field(_number, "lastPing", default=0)
    session_id: str = wire_field(as_text, "sessionId", default="")
    session_ids: list[str] = wire_field(texts, "sessionIds", default_factory=list)

    def __post_init__(self) -> None:
        """Name the actor as today's API does."""
        if self.actor_type:
            return
        if self.user_id:
            self.actor_type, self.actor_id = ActorType.USERS, self.user_id
        else:
            self.actor_type = ActorType.GUESTS
            self.actor_id = sha1(self.session_id.encode()).hexdigest()


@dataclass(slots=True, kw_only=True, repr=False)
class WireSession(DataClassDictMixin):
    """A room that the account has joined; the session's id is a secret."""

    session_id: str = wire_field(as_name, "sessionId")


@dataclass(slots=True, kw_only=True, repr=False)
class WireReaction(DataClassDictMixin):
    """Somebody's reaction to a message."""

    actor_type: str = wire_field(as_text, "actorType", default="")
    actor_id: str = wire_field(as_text, "actorId", default="")
    actor_display_name: str = wire_field(as_text, "actorDisplayName", default="")
    timestamp: int = wire_field(_timestamp, default_factory=_now)


@dataclass(slots=True, kw_only=True, repr=False)
class RoomsAnswer:
    """A list of rooms.

    `modified_before` is what to ask with the next time to get only what changes
    from now on; None where the server cannot do that: then the list is complete.
    """

    rooms: list[WireRoom]
    modified_before: int | None = None


@dataclass(slots=True, kw_only=True, repr=False)
class ChatPage:
    """Messages in ascending order, and where to go on from.

    `last_given` can be beyond the last message shown; None where the server did
    not tell: nothing came, or it is of the old generation.
    """

    messages: list[WireMessage] = field(default_factory=list)
    last_given: int | None = None
