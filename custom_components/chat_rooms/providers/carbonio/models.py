"""What Carbonio's REST API answers, typed and tolerant.

Dates are in UTC, and None where there is none. The two generations of servers
differ in what they tell: what one of them leaves out has its empty value. Nothing
here shows what it holds when it is printed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashumaro import DataClassDictMixin

from ..wire import (
    as_date,
    as_flag,
    as_name,
    as_text,
    date_or_none,
    list_or_none,
    now,
    one_or_none,
    texts,
    whole_or_none,
    wire_field,
)


class RoomType(StrEnum):
    """The types of rooms; workspaces and channels are of 1.3.1 alone."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    WORKSPACE = "workspace"
    CHANNEL = "channel"
    TEMPORARY = "temporary"


def _number(value: object) -> int:
    return whole_or_none(value) or 0


@dataclass(slots=True, kw_only=True, repr=False)
class WireMember(DataClassDictMixin):
    """A member of a room; `cleared_at` is told only of one who was just added."""

    user_id: str = wire_field(as_name, "userId")
    owner: bool = wire_field(as_flag, default=False)
    cleared_at: datetime | None = wire_field(date_or_none, "clearedAt", default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireSettings(DataClassDictMixin):
    """How the account has set a room for itself.

    What is older than `cleared_at` it does not want to see any more.
    """

    muted: bool = wire_field(as_flag, default=False)
    cleared_at: datetime | None = wire_field(date_or_none, "clearedAt", default=None)


def _settings(value: object) -> WireSettings:
    return one_or_none(lambda: WireSettings)(value) or WireSettings()


def _members(value: object) -> list[WireMember]:
    return list_or_none(lambda: WireMember)(value) or []


def _rooms(value: object) -> list[WireRoom]:
    return list_or_none(lambda: WireRoom)(value) or []


@dataclass(slots=True, kw_only=True, repr=False)
class WireRoom(DataClassDictMixin):
    """A room as the account sees it.

    A room of two has no name. `members` and `user_settings` are told where they
    were asked for. `parent_id`, `rank` and `children` are of 1.3.1: the channels
    of a workspace.
    """

    id: str = wire_field(as_name)
    name: str = wire_field(as_text, default="")
    description: str = wire_field(as_text, default="")
    type: str = wire_field(as_text, default="")
    members: list[WireMember] = wire_field(_members, default_factory=list)
    members_ids: list[str] = wire_field(texts, "membersIds", default_factory=list)
    meeting_id: str = wire_field(as_text, "meetingId", default="")
    picture_updated_at: datetime | None = wire_field(
        date_or_none, "pictureUpdatedAt", default=None
    )
    user_settings: WireSettings = wire_field(
        _settings, "userSettings", default_factory=WireSettings
    )
    parent_id: str = wire_field(as_text, "parentId", default="")
    rank: int | None = wire_field(whole_or_none, default=None)
    children: list[WireRoom] = wire_field(_rooms, default_factory=list)
    created_at: datetime | None = wire_field(date_or_none, "createdAt", default=None)
    updated_at: datetime | None = wire_field(date_or_none, "updatedAt", default=None)


@dataclass(slots=True, kw_only=True, repr=False)
class WireCleared(DataClassDictMixin):
    """When a room's history was cleared; now, where a server does not tell."""

    cleared_at: datetime = wire_field(as_date, "clearedAt", default_factory=now)


@dataclass(slots=True, kw_only=True, repr=False)
class WireUser(DataClassDictMixin):
    """Somebody; `type` and `picture_updated_at` are of 1.3.1.

    `type` is "internal" or "guest".
    """

    id: str = wire_field(as_name)
    name: str = wire_field(as_text, default="")
    email: str = wire_field(as_text, default="")
    type: str = wire_field(as_text, default="")
    picture_updated_at: datetime | None = wire_field(
        date_or_none, "pictureUpdatedAt", default=None
    )
    status_message: str = wire_field(as_text, "statusMessage", default="")


@dataclass(slots=True, kw_only=True, repr=False)
class WireCapabilities(DataClassDictMixin):
    """What the account may do, false and 0 where a server does not tell.

    A time limit of 0 is none. Sizes of pictures are in KiB.
    """

    can_see_message_reads: bool = wire_field(
        as_flag, "canSeeMessageReads", default=False
    )
    can_see_users_presence: bool = wire_field(
        as_flag, "canSeeUsersPresence", default=False
    )
    can_video_call: bool = wire_field(as_flag, "canVideoCall", default=False)
    can_video_call_record: bool = wire_field(
        as_flag, "canVideoCallRecord", default=False
    )
    can_use_virtual_background: bool = wire_field(
        as_flag, "canUseVirtualBackground", default=False
    )
    edit_message_time_limit_in_minutes: int = wire_field(
        _number, "editMessageTimeLimitInMinutes", default=0
    )
    delete_message_time_limit_in_minutes: int = wire_field(
        _number, "deleteMessageTimeLimitInMinutes", default=0
    )
    max_group_members: int = wire_field(_number, "maxGroupMembers", default=0)
    max_room_image_size_in_kb: int = wire_field(
        _number, "maxRoomImageSizeInKb", default=0
    )
    max_user_image_size_in_kb: int = wire_field(
        _number, "maxUserImageSizeInKb", default=0
    )


@dataclass(slots=True, kw_only=True, repr=False)
class WireAttachment(DataClassDictMixin):
    """A file of a room; `size` in bytes, `area` as 640x480 for a picture."""

    id: str = wire_field(as_name)
    name: str = wire_field(as_text, default="")
    size: int | None = wire_field(whole_or_none, default=None)
    mime_type: str = wire_field(as_text, "mimeType", default="")
    user_id: str = wire_field(as_text, "userId", default="")
    room_id: str = wire_field(as_text, "roomId", default="")
    created_at: datetime | None = wire_field(date_or_none, "createdAt", default=None)
    area: str = wire_field(as_text, default="")


def _attachments(value: object) -> list[WireAttachment]:
    return list_or_none(lambda: WireAttachment)(value) or []


@dataclass(slots=True, kw_only=True, repr=False)
class WireAttachmentPage(DataClassDictMixin):
    """Some files of a room; `filter` asks for the next page, "" after the last."""

    filter: str = wire_field(as_text, default="")
    attachments: list[WireAttachment] = wire_field(_attachments, default_factory=list)


@dataclass(slots=True, kw_only=True, repr=False)
class WireId(DataClassDictMixin):
    """What was made."""

    id: str = wire_field(as_name)


@dataclass(slots=True, kw_only=True, repr=False)
class WireToken(DataClassDictMixin):
    """The account's token, as the server sees it."""

    zm_token: str = wire_field(as_name, "zmToken")


@dataclass(slots=True, kw_only=True)
class WireDependency(DataClassDictMixin):
    """A part of the server's own, such as "xmpp_server"."""

    name: str = wire_field(as_name)
    is_healthy: bool = wire_field(as_flag, "isHealthy", default=False)


def _dependencies(value: object) -> list[WireDependency]:
    return list_or_none(lambda: WireDependency)(value) or []


@dataclass(slots=True, kw_only=True)
class WireHealth(DataClassDictMixin):
    """How the server feels; `status` is "ok", "warn" or "error"."""

    is_live: bool = wire_field(as_flag, "isLive", default=False)
    status: str = wire_field(as_text, default="")
    dependencies: list[WireDependency] = wire_field(_dependencies, default_factory=list)


@dataclass(slots=True, kw_only=True, repr=False)
class WireParticipant(DataClassDictMixin):
    """Somebody in a meeting."""

    user_id: str = wire_field(as_name, "userId")
    joined_at: datetime | None = wire_field(date_or_none, "joinedAt", default=None)


def _participants(value: object) -> list[WireParticipant]:
    return list_or_none(lambda: WireParticipant)(value) or []


@dataclass(slots=True, kw_only=True, repr=False)
class WireMeeting(DataClassDictMixin):
    """A room's meeting, which runs while it is `active`."""

    id: str = wire_field(as_name)
    room_id: str = wire_field(as_text, "roomId", default="")
    name: str = wire_field(as_text, default="")
    active: bool = wire_field(as_flag, default=False)
    started_at: datetime | None = wire_field(date_or_none, "startedAt", default=None)
    participants: list[WireParticipant] = wire_field(
        _participants, default_factory=list
    )
