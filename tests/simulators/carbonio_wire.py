"""How the API of a simulated Carbonio puts things into JSON, by its generation."""

from typing import Any

from .carbonio_family import Generation
from .carbonio_home import Attachment, Meeting, Member, Person, Room, Settings, iso
from .carbonio_world import World


class Wire:
    """Puts things into JSON."""

    def __init__(self, world: World, generation: Generation) -> None:
        """Choose a generation."""
        self.world = world
        self.is_old = generation == "1.3.1"

    def rooms(
        self, user_id: str, *, members: bool, settings: bool
    ) -> list[dict[str, Any]]:
        """Return somebody's rooms; channels stand in their workspaces."""
        return [
            self.room(room, user_id, members=members, settings=settings)
            for room in self.world.rooms_of(user_id)
            if room.parent_id is None
        ]

    def room(
        self, room: Room, user_id: str, *, members: bool = True, settings: bool = True
    ) -> dict[str, Any]:
        """Return a room as one of its members sees it."""
        answer: dict[str, Any] = {
            "id": room.id,
            "type": room.type,
            "createdAt": iso(room.created_at),
            "updatedAt": iso(room.updated_at),
        }
        if room.type != "one_to_one":
            answer |= {"name": room.name, "description": room.description}
        if room.picture:
            answer["pictureUpdatedAt"] = iso(room.picture.updated_at)
        if room.meeting:
            answer["meetingId"] = room.meeting.id
        if members:
            answer["members"] = [self.member(m) for m in room.members.values()]
        own = room.settings_of(user_id)
        if settings:
            answer["userSettings"] = self.settings(own)
        if self.is_old:
            answer |= self._workspace_fields(room, own, user_id, members, settings)
        return answer

    def _workspace_fields(
        self, room: Room, own: Settings, user_id: str, members: bool, settings: bool
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if own.rank is not None:
            answer["rank"] = own.rank
        if room.parent_id:
            answer["parentId"] = room.parent_id
        if room.type == "workspace":
            answer["children"] = [
                self.room(child, user_id, members=members, settings=settings)
                for child in self.world.rooms_of(user_id)
                if child.parent_id == room.id
            ]
        return answer

    def settings(self, settings: Settings) -> dict[str, Any]:
        """Return what a room is to a member."""
        answer: dict[str, Any] = {"muted": settings.muted}
        if settings.cleared_at:
            answer["clearedAt"] = iso(settings.cleared_at)
        return answer

    def member(self, member: Member) -> dict[str, Any]:
        """Return a member of a room."""
        return {"userId": member.user_id, "owner": member.owner}

    def inserted(self, member: Member, settings: Settings) -> dict[str, Any]:
        """Return somebody who has just become a member."""
        answer = self.member(member)
        if settings.cleared_at:
            answer["clearedAt"] = iso(settings.cleared_at)
        return answer

    def person(self, person: Person) -> dict[str, Any]:
        """Return somebody."""
        answer: dict[str, Any] = {
            "id": person.id,
            "email": person.email,
            "name": person.name,
        }
        if person.status_message:
            answer["statusMessage"] = person.status_message
        if self.is_old:
            answer["type"] = "guest" if person.is_guest else "internal"
            if person.picture:
                answer["pictureUpdatedAt"] = iso(person.picture.updated_at)
        return answer

    def attachment(self, attachment: Attachment) -> dict[str, Any]:
        """Return what is known of a file."""
        answer: dict[str, Any] = {
            "id": attachment.id,
            "name": attachment.name,
            "size": len(attachment.data),
            "mimeType": attachment.content_type,
            "userId": attachment.user_id,
            "roomId": attachment.room_id,
            "createdAt": iso(attachment.created_at),
        }
        if attachment.area:
            answer["area"] = attachment.area
        return answer

    def meeting(self, meeting: Meeting) -> dict[str, Any]:
        """Return a meeting."""
        answer: dict[str, Any] = {
            "id": meeting.id,
            "name": meeting.name,
            "roomId": meeting.room_id,
            "active": meeting.active,
            "meetingType": "permanent",
            "createdAt": iso(meeting.created_at),
            "participants": [
                {
                    "userId": user_id,
                    "userType": "registered",
                    "audioStreamEnabled": False,
                    "videoStreamEnabled": False,
                    "screenStreamEnabled": False,
                    "joinedAt": iso(joined_at),
                }
                for user_id, joined_at in meeting.participants.items()
            ],
        }
        if meeting.started_at:
            answer["startedAt"] = iso(meeting.started_at)
        return answer
