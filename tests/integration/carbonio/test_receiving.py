"""What people send, as Home Assistant tells it."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA
from tests.simulators.media import landscape

from ..helpers import act, kinds, state, texts, until
from ..test_messages_in import KEYS
from .helpers import EVENT, LAST, PHOTO, TOTAL, UNREAD, forward, numbers

type Happen = Callable[[CarbonioSimulator], Awaitable[Any]]


async def test_a_text(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A text is an event with every key, and shows in every entity."""
    said = await carbonio.say(FAMILY, "Hanako", "Dinner <is> ready & {hot} 🍲")
    await until(hass, lambda: messages)
    await hass.async_block_till_done()
    (data,) = [dict(event.data) for event in messages]
    assert data.keys() == KEYS
    assert data.pop("device_id")
    sent_at = data.pop("sent_at")
    moment = dt_util.parse_datetime(sent_at)
    assert moment and moment.timestamp() == said["time"]
    assert data == {
        "service": "carbonio",
        "account": "Carbonio Chats Taro",
        "config_entry_id": live.entry_id,
        "entity_id": EVENT,
        "room_id": carbonio.room_id(FAMILY),
        "room": FAMILY,
        "message_id": said["id"],
        "kind": "text",
        "text": "Dinner <is> ready & {hot} 🍲",
        "title": "",
        "sender_id": carbonio.world.person("Hanako").id,
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
        "detail": {"id": said["own_id"]},
    }
    event = hass.states.get(EVENT)
    assert event and event.attributes["event_type"] == "text"
    assert data.items() <= event.attributes.items()
    last = hass.states.get(LAST)
    assert last and last.state == data["text"]
    assert (
        last.attributes.items()
        >= {
            "sender": "Hanako",
            "sent_at": sent_at,
            "kind": "text",
            "message_id": said["id"],
            "text": data["text"],
        }.items()
    )
    assert numbers(hass, UNREAD, TOTAL) == [2, 2]


