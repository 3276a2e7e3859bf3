"""Changes of several rooms, and how Home Assistant hears of them."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import ServiceResponse

from .targets import Target, async_for_each

if TYPE_CHECKING:
    from .coordinator import ChatRoomsConfigEntry

# What is called as soon as something of a room is not as it was.
type Changed = Callable[[], None]


async def async_change_each(
    targets: Iterable[Target],
    change: Callable[[Target, Changed], Awaitable[dict[str, Any]]],
) -> ServiceResponse:
    """Change each room; return what `change` tells, by the rooms' entities.

    Each account in which something was changed is asked once for all of its rooms:
    after the last of them, even where that one or a part of it failed. Raises
    HomeAssistantError where the service refuses or does not answer.
    """
    changed: set[ChatRoomsConfigEntry] = set()

    async def change_one(target: Target) -> dict[str, Any]:
        return await change(
            target, lambda: changed.add(target.coordinator.config_entry)
        )

    try:
        return await async_for_each(targets, change_one)
    finally:
        for entry in changed:
            # The account may have been reloaded meanwhile, or taken away.
            if entry.state is ConfigEntryState.LOADED:
                await entry.runtime_data.async_ask_for_all()
