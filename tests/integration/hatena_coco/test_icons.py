"""The icons of people, as a browser gets them."""

from http import HTTPStatus
from typing import Any

from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_photos import profile_path

from .helpers import FRIENDS, STATION, refresh


async def test_icon(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Whoever checks in is shown with the icon; rooms have no picture."""
    await coco.check_in("taro", STATION, "Off we go")
    await refresh(hass)
    [event] = messages
    coordinator: ChatRoomsCoordinator = ready.runtime_data
    room = coordinator.rooms[FRIENDS]
    found = room.find(event.data["message_id"])
    assert found
    path = member_avatar_path(coordinator, FRIENDS, found.message.sender)
    assert path
    assert room_avatar_path(coordinator, room) is None
    response = await (await hass_client()).get(path)
    assert response.status == HTTPStatus.OK
    icon = coco.album.find(profile_path(coco.world.user("taro")))
    assert icon
    assert (await response.read(), response.headers["Content-Type"]) == icon
    [call] = coco.calls("elsewhere")
    assert call.header("Authorization") is None
