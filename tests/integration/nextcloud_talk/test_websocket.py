"""What a card is told of a conversation at Nextcloud Talk."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.coordinator import ChatRoomsCoordinator
from custom_components.chat_rooms.model import Change, ChangeKind, Member, Page
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import Message, Room
from tests.simulators.recording import Call

from ..cards import Card, connected, state_of
from ..files import coordinator_of
from .helpers import NEIGHBOURS, asked, refresh

EVENT = "event.neighbours_message"
HANAKO = Member(id="hanako", name="Hanako")


@pytest.fixture
async def card(
    hass: HomeAssistant,
    live: dict[str, Any],
    hass_ws_client: WebSocketGenerator,
) -> Card:
    """Return a card that shows the neighbours, who have just been heard."""
    card = await connected(hass, hass_ws_client)
    await card.subscribe(EVENT)
    await card.next("room")
    await card.told()
    return card


async def one(card: Card, message_id: object) -> dict[str, Any]:
    """Return a message by its id."""
    answer = await card.result("message", entity_id=EVENT, message_id=str(message_id))
    message: dict[str, Any] = answer["message"]
    return message


async def test_edited(
    talk: NextcloudTalkSimulator, live: dict[str, Any], card: Card
) -> None:
    """An edited message is told as it is now."""
    assert (await one(card, live["id"]))["text"] == "Tea at four?"
    await talk.edit(NEIGHBOURS, live["id"], "Tea at **five**?")
    message = (await card.next("changed"))["message"]
    assert message["message_id"] == str(live["id"])
    assert message["text"] == "Tea at **five**?"
    assert message == await one(card, live["id"])
    assert (await card.next("room"))["room"]["last"] == message


@pytest.mark.parametrize("reloaded", [False, True])
async def test_deleted(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    reloaded: bool,
) -> None:
    """Nothing is left of a deleted message but its place, live and in the history."""
    picture = await talk.send_image(NEIGHBOURS, "Hanako", "Look at **this**")
    assert (await card.next("message"))["message"]["attachments"]
    await talk.delete(NEIGHBOURS, picture["id"])
    gone = (await card.next("changed"))["message"]
    if reloaded:
        assert await hass.config_entries.async_reload(ready.entry_id)
        found = await card.result("messages", entity_id=EVENT)
        (gone,) = (
            one for one in found["messages"] if one["message_id"] == str(picture["id"])
        )
    assert gone["deleted"]
    assert gone["sender"] == "Hanako"
    for key in ("text", "title", "attachments", "location", "duration", "reactions"):
        assert not gone[key], key
    assert not gone["detail"]
    assert not gone["unread"]
    assert "this" not in str(gone)


async def test_only_the_id_of_what_is_deleted(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not known here is told by its id."""
    only_the_id = {"id": live["id"], "deleted": True}
    monkeypatch.setattr(talk.wire, "_parent", lambda room, message: only_the_id)
    state_of(coordinator_of(ready), NEIGHBOURS).held.clear()
    await talk.delete(NEIGHBOURS, live["id"])
    assert await card.next() == {"type": "deleted", "message_id": str(live["id"])}


@pytest.mark.parametrize("is_answer", [False, True])
async def test_older_message_is_edited(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    is_answer: bool,
) -> None:
    """A message that is not held any more is asked for: it may have been an answer."""
    reply_to = live["id"] if is_answer else None
    said = await talk.write(NEIGHBOURS, "Grandma", "Yes!", reply_to=reply_to)
    await card.next("message")
    state_of(coordinator_of(ready), NEIGHBOURS).held.clear()
    await talk.edit(NEIGHBOURS, said["id"], "No!")
    message_id = str(said["id"])
    assert await card.next("stale") == {"type": "stale", "message_id": message_id}
    message = await one(card, message_id)
    assert message["text"] == "No!"
    assert message["reply_to"] == (str(live["id"]) if is_answer else None)


