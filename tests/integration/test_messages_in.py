"""From a family member's words to the bus, the event entity and the sensors."""

import asyncio
from typing import Any

from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.bocco_wire import DateForm, SubscribeForm

from .conftest import HOME, set_up
from .helpers import state, until

GRANDPARENTS = "Grandparents"
KEYS = {
    "service",
    "account",
    "config_entry_id",
    "device_id",
    "entity_id",
    "room_id",
    "room",
    "message_id",
    "kind",
    "text",
    "title",
    "sender_id",
    "sender",
    "sender_kind",
    "sent_at",
    "is_own",
    "sent_by_home_assistant",
    "mentions_me",
    "reply_to",
    "missed",
    "attachments",
    "location",
    "duration",
    "detail",
}


async def test_text_arrives(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A member's text is an event with every key, and shows in every entity."""
    written = await family.write(HOME, "Hanako", "Dinner is ready")
    await until(hass, lambda: messages)

    data = messages[0].data
    assert data.keys() == KEYS
    assert data["service"] == "bocco"
    assert data["account"] == "BOCCO Taro"
    assert data["config_entry_id"] == ready.entry_id
    assert data["entity_id"] == "event.happy_family_message"
    assert data["device_id"]
    assert data["room"] == HOME
    assert data["message_id"] == str(written["id"])
    assert (data["kind"], data["text"]) == ("text", "Dinner is ready")
    assert (data["sender"], data["sender_kind"]) == ("Hanako", "person")
    assert not data["is_own"]
    assert not data["sent_by_home_assistant"]
    assert not data["missed"]
    event = hass.states.get("event.happy_family_message")
    assert event
    assert event.attributes["event_type"] == "text"
    assert data.items() <= event.attributes.items()
    last = hass.states.get("sensor.happy_family_last_message")
    assert last
    assert last.state == "Dinner is ready"
    assert last.attributes["sender"] == "Hanako"
    assert state(hass, "sensor.happy_family_unread_messages") == "2"
    assert state(hass, "sensor.bocco_taro_unread_messages") == "2"


async def test_states_follow_the_event_at_once(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What the event starts finds the message in the sensors, in the same context."""
    heard = asyncio.Event()
    contexts: list[Context] = []

    @callback
    def hear(event: Event[Any]) -> None:
        contexts.append(event.context)
        heard.set()

    hass.bus.async_listen("chat_rooms_message", hear)
    await family.write(HOME, "Hanako", "Look")
    async with asyncio.timeout(5):
        await heard.wait()
    assert state(hass, "sensor.happy_family_last_message") == "Look"
    event = hass.states.get("event.happy_family_message")
    assert event
    assert event.context == contexts[0]


async def test_pictures_voice_and_stamps_arrive(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Files come as attachments that media sources can find."""
    await family.send_image(HOME, "Hanako")
    await family.send_audio(HOME, "Grandma")
    await family.send_stamp(HOME, "Hanako")
    await until(hass, lambda: len(messages) == 3)

    assert [event.data["kind"] for event in messages] == ["image", "audio", "stamp"]
    picture, voice, stamp = (event.data["attachments"] for event in messages)
    assert picture[0]["content_type"] == "image/png"
    assert voice[0]["content_type"].startswith("audio/")
    assert stamp[0]["content_type"] == "image/png"
    room = family.room_id(HOME)
    message_id = messages[0].data["message_id"]
    assert picture[0]["media_content_id"] == (
        f"media-source://chat_rooms/{ready.entry_id}/{room}/{message_id}/image"
    )


async def test_sensor_alarm_is_a_message(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What a sensor says is told apart from what people say."""
    await family.ring(HOME, "Front door", "The front door was opened.")
    await until(hass, lambda: messages)
    assert messages[0].data["kind"] == "sensor"
    assert messages[0].data["sender_kind"] == "sensor"


async def test_somebody_joins_and_leaves(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Members who come and go are told of once, and a notice is a message."""
    changes = async_capture_events(hass, "chat_rooms_member")
    await family.join(HOME, "Aunt Yuki")
    await until(hass, lambda: messages and changes)
    assert messages[0].data["kind"] == "system"
    await ready.runtime_data.async_refresh()

    assert [(e.data["change"], e.data["member"]) for e in changes] == [
        ("joined", "Aunt Yuki")
    ]
    assert changes[0].data["entity_id"] == "event.happy_family_message"
    home = family.home.room(HOME)
    home.members = [m for m in home.members if m.user.nickname != "Aunt Yuki"]
    await ready.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert [e.data["change"] for e in changes] == ["joined", "left"]


async def test_burst_keeps_order_and_comes_once(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Whoever brings a message, a poll or the live feed, it comes once."""
    await family.burst(count=150)
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: len(messages) >= 150)
    await ready.runtime_data.async_refresh()
    await hass.async_block_till_done()

    assert len(messages) == 150
    for room in family.home.rooms.values():
        ids = [
            int(e.data["message_id"])
            for e in messages
            if e.data["room_id"] == room.uuid
        ]
        assert ids == [m.id for m in room.messages[-len(ids) :]]
        assert len(ids) == 75


@pytest.mark.parametrize("subscribe_form", ["array", "object"])
@pytest.mark.parametrize("date_form", ["+09:00", "Z"])
async def test_both_forms_of_answers(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    subscribe_form: SubscribeForm,
    date_form: DateForm,
) -> None:
    """An array of events or one, extra fields, numbers as text: all the same."""
    await family.set_options(
        subscribe_form=subscribe_form,
        date_form=date_form,
        numbers_as_strings=True,
        extra_fields=True,
        null_lists=["messages", "sensors"],
    )
    await set_up(hass, entry)
    await family.burst([HOME], count=3)
    await until(hass, lambda: len(messages) == 3)
    assert [e.data["text"] for e in messages] == [
        f"Message {n} of 3" for n in (1, 2, 3)
    ]


async def test_quiet_polls_go_on(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A poll that ends without news is asked again, and nothing is lost."""
    await family.set_options(poll_timeout=0.15)
    await set_up(hass, entry)
    await family.wait_for_requests("subscribe", 4, room=HOME, status=408)
    await family.write(HOME, "Hanako", "Still there?")
    await until(hass, lambda: messages)
    assert state(hass, "binary_sensor.bocco_taro_connected") == "on"


async def test_one_broken_room_does_not_stop_the_others(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room whose feed breaks is polled; the others stay live."""
    await family.break_("subscribe", "body", room=HOME, times=-1, body={"what": 1})
    await set_up(hass, entry)
    await family.write(GRANDPARENTS, "Grandma", "All is well here")
    await until(hass, lambda: messages)
    await family.write(HOME, "Hanako", "And here")
    await entry.runtime_data.async_refresh()
    await until(hass, lambda: len(messages) == 2)
    assert state(hass, "binary_sensor.bocco_taro_connected") == "off"
    await family.mend()
    await until(hass, lambda: state(hass, "binary_sensor.bocco_taro_connected") == "on")


async def test_long_text_is_cut_in_events_but_not_in_answers(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """States and events stay under 16 KB; get_messages has the whole text."""
    text = "長い話です。" * 1600
    await family.write(HOME, "Grandma", text)
    await until(hass, lambda: messages)

    assert len(json_bytes(messages[0].data)) < 16_384
    assert messages[0].data["text"].endswith("…")
    assert text.startswith(messages[0].data["text"][:-1])
    for entity_id in ("event.happy_family_message", "sensor.happy_family_last_message"):
        shown = hass.states.get(entity_id)
        assert shown
        assert len(json_bytes(shown.attributes)) < 16_384
        assert len(shown.state) <= 255
    answer = await hass.services.async_call(
        "chat_rooms",
        "get_messages",
        {"entity_id": "event.happy_family_message", "limit": 1},
        blocking=True,
        return_response=True,
    )
    assert answer
    assert answer["messages"][0]["text"] == text  # type: ignore[index,call-overload]
