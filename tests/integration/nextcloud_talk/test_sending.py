"""From an action into a conversation: once, whole, or a clear error."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.nextcloud_talk import delivery
from tests.simulators.media import chime, landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import send_to, state, until
from .helpers import GRANDMA, NEIGHBOURS, heartbeat

NOTIFY = "notify.neighbours"


def attached(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    """Put a file into the folder and return it as an attachment."""
    (folder / name).write_bytes(data)
    return {"media": f"media-source://media_source/local/{name}"}


async def send(
    hass: HomeAssistant, entity_id: str = NOTIFY, **data: Any
) -> dict[str, Any]:
    """Send to a room and return what became of it."""
    return await send_to(hass, entity_id, **data)


async def test_notify(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Home Assistant's own action sends a bold title; the echo is known as our own."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": NOTIFY, "message": "Dinner is ready", "title": "Kitchen"},
        blocking=True,
    )
    (received,) = await talk.received(NEIGHBOURS)
    assert received["text"] == "**Kitchen**\nDinner is ready"
    await until(hass, lambda: messages)
    assert [event.data["message_id"] for event in messages] == [str(received["id"])]
    assert messages[0].data["is_own"]
    assert messages[0].data["sent_by_home_assistant"]
    assert state(hass, NOTIFY) != "unknown"


async def test_reply_silent_and_mention(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
) -> None:
    """A reply bears what it answers; silence and a mention reach the server."""
    sent = await send(
        hass, message='Yes, @"hanako"!', reply_to=str(live["id"]), silent=True
    )
    (received,) = await talk.received(NEIGHBOURS)
    assert (received["text"], received["reply_to"], received["silent"]) == (
        'Yes, @"hanako"!',
        live["id"],
        True,
    )
    assert sent["message_id"] == str(received["id"])


async def test_files(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    media: Path,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The text is the first file's caption, sounds are voice messages."""
    picture, sound = landscape(7), chime()
    sent = await send(
        hass,
        title="Garden",
        message="Look!",
        attachments=[
            attached(media, "one.png", picture),
            attached(media, "two.wav", sound),
            attached(media, "notes.xyz", b"\x00\x01"),
        ],
    )
    received = await talk.received(NEIGHBOURS)
    assert [item["sha256"] for item in received] == [
        sha256(data).hexdigest() for data in (picture, sound, b"\x00\x01")
    ]
    assert received[0]["text"] == "**Garden**\nLook!"
    assert [item["message_type"] for item in received] == [
        "comment",
        "voice-message",
        "comment",
    ]
    ids = [str(item["id"]) for item in received]
    assert [item["message_id"] for item in sent["messages"]] == ids
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    assert [event.data["kind"] for event in messages] == ["image", "audio", "file"]
    assert messages[0].data["text"] == "**Garden**\nLook!"
    assert all(event.data["sent_by_home_assistant"] for event in messages)


@pytest.mark.parametrize(
    ("control", "endpoint", "fault", "key"),
    [
        ("set_read_only", None, {}, "read_only"),
        ("set_lobby", None, {}, "lobby"),
        (None, "send", {"kind": "status", "status": 413}, "too_long"),
        (None, "send", {"kind": "status", "status": 429}, "rate_limited"),
        (None, "send", {"kind": "status", "status": 403}, "forbidden"),
    ],
    ids=["read only", "lobby", "too long", "too many", "forbidden"],
)
async def test_texts_that_are_refused(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    control: str | None,
    endpoint: str | None,
    fault: dict[str, Any],
    key: str,
) -> None:
    """Whatever the server refuses has its own words, and nothing is sent."""
    # Moderators have the key to the lobby.
    await talk.set_role(NEIGHBOURS, 3)
    if control:
        await getattr(talk, control)(NEIGHBOURS)
    if endpoint:
        await talk.break_(endpoint, **fault)
    with pytest.raises(HomeAssistantError) as error:
        await send(hass, message="Hello?")
    assert error.value.translation_key == key
    assert await talk.received() == []


async def test_read_only_is_known(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A room that the list shows as read only is not even asked."""
    await talk.set_read_only(NEIGHBOURS)
    await talk.write(GRANDMA, "Grandma", "Hello")
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.nextcloud_talk_taro_refresh"},
        blocking=True,
    )
    await talk.forget_requests()
    with pytest.raises(ServiceValidationError) as error:
        await send(hass, message="Hello?")
    assert error.value.translation_key == "read_only"
    assert talk.calls("send") == []


@pytest.mark.parametrize(
    ("control", "key"),
    [
        ("quota", "quota"),
        ("use_up_shares", "share_limit"),
        ("largest", "too_large"),
    ],
)
async def test_files_that_are_refused(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    media: Path,
    ready: MockConfigEntry,
    control: str,
    key: str,
) -> None:
    """No space, too many shares, too large: each says so."""
    if control == "largest":
        await talk.set_largest_upload(10)
    else:
        await getattr(talk, control)()
    with pytest.raises(HomeAssistantError) as error:
        await send(hass, attachments=[attached(media, "one.png", landscape(1))])
    assert error.value.translation_key == key
    assert await talk.received() == []


async def test_too_long_for_the_server(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What the server has set counts, and is checked before anything is sent."""
    with pytest.raises(ServiceValidationError) as error:
        await send(hass, message="x" * 32_001)
    assert error.value.translation_key == "text_too_long"
    assert talk.calls("send") == []


async def test_slow_server_gets_it_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What arrived though its answer did not is found, and not sent again."""
    await talk.break_("send", "drop", when="after")
    sent = await send(hass, message="Only once, please")
    (received,) = await talk.received(NEIGHBOURS)
    assert sent["message_id"] == str(received["id"])
    await heartbeat(hass)
    await until(hass, lambda: messages)
    assert [event.data["text"] for event in messages] == ["Only once, please"]


async def test_lost_message_is_sent_again(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What did not arrive is sent again, once."""
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.0)
    await talk.break_("send", "drop")
    await send(hass, message="Hello?")
    assert [item["text"] for item in await talk.received(NEIGHBOURS)] == ["Hello?"]


async def test_revoked_password(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Sending with a revoked app password asks for a new sign-in."""
    await talk.revoke_app_passwords()
    with pytest.raises(HomeAssistantError) as error:
        await send(hass, message="Hello?")
    assert error.value.translation_key == "invalid_auth"
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
