"""How BOCCO puts things into JSON, in all the variants that occur."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import orjson

from .bocco_state import Member, Message, Reading, Room, User

type SubscribeForm = Literal["array", "object"]
type TimeoutForm = Literal["json", "empty", "router"]
type DateForm = Literal["+09:00", "Z", "mixed"]
type NullList = Literal["sensors", "members", "messages"]

JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What the real service does now this way, now that."""

    poll_timeout: float = 25
    subscribe_form: SubscribeForm = "array"
    timeout_form: TimeoutForm = "json"
    date_form: DateForm = "+09:00"
    null_lists: list[NullList] = field(default_factory=list)
    numbers_as_strings: bool = False
    extra_fields: bool = False
    session_uuid: bool = True
    media_elsewhere: bool = False


class Wire:
    """Puts things into JSON, each message only once."""

    def __init__(self, options: Options, media_url: str) -> None:
        """Choose a variant."""
        self._options = options
        self._media_url = media_url
        self._messages: dict[int, bytes] = {}

    def number(self, value: float) -> float | str:
        """Return a number the way this variant has it."""
        return str(value) if self._options.numbers_as_strings else value

    def date(self, time: float) -> str:
        """Return a date the way this variant has it."""
        form = self._options.date_form
        if form == "Z" or (form == "mixed" and int(time) % 2):
            return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%SZ}"
        return datetime.fromtimestamp(time, JAPAN).isoformat(timespec="seconds")

    def user(self, user: User) -> dict[str, Any]:
        """Return a user."""
        result: dict[str, Any] = {
            "uuid": user.uuid,
            "user_type": user.user_type,
            "nickname": user.nickname,
            "icon": self._media(user.picture) if user.user_type == "human" else "",
            "seller": "",
        }
        return result | ({"official": False} if self._options.extra_fields else {})

    def member(self, member: Member) -> dict[str, Any]:
        """Return a member."""
        return {
            "user": self.user(member.user),
            "joined_at": self.date(member.joined_at),
            "read_id": self.number(member.read_id),
        }

    def message(self, message: Message) -> dict[str, Any]:
        """Return a whole message."""
        joined = message.joined
        picture = message.picture
        return {
            "id": self.number(message.id),
            "unique_id": message.unique_id,
            "date": self.date(message.time),
            "media": message.media,
            "message_type": message.message_type,
            "user": self.user(message.user),
            "text": message.text,
            "audio": self._media(f"messages/{message.id}.ogg"),
            "image": self._media(picture) if picture else "",
            "sender": message.user.uuid,
            "detail": {"joined_user": self.user(joined)} if joined else None,
        } | ({"dictated": False} if self._options.extra_fields else {})

    def known_message(self, message: Message) -> dict[str, Any]:
        """Return what is answered when a message is posted again."""
        keys = ("date", "id", "media", "message_type", "unique_id")
        whole = self.message(message)
        return {key: whole[key] for key in keys}

    def message_json(self, message: Message) -> bytes:
        """Return a whole message as JSON."""
        if not (json := self._messages.get(message.id)):
            json = self._messages[message.id] = orjson.dumps(self.message(message))
        return json

    def messages_json(self, messages: Iterable[Message]) -> bytes:
        """Return messages as a JSON array."""
        return b"[" + b",".join(map(self.message_json, messages)) + b"]"

    def message_event(self, message: Message) -> bytes:
        """Return a message as the event that it is."""
        return b'{"event":"message","body":' + self.message_json(message) + b"}"

    def member_event(self, member: Member) -> bytes:
        """Return a new member as an event."""
        return orjson.dumps({"event": "member", "body": self.member(member)})

    def reading(self, reading: Reading) -> dict[str, Any]:
        """Return what a sensor measured."""
        return {
            "id": self.number(reading.id),
            "unique_id": reading.unique_id,
            "created_at": self.date(reading.time),
            "illuminance": self.number(reading.illuminance),
            "temperature": self.number(reading.temperature),
            "humidity": self.number(reading.humidity),
        }

    def room(self, room: Room) -> dict[str, Any]:
        """Return a room with its newest message."""
        result = {
            "uuid": room.uuid,
            "name": room.name,
            "updated_at": self.date(room.updated_at),
            "background_image": self._media(room.picture),
            "members": [self.member(member) for member in room.members],
            "messages": [self.message(message) for message in room.messages[-1:]],
            "sensors": [self.user(s) | {"address": ""} for s in room.sensors],
        }
        return result | dict.fromkeys(self._options.null_lists)

    def _media(self, path: str) -> str:
        return f"{self._media_url}/1/{path}"
