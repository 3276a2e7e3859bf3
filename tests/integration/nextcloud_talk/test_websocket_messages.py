"""Exactly what a card gets of a conversation at Nextcloud Talk, and may do there."""

from typing import Any
from unittest.mock import ANY

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.avatars import room_avatar_path
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..cards import Card, connected, state_of
from ..conftest import set_up
from ..files import coordinator_of
from ..helpers import state, unload, until
from ..rooms import device_of
from .helpers import CALL, GARDEN_CLUB, NEIGHBOURS, refresh

ROOM = "event.neighbours_message"
CLUB = "event.garden_club_message"
FEATURES = [
    "call",
    "call_messages",
    "change_members",
    "delete",
    "delete_room",
    "describe",
    "edit",
    "guests",
    "leave",
    "list_members",
    "mark_as_read",
    "mute",
    "pictures",
    "react",
    "rename",
    "reply",
    "send",
    "silent",
]


@pytest.fixture
async def card(
    hass: HomeAssistant,
    live: dict[str, Any],
    hass_ws_client: WebSocketGenerator,
) -> Card:
    """Return a card that looks at the neighbours."""
    card = await connected(hass, hass_ws_client)
    await card.subscribe(ROOM)
    await card.next("room")
    return card


def time_of(message: dict[str, Any]) -> str:
    """Return when something was said."""
    return dt_util.utc_from_timestamp(message["timestamp"]).isoformat()


def said(
    talk: NextcloudTalkSimulator,
    message: dict[str, Any],
    sender: str,
    text: str,
    **more: Any,
) -> dict[str, Any]:
    """Return a message as a card gets it; `more` is what is uncommon in it."""
    return {
        "room_id": talk.cloud.room(NEIGHBOURS).token,
        "message_id": str(message["id"]),
        "kind": "text",
        "text": text,
        "title": "",
        "sender_id": sender.lower(),
        "sender": sender,
        "sender_kind": "person",
        "sent_at": time_of(message),
        "is_own": False,
        "sent_by_home_assistant": False,
        "mentions_me": False,
        "reply_to": None,
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
        "deleted": False,
        "edited_at": None,
        "reactions": [],
        "markdown": True,
        "unread": True,
        "avatar": ANY,
        **more,
    }


async def test_messages(
    talk: NextcloudTalkSimulator, ready: MockConfigEntry, card: Card, live: Any
) -> None:
    """Markdown, an answer, reactions, an edit, a picture and what was deleted."""
    answer = await talk.write(
        NEIGHBOURS, "Grandma", "**Saturday** @taro", reply_to=live["id"]
    )
    await talk.react(NEIGHBOURS, answer["id"], "Taro", "👍")
    await talk.react(NEIGHBOURS, answer["id"], "Hanako", "👍")
    await talk.react(NEIGHBOURS, answer["id"], "Hanako", "🎉")
    await talk.edit(NEIGHBOURS, answer["id"], "**Sunday** @taro")
    picture = await talk.send_image(NEIGHBOURS, "Hanako", "The ladder")
    await talk.delete(NEIGHBOURS, live["id"])
    deleted: dict[str, Any] = {}
    while not deleted.get("deleted"):
        deleted = (await card.next("changed"))["message"]
    found = (await card.result("messages", entity_id=ROOM, limit=3))["messages"]
    assert deleted == found[0]
    edited_at = found[1]["edited_at"]
    assert dt_util.parse_datetime(edited_at)
    details = said(talk, answer, "Grandma", "")["detail"]
    token, (file,) = talk.cloud.room(NEIGHBOURS).token, found[2]["attachments"]
    path = "/".join((ready.entry_id, token, str(picture["id"]), file["id"]))
    assert found == [
        said(
            talk,
            live,
            "Hanako",
            "",
            deleted=True,
            detail={},
            markdown=False,
            unread=False,
        ),
        said(
            talk,
            answer,
            "Grandma",
            "**Sunday** @Taro",
            mentions_me=True,
            reply_to=str(live["id"]),
            edited_at=edited_at,
            reactions=[
                {"text": "👍", "count": 2, "is_own": True},
                {"text": "🎉", "count": 1, "is_own": False},
            ],
            detail=details | {"edited_at": edited_at, "reactions": {"👍": 2, "🎉": 1}},
        ),
        said(
            talk,
            picture,
            "Hanako",
            "The ladder",
            kind="image",
            attachments=[
                {
                    "name": f"photo-{picture['id']}.png",
                    "content_type": "image/png",
                    "size": ANY,
                    "media_content_id": f"media-source://chat_rooms/{path}",
                    "id": file["id"],
                    "path": f"/api/chat_rooms/attachments/{path}",
                    "preview": True,
                }
            ],
        ),
    ]


@pytest.mark.parametrize("change", ["edit", "react"])
async def test_an_answer_stays_one(
    talk: NextcloudTalkSimulator, card: Card, live: Any, change: str
) -> None:
    """Whatever happens to an answer, it is known to what it was one."""
    answer = await talk.write(NEIGHBOURS, "Grandma", "Yes!", reply_to=live["id"])
    said_first = (await card.next("message"))["message"]
    if change == "edit":
        await talk.edit(NEIGHBOURS, answer["id"], "No!")
    else:
        await talk.react(NEIGHBOURS, answer["id"], "Hanako", "👍")
    changed = (await card.next("changed"))["message"]
    assert changed["reply_to"] == said_first["reply_to"] == str(live["id"])


