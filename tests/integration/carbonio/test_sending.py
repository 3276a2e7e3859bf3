"""From an action to a room: exactly once, or a clear error."""

from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carbonio import delivery
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY
from tests.simulators.media import landscape

from ..helpers import act, send_to, state, texts, until
from .helpers import CONNECTED

NOTIFY = "notify.family"
UNREAD = "sensor.family_unread_messages"
LOCAL = "media-source://media_source/local/"


def file(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    """Put a file into the folder and return it as an attachment."""
    (folder / name).write_bytes(data)
    return {"media": {"media_content_id": f"{LOCAL}{name}"}}


async def test_notify(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """notify.send_message arrives once, is known as our own, and the room is read."""
    await carbonio.wait_for_sockets()
    assert state(hass, UNREAD) == "1"
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": NOTIFY, "message": "Dinner <is> ready & hot", "title": "Kitchen"},
        blocking=True,
    )
    received = await carbonio.received(FAMILY)
    assert [item["text"] for item in received] == ["Kitchen\nDinner <is> ready & hot"]
    await until(hass, lambda: messages)
    assert texts(messages) == ["Kitchen\nDinner <is> ready & hot"]
    assert messages[0].data["is_own"]
    assert messages[0].data["sent_by_home_assistant"]
    await until(hass, lambda: state(hass, UNREAD) == "0")


async def test_what_came_back(
    hass: HomeAssistant, carbonio: CarbonioSimulator, ready: MockConfigEntry
) -> None:
    """The response names the message as the events do, and it can be replied to."""
    first = await send_to(hass, NOTIFY, message="Dinner?")
    answer = await send_to(
        hass, NOTIFY, message="Or tea?", reply_to=first["message_id"]
    )
    archive = await carbonio.messages(FAMILY)
    assert [item["id"] for item in archive[-2:]] == [
        first["message_id"],
        answer["message_id"],
    ]
    received = await carbonio.received(FAMILY)
    assert [item["reply_to"] for item in received] == [None, first["message_id"]]


async def test_files(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Any file goes, the text as the first one's caption, and all come back once."""
    await carbonio.wait_for_sockets()
    data = landscape(2)
    sent = await send_to(
        hass,
        NOTIFY,
        message="Grüße 🎉",
        attachments=[
            file(media, "garden 🌻.png", data),
            file(media, "bell.mp3", b"ID3\x04" + bytes(100)),
            file(media, "notes.txt", b"Milk, bread"),
        ],
    )
    received = await carbonio.received(FAMILY)
    assert [(i["filename"], i["content_type"], i["text"]) for i in received] == [
        ("garden 🌻.png", "image/png", "Grüße 🎉"),
        ("bell.mp3", "audio/mpeg", ""),
        ("notes.txt", "text/plain", ""),
    ]
    assert received[0]["size"] == len(data)
    assert received[0]["area"]
    await until(hass, lambda: len(messages) == 3)
    assert [event.data["kind"] for event in messages] == ["image", "audio", "file"]
    ids = [event.data["message_id"] for event in messages]
    assert ids == [item["message_id"] for item in sent["messages"]]
    assert all(event.data["sent_by_home_assistant"] for event in messages)


async def test_text_that_is_no_caption(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """A text that is too long for a caption goes first, as a message of its own."""
    picture = file(media, "garden.png", landscape(1))
    sent = await send_to(hass, NOTIFY, message="x" * 1001, attachments=[picture])
    received = await carbonio.received(FAMILY)
    assert [(i["text"], i["filename"]) for i in received] == [
        ("x" * 1001, None),
        ("", "garden.png"),
    ]
    assert len(sent["messages"]) == 2


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"message": "x" * 10_001}, "text_too_long"),
        ({"message": " "}, "nothing_to_send"),
        ({"message": "Psst", "silent": True}, "silent_not_supported"),
        ({"message": "Yes", "reply_to": "C808PJQD9V81"}, "not_found"),
    ],
)
async def test_what_cannot_be_sent(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    data: dict[str, Any],
    key: str,
) -> None:
    """A user's slip is told at once, and nothing is sent."""
    with pytest.raises(ServiceValidationError) as error:
        await send_to(hass, NOTIFY, **data)
    assert error.value.translation_key == key
    assert await carbonio.received() == []


