"""The pictures of rooms and people, as a browser gets them."""

from http import HTTPStatus
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY, GRANDMA
from tests.simulators.media import face, landscape

from ..helpers import until
from .helpers import refresh, settle, start

OLD = pytest.mark.parametrize("generation", ["1.3.1"])


def room_path(carbonio: CarbonioSimulator, entry: MockConfigEntry, name: str) -> str:
    """Return where the picture of a room is."""
    coordinator: ChatRoomsCoordinator = entry.runtime_data
    path = room_avatar_path(coordinator, coordinator.rooms[carbonio.room_id(name)])
    assert path
    return path


@OLD
async def test_rooms(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A group has its own, a room of two the other one's; both change."""
    client = await hass_client()
    paths = set()
    for number in (1, 2):
        await carbonio.set_picture(FAMILY, number)
        await carbonio.set_face(GRANDMA, number)
        await settle(hass)
        await refresh(hass)
        for name, data in ((FAMILY, landscape(number)), (GRANDMA, face(number))):
            path = room_path(carbonio, live, name)
            paths.add(path)
            response = await client.get(path)
            assert response.status == HTTPStatus.OK
            assert await response.read() == data
    assert len(paths) == 4
    assert hass.states.get("image.grandma_room_picture") is None


@OLD
async def test_people(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """Whoever writes is shown with a picture; who has none is asked for none."""
    await carbonio.set_face("Hanako", 3)
    await start(hass, entry)
    await carbonio.say(FAMILY, "Hanako", "Here I am")
    await carbonio.say(FAMILY, "Grandma", "And I")
    await until(hass, lambda: len(messages) == 2)
    coordinator: ChatRoomsCoordinator = entry.runtime_data
    room_id = carbonio.room_id(FAMILY)
    paths = {}
    for event in messages:
        found = coordinator.rooms[room_id].find(event.data["message_id"])
        assert found
        sender = found.message.sender
        paths[sender.name] = member_avatar_path(coordinator, room_id, sender)
    assert paths["Grandma"] is None
    assert paths["Hanako"]
    response = await (await hass_client()).get(paths["Hanako"])
    assert response.status == HTTPStatus.OK
    assert await response.read() == face(3)
    assert len(carbonio.calls("get_user_picture")) == 1


async def test_none(carbonio: CarbonioSimulator, live: MockConfigEntry) -> None:
    """On today's servers people have no pictures, and rooms need not have any."""
    await carbonio.set_face(GRANDMA, 1)
    coordinator: ChatRoomsCoordinator = live.runtime_data
    for state in coordinator.rooms.values():
        assert room_avatar_path(coordinator, state) is None
