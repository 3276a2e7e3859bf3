"""What seldom happens, and has its place all the same."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.model import Feature, Limits
from custom_components.chat_rooms.providers.bocco import provider
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, set_up
from .helpers import refresh, state, until

LAST = "sensor.happy_family_last_message"
TEMPERATURE = "sensor.happy_family_temperature"
UNREAD = "sensor.happy_family_unread_messages"


async def feed(family: BoccoSimulator, *events: dict[str, Any]) -> None:
    """Let the room's feed bring events that the family cannot make."""
    await family.wait_for_subscribers(2)
    await family.break_("subscribe", "body", room=HOME, body=list(events))
    await family.hang_up()


def message(family: BoccoSimulator, **fields: Any) -> dict[str, Any]:
    """Return the event of a message of Hanako's."""
    hanako = family.home.room(HOME).user("Hanako")
    user = {"uuid": hanako.uuid, "user_type": "human", "nickname": "Hanako"}
    newest = family.home.room(HOME).messages[-1].id
    body = {"id": newest + 1, "media": "text", "user": user, "text": "", **fields}
    return {"event": "message", "body": body}


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Picture"), ("ja", "写真"), ("xx", "Picture")]
)
async def test_message_without_a_text_says_what_it_is(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    language: str,
    shown: str,
) -> None:
    """In the language of the house, or in English."""
    hass.config.language = language
    await set_up(hass, entry)
    await feed(family, message(family, media="image", image="/1/messages/1.png"))
    await until(hass, lambda: messages)
    assert state(hass, LAST) == shown


async def test_giant_detail_is_left_out(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What the service adds gives way before the text does."""
    await feed(family, message(family, text="Hello", unique_id="x" * 20_000))
    await until(hass, lambda: messages)
    assert messages[0].data["text"] == "Hello"
    assert messages[0].data["detail"] == {}
    assert len(json_bytes(messages[0].data)) < 16_384


async def test_read_in_the_app_is_told_live(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A member event of our own with a newer read mark lowers the count at once."""
    assert state(hass, UNREAD) == "1"
    me = {"uuid": family.home.account.uuid, "user_type": "human", "nickname": "Taro"}
    newest = family.home.room(HOME).messages[-1].id
    await feed(family, {"event": "member", "body": {"user": me, "read_id": newest}})
    await until(hass, lambda: state(hass, UNREAD) == "0")


async def test_readings_alone_fail(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Without readings there are still messages."""
    assert state(hass, TEMPERATURE) == "21.5"
    await family.break_("environments", "status", status=500)
    await refresh(hass)
    assert state(hass, TEMPERATURE) == "unknown"
    assert state(hass, UNREAD) == "1"
    await refresh(hass)
    assert state(hass, TEMPERATURE) == "21.5"


async def test_sign_in_is_refused_for_readings(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A sign-in that is refused is refused for everything."""
    await family.wait_for_subscribers(2)
    await family.break_("environments", "status", status=401, times=2)
    await ready.runtime_data.async_refresh()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_fault_of_our_own(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is told once, with its place and without anybody's words, and mends itself."""

    async def fail(*, complete: bool) -> None:
        raise KeyError("Dear Hanako")

    with monkeypatch.context() as patch:
        patch.setattr(ready.runtime_data.provider, "rooms", fail)
        await ready.runtime_data.async_refresh()
        await ready.runtime_data.async_refresh()
    assert state(hass, UNREAD) == "unavailable"
    errors = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert len(errors) == 1
    assert "KeyError in fail (test_rare.py:" in errors[0]
    assert "Dear Hanako" not in caplog.text
    await refresh(hass)
    assert state(hass, UNREAD) == "1"


async def test_room_that_can_only_be_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has no notify entity and no button; what it cannot is refused by name."""
    with monkeypatch.context() as patch:
        patch.setattr(provider, "FEATURES", Feature(0))
        await set_up(hass, entry)
    for entity_id in (
        "notify.happy_family",
        "button.happy_family_mark_as_read",
        "image.happy_family_latest_photo",
    ):
        assert hass.states.get(entity_id) is None
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "chat_rooms",
            "mark_as_read",
            {"entity_id": "event.happy_family_message"},
            blocking=True,
        )
    assert caught.value.translation_key == "read_not_supported"
    await refresh(hass)
    await until(hass, lambda: hass.states.get("notify.happy_family"))


async def test_room_without_files(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A room that takes only texts says so before anything is loaded."""
    monkeypatch.setattr(
        provider, "LIMITS", Limits(text_length=provider.LIMITS.text_length)
    )
    await set_up(hass, entry)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "chat_rooms",
            "send_message",
            {
                "entity_id": "notify.happy_family",
                "attachments": [{"media": "media-source://camera/camera.door"}],
            },
            blocking=True,
        )
    assert caught.value.translation_key == "files_not_supported"
