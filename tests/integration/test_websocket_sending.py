"""What a card sends, and what it marks as read."""

import logging
from pathlib import Path
import tempfile
from typing import Any

from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.bocco import BoccoSimulator

from .cards import Card
from .conftest import HOME
from .files import PNG, Upload
from .helpers import OURS, state, unload, until
from .sounds import recorded, set_up_ffmpeg

ROOM = "event.happy_family_message"
NOTIFY = "notify.happy_family"
UNREAD = "sensor.happy_family_unread_messages"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what Home Assistant and we have to complain of."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno > logging.INFO
        and record.name.startswith(("homeassistant", OURS))
    ]


def waiting(temporary: Path) -> list[Path]:
    """Return the uploaded files that nobody has taken."""
    return [path for path in temporary.rglob("*") if path.is_file()]


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_text(
    hass: HomeAssistant,
    family: BoccoSimulator,
    card: Card,
    messages: list[Event[Any]],
    entity_id: str,
) -> None:
    """A text arrives, and it is told which message it has become."""
    sent = await card.result("send", entity_id=entity_id, message="Dinner is ready")
    (received,) = await family.received(HOME)
    assert received["text"] == "Dinner is ready"
    assert sent.keys() == {"message_id", "sent_at", "messages"}
    assert sent["message_id"] == str(received["id"])
    assert dt_util.parse_datetime(sent["sent_at"])
    assert sent["messages"] == [
        {"message_id": sent["message_id"], "sent_at": sent["sent_at"]}
    ]
    await until(hass, lambda: messages)
    assert messages[0].data["sent_by_home_assistant"]


async def test_state_of_the_notify_entity(
    hass: HomeAssistant, card: Card, hass_admin_user: MockUser
) -> None:
    """The notify entity tells when something was sent, and by whom."""
    assert state(hass, NOTIFY) == "unknown"
    changes = async_capture_events(hass, "state_changed")
    before = dt_util.utcnow()
    await card.result("send", entity_id=ROOM, message="Dinner is ready")
    moment = dt_util.parse_datetime(state(hass, NOTIFY))
    assert moment
    assert before <= moment <= dt_util.utcnow()
    (change,) = [event for event in changes if event.data["entity_id"] == NOTIFY]
    assert isinstance(change.context, Context)
    assert change.context.user_id == hass_admin_user.id
    await card.error("send", entity_id=ROOM, message="x" * 10_000)
    assert dt_util.parse_datetime(state(hass, NOTIFY)) == moment


async def test_picture(
    family: BoccoSimulator, card: Card, upload: Upload, temporary: Path
) -> None:
    """A text and a file become two messages; nothing is left of the file here."""
    file_id = await upload("hills.png", PNG)
    sent = await card.result("send", entity_id=ROOM, message="Look!", file_id=file_id)
    received = await family.received(HOME)
    assert [item["media"] for item in received] == ["text", "image"]
    assert received[1]["filename"] == "hills.png"
    ids = [str(item["id"]) for item in received]
    assert [message["message_id"] for message in sent["messages"]] == ids
    assert sent["message_id"] == ids[-1]
    assert waiting(temporary) == []


async def test_only_a_picture(
    family: BoccoSimulator, card: Card, upload: Upload
) -> None:
    """A file needs no text."""
    await card.result("send", entity_id=ROOM, file_id=await upload("hills.png", PNG))
    assert [item["media"] for item in await family.received(HOME)] == ["image"]


async def test_voice(
    hass: HomeAssistant,
    family: BoccoSimulator,
    card: Card,
    upload: Upload,
    temporary: Path,
) -> None:
    """What was recorded just now becomes a spoken message; without that it is a film."""
    await set_up_ffmpeg(hass)
    recording = recorded("webm")
    file_id = await upload("recording.webm", recording)
    await card.result("send", entity_id=ROOM, file_id=file_id, voice=True)
    (received,) = await family.received(HOME)
    assert (received["media"], received["filename"]) == ("audio", "recording.m4a")
    file_id = await upload("recording.webm", recording)
    error = await card.error("send", entity_id=ROOM, file_id=file_id)
    assert error["translation_key"] == "file_type_not_supported"
    assert waiting(temporary) == []


@pytest.mark.parametrize(
    ("data", "key", "placeholders"),
    [
        ({}, "nothing_to_send", None),
        ({"message": " \n"}, "nothing_to_send", None),
        ({"message": "x" * 10_000}, "text_too_long", {"limit": "9999"}),
        (
            {"message": "x", "reply_to": "1"},
            "reply_not_supported",
            {"service": "BOCCO"},
        ),
        ({"file_id": "unknown"}, "upload_not_found", None),
    ],
)
async def test_what_cannot_be_sent(
    family: BoccoSimulator,
    card: Card,
    caplog: pytest.LogCaptureFixture,
    data: dict[str, Any],
    key: str,
    placeholders: dict[str, str] | None,
) -> None:
    """A user's slip is told to the user, who can mend it, and to nobody else."""
    caplog.clear()
    error = await card.error("send", entity_id=ROOM, **data)
    assert error["code"] == "service_validation_error"
    assert error["translation_domain"] == DOMAIN
    assert error["translation_key"] == key
    assert error.get("translation_placeholders") == placeholders
    assert error["message"] and key not in error["message"]
    assert await family.received() == []
    assert complaints(caplog) == []


