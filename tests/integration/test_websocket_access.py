"""Which rooms the commands of the card know, and for whom."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected
from .conftest import HOME
from .helpers import unload

EVENT = "event.happy_family_message"
NOTIFY = "notify.happy_family"
UNREAD = "sensor.happy_family_unread_messages"
OTHER = "event.grandparents_message"

READING: dict[str, dict[str, Any]] = {
    "messages": {},
    "message": {"message_id": "1"},
    "subscribe": {},
}
WRITING: dict[str, dict[str, Any]] = {
    "send": {"message": "Hello"},
    "mark_as_read": {},
}
COMMANDS = READING | WRITING


def allowing(*readable: str, control: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the policy of who may read and control nothing but these."""
    rights: dict[str, dict[str, bool]] = {one: {"read": True} for one in readable}
    for one in control:
        rights[one] = rights.get(one, {}) | {"control": True}
    return {"entities": {"entity_ids": rights}}


@pytest.fixture
async def card(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> Card:
    """Return the card of a user who may read everything and control nothing."""
    return await connected(hass, hass_ws_client, hass_read_only_access_token)


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize(
    "entity_id",
    [
        "event.nobody_message",
        "light.kitchen",
        "event.door_bell",
        UNREAD,
        "event.lost_message",
    ],
)
async def test_what_stands_for_no_room(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    command: str,
    entity_id: str,
) -> None:
    """Only notify and event entities of this integration's rooms are known."""
    registry = er.async_get(hass)
    registry.async_get_or_create("light", "other", "1", suggested_object_id="kitchen")
    registry.async_get_or_create("event", "other", "1", suggested_object_id="door_bell")
    registry.async_get_or_create(
        "event",
        DOMAIN,
        "lost",
        suggested_object_id="lost_message",
        config_entry=ready,
    )
    error = await card.error(command, entity_id=entity_id, **COMMANDS[command])
    assert error["code"] == "not_found"


@pytest.mark.parametrize(
    ("entity_id", "control", "may_send", "may_mark"),
    [
        pytest.param(NOTIFY, (NOTIFY,), True, True, id="notify-by-notify"),
        pytest.param(EVENT, (NOTIFY,), False, False, id="event-by-notify"),
        pytest.param(EVENT, (EVENT,), False, True, id="event-by-event"),
        pytest.param(EVENT, (EVENT, NOTIFY), True, True, id="event-by-both"),
    ],
)
async def test_control_of_one_entity(
    hass_read_only_user: MockUser,
    card: Card,
    entity_id: str,
    control: tuple[str, ...],
    may_send: bool,
    may_mark: bool,
) -> None:
    """Control counts of the entity that is named, and for sending of the notify one."""
    hass_read_only_user.mock_policy(allowing(EVENT, NOTIFY, control=control))
    await card.subscribe(entity_id)
    assert (await card.next("room"))["room"]["can_control"] is may_send
    for command, may in (("send", may_send), ("mark_as_read", may_mark)):
        answer = await card.ask(
            f"chat_rooms/{command}", entity_id=entity_id, **WRITING[command]
        )
        assert answer["success"] is may, command
        assert may or answer["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"subscribe"}))
async def test_an_account_that_is_not_loaded(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card, command: str
) -> None:
    """It is said that the account is not set up, in words that can be translated."""
    await unload(hass, ready)
    error = await card.error(command, entity_id=NOTIFY, **COMMANDS[command])
    assert error["code"] == "not_loaded"
    assert (error["translation_domain"], error["translation_key"]) == (
        DOMAIN,
        "not_loaded",
    )
    assert error["translation_placeholders"] == {"entity": NOTIFY}
    assert await card.result("rooms") == {"rooms": []}


async def test_a_room_that_is_not_there(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """A room that its account does not list is not found."""
    coordinator = ready.runtime_data
    room_id = next(s.room.id for s in coordinator.rooms.values() if s.room.name == HOME)
    coordinator.inbox.remove(room_id)
    for command in sorted(COMMANDS.keys() - {"subscribe"}):
        error = await card.error(command, entity_id=EVENT, **COMMANDS[command])
        assert error["code"] == "not_found"
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == ["Grandparents"]


async def test_a_room_without_an_event_entity(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Nobody knows who may read a room whose event entity has been removed."""
    er.async_get(hass).async_remove(EVENT)
    await hass.async_block_till_done()
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == ["Grandparents"]
    assert await card.refusal("messages", entity_id=NOTIFY) == "not_found"


async def test_disabled_entities(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A disabled event entity can be read; who disables notify wants no sending."""
    registry = er.async_get(hass)
    disabled = er.RegistryEntryDisabler.USER
    for entity_id in (EVENT, NOTIFY):
        registry.async_update_entity(entity_id, disabled_by=disabled)
    assert await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    card = await connected(hass, hass_ws_client)
    await card.subscribe(EVENT)
    room = (await card.next("room"))["room"]
    assert (room["can_send"], room["notify_entity_id"]) == (False, None)
    assert len((await card.result("messages", entity_id=EVENT))["messages"]) == 4
    error = await card.error("send", entity_id=EVENT, message="Hello")
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "read_only"
    assert await family.received() == []
