"""Talk's numbers and words, by their names; others than these may come."""

from enum import IntEnum, IntFlag, StrEnum


class RoomType(IntEnum):
    """What a room is; the changelog can only be read."""

    ONE_TO_ONE = 1
    GROUP = 2
    PUBLIC = 3
    CHANGELOG = 4
    FORMER_ONE_TO_ONE = 5
    NOTE_TO_SELF = 6


class ParticipantType(IntEnum):
    """What somebody may do in a room."""

    OWNER = 1
    MODERATOR = 2
    USER = 3
    GUEST = 4
    PUBLIC_LINK = 5
    GUEST_MODERATOR = 6


class NotificationLevel(IntEnum):
    """What an account is notified of."""

    DEFAULT = 0
    ALWAYS = 1
    MENTIONS = 2
    NEVER = 3


class Permission(IntFlag):
    """What the permissions of a room allow, as far as it matters here."""

    IGNORE_LOBBY = 8
    POST = 128
    REACT = 256


class ActorType(StrEnum):
    """Who writes and takes part, as far as it matters here."""

    USERS = "users"
    GUESTS = "guests"
    BOTS = "bots"


class MessageType(StrEnum):
    """What a message is."""

    COMMENT = "comment"
    COMMENT_DELETED = "comment_deleted"
    SYSTEM = "system"
    VOICE_MESSAGE = "voice-message"
