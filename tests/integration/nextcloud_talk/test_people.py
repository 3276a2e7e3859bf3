"""Whom a name means, and that who comes or goes is told at once."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import act, kinds, until
from .helpers import GARDEN_CLUB, NEIGHBOURS, heartbeat

EVENT = "event.neighbours_message"
# As the documentation says.
ROOMS_TO_ASK = 20


async def test_who_has_written_lately(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Where no list tells the members, those who write are known without asking."""
    await talk.add_member(GARDEN_CLUB, "jiro")
    await talk.write(GARDEN_CLUB, "Jiro", "Hello")
    await heartbeat(hass)
    assert [state.room.members for state in ready.runtime_data.rooms.values()] == [
        None,
        None,
        None,
    ]
    answer = await act(hass, "add_member", EVENT, member="Jiro")
    assert answer == {EVENT: {"member": "jiro"}}
    assert not talk.calls("participants")


@pytest.mark.parametrize("have_written", [True, False])
@pytest.mark.parametrize("room", [NEIGHBOURS, GARDEN_CLUB])
async def test_two_of_one_name(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    have_written: bool,
    room: str,
) -> None:
    """Nobody is let in for having somebody else's name, in the same room or another."""
    await talk.add_member(room, "jiro")
    for user, where in (("hanako", NEIGHBOURS), ("jiro", room)):
        talk.cloud.people[user].name = "Hanako B"
        if have_written:
            await talk.write(where, user, "Hello")
    if have_written:
        await heartbeat(hass)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_member", EVENT, member="hanako b")
    assert caught.value.translation_key == "member_ambiguous"
    assert not talk.calls("add_participant")
    assert bool(talk.calls("participants")) is not have_written


async def test_not_all_rooms_are_asked(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Looking for somebody ends after some rooms: all of them could take minutes."""
    await talk.many_rooms(ROOMS_TO_ASK)
    await ready.runtime_data.async_ask_for_all()
    assert len(ready.runtime_data.rooms) > ROOMS_TO_ASK
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_member", EVENT, member="Santa Claus")
    assert caught.value.translation_key == "no_such_member"
    rooms = [call.room for call in talk.calls("participants")]
    # The last of them tells that it is not the room that is missing.
    assert rooms.pop() == talk.room_id(NEIGHBOURS)
    assert len(rooms) == len(set(rooms)) == ROOMS_TO_ASK


@pytest.mark.parametrize(
    ("action", "member", "change"),
    [("add_member", "jiro", "joined"), ("remove_member", "grandma", "left")],
)
async def test_members_are_told_at_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    told: list[Event[Any]],
    action: str,
    member: str,
    change: str,
) -> None:
    """Who comes or goes is told without waiting for the next list to come due."""
    await act(hass, action, EVENT, member=member)
    await until(hass, lambda: change in kinds(told))
    assert told[-1].event_type == "chat_rooms_member"
    assert told[-1].data["member_id"] == member
