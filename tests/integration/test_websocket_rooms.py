"""Rooms and their messages, as a card asks for them."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, state_of
from .conftest import HOME, set_up
from .files import coordinator_of
from .helpers import state, unload, until
from .rooms import device_of
from .sounds import set_up_ffmpeg

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
TYPES = ["audio/m4a", "audio/mp4", "audio/mpeg", "audio/wav", "audio/x-m4a"]
TYPES += ["audio/x-wav", "image/gif", "image/jpeg", "image/png"]


async def room_of(card: Card, entity_id: str = ROOM) -> dict[str, Any]:
    """Return what is told of a room."""
    rooms = (await card.result("rooms"))["rooms"]
    (room,) = [room for room in rooms if room["entity_id"] == entity_id]
    return dict(room)


def cake(family: BoccoSimulator, entry: MockConfigEntry) -> dict[str, Any]:
    """Return the family's newest message as a card gets it."""
    room, account = family.home.room(HOME), coordinator_of(entry)
    message, hanako = room.messages[-1], room.user("Hanako")
    members = state_of(account, HOME).room.members
    assert members
    return {
        "room_id": room.uuid,
        "message_id": str(message.id),
        "kind": "text",
        "text": "The cake was great!",
        "title": "",
        "sender_id": hanako.uuid,
        "sender": "Hanako",
        "sender_kind": "person",
        "sent_at": state_of(account, HOME).held[-1].message.sent_at.isoformat(),
        "is_own": False,
        "sent_by_home_assistant": False,
        "mentions_me": False,
        "reply_to": None,
        "attachments": [],
        "location": None,
        "duration": None,
        "detail": {
            "unique_id": message.unique_id,
            "media": "text",
            "message_type": "normal",
            "sender_type": "human",
        },
        "deleted": False,
        "edited_at": None,
        "reactions": [],
        "markdown": False,
        "unread": True,
        "avatar": member_avatar_path(account, room.uuid, members[hanako.uuid]),
    }


