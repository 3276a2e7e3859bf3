"""The one door for messages: in order, never twice, and none lost.

Whoever brings messages (a poll, a live feed, a look into the history) brings
them here. Positions are stored a few seconds after they move; because a message
is handed on before its position moves, a crash may repeat the last seconds and
loses nothing.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .const import CONF_KNOWN_ROOMS, CONF_ROOMS
from .errors import where
from .model import Change, Feature, Message, Page, Room
from .room import Happened, Received, RoomState
from .stored import Stored, StoredMemory, StoredRoom, restore, storage, store

_LOGGER = logging.getLogger(__name__)

SAVE_DELAY = 3.0
# Clocks differ: what is a little older than the last list of rooms is still new.
CLOCKS_DIFFER = timedelta(minutes=5)


class Inbox:
    """An account's rooms, and the way of each message into Home Assistant.

    For each batch of a room, `teller` is asked for what is then called with each
    message and change, and `changed` is called when all of them are told.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        teller: Callable[[RoomState], Callable[[Received | Happened], None]],
        changed: Callable[[RoomState], None],
    ) -> None:
        """Start empty; nothing is handed on before `open`."""
        self.rooms: dict[str, RoomState] = {}
        self.member_id: str | None = None
        self.memory = StoredMemory(self.save_soon, self._save)
        self.listed_at: datetime | None = None
        self.closed_rooms: set[str] = set()
        self.missed_before: datetime | None = None
        self._hass = hass
        self._store = storage(hass, entry.entry_id)
        self._back_since: datetime | None = None
        self._known: set[str] = set()
        if CONF_KNOWN_ROOMS in entry.options:
            # What has come since the user chose is new from the first list on.
            for key in (CONF_ROOMS, CONF_KNOWN_ROOMS):
                self._known.update(entry.options.get(key, ()))
            self.listed_at = entry.created_at
        self._stored: dict[str, StoredRoom] = {}
        self._teller = teller
        self._changed = changed
        self._waiting: dict[str, list[Received | Happened]] = {}
        self._waiting_jobs: list[Callable[[], None]] = []
        self._open = False
        self._save_pending = False
        self._shut = False

    async def load(self) -> None:
        """Read what an earlier run stored."""
        if (stored := await self._store.async_load()) is None:
            return
        self.member_id = stored["member_id"]
        self._known |= set(stored["known"])
        self._stored = stored["rooms"]
        self._back_since = dt_util.utcnow()
        # An earlier version remembered nothing but whose account it is.
        self.memory.restore(stored.get("memory", {"member_id": self.member_id}))
        if stored["listed_at"]:
            self.listed_at = dt_util.parse_datetime(stored["listed_at"])

    async def close(self) -> None:
        """Hand on nothing more and store where each room stands."""
        self._shut = True
        # Somebody who heard of a message may have asked for this at once: the batch
        # has to end before it is clear where the room stands.
        await asyncio.sleep(0)
        await self._save()

    def names(self) -> dict[str, str]:
        """Return the names of the stored rooms, by their ids."""
        return {room_id: stored["name"] for room_id, stored in self._stored.items()}

    @callback
    def open(self) -> CALLBACK_TYPE:
        """Hand on what waits, and all that follows, once Home Assistant has started.

        Automations are armed by then: what is handed on before, nobody hears.
        """

        @callback
        def started(hass: HomeAssistant) -> None:
            self._open = True
            for job in self._waiting_jobs:
                hass.loop.call_soon(job)
            self._waiting_jobs.clear()
            for state in self.rooms.values():
                # A turn of the loop each: there may be thousands of messages.
                hass.loop.call_soon(self._hand_on, state)

        return async_at_started(self._hass, started)

    @callback
    def add(self, room: Room, *, ready: bool) -> RoomState:
        """Follow a room; its messages wait until it is ready for them."""
        state = self.rooms[room.id] = RoomState(room, self.member_id)
        if not ready:
            self.closed_rooms.add(room.id)
        state.followed_at = dt_util.utcnow()
        if (stored := self._stored.get(room.id)) is not None:
            restore(state, stored)
            state.apply(room)
        return state

    @callback
    def once_open(self, job: Callable[[], None]) -> None:
        """Do something now, or as soon as messages are handed on."""
        if self._open:
            job()
        else:
            self._waiting_jobs.append(job)

    @callback
    def ready(self, room_id: str) -> None:
        """Hand on a room's messages from now on: its entities are there."""
        self.closed_rooms.discard(room_id)
        if (state := self.rooms.get(room_id)) is not None:
            self._hand_on(state)

    @callback
    def remove(self, room_id: str) -> None:
        """Follow a room no more, but know where it stood if it comes back."""
        state = self.rooms.pop(room_id, None)
        if state is not None and state.received is not None:
            self._stored[room_id] = store(state)
        self._waiting.pop(room_id, None)
        self.closed_rooms.discard(room_id)
        self.save_soon()

    @callback
    def forget(self, room_id: str) -> None:
        """Know nothing of a room: if it comes back, it is a new one."""
        self._stored.pop(room_id, None)
        self._known.discard(room_id)
        self.save_soon()

    @callback
    def prune(self, followed: Callable[[str], bool]) -> None:
        """Forget the stored rooms that are followed no longer.

        Whoever follows one of them again starts at its newest message.
        """
        self._stored = {k: v for k, v in self._stored.items() if followed(k)}

    @callback
    def learn_member(self, member_id: str | None) -> bool:
        """Take the account's own id; tell whether it has become known just now."""
        if member_id is None or member_id == self.member_id:
            return False
        self.member_id = member_id
        for state in self.rooms.values():
            state.learn_member(member_id)
        self.save_soon()
        return True

    @callback
    def listed(self, room_ids: Iterable[str]) -> None:
        """Note which rooms there are, followed or not, and when this was."""
        self.listed_at = dt_util.utcnow()
        if new := set(room_ids) - self._known:
            self._known |= new
            self.save_soon()

    @property
    def known(self) -> Collection[str]:
        """The rooms that have been there, followed or not, by their ids."""
        return self._known

    def is_new(self, room_id: str) -> bool:
        """Whether the service lists a room for the first time."""
        return self.listed_at is not None and room_id not in self._known

    def position(self, room_id: str) -> int:
        """Return the position up to which a room's messages have come in."""
        state = self.rooms.get(room_id)
        return (state and state.received) or 0

    @callback
    def new_client_id(self, room_id: str) -> str:
        """Make the id of a message on its way out, to know it when it comes back."""
        client_id = str(uuid4()).upper()
        self.note_sent(room_id, client_id)
        return client_id

    @callback
    def note_sent(self, room_id: str, any_id: str) -> None:
        """Remember a message that went out through Home Assistant."""
        if (state := self.rooms.get(room_id)) is not None:
            state.sent.append(any_id.upper())
            self.save_soon()

    @callback
    def begin(self, state: RoomState, position: int, held: Iterable[Message]) -> None:
        """Set a room's starting point; what is held up to it is not handed on."""
        state.since = dt_util.utcnow()
        if Feature.OWN_READ_MARK in state.room.features:
            state.read_to(position)
        self.skip(state, position, held)

    @callback
    def skip(self, state: RoomState, position: int, held: Iterable[Message]) -> None:
        """Let a room stand further on; what is held up to there is not handed on."""
        state.position = state.received = position
        for message in held:
            # A list of rooms may tell less of a message than the room does.
            listed = message is state.room.last_message
            state.hold(replace(state.recognise(message), outdated=listed))
        self.save_soon()

    @callback
    def receive(self, room_id: str, page: Page, *, missed: bool = False) -> None:
        """Take in what came, whatever its order and however often it comes."""
        state = self.rooms.get(room_id)
        if state is None or (received := state.received) is None:
            return
        if (end := page.end) <= received:
            return
        fresh: list[Message | Change] = [
            *{
                message.position: message
                for message in page.messages
                if message.position > received and not message.deleted
            }.values(),
            *[change for change in page.changes if change.position > received],
        ]
        waiting = self._waiting.setdefault(room_id, [])
        # A call is a message and a change at the same place: the message comes first.
        for item in sorted(fresh, key=lambda item: item.position):
            if isinstance(item, Change):
                if state.since and item.changed_at < state.since - CLOCKS_DIFFER:
                    continue
                late = missed or self._is_late(state, item.position, item.changed_at)
                late |= self._is_older_than_this_run(item)
                waiting.append(state.recognise_change(item, missed=late))
            else:
                late = missed or self._is_late(state, item.position, item.sent_at)
                waiting.append(state.recognise(item, missed=late))
        state.received = end
        self._hand_on(state)

    def _is_late(self, state: RoomState, position: int, moment: datetime) -> bool:
        return position <= state.missed_until or (
            self.missed_before is not None and moment < self.missed_before
        )

    def _is_older_than_this_run(self, change: Change) -> bool:
        """Tell whether a change that only comes now happened before Home Assistant ran.

        Not every service tells that there is a change to fetch.
        """
        return self._back_since is not None and (
            change.changed_at < self._back_since - CLOCKS_DIFFER
        )

    def _hands_on(self, room_id: str) -> bool:
        return self._open and not self._shut and room_id not in self.closed_rooms

    def _hand_on(self, state: RoomState) -> None:
        room_id = state.room.id
        if not self._hands_on(room_id):
            return
        if (batch := self._waiting.pop(room_id, None)) is None:
            return
        end = state.received or 0
        now = self._hass.loop.time()
        for item in batch:
            state.take(item, now)
        tell = self._teller(state)
        for index, item in enumerate(batch, 1):
            try:
                tell(item)
            except Exception as err:  # noqa: BLE001
                # One listener's fault must not cost the others the rest.
                _LOGGER.error("Somebody did not take a message: %s", where(err))
            if index < len(batch) and batch[index].position == item.position:
                continue
            state.position = item.position
            if not self._hands_on(room_id):
                return
        state.position = max(state.position, end)
        if batch:
            self._changed(state)
        self.save_soon()

    @callback
    def save_soon(self) -> None:
        """Store the positions in a few seconds, at the latest."""
        # The store puts off a save that is asked for again, and a talkative room
        # would put it off for ever.
        if not self._save_pending and not self._shut:
            self._save_pending = True
            self._store.async_delay_save(self._data_to_save, SAVE_DELAY)

    async def _save(self) -> None:
        await self._store.async_save(self._data_to_save())

    def _data_to_save(self) -> Stored:
        self._save_pending = False
        return self._data()

    def _data(self) -> Stored:
        return Stored(
            member_id=self.member_id,
            memory=dict(self.memory),
            listed_at=self.listed_at.isoformat() if self.listed_at else None,
            known=sorted(self._known),
            rooms=self._stored
            | {
                room_id: store(state)
                for room_id, state in self.rooms.items()
                if state.received is not None
            },
        )
