"""The picture of a room on its entities."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.pictured import LOOK_EVERY, VALID_FOR
from custom_components.chat_rooms.room import RoomState
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .files import arrival, coordinator_of

ENTITIES = ("event.happy_family_message", "notify.happy_family")


@pytest.fixture
def home(family: BoccoSimulator, ready: MockConfigEntry) -> RoomState:
    """Return the family's room."""
    return coordinator_of(ready).rooms[family.room_id(HOME)]


@pytest.fixture
def written(hass: HomeAssistant, home: RoomState) -> list[Event[Any]]:
    """Return the list of states that are written from now on."""
    return async_capture_events(hass, EVENT_STATE_CHANGED)


def pictures(hass: HomeAssistant) -> Iterator[str | None]:
    """Yield the addresses of the entities' pictures."""
    for entity_id in ENTITIES:
        state = hass.states.get(entity_id)
        assert state
        yield state.attributes.get("entity_picture")


def of_entities(written: list[Event[Any]]) -> list[str]:
    """Return for which of the entities states have been written."""
    found = [event.data["entity_id"] for event in written]
    return [entity_id for entity_id in found if entity_id in ENTITIES]


def change(hass: HomeAssistant, entry: MockConfigEntry, avatar: str) -> None:
    """Let the service tell of another picture."""
    coordinator = coordinator_of(entry)
    state = next(
        state for state in coordinator.rooms.values() if state.room.name == HOME
    )
    state.room = replace(state.room, avatar=avatar)
    coordinator.dispatch.room(state.room.id)


async def test_shown(
    hass: HomeAssistant, home: RoomState, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Whoever sees the entity sees the picture."""
    client = await hass_client_no_auth()
    for url in pictures(hass):
        assert url
        response = await client.get(url)
        assert response.status == HTTPStatus.OK
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "private, max-age=86400"


async def test_stays(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    home: RoomState,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A message does not give the picture another address."""
    before = list(pictures(hass))
    freezer.tick(60)
    await arrival(family, messages, family.write(HOME, "Hanako", "Hello"))
    coordinator_of(ready).async_update_listeners()
    assert list(pictures(hass)) == before


async def test_changes(
    hass: HomeAssistant, ready: MockConfigEntry, written: list[Event[Any]]
) -> None:
    """Another picture is shown at once, and none when there is none any more."""
    before = list(pictures(hass))
    change(hass, ready, "another")
    await hass.async_block_till_done()
    after = list(pictures(hass))
    assert all(after)
    assert not {*before} & {*after}
    assert sorted(of_entities(written)) == sorted(ENTITIES)
    change(hass, ready, "another")
    await hass.async_block_till_done()
    assert len(of_entities(written)) == len(ENTITIES)
    change(hass, ready, "")
    await hass.async_block_till_done()
    assert list(pictures(hass)) == [None, None]


async def test_renewed(
    hass: HomeAssistant,
    written: list[Event[Any]],
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The address never ends, and is seldom another one."""
    client = await hass_client_no_auth()
    before = list(pictures(hass))
    for _ in range(VALID_FOR // LOOK_EVERY):
        freezer.tick(LOOK_EVERY + timedelta(seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        for url in pictures(hass):
            assert url
            assert (await client.head(url)).status == HTTPStatus.OK
    assert not {*before} & {*pictures(hass)}
    assert sorted(of_entities(written)) == sorted(ENTITIES)
