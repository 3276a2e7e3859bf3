"""Choosing the spots at which to check in."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.session import config_of
from tests.simulators.faults import FOREVER
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..conftest import set_up
from ..flows import show_form, suggested
from .helpers import CAFE, FRIENDS, OWN, PARK, STATION, room_of
from .spots import choose, device_names, offered, send, stored


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
async def test_the_menu(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry, loaded: bool
) -> None:
    """The user says first what shall be changed; the service is not asked for that."""
    if loaded:
        await set_up(hass, entry)
    await coco.forget_requests()
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "init"
    assert menu["menu_options"] == [
        "settings",
        "find_spot",
        "add_spot",
        "remove_spots",
    ]
    assert coco.calls() == []


async def test_without_spots_there_is_nothing_to_remove(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """The last step is only there with spots."""
    hass.config_entries.async_update_entry(entry, options={**options, "spots": []})
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    assert menu["menu_options"] == ["settings", "find_spot", "add_spot"]


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
async def test_settings(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    options: dict[str, Any],
    loaded: bool,
) -> None:
    """The other options are as for all services, and leave the spots as they are."""
    if loaded:
        await set_up(hass, entry)
    form = await choose(hass, entry, "settings")
    assert show_form(form, "settings")
    assert list(offered(form, "rooms")) == options["rooms"]
    assert suggested(form, "rooms") == options["rooms"]
    result = await send(hass, form, rooms=[OWN], poll_interval=60)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "rooms": [OWN],
        "known_rooms": options["rooms"],
        "follow_new_rooms": True,
        "poll_interval": 60,
        "catch_up": True,
        "mark_read": False,
        "spots": options["spots"],
    }


async def test_settings_without_spots(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """Nothing is stored of spots where there are none."""
    hass.config_entries.async_update_entry(entry, options={**options, "spots": []})
    await send(hass, await choose(hass, entry, "settings"), rooms=[OWN])
    assert "spots" not in entry.options
    assert entry.options["known_rooms"] == [FRIENDS, OWN]


async def test_settings_need_the_service(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """Without a list of rooms there is nothing to choose."""
    await coco.break_("checkins", "status", times=FOREVER, status=503)
    result = await choose(hass, entry, "settings")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "cannot_connect"


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
@pytest.mark.parametrize("follow_new_rooms", [True, False])
async def test_a_spot_is_added_by_its_key(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    options: dict[str, Any],
    loaded: bool,
    follow_new_rooms: bool,
) -> None:
    """A spot can be called as one likes; its room is there at once."""
    before = {**options, "follow_new_rooms": follow_new_rooms}
    hass.config_entries.async_update_entry(entry, options=before)
    if loaded:
        await set_up(hass, entry)
    form = await choose(hass, entry, "add_spot")
    assert show_form(form, "add_spot")
    result = await send(hass, form, key=" 1234567abcde ", name=" Grandma's garden ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    new = {"key": "1234567abcde", "name": "Grandma's garden"}
    assert entry.options == {
        **before,
        "rooms": [*options["rooms"], "spot:1234567abcde"],
        "known_rooms": [*options["known_rooms"], "spot:1234567abcde"],
        "spots": [*options["spots"], new],
    }
    assert "Grandma's garden" in device_names(hass, entry)
    assert hass.states.get("notify.grandma_s_garden") is not None


@pytest.mark.parametrize("name", [{}, {"name": ""}, {"name": " "}])
async def test_a_spot_without_a_name(
    hass: HomeAssistant, entry: MockConfigEntry, name: dict[str, str]
) -> None:
    """The key is the name then."""
    form = await choose(hass, entry, "add_spot")
    await send(hass, form, key="1234567abcde", **name)
    assert entry.options["spots"][-1] == {"key": "1234567abcde", "name": "1234567abcde"}


async def test_the_first_spot(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An account that has no options yet gets what belongs to the spot."""
    hass.config_entries.async_update_entry(entry, options={})
    await send(hass, await choose(hass, entry, "add_spot"), key="abc")
    assert entry.options == {
        "rooms": ["spot:abc"],
        "known_rooms": ["spot:abc"],
        "spots": [{"key": "abc", "name": "abc"}],
    }


