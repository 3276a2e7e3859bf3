"""The account's rooms, in the words of the model, and what is remembered of them."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ...model import Feature, Room, RoomList
from .client import CarbonioClient
from .conversations import Conversation, conversations
from .link import ChatLink
from .meetings import Meetings
from .models import RoomType, WireCapabilities, WireRoom
from .muclight import Stanza, read_kept
from .optional import optional
from .people import People
from .places import Places, place_of, time_of
from .room_features import features_of, limits_of, roles_in
from .translate import Translator

NAMELESS = "Carbonio Chats"
KIB = 1024
# As long as the server does not tell.
LARGEST_PICTURE = 512 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What has to be remembered of a room between two lists.

    `other` is the id of the other one in a room of two.
    """

    type: str
    name: str
    other: str
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """What came last in a room, as the inbox tells; a place is in the archive.

    What is unread is counted up to `counted_to`.
    """

    unread: int = 0
    stanza: Stanza | None = None
    place: int | None = None
    counted_to: int = 0


NOTHING = _Last()


@dataclass(slots=True)
class _Meanwhile:
    """What has become of rooms since a list was asked for, which may not tell it."""

    lost: set[str] = field(default_factory=set)
    cleared: dict[str, datetime] = field(default_factory=dict)

    def put_right(self, room: WireRoom) -> WireRoom:
        """Return a room of that list with what has been cleared since."""
        told, cleared_at = room.user_settings.cleared_at, self.cleared.get(room.id)
        if cleared_at is None or (told is not None and told >= cleared_at):
            return room
        settings = replace(room.user_settings, cleared_at=cleared_at)
        return replace(room, user_settings=settings)