async def test_room(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """A room is told with all that a card shows of it, its newest message too."""
    room_id = family.home.room(HOME).uuid
    device = device_of(hass, ready, room_id)
    assert device
    account = coordinator_of(ready)
    avatar = room_avatar_path(account, state_of(account, HOME))
    assert avatar and cake(family, ready)["avatar"]
    assert await room_of(card) == {
        "entity_id": ROOM,
        "notify_entity_id": NOTIFY,
        "device_id": device.id,
        "config_entry_id": ready.entry_id,
        "account": "BOCCO Taro",
        "service": "BOCCO",
        "room_id": room_id,
        "name": HOME,
        "avatar": avatar,
        "unread": 1,
        "muted": None,
        "in_call": None,
        "available": True,
        "last": cake(family, ready),
        "can_send": True,
        "can_control": True,
        "features": ["list_members", "mark_as_read", "pictures", "readings", "send"],
        "limits": {
            "text_length": 9_999,
            "file_size": 20 * 1024 * 1024,
            "needs_file": False,
            "content_types": TYPES,
        },
        "can_record": False,
    }


async def test_rooms_are_sorted(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """They stand in the order of their services, accounts and names."""
    await family.create_room("Attic", ["Hanako"])
    await ready.runtime_data.async_ask_for_all()
    await hass.async_block_till_done()
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == ["Attic", "Grandparents", HOME]


async def test_room_whose_entities_are_still_to_come(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """A room without its event entity is left out, the others are told."""
    er.async_get(hass).async_remove(ROOM)
    await hass.async_block_till_done()
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == ["Grandparents"]
    assert await card.refusal("messages", entity_id=NOTIFY) == "not_found"


async def test_rooms_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """They are left out."""
    await unload(hass, ready)
    assert await card.result("rooms") == {"rooms": []}


async def test_name_of_the_users_choice(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """The user's own name for a room wins."""
    device = device_of(hass, ready, family.room_id(HOME))
    assert device
    dr.async_get(hass).async_update_device(device.id, name_by_user="Home")
    assert (await room_of(card))["name"] == "Home"


async def test_recording_needs_ffmpeg(hass: HomeAssistant, card: Card) -> None:
    """What a browser records is no sound that every room plays."""
    await set_up_ffmpeg(hass)
    assert (await room_of(card))["can_record"] is True


async def test_recording_needs_a_room_that_takes_sound(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Where nobody can hear it, nothing is recorded."""
    await set_up_ffmpeg(hass)
    held = state_of(coordinator_of(ready), HOME)
    for types, takes in (
        ({"image/png"}, False),
        ({"image/png", "audio/mp4"}, True),
        ({"*/*"}, True),
        (set(), False),
    ):
        limits = replace(held.room.limits, content_types=frozenset(types))
        held.room = replace(held.room, limits=limits)
        room = await room_of(card)
        assert room["can_record"] is takes
        assert room["limits"]["content_types"] == sorted(types)


async def test_room_whose_notify_entity_is_disabled(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Whoever disables the way to send does not want anything to be sent."""
    er.async_get(hass).async_update_entity(
        NOTIFY, disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    room = await room_of(card)
    assert (room["notify_entity_id"], room["can_send"]) == (None, False)
    error = await card.error("send", entity_id=ROOM, message="Hello")
    assert error["translation_key"] == "read_only"


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("messages", {}),
        ("messages", {"entity_id": ROOM, "limit": 0}),
        ("messages", {"entity_id": ROOM, "limit": 101}),
        ("messages", {"entity_id": ROOM, "limit": "all"}),
        ("messages", {"entity_id": ROOM, "before": "1", "after": "1"}),
        ("messages", {"entity_id": ROOM, "room_id": "1"}),
        ("message", {"entity_id": ROOM}),
        ("message", {"message_id": "1"}),
        ("subscribe", {}),
        ("send", {"message": "Hello"}),
        ("send", {"entity_id": ROOM, "voice": "yes"}),
        ("send", {"entity_id": ROOM, "file_id": ["1"]}),
        ("mark_as_read", {}),
        ("mark_as_read", {"entity_id": ROOM, "message_id": None}),
        ("rooms", {"entity_id": ROOM}),
    ],
)
async def test_invalid_format(
    family: BoccoSimulator, card: Card, command: str, data: dict[str, Any]
) -> None:
    """What is asked for in another way is refused before anybody looks at it."""
    assert await card.refusal(command, **data) == "invalid_format"
    assert await family.received() == []


async def test_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """While the service does not answer, the user is told so."""
    await family.break_("*", "drop", times=-1)
    await family.hang_up()
    unread = "sensor.happy_family_unread_messages"
    await until(hass, lambda: state(hass, unread) == "unavailable")
    assert (await room_of(card))["available"] is False
    for command, data in (("messages", {}), ("message", {"message_id": "7"})):
        error = await card.error(command, entity_id=ROOM, **data)
        assert error["code"] == "home_assistant_error"
        assert error["translation_domain"] == DOMAIN
        assert error["translation_key"] == "cannot_connect"
        assert error["translation_placeholders"] == {"service": "BOCCO"}
        assert error["message"]


async def test_sign_in_is_refused(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """Where a new sign-in is needed, the user is asked for it."""
    await family.break_("messages", "status", status=401, times=-1)
    error = await card.error("messages", entity_id=ROOM)
    assert error["translation_key"] == "invalid_auth"
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_commands_are_there_without_an_account(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """An account that cannot be set up has rooms all the same, though none is told."""
    await set_up(hass, entry)
    await unload(hass, entry)
    card = await connected(hass, hass_ws_client)
    assert await card.result("rooms") == {"rooms": []}
    for command, data in (
        ("messages", {}),
        ("message", {"message_id": "1"}),
        ("send", {"message": "Hello"}),
        ("mark_as_read", {}),
    ):
        error = await card.error(command, entity_id=ROOM, **data)
        assert error["code"] == "not_loaded"
        assert error["translation_key"] == "not_loaded"
