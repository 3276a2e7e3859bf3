"""Rooms and their messages, as a card asks for them."""

from dataclasses import replace
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, state_of
from .conftest import HOME, set_up
from .files import arrival, coordinator_of, path_of
from .helpers import state, unload, until
from .rooms import device_of
from .sounds import set_up_ffmpeg

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
OPENING = [
    "Good morning! It will be sunny today.",
    "School is over. I'm on my way.",
    "Well done. There is cake in the kitchen.",
    "The cake was great!",
]
TYPES = ["audio/m4a", "audio/mp4", "audio/mpeg", "audio/wav", "audio/x-m4a"]
TYPES += ["audio/x-wav", "image/gif", "image/jpeg", "image/png"]


@pytest.fixture
async def card(
    hass: HomeAssistant, ready: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Card:
    """Return a card of somebody who may do everything."""
    return await connected(hass, hass_ws_client)


def texts_of(answer: dict[str, Any]) -> list[str]:
    """Return what was said."""
    return [message["text"] for message in answer["messages"]]


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
        "features": ["mark_as_read", "pictures", "readings", "send"],
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


async def test_newest_messages(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """Without a place to look from, the newest come, in order."""
    answer = await card.result("messages", entity_id=ROOM)
    assert answer.keys() == {"messages", "more"}
    assert texts_of(answer) == OPENING
    assert answer["more"] is False
    assert answer["messages"][-1] == cake(family, ready)
    assert [m["unread"] for m in answer["messages"]] == [False, False, False, True]
    assert [m["is_own"] for m in answer["messages"]] == [False, False, True, False]
    assert await card.result("messages", entity_id=NOTIFY) == answer


@pytest.mark.parametrize(
    ("limit", "more"), [(1, True), (3, True), (4, False), (100, False)]
)
async def test_limit(card: Card, limit: int, more: bool) -> None:
    """No more come than are asked for, and it is told whether there are more."""
    answer = await card.result("messages", entity_id=ROOM, limit=limit)
    assert texts_of(answer) == OPENING[-limit:]
    assert answer["more"] is more


async def test_default_limit(family: BoccoSimulator, card: Card) -> None:
    """Fifty come where no number is told, a hundred at most."""
    await family.burst([HOME], count=120)
    answer = await card.result("messages", entity_id=ROOM)
    assert len(answer["messages"]) == 50
    assert answer["more"] is True
    answer = await card.result("messages", entity_id=ROOM, limit=100)
    assert len(answer["messages"]) == 100


async def test_before_and_after(family: BoccoSimulator, card: Card) -> None:
    """One can leaf back and forth; the message that is named does not come again."""
    ids = [str(message.id) for message in family.home.room(HOME).messages]
    for where, limit, told, more in (
        ({"before": ids[2]}, 5, [0, 1], False),
        ({"before": ids[2]}, 2, [0, 1], False),
        ({"before": ids[2]}, 1, [1], True),
        ({"before": ids[0]}, 5, [], False),
        ({"after": ids[0]}, 5, [1, 2, 3], False),
        ({"after": ids[0]}, 3, [1, 2, 3], False),
        ({"after": ids[0]}, 2, [1, 2], True),
        ({"after": ids[3]}, 5, [], False),
    ):
        answer = await card.result("messages", entity_id=ROOM, limit=limit, **where)
        shown = [message["message_id"] for message in answer["messages"]]
        assert shown == [ids[number] for number in told], where
        assert answer["more"] is more, where


@pytest.mark.parametrize("where", ["before", "after"])
async def test_place_that_is_none(card: Card, where: str) -> None:
    """What is no id of a message leads nowhere."""
    error = await card.error("messages", entity_id=ROOM, **{where: "nowhere"})
    assert error["code"] == "service_validation_error"
    assert error["translation_domain"] == DOMAIN
    assert error["translation_key"] == "not_found"
    assert error["translation_placeholders"] == {"service": "BOCCO"}


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


async def test_message(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """One message can be asked for, whether it is held or not."""
    held = state_of(coordinator_of(ready), HOME)
    first, *_, newest = family.home.room(HOME).messages
    await family.forget_requests()
    answer = await card.result("message", entity_id=ROOM, message_id=str(newest.id))
    assert answer == {"message": cake(family, ready)}
    assert held.find(str(newest.id))
    assert family.calls("messages") == []
    held.held.clear()
    answer = await card.result("message", entity_id=ROOM, message_id=str(first.id))
    assert answer["message"]["text"] == OPENING[0]
    assert answer["message"]["unread"] is False
    assert len(family.calls("messages")) == 1


@pytest.mark.parametrize("message_id", ["1", "nowhere"])
async def test_message_that_is_none(card: Card, message_id: str) -> None:
    """What is not there cannot be quoted."""
    error = await card.error("message", entity_id=ROOM, message_id=message_id)
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "not_found"


async def test_message_of_another_room(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a service answers, a room shows its own messages only."""
    state = state_of(coordinator_of(ready), "Grandparents")
    other = state.held[-1].message

    async def message(_room_id: str, _message_id: str) -> Any:
        return other

    monkeypatch.setattr(coordinator_of(ready).provider, "message", message)
    error = await card.error("message", entity_id=ROOM, message_id="7")
    assert error["translation_key"] == "not_found"


async def test_attachments(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    card: Card,
) -> None:
    """Files come with their addresses; pictures can be had smaller."""
    picture = await arrival(family, messages, family.send_image(HOME, "Hanako"))
    sound = await arrival(family, messages, family.send_audio(HOME, "Grandma"))
    shown = (await card.result("messages", entity_id=ROOM, limit=2))["messages"]
    for message, told, preview in ((picture, shown[0], True), (sound, shown[1], False)):
        path = path_of(message)
        assert told["kind"] == message["kind"]
        assert told["attachments"] == [
            message["attachments"][0]
            | {"id": path.attachment_id, "path": path.url, "preview": preview}
        ]


async def test_keys_of_the_bus(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    card: Card,
) -> None:
    """A card gets what automations get, and what only it needs."""
    event = await arrival(family, messages, family.write(HOME, "Hanako", "Hello"))
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    left_out = {"missed", "service", "account", "config_entry_id"}
    left_out |= {"device_id", "entity_id", "room"}
    more = {"deleted", "edited_at", "reactions", "markdown", "unread", "avatar"}
    assert shown.keys() == (event.keys() - left_out) | more
    for key in event.keys() - left_out:
        assert shown[key] == event[key]


async def test_long_text(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """A text is whole as far as a card can show it."""
    await family.write(HOME, "Hanako", "長" * 32_001)
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    assert shown["text"] == "長" * 32_000


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
