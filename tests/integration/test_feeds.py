"""Live feeds that come up and fail again."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import feeds
from custom_components.chat_rooms.model import Update
from custom_components.chat_rooms.providers.base import Feed
from custom_components.chat_rooms.providers.errors import ConnectionError_

PAUSE = 0.02


class BriefFeed(Feed):
    """A connection that is there, and gone again at once."""

    key = "brief"
    room_ids = frozenset[str]()
    is_near = False

    def __init__(self, tries: int) -> None:
        """End after so many tries."""
        self.moments: list[float] = []
        self.enough = asyncio.Event()
        self._tries = tries

    async def listen(self, position: Callable[[str], int]) -> AsyncGenerator[Update]:
        """Say hello and go."""
        self.moments.append(asyncio.get_running_loop().time())
        if len(self.moments) == self._tries:
            self.enough.set()
        yield Update()
        raise ConnectionError_("gone again")


def keeper_of(
    hass: HomeAssistant, feed: Feed, changed: Callable[[], None] = lambda: None
) -> feeds.Feeds:
    """Return who keeps a feed up."""
    entry = MockConfigEntry(domain="chat_rooms")
    entry.add_to_hass(hass)
    keeper = feeds.Feeds(
        hass,
        entry,
        lambda room_id: 0,
        receive=lambda update: None,
        changed=changed,
        look=lambda: None,
    )
    keeper.run([feed])
    return keeper


@pytest.mark.parametrize("is_near", [True, False])
async def test_feed_that_is_near(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, is_near: bool
) -> None:
    """What is down sits out its pause, unless it knows that it can come up."""
    monkeypatch.setattr(feeds, "FIRST_PAUSE", 3600.0)
    feed, down = BriefFeed(tries=2), asyncio.Event()
    keeper = keeper_of(hass, feed, changed=down.set)
    async with asyncio.timeout(5):
        await down.wait()
    await asyncio.sleep(0)
    feed.is_near = is_near
    keeper.confirm()
    for _ in range(10):
        await asyncio.sleep(0)
    assert feed.enough.is_set() is is_near
    keeper.stop()
    await hass.async_block_till_done()


async def test_pauses_grow_though_something_came(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who hangs up as soon as we are there is not asked every second for ever."""
    monkeypatch.setattr(feeds, "FIRST_PAUSE", PAUSE)
    monkeypatch.setattr(feeds, "HOLDS_AFTER", 60.0)
    monkeypatch.setattr("random.uniform", lambda *_: 1.0)
    feed = BriefFeed(tries=5)
    keeper = keeper_of(hass, feed)
    async with asyncio.timeout(5):
        await feed.enough.wait()
    keeper.stop()
    await hass.async_block_till_done()
    assert feed.moments[4] - feed.moments[3] >= PAUSE * 8
