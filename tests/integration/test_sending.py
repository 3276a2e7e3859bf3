"""From an action to the family's robot: exactly once, or a clear error."""

from pathlib import Path
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.chat_rooms.providers import repeating
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .conftest import HOME
from .helpers import send_to, until

NOTIFY = "notify.happy_family"


def picture(folder: Path, name: str) -> dict[str, Any]:
    """Put a picture into the folder and return it as an attachment."""
    (folder / name).write_bytes(landscape(len(name)))
    return {
        "media": {
            "media_content_id": f"media-source://media_source/local/{name}",
            "media_content_type": "image/png",
        }
    }


async def send(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Send to the family and return what became of it."""
    return await send_to(hass, NOTIFY, **data)


async def test_notify(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """notify.send_message arrives once, with its title, and is known as our own."""
    before = hass.states.get("sensor.happy_family_unread_messages")
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": NOTIFY, "message": "Dinner is ready", "title": "Kitchen"},
        blocking=True,
    )
    received = await family.received(HOME)
    assert [item["text"] for item in received] == ["Kitchen\nDinner is ready"]
    await until(hass, lambda: messages)
    assert len(messages) == 1
    assert messages[0].data["is_own"]
    assert messages[0].data["sent_by_home_assistant"]
    after = hass.states.get("sensor.happy_family_unread_messages")
    assert before
    assert after
    assert before.state == after.state
    notified = hass.states.get(NOTIFY)
    assert notified
    assert notified.state != "unknown"


async def test_send_message_answers(
    hass: HomeAssistant,
    family: BoccoSimulator,
    media: Path,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A text and two pictures are three messages, in order, each told of."""
    sent = await send(
        hass,
        message="Look!",
        attachments=[picture(media, "one.png"), picture(media, "two.png")],
    )
    received = await family.received(HOME)
    assert [item["media"] for item in received] == ["text", "image", "image"]
    assert [item["filename"] for item in received] == [None, "one.png", "two.png"]
    ids = [str(item["id"]) for item in received]
    assert [item["message_id"] for item in sent["messages"]] == ids
    assert sent["message_id"] == ids[-1]
    assert sent["sent_at"] == sent["messages"][-1]["sent_at"]
    await until(hass, lambda: len(messages) == 3)
    assert all(event.data["sent_by_home_assistant"] for event in messages)


async def test_no_answer_wanted(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The answer is optional."""
    await hass.services.async_call(
        "chat_rooms",
        "send_message",
        {"entity_id": NOTIFY, "message": "Hello"},
        blocking=True,
    )
    assert len(await family.received(HOME)) == 1


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_to_send"),
        ({"message": ""}, "nothing_to_send"),
        ({"message": " \n"}, "nothing_to_send"),
        ({"title": "Only a title"}, "nothing_to_send"),
        ({"message": "x" * 10_000}, "text_too_long"),
        ({"message": "x" * 9_999, "title": "t"}, "text_too_long"),
        ({"message": "x", "reply_to": "1"}, "reply_not_supported"),
        ({"message": "x", "silent": True}, "silent_not_supported"),
        (
            {
                "message": "x",
                "attachments": [{"media": "media-source://media_source/local/no.png"}],
            },
            "media_not_found",
        ),
    ],
)
async def test_what_cannot_be_sent(
    hass: HomeAssistant,
    family: BoccoSimulator,
    media: Path,
    ready: MockConfigEntry,
    data: dict[str, Any],
    key: str,
) -> None:
    """A user's slip is a clear error, and nothing is sent."""
    with pytest.raises(ServiceValidationError) as caught:
        await send(hass, **data)
    assert caught.value.translation_key == key
    assert await family.received() == []


async def test_longest_text(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """9,999 characters are not too many."""
    await send(hass, message="長" * 9_999)
    assert len((await family.received(HOME))[0]["text"]) == 9_999


async def test_third_message_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    media: Path,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The error says what was sent, without anybody's words; the rest is not sent."""
    for _ in range(2):
        await family.break_("post", "slow", delay=0)
    await family.break_("post", "status", status=400)
    with pytest.raises(HomeAssistantError) as caught:
        await send(
            hass,
            message="Secret words",
            attachments=[picture(media, f"{n}.png") for n in (1, 2, 3)],
        )
    assert caught.value.translation_key == "partly_sent"
    assert caught.value.translation_placeholders == {
        "service": "BOCCO",
        "sent": "“…”, 1.png",
    }
    assert "Secret words" not in caplog.text
    assert [item["filename"] for item in await family.received()] == [None, "1.png"]


async def test_sign_in_is_refused_after_a_part(
    hass: HomeAssistant, family: BoccoSimulator, media: Path, ready: MockConfigEntry
) -> None:
    """What was sent is told, and the user is asked to sign in."""
    await family.break_("post", "slow", delay=0)
    await family.break_("post", "status", status=401, times=2)
    with pytest.raises(HomeAssistantError) as caught:
        await send(hass, message="One", attachments=[picture(media, "1.png")])
    assert caught.value.translation_key == "partly_sent"
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_answer_is_lost(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A message whose answer was lost is asked for again, and arrives once."""
    await family.break_("post", "drop", when="after")
    sent = await send(hass, message="Once")
    assert len(await family.received(HOME)) == 1
    assert sent["message_id"] == str((await family.received(HOME))[0]["id"])
    assert len({dict(c.fields)["unique_id"] for c in family.calls("post")}) == 1
    assert len(family.calls("post")) == 2
    await until(hass, lambda: messages)
    assert messages[0].data["sent_by_home_assistant"]


async def test_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """While the service is down, sending fails loudly."""
    await family.break_("*", "drop", times=-1)
    await family.hang_up()
    await until(
        hass,
        lambda: (
            (found := hass.states.get("sensor.happy_family_unread_messages"))
            and found.state == "unavailable"
        ),
    )
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": NOTIFY, "message": "Hello?"},
            blocking=True,
        )
    assert caught.value.translation_key == "cannot_connect"
    assert caught.value.translation_placeholders == {"service": "BOCCO"}


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (403, "forbidden"),
        (404, "not_found"),
        (429, "rate_limited"),
        (500, "cannot_connect"),
        (400, "unexpected_answer"),
    ],
)
async def test_service_refuses(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    status: int,
    key: str,
) -> None:
    """Each refusal has its own words."""
    await family.break_("post", "status", status=status, times=-1)
    with pytest.raises(HomeAssistantError) as caught:
        await send(hass, message="Hello")
    assert caught.value.translation_key == key


async def test_sign_in_is_refused_while_sending(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A sign-in that fails for good asks the user."""
    await family.wait_for_subscribers(2)
    await family.break_("subscribe", "slow", delay=30, times=-1)
    family.home.password = "another"
    family.home.sessions.clear()
    with pytest.raises(HomeAssistantError) as caught:
        await send(hass, message="Hello")
    assert caught.value.translation_key == "invalid_auth"
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_sent_while_the_feed_is_down(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without a live feed an own message comes back by asking for it."""
    await family.break_("subscribe", "status", status=500, times=-1)
    await family.hang_up()
    await until(
        hass,
        lambda: (
            (found := hass.states.get("binary_sensor.bocco_taro_connected"))
            and found.state == "off"
        ),
    )
    await send(hass, message="Echo")
    await ready.runtime_data.async_refresh()
    await until(hass, lambda: messages)
    assert messages[0].data["sent_by_home_assistant"]


async def test_retries_are_few(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After three tries it gives up, all with one id."""
    monkeypatch.setattr(repeating, "RETRY_PAUSE", 0)
    await family.break_("post", "status", status=502, times=-1)
    with pytest.raises(HomeAssistantError):
        await send(hass, message="Hello")
    posts = family.calls("post")
    assert len(posts) == 3
    assert len({dict(call.fields)["unique_id"] for call in posts}) == 1


async def test_other_rooms_pictures_are_for_those_who_may_read_them(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_read_only_user: MockUser,
) -> None:
    """A user who may send to one room cannot take pictures out of another."""
    await family.send_image("Grandparents", "Grandma")
    await until(hass, lambda: messages)
    media = messages[0].data["attachments"][0]["media_content_id"]
    notify = {NOTIFY: {POLICY_CONTROL: True}}
    picture_room = {"event.grandparents_message": {POLICY_READ: True}}
    data = {"entity_id": NOTIFY, "attachments": [{"media": media}]}
    shown = "media-source://image/image.grandparents_latest_photo"
    photo = {"entity_id": NOTIFY, "attachments": [{"media": shown}]}
    context = Context(user_id=hass_read_only_user.id)

    hass_read_only_user.mock_policy({"entities": {"entity_ids": notify}})
    for wanted in (data, photo):
        with pytest.raises(ServiceValidationError) as caught:
            await hass.services.async_call(
                "chat_rooms", "send_message", wanted, blocking=True, context=context
            )
        assert caught.value.translation_key == "media_not_found"
    assert await family.received() == []

    allowed = notify | picture_room
    hass_read_only_user.mock_policy({"entities": {"entity_ids": allowed}})
    await hass.services.async_call(
        "chat_rooms", "send_message", data, blocking=True, context=context
    )
    assert [item["media"] for item in await family.received(HOME)] == ["image"]
