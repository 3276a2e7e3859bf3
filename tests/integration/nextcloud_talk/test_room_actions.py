"""Creating rooms, changing them, and who is in them."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from ..helpers import act, texts, unload, until
from ..rooms import account_of, create_room, device_of
from .helpers import GRANDMA, NEIGHBOURS, heartbeat

EVENT = "event.neighbours_message"
CLUB = "event.garden_club_message"


async def names(talk: NextcloudTalkSimulator, room: str) -> dict[str, int]:
    """Return who is in a room, and as what, as the server has it."""
    found = await talk.attendees(room)
    return {attendee["actorId"]: attendee["participantType"] for attendee in found}


async def test_create(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A new room is there at once, with everybody, and messages of it arrive."""
    created = await create_room(
        hass,
        ready,
        "Street Party",
        members=["hanako", "Grandma"],
        description="On Saturday",
    )
    room = talk.cloud.room("Street Party")
    assert created["room_id"] == room.token
    assert room.description == "On Saturday"
    assert set(await names(talk, "Street Party")) == {"taro", "hanako", "grandma"}
    device = device_of(hass, ready, room.token)
    assert device
    assert created["device_id"] == device.id
    assert device.name == "Street Party"
    assert hass.states.get("notify.street_party")
    await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"device_id": created["device_id"], "message": "Who brings a table?"},
        blocking=True,
    )
    assert "Who brings a table?" in [sent["text"] for sent in await talk.received()]
    await talk.write("Street Party", "Hanako", "I do!")
    await heartbeat(hass)
    await until(hass, lambda: "I do!" in texts(messages))


@pytest.mark.parametrize(
    "options", [{"rooms": [], "known_rooms": [], "follow_new_rooms": False}]
)
async def test_created_room_is_followed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
) -> None:
    """Who creates a room wants it, whatever the options say of new rooms."""
    created = await create_room(
        hass,
        ready,
        "Street Party",
    )
    assert hass.states.get("event.street_party_message")
    assert ready.options["rooms"] == [created["room_id"]]
    await unload(hass, ready)
    assert await hass.config_entries.async_setup(ready.entry_id)
    await hass.async_block_till_done()
    event = hass.states.get("event.street_party_message")
    assert event
    assert event.state != "unavailable"
    assert not hass.states.get(EVENT)


async def test_create_public_and_one_to_one(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """There are rooms for guests, and rooms of two; one that is there is found."""
    public = await create_room(hass, ready, "Open House", room_type="public")
    assert talk.cloud.rooms[public["room_id"]].type == 3
    found = await create_room(
        hass, ready, "Tea", room_type="one_to_one", members="Grandma"
    )
    assert found["room_id"] == talk.room_id(GRANDMA)
    assert len(talk.cloud.rooms) == 4


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({"room_type": "castle"}, "room_type_not_supported"),
        ({"room_type": "one_to_one"}, "one_member_needed"),
        (
            {"room_type": "one_to_one", "members": ["hanako", "grandma"]},
            "one_member_needed",
        ),
        ({"members": ["nobody"]}, "no_such_member"),
        ({"name": "x" * 300}, "room_name_too_long"),
    ],
    ids=str,
)
async def test_create_refused(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    data: dict[str, Any],
    refusal: str,
) -> None:
    """What cannot be created is told, and nothing is left of it."""
    with pytest.raises(ServiceValidationError) as caught:
        await create_room(hass, ready, **{"name": "Club"} | data)
    assert caught.value.translation_key == refusal
    assert len(talk.cloud.rooms) == 3


async def test_update(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A room gets another name and description, and its device follows."""
    answer = await act(
        hass, "update_room", EVENT, name="Good neighbours", description="Ours"
    )
    room = talk.cloud.room("Good neighbours")
    assert answer == {EVENT: {"room_id": room.token}}
    assert room.description == "Ours"
    device = device_of(hass, ready, room.token)
    assert device
    assert device.name == "Good neighbours"


async def test_update_several(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Where one of the rooms cannot, none is changed."""
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN,
            "update_room",
            {"entity_id": [EVENT, CLUB], "name": "Everybody"},
            blocking=True,
        )
    assert caught.value.translation_key == "rename_not_supported"
    assert talk.cloud.room(NEIGHBOURS)


