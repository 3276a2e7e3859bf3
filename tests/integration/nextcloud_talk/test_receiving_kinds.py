"""What people send, as Home Assistant tells it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.media import landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import User

from ..conftest import set_up
from ..helpers import state, texts, until
from ..test_messages_in import KEYS
from .helpers import (
    GARDEN_CLUB,
    GRANDMA,
    LAST,
    NEIGHBOURS,
    PHOTO,
    heartbeat,
    ids,
    newest,
)

EVENT = "event.neighbours_message"
SEND = "notify.neighbours"

type Happen = Callable[[NextcloudTalkSimulator], Awaitable[Any]]

pytestmark = pytest.mark.usefixtures("no_polls")


async def test_a_text(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A text is an event with every key, and shows in every entity."""
    written = await talk.write(NEIGHBOURS, "Hanako", "**Dinner** is ready {soon}")
    await heartbeat(hass)
    (data,) = [event.data for event in messages]
    assert data.keys() == KEYS
    sent_at = data.pop("sent_at")
    assert sent_at.endswith("+00:00")
    assert data.pop("device_id")
    assert data == {
        "service": "nextcloud_talk",
        "account": "Nextcloud Talk Taro",
        "config_entry_id": ready.entry_id,
        "entity_id": EVENT,
        "room_id": talk.room_id(NEIGHBOURS),
        "room": NEIGHBOURS,
        "message_id": str(written["id"]),
        "kind": "text",
        "text": "**Dinner** is ready {soon}",
        "title": "",
        "sender_id": "hanako",
        "sender": "Hanako",
        "sender_kind": "person",
        "is_own": False,
        "sent_by_home_assistant": False,
        "mentions_me": False,
        "reply_to": None,
        "missed": False,
        "attachments": [],
        "location": None,
        "duration": None,
        "detail": {
            "actor_type": "users",
            "message_type": "comment",
            "markdown": True,
            "silent": False,
            "reactions": {},
        },
    }
    event = hass.states.get(EVENT)
    assert event
    assert event.attributes["event_type"] == "text"
    assert data.items() <= event.attributes.items()
    last = hass.states.get(LAST)
    assert last
    assert last.state == last.attributes["text"] == "**Dinner** is ready {soon}"
    assert last.attributes["sender"] == "Hanako"
    assert last.attributes["message_id"] == str(written["id"])
    assert last.attributes["sent_at"] == sent_at


KINDS: dict[str, tuple[Happen, str, str, str | None]] = {
    "image": (
        lambda talk: talk.send_image(NEIGHBOURS, "Hanako"),
        "image",
        "",
        "image/png",
    ),
    "caption": (
        lambda talk: talk.send_image(NEIGHBOURS, "Hanako", "Our cat, @taro {now}"),
        "image",
        "Our cat, @Taro {now}",
        "image/png",
    ),
    "voice": (
        lambda talk: talk.send_voice(NEIGHBOURS, "Hanako"),
        "audio",
        "",
        "audio/wav",
    ),
    "audio": (
        lambda talk: talk.send_file(NEIGHBOURS, "Hanako", "song.mp3"),
        "audio",
        "",
        "audio/mpeg",
    ),
    "video": (
        lambda talk: talk.send_file(NEIGHBOURS, "Hanako", "film.mp4"),
        "video",
        "",
        "video/mp4",
    ),
    "file": (
        lambda talk: talk.send_file(NEIGHBOURS, "Hanako", "bill.pdf", caption="Pay"),
        "file",
        "Pay",
        "application/pdf",
    ),
    "location": (
        lambda talk: talk.share_location(NEIGHBOURS, "Hanako"),
        "location",
        "The old mill",
        None,
    ),
    "poll": (
        lambda talk: talk.start_poll(NEIGHBOURS, "Hanako", "Tea or coffee?"),
        "text",
        "Tea or coffee?",
        None,
    ),
    "system": (
        lambda talk: talk.rename_room(NEIGHBOURS, "Our street"),
        "system",
        "Hanako renamed it: Neighbours → Our street",
        None,
    ),
}


@pytest.mark.parametrize(
    ("happen", "kind", "text", "content_type"), KINDS.values(), ids=KINDS.keys()
)
async def test_every_kind(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    happen: Happen,
    kind: str,
    text: str,
    content_type: str | None,
) -> None:
    """Whatever comes is one message, of its kind, with what belongs to it."""
    await happen(talk)
    await heartbeat(hass)
    (data,) = [event.data for event in messages]
    assert data.keys() == KEYS
    assert (data["kind"], data["text"]) == (kind, text)
    event = hass.states.get(EVENT)
    assert event and event.attributes["event_type"] == kind
    assert [file["content_type"] for file in data["attachments"]] == (
        [content_type] if content_type else []
    )
    for file in data["attachments"]:
        assert file["name"]
        assert file["size"] > 0
        assert file["media_content_id"].startswith(
            f"media-source://chat_rooms/{ready.entry_id}/{data['room_id']}"
            f"/{data['message_id']}/"
        )
    if kind == "location":
        assert data["location"] == {
            "latitude": 52.5163,
            "longitude": 13.3777,
            "name": "The old mill",
        }
    else:
        assert data["location"] is None
    system = data["detail"].get("system_message")
    assert system == ("conversation_renamed" if kind == "system" else None)


