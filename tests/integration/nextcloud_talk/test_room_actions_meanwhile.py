"""What happens to rooms while an action is at work on them."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import GROUP

from ..helpers import act, texts, until
from ..rooms import create_room
from .helpers import GARDEN_CLUB, GRANDMA, NEIGHBOURS, heartbeat, held

EVENT = "event.neighbours_message"


def is_in(talk: NextcloudTalkSimulator, user: str, room_id: str) -> bool:
    """Tell whether somebody is in a room that is still there."""
    room = talk.cloud.rooms.get(room_id)
    return room is not None and any(who.user.id == user for who in room.attendees)


@pytest.mark.parametrize("action", ["leave_room", "delete_room"])
async def test_a_list_that_was_asked_for_before(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    issue_registry: ir.IssueRegistry,
    action: str,
) -> None:
    """A list that still has the room does not bring it back."""
    token = talk.room_id(NEIGHBOURS)
    async with held(talk, "rooms") as waiting:
        listing = asyncio.create_task(ready.runtime_data.async_refresh())
        await talk.wait_for(lambda: waiting)
        acting = asyncio.create_task(act(hass, action, EVENT))
        await talk.wait_for(lambda: not is_in(talk, "taro", token))
        await until(hass, lambda: token not in ready.options["rooms"])
    await listing
    await acting
    await hass.async_block_till_done()
    assert hass.states.get(EVENT) is None
    assert not issue_registry.issues


async def test_lists_after_it_change_nothing(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A room that is gone is gone once, and not with each list."""
    await act(hass, "leave_room", EVENT)
    await hass.async_block_till_done()
    coordinator, built = ready.runtime_data, list[str]()
    monkeypatch.setattr(coordinator.dispatch, "structure", lambda: built.append("!"))
    for _ in range(2):
        await coordinator.async_ask_for_all()
    assert built == []


async def test_options_that_are_saved_meanwhile(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What the user chooses while a room is created stays chosen."""
    neighbours, club = talk.room_id(NEIGHBOURS), talk.room_id(GARDEN_CLUB)
    chosen = {
        "rooms": [neighbours],
        "known_rooms": list(talk.cloud.rooms),
        "follow_new_rooms": False,
    }
    await _choose(hass, ready, **chosen)
    async with held(talk, "create_room") as waiting:
        creating = asyncio.create_task(create_room(hass, ready, "Party"))
        await talk.wait_for(lambda: waiting)
        await _choose(hass, ready, **chosen | {"rooms": [neighbours, club]})
    created = await creating
    assert set(ready.options["rooms"]) == {neighbours, club, created["room_id"]}
    assert created["device_id"]
    assert hass.states.get("event.party_message")


async def test_a_reload_while_a_room_is_left(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The account that is running by then lets the room go."""
    token = talk.room_id(NEIGHBOURS)
    async with held(talk, "leave_room") as waiting:
        leaving = asyncio.create_task(act(hass, "leave_room", EVENT))
        await talk.wait_for(lambda: waiting)
        await hass.config_entries.async_reload(ready.entry_id)
    await leaving
    await hass.async_block_till_done()
    assert token not in ready.runtime_data.rooms
    assert hass.states.get(EVENT) is None
    assert not issue_registry.issues


async def test_a_room_that_was_closed_meanwhile(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What counts as open gets its password first: it might not be open any more."""
    await act(hass, "set_guest_access", EVENT, allowed=True)
    room = talk.cloud.room(NEIGHBOURS)
    room.type = GROUP
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "set_guest_access", EVENT, allowed=True, password="wild-roses")
    assert caught.value.translation_key == "forbidden"
    assert room.type == GROUP


async def test_what_was_said_before_the_invitation_came(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was left is a new one: what it begins with is not late."""
    await act(hass, "leave_room", EVENT)
    await hass.async_block_till_done()
    await talk.write(NEIGHBOURS, "Hanako", "He is gone")
    await talk.add_member(NEIGHBOURS, "taro")
    await talk.write(NEIGHBOURS, "Hanako", "Welcome back")
    await ready.runtime_data.async_ask_for_all()
    await until(hass, lambda: "Welcome back" in texts(messages))
    welcome = next(e for e in messages if e.data["text"] == "Welcome back")
    assert not welcome.data["missed"]


@pytest.mark.parametrize(
    "options", [{"rooms": [], "known_rooms": [], "follow_new_rooms": False}]
)
async def test_the_first_message_of_a_new_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A list that shows the room before it is followed swallows nothing."""
    async with held(talk, "add_participant") as waiting:
        creating = asyncio.create_task(
            create_room(hass, ready, "Party", members=["hanako"])
        )
        await talk.wait_for(lambda: waiting)
        await talk.add_member("Party", "grandma")
        await talk.write("Party", "Grandma", "First!")
        await ready.runtime_data.async_ask_for_all()
    await creating
    await until(hass, lambda: "First!" in texts(messages))


async def test_an_id_wins_over_a_name(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Nobody is invited for calling herself like somebody else's id."""
    talk.cloud.people["grandma"].name = "Jiro"
    await talk.write(NEIGHBOURS, "Jiro", "Hello")
    await heartbeat(hass)
    await create_room(hass, ready, "Secret", members=["jiro"])
    people = {who.user.id for who in talk.cloud.room("Secret").attendees}
    assert people == {"taro", "jiro"}


async def test_a_guest_is_nobody_to_invite(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Who only visits is not found by name, though another one is called the same."""
    await talk.add_guest(NEIGHBOURS, "Grandma")
    answer = await act(hass, "add_member", EVENT, member="Grandma")
    assert answer == {EVENT: {"member": "grandma"}}


@pytest.mark.parametrize("status", [403, 404])
async def test_a_room_that_does_not_tell_its_members(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    status: int,
) -> None:
    """Looking for a name goes on in the other rooms."""
    await talk.break_("participants", "status", status=status, room=GRANDMA)
    await talk.add_member(GARDEN_CLUB, "jiro")
    answer = await act(hass, "add_member", EVENT, member="Jiro")
    assert answer == {EVENT: {"member": "jiro"}}
    asked = [(call.room, call.status) for call in talk.calls("participants")]
    assert (talk.room_id(GRANDMA), status) in asked


async def _choose(hass: HomeAssistant, entry: ConfigEntry, **options: Any) -> None:
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
