"""get_messages and mark_as_read: for whom, and what they answer."""

from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import until

EVENT = "event.happy_family_message"
NOTIFY = "notify.happy_family"
UNREAD = "sensor.happy_family_unread_messages"


async def get(
    hass: HomeAssistant, context: Context | None = None, **data: Any
) -> list[dict[str, Any]]:
    """Return what get_messages answers."""
    answer = await hass.services.async_call(
        "chat_rooms",
        "get_messages",
        data,
        blocking=True,
        return_response=True,
        context=context,
    )
    assert answer
    messages: Any = answer["messages"]
    return list(messages)


async def mark(
    hass: HomeAssistant, context: Context | None = None, **data: Any
) -> None:
    """Mark as read."""
    await hass.services.async_call(
        "chat_rooms", "mark_as_read", data, blocking=True, context=context
    )


def unread(hass: HomeAssistant) -> int:
    """Return the family's unread messages."""
    state = hass.states.get(UNREAD)
    assert state
    return int(state.state)


@pytest.mark.parametrize("entity_id", [EVENT, NOTIFY])
async def test_newest_messages(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, entity_id: str
) -> None:
    """By either entity, the newest come, oldest first, as in the bus event."""
    await family.burst([HOME], count=30)
    messages = await get(hass, entity_id=entity_id)
    assert [m["text"] for m in messages] == [
        f"Message {n} of 30" for n in range(11, 31)
    ]
    assert messages[0]["entity_id"] == EVENT
    assert messages[0]["sender"]


async def test_same_as_the_event(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What the event said and what the action answers is the same."""
    await family.send_image(HOME, "Hanako")
    await until(hass, lambda: messages)
    assert (await get(hass, entity_id=EVENT, limit=1))[0] == messages[0].data


async def test_before_and_after(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Pages backward and forward, and between."""
    await family.burst([HOME], count=150)
    ids = [str(m.id) for m in family.home.room(HOME).messages[-150:]]
    page = await get(hass, entity_id=EVENT, limit=120)
    assert [m["message_id"] for m in page] == ids[30:]
    page = await get(hass, entity_id=EVENT, limit=5, before=ids[30])
    assert [m["message_id"] for m in page] == ids[25:30]
    page = await get(hass, entity_id=EVENT, limit=5, after=ids[30])
    assert [m["message_id"] for m in page] == ids[31:36]
    page = await get(hass, entity_id=EVENT, limit=5, after=ids[30], before=ids[33])
    assert [m["message_id"] for m in page] == ids[31:33]


async def test_several_rooms(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Device, area and label mean their rooms, each room once, by time."""
    device = er.async_get(hass).async_get(NOTIFY)
    assert device
    assert device.device_id
    other = er.async_get(hass).async_get("event.grandparents_message")
    assert other
    assert other.device_id
    area = ar.async_get(hass).async_create("Kitchen")
    dr.async_get(hass).async_update_device(device.device_id, area_id=area.id)
    label = lr.async_get(hass).async_create("Kin")
    dr.async_get(hass).async_update_device(other.device_id, labels={label.label_id})

    by_device = await get(hass, device_id=device.device_id)
    assert {m["room"] for m in by_device} == {HOME}
    assert len(by_device) == len(family.home.room(HOME).messages)
    assert await get(hass, area_id=area.id) == by_device
    by_label = await get(hass, label_id=label.label_id)
    assert {m["room"] for m in by_label} == {"Grandparents"}
    both = await get(hass, area_id=area.id, label_id=label.label_id)
    assert len(both) == len(by_device) + len(by_label)
    assert [m["sent_at"] for m in both] == sorted(m["sent_at"] for m in both)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"entity_id": UNREAD}, "not_a_room"),
        ({"entity_id": "light.kitchen"}, "not_a_room"),
        ({"entity_id": "none"}, "no_room"),
        ({"area_id": "nowhere"}, "no_room"),
        ({"entity_id": EVENT, "before": "yesterday"}, "not_found"),
        ({"entity_id": EVENT, "after": "1.5"}, "not_found"),
    ],
)
async def test_slips(
    hass: HomeAssistant, ready: MockConfigEntry, data: dict[str, Any], key: str
) -> None:
    """What is no room or no message is a clear error."""
    with pytest.raises(ServiceValidationError) as caught:
        await get(hass, **data)
    assert caught.value.translation_key == key


@pytest.mark.parametrize("limit", [0, 201, "many"])
async def test_limit(
    hass: HomeAssistant, ready: MockConfigEntry, limit: object
) -> None:
    """Between 1 and 200 messages."""
    with pytest.raises(vol.Invalid):
        await get(hass, entity_id=EVENT, limit=limit)


async def test_account_is_not_loaded(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """Rooms of an account that is not set up cannot be asked."""
    await hass.config_entries.async_unload(ready.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await get(hass, entity_id=EVENT)
    assert caught.value.translation_key == "not_loaded"


async def test_mark_as_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Up to a message, or up to the newest; the count follows at once."""
    await mark(hass, entity_id=NOTIFY)
    assert unread(hass) == 0
    await family.burst([HOME], count=3)
    await until(hass, lambda: len(messages) == 3)
    assert unread(hass) == 3
    await mark(hass, entity_id=EVENT, message_id=messages[1].data["message_id"])
    assert unread(hass) == 1
    assert str(await family.read_id(HOME)) == messages[1].data["message_id"]
    await mark(hass, entity_id=EVENT, message_id=messages[0].data["message_id"])
    assert unread(hass) == 1
    await mark(hass, entity_id=EVENT)
    assert unread(hass) == 0
    assert str(await family.read_id(HOME)) == messages[2].data["message_id"]


async def test_mark_an_empty_room(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room without a message has nothing to be marked."""
    await family.create_room("Empty")
    await ready.runtime_data.async_refresh()
    await hass.async_block_till_done()
    await mark(hass, entity_id="event.empty_message")
    assert family.calls("read") == []


async def test_mark_what_is_no_message(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """Nonsense is refused before the service is asked."""
    with pytest.raises(ServiceValidationError) as caught:
        await mark(hass, entity_id=EVENT, message_id="the last one")
    assert caught.value.translation_key == "not_found"


@pytest.mark.parametrize(
    ("policy", "may_read", "may_mark"),
    [
        ({}, False, False),
        ({"entity_ids": {EVENT: {POLICY_READ: True}}}, True, False),
        ({"entity_ids": {EVENT: {POLICY_CONTROL: True}}}, False, True),
    ],
)
async def test_permissions(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
    policy: dict[str, Any],
    may_read: bool,
    may_mark: bool,
) -> None:
    """Reading takes the permission to read, marking the one to control."""
    hass_read_only_user.mock_policy({"entities": policy})
    context = Context(user_id=hass_read_only_user.id)
    for allowed, action in ((may_read, get), (may_mark, mark)):
        if allowed:
            await action(hass, context=context, entity_id=EVENT)
        else:
            with pytest.raises(Unauthorized):
                await action(hass, context=context, entity_id=EVENT)


async def test_unknown_user(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A user who is gone may do nothing."""
    with pytest.raises(UnknownUser):
        await get(hass, context=Context(user_id="gone"), entity_id=EVENT)
