"""Albums as Home Assistant sees them: what comes, one look after the other."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession

from custom_components.chat_rooms.model import Page, Room
from custom_components.chat_rooms.outgoing import Outgoing
from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation.provider import CarnationProvider

OWN = "4"
TAROS = "5"
CLIENT_ID = "00000000-0000-4000-8000-{:012}"


@dataclass(slots=True)
class Reader:
    """Somebody who reads albums from where they stood at the first look."""

    provider: CarnationProvider
    positions: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)

    @classmethod
    async def start(
        cls,
        session: ClientSession,
        config: dict[str, str],
        memory: Memory | None = None,
    ) -> Self:
        """Sign in and look for the first time."""
        reader = cls(CarnationProvider(session, config, memory=memory))
        await reader.provider.sign_in()
        await reader.look()
        reader.positions = {id_: r.newest or 0 for id_, r in reader.rooms.items()}
        return reader

    async def look(self, *, sweep: bool = False) -> None:
        """Look for news."""
        answer = await self.provider.rooms(complete=sweep)
        self.rooms = {room.id: room for room in answer.rooms}

    async def news(self, room_id: str = OWN, *, sweep: bool = False) -> list[str]:
        """Look, and return in order what is new, by `told`."""
        await self.look(sweep=sweep)
        return told(await self.page(room_id))

    async def page(self, room_id: str = OWN) -> Page:
        """Return what has been found since the last page."""
        position = self.positions.get(room_id, 0)
        page = await self.provider.messages_after(room_id, position, 200)
        self.positions[room_id] = max(position, page.end)
        return page


def told(page: Page) -> list[str]:
    """Return the messages and changes of a page, as kind and id."""
    found: list[tuple[int, str]] = [
        (message.position, f"{message.kind} {message.id}") for message in page.messages
    ]
    found += [
        (change.position, f"{change.kind} {change.message_id}")
        for change in page.changes
    ]
    return [text for _, text in sorted(found)]


def outgoing(**content: Any) -> Outgoing:
    """Return something to send, with ids that count from 1."""
    numbers = count(1)
    return Outgoing(
        new_client_id=lambda: CLIENT_ID.format(next(numbers)),
        **content,
    )
