"""Changing which rooms are followed, and how."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER

from .conftest import HOME, set_up
from .flows import show_form, suggested
from .helpers import calls_begun, pass_time, refresh, until

GRANDPARENTS = "Grandparents"


async def open_options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the form of the options."""
    return await hass.config_entries.options.async_init(entry.entry_id)


async def save(
    hass: HomeAssistant, form: ConfigFlowResult, **what: Any
) -> ConfigFlowResult:
    """Save the options."""
    result = await hass.config_entries.options.async_configure(form["flow_id"], what)
    await hass.async_block_till_done()
    return result


def device_names(hass: HomeAssistant, entry: MockConfigEntry) -> set[str | None]:
    """Return the names of an account's devices."""
    registry = dr.async_get(hass)
    return {
        device.name
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
    }


async def test_all_options_are_stored(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What is stored is exactly what was chosen, and it holds at once."""
    before = ready.runtime_data
    form = await open_options(hass, ready)
    assert show_form(form, "init")
    chosen = {
        "rooms": [family.room_id(HOME)],
        "follow_new_rooms": False,
        "poll_interval": 60,
        "catch_up": False,
        "mark_read": True,
    }
    result = await save(hass, form, **chosen)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert ready.options == {**chosen, "known_rooms": list(family.home.rooms)}
    assert ready.state is ConfigEntryState.LOADED
    assert ready.runtime_data is not before
    assert ready.update_listeners == []


async def test_the_form_shows_what_holds(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """The form is filled in with the options, and with new rooms that are followed."""
    known = list(family.home.rooms)
    new = await family.create_room("Club")
    hass.config_entries.async_update_entry(
        entry,
        options={
            **entry.options,
            "rooms": known[:1],
            "poll_interval": 90,
            "catch_up": False,
            "mark_read": True,
        },
    )
    await set_up(hass, entry)
    form = await open_options(hass, entry)
    assert suggested(form, "rooms") == [known[0], new]
    assert suggested(form, "follow_new_rooms") is True
    assert suggested(form, "poll_interval") == 90
    assert suggested(form, "catch_up") is False
    assert suggested(form, "mark_read") is True


async def test_the_form_shows_what_holds_without_options(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Until they are chosen, catching up is on and marking as read is off."""
    await family.create_room("Club")
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "follow_new_rooms": False}
    )
    await set_up(hass, entry)
    form = await open_options(hass, entry)
    assert suggested(form, "rooms") == entry.options["rooms"]
    assert suggested(form, "follow_new_rooms") is False
    assert suggested(form, "poll_interval") is None
    assert suggested(form, "catch_up") is True
    assert suggested(form, "mark_read") is False


