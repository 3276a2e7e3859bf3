"""The icons of people at BOCCO and the backgrounds of rooms, as a browser gets them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import face, landscape

from .conftest import HOME
from .helpers import until


async def test_icons(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """People are shown with theirs; the robot has none, and the room a background."""
    await family.write(HOME, "Hanako", "I'm home")
    await family.write(HOME, "BOCCO", "Welcome")
    await until(hass, lambda: len(messages) == 2)
    coordinator: ChatRoomsCoordinator = ready.runtime_data
    room = coordinator.rooms[family.room_id(HOME)]
    paths = []
    for event in messages:
        found = room.find(event.data["message_id"])
        assert found
        sender = found.message.sender
        paths.append(member_avatar_path(coordinator, room.room.id, sender))
    hanako = family.home.room(HOME).user("Hanako").uuid
    path, robots = paths
    assert path
    assert robots is None
    background = room_avatar_path(coordinator, room)
    assert background
    client = await hass_client()
    for url, data in (
        (path, face(UUID(hanako).int)),
        (background, landscape(len(HOME))),
    ):
        assert "access_token" not in url
        response = await client.get(url)
        assert response.status == HTTPStatus.OK
        assert await response.read() == data
        assert response.headers["Content-Type"] == "image/png"
