"""From the rooms' stanzas to the model's messages and changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
import logging
from typing import Any

from ...model import Attachment, Change, ChangeKind, Message, MessageKind
from .muclight import Fastened, Fastening, Forwarded, Kind, SharedFile, Stanza
from .people import People
from .places import Bounded, Places, time_of
from .reactions import Reactions
from .wording import Operation, sentence, texts

_LOGGER = logging.getLogger(__name__)

MEDIA = {
    "image": MessageKind.IMAGE,
    "audio": MessageKind.AUDIO,
    "video": MessageKind.VIDEO,
}
UNKNOWN_TYPE = "application/octet-stream"
PREVIEWED = ("image/", "application/pdf")
MEMBERS: Mapping[str, ChangeKind] = {
    Operation.MEMBER_ADDED: ChangeKind.JOINED,
    Operation.MEMBER_REMOVED: ChangeKind.LEFT,
}


class Translator:
    """What stanzas mean to an account.

    Names are those that `people` knows at that moment.
    """

    def __init__(
        self, people: People, places: Places, language: str, account_id: str
    ) -> None:
        """Take who writes, what was seen, and the account's user and language."""
        self.reactions = Reactions(account_id)
        self._people = people
        self._places = places
        self._texts = texts(language)
        self._not_understood: Bounded[tuple[str, str], str] = Bounded()
        self._expected: Bounded[tuple[str, str, str], str] = Bounded()
        self._client_ids: Bounded[str, str] = Bounded()

    def expect_forwarded(
        self, room_id: str, own_id: str, by: str, client_id: str
    ) -> None:
        """Know a message that somebody forwards to a room when it is there.

        `own_id` is the one that its sender gave it.
        """
        self._expected[room_id, own_id, by] = client_id

    def told[Told](
        self, stanza: Stanza, understand: Callable[[Stanza], Told | None]
    ) -> Told | None:
        """Return what a stanza is understood to tell, None where that fails.

        Whatever is wrong with one, the others must not wait for it for ever. The log
        tells of each once.
        """
        try:
            return understand(stanza)
        except Exception as err:  # noqa: BLE001
            key, fault = (stanza.stanza_id, stanza.id), type(err).__name__
            if self._not_understood.get(key) != fault:
                self._not_understood[key] = fault
                _LOGGER.error("A message is not understood: %s", fault)
            return None

    def to_message(self, stanza: Stanza) -> Message | None:
        """Return the message that a stanza is, None for what is none.

        What is left of a retracted message has neither text nor attachments.
        """
        place = self._places.take(stanza)
        if place is None:
            return None
        match stanza.kind:
            case Kind.MESSAGE:
                return self._written(stanza, place)
            case Kind.CONFIGURATION if stanza.attachment is not None:
                return self._written(stanza, place)
            case Kind.CONFIGURATION:
                return self._notice(stanza, place)
            case Kind.RETRACTED:
                return retracted(self._written(stanza, place))
        return None

    def to_change(self, stanza: Stanza, about: Message | None = None) -> Change | None:
        """Return what happened with a stanza, None if nothing did.

        `about` is the message that it happened to, where that is at hand. Only its
        sender can change or delete a message: what others claim is no change. Where
        it is not at hand nobody knows that, and the change tells of no message.
        """
        if stanza.fastening is None and stanza.operation not in MEMBERS:
            return None
        place = self._places.take(stanza)
        if place is None:
            return None
        if stanza.fastening is not None:
            return self._fastened(stanza, stanza.fastening, place, about)
        if (kind := _member_change(stanza)) is None:
            return None
        return Change(
            kind=kind,
            position=place,
            changed_at=stanza.stamp or time_of(place),
            actor=self._people.member(stanza.sender_id),
            member=self._people.member(stanza.user_id or stanza.sender_id),
        )

    def _written(self, stanza: Stanza, place: int) -> Message:
        """Return what somebody wrote, sent or forwarded."""
        file, forwarded = stanza.attachment, stanza.forwarded
        text = stanza.body
        if forwarded is not None:
            text = forwarded.body or text
        if file is not None and not file.id:
            # Nobody can open it, but that it is there shall be seen.
            text = text or file.name
            file = None
        return Message(
            id=stanza.stanza_id or stanza.id,
            room_id=stanza.room_id,
            position=place,
            kind=MessageKind.TEXT if file is None else _kind(file),
            sender=self._people.member(stanza.sender_id),
            sent_at=stanza.stamp or time_of(place),
            text=text,
            client_id=self._client_id(stanza) or None,
            reply_to=stanza.reply_to or None,
            attachments=() if file is None else (_attachment(file),),
            detail=self._detail(stanza),
        )

    def _client_id(self, stanza: Stanza) -> str:
        """Return what the sending client calls a message."""
        if stanza.forwarded is None:
            return stanza.id
        key = stanza.room_id, stanza.forwarded.id, stanza.sender_id
        if (expected := self._expected.pop(key, None)) is not None:
            self._client_ids[stanza.stanza_id] = expected
        return self._client_ids.get(stanza.stanza_id, stanza.id)

    def _notice(self, stanza: Stanza, place: int) -> Message | None:
        """Return what happened to the room, told as a sentence."""
        who = self._people.member(stanza.sender_id or stanza.user_id)
        other = stanza.user_id if stanza.user_id != who.id else ""
        told = sentence(
            self._texts,
            stanza.operation,
            who.name,
            value=stanza.value,
            member=self._people.member(other).name if other else "",
        )
        if not (text := told or stanza.body):
            return None
        return Message(
            id=stanza.stanza_id or stanza.id,
            room_id=stanza.room_id,
            position=place,
            kind=MessageKind.SYSTEM,
            sender=self._people.member(stanza.sender_id),
            sent_at=stanza.stamp or time_of(place),
            text=text,
            client_id=stanza.id or None,
            detail=self._detail(stanza),
        )

    def _fastened(
        self,
        stanza: Stanza,
        fastening: Fastening,
        place: int,
        about: Message | None,
    ) -> Change | None:
        """Return what was done to another message."""
        actor = self._people.member(stanza.sender_id)
        changed_at = stanza.stamp or time_of(place)
        message, reaction = about, ""
        if fastening.kind is Fastened.REACTION:
            kind, reaction = self.reactions.take(
                stanza.room_id, stanza.sender_id, fastening, place
            )
            message = about and self.reactions.shown(about)
        elif about is not None and about.sender.id != stanza.sender_id:
            return None
        elif fastening.kind is Fastened.RETRACT:
            kind, message = ChangeKind.DELETED, about and retracted(about)
        elif about is not None and about.deleted:
            # What it was changed to is not known any more.
            return None
        else:
            kind = ChangeKind.EDITED
            message = about and edited(about, fastening.value, changed_at)
        return Change(
            kind=kind,
            position=place,
            changed_at=changed_at,
            actor=actor,
            message_id=fastening.target,
            message=message,
            reaction=reaction,
            counts=True,
        )

    def _detail(self, stanza: Stanza) -> Mapping[str, Any]:
        detail: dict[str, Any] = {"id": stanza.id} if stanza.id else {}
        if stanza.operation and stanza.attachment is None:
            detail["operation"] = stanza.operation
            if stanza.value:
                detail["value"] = stanza.value
            if stanza.user_id:
                detail["member_id"] = stanza.user_id
        if stanza.attachment is not None and stanza.attachment.area:
            detail["area"] = stanza.attachment.area
        forwarded = stanza.forwarded
        # Whoever forwards a message of his own says it again.
        if forwarded is not None and forwarded.sender_id != stanza.sender_id:
            detail["forwarded"] = self._forwarded(stanza, forwarded)
        return detail

    def _forwarded(self, stanza: Stanza, forwarded: Forwarded) -> dict[str, Any]:
        told: dict[str, Any] = {
            "sender": self._people.member(forwarded.sender_id).name,
            "sender_id": forwarded.sender_id,
            "sent_at": forwarded.sent_at and forwarded.sent_at.isoformat(),
            "count": forwarded.count,
        }
        if forwarded.body and stanza.body:
            told["description"] = stanza.body
        return told


