"""What is told of rooms beside their messages: by lists of rooms and by live feeds."""

from dataclasses import replace
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .dispatch import Dispatch
from .following import Following
from .inbox import Inbox
from .model import Feature, Member, MemberKind, Room, RoomList, Update
from .room import RoomState

# Lists of rooms do not tell who began or ended a call.
SOMEBODY = Member(id="", name="", kind=MemberKind.SYSTEM)


class RoomNews:
    """Brings an account's rooms up to what the service says of them."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        inbox: Inbox,
        following: Following,
        dispatch: Dispatch,
    ) -> None:
        """Wait for the first list."""
        self._hass = hass
        self._entry = entry
        self._inbox = inbox
        self._following = following
        self._dispatch = dispatch
        self._lists = 0

    @callback
    def take_list(
        self, answer: RoomList, asked_at: float, *, live: bool, restructured: bool
    ) -> None:
        """Hold what the service lists against what is followed.

        `asked_at` is on the loop's clock. Once the account is `live`, new rooms
        wait for their entities. What comes beside the rooms may be `restructured`.
        """
        inbox, following, dispatch = self._inbox, self._following, self._dispatch
        self._lists += 1
        answer = replace(answer, rooms=following.current(answer.rooms, asked_at))
        if self._lists == 1:
            inbox.prune(following.follows)
        gone = following.take(answer, inbox.rooms.keys())
        changed = restructured or bool(gone) or self._lists == 1
        for room_id in gone:
            inbox.remove(room_id)
            if following.is_given_up(room_id):
                inbox.forget(room_id)
        for room in answer.rooms:
            if (state := inbox.rooms.get(room.id)) is not None:
                changed |= _structure(state.room) != _structure(room)
                self._take_room(state, room, asked_at)
            elif following.follows(room.id):
                waits = live and not self._entry.pref_disable_new_entities
                inbox.add(room, ready=not waits)
                changed = True
        if changed:
            following.remove_stale_devices(inbox.rooms.keys(), self._seen(answer))
            dispatch.structure()
        for room_id in list(inbox.closed_rooms):
            # Where the user has disabled the event entity, nobody else opens the room.
            entity = dispatch.event_entity(room_id)
            if entity is not None and entity.disabled:
                inbox.ready(room_id)

    def _seen(self, answer: RoomList) -> frozenset[str]:
        """Return who is seen at places, if a room that tells of it is followed."""
        rooms = self._inbox.rooms.values()
        if not any(Feature.WHEREABOUTS in state.room.features for state in rooms):
            return frozenset()
        return frozenset(seen.member.id for seen in answer.whereabouts)

    @callback
    def take_update(self, state: RoomState, update: Update) -> None:
        """Take what a live feed says of a room, and hand on its messages."""
        room_id, now = state.room.id, self._hass.loop.time()
        if update.is_gone:
            self._following.doubt(room_id)
        for member in update.members:
            if state.add_member(member):
                self._tell_member(state.room, member, "joined")
        before = state.room
        if update.in_call is not None:
            state.set_call(update.in_call, now)
        if update.muted is not None:
            state.mute(update.muted, now)
        if update.read_position is not None:
            state.read_to(update.read_position)
        if update.read_position is not None or state.room != before:
            self._dispatch.room(room_id)
            self._tell_call(before, state.room, update.caller or SOMEBODY)
        self._inbox.receive(room_id, update)

    def _take_room(self, state: RoomState, room: Room, asked_at: float) -> None:
        before = state.room
        if state.apply(room, asked_at):
            self._dispatch.room(room.id)
        self._tell_members(before, state.room)
        self._tell_call(before, state.room, SOMEBODY)

    def _tell_members(self, old: Room, new: Room) -> None:
        before, after = old.members, new.members
        if before is None or after is None:
            return
        for member_id in after.keys() - before.keys():
            self._tell_member(new, after[member_id], "joined")
        for member_id in before.keys() - after.keys():
            self._tell_member(new, before[member_id], "left")

    def _tell_member(self, room: Room, member: Member, change: str) -> None:
        self._inbox.once_open(partial(self._dispatch.member, room, member, change))

    def _tell_call(self, old: Room, new: Room, caller: Member) -> None:
        if (
            Feature.CALL_MESSAGES in new.features
            or None in (old.in_call, new.in_call)
            or old.in_call == new.in_call
        ):
            return
        self._inbox.once_open(
            partial(
                self._dispatch.call,
                new,
                caller,
                "started" if new.in_call else "ended",
                is_own=caller.id == self._inbox.member_id,
            )
        )


def _structure(room: Room) -> tuple[object, ...]:
    """Return what decides which entities a room has."""
    return room.features, room.sensors, room.picture_changed_at is None
