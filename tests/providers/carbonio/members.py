"""What can be done with the members of rooms."""

from collections.abc import Awaitable, Callable

from custom_components.chat_rooms.model import MemberRole
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator

type Deed = Callable[[CarbonioProvider, str, str], Awaitable[None]]


async def add(provider: CarbonioProvider, room_id: str, member_id: str) -> None:
    """Let somebody in."""
    await provider.administration.add_member(room_id, member_id)


async def remove(provider: CarbonioProvider, room_id: str, member_id: str) -> None:
    """Take somebody out."""
    await provider.administration.remove_member(room_id, member_id)


async def promote(provider: CarbonioProvider, room_id: str, member_id: str) -> None:
    """Make somebody an owner."""
    await provider.administration.set_role(room_id, member_id, MemberRole.OWNER)


async def demote(provider: CarbonioProvider, room_id: str, member_id: str) -> None:
    """Make somebody no owner."""
    await provider.administration.set_role(room_id, member_id, MemberRole.USER)


def person(simulator: CarbonioSimulator, name: str) -> str:
    """Return somebody's id."""
    return simulator.world.person(name).id
