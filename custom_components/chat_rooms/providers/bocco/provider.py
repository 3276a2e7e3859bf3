"""BOCCO, in the words of the model."""

from collections.abc import AsyncIterator, Iterable, Mapping, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from math import inf
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...model import (
    Account,
    Attachment,
    Feature,
    Limits,
    Member,
    Message,
    Page,
    Reading,
    Room,
    RoomList,
    Update,
)
from ...outgoing import Outgoing, OutgoingFile, Sent
from ..base import Download, Feed, Provider, Rhythm
from ..errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProviderError,
    RateLimitedError,
)
from ..http import MIB, HttpClient
from ..repeating import repeat
from ..wire import parse_list
from .administration import BoccoAdministration
from .client import BoccoClient
from .feed import BoccoFeed
from .models import Event, JoinedMember, JoinedRoom, WireMessage
from .translate import to_member, to_message

DEFAULT_URL = "https://api.bocco.me"
DEFAULT_NAME = "BOCCO"

FEATURES = Feature.SEND | Feature.MARK_AS_READ | Feature.PICTURES | Feature.LIST_MEMBERS
LIMITS = Limits(
    text_length=9_999,
    file_size=20 * MIB,
    content_types=frozenset(
        {
            "image/jpeg",
            "image/png",
            "image/gif",
            "audio/mp4",
            "audio/m4a",
            "audio/x-m4a",
            "audio/wav",
            "audio/x-wav",
            "audio/mpeg",
        }
    ),
    voice_types=("audio/mp4",),
)
MEASURING = "sensor_room"
# What is remembered: BOCCO tells some accounts who they are only when they write.
MEMBER_ID = "member_id"
MESSAGE_ID = re.compile(r"[0-9]{1,18}")


