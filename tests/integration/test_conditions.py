"""Automations that go on only where something is unread."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    condition,
    config_validation as cv,
    entity_registry as er,
    target,
)
from homeassistant.helpers.condition import ConditionChecker
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import act, unload, until

GRANDPARENTS = "Grandparents"
EVENT = "event.happy_family_message"
OTHER = "event.grandparents_message"


async def checker(
    hass: HomeAssistant, target: dict[str, Any], **options: Any
) -> ConditionChecker:
    """Return what tells whether the condition holds."""
    config = cv.CONDITION_SCHEMA(
        {"condition": "chat_rooms.has_unread", "target": target, "options": options}
    )
    return await condition.async_from_config(
        hass, await condition.async_validate_condition_config(hass, config)
    )


@pytest.fixture
async def all_read(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """Mark all rooms as read."""
    for entity_id in (EVENT, OTHER):
        await act(hass, "mark_as_read", entity_id)


@pytest.mark.usefixtures("all_read")
async def test_unread(
    hass: HomeAssistant, family: BoccoSimulator, messages: list[Event[Any]]
) -> None:
    """A room has unread messages from the first one on until it is read."""
    has_unread = await checker(hass, {"entity_id": EVENT})
    assert has_unread.async_check() is False
    await family.write(HOME, "Hanako", "Read me")
    await until(hass, lambda: messages)
    assert has_unread.async_check() is True
    await act(hass, "mark_as_read", EVENT)
    assert has_unread.async_check() is False


@pytest.mark.usefixtures("all_read")
async def test_above(
    hass: HomeAssistant, family: BoccoSimulator, messages: list[Event[Any]]
) -> None:
    """More than so many are needed, in one room."""
    more_than_two = await checker(hass, {"entity_id": [EVENT, OTHER]}, above=2)
    for room in (HOME, HOME, GRANDPARENTS):
        await family.write(room, "Grandma", "Are you there?")
    await until(hass, lambda: len(messages) == 3)
    assert more_than_two.async_check() is False
    await family.write(HOME, "Grandma", "Hello?")
    await until(hass, lambda: len(messages) == 4)
    assert more_than_two.async_check() is True


@pytest.mark.usefixtures("all_read")
async def test_only_the_rooms_that_are_meant(
    hass: HomeAssistant, family: BoccoSimulator, messages: list[Event[Any]]
) -> None:
    """A room can be named by its device, and others do not count."""
    entity = er.async_get(hass).async_get(OTHER)
    assert entity
    has_unread = await checker(hass, {"device_id": entity.device_id})
    await family.write(HOME, "Hanako", "Not meant")
    await until(hass, lambda: messages)
    assert has_unread.async_check() is False
    await family.write(GRANDPARENTS, "Grandma", "Meant")
    await until(hass, lambda: len(messages) == 2)
    assert has_unread.async_check() is True


async def test_while_nobody_knows(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room whose service is down, or that is not set up, has none."""
    await family.write(HOME, "Hanako", "Read me")
    await until(hass, lambda: messages)
    has_unread = await checker(hass, {"entity_id": EVENT})
    gone = await checker(hass, {"entity_id": "event.gone"})
    assert has_unread.async_check() is True
    assert gone.async_check() is False
    await family.break_("*", "drop", times=-1)
    await ready.runtime_data.async_refresh()
    assert has_unread.async_check() is False
    await unload(hass, ready)
    assert has_unread.async_check() is False


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ({}, {}),
        ({"entity_id": "sensor.happy_family_unread_messages"}, {}),
        ({"entity_id": EVENT}, {"above": -1}),
        ({"entity_id": EVENT}, {"above": "many"}),
        ({"entity_id": EVENT}, {"below": 1}),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    target: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """A slip is told when the automation is saved."""
    with pytest.raises(vol.Invalid):
        await checker(hass, target, **options)


@pytest.mark.usefixtures("all_read")
async def test_excluded_room(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No other entity of a room brings it back where a newer Home Assistant excludes."""
    monkeypatch.setattr(
        target,
        "async_extract_excluded_entity_ids",
        lambda hass, selection: {EVENT},
        raising=False,
    )
    has_unread = await checker(hass, {"entity_id": ["notify.happy_family", OTHER]})
    await family.write(HOME, "Hanako", "Excluded")
    await until(hass, lambda: messages)
    assert has_unread.async_check() is False
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "get_messages", "notify.happy_family")
    assert caught.value.translation_key == "no_room"
    await family.write(GRANDPARENTS, "Grandma", "Included")
    await until(hass, lambda: len(messages) == 2)
    assert has_unread.async_check() is True