class RoomBook:
    """The rooms as they were listed last."""

    def __init__(
        self,
        client: CarbonioClient,
        link: ChatLink,
        translator: Translator,
        people: People,
        places: Places,
        account_id: str,
    ) -> None:
        """Start with nothing listed; `account_id` is the account's own user id."""
        self._client = client
        self._link = link
        self._translator = translator
        self._people = people
        self._places = places
        self._account_id = account_id
        self._known: dict[str, Known] = {}
        self._under_way: list[_Meanwhile] = []
        self._meetings = Meetings(client.meetings)
        self.capabilities: WireCapabilities | None = None

    async def list(self, *, complete: bool) -> RoomList:
        """Return all rooms; a `complete` list also asks for what rarely changes.

        Without the chat nobody tells what is unread or new. Raises ProviderErrors
        where the rooms themselves cannot be had, and AuthErrors.
        """
        if complete or self.capabilities is None:
            await self._ask_capabilities()
        # A list that is under way when the account loses a room has it still.
        meanwhile = _Meanwhile()
        self._under_way.append(meanwhile)
        try:
            rooms = _flat(await self._client.rooms.list_room())
            in_call = await self._meetings.running(rooms) if self._can_call else {}
            inbox = await self._ask_inbox(rooms)
            await self._ask_names(rooms, inbox or {}, refresh=complete)
        finally:
            self._under_way = [one for one in self._under_way if one is not meanwhile]
        rooms = [
            meanwhile.put_right(room) for room in rooms if room.id not in meanwhile.lost
        ]
        self._known = {room.id: self._to_known(room) for room in rooms}
        return RoomList(
            rooms=tuple(
                self._to_room(room, inbox, in_call.get(room.id)) for room in rooms
            )
        )

    @property
    def picture_size(self) -> int:
        """How large the picture of a room may be, in bytes."""
        told = self.capabilities and self.capabilities.max_room_image_size_in_kb
        return told * KIB if told and told > 0 else LARGEST_PICTURE

    def type_of(self, room_id: str) -> str:
        """Return the type of a room, "" if it is not in the list."""
        known = self._known.get(room_id)
        return "" if known is None else known.type

    def name_of(self, room_id: str) -> str:
        """Return the name of a room, "" if it is not in the list."""
        known = self._known.get(room_id)
        return "" if known is None else known.name

    def other_in(self, room_id: str) -> str:
        """Return the id of the other one in a room of two, "" for any other room."""
        known = self._known.get(room_id)
        return "" if known is None else known.other

    def cleared_at(self, room_id: str) -> datetime | None:
        """Return before when the account does not want to see anything of a room."""
        known = self._known.get(room_id)
        return None if known is None else known.cleared_at

    def clear(self, room_id: str, at: datetime) -> None:
        """Note that the account has cleared a room's history at a time."""
        if (known := self._known.get(room_id)) is not None:
            self._known[room_id] = replace(known, cleared_at=at)
        for meanwhile in self._under_way:
            meanwhile.cleared[room_id] = at

    def lose(self, room_id: str) -> None:
        """Note that the account has no such room any more."""
        for meanwhile in self._under_way:
            meanwhile.lost.add(room_id)

    def find(self, room_id: str) -> None:
        """Note that the account has a room, though it may have lost it before."""
        for meanwhile in self._under_way:
            meanwhile.lost.discard(room_id)

    def room_of_meeting(self, meeting_id: str) -> str | None:
        """Return the room that a meeting is in, None if nobody knows."""
        return self._meetings.room_of(meeting_id)

    def learn_meeting(self, meeting_id: str, room_id: str) -> None:
        """Note that a meeting is in a room."""
        self._meetings.learn(meeting_id, room_id)

    # What is asked for

    async def _ask_capabilities(self) -> None:
        asking = self._client.users.get_capabilities()
        self.capabilities = await optional("capabilities", asking) or self.capabilities

    async def _ask_inbox(self, rooms: Iterable[WireRoom]) -> Mapping[str, _Last] | None:
        """Return what came last in the rooms, None while nobody tells."""
        found = await optional("the inbox", conversations(self._link))
        if found is None:
            return None
        return {
            room.id: self._to_last(conversation)
            for room in rooms
            if (conversation := found.get(room.id)) is not None
        }

    async def _ask_names(
        self, rooms: Iterable[WireRoom], inbox: Mapping[str, _Last], *, refresh: bool
    ) -> None:
        wanted = {self._other(room) for room in rooms if _is_one_to_one(room)}
        for last in inbox.values():
            if last.stanza is not None:
                wanted.update(last.stanza.people)
        await self._people.names(wanted, refresh=refresh)

    # What it means

    @property
    def _can_call(self) -> bool:
        return self.capabilities is not None and self.capabilities.can_video_call

    def _to_known(self, room: WireRoom) -> Known:
        cleared_at = room.user_settings.cleared_at
        return Known(
            type=room.type,
            name=self._name(room),
            other=self._other(room) if _is_one_to_one(room) else "",
            cleared_at=cleared_at,
        )

    def _to_last(self, conversation: Conversation) -> _Last:
        stanza = read_kept(conversation)
        if stanza is not None and stanza.stanza_id:
            place = self._places.take(stanza)
            return _Last(unread=conversation.unread, stanza=stanza, place=place)
        # What has no stanza id is in no archive either: nobody has to look for it.
        return _Last(
            unread=conversation.unread,
            stanza=stanza,
            counted_to=place_of(conversation.stamp),
        )

    def _to_room(
        self, room: WireRoom, inbox: Mapping[str, _Last] | None, in_call: bool | None
    ) -> Room:
        features = features_of(room, self._account_id, can_call=self._can_call)
        unread = newest = message = counted_to = None
        if room.type == RoomType.WORKSPACE:
            # Nothing is said there, and there is no archive that could be asked.
            unread = newest = 0
        elif inbox is not None:
            last = inbox.get(room.id, NOTHING)
            counted_to = last.counted_to
            unread, newest = last.unread, self._newest(room.id, last.place)
            if _is_cleared(room, newest):
                unread = 0
            elif last.stanza is not None:
                translator = self._translator
                message = translator.told(last.stanza, translator.to_message)
        return Room(
            id=room.id,
            name=self._known[room.id].name,
            features=features,
            limits=limits_of(features, self.picture_size),
            roles=roles_in(features),
            parent_id=room.parent_id,
            read_position=newest if unread == 0 else None,
            unread=unread,
            newest=newest,
            counted_to=counted_to,
            last_message=None if message is None or message.deleted else message,
            muted=room.user_settings.muted,
            in_call=in_call if Feature.CALL in features else None,
            picture_changed_at=room.picture_updated_at,
            avatar=self._avatar(room),
            cleared_to=place_of(room.user_settings.cleared_at),
        )

    def _newest(self, room_id: str, place: int | None) -> int | None:
        """Return the newest place in a room, where somebody has stood or was moved."""
        if place is None:
            return None
        return max(place, self._places.newest_moved(room_id))

    def _name(self, room: WireRoom) -> str:
        if _is_one_to_one(room) and (other := self._other(room)):
            return self._people.member(other).name
        return room.name or NAMELESS

    def _avatar(self, room: WireRoom) -> str:
        """Return which picture stands for a room: of two people, the other's."""
        if other := self.other_in(room.id):
            return self._people.member(other).picture
        changed_at = room.picture_updated_at
        return changed_at.isoformat() if changed_at else ""

    def _other(self, room: WireRoom) -> str:
        """Return the id of the other one in a room of two, "" if it is not told."""
        told = [member.user_id for member in room.members] or room.members_ids
        return next((user_id for user_id in told if user_id != self._account_id), "")


def _flat(rooms: Iterable[WireRoom]) -> list[WireRoom]:
    """Return all rooms, each once.

    Those in a workspace bear its name before theirs, and have its members where
    they are told without any.
    """
    top = [*rooms]
    by_id = {room.id: room for room in top}
    waiting = deque((room, by_id.get(room.parent_id)) for room in top)
    found: dict[str, WireRoom] = {}
    while waiting:
        room, workspace = waiting.popleft()
        waiting.extend((child, room) for child in room.children)
        if workspace is not None:
            room = _in_workspace(room, workspace)
        found.setdefault(room.id, room)
    return [*found.values()]


def _in_workspace(room: WireRoom, workspace: WireRoom) -> WireRoom:
    name = room.name or NAMELESS
    return replace(
        room,
        name=f"{workspace.name}: {name}" if workspace.name else room.name,
        members=room.members or workspace.members,
    )


def _is_one_to_one(room: WireRoom) -> bool:
    return room.type == RoomType.ONE_TO_ONE


def _is_cleared(room: WireRoom, newest: int | None) -> bool:
    """Tell whether the account has cleared a room since anything happened there."""
    cleared_at = room.user_settings.cleared_at
    return (
        cleared_at is not None and newest is not None and time_of(newest) <= cleared_at
    )
