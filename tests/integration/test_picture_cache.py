"""Pictures that are kept: how many, how long, and made how often."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms import picture_cache
from custom_components.chat_rooms.incoming import IncomingFile
from custom_components.chat_rooms.picture_cache import (
    NOTHING_FOR,
    OVERHEAD,
    PictureCache,
)
from custom_components.chat_rooms.providers.errors import ConnectionError_

from .files import coordinator_of

SIZE = 1000
PLACE = SIZE + OVERHEAD


class Clock:
    """A clock that is put forward."""

    def __init__(self) -> None:
        """Begin some time."""
        self.now = 5000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of the cache."""
    clock = Clock()
    monkeypatch.setattr(picture_cache, "monotonic", clock)
    return clock


async def is_made(
    cache: PictureCache, entry: MockConfigEntry, key: str, size: int | None = SIZE
) -> bool:
    """Ask for a picture; return whether it had to be made."""
    made = []

    async def make() -> IncomingFile | None:
        made.append(key)
        return None if size is None else IncomingFile("image/png", bytes(size))

    file = await cache.async_get(coordinator_of(entry), (key,), make)
    assert (None if file is None else len(file.data)) == size
    return bool(made)


async def test_who_goes_first(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """What nobody has asked for the longest makes room."""
    cache = PictureCache(hass, 3 * PLACE)
    for key in "abc":
        assert await is_made(cache, ready, key)
    assert not await is_made(cache, ready, "a")
    assert await is_made(cache, ready, "d")
    assert [await is_made(cache, ready, key) for key in "acd"] == [False] * 3
    assert await is_made(cache, ready, "b")


async def test_too_large(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """What is larger than the whole memory is not kept, and takes no place."""
    cache = PictureCache(hass, PLACE)
    await is_made(cache, ready, "b")
    for _ in range(2):
        assert await is_made(cache, ready, "a", SIZE + 1)
    assert not await is_made(cache, ready, "b")


async def test_lifetime(
    hass: HomeAssistant, ready: MockConfigEntry, clock: Clock
) -> None:
    """A picture is kept for a while, and that there is none for a shorter one."""
    cache = PictureCache(hass, 3 * PLACE, 3 * NOTHING_FOR)
    lasting = PictureCache(hass, 3 * PLACE)
    assert await is_made(cache, ready, "a")
    assert await is_made(cache, ready, "b", None)
    assert await is_made(lasting, ready, "a")
    clock.now += NOTHING_FOR - 1
    assert not await is_made(cache, ready, "a")
    assert not await is_made(cache, ready, "b", None)
    clock.now += 1
    assert not await is_made(cache, ready, "a")
    assert await is_made(cache, ready, "b", None)
    clock.now += 2 * NOTHING_FOR
    assert await is_made(cache, ready, "a")
    assert not await is_made(lasting, ready, "a")


async def test_forget(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """What an account has brought goes with it; that of others stays."""
    cache = PictureCache(hass, 3 * PLACE)
    await is_made(cache, ready, "a")
    cache.forget("another")
    assert not await is_made(cache, ready, "a")
    cache.forget(ready.entry_id)
    assert await is_made(cache, ready, "a")


async def test_account_that_has_gone(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """What comes after its account has been unloaded is not kept."""
    cache = PictureCache(hass, 3 * PLACE)
    coordinator = coordinator_of(ready)
    assert await hass.config_entries.async_unload(ready.entry_id)

    async def make() -> IncomingFile | None:
        return IncomingFile("image/png", b"late")

    assert await cache.async_get(coordinator, ("a",), make)
    assert await hass.config_entries.async_setup(ready.entry_id)
    assert await is_made(cache, ready, "a")


async def test_asked_for_again_while_it_is_given_up(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """Whoever comes after all others have left does not hear that it is given up."""
    cache = PictureCache(hass, 3 * PLACE)
    began = asyncio.Event()

    async def stall() -> IncomingFile | None:
        began.set()
        await asyncio.Event().wait()
        return None

    leaving = asyncio.create_task(cache.async_get(coordinator_of(ready), ("a",), stall))
    await began.wait()
    leaving.cancel()
    again = asyncio.create_task(is_made(cache, ready, "a"))
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await again
    assert not await is_made(cache, ready, "a")


async def test_failure_is_not_kept(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """What fails is tried again."""
    cache = PictureCache(hass, 3 * PLACE)

    async def fail() -> IncomingFile | None:
        raise ConnectionError_("lost")

    for _ in range(2):
        with pytest.raises(ConnectionError_):
            await cache.async_get(coordinator_of(ready), ("a",), fail)
    assert await is_made(cache, ready, "a")
