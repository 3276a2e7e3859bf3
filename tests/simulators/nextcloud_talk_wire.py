"""How Nextcloud Talk puts rooms and people into JSON, as one account sees them."""

import time
from typing import Any

from .nextcloud_talk_messages import EVERYBODY, MessageWire, mentioned
from .nextcloud_talk_state import NOTE_TO_SELF, ONE_TO_ONE, Attendee, Room, stable_name


class Wire(MessageWire):
    """Puts things into JSON, the way of a generation."""

    # Rooms

    def old_room(self, room: Room, me: Attendee) -> dict[str, Any]:
        """Return a room as the first servers did."""
        others = room.attendees
        return {
            "token": room.token,
            "type": room.type,
            "name": self._name(room),
            "displayName": self.display_name(room),
            "participantType": me.participant_type,
            "participantInCall": me.in_call,
            "count": sum(a.session != "0" for a in others),
            "numGuests": sum(a.user.kind == "guests" for a in others),
            "lastPing": me.last_ping,
            "sessionId": me.session,
            "hasPassword": bool(room.password),
            "hasCall": bool(room.call_since),
        }

    def room(self, room: Room, me: Attendee) -> dict[str, Any]:
        """Return a room as it is today, with what it is to the account."""
        unread = [
            message
            for message in room.after(max(me.read_id, 0))
            if message.counts and message.user is not self.me
        ]
        told = [mentioned(message.text) for message in unread]
        directly = any(self.me.id in names for names in told)
        answer = self.old_room(room, me)
        for key in ("count", "numGuests", "participantInCall"):
            del answer[key]
        answer |= self._settings(room, me) | {
            "unreadMessages": len(unread),
            "unreadMention": directly or any(EVERYBODY in names for names in told),
            "unreadMentionDirect": directly,
            "lastReadMessage": me.read_id,
            "lastCommonReadMessage": min(
                (a.read_id for a in room.attendees), default=0
            ),
        }
        if room.type == ONE_TO_ONE and unread:
            answer |= {"unreadMention": True, "unreadMentionDirect": True}
        if last := room.last_message:
            shown = self.message(room, last, whole=False)
            if self.is_current:
                # Where files lie is too much work for a list: it tells their names.
                for thing in dict(shown["messageParameters"]).values():
                    if thing["type"] == "file":
                        thing["path"] = thing["name"]
            # Nor does it tell which reactions are the account's own.
            shown.pop("reactionsSelf", None)
            answer["lastMessage"] = shown
        elif not self.is_current:
            answer["lastMessage"] = []
        return answer

    def _name(self, room: Room) -> str:
        if room.type == ONE_TO_ONE and self.generation.has("conversation-v4"):
            return room.someone_but(self.me).id
        return "" if room.type == ONE_TO_ONE else room.name

    def _settings(self, room: Room, me: Attendee) -> dict[str, Any]:
        answer = {
            "id": int(stable_name(7, room.token), 16),
            "objectType": "note_to_self" if room.type == NOTE_TO_SELF else "",
            "objectId": "",
            "description": room.description,
            "attendeeId": me.id,
            "actorType": "users",
            "actorId": me.user.id,
            "attendeePin": "",
            "attendeePermissions": 0,
            "permissions": me.permissions,
            "callPermissions": 0,
            "defaultPermissions": 0,
            "participantFlags": 7 if me.in_call else 0,
            "readOnly": int(room.read_only),
            "listable": 0,
            "messageExpiration": 0,
            "callFlag": 7 if room.call_since else 0,
            "callStartTime": room.call_since,
            "canStartCall": True,
            "canLeaveConversation": True,
            "canDeleteConversation": me.is_moderator and room.type != ONE_TO_ONE,
            "lastActivity": room.last_activity,
            "isFavorite": me.favourite,
            "notificationLevel": me.notification_level,
            "notificationCalls": 1,
            "lobbyState": int(room.lobby),
            "lobbyTimer": 0,
            "sipEnabled": 0,
            "avatarVersion": stable_name(8, "avatar", room.name),
            "isCustomAvatar": False,
            "breakoutRoomMode": 0,
            "breakoutRoomStatus": 0,
            "callRecording": 0,
            "recordingConsent": 0,
        }
        if self.is_current:
            answer |= {
                "mentionPermissions": 0,
                "isArchived": False,
                "isImportant": False,
                "isSensitive": False,
            }
        return answer

    # People

    def old_participant(self, attendee: Attendee) -> dict[str, Any]:
        """Return a participant as the first servers did."""
        is_guest = attendee.user.kind == "guests"
        return {
            "userId": "" if is_guest else attendee.user.id,
            "displayName": attendee.user.name,
            "participantType": attendee.participant_type,
            "lastPing": attendee.last_ping,
            "sessionId": attendee.session,
        }

    def participant(self, room: Room, attendee: Attendee) -> dict[str, Any]:
        """Return a participant as it is today."""
        return {
            "roomToken": room.token,
            "attendeeId": attendee.id,
            "actorType": attendee.user.kind,
            "actorId": attendee.user.id,
            "displayName": attendee.user.name,
            "participantType": attendee.participant_type,
            "lastPing": attendee.last_ping,
            "inCall": 7 if attendee.in_call else 0,
            "permissions": attendee.permissions,
            "attendeePermissions": 0,
            "attendeePin": "",
            "sessionIds": [] if attendee.session == "0" else [attendee.session],
        }

    def caller(self, room: Room, attendee: Attendee) -> dict[str, Any]:
        """Return somebody who takes part in a call."""
        answer: dict[str, Any] = {
            "lastPing": int(time.time()),
            "sessionId": attendee.session,
        }
        if not self.generation.has("conversation-v4"):
            return answer | {"userId": attendee.user.id}
        return answer | {
            "token": room.token,
            "actorType": attendee.user.kind,
            "actorId": attendee.user.id,
            "displayName": attendee.user.name,
        }
