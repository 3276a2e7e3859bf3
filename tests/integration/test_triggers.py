"""Automations that begin with a message or a call."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
import voluptuous as vol

from custom_components.chat_rooms.trigger import async_get_triggers
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import send_to, texts, unload, until

EVENT = "event.happy_family_message"
NOTIFY = "notify.happy_family"

type Automate = Callable[..., Awaitable[list[ServiceCall]]]


@pytest.fixture
def automate(hass: HomeAssistant, ready: MockConfigEntry) -> Automate:
    """Return what makes an automation, and returns the list of its runs."""

    async def make(target: dict[str, Any] | None = None, **options: Any) -> Any:
        runs = async_mock_service(hass, "test", "run")
        trigger = {
            "trigger": "chat_rooms.message_received",
            "target": target or {"entity_id": EVENT},
            "options": options,
        }
        action = {
            "action": "test.run",
            "data": {
                "text": "{{ trigger.message.text }}",
                "sender": "{{ trigger.message.sender }}",
                "entity_id": "{{ trigger.entity_id }}",
                "last": "{{ states('sensor.happy_family_last_message') }}",
            },
        }
        automation = {
            "alias": "Test",
            "mode": "queued",
            "triggers": [trigger],
            "actions": [action],
        }
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
        await hass.async_block_till_done()
        return runs

    return make


async def heard(hass: HomeAssistant, messages: list[Event[Any]], text: str) -> None:
    """Wait until a message is on the bus, and what it has begun is over."""
    await until(hass, lambda: text in texts(messages))
    await hass.async_block_till_done()


def said(runs: list[ServiceCall]) -> list[str]:
    """Return the texts that the automation ran for."""
    return [call.data["text"] for call in runs]


async def test_message(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """A message runs an automation, which knows all of it and finds it in the states."""
    runs = await automate()
    await family.write(HOME, "Hanako", "Dinner is ready")
    await heard(hass, messages, "Dinner is ready")
    assert [call.data for call in runs] == [
        {
            "text": "Dinner is ready",
            "sender": "Hanako",
            "entity_id": EVENT,
            "last": "Dinner is ready",
        }
    ]
    assert runs[0].context.parent_id == messages[0].context.id


async def test_several_messages_run_in_order(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """Each message is a run of its own."""
    runs = await automate()
    await family.burst([HOME], 5)
    await until(hass, lambda: len(messages) == 5)
    await hass.async_block_till_done()
    assert said(runs) == texts(messages)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["Dinner is ready", "夕飯ですよ", "The front door was opened."]),
        ({"kinds": ["text"]}, ["Dinner is ready", "夕飯ですよ"]),
        ({"kinds": "sensor"}, ["The front door was opened."]),
        ({"from": "hanako"}, ["Dinner is ready"]),
        ({"from": ["GRANDMA ", "Hanako"]}, ["Dinner is ready", "夕飯ですよ"]),
        ({"from": "Taro"}, []),
        ({"contains": "DINNER"}, ["Dinner is ready"]),
        (
            {"contains": ["夕飯", "front door"]},
            ["夕飯ですよ", "The front door was opened."],
        ),
        ({"contains": "ＤＩＮＮＥＲ"}, ["Dinner is ready"]),
        ({"contains": "lunch"}, []),
        ({"from": ["", "Hanako"], "contains": [" "]}, ["Dinner is ready"]),
        ({"from": "Hanako", "contains": "夕飯"}, []),
        ({"mentions_me": True}, []),
        (
            {"mentions_me": False, "kinds": []},
            ["Dinner is ready", "夕飯ですよ", "The front door was opened."],
        ),
    ],
    ids=str,
)
async def test_options(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
    options: dict[str, Any],
    expected: list[str],
) -> None:
    """Only what all of the options allow runs the automation."""
    runs = await automate(**options)
    await family.write(HOME, "Hanako", "Dinner is ready")
    await family.write(HOME, "Grandma", "夕飯ですよ")
    await family.ring(HOME, "Front door", "The front door was opened.")
    await heard(hass, messages, "The front door was opened.")
    assert said(runs) == expected


async def test_sender_by_id(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """A sender can be named by the id, which no renaming changes."""
    hanako = (await family.write(HOME, "Hanako", "It is me"))["user"]["uuid"]
    await heard(hass, messages, "It is me")
    runs = await automate(**{"from": hanako})
    await family.write(HOME, "Grandma", "And me")
    await family.write(HOME, "Hanako", "Me again")
    await heard(hass, messages, "Me again")
    assert said(runs) == ["Me again"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["End"]),
        ({"include_sent": True}, ["Sent from here", "End"]),
        ({"include_own": True}, ["Written on the phone", "End"]),
        (
            {"include_own": True, "include_sent": True},
            ["Sent from here", "Written on the phone", "End"],
        ),
    ],
    ids=str,
)
async def test_an_automation_does_not_hear_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
    options: dict[str, Any],
    expected: list[str],
) -> None:
    """What was sent from here, and what the user wrote elsewhere, has to be wanted."""
    runs = await automate(**options)
    await send_to(hass, NOTIFY, message="Sent from here")
    await heard(hass, messages, "Sent from here")
    await family.write(HOME, "Taro", "Written on the phone")
    await family.write(HOME, "Hanako", "End")
    await heard(hass, messages, "End")
    assert said(runs) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, ["No hurry"]), ({"include_missed": True}, ["Yes!", "No hurry"])],
    ids=str,
)
async def test_what_was_missed_opens_no_blinds(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    options: dict[str, Any],
    expected: list[str],
) -> None:
    """What came while the account was not set up runs nothing unless it is wanted."""
    runs = await automate(**options)
    await unload(hass, ready)
    await family.write(HOME, "Hanako", "Yes!")
    assert await hass.config_entries.async_setup(ready.entry_id)
    await heard(hass, messages, "Yes!")
    await family.write(HOME, "Hanako", "No hurry")
    await heard(hass, messages, "No hurry")
    assert messages[0].data["missed"]
    assert said(runs) == expected


def by_device(hass: HomeAssistant) -> dict[str, Any]:
    """Return the room's device as a target."""
    entity = er.async_get(hass).async_get(EVENT)
    assert entity
    return {"device_id": entity.device_id}


