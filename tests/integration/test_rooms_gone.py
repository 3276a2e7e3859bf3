"""Rooms that the service no longer lists."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import refresh, texts, until
from .rooms import CLUB, CLUB_ENTITIES, club_entities, device_of


async def leave(hass: HomeAssistant, family: BoccoSimulator, room: str) -> None:
    """Leave a room and let one list tell of it: its long poll is not woken."""
    where = family.home.room(room)
    where.members = [m for m in where.members if m.user is not family.home.account]
    await refresh(hass)


async def test_a_room_goes_after_two_lists(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room that two complete lists do not have loses its device and entities."""
    await family.wait_for_subscribers(2)
    room_id = family.room_id("Grandparents")
    await leave(hass, family, "Grandparents")
    assert device_of(hass, ready, room_id) is not None
    assert hass.states.get("notify.grandparents") is not None

    await refresh(hass)
    assert device_of(hass, ready, room_id) is None
    registry = er.async_get(hass)
    assert not any("grandparents" in entity_id for entity_id in registry.entities)
    assert not any(
        "grandparents" in entity for entity in hass.states.async_entity_ids()
    )
    assert hass.states.get("notify.happy_family") is not None
    assert hass.states.is_state("binary_sensor.bocco_taro_connected", "on")


async def test_a_room_that_the_feed_misses(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A long poll that is refused brings the list at once, and ends with the room."""
    await family.wait_for_subscribers(2)
    await family.forget_requests()
    await family.leave_room("Grandparents")
    await family.wait_for_requests("joined", status=200)
    await refresh(hass)
    await refresh(hass)
    assert hass.states.get("notify.grandparents") is None
    assert hass.states.is_state("binary_sensor.bocco_taro_connected", "on")
    assert ready.runtime_data.feeds.counts() == {"all": 1, "down": 0}


async def test_a_list_that_fails_is_no_list(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An outage says nothing about which rooms there are."""
    await family.wait_for_subscribers(2)
    room_id = family.room_id("Grandparents")
    await leave(hass, family, "Grandparents")
    await family.break_("joined", "status", status=503, times=2)
    for _ in range(2):
        with pytest.raises(HomeAssistantError):
            await refresh(hass)
    assert device_of(hass, ready, room_id) is not None
    await refresh(hass)
    assert device_of(hass, ready, room_id) is None


async def test_a_room_that_is_back_in_time_stays(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The lists without a room must be in a row."""
    await family.wait_for_subscribers(2)
    room_id = family.room_id("Grandparents")
    for _ in range(2):
        await leave(hass, family, "Grandparents")
        assert device_of(hass, ready, room_id) is not None
        assert hass.states.get("notify.grandparents") is not None
        await family.return_to_room("Grandparents")
        await refresh(hass)
        await family.wait_for_subscribers(1, "Grandparents")


def issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return this integration's repair issues."""
    return [
        issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    ]


async def test_a_chosen_room_that_is_gone_is_an_issue(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The user is told that a chosen room is gone, until it is back."""
    await family.wait_for_subscribers(2)
    room_id = family.room_id("Grandparents")
    await leave(hass, family, "Grandparents")
    assert issues(hass) == []
    await refresh(hass)
    (issue,) = issues(hass)
    assert issue.translation_key == "room_gone"
    assert issue.translation_placeholders == {
        "room": "Grandparents",
        "account": "BOCCO Taro",
    }
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.is_fixable is False
    await refresh(hass)
    assert len(issues(hass)) == 1

    await family.return_to_room("Grandparents")
    await refresh(hass)
    assert issues(hass) == []
    assert device_of(hass, ready, room_id) is not None
    assert hass.states.get("notify.grandparents") is not None


async def test_saving_the_options_settles_the_issue(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Once the user has chosen without the room, there is nothing left to tell."""
    await family.wait_for_subscribers(2)
    await leave(hass, family, "Grandparents")
    await refresh(hass)
    assert len(issues(hass)) == 1
    form = await hass.config_entries.options.async_init(ready.entry_id)
    await hass.config_entries.options.async_configure(
        form["flow_id"], {"rooms": [family.room_id(HOME)]}
    )
    await hass.async_block_till_done()
    assert issues(hass) == []
    await refresh(hass)
    await refresh(hass)
    assert issues(hass) == []


async def test_removing_the_account_settles_the_issue(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Nobody is told of a room of an account that is not there any more."""
    await family.wait_for_subscribers(2)
    await leave(hass, family, "Grandparents")
    await refresh(hass)
    assert await hass.config_entries.async_remove(ready.entry_id)
    assert issues(hass) == []


async def test_a_room_that_came_by_itself_goes_by_itself(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room that nobody chose is no issue when it goes."""
    room_id = await family.create_room(CLUB, ["Hanako"])
    await refresh(hass)
    await family.wait_for_subscribers(3)
    assert club_entities(hass) == CLUB_ENTITIES
    await leave(hass, family, CLUB)
    await refresh(hass)
    assert device_of(hass, ready, room_id) is None
    assert club_entities(hass) == set()
    assert issues(hass) == []


async def test_a_room_that_returns_repeats_nothing(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room that was known is not new when it returns: none of its messages is."""
    await family.wait_for_subscribers(2)
    await family.write("Grandparents", "Grandpa", "Where are you going?")
    await until(hass, lambda: messages)
    await leave(hass, family, "Grandparents")
    await refresh(hass)
    await family.return_to_room("Grandparents")
    await refresh(hass)
    await family.wait_for_subscribers(1, "Grandparents")
    await family.write("Grandparents", "Grandpa", "There you are")
    await until(hass, lambda: "There you are" in texts(messages))
    assert texts(messages) == ["Where are you going?", "There you are"]


async def test_a_reload_does_not_forget_which_room_is_gone(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """After a reload the user is told again, and of the same room."""
    await family.wait_for_subscribers(2)
    await leave(hass, family, "Grandparents")
    await refresh(hass)
    await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    await refresh(hass)
    (issue,) = issues(hass)
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["room"] == "Grandparents"