class BoccoProvider(Provider):
    """One account at BOCCO; a position is the id of a message."""

    name: ClassVar[str] = "BOCCO"
    rhythm: ClassVar[Rhythm] = Rhythm(polling=30, watching=300)
    file_kinds: ClassVar[frozenset[str]] = frozenset({"audio", "image"})

    @override
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: MutableMapping[str, Any] | None = None,
    ) -> None:
        """Take api_key, email, password and, if it is not BOCCO's own, url."""
        http = HttpClient(
            session, config.get("url") or DEFAULT_URL, {"Accept-Language": language}
        )
        email: str = config["email"]
        self._client = BoccoClient(http, config["api_key"], email, config["password"])
        self._hashed_email = sha256(email.strip().casefold().encode()).hexdigest()
        self._memory = {} if memory is None else memory
        self._account: Account | None = None
        self._members: dict[str, Member] = {}
        self._present: dict[str, Mapping[str, Member]] = {}
        self._sensors: dict[str, tuple[Member, ...]] = {}
        self._backgrounds: dict[str, str] = {}

    @property
    @override
    def account(self) -> Account:
        """The account; its name and own member become known by and by."""
        if not self._account:
            raise AuthError("not signed in yet")
        return self._account

    @override
    async def sign_in(self) -> Account:
        """Sign in; without a uuid in the session the e-mail is the account's id."""
        session = await self._client.signin()
        self._account = Account(
            id=session.uuid or self._hashed_email,
            former_ids=(self._hashed_email,),
            name=DEFAULT_NAME,
            member_id=session.uuid or self._memory.get(MEMBER_ID),
        )
        self._learn_name()
        return self._account

    @override
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Return the joined rooms, each with its newest message; always all."""
        joined_rooms = await self._client.fetch_joined_rooms()
        rooms = tuple(self._room(joined) for joined in joined_rooms)
        self._learn_name()
        return RoomList(rooms=rooms)

    def _room(self, joined: JoinedRoom) -> Room:
        everyone = [member.user for member in joined.members or ()]
        everyone += joined.sensors or ()
        members = {user.uuid: to_member(user) for user in everyone}
        self._members.update(members)
        if joined.members is not None:
            self._present[joined.uuid] = members
        own_id = self._own_id
        read_ids = {member.user.uuid: member.read_id for member in joined.members or ()}
        if joined.sensors is not None:
            self._sensors[joined.uuid] = tuple(
                members[user.uuid]
                for user in joined.sensors
                if user.user_type == MEASURING
            )
        sensors = self._sensors.get(joined.uuid, ())
        self._backgrounds[joined.uuid] = joined.background_image
        newest = max(
            joined.messages or (), key=lambda message: message.id, default=None
        )
        return Room(
            id=joined.uuid,
            name=joined.name,
            features=FEATURES | Feature.READINGS if sensors else FEATURES,
            limits=LIMITS,
            members=None if joined.members is None else members,
            read_position=read_ids.get(own_id) if own_id else None,
            newest=newest.id if newest else None,
            last_message=self._message(joined.uuid, newest) if newest else None,
            sensors=sensors,
            avatar=joined.background_image,
        )

    @property
    @override
    def administration(self) -> BoccoAdministration:
        """What the rooms let be done with them."""
        return BoccoAdministration(self.rooms, self._present)

    @override
    def position_of(self, message_id: str) -> int:
        """Return the id as the number that it is, or raise NotFoundError."""
        if MESSAGE_ID.fullmatch(message_id):
            return int(message_id)
        raise NotFoundError("no message has such an id")

    @override
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Page forward with newer_than until there are enough, or no more."""
        found: list[WireMessage] = []
        while len(found) < limit:
            page = _in_order(
                await self._client.fetch_messages(room_id, newer_than=position),
                after=position,
            )
            if not page:
                break
            found += page
            position = page[-1].id
        return Page(
            messages=tuple(self._message(room_id, message) for message in found[:limit])
        )

    @override
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Page back with older_than until there are enough, or no more."""
        found: list[WireMessage] = []
        while len(found) < limit:
            page = _in_order(
                await self._client.fetch_messages(room_id, older_than=position),
                before=inf if position is None else position,
            )
            if not page:
                break
            found = page + found
            position = page[0].id
        return [self._message(room_id, message) for message in found[-limit:]]

    @override
    async def message(self, room_id: str, message_id: str) -> Message:
        """Fetch what is newer than the id before: the message comes first."""
        position = self.position_of(message_id)
        page = await self.messages_after(room_id, max(0, position - 1), 1)
        for message in page.messages:
            if message.position == position:
                return message
        raise NotFoundError("the message is not there")

    @override
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return one long poll for each room."""
        return [
            BoccoFeed(room_id, partial(self._next_update, room_id))
            for room_id in room_ids
        ]

    async def _next_update(self, room_id: str, position: int) -> Update:
        events = await self._client.subscribe_to_events(room_id, position)
        members = _bodies(events, "member", JoinedMember)
        for joined in members:
            self._members[joined.user.uuid] = to_member(joined.user)
        read_ids = [m.read_id for m in members if m.user.uuid == self._own_id]
        messages = _in_order(_bodies(events, "message", WireMessage), after=position)
        return Update(
            room_id=room_id,
            messages=tuple(self._message(room_id, message) for message in messages),
            members=tuple(to_member(joined.user) for joined in members),
            read_position=read_ids[-1] if read_ids else None,
        )

    @override
    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Post the text, then each file; BOCCO knows what it has got already."""
        contents: list[str | OutgoingFile] = [*outgoing.files]
        if text := "\n".join(filter(None, (outgoing.title, outgoing.text))):
            contents.insert(0, text)
        for content in contents:
            client_id = outgoing.new_client_id()
            message = await repeat(
                partial(self._client.post_a_message, room_id, client_id, content)
            )
            self._learn_member_id(message)
            yield Sent(
                message_id=str(message.id),
                sent_at=message.date,
                file=None if isinstance(content, str) else content.name,
            )

    @override
    def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open a picture or a sound at its address."""
        return self._client.download(attachment.source, start)

    @override
    def member_picture(self, member: Member) -> AbstractAsyncContextManager[Download]:
        """Open somebody's icon at its address."""
        return self._client.download(member.picture)

    @override
    def room_picture(self, room_id: str) -> AbstractAsyncContextManager[Download]:
        """Open a room's background, or raise NotFoundError."""
        if not (address := self._backgrounds.get(room_id)):
            raise NotFoundError("the room has no picture")
        return self._client.download(address)

    @override
    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Report the message as read, and so all before it."""
        await self._client.report_read_status(room_id, self.position_of(message_id))

    @override
    async def readings(self, room: Room) -> Mapping[str, Reading]:
        """Return each sensor's newest reading, without those that have none."""
        found: dict[str, Reading] = {}
        for sensor in room.sensors:
            try:
                readings = await self._client.sensor_environments(room.id, sensor.id)
            except AuthError, ConnectionError_, RateLimitedError:
                raise
            except ProviderError:
                continue
            if readings:
                newest = readings[0]
                found[sensor.id] = Reading(
                    measured_at=newest.created_at,
                    temperature=newest.temperature,
                    humidity=newest.humidity,
                    illuminance=newest.illuminance,
                )
        return found

    @property
    def _own_id(self) -> str | None:
        if self._account:
            return self._account.member_id
        remembered: str | None = self._memory.get(MEMBER_ID)
        return remembered

    def _message(self, room_id: str, message: WireMessage) -> Message:
        return to_message(room_id, message, self._members)

    def _learn_name(self) -> None:
        own = self._members.get(self._own_id or "")
        if self._account and own and own.name:
            self._account = replace(self._account, name=own.name)

    def _learn_member_id(self, sent: WireMessage) -> None:
        sender = sent.sender or (sent.user.uuid if sent.user else "")
        if self._account and sender and not self._account.member_id:
            self._memory[MEMBER_ID] = sender
            self._account = replace(self._account, member_id=sender)
            self._learn_name()


def _in_order(
    messages: Iterable[WireMessage], *, after: float = 0, before: float = inf
) -> list[WireMessage]:
    by_id = {message.id: message for message in messages}
    return [by_id[id_] for id_ in sorted(by_id) if after < id_ < before]


def _bodies[T: (JoinedMember, WireMessage)](
    events: Iterable[Event], name: str, model: type[T]
) -> list[T]:
    return parse_list(model, [event.body for event in events if event.event == name])