async def test_sockets_down(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Without the sockets texts fail clearly; files, mute and marks over REST go on."""
    await carbonio.wait_for_sockets()
    await carbonio.hold_xmpp()
    await carbonio.hold_events()
    await carbonio.cut_xmpp()
    await carbonio.cut_events()
    await until(hass, lambda: state(hass, CONNECTED) == "off")
    with pytest.raises(HomeAssistantError) as error:
        await send_to(hass, NOTIFY, message="Hello?")
    assert error.value.translation_key == "chat_down"
    assert await carbonio.received() == []
    picture = file(media, "garden.png", landscape(1))
    sent = await send_to(hass, NOTIFY, message="Look!", attachments=[picture])
    assert sent["message_id"] == ""
    assert len(await carbonio.received(FAMILY)) == 1
    await hass.services.async_call(
        "switch", "turn_on", {"entity_id": "switch.family_mute"}, blocking=True
    )
    assert await carbonio.is_muted(FAMILY)
    assert state(hass, "event.family_message") != "unavailable"
    await carbonio.hold_events(False)
    await carbonio.hold_xmpp(False)
    await until(hass, lambda: messages, timeout=20)
    assert texts(messages) == ["Look!"]
    assert messages[0].data["sent_by_home_assistant"]
    await until(hass, lambda: state(hass, CONNECTED) == "on")


@pytest.mark.parametrize("control", ["swallow_echo", "drop_next"])
async def test_once_whatever_happens(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
    control: str,
) -> None:
    """A message without an echo is looked up before it is sent again."""
    monkeypatch.setattr(delivery, "ECHO_WITHIN", 0.05)
    monkeypatch.setattr(delivery, "LOOK_FOR", 0.05)
    await carbonio.wait_for_sockets()
    await getattr(carbonio, control)()
    sent = await send_to(hass, NOTIFY, message="Once")
    received = await carbonio.received(FAMILY)
    assert [item["text"] for item in received] == ["Once"]
    archive = await carbonio.messages(FAMILY)
    assert archive[-1]["id"] == sent["message_id"]
    await carbonio.say(FAMILY, "Hanako", "Twice?")
    await until(hass, lambda: "Twice?" in texts(messages))
    assert texts(messages).count("Once") <= 1


async def test_room_that_is_gone(
    hass: HomeAssistant, carbonio: CarbonioSimulator, ready: MockConfigEntry
) -> None:
    """What the chat has against a message is told."""
    await carbonio.wait_for_sockets()
    await carbonio.hold_events()
    await carbonio.cut_events()
    await carbonio.remove_member(BOOK_CLUB, "Taro")
    with pytest.raises(HomeAssistantError) as error:
        await send_to(hass, "notify.book_club", message="Hello?")
    assert error.value.translation_key in ("forbidden", "not_found")


async def test_mark_as_read(
    hass: HomeAssistant, carbonio: CarbonioSimulator, ready: MockConfigEntry
) -> None:
    """The server knows of it, and so does the sensor."""
    await carbonio.wait_for_sockets()
    assert state(hass, UNREAD) == "1"
    newest = (await carbonio.messages(FAMILY))[-1]["id"]
    answer = await act(hass, "mark_as_read", "event.family_message")
    assert answer == {"event.family_message": {"message_id": newest, "unread": 0}}
    assert state(hass, UNREAD) == "0"
    await carbonio.wait_for(lambda: _unread(carbonio) == 0, 5, "the marker")


async def test_mark_as_read_after_a_reaction(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """What is no message counts as well at the server, and is read with the rest."""
    await carbonio.wait_for_sockets()
    said = await carbonio.say(FAMILY, "Hanako", "Tea?")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "Green tea?")
    await carbonio.react(FAMILY, "Grandma", said["id"], "🍵")
    await until(hass, lambda: len(told) == 3)
    await act(hass, "mark_as_read", "event.family_message")
    await carbonio.wait_for(lambda: _unread(carbonio) == 0, 5, "the marker")
    assert state(hass, UNREAD) == "0"


def _unread(carbonio: CarbonioSimulator) -> int:
    world = carbonio.world
    return world.room(FAMILY).settings_of(world.account.id).unread