def by_area(hass: HomeAssistant) -> dict[str, Any]:
    """Return an area in which the room is."""
    area = ar.async_get(hass).async_create("Kitchen")
    dr.async_get(hass).async_update_device(
        by_device(hass)["device_id"], area_id=area.id
    )
    return {"area_id": area.id}


def by_label(hass: HomeAssistant) -> dict[str, Any]:
    """Return a label that the room's notify entity bears."""
    label = lr.async_get(hass).async_create("Family")
    er.async_get(hass).async_update_entity(NOTIFY, labels={label.label_id})
    return {"label_id": label.label_id}


def by_notify(hass: HomeAssistant) -> dict[str, Any]:
    """Return the room's notify entity, which stands for the room as well."""
    return {"entity_id": [NOTIFY]}


def by_several(hass: HomeAssistant) -> dict[str, Any]:
    """Return the same room twice."""
    return {"entity_id": [EVENT, NOTIFY], **by_device(hass)}


@pytest.mark.parametrize(
    "target", [by_device, by_area, by_label, by_notify, by_several]
)
async def test_targets(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
    target: Callable[[HomeAssistant], dict[str, Any]],
) -> None:
    """A room can be named in every way, runs once, and no other room does."""
    runs = await automate(target(hass))
    await family.write("Grandparents", "Grandma", "Elsewhere")
    await family.write(HOME, "Hanako", "Here")
    await heard(hass, messages, "Here")
    await heard(hass, messages, "Elsewhere")
    assert said(runs) == ["Here"]


async def test_only_rooms_of_an_area_count(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """Another integration's event entity in the area is no room."""
    target = by_area(hass)
    doorbell = er.async_get(hass).async_get_or_create("event", "doorbell", "1")
    er.async_get(hass).async_update_entity(
        doorbell.entity_id, area_id=target["area_id"]
    )
    runs = await automate(target)
    await family.write(HOME, "Hanako", "Here")
    await heard(hass, messages, "Here")
    data = {**messages[0].data, "entity_id": doorbell.entity_id}
    hass.bus.async_fire("chat_rooms_message", data)
    await hass.async_block_till_done()
    assert said(runs) == ["Here"]


async def test_rooms_may_move(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """A room that comes into the area runs the automation, one that goes does not."""
    area = ar.async_get(hass).async_create("Kitchen")
    runs = await automate({"area_id": area.id})
    await family.write(HOME, "Hanako", "Not yet")
    await heard(hass, messages, "Not yet")
    device_id = by_device(hass)["device_id"]
    dr.async_get(hass).async_update_device(device_id, area_id=area.id)
    await hass.async_block_till_done()
    await family.write(HOME, "Hanako", "Now")
    await heard(hass, messages, "Now")
    dr.async_get(hass).async_update_device(device_id, area_id=None)
    await hass.async_block_till_done()
    await family.write(HOME, "Hanako", "No more")
    await heard(hass, messages, "No more")
    assert said(runs) == ["Now"]


async def test_automation_turned_off(
    hass: HomeAssistant,
    family: BoccoSimulator,
    automate: Automate,
    messages: list[Event[Any]],
) -> None:
    """An automation that is off hears nothing."""
    runs = await automate()
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.test"}, blocking=True
    )
    await family.write(HOME, "Hanako", "Anybody?")
    await heard(hass, messages, "Anybody?")
    assert runs == []


@pytest.mark.parametrize(
    ("target", "options"),
    [
        (None, {}),
        ({}, {}),
        ({"entity_id": "sensor.happy_family_unread_messages"}, {}),
        ({"entity_id": EVENT}, {"kinds": ["song"]}),
        ({"entity_id": EVENT}, {"from": [{"name": "Hanako"}]}),
        ({"entity_id": EVENT}, {"mentions_me": "perhaps"}),
        ({"entity_id": EVENT}, {"sender": "Hanako"}),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    target: dict[str, Any] | None,
    options: dict[str, Any],
) -> None:
    """A slip is told when the automation is saved."""
    config: dict[str, Any] = {
        "trigger": "chat_rooms.message_received",
        "options": options,
    }
    if target is not None:
        config["target"] = target
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA(config))


async def test_options_can_be_left_out(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """A trigger needs nothing but a room."""
    for trigger in await async_get_triggers(hass):
        plain = {"trigger": f"chat_rooms.{trigger}", "target": {"entity_id": EVENT}}
        checked = await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA(plain))
        [config] = checked
        assert config["options"]["include_missed"] is False
