"""A room that a card looks at, while its account, its entity or the user's leave go."""

from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import room_feed
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, connected, listeners, state_of
from .conftest import HOME, set_up
from .files import coordinator_of
from .helpers import refresh, state, unload, until
from .test_rooms_gone import leave

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
ELDERS = "event.grandparents_message"


@pytest.fixture
async def card(family: BoccoSimulator, card: Card) -> Card:
    """Return a card, at a family whose rooms are live."""
    await family.wait_for_subscribers(2)
    return card


async def load(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up again."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def write(family: BoccoSimulator, text: str, room: str = HOME) -> None:
    """Let somebody write, as soon as it is heard."""
    await family.wait_for_subscribers(1, room)
    await family.write(room, "BOCCO", text)


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_reload(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    entity_id: str,
) -> None:
    """A subscription survives a reload, and everything is told once afterwards."""
    await card.subscribe(entity_id)
    before = await card.next("room")
    for text in ("Once", "Twice"):
        watched = listeners(coordinator_of(ready))
        await unload(hass, ready)
        assert await card.told() == [{"type": "unavailable"}]
        await load(hass, ready)
        told = await card.next()
        assert told["room"]["room_id"] == before["room"]["room_id"]
        assert listeners(coordinator_of(ready)) == watched
        await write(family, text)
        assert (await card.next("message"))["message"]["text"] == text
        assert await card.kinds() == ["room"]


async def test_nothing_is_held_of_an_unloaded_account(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Who waits for an account does not keep what it was."""
    await card.subscribe(ROOM)
    old = coordinator_of(ready)
    watchers = old.dispatch._watchers
    assert sum(map(len, watchers.values())) == 1
    await unload(hass, ready)
    assert not any(watchers.values())
    assert not any(old.dispatch._room_listeners.values())
    assert not old.dispatch._structure_listeners


async def test_what_was_missed_meanwhile(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """After a reload a card loads anew: what it finds there is not told once more."""
    await card.subscribe(ROOM)
    await card.next("room")
    await unload(hass, ready)
    assert await card.kinds() == ["unavailable"]
    await family.write(HOME, "Hanako", "Is anybody there?")
    await load(hass, ready)
    assert {"message", "unavailable"}.isdisjoint(await card.kinds())
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    assert shown["text"] == "Is anybody there?"


async def test_set_up_that_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Who looks at an account that is not set up yet sees it as soon as it is."""
    await set_up(hass, entry)
    await unload(hass, entry)
    card = await connected(hass, hass_ws_client)
    await family.break_("*", "drop", times=-1)
    await card.subscribe(ROOM)
    assert await card.told() == [{"type": "unavailable"}]
    for _ in range(2):
        assert not await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert await card.told() == []
        await hass.config_entries.async_unload(entry.entry_id)
    await family.mend()
    await load(hass, entry)
    assert (await card.next())["room"]["name"] == HOME
    await write(family, "Here we are")
    assert (await card.next("message"))["message"]["text"] == "Here we are"


async def test_reload_that_fails(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """It is told once that the room cannot be had, however often it is tried."""
    await card.subscribe(ROOM)
    await card.next("room")
    await family.break_("*", "drop", times=-1)
    for _ in range(2):
        await hass.config_entries.async_reload(ready.entry_id)
        await hass.async_block_till_done()
    assert ready.state is ConfigEntryState.SETUP_RETRY
    assert await card.told() == [{"type": "unavailable"}]
    await family.mend()
    await hass.config_entries.async_reload(ready.entry_id)
    assert (await card.next())["type"] == "room"


async def test_unsubscribe_from_an_unloaded_account(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Who does not want to wait any more is not told, and nothing stays."""
    before = listeners(coordinator_of(ready))
    number = await card.subscribe(ROOM)
    await unload(hass, ready)
    assert await card.kinds() == ["room", "unavailable"]
    await card.unsubscribe(number)
    await load(hass, ready)
    assert await card.told() == []
    assert listeners(coordinator_of(ready)) == before


async def test_room_that_is_away_when_the_account_comes(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """A room that one list does not have is there again with the next one."""
    await card.subscribe(ELDERS)
    await card.next("room")
    await unload(hass, ready)
    where = family.home.room("Grandparents")
    members = where.members
    where.members = [m for m in members if m.user is not family.home.account]
    await load(hass, ready)
    assert await card.told() == [{"type": "unavailable"}]
    assert await card.refusal("messages", entity_id=ELDERS) == "not_found"
    await family.return_to_room("Grandparents")
    await refresh(hass)
    assert (await card.next())["room"]["name"] == "Grandparents"
    await write(family, "Back again", "Grandparents")
    assert (await card.next("message"))["message"]["text"] == "Back again"


async def test_room_is_left(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """With the room its entities go, and nothing follows, even if it comes back."""
    before = listeners(coordinator_of(ready))
    room_id = family.room_id("Grandparents")
    for entity_id in (ELDERS, "notify.grandparents"):
        await card.subscribe(entity_id)
        await card.next("room")
    for _ in range(2):
        await leave(hass, family, "Grandparents")
    assert await card.told() == [{"type": "gone"}, {"type": "gone"}]
    dispatch = coordinator_of(ready).dispatch
    assert not dispatch._watchers[room_id]
    assert len(dispatch._structure_listeners) == before[2]
    await family.return_to_room("Grandparents")
    await refresh(hass)
    await write(family, "Back again", "Grandparents")
    await until(hass, lambda: hass.states.get("sensor.grandparents_unread_messages"))
    assert await card.told() == []


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_entity_is_removed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    entity_id: str,
) -> None:
    """Without the entity there is nothing to look at."""
    before = listeners(coordinator_of(ready))
    number = await card.subscribe(entity_id)
    await card.next("room")
    er.async_get(hass).async_remove(entity_id)
    assert await card.told() == [{"type": "gone"}]
    await family.write(HOME, "Hanako", "Is anybody there?")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "2")
    await hass.config_entries.async_reload(ready.entry_id)
    assert await card.told() == []
    # Its own entities listen again as before.
    assert listeners(coordinator_of(ready)) == before
    await card.unsubscribe(number)


async def test_entity_is_removed_and_the_account_unloaded(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """Nothing follows the end, not even in the same turn of the loop."""
    await card.subscribe(ROOM)
    await card.next("room")
    er.async_get(hass).async_remove(ROOM)
    await unload(hass, ready)
    assert await card.told() == [{"type": "gone"}]


async def test_account_is_removed(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card
) -> None:
    """With the account its rooms go."""
    await card.subscribe(ROOM)
    await card.next("room")
    await hass.config_entries.async_remove(ready.entry_id)
    assert await card.kinds() == ["unavailable", "gone"]
    assert not ready._on_state_change


async def test_leave_is_taken_away(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    hass_admin_user: MockUser,
) -> None:
    """Whoever may not read the room any more hears nothing of what is said then."""
    before = listeners(coordinator_of(ready))
    await card.subscribe(ROOM)
    await card.next("room")
    hass_admin_user.mock_policy({"entities": {"entity_ids": {ELDERS: True}}})
    await family.write(HOME, "Hanako", "Our secret")
    assert await card.next() == {"type": "gone"}
    await family.write(HOME, "Hanako", "Another secret")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "3")
    assert await card.told() == []
    assert listeners(coordinator_of(ready)) == before


async def test_leave_for_an_entity_that_is_renamed(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    hass_admin_user: MockUser,
) -> None:
    """Leave counts for what the entity is called now."""
    await card.subscribe(ROOM)
    await card.next("room")
    er.async_get(hass).async_update_entity(ROOM, new_entity_id="event.home")
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"event.home": True}}})
    await family.write(HOME, "Hanako", "Hello")
    assert (await card.next("message"))["message"]["text"] == "Hello"
    hass_admin_user.mock_policy({"entities": {"entity_ids": {ROOM: True}}})
    await family.write(HOME, "Hanako", "Our secret")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "3")
    assert [kind for kind in await card.kinds() if kind != "room"] == ["gone"]


async def test_leave_is_taken_away_between_two_messages(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    hass_admin_user: MockUser,
) -> None:
    """Of a batch that is under way, nothing is told after that."""
    await card.subscribe(ROOM)
    await card.next("room")

    def take_away(*_: Any) -> None:
        hass_admin_user.mock_policy({})

    dispatch = coordinator_of(ready).dispatch
    room_id = state_of(coordinator_of(ready), HOME).room.id
    remove = dispatch.watch(room_id, take_away)
    await family.burst([HOME], count=20)
    told = [await card.next()]
    while told[-1]["type"] != "gone":
        told.append(await card.next())
    assert [event["type"] for event in told] == ["message", "gone"]
    assert await card.told() == []
    remove()


async def test_leave_is_taken_away_with_a_change_of_the_room(
    ready: MockConfigEntry, card: Card, hass_admin_user: MockUser
) -> None:
    """What the room is like is not told either."""
    await card.subscribe(ROOM)
    await card.next("room")
    hass_admin_user.mock_policy({})
    account = coordinator_of(ready)
    account.dispatch.room(state_of(account, HOME).room.id)
    assert await card.told() == [{"type": "gone"}]


async def test_leave_is_taken_away_during_a_reload(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    hass_admin_user: MockUser,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Who comes back from it and may not read is told so; the others are not harmed."""
    reader = await connected(hass, hass_ws_client, hass_read_only_access_token)
    before = listeners(coordinator_of(ready))
    await card.subscribe(ROOM)
    await reader.subscribe(ROOM)
    await unload(hass, ready)
    hass_admin_user.mock_policy({})
    await load(hass, ready)
    assert await card.kinds() == ["room", "unavailable", "gone"]
    assert await reader.kinds() == ["room", "unavailable", "room"]
    await reader.close()
    assert listeners(coordinator_of(ready)) == before


async def test_user_leaves_the_group(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: MockUser,
) -> None:
    """Leave comes from groups; what changes there is told at once."""
    before = listeners(coordinator_of(ready))
    card = await connected(hass, hass_ws_client, hass_read_only_access_token)
    await card.subscribe(ROOM)
    assert (await card.next())["room"]["can_control"] is False
    for group, can_control in ((GROUP_ID_ADMIN, True), (GROUP_ID_READ_ONLY, False)):
        await hass.auth.async_update_user(hass_read_only_user, group_ids=[group])
        (told,) = await card.told()
        assert told["room"]["can_control"] is can_control
    await hass.auth.async_update_user(hass_read_only_user, group_ids=[])
    assert await card.told() == [{"type": "gone"}]
    assert listeners(coordinator_of(ready)) == before
    await family.wait_for_subscribers(2)
    await write(family, "Our secret")
    await until(hass, lambda: state(hass, "sensor.happy_family_unread_messages") == "2")
    assert await card.told() == []


async def test_another_user_leaves_the_group(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    hass_read_only_user: MockUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That is no reason to look at the room."""
    await card.subscribe(ROOM)
    await card.next("room")
    monkeypatch.delattr(room_feed, "room_info")
    await hass.auth.async_update_user(hass_read_only_user, group_ids=[])
    assert await card.told() == []
