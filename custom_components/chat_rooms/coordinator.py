"""One account: its rooms, their state, and when to ask for news."""

from collections.abc import Mapping
from datetime import timedelta
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .catch_up import CatchUp
from .const import CONF_CATCH_UP, CONF_POLL_INTERVAL, CONF_SERVICE
from .dispatch import Dispatch
from .errors import action_errors, invalid, unexpected, update_errors, where
from .extras import Extras
from .feeds import Feeds
from .following import Following
from .inbox import Inbox
from .model import Feature, Update
from .outgoing import Sent
from .providers import PROVIDERS
from .providers.base import Provider
from .reports import Reports
from .room import RoomState
from .room_news import RoomNews
from .session import config_of, provider_for

_LOGGER = logging.getLogger(__name__)

# After an outage of this length, what was written before its end counts as missed.
LONG_OUTAGE = timedelta(minutes=5)

# Many feeds go down at once; asking for all of them takes one list of rooms.
REFRESH_COOLDOWN = 2.0

type ChatRoomsConfigEntry = ConfigEntry[ChatRoomsCoordinator]


class ChatRoomsCoordinator(DataUpdateCoordinator[None]):
    """One account."""

    config_entry: ChatRoomsConfigEntry
    provider: Provider

    def __init__(self, hass: HomeAssistant, entry: ChatRoomsConfigEntry) -> None:
        """Read the options; nothing is asked of the service yet."""
        provider_class = PROVIDERS[entry.data[CONF_SERVICE]]
        self.service_name = provider_class.name
        self._rhythm = provider_class.rhythm
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            # The title can be a person's name, which has no place in a log.
            name=f"{self.service_name} account {entry.entry_id[-6:]}",
            update_interval=timedelta(seconds=self._rhythm.polling),
            # Whoever shows something of a room hears of that room's changes; all
            # entities look again only when the service goes down or comes back.
            always_update=False,
            request_refresh_debouncer=Debouncer(
                hass, _LOGGER, cooldown=REFRESH_COOLDOWN, immediate=True
            ),
        )
        self.dispatch = Dispatch(hass, entry)
        self.following = Following(hass, entry)
        self.inbox = Inbox(hass, entry, self.dispatch.teller, self._batch_came)
        self.feeds = Feeds(
            hass,
            entry,
            self.inbox.position,
            receive=self._update_came,
            changed=self._feeds_changed,
            look=self.ask_soon,
        )
        self.extras = Extras(self.name)
        self._catch_up = CatchUp(
            self.inbox,
            self.name,
            self.feeds.covers,
            self.dispatch.room,
            wanted=entry.options.get(CONF_CATCH_UP, True),
        )
        self._news = RoomNews(hass, entry, self.inbox, self.following, self.dispatch)
        self._live = False
        self._complete = False
        self._asking = self._ask_again = self._is_failing = False
        self._failed_at: float | None = None
        self._feeds_down = 0
        self._reports = Reports(self)

    @property
    def rooms(self) -> Mapping[str, RoomState]:
        """The followed rooms, by their ids."""
        return self.inbox.rooms

    @property
    def connected(self) -> bool:
        """Whether the service answers and new messages arrive."""
        return (
            self.last_update_success
            and self.feeds.all_up
            and self._all_caught_up
            and not self._catch_up.is_in_trouble
        )

    @property
    def _all_caught_up(self) -> bool:
        return all(state.caught_up for state in self.rooms.values())

    @callback
    def go_live(self) -> None:
        """Hand on messages and listen for more: the entities are there."""
        self._live = True
        self.config_entry.async_on_unload(self.inbox.open())
        self._run_feeds()
        # The entities have asked for the rhythm of an account without feeds.
        self._schedule_refresh()
        self._reports.make_up()
        if not self._all_caught_up:
            # What came meanwhile is late enough already.
            self.ask_soon()

    async def async_stop(self) -> None:
        """Listen no more and store where each room stands."""
        self._live = False
        self.feeds.stop()
        await self.async_shutdown()
        await self.provider.close()
        await self.inbox.close()

    @callback
    def async_reauth(self) -> None:
        """Ask the user to sign in again."""
        self.config_entry.async_start_reauth(self.hass)

    @override
    async def _async_setup(self) -> None:
        await self.inbox.load()
        self.following.names.update(self.inbox.names())
        self.provider = provider_for(
            self.hass, config_of(self.config_entry), memory=self.inbox.memory
        )
        # A set-up that fails leaves no connection behind either.
        self.config_entry.async_on_unload(self.provider.close)
        with update_errors(self.service_name):
            await self.provider.sign_in()

    @override
    async def _async_update_data(self) -> None:
        # Who wants all of them while this list is under way gets them with the next.
        complete, self._complete = self._complete, False
        self._asking, self._ask_again = True, False
        try:
            with update_errors(self.service_name):
                asked_at = self.hass.loop.time()
                answer = await self.provider.rooms(complete=complete)
                complete = False
                if self._shutdown_requested:
                    return
                self._end_outage()
                self.learn_member()
                others_seen = self.extras.take_list(answer)
                self._news.take_list(
                    answer, asked_at, live=self._live, restructured=others_seen
                )
                listed = [room.id for room in answer.rooms]
                await self._catch_up.run(
                    self.provider, listed, complete=answer.complete
                )
                await self.extras.update(self.provider, self.rooms.values())
        except Exception as err:
            self._complete |= complete
            self._failed_at = self._failed_at or self.hass.loop.time()
            self._is_failing = True
            self._set_rhythm()
            if isinstance(err, ConfigEntryAuthFailed):
                self.feeds.stop()
            else:
                # It may tell what is wrong.
                await self.extras.update_health(self.provider)
                self.dispatch.account()
            if isinstance(err, (ConfigEntryAuthFailed, UpdateFailed)):
                raise
            raise unexpected(self.service_name, where(err)) from None
        finally:
            self._asking = False
            if self._ask_again:
                self.hass.loop.call_soon(self.ask_soon)
        self._is_failing = False
        self.inbox.listed(listed)
        if self._live:
            self._run_feeds()
            self.feeds.confirm()
            self._watch_feeds()
            self._reports.make_up()
        self.dispatch.account()

    @callback
    def learn_member(self) -> bool:
        """Take the account's own id from the provider; tell whether it is new."""
        if not self.inbox.learn_member(self.provider.account.member_id):
            return False
        for room_id in self.rooms:
            self.dispatch.room(room_id)
        return True

    def _run_feeds(self) -> None:
        started = [room_id for room_id, state in self.rooms.items() if state.caught_up]
        self.feeds.run(self.provider.feeds(started))
        self._set_rhythm()

    def _set_rhythm(self) -> None:
        interval: float | None = self.config_entry.options.get(CONF_POLL_INTERVAL)
        if self._is_failing or not self.feeds.all_up or not self._all_caught_up:
            seconds = min(interval or self._rhythm.polling, self._rhythm.polling)
        elif self.feeds.running:
            seconds = interval or self._rhythm.watching
        else:
            seconds = interval or self._rhythm.polling
        self.update_interval = timedelta(seconds=seconds)

    def _end_outage(self) -> None:
        """Note that the service answers again, before anything of it is handed on."""
        if self._failed_at is None:
            return
        if self.hass.loop.time() - self._failed_at > LONG_OUTAGE.total_seconds():
            self.inbox.missed_before = dt_util.utcnow() - LONG_OUTAGE
        self._failed_at = None
        self.feeds.hurry()

    def _watch_feeds(self) -> None:
        """Say it once when live feeds stay down although the service answers."""
        if self.feeds.all_up:
            if self._feeds_down > 1:
                _LOGGER.info("%s: messages arrive live again", self.name)
            self._feeds_down = 0
            return
        self._feeds_down += 1
        if self._feeds_down == 2:
            _LOGGER.warning(
                "%s: messages do not arrive live for now; asking for them instead",
                self.name,
            )

    @callback
    def _feeds_changed(self) -> None:
        self._set_rhythm()
        self.dispatch.account()
        if not self.feeds.all_up:
            # Polling takes over.
            self.ask_soon()

    @callback
    def ask_soon(self) -> None:
        """Ask the service for news, without waiting for the answer."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{self.name} asks for news"
        )

    @callback
    def _update_came(self, update: Update) -> None:
        if (state := self.rooms.get(update.room_id)) is not None:
            self._end_outage()
            self._news.take_update(state, update)
        # Where messages come, a list that failed is worth another try.
        if not (update.asks or self._is_failing):
            return
        if self._asking:
            # A list that is under way may not tell of what has happened since.
            self._ask_again = True
        else:
            self.ask_soon()

    @callback
    def _batch_came(self, state: RoomState) -> None:
        self.dispatch.room(state.room.id)
        self._reports.delivered(state)
        if state.miscounted:
            # A deletion is no activity: what has changed since would not tell it.
            state.miscounted = False
            self._complete = True
            self.ask_soon()

    async def async_mark_as_read(
        self, room_id: str, message_id: str | None = None
    ) -> str | None:
        """Mark a room as read, up to a message or up to its newest; return its id.

        The mark never goes back. Raises HomeAssistantError, or ServiceValidationError
        if there is no such message.
        """
        state = self.rooms[room_id]
        if Feature.MARK_AS_READ not in state.room.features:
            raise invalid("read_not_supported", service=self.service_name)
        if message_id is None:
            if (last := state.last) is None:
                return None
            message_id = last.message.id
        with action_errors(self.service_name, self.async_reauth):
            await self._reports.read(state, message_id)
        return message_id

    @callback
    def note_sent(self, sent: Sent, *room_ids: str) -> None:
        """Remember what went out through Home Assistant, wherever it comes back."""
        if sent.message_id:
            for room_id in (*room_ids, *sent.room_ids):
                self.inbox.note_sent(room_id, sent.message_id)

    @callback
    def forget_member(self, member_id: str) -> None:
        """Know nothing of a member's whereabouts until the member is seen again."""
        self.provider.forget(member_id)
        self.extras.whereabouts.pop(member_id, None)

    async def async_set_muted(self, room_id: str, muted: bool) -> None:
        """Mute a room or let it sound again; raises HomeAssistantError."""
        state = self.rooms[room_id]
        with action_errors(self.service_name, self.async_reauth):
            await self.provider.set_muted(room_id, muted)
        state.mute(muted, self.hass.loop.time())
        self.dispatch.room(room_id)

    @callback
    def expect_changes(self, state: RoomState) -> None:
        """Look at once what has become of a room's older messages."""
        state.stirred = True
        self._catch_up.expect(state.room.id)
        if not self.feeds.covers(state.room.id):
            self.ask_soon()

    async def async_ask_for_all(self) -> None:
        """Ask the service for all of its rooms now."""
        self._complete = True
        await self.async_refresh()
