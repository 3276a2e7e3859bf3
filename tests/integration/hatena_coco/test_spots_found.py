"""Finding spots at which to check in."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import set_up
from ..flows import show_form, suggested
from .helpers import CAFE, PARK, STATION, room_of
from .spots import choose, device_names, offered, send, stored

TOKYO = {"latitude": 35.681236, "longitude": 139.767125}


async def add_many(coco: HatenaCocoSimulator, count: int) -> None:
    """Make many spots, one farther away than the other."""
    for number in range(count):
        await coco.add_spot(f"Vending machine {number}", 35.6, 139.7 - number / 1000)


@pytest.mark.parametrize("follow_new_rooms", [True, False])
@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
async def test_spots_are_found(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    loaded: bool,
    follow_new_rooms: bool,
) -> None:
    """What is chosen of what is near becomes a room that is followed at once."""
    before = {**options, "follow_new_rooms": follow_new_rooms, "poll_interval": 60}
    hass.config_entries.async_update_entry(entry, options=before)
    if loaded:
        await set_up(hass, entry)
    await coco.forget_requests()
    form = await choose(hass, entry, "find_spot")
    assert show_form(form, "find_spot")
    form = await send(hass, form, location=TOKYO)
    assert show_form(form, "choose_spots")
    (call,) = coco.calls()
    assert dict(call.query)["geolat"] == f"{TOKYO['latitude']:.6f}"
    assert dict(call.query)["geolong"] == f"{TOKYO['longitude']:.6f}"
    found = offered(form)
    station, cafe = stored(coco, STATION), stored(coco, CAFE)
    assert next(iter(found.items())) == (station["key"], STATION)
    assert found[cafe["key"]] == CAFE
    # What is there already is not offered.
    assert PARK not in found.values()
    assert suggested(form, "spots") == []

    result = await send(hass, form, spots=[station["key"], cafe["key"]])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    new = [room_of(coco, STATION), room_of(coco, CAFE)]
    assert entry.options == {
        **before,
        "rooms": [*options["rooms"], *new],
        "known_rooms": [*options["known_rooms"], *new],
        "spots": [*options["spots"], station, cafe],
    }
    assert entry.state is ConfigEntryState.LOADED
    assert {STATION, CAFE} <= device_names(hass, entry)
    assert hass.states.get("notify.tokyo_station") is not None


async def test_home_is_where_to_look(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The place that is filled in is Home Assistant's own."""
    hass.config.latitude, hass.config.longitude = 35.5, 139.5
    form = await choose(hass, entry, "find_spot")
    assert suggested(form, "location") == {"latitude": 35.5, "longitude": 139.5}


async def test_nothing_is_chosen(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """Whoever chooses nothing has changed nothing."""
    form = await send(hass, await choose(hass, entry, "find_spot"), location=TOKYO)
    result = await send(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == options


async def test_only_what_was_found_can_be_chosen(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A spot that is there already cannot come twice."""
    form = await send(hass, await choose(hass, entry, "find_spot"), location=TOKYO)
    with pytest.raises(InvalidData):
        await send(hass, form, spots=[stored(coco, PARK)["key"]])


async def test_nothing_is_found(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """Where there is no spot the user looks elsewhere, in the same form."""
    for spot in list(coco.world.spots.values()):
        if spot.name not in (PARK, STATION):
            await coco.remove_spot(spot.name)
    await coco.remove_spot(STATION)
    form = await choose(hass, entry, "find_spot")
    form = await send(hass, form, location=TOKYO)
    assert show_form(form, "find_spot", {"base": "no_spots"})
    assert suggested(form, "location") == TOKYO
    key = await coco.add_spot("New park", 35.7, 139.7)
    form = await send(hass, form, location=TOKYO)
    assert offered(form) == {key: "New park"}


async def test_more_spots(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
) -> None:
    """Page by page, until there are no more; what was chosen stays chosen."""
    await add_many(coco, 60)
    form = await send(hass, await choose(hass, entry, "find_spot"), location=TOKYO)
    first = offered(form)
    chosen = [next(iter(first))]
    form = await send(hass, form, spots=chosen, more=True)
    assert show_form(form, "choose_spots")
    assert suggested(form, "spots") == chosen
    found = offered(form)
    assert len(found) > len(first) == len(found.items() & first.items())
    chosen.append(list(found)[-1])

    form = await send(hass, form, spots=chosen, more=True)
    assert show_form(form, "choose_spots", {"base": "no_more_spots"})
    assert suggested(form, "spots") == chosen
    assert offered(form) == found
    pages = [dict(call.query)["page"] for call in coco.calls("spots")]
    assert pages == ["0", "1", "2"]

    await send(hass, form, spots=chosen)
    keys = [spot["key"] for spot in entry.options["spots"]]
    assert keys == [options["spots"][0]["key"], *chosen]


async def test_a_search_begins_anew(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A look at the dialog changes nothing."""
    form = await send(hass, await choose(hass, entry, "find_spot"), location=TOKYO)
    again = await hass.config_entries.options.async_configure(form["flow_id"])
    assert show_form(again, "choose_spots")
    assert offered(again) == offered(form)
    assert len(coco.calls("spots")) == 1


async def test_a_spot_without_a_place(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A spot needs no place and no name, but a key."""
    bare = {"key": "abcde", "name": "", "geolat": None, "geolong": None}
    await coco.break_("spots", "body", body={"spots": [bare]})
    form = await send(hass, await choose(hass, entry, "find_spot"), location=TOKYO)
    assert offered(form) == {"abcde": "abcde"}
    await send(hass, form, spots=["abcde"])
    assert entry.options["spots"][-1] == {"key": "abcde", "name": "abcde"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "status", "status": 503}, "cannot_connect"),
        ({"kind": "drop", "times": 2}, "cannot_connect"),
        ({"kind": "html"}, "unsupported"),
    ],
    ids=["away", "dropped", "a_web_page"],
)
@pytest.mark.parametrize("page", ["first", "second"])
async def test_the_service_does_not_answer(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    fault: dict[str, Any],
    reason: str,
    page: str,
) -> None:
    """What was typed and chosen stays for the next try."""
    form = await choose(hass, entry, "find_spot")
    if page == "first":
        await coco.break_("spots", **fault)
        form = await send(hass, form, location=TOKYO)
        assert show_form(form, "find_spot", {"base": reason})
        assert suggested(form, "location") == TOKYO
        form = await send(hass, form, location=TOKYO)
    else:
        form = await send(hass, form, location=TOKYO)
        found = offered(form)
        await coco.break_("spots", **fault)
        form = await send(hass, form, spots=[*found][:1], more=True)
        assert show_form(form, "choose_spots", {"base": reason})
        assert offered(form) == found
        assert suggested(form, "spots") == [*found][:1]
    assert entry.options == options
    chosen = [*offered(form)][:1]
    await send(hass, form, spots=chosen)
    assert entry.options["spots"][-1]["key"] == chosen[0]