async def test_older_answer_is_edited_and_told_as_one(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the change tells of what it is an answer to, nobody has to ask."""
    wire = talk.wire

    def whole(room: Room, message: Message) -> dict[str, Any]:
        assert message.parent
        return wire.message(room, message.parent)

    monkeypatch.setattr(wire, "_parent", whole)
    said = await talk.write(NEIGHBOURS, "Grandma", "Yes!", reply_to=live["id"])
    await card.next("message")
    state_of(coordinator_of(ready), NEIGHBOURS).held.clear()
    await talk.edit(NEIGHBOURS, said["id"], "No!")
    message = (await card.next("changed"))["message"]
    assert (message["text"], message["reply_to"]) == ("No!", str(live["id"]))


def happen(
    coordinator: ChatRoomsCoordinator, message_id: str, kind: ChangeKind
) -> None:
    """Let something happen to a message without a word of what it is like now."""
    state = state_of(coordinator, NEIGHBOURS)
    change = Change(
        kind=kind,
        position=(state.received or 0) + 1,
        changed_at=dt_util.utcnow(),
        actor=HANAKO,
        message_id=message_id,
    )
    coordinator.inbox.receive(state.room.id, Page(changes=(change,)))


def edit(coordinator: ChatRoomsCoordinator, message_id: str) -> None:
    """Let a message be edited without a word of what it is like now."""
    happen(coordinator, message_id, ChangeKind.EDITED)


def looks_back(talk: NextcloudTalkSimulator) -> list[Call]:
    """Return the requests for messages that are no news."""
    return [call for call in talk.calls() if asked(call).get("lookIntoFuture") == "0"]


@pytest.mark.parametrize("command", ["message", "messages"])
async def test_nobody_knows_what_it_is_like_now(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    command: str,
) -> None:
    """Where the change does not say, the service is asked, once, and all show it."""
    coordinator = coordinator_of(ready)
    message_id = str(live["id"])
    # Nobody is told of it but by what follows.
    talk.message(talk.cloud.room(NEIGHBOURS), live["id"]).text = "Tea at seven?"
    assert (await one(card, message_id))["text"] == "Tea at four?"
    edit(coordinator, message_id)
    await talk.forget_requests()
    assert await card.next() == {"type": "stale", "message_id": message_id}
    if command == "messages":
        found = await card.result("messages", entity_id=EVENT, limit=1)
        assert [message["text"] for message in found["messages"]] == ["Tea at seven?"]
    assert (await one(card, message_id))["text"] == "Tea at seven?"
    rooms = [event["room"] for event in await card.told() if event["type"] == "room"]
    assert rooms[-1]["last"]["text"] == "Tea at seven?"
    assert len(looks_back(talk)) == 1


async def test_call_and_mute(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, card: Card
) -> None:
    """A call and a room that is muted are told."""
    await talk.start_call(NEIGHBOURS, "Hanako")
    while not (room := (await card.next("room"))["room"])["in_call"]:
        pass
    assert room["muted"] is False
    await hass.services.async_call(
        "switch", "turn_on", {"entity_id": "switch.neighbours_mute"}, blocking=True
    )
    while not (room := (await card.next("room"))["room"])["muted"]:
        pass
    assert room["in_call"]


async def test_reply(
    talk: NextcloudTalkSimulator, live: dict[str, Any], card: Card
) -> None:
    """An answer goes out as one, and comes back as one's own."""
    sent = await card.result(
        "send", entity_id=EVENT, message="Yes!", reply_to=str(live["id"])
    )
    message = (await card.next("message"))["message"]
    assert message["message_id"] == sent["message_id"]
    assert message["reply_to"] == str(live["id"])
    assert message["is_own"]
    assert message["sent_by_home_assistant"]
    assert not message["unread"]


async def test_unread(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, card: Card
) -> None:
    """What others have said after the read mark is unread, until it is marked."""
    found = (await card.result("messages", entity_id=EVENT))["messages"]
    unread = [message for message in found if message["unread"]]
    assert [message["text"] for message in unread][-1] == "Tea at four?"
    await refresh(hass)
    await card.told()
    answer = await card.result(
        "mark_as_read", entity_id=EVENT, message_id=unread[-1]["message_id"]
    )
    assert answer == {"message_id": unread[-1]["message_id"], "unread": 0}
    assert (await card.next("room"))["room"]["unread"] == 0
    found = (await card.result("messages", entity_id=EVENT))["messages"]
    assert not any(message["unread"] for message in found)
