"""What can change in a simulated Carbonio, whoever does it, and who hears of it."""

from collections.abc import Iterable
from typing import Any

from .carbonio_home import (
    Meeting,
    Member,
    Person,
    Picture,
    Room,
    RoomType,
    Settings,
    iso,
    new_id,
    now,
)
from .carbonio_world import World
from .carbonio_xml import affiliation, configuration

GROUP_MEMBERS = 128


class Changes:
    """Changes rooms; their members learn it as stanzas and as events."""

    def __init__(self, world: World) -> None:
        """Change a world."""
        self.world = world

    # Rooms

    def create(
        self,
        name: str,
        room_type: RoomType,
        members: Iterable[tuple[str, bool]],
        **details: Any,
    ) -> Room:
        """Make a room and tell its members."""
        room = self.world.add_room(name, room_type, members, **details)
        for user_id, member in room.members.items():
            role = "owner" if member.owner else "member"
            self._affiliate(room, user_id, role)
        self._event(room, "RoomCreated")
        return room

    def delete(self, room: Room) -> None:
        """Delete a room, with the channels of a workspace, and tell its members."""
        for child in [r for r in self.world.rooms.values() if r.parent_id == room.id]:
            self.delete(child)
        self._event(room, "RoomDeleted")
        del self.world.rooms[room.id]

    def describe(
        self, room: Room, by: str, name: str | None, description: str | None
    ) -> None:
        """Give a room another name or description."""
        if name is not None and name != room.name:
            room.name = name
            self._tell(room, by, "roomNameChanged", value=name)
        if description is not None and description != room.description:
            room.description = description
            self._tell(room, by, "roomDescriptionChanged", value=description)
        room.updated_at = now()
        self._event(room, "RoomUpdated", name=room.name, description=room.description)

    def set_picture(self, room: Room, by: str, picture: Picture) -> None:
        """Give a room a picture."""
        room.picture = picture
        room.updated_at = picture.updated_at
        self._tell(
            room,
            by,
            "roomPictureUpdated",
            picture_id=picture.id,
            picture_name=picture.name,
        )
        self._event(room, "RoomPictureChanged", updatedAt=iso(picture.updated_at))

    def delete_picture(self, room: Room, by: str) -> None:
        """Take a room's picture away."""
        room.picture = None
        room.updated_at = now()
        self._tell(room, by, "roomPictureDeleted")
        self._event(room, "RoomPictureDeleted")

    # Members

    def add_member(
        self, room: Room, by: str, user_id: str, *, owner: bool, cleared: bool
    ) -> Settings:
        """Let somebody in; `cleared` hides from them what was said before."""
        room.members[user_id] = Member(user_id, owner)
        settings = room.settings[user_id] = Settings()
        settings.cleared_at = now() if cleared else None
        self._affiliate(room, user_id, "owner" if owner else "member")
        self._tell(room, by, "memberAdded", user_id=user_id)
        self._event(room, "RoomMemberAdded", userId=user_id, isOwner=owner)
        return settings

    def remove_member(self, room: Room, by: str, user_id: str) -> None:
        """Take somebody out of a room, or let them go."""
        concerned = tuple(room.members)
        self._tell(room, by, "memberRemoved", user_id=user_id)
        self._affiliate(room, user_id, "none")
        del room.members[user_id]
        room.settings.pop(user_id, None)
        self.world.event("RoomMemberRemoved", concerned, roomId=room.id, userId=user_id)

    def set_owner(self, room: Room, user_id: str, owner: bool) -> None:
        """Make a member an owner, or no owner any more."""
        room.members[user_id].owner = owner
        self._affiliate(room, user_id, "owner" if owner else "member")
        kind = "RoomOwnerPromoted" if owner else "RoomOwnerDemoted"
        self._event(room, kind, userId=user_id)

    # What one member alone sees

    def mute(self, room: Room, user_id: str, muted: bool) -> None:
        """Mute a room for somebody, or let it be heard again."""
        room.settings_of(user_id).muted = muted
        kind = "RoomMuted" if muted else "RoomUnmuted"
        self.world.event(kind, [user_id], roomId=room.id)

    def clear(self, room: Room, user_id: str) -> str:
        """Hide from somebody what was said so far; return since when."""
        settings = room.settings_of(user_id)
        settings.cleared_at = now()
        cleared_at = iso(settings.cleared_at)
        self.world.event(
            "RoomHistoryCleared", [user_id], roomId=room.id, clearedAt=cleared_at
        )
        return cleared_at

    # Meetings

    def start_meeting(self, room: Room, person: Person) -> Meeting:
        """Start a room's meeting, with its first participant."""
        if not room.meeting:
            room.meeting = Meeting(
                id=new_id(), room_id=room.id, name=self.world.name_of(room)
            )
            self._event(room, "MeetingCreated", meetingId=room.meeting.id)
        meeting = room.meeting
        meeting.active, meeting.started_at = True, now()
        self._meeting_event(
            room,
            "MeetingStarted",
            meetingId=meeting.id,
            starterUser=person.id,
            startedAt=iso(meeting.started_at),
        )
        self.join_meeting(room, meeting, person)
        return meeting

    def join_meeting(self, room: Room, meeting: Meeting, person: Person) -> None:
        """Let somebody join a meeting that runs."""
        meeting.participants[person.id] = now()
        self._meeting_event(
            room,
            "MeetingParticipantJoined",
            meetingId=meeting.id,
            userId=person.id,
        )

    def leave_meeting(self, room: Room, meeting: Meeting, person: Person) -> None:
        """Let somebody leave a meeting; it stops when nobody is left."""
        del meeting.participants[person.id]
        self._meeting_event(
            room, "MeetingParticipantLeft", meetingId=meeting.id, userId=person.id
        )
        if not meeting.participants:
            self.stop_meeting(room, meeting)

    def stop_meeting(self, room: Room, meeting: Meeting) -> None:
        """End a meeting for everybody."""
        meeting.participants.clear()
        meeting.active, meeting.started_at = False, None
        self._meeting_event(room, "MeetingStopped", meetingId=meeting.id)

    # Telling

    def _tell(self, room: Room, by: str, operation: str, **values: str) -> None:
        self.world.post(room.id, by, children=configuration(operation, **values))

    def _affiliate(self, room: Room, user_id: str, role: str) -> None:
        children = affiliation(user_id, role)
        self.world.post(room.id, "", children=children, counts=False)

    def _event(self, room: Room, kind: str, **fields: Any) -> None:
        self.world.event(kind, tuple(room.members), roomId=room.id, **fields)

    def _meeting_event(self, room: Room, kind: str, **fields: Any) -> None:
        self.world.event(kind, tuple(room.members), **fields)