async def test_wrong_keys(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """A spot needs a key, and cannot be there twice."""
    form = await choose(hass, entry, "add_spot")
    form = await send(hass, form, key=" ", name="Garden")
    assert show_form(form, "add_spot", {"key": "spot_key_needed"})
    assert suggested(form, "name") == "Garden"
    known = options["spots"][0]["key"]
    form = await send(hass, form, key=f"{known} ")
    assert show_form(form, "add_spot", {"key": "spot_known"})
    assert entry.options == options
    await send(hass, form, key="another")
    assert [spot["key"] for spot in entry.options["spots"]] == [known, "another"]


async def test_a_spot_in_two_windows(
    hass: HomeAssistant, coco: HatenaCocoSimulator, entry: MockConfigEntry
) -> None:
    """A spot that two dialogs add is there once, as the first one has it."""
    cafe, station = stored(coco, CAFE), stored(coco, STATION)
    finding = await choose(hass, entry, "find_spot")
    place = {key: cafe[key] for key in ("latitude", "longitude")}
    finding = await send(hass, finding, location=place)
    typing = await choose(hass, entry, "add_spot")
    await send(hass, typing, key=cafe["key"], name="Coco")
    await send(hass, finding, spots=[cafe["key"], station["key"]])
    assert [spot["name"] for spot in entry.options["spots"]] == [PARK, "Coco", STATION]
    assert entry.options["rooms"].count(room_of(coco, CAFE)) == 1


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
@pytest.mark.parametrize("follow_new_rooms", [True, False])
async def test_spots_are_removed(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    entry: MockConfigEntry,
    options: dict[str, Any],
    loaded: bool,
    follow_new_rooms: bool,
) -> None:
    """A spot that goes takes its room along; the other one stays."""
    station = stored(coco, STATION)
    room = room_of(coco, STATION)
    before = {
        "rooms": [*options["rooms"], room],
        "known_rooms": [*options["rooms"], room],
        "follow_new_rooms": follow_new_rooms,
        "poll_interval": 60,
        "spots": [*options["spots"], station],
    }
    hass.config_entries.async_update_entry(entry, options=before)
    await set_up(hass, entry)
    assert {PARK, STATION} <= device_names(hass, entry)
    if not loaded:
        assert await hass.config_entries.async_unload(entry.entry_id)

    form = await choose(hass, entry, "remove_spots")
    assert show_form(form, "remove_spots")
    assert list(offered(form).values()) == [PARK, STATION]
    result = await send(hass, form, spots=[station["key"]])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        **before,
        "rooms": options["rooms"],
        "spots": options["spots"],
    }
    names = device_names(hass, entry)
    assert PARK in names
    assert STATION not in names
    assert hass.states.get("notify.tokyo_station") is None


async def test_none_is_removed(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """Whoever chooses nothing has changed nothing."""
    await send(hass, await choose(hass, entry, "remove_spots"))
    assert entry.options == options


async def test_a_spot_comes_back(
    hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any]
) -> None:
    """A spot that was removed can be added again, and is followed then."""
    (spot,) = options["spots"]
    form = await choose(hass, entry, "remove_spots")
    await send(hass, form, spots=[spot["key"]])
    form = await choose(hass, entry, "add_spot")
    await send(hass, form, key=spot["key"], name=spot["name"])
    assert entry.options["rooms"] == options["rooms"]
    assert entry.options["known_rooms"] == options["known_rooms"]


async def test_the_options_win(
    hass: HomeAssistant, entry: MockConfigEntry, config: dict[str, Any]
) -> None:
    """The provider gets the spots of the options, whatever the data say."""
    hass.config_entries.async_update_entry(
        entry, data={**config, "spots": [{"key": "old", "name": "Old"}]}
    )
    assert config_of(entry) == {**config, "spots": entry.options["spots"]}