async def test_room(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    card: Card,
    live: Any,
) -> None:
    """A conversation is told with all that can be done there."""
    account = coordinator_of(ready)
    room_id = talk.cloud.room(NEIGHBOURS).token
    device = device_of(hass, ready, room_id)
    assert device
    rooms = (await card.result("rooms"))["rooms"]
    assert [room["name"] for room in rooms] == [GARDEN_CLUB, "Grandma", NEIGHBOURS]
    assert rooms[2] == {
        "entity_id": ROOM,
        "notify_entity_id": "notify.neighbours",
        "device_id": device.id,
        "config_entry_id": ready.entry_id,
        "account": "Nextcloud Talk Taro",
        "service": "Nextcloud Talk",
        "room_id": room_id,
        "name": NEIGHBOURS,
        "avatar": room_avatar_path(account, state_of(account, NEIGHBOURS)),
        "unread": 2,
        "muted": False,
        "in_call": False,
        "available": True,
        "last": said(talk, live, "Hanako", "Tea at four?"),
        "can_send": True,
        "can_control": True,
        "features": FEATURES,
        "limits": {
            "text_length": 32_000,
            "file_size": 100 * 1024 * 1024,
            "needs_file": False,
            "content_types": ["*/*"],
        },
        "can_record": False,
    }


async def test_quoted_message(
    talk: NextcloudTalkSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """What an answer quotes can be had, however long ago it was said."""
    state_of(coordinator_of(ready), NEIGHBOURS).held.clear()
    first = talk.cloud.room(NEIGHBOURS).messages[0]
    answer = await card.result("message", entity_id=ROOM, message_id=str(first.id))
    assert answer["message"]["text"] == "Good morning, neighbours!"
    other = str(talk.cloud.room(GARDEN_CLUB).messages[0].id)
    error = await card.error("message", entity_id=ROOM, message_id=other)
    assert error["translation_key"] == "not_found"


async def test_reactions_are_taken_back(
    talk: NextcloudTalkSimulator, card: Card, live: Any
) -> None:
    """Who takes back the only reaction leaves none."""
    await talk.react(NEIGHBOURS, live["id"], "Grandma", "👍")
    assert (await card.next("changed"))["message"]["reactions"]
    await talk.unreact(NEIGHBOURS, live["id"], "Grandma", "👍")
    assert (await card.next("changed"))["message"]["reactions"] == []


async def test_a_call_changes_no_message(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, card: Card
) -> None:
    """A call is told by its message and by what the room is like."""
    await talk.start_call(NEIGHBOURS, "Hanako")
    await until(hass, lambda: state(hass, CALL) == "on")
    events = await card.told()
    assert {event["type"] for event in events} == {"message", "room"}
    assert events[-1]["room"]["in_call"] is True


async def test_room_becomes_read_only(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, card: Card
) -> None:
    """Where nothing can be written any more, it is told, and sending is refused."""
    await card.subscribe(CLUB)
    assert (await card.next("room"))["room"]["can_send"] is True
    await talk.set_read_only(GARDEN_CLUB)
    await refresh(hass)
    # The notify entity stays where it was, the room takes nothing.
    rooms = [event["room"] for event in await card.told() if event["type"] == "room"]
    assert rooms[-1]["name"] == GARDEN_CLUB
    assert rooms[-1]["can_send"] is False
    assert "send" not in rooms[-1]["features"]
    error = await card.error("send", entity_id=CLUB, message="Hello")
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "read_only"
    assert error["translation_placeholders"] == {"service": "Nextcloud Talk"}
    await talk.set_read_only(GARDEN_CLUB, False)
    await refresh(hass)
    rooms = [event["room"] for event in await card.told() if event["type"] == "room"]
    assert rooms[-1]["can_send"] is True


async def test_room_that_was_never_to_be_written_to(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Such a room has no notify entity; who may control it is told so all the same."""
    await talk.set_read_only(GARDEN_CLUB)
    await set_up(hass, entry)
    card = await connected(hass, hass_ws_client)
    await card.subscribe(CLUB)
    room = (await card.next("room"))["room"]
    assert room["notify_entity_id"] is None
    assert (room["can_send"], room["can_control"]) == (False, True)
    assert (await card.error("send", entity_id=CLUB, message="Hello"))[
        "translation_key"
    ] == "read_only"
    await talk.set_read_only(GARDEN_CLUB, False)
    await refresh(hass)
    rooms = [event["room"] for event in await card.told() if event["type"] == "room"]
    assert rooms[-1]["notify_entity_id"] == "notify.garden_club"
    assert rooms[-1]["can_send"] is True
    await card.result("send", entity_id=CLUB, message="Hello")
    assert len(await talk.received(GARDEN_CLUB)) == 1
    await unload(hass, entry)
