"""Creating rooms, changing them, and who is in them."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY, GRANDMA, OFFICE, Generation

from ..helpers import act, state, texts, until
from ..rooms import create_room, device_of
from .helpers import EVENT, UNREAD, held

PARTY = "Street Party"
GENERATIONS: list[Generation] = ["1.6.2", "1.3.1"]


def owners(carbonio: CarbonioSimulator, room: str) -> dict[str, bool]:
    """Return who is in a room, and whether as an owner."""
    world = carbonio.world
    members = world.room(room).members
    return {world.people[key].name: member.owner for key, member in members.items()}


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_create(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    generation: Generation,
) -> None:
    """A new group is there at once, and messages go both ways."""
    created = await create_room(
        hass, live, PARTY, members=["Hanako", "Grandma"], description="On Saturday"
    )
    room = carbonio.world.room(PARTY)
    assert created["room_id"] == room.id
    assert room.description == "On Saturday"
    assert owners(carbonio, PARTY) == {"Taro": True, "Hanako": False, "Grandma": False}
    device = device_of(hass, live, room.id)
    assert device
    assert created["device_id"] == device.id
    await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"device_id": device.id, "message": "Who brings a table?"},
        blocking=True,
    )
    await carbonio.say(PARTY, "Hanako", "I do!")
    await until(hass, lambda: "I do!" in texts(messages))


async def test_a_group_of_two(hass: HomeAssistant, live: MockConfigEntry) -> None:
    """A group that the server finds too small is refused with what to do."""
    with pytest.raises(ServiceValidationError) as caught:
        await create_room(hass, live, PARTY, members=["Hanako"])
    assert caught.value.translation_key == "too_few_members"


async def test_a_room_of_two(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """A room of two that is there already is found."""
    found = await create_room(
        hass, live, PARTY, room_type="one_to_one", members=["Grandma"]
    )
    assert found["room_id"] == carbonio.room_id(GRANDMA)


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_update(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    generation: Generation,
) -> None:
    """A room gets another name and description, and neither takes the other away."""
    room = carbonio.world.room(FAMILY)
    await act(hass, "update_room", EVENT, description="Ours")
    await act(hass, "update_room", EVENT, name="Relatives")
    assert (room.name, room.description) == ("Relatives", "Ours")
    device = device_of(hass, live, room.id)
    assert device
    assert device.name == "Relatives"
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "update_room", EVENT, name="Relatives", password="roses")
    assert caught.value.translation_key == "room_password_not_supported"


@pytest.mark.parametrize(
    ("data", "refusal", "limit"),
    [
        ({"name": "n" * 129}, "room_name_too_long", "128"),
        ({"name": "Ours", "description": "d" * 257}, "description_too_long", "256"),
    ],
    ids=["name", "description"],
)
async def test_too_long(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    data: dict[str, str],
    refusal: str,
    limit: str,
) -> None:
    """What is too long is told with the limit, before anything is changed or made."""
    new: dict[str, Any] = {"name": PARTY, "members": ["Hanako", "Grandma"], **data}
    for acting in (
        act(hass, "update_room", EVENT, **data),
        create_room(hass, live, **new),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await acting
        assert caught.value.translation_key == refusal
        assert caught.value.translation_placeholders == {
            "service": "Carbonio Chats",
            "limit": limit,
        }
    assert carbonio.world.room(FAMILY)
    assert not carbonio.calls("update_room")
    assert not carbonio.calls("insert_room")


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_members(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    generation: Generation,
) -> None:
    """Everybody is listed, goes, comes back, and becomes an owner: by name."""
    listed = (await act(hass, "list_members", EVENT))["members"]
    assert {found["name"]: found["role"] for found in listed} == {
        "Taro": "owner",
        "Hanako": "user",
        "Grandma": "user",
    }
    hanako = next(found["id"] for found in listed if found["name"] == "Hanako")
    assert await act(hass, "remove_member", EVENT, member="Hanako") == {
        EVENT: {"member": hanako}
    }
    assert "Hanako" not in owners(carbonio, FAMILY)
    assert await act(hass, "add_member", EVENT, member="Hanako") == {
        EVENT: {"member": hanako}
    }
    await act(hass, "set_member_role", EVENT, member=hanako, role="owner")
    assert owners(carbonio, FAMILY)["Hanako"]
    await act(hass, "set_member_role", EVENT, member=hanako, role="user")
    assert not owners(carbonio, FAMILY)["Hanako"]
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_member", EVENT, member="Santa")
    assert caught.value.translation_key == "no_such_member"


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_clear_history(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    generation: Generation,
) -> None:
    """What was said is gone for this account, and nothing of it is unread."""
    await carbonio.say(FAMILY, "Hanako", "A secret")
    await until(hass, lambda: "A secret" in texts(messages))
    assert state(hass, UNREAD) != "0"
    assert await act(hass, "clear_history", EVENT) == {
        EVENT: {"room_id": carbonio.room_id(FAMILY)}
    }
    await until(hass, lambda: state(hass, UNREAD) == "0")
    assert (await act(hass, "get_messages", EVENT))["messages"] == []
    await carbonio.say(FAMILY, "Hanako", "A new beginning")
    await until(hass, lambda: "A new beginning" in texts(messages))
    found = (await act(hass, "get_messages", EVENT))["messages"]
    assert [message["text"] for message in found] == ["A new beginning"]


@pytest.mark.parametrize("action", ["leave_room", "delete_room"])
@pytest.mark.parametrize("generation", GENERATIONS)
async def test_gone_for_good(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    action: str,
    generation: Generation,
) -> None:
    """A room that is left or deleted goes with its device, and nobody is alarmed."""
    room_id = carbonio.room_id(FAMILY)
    if action == "leave_room":
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, action, EVENT)
        assert caught.value.translation_key == "last_moderator"
        await act(hass, "set_member_role", EVENT, member="Hanako", role="owner")
    assert await act(hass, action, EVENT) == {EVENT: {"room_id": room_id}}
    await until(hass, lambda: hass.states.get(EVENT) is None)
    assert device_of(hass, live, room_id) is None
    assert room_id not in live.options["rooms"]
    assert not issue_registry.issues


async def test_not_an_owner(hass: HomeAssistant, live: MockConfigEntry) -> None:
    """What only owners may do is refused before anybody is asked."""
    club = "event.book_club_message"
    for action, data, refusal in (
        ("update_room", {"name": "Mine"}, "rename_not_supported"),
        ("delete_room", {}, "delete_room_not_supported"),
        ("add_member", {"member": "Hanako"}, "members_not_supported"),
        (
            "set_member_role",
            {"member": "Hanako", "role": "owner"},
            "role_not_supported",
        ),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, action, club, **data)
        assert caught.value.translation_key == refusal


@pytest.mark.parametrize(
    ("action", "endpoint"),
    [("leave_room", "delete_room_member"), ("delete_room", "delete_room")],
)
@pytest.mark.parametrize("generation", GENERATIONS)
async def test_the_events_come_first(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    action: str,
    endpoint: str,
    generation: Generation,
) -> None:
    """Nobody is alarmed when the room is gone before the server has answered."""
    await act(hass, "set_member_role", EVENT, member="Hanako", role="owner")
    async with held(carbonio, endpoint) as waiting:
        acting = asyncio.create_task(act(hass, action, EVENT))
        await carbonio.wait_for(lambda: waiting)
        await until(hass, lambda: hass.states.get(EVENT) is None)
    await acting
    await hass.async_block_till_done()
    assert not issue_registry.issues
    assert carbonio_rooms(live) == live.options["rooms"]


@pytest.mark.parametrize("action", ["leave_room", "delete_room"])
@pytest.mark.parametrize("generation", ["1.3.1"])
async def test_channels_go_with_their_workspace(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    action: str,
    generation: Generation,
) -> None:
    """A workspace takes its channels along, and nobody is alarmed."""
    coordinator = live.runtime_data
    office = carbonio.world.room(OFFICE)
    for member in office.members.values():
        member.owner = True
    await coordinator.async_ask_for_all()
    entity = coordinator.dispatch.event_entity(office.id)
    await act(hass, action, entity.entity_id)
    for _ in range(2):
        await coordinator.async_ask_for_all()
    await hass.async_block_till_done()
    assert not issue_registry.issues
    assert not [s for s in coordinator.rooms.values() if OFFICE in s.room.name]


def carbonio_rooms(entry: MockConfigEntry) -> list[str]:
    """Return the ids of the rooms that the account follows."""
    return sorted(entry.runtime_data.rooms)