async def test_guests(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Guests are let in with a password, another password is set, they are kept out."""
    room = talk.cloud.room(NEIGHBOURS)
    await act(hass, "set_guest_access", EVENT, allowed=True, password="pruned-roses")
    assert (room.type, room.password) == (3, "pruned-roses")
    await act(hass, "update_room", EVENT, password="")
    assert (room.type, room.password) == (3, "")
    await act(hass, "set_guest_access", EVENT, allowed=True, password="wild-roses")
    assert (room.type, room.password) == (3, "wild-roses")
    await act(hass, "set_guest_access", EVENT, allowed=False)
    assert room.type == 2


async def test_nobody_comes_in_without_the_password(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Where the server does not take the password, the room is closed again."""
    await talk.break_("set_password", "status", status=400)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_guest_access", EVENT, allowed=True, password="12345")
    assert caught.value.translation_key == "password_refused"
    assert talk.cloud.room(NEIGHBOURS).type == 2


async def test_members(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Everybody is listed, comes and goes, and may run the room."""
    listed = (await act(hass, "list_members", EVENT))["members"]
    assert {found["id"]: found["role"] for found in listed} == {
        "taro": "owner",
        "hanako": "moderator",
        "grandma": "user",
    }
    assert listed[0].keys() == {"id", "name", "role", "kind", "entity_id"}
    assert await act(hass, "add_member", EVENT, member="jiro") == {
        EVENT: {"member": "jiro"}
    }
    assert await act(
        hass, "set_member_role", EVENT, member="JIRO", role="moderator"
    ) == {EVENT: {"member": "jiro", "role": "moderator"}}
    assert await names(talk, NEIGHBOURS) == {
        "taro": 1,
        "hanako": 2,
        "grandma": 3,
        "jiro": 2,
    }
    await act(hass, "set_member_role", EVENT, member="jiro", role="user")
    assert await act(hass, "remove_member", EVENT, member="Grandma") == {
        EVENT: {"member": "grandma"}
    }
    assert await names(talk, NEIGHBOURS) == {"taro": 1, "hanako": 2, "jiro": 3}


@pytest.mark.parametrize(
    ("action", "data", "refusal"),
    [
        ("remove_member", {"member": "Santa"}, "no_such_member"),
        ("remove_member", {"member": "taro"}, "member_is_yourself"),
        ("set_member_role", {"member": "Taro", "role": "user"}, "member_is_yourself"),
        (
            "set_member_role",
            {"member": "hanako", "role": "owner"},
            "role_not_supported",
        ),
        ("add_member", {"member": "Santa"}, "no_such_member"),
    ],
)
async def test_whom_nobody_knows(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    action: str,
    data: dict[str, str],
    refusal: str,
) -> None:
    """A slip is told, and the room stays as it is."""
    before = await names(talk, NEIGHBOURS)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, EVENT, **data)
    assert caught.value.translation_key == refusal
    assert await names(talk, NEIGHBOURS) == before


async def test_two_of_one_name(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Nobody is removed for having somebody else's name; the id tells them apart."""
    talk.cloud.people["grandma"].name = "hanako"
    talk.cloud.people["hanako"].name = "Hanako B"
    talk.cloud.people["jiro"].name = "Hanako B"
    await talk.add_member(NEIGHBOURS, "jiro")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "remove_member", EVENT, member="hanako b")
    assert caught.value.translation_key == "member_ambiguous"
    answer = await act(hass, "remove_member", EVENT, member="hanako")
    assert answer == {EVENT: {"member": "hanako"}}


@pytest.mark.parametrize("action", ["leave_room", "delete_room"])
async def test_gone_for_good(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    action: str,
) -> None:
    """A room that is left or deleted goes with its device, and nobody is alarmed."""
    token = talk.room_id(NEIGHBOURS)
    assert await act(hass, action, EVENT) == {EVENT: {"room_id": token}}
    await hass.async_block_till_done()
    assert device_of(hass, ready, token) is None
    assert er.async_get(hass).async_get(EVENT) is None
    assert hass.states.get(EVENT) is None
    assert token not in ready.options["rooms"]
    assert token not in ready.options["known_rooms"]
    assert not issue_registry.issues
    if action == "delete_room":
        assert token not in talk.cloud.rooms
    else:
        assert "taro" not in await names(talk, NEIGHBOURS)


async def test_invited_again(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A room that was left is a new one when the account is invited again."""
    await act(hass, "leave_room", EVENT)
    await hass.async_block_till_done()
    await talk.add_member(NEIGHBOURS, "taro")
    await ready.runtime_data.async_ask_for_all()
    await hass.async_block_till_done()
    assert hass.states.get(EVENT)


async def test_the_last_moderator_stays(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A room must not be left without anybody who runs it."""
    await act(hass, "set_member_role", EVENT, member="hanako", role="user")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "leave_room", EVENT)
    assert caught.value.translation_key == "last_moderator"
    assert hass.states.get(EVENT)
    assert talk.room_id(NEIGHBOURS) in ready.options["rooms"]


async def test_while_the_server_is_down(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Nothing is given up that the server did not hear of."""
    await talk.break_("*", "status", status=503, times=-1)
    for action in ("leave_room", "delete_room", "list_members"):
        with pytest.raises(HomeAssistantError) as caught:
            await act(hass, action, EVENT)
        assert caught.value.translation_key == "cannot_connect"
    assert talk.room_id(NEIGHBOURS) in ready.options["rooms"]
    assert dr.async_get(hass).async_get(account_of(hass, ready))


@pytest.mark.parametrize("generation", ["old"])
async def test_server_of_2018(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    generation: Name,
) -> None:
    """The first servers can do it as well, but for descriptions."""
    await act(hass, "update_room", EVENT, name="Good neighbours")
    assert talk.cloud.room("Good neighbours")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "update_room", EVENT, description="Ours")
    assert caught.value.translation_key == "describe_not_supported"
    await act(hass, "add_member", EVENT, member="jiro")
    assert "jiro" in await names(talk, "Good neighbours")
    created = await create_room(hass, ready, "Party", members=["hanako"])
    assert set(await names(talk, "Party")) == {"taro", "hanako"}
    assert created["room_id"] == talk.room_id("Party")
