"""Keeps an account's live feeds up, and knows which of them are."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing
import logging
import random

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .errors import where
from .model import Update
from .providers.base import Feed
from .providers.errors import ProviderError

_LOGGER = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
# A connection that has held for so long may well be up, though nothing has come yet.
HOLDS_AFTER = 3.0


class Feeds:
    """The live feeds of one account, each in a task of its own.

    `receive` gets every update, `changed` is called when one goes down or up.
    `look` is called when one seems to hold again: whoever then finds that the
    service answers calls `confirm`.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        position: Callable[[str], int],
        receive: Callable[[Update], None],
        changed: Callable[[], None],
        look: Callable[[], None],
    ) -> None:
        """Start with none."""
        self._hass = hass
        self._entry = entry
        self._position = position
        self._receive = receive
        self._changed = changed
        self._look = look
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._feeds: dict[str, Feed] = {}
        self._down: set[str] = set()
        self._holding: set[str] = set()
        self._hurry = asyncio.Event()

    @property
    def all_up(self) -> bool:
        """Whether no feed is down."""
        return not self._down

    @property
    def running(self) -> bool:
        """Whether there are feeds, and none of them is down."""
        return bool(self._feeds) and not self._down

    def counts(self) -> dict[str, int]:
        """Return how many feeds there are, and how many of them are down."""
        return {"all": len(self._feeds), "down": len(self._down)}

    def covers(self, room_id: str) -> bool:
        """Whether a live feed brings this room's messages right now."""
        return any(
            room_id in feed.room_ids and key not in self._down
            for key, feed in self._feeds.items()
        )

    @callback
    def run(self, feeds: Iterable[Feed]) -> None:
        """Run these feeds: start the new ones, end those that are not among them."""
        wanted = {feed.key: feed for feed in feeds}
        for key in self._feeds.keys() - wanted.keys():
            self._end(key)
        for key in wanted.keys() - self._feeds.keys():
            self._feeds[key] = wanted[key]
            self._tasks[key] = self._entry.async_create_background_task(
                self._hass,
                self._keep_up(wanted[key]),
                # A key may be a room's token, which lets people in.
                f"chat_rooms feed of {self._entry.entry_id[-6:]}",
            )

    @callback
    def stop(self) -> None:
        """End all feeds."""
        for key in list(self._feeds):
            self._end(key)

    @callback
    def confirm(self) -> None:
        """Take the feeds that hold for up: the service answers.

        A quiet feed tells nothing by itself, and one that hangs looks the same.
        """
        for key in list(self._holding):
            self._mark_up(key)
        if any(self._feeds[key].is_near for key in self._down):
            self.hurry()

    @callback
    def hurry(self) -> None:
        """Try what is down at once: the service answers again."""
        self._hurry.set()
        self._hurry = asyncio.Event()

    def _end(self, key: str) -> None:
        self._tasks.pop(key).cancel()
        self._down.discard(key)
        self._holding.discard(key)
        del self._feeds[key]

    async def _keep_up(self, feed: Feed) -> None:
        pause = FIRST_PAUSE
        while True:
            holds = self._hass.loop.call_later(HOLDS_AFTER, self._hold, feed.key)
            started, told = self._hass.loop.time(), False
            asked_pause = 0.0
            try:
                async with aclosing(feed.listen(self._position)) as updates:
                    async for update in updates:
                        told = True
                        self._mark_up(feed.key)
                        self._receive(update)
            except ProviderError as err:
                _LOGGER.debug("A live feed is down: %s", err)
                asked_pause = getattr(err, "retry_after", None) or 0.0
            except Exception as err:  # noqa: BLE001
                # Whatever it is, the next try and the other rooms must not suffer.
                if feed.key not in self._down:
                    _LOGGER.error("A live feed failed: %s", where(err))
            finally:
                holds.cancel()
                self._holding.discard(feed.key)
            self._mark_down(feed.key)
            if told and self._hass.loop.time() - started >= HOLDS_AFTER:
                pause = FIRST_PAUSE
            hurry = self._hurry
            if asked_pause:
                await asyncio.sleep(asked_pause)
            try:
                async with asyncio.timeout(pause * random.uniform(0.5, 1.5)):
                    await hurry.wait()
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)

    @callback
    def _hold(self, key: str) -> None:
        if key in self._down:
            self._holding.add(key)
            self._look()

    @callback
    def _mark_up(self, key: str) -> None:
        if key in self._down:
            self._down.discard(key)
            self._holding.discard(key)
            self._changed()

    @callback
    def _mark_down(self, key: str) -> None:
        if key in self._feeds and key not in self._down:
            self._down.add(key)
            self._changed()