async def test_service_is_down(
    hass: HomeAssistant,
    family: BoccoSimulator,
    card: Card,
    upload: Upload,
    temporary: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While the service is down, the user is told so and the log says nothing of it."""
    await family.wait_for_subscribers(2)
    await family.break_("*", "drop", times=-1)
    await family.hang_up()
    await until(hass, lambda: state(hass, UNREAD) == "unavailable")
    caplog.clear()
    for data in ({"message": "Our secret"}, {"file_id": await upload("a.png", PNG)}):
        error = await card.error("send", entity_id=ROOM, **data)
        assert error["code"] == "home_assistant_error"
        assert error["translation_domain"] == DOMAIN
        assert error["translation_key"] == "cannot_connect"
        assert error["translation_placeholders"] == {"service": "BOCCO"}
    assert (await card.error("mark_as_read", entity_id=ROOM))["translation_key"] == (
        "cannot_connect"
    )
    assert waiting(temporary) == []
    assert "Our secret" not in caplog.text
    assert complaints(caplog) == []


async def test_a_part_was_sent(
    family: BoccoSimulator, card: Card, upload: Upload
) -> None:
    """It is told what has arrived, so that nobody sends it again."""
    await family.break_("post", "slow", delay=0)
    await family.break_("post", "status", status=400)
    error = await card.error(
        "send", entity_id=ROOM, message="One", file_id=await upload("a.png", PNG)
    )
    assert error["code"] == "home_assistant_error"
    assert error["translation_key"] == "partly_sent"
    assert error["translation_placeholders"] == {"service": "BOCCO", "sent": "“…”"}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"message": "x" * 10_000}, "text_too_long"),
        ({"reply_to": "1"}, "reply_not_supported"),
        ({"entity_id": "event.nothing"}, "room_not_found"),
        ({"entity_id": UNREAD}, "room_not_found"),
    ],
    ids=["text", "answer", "no entity", "no room"],
)
async def test_refused_file_does_not_stay(
    card: Card, upload: Upload, temporary: Path, data: dict[str, Any], key: str
) -> None:
    """A file whose message is refused for something else is removed as well."""
    file_id = await upload("hills.png", PNG)
    sent = {"entity_id": ROOM, "file_id": file_id, **data}
    assert (await card.error("send", **sent))["translation_key"] == key
    assert waiting(temporary) == []


@pytest.mark.parametrize(
    ("entities", "code"),
    [({ROOM: {"read": True}}, "unauthorized"), ({}, "not_found")],
    ids=["may only read", "may not even read"],
)
async def test_file_of_a_user_who_may_not_send(
    card: Card,
    upload: Upload,
    temporary: Path,
    hass_admin_user: MockUser,
    entities: dict[str, Any],
    code: str,
) -> None:
    """Nor does a file stay of somebody who may not send it."""
    file_id = await upload("hills.png", PNG)
    hass_admin_user.mock_policy({"entities": {"entity_ids": entities}})
    assert await card.refusal("send", entity_id=ROOM, file_id=file_id) == code
    assert waiting(temporary) == []


async def test_room_without_a_notify_entity(
    hass: HomeAssistant,
    family: BoccoSimulator,
    card: Card,
    upload: Upload,
    temporary: Path,
) -> None:
    """Where nothing can be sent, the user is told so."""
    await hass.config_entries.async_forward_entry_unload(
        hass.config_entries.async_entries(DOMAIN)[0], "notify"
    )
    file_id = await upload("hills.png", PNG)
    error = await card.error("send", entity_id=ROOM, message="Hello", file_id=file_id)
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "read_only"
    assert error["translation_placeholders"] == {"service": "BOCCO"}
    assert await family.received() == []
    assert waiting(temporary) == []


@pytest.mark.parametrize("entity_id", [ROOM, NOTIFY])
async def test_mark_as_read(
    hass: HomeAssistant, family: BoccoSimulator, card: Card, entity_id: str
) -> None:
    """A room is read up to its newest message."""
    newest = family.home.room(HOME).messages[-1].id
    answer = await card.result("mark_as_read", entity_id=entity_id)
    assert answer == {"message_id": str(newest), "unread": 0}
    assert await family.read_id(HOME) == newest
    await hass.async_block_till_done()
    assert state(hass, UNREAD) == "0"


async def test_mark_as_read_up_to_a_message(
    hass: HomeAssistant, family: BoccoSimulator, card: Card
) -> None:
    """What came after the message that is named stays unread."""
    await family.wait_for_subscribers(2)
    for text in ("One", "Two"):
        await family.write(HOME, "Hanako", text)
    await until(hass, lambda: state(hass, UNREAD) == "3")
    message_id = str(family.home.room(HOME).messages[-2].id)
    answer = await card.result("mark_as_read", entity_id=ROOM, message_id=message_id)
    assert answer == {"message_id": message_id, "unread": 1}
    shown = (await card.result("messages", entity_id=ROOM, limit=3))["messages"]
    assert [message["unread"] for message in shown] == [False, False, True]


async def test_mark_as_read_where_nothing_is(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """An empty room is read."""
    await family.create_room("Attic", ["Hanako"])
    await ready.runtime_data.async_ask_for_all()
    await hass.async_block_till_done()
    answer = await card.result("mark_as_read", entity_id="event.attic_message")
    assert answer == {"message_id": None, "unread": 0}


async def test_mark_as_read_up_to_nothing(
    card: Card, caplog: pytest.LogCaptureFixture
) -> None:
    """What is no message cannot have been read."""
    caplog.clear()
    error = await card.error("mark_as_read", entity_id=ROOM, message_id="nowhere")
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "not_found"
    assert complaints(caplog) == []


async def test_file_for_an_account_that_is_not_loaded(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    upload: Upload,
    temporary: Path,
) -> None:
    """Nothing is sent there, and nothing stays."""
    assert await card.refusal("send", entity_id="event.x", file_id="1") == "not_found"
    file_id = await upload("hills.png", PNG)
    await unload(hass, ready)
    assert await card.refusal("send", entity_id=ROOM, file_id=file_id) == "not_loaded"
    assert waiting(temporary) == []
