"""Who may see a room in a card, and who may do what there."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, listeners
from .conftest import HOME
from .files import coordinator_of
from .helpers import unload

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
ELDERS = "event.grandparents_message"
READ = {"read": True}
COMMANDS: list[tuple[str, dict[str, str]]] = [
    ("messages", {}),
    ("message", {"message_id": "1"}),
    ("subscribe", {}),
    ("send", {"message": "Hello"}),
    ("mark_as_read", {}),
]


@pytest.fixture
def user(hass_admin_user: MockUser) -> MockUser:
    """Return whose card it is."""
    return hass_admin_user


def allow(user: MockUser, **entities: Any) -> None:
    """Let a user do so much with some entities, and nothing with the others."""
    ids = {name.replace("__", "."): what for name, what in entities.items()}
    user.mock_policy({"entities": {"entity_ids": ids}})


@pytest.mark.parametrize(("command", "data"), COMMANDS)
async def test_same_answer_for_what_is_not_there_and_not_to_be_seen(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    user: MockUser,
    command: str,
    data: dict[str, str],
) -> None:
    """Nobody learns what there is by asking, whether the account is loaded or not."""
    other = er.async_get(hass).async_get_or_create("event", "other", "1")
    allow(user, event__grandparents_message=True, event__other_1=True)
    hidden = [ROOM, NOTIFY]
    strangers = ["event.nothing", other.entity_id, "nonsense", ""]
    ours = ["sensor.happy_family_unread_messages", "button.bocco_taro_refresh"]
    before = listeners(coordinator_of(ready))
    answers = [
        await card.error(command, entity_id=entity_id, **data)
        for entity_id in (*hidden, *strangers, *ours)
    ]
    assert listeners(coordinator_of(ready)) == before
    await unload(hass, ready)
    answers += [
        await card.error(command, entity_id=entity_id, **data)
        for entity_id in (*hidden, *strangers)
    ]
    assert answers[0]["code"] == "not_found"
    assert answers[0]["translation_key"] == "room_not_found"
    assert all(answer == answers[0] for answer in answers)
    assert await family.received() == []
    assert await card.told() == []


@pytest.mark.parametrize(("command", "data"), COMMANDS)
async def test_entity_of_the_account_that_is_no_room(
    card: Card, command: str, data: dict[str, str]
) -> None:
    """Even who may do everything finds rooms only."""
    for entity_id in ("sensor.happy_family_unread_messages", "event.nothing"):
        assert await card.refusal(command, entity_id=entity_id, **data) == "not_found"


@pytest.mark.parametrize(("command", "data"), COMMANDS)
async def test_room_counts_and_not_only_the_entity(
    card: Card, user: MockUser, command: str, data: dict[str, str]
) -> None:
    """Leave for the notify entity is no leave to read the room."""
    allow(user, notify__happy_family=True)
    assert await card.refusal(command, entity_id=NOTIFY, **data) == "not_found"
    assert await card.result("rooms") == {"rooms": []}


async def test_rooms_that_may_be_read(card: Card, user: MockUser) -> None:
    """Rooms that the user may not read are not told."""
    allow(user, event__grandparents_message=READ)
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["entity_id"] for room in rooms] == [ELDERS]
    assert rooms[0]["can_control"] is False


async def test_user_who_may_only_read(
    family: BoccoSimulator, card: Card, user: MockUser
) -> None:
    """Such a user sees the room, and changes nothing there."""
    allow(user, event__happy_family_message=READ)
    await card.subscribe(ROOM)
    assert (await card.next())["room"]["can_control"] is False
    answer = await card.result("messages", entity_id=ROOM)
    assert len(answer["messages"]) == 4
    message_id = answer["messages"][0]["message_id"]
    await card.result("message", entity_id=ROOM, message_id=message_id)
    before = await family.read_id(HOME)
    for command, data in COMMANDS[3:]:
        assert await card.refusal(command, entity_id=ROOM, **data) == "unauthorized"
    assert await family.read_id(HOME) == before
    assert await family.received() == []


async def test_sending_takes_leave_for_the_notify_entity(
    family: BoccoSimulator, card: Card, user: MockUser
) -> None:
    """As with Home Assistant's own action, that is the entity that sends."""
    allow(user, event__happy_family_message=True, notify__happy_family=READ)
    error = await card.refusal("send", entity_id=ROOM, message="Hello")
    assert error == "unauthorized"
    await card.subscribe(ROOM)
    assert (await card.next())["room"]["can_control"] is False
    allow(user, event__happy_family_message=True, notify__happy_family=True)
    await card.result("send", entity_id=ROOM, message="Hello")
    assert len(await family.received(HOME)) == 1


async def test_read_only_group(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """So it is for Home Assistant's own group of those who may only read."""
    card = await connected(hass, hass_ws_client, hass_read_only_access_token)
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["can_control"] for room in rooms] == [False, False]
    assert [room["can_send"] for room in rooms] == [True, True]
    for command, data in COMMANDS[3:]:
        assert await card.refusal(command, entity_id=ROOM, **data) == "unauthorized"
    assert await family.received() == []


async def test_files_of_other_rooms_stay_there(
    family: BoccoSimulator, card: Card
) -> None:
    """A card sends what its user has uploaded, and no media by their address."""
    refused = await card.refusal(
        "send", entity_id=ROOM, attachments=[{"media": "media-source://x/y"}]
    )
    assert refused == "invalid_format"
    assert await family.received() == []