async def test_a_room_that_is_taken_out_goes(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room that is no longer chosen loses its device, entities and feed."""
    await family.wait_for_subscribers(2)
    form = await open_options(hass, ready)
    await save(hass, form, rooms=[family.room_id(HOME)])
    assert device_names(hass, ready) == {"BOCCO Taro", HOME}
    registry = er.async_get(hass)
    assert not any("grandparents" in entity_id for entity_id in registry.entities)
    assert not any(
        "grandparents" in entity for entity in hass.states.async_entity_ids()
    )
    await family.wait_for_subscribers(1, HOME)
    await family.wait_for(lambda: not family.home.room(GRANDPARENTS).waiting)


async def test_a_room_that_is_chosen_comes(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A room that is chosen later gets its device and entities."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "rooms": [family.room_id(HOME)]}
    )
    await set_up(hass, entry)
    assert device_names(hass, entry) == {"BOCCO Taro", HOME}
    form = await open_options(hass, entry)
    await save(hass, form, rooms=list(family.home.rooms))
    assert device_names(hass, entry) == {"BOCCO Taro", HOME, GRANDPARENTS}
    assert hass.states.get("notify.grandparents") is not None


async def test_what_was_offered_is_known(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room that was on the list and not chosen is not new any more."""
    new = await family.create_room("Club")
    form = await open_options(hass, ready)
    known = list(family.home.rooms)
    assert new in known
    await save(hass, form, rooms=known[:2], follow_new_rooms=True)
    assert ready.options["known_rooms"] == known
    assert ready.options["rooms"] == known[:2]
    assert hass.states.get("notify.club") is None
    assert "Club" not in device_names(hass, ready)


async def test_no_room_can_be_chosen(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An account may be kept without any room."""
    await save(hass, await open_options(hass, ready), rooms=[])
    assert ready.state is ConfigEntryState.LOADED
    assert device_names(hass, ready) == {"BOCCO Taro"}


async def lists_within(
    hass: HomeAssistant,
    family: BoccoSimulator,
    seconds: float,
) -> int:
    """Return how many lists of rooms are asked for within some time."""
    await family.forget_requests()
    await pass_time(hass, seconds)
    return len(await calls_begun(hass, family, "joined"))


async def test_poll_interval(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
) -> None:
    """The account is asked in the user's rhythm, and in its own once that is emptied."""
    rooms = list(family.home.rooms)
    form = await open_options(hass, ready)
    await save(hass, form, rooms=rooms, poll_interval=20)
    await family.wait_for_subscribers(2)
    await refresh(hass)
    assert await lists_within(hass, family, 15) == 0
    assert await lists_within(hass, family, 25) == 1

    form = await open_options(hass, ready)
    assert suggested(form, "poll_interval") == 20
    await save(hass, form, rooms=rooms)
    assert "poll_interval" not in ready.options
    await family.wait_for_subscribers(2)
    await refresh(hass)
    assert await lists_within(hass, family, 40) == 0
    assert ready.runtime_data.update_interval == timedelta(minutes=5)
    assert suggested(await open_options(hass, ready), "poll_interval") is None


@pytest.mark.parametrize("seconds", [0, 9, 3601])
async def test_poll_interval_has_limits(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry, seconds: int
) -> None:
    """Nobody can make Home Assistant flood a service."""
    form = await open_options(hass, entry)
    with pytest.raises(InvalidData):
        await save(hass, form, poll_interval=seconds)


async def test_mark_read(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """With mark_read what comes is read at the service, without it it is not."""
    await family.wait_for_subscribers(2)
    read = await family.read_id(HOME)
    await family.write(HOME, "Hanako", "One")
    await family.wait_for_subscribers(1, HOME)
    assert await family.read_id(HOME) == read

    rooms = list(family.home.rooms)
    await save(hass, await open_options(hass, ready), rooms=rooms, mark_read=True)
    await family.wait_for_subscribers(2)
    message = await family.write(HOME, "Hanako", "Two")
    await family.wait_for_requests("read", room=HOME, status=200)
    assert await family.read_id(HOME) == message["id"]


async def test_without_a_loaded_entry(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """The options of an account that is not set up can be changed, too."""
    form = await open_options(hass, entry)
    assert show_form(form, "init")
    rooms = [family.room_id(HOME)]
    result = await save(hass, form, rooms=rooms)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "rooms": rooms,
        "known_rooms": list(family.home.rooms),
        "follow_new_rooms": True,
        "catch_up": True,
        "mark_read": False,
    }


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "status", "status": 503}, "cannot_connect"),
        ({"kind": "status", "status": 429}, "cannot_connect"),
        ({"kind": "status", "status": 401}, "invalid_auth"),
        ({"kind": "status", "status": 403}, "forbidden"),
        ({"kind": "html"}, "unsupported"),
    ],
    ids=["down", "too_many", "unauthorized", "forbidden", "a_web_page"],
)
async def test_the_service_does_not_answer(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    fault: dict[str, Any],
    reason: str,
    loaded: bool,
) -> None:
    """Without a list of rooms there is nothing to choose, and nothing is lost."""
    if loaded:
        await set_up(hass, entry)
    before = dict(entry.options)
    await family.break_("joined", times=FOREVER, **fault)
    result = await open_options(hass, entry)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason
    assert entry.options == before


async def test_the_service_goes_down_meanwhile(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What was shown is what was chosen from; the service is not asked again."""
    form = await open_options(hass, ready)
    await family.break_("joined", "status", status=503, times=FOREVER)
    result = await save(hass, form, rooms=[])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert ready.options["rooms"] == []


async def test_room_that_comes_while_the_form_is_open_is_new(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Nobody has left out what nobody has seen."""
    form = await open_options(hass, ready)
    await family.create_room("Cousins", ["Hanako"])
    await save(hass, form)
    await until(hass, lambda: hass.states.get("event.cousins_message"))