def edited(message: Message, text: str, at: datetime) -> Message:
    """Return a message as it is after an edit at that time."""
    detail = {**message.detail, "edited_at": at.isoformat()}
    return replace(message, text=text, detail=detail, edited_at=at)


def retracted(message: Message) -> Message:
    """Return what is left of a message that was retracted: its place."""
    own_id = {"id": message.client_id} if message.client_id else {}
    return replace(
        message,
        kind=MessageKind.TEXT,
        text="",
        reply_to=None,
        attachments=(),
        detail={**own_id, "deleted": True},
        counts=False,
        deleted=True,
        edited_at=None,
        reactions=(),
    )


def _member_change(stanza: Stanza) -> ChangeKind | None:
    """Return whether somebody joined or left; the room itself does neither."""
    if not (stanza.user_id or stanza.sender_id):
        return None
    return MEMBERS.get(stanza.operation)


def _kind(file: SharedFile) -> MessageKind:
    return MEDIA.get(file.content_type.partition("/")[0], MessageKind.FILE)


def _attachment(file: SharedFile) -> Attachment:
    return Attachment(
        id=file.id,
        name=file.name,
        content_type=file.content_type or UNKNOWN_TYPE,
        size=file.size,
        has_preview=file.content_type.lower().startswith(PREVIEWED),
    )
