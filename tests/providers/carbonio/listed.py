"""The rooms of an account at a simulated Carbonio, as a list tells them."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature, Room
from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.people import People
from custom_components.chat_rooms.providers.carbonio.places import Places
from custom_components.chat_rooms.providers.carbonio.rooms import RoomBook
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.carbonio.translate import Translator
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_home import Person

# What can be done with a room itself.
KEEPING = (
    Feature.RENAME
    | Feature.DESCRIBE
    | Feature.ROOM_PICTURE
    | Feature.CLEAR_HISTORY
    | Feature.DELETE_ROOM
    | Feature.LEAVE
    | Feature.LIST_MEMBERS
    | Feature.CHANGE_MEMBERS
)


@pytest.fixture(name="link")
async def chat_link(
    http: HttpClient, sign_in: SignIn, simulator: CarbonioSimulator
) -> AsyncGenerator[ChatLink]:
    """Return the way to the chat."""
    link = ChatLink(http, sign_in)
    yield link
    await link.close()


@pytest.fixture(name="book")
def room_book(client: CarbonioClient, link: ChatLink, sign_in: SignIn) -> RoomBook:
    """Return the rooms of an account that speaks English; none is listed yet."""
    people, places = People(client.users), Places()
    account_id = sign_in.account_id
    translator = Translator(people, places, "en", account_id)
    return RoomBook(client, link, translator, people, places, account_id)


async def listed(book: RoomBook, name: str, *, complete: bool = False) -> Room:
    """Return a room as a list tells it."""
    found = await book.list(complete=complete)
    assert found.complete
    return next(room for room in found.rooms if room.name == name)


def add_people(simulator: CarbonioSimulator, count: int) -> list[str]:
    """Let so many people come to the server; return their ids."""
    ids = [f"{number:08x}-1111-4111-8111-111111111111" for number in range(count)]
    for number, user_id in enumerate(ids):
        name = f"Neighbour {number}"
        person = Person(user_id, name, f"n{number}@example.com")
        simulator.world.people[user_id] = person
    return ids


def wire_room(**changes: Any) -> dict[str, Any]:
    """Return an ordinary room as it goes over the wire; ... takes a field away."""
    room = {
        "id": "r-1",
        "name": "Family",
        "description": "All of us",
        "type": "group",
        "members": [{"userId": "u-1", "owner": True}],
        "userSettings": {"muted": False},
        "createdAt": "2026-09-21T00:00:00Z",
        "updatedAt": "2026-09-21T00:00:00Z",
        "pictureUpdatedAt": "2026-09-21T00:00:00Z",
        "meetingId": "m-1",
    }
    return {key: value for key, value in (room | changes).items() if value is not ...}