async def test_several_lines(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Lines, quotes, tabs and scripts of all kinds stay as they were written."""
    text = "One\n\t\"two\" 'three'\n次は短い本\n👨‍👩‍👧 ]]> \\u0041 \\n"
    await carbonio.say(FAMILY, "Grandma", text)
    await until(hass, lambda: messages)
    assert texts(messages) == [text]


async def test_a_reply(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A reply names the message that it answers."""
    first = await carbonio.say(FAMILY, "Hanako", "Who has the keys?")
    await carbonio.say(FAMILY, "Grandma", "I do.", reply_to_id=first["id"])
    await until(hass, lambda: len(messages) == 2)
    assert [e.data["reply_to"] for e in messages] == [None, first["id"]]


async def test_from_another_device(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What the account writes elsewhere is its own, and the room is read with it."""
    assert numbers(hass, UNREAD) == [1]
    await carbonio.say(FAMILY, "Taro", "I am on the train.")
    await until(hass, lambda: messages)
    assert messages[0].data["is_own"]
    assert not messages[0].data["sent_by_home_assistant"]
    assert state(hass, LAST) == "I am on the train."
    await until(hass, lambda: state(hass, UNREAD) == "0")


FILES: dict[str, tuple[Happen, str, str, str, str]] = {
    "picture": (
        lambda family: family.send_picture(FAMILY, "Hanako"),
        "image",
        "",
        "Picture 1.png",
        "image/png",
    ),
    "caption": (
        lambda family: family.send_picture(FAMILY, "Hanako", "Our cat 🐈 {asleep}"),
        "image",
        "Our cat 🐈 {asleep}",
        "Picture 1.png",
        "image/png",
    ),
    "audio": (
        lambda family: family.send_file(FAMILY, "Hanako", "Song.mp3", "la la"),
        "audio",
        "",
        "Song.mp3",
        "audio/mpeg",
    ),
    "video": (
        lambda family: family.send_file(FAMILY, "Hanako", "庭 🌻.mp4", "film"),
        "video",
        "",
        "庭 🌻.mp4",
        "video/mp4",
    ),
    "file": (
        lambda family: family.send_file(FAMILY, "Hanako", caption="For Saturday"),
        "file",
        "For Saturday",
        "Shopping list.pdf",
        "application/pdf",
    ),
    "unknown": (
        lambda family: family.send_file(FAMILY, "Hanako", "what", "?", "", "Odd/X"),
        "file",
        "",
        "what",
        "odd/x",
    ),
}

LABELS = {
    "image": "Picture",
    "audio": "Voice message",
    "video": "Video",
    "file": "File",
}


@pytest.mark.parametrize(
    ("happen", "kind", "text", "name", "content_type"), FILES.values(), ids=FILES.keys()
)
async def test_a_file(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    happen: Happen,
    kind: str,
    text: str,
    name: str,
    content_type: str,
) -> None:
    """A file is a message of its kind, with its caption and where it can be had."""
    sent = await happen(carbonio)
    await until(hass, lambda: messages)
    await hass.async_block_till_done()
    (data,) = [event.data for event in messages]
    assert data.keys() == KEYS
    assert (data["kind"], data["text"]) == (kind, text)
    place = f"{live.entry_id}/{carbonio.room_id(FAMILY)}/{sent['id']}"
    assert data["attachments"] == [
        {
            "name": name,
            "content_type": content_type,
            "size": sent["size"],
            "media_content_id": (
                f"media-source://chat_rooms/{place}/{sent['attachment']}"
            ),
        }
    ]
    assert data["detail"].get("area") == ("240x160" if kind == "image" else None)
    event = hass.states.get(EVENT)
    assert event and event.attributes["event_type"] == kind
    assert state(hass, LAST) == (text or LABELS[kind])


async def test_the_latest_photo(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The image entity shows the newest picture, and is not moved by other files."""
    assert state(hass, PHOTO) == "unknown"
    for number in (1, 2):
        await carbonio.send_picture(FAMILY, "Hanako")
        await until(hass, lambda: len(messages) == number)  # noqa: B023
        await hass.async_block_till_done()
        image = await async_get_image(hass, PHOTO)
        assert image.content_type == "image/png"
        assert image.content == landscape(number)
    shown = state(hass, PHOTO)
    await carbonio.send_file(FAMILY, "Hanako")
    await until(hass, lambda: len(messages) == 3)
    assert state(hass, PHOTO) == shown
    assert len(carbonio.calls("get_attachment")) == 2


async def test_a_forwarded_text(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The text is that of the original, and who wrote it and when is told."""
    said = await carbonio.say(BOOK_CLUB, "Grandma", "Read <this> & smile 🎉")
    await until(hass, lambda: len(messages) == 1)
    await forward(carbonio, said, "Read <this> & smile 🎉", count=2)
    await until(hass, lambda: len(messages) == 2)
    data = messages[1].data
    assert (data["kind"], data["text"]) == ("text", "Read <this> & smile 🎉")
    assert (data["sender"], data["room"]) == ("Hanako", FAMILY)
    forwarded = data["detail"]["forwarded"]
    moment = dt_util.parse_datetime(forwarded.pop("sent_at"))
    assert moment and moment.timestamp() == said["time"]
    assert forwarded == {
        "sender": "Grandma",
        "sender_id": carbonio.world.person("Grandma").id,
        "count": 2,
    }


async def test_a_forwarded_file(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A file that is forwarded is there with it."""
    sent = await carbonio.send_picture(GRANDMA, "Grandma", "The album")
    await until(hass, lambda: len(messages) == 1)
    await forward(carbonio, sent, "The album")
    await until(hass, lambda: len(messages) == 2)
    first, second = (event.data for event in messages)
    assert (second["kind"], second["text"]) == ("image", "The album")
    assert second["room"] == FAMILY
    assert [a["name"] for a in second["attachments"]] == ["Picture 1.png"]
    assert second["attachments"] != first["attachments"]
    assert second["detail"]["forwarded"]["sender"] == "Grandma"
    await hass.async_block_till_done()
    assert (await async_get_image(hass, PHOTO)).content == landscape(1)


async def test_two_rooms_at_once(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """Each room's messages come in order, with what happens between them."""
    for number in range(20):
        for room in (FAMILY, GRANDMA):
            said = await carbonio.say(room, "Grandma", f"{room} {number}")
            if number % 5 == 0:
                await carbonio.react(room, "Taro", said["id"], "👍")
    await until(hass, lambda: len(told) == 48)
    for room in (FAMILY, GRANDMA):
        here = [event for event in told if event.data["room"] == room]
        expected = []
        for number in range(20):
            expected += [f"{room} {number}"] + ["added"] * (number % 5 == 0)
        assert kinds(here) == expected


async def test_the_messages_of_a_room(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: MockConfigEntry
) -> None:
    """get_messages has all, as the events had them, in the room's order."""
    await carbonio.say(FAMILY, "Hanako", "Now")
    answer = await act(hass, "get_messages", EVENT, limit=10)
    found = answer["messages"]
    assert [message["text"] for message in found] == [
        "Good morning, everybody!",
        "Where are the keys of the shed?",
        "In the flowerpot, dear.",
        "The plumber comes tomorrow.",
        "Now",
    ]
    assert [message["is_own"] for message in found] == [False, True, *[False] * 3]
    assert found[0].keys() == KEYS
    older = await act(
        hass, "get_messages", EVENT, limit=2, before=found[2]["message_id"]
    )
    assert older["messages"] == found[:2]