async def test_what_a_picture_without_words_is_called(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The last message without a text says what it is, and the photo is shown."""
    sent = await talk.send_image(NEIGHBOURS, "Hanako")
    await heartbeat(hass)
    assert state(hass, LAST) == "Picture"
    assert state(hass, PHOTO) != "unknown"
    picture = await async_get_image(hass, PHOTO)
    assert picture.content == landscape(sent["id"])


async def test_photo_that_was_there_before(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """The list tells a file's name only; there may be another file of that name."""
    sent = await talk.send_image(NEIGHBOURS, "Hanako")
    (there,) = [path for path in talk.cloud.files if str(sent["id"]) in path]
    name = there.rpartition("/")[2]
    talk.cloud.files[name] = replace(
        talk.cloud.files[there], path=name, data=b"private"
    )
    await set_up(hass, entry)
    picture = await async_get_image(hass, PHOTO)
    assert picture.content == landscape(sent["id"])


async def test_mentions_and_names_in_one_pass(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A name that looks like a placeholder is a name, and other braces stay."""
    talk.cloud.people["jiro"].name = "{mention-user1}"
    await talk.add_member(NEIGHBOURS, "jiro")
    await talk.write(NEIGHBOURS, "Hanako", "@jiro and @grandma: {actor} {nothing} @who")
    await talk.write(NEIGHBOURS, "Hanako", "@taro!")
    await talk.write(NEIGHBOURS, "Hanako", "@all: tea is ready")
    await heartbeat(hass)
    joined, *said = messages
    assert joined.data["kind"] == "system"
    assert texts(said) == [
        "@{mention-user1} and @Grandma: {actor} {nothing} @who",
        "@Taro!",
        f"@{NEIGHBOURS}: tea is ready",
    ]
    assert [event.data["mentions_me"] for event in said] == [False, True, True]


async def test_replies(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A reply names what it answers, and quotes it."""
    first = await talk.write(NEIGHBOURS, "Hanako", "Who has @grandma's ladder?")
    await talk.write(
        NEIGHBOURS, "Grandma", "It is mine.", reply_to=first["id"], silent=True
    )
    await talk.write(NEIGHBOURS, "Hanako", "x" * 300)
    long = newest(talk, NEIGHBOURS).id
    await talk.write(NEIGHBOURS, "Grandma", "Long!", reply_to=long)
    await talk.write(NEIGHBOURS, "Grandma", "Gone!", reply_to=first["id"])
    await talk.delete(NEIGHBOURS, first["id"])
    await heartbeat(hass)
    by_text = {event.data["text"]: event.data for event in messages}
    answer = by_text["It is mine."]
    assert answer["reply_to"] == str(first["id"])
    assert answer["detail"]["silent"] is True
    assert by_text["Long!"]["detail"]["parent"] == {
        "message_id": str(long),
        "sender": "Hanako",
        "text": "x" * 199 + "…",
    }
    assert by_text["Gone!"]["reply_to"] == str(first["id"])
    assert by_text["Gone!"]["detail"]["parent"] == {
        "message_id": str(first["id"]),
        "deleted": True,
    }


async def test_own_words(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What the account wrote elsewhere is its own; what went out here is told so."""
    await talk.write(NEIGHBOURS, "Taro", "From my phone")
    await heartbeat(hass)
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": SEND, "message": "From the house", "title": "Hello"},
        blocking=True,
    )
    await until(hass, lambda: len(messages) == 2)
    await talk.write(NEIGHBOURS, "Hanako", "From next door")
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 3)
    assert texts(messages) == [
        "From my phone",
        "**Hello**\nFrom the house",
        "From next door",
    ]
    assert [event.data["is_own"] for event in messages] == [True, True, False]
    assert [event.data["sent_by_home_assistant"] for event in messages] == [
        False,
        True,
        False,
    ]


async def test_guests_and_bots(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Nobody who is no user can pass for one."""
    await talk.add_guest(GARDEN_CLUB, "Taro")
    garden = talk.cloud.room(GARDEN_CLUB)
    talk.happen(garden, garden.attendees[-1].user, "It is me")
    talk.happen(garden, User("bot-1", "Weather", "bots"), "Rain")
    await heartbeat(hass)
    guest, bot = (event.data for event in messages)
    assert (guest["sender"], guest["sender_kind"]) == ("Taro", "guest")
    assert guest["sender_id"].startswith("guests/")
    assert not guest["is_own"]
    assert (bot["sender"], bot["sender_kind"], bot["sender_id"]) == (
        "Weather",
        "bot",
        "bots/bot-1",
    )


async def test_what_is_left_of_deleted_messages_is_nothing_new(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Who has written and deleted before anybody looked, has said nothing."""
    for deleted in ("Oops", "Wrong room"):
        await talk.write(NEIGHBOURS, "Hanako", deleted)
        await talk.delete(NEIGHBOURS, newest(talk, NEIGHBOURS).id)
    right = await talk.write(NEIGHBOURS, "Hanako", "Right")
    lonely = await talk.write(GRANDMA, "Grandma", "Oops")
    await talk.delete(GRANDMA, lonely["id"])
    await heartbeat(hass)
    assert ids(messages) == [right["id"]]
    assert state(hass, "sensor.grandma_last_message") == "With pleasure!"


async def test_a_long_text_is_cut_in_events_but_not_in_answers(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """States and events stay under 16 KB; get_messages has the whole text."""
    text = "長い話です。" * 1600
    await talk.write(NEIGHBOURS, "Hanako", text)
    await heartbeat(hass)
    assert messages[0].data["text"].endswith("…")
    assert len(json_bytes(messages[0].data)) < 16_384
    answer: Any = await hass.services.async_call(
        "chat_rooms",
        "get_messages",
        {"entity_id": EVENT, "limit": 1},
        blocking=True,
        return_response=True,
    )
    assert answer["messages"][0]["text"] == text
