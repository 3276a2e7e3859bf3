"""Small pictures that are kept for a while, in a bounded part of the memory."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .coordinator import ChatRoomsConfigEntry, ChatRoomsCoordinator
from .incoming import IncomingFile
from .providers.errors import NotFoundError

# What an entry weighs beside its picture.
OVERHEAD = 500
# So long is remembered that there is no picture, in seconds.
NOTHING_FOR = 600.0

type Key = tuple[str | int | None, ...]
type Make = Callable[[], Awaitable[IncomingFile | None]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A picture, or that there is none; until when, on a clock that only goes on."""

    file: IncomingFile | None
    until: float

    @property
    def weight(self) -> int:
        """How many bytes it takes, about."""
        return OVERHEAD + (len(self.file.data) if self.file else 0)


class _Making:
    """A picture that is being made, and how many wait for it."""

    def __init__(self, task: asyncio.Task[IncomingFile | None]) -> None:
        """Begin without anybody."""
        self._task = task
        self._waiting = 0

    @property
    def is_over(self) -> bool:
        """Whether it is made, or nobody has waited for it any more."""
        return self._task.done() or self._task.cancelling() > 0

    async def result(self) -> IncomingFile | None:
        """Wait for it; once nobody waits any more, it is given up."""
        self._waiting += 1
        try:
            await asyncio.wait([self._task])
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._task.cancel()
        if self._task.cancelled():
            raise NotFoundError("the account is not there any more")
        return self._task.result()


class PictureCache:
    """Pictures of all accounts, of which those go first that nobody has asked for.

    They take at most `limit` bytes, and each is good for `lifetime` seconds.
    """

    def __init__(
        self, hass: HomeAssistant, limit: int, lifetime: float | None = None
    ) -> None:
        """Begin empty."""
        self._hass = hass
        self._limit = limit
        self._lifetime = inf if lifetime is None else lifetime
        self._kept: OrderedDict[tuple[str, Key], _Kept] = OrderedDict()
        self._making: dict[tuple[str, Key], _Making] = {}
        self._weight = 0

    async def async_get(
        self, coordinator: ChatRoomsCoordinator, key: Key, make: Make
    ) -> IncomingFile | None:
        """Return an account's picture, made once for all who ask for it meanwhile.

        None where there is none. Raises what `make` raises, and NotFoundError if
        the account is unloaded before it is made.
        """
        entry = coordinator.config_entry
        name = (entry.entry_id, key)
        if (kept := self._kept.get(name)) is not None:
            if monotonic() < kept.until:
                self._kept.move_to_end(name)
                return kept.file
            self._drop(name)
        making = self._making.get(name)
        if making is None or making.is_over:
            task = entry.async_create_background_task(
                self._hass,
                self._make(entry, name, make),
                f"{coordinator.name} makes a picture",
                eager_start=False,
            )
            making = self._making[name] = _Making(task)
            task.add_done_callback(partial(self._made, name, making))
        return await making.result()

    @callback
    def forget(self, entry_id: str) -> None:
        """Keep nothing of an account any more."""
        for name in [name for name in self._kept if name[0] == entry_id]:
            self._drop(name)

    async def _make(
        self, entry: ChatRoomsConfigEntry, name: tuple[str, Key], make: Make
    ) -> IncomingFile | None:
        file = await make()
        if entry.state is ConfigEntryState.LOADED:
            lifetime = NOTHING_FOR if file is None else self._lifetime
            self._keep(name, _Kept(file, monotonic() + lifetime))
        return file

    def _keep(self, name: tuple[str, Key], kept: _Kept) -> None:
        if kept.weight > self._limit:
            return
        self._kept[name] = kept
        self._weight += kept.weight
        while self._weight > self._limit:
            self._drop(next(iter(self._kept)))

    @callback
    def _made(
        self,
        name: tuple[str, Key],
        making: _Making,
        task: asyncio.Task[IncomingFile | None],
    ) -> None:
        if self._making.get(name) is making:
            del self._making[name]
        if not task.cancelled():
            # Those who waited have heard of it; nobody else need.
            task.exception()

    def _drop(self, name: tuple[str, Key]) -> None:
        self._weight -= self._kept.pop(name).weight
