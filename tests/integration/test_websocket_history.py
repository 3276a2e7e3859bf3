"""A room's messages, as a card asks for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from homeassistant.core import Event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.model import Message, Page
from tests.simulators.bocco import BoccoSimulator

from .cards import Card, state_of
from .conftest import HOME
from .files import arrival, coordinator_of, path_of
from .test_websocket_rooms import NOTIFY, ROOM, cake

OPENING = [
    "Good morning! It will be sunny today.",
    "School is over. I'm on my way.",
    "Well done. There is cake in the kitchen.",
    "The cake was great!",
]


def texts_of(answer: dict[str, Any]) -> list[str]:
    """Return what was said."""
    return [message["text"] for message in answer["messages"]]


async def test_newest_messages(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """Without a place to look from, the newest come, in order."""
    answer = await card.result("messages", entity_id=ROOM)
    assert answer.keys() == {"messages", "more"}
    assert texts_of(answer) == OPENING
    assert answer["more"] is False
    assert answer["messages"][-1] == cake(family, ready)
    assert [m["unread"] for m in answer["messages"]] == [False, False, False, True]
    assert [m["is_own"] for m in answer["messages"]] == [False, False, True, False]
    assert await card.result("messages", entity_id=NOTIFY) == answer


@pytest.mark.parametrize(
    ("limit", "more"), [(1, True), (3, True), (4, False), (100, False)]
)
async def test_limit(card: Card, limit: int, more: bool) -> None:
    """No more come than are asked for, and it is told whether there are more."""
    answer = await card.result("messages", entity_id=ROOM, limit=limit)
    assert texts_of(answer) == OPENING[-limit:]
    assert answer["more"] is more


async def test_default_limit(family: BoccoSimulator, card: Card) -> None:
    """Fifty come where no number is told, a hundred at most."""
    await family.burst([HOME], count=120)
    answer = await card.result("messages", entity_id=ROOM)
    assert len(answer["messages"]) == 50
    assert answer["more"] is True
    answer = await card.result("messages", entity_id=ROOM, limit=100)
    assert len(answer["messages"]) == 100


async def test_before_and_after(family: BoccoSimulator, card: Card) -> None:
    """One can leaf back and forth; the message that is named does not come again."""
    ids = [str(message.id) for message in family.home.room(HOME).messages]
    for where, limit, told, more in (
        ({"before": ids[2]}, 5, [0, 1], False),
        ({"before": ids[2]}, 2, [0, 1], False),
        ({"before": ids[2]}, 1, [1], True),
        ({"before": ids[0]}, 5, [], False),
        ({"after": ids[0]}, 5, [1, 2, 3], False),
        ({"after": ids[0]}, 3, [1, 2, 3], False),
        ({"after": ids[0]}, 2, [1, 2], True),
        ({"after": ids[3]}, 5, [], False),
    ):
        answer = await card.result("messages", entity_id=ROOM, limit=limit, **where)
        shown = [message["message_id"] for message in answer["messages"]]
        assert shown == [ids[number] for number in told], where
        assert answer["more"] is more, where


@pytest.mark.parametrize("where", ["before", "after"])
async def test_place_that_is_none(card: Card, where: str) -> None:
    """What is no id of a message leads nowhere."""
    error = await card.error("messages", entity_id=ROOM, **{where: "nowhere"})
    assert error["code"] == "service_validation_error"
    assert error["translation_domain"] == DOMAIN
    assert error["translation_key"] == "not_found"
    assert error["translation_placeholders"] == {"service": "BOCCO"}


@pytest.mark.parametrize("page_size", [1, 3])
async def test_pages_of_a_service(
    ready: MockConfigEntry,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
    page_size: int,
) -> None:
    """However many a service tells at once, as many come as are asked for."""
    account = coordinator_of(ready)
    room_id = state_of(account, HOME).room.id
    messages = await account.provider.messages_before(room_id, None, 4)

    async def after(_: str, position: int, _limit: int) -> Page:
        found = [one for one in messages if one.position > position][:page_size]
        return Page(messages=tuple(found))

    async def before(*_: object) -> Sequence[Message]:
        return messages

    monkeypatch.setattr(account.provider, "messages_after", after)
    answer = await card.result("messages", entity_id=ROOM, after="1", limit=4)
    assert (texts_of(answer), answer["more"]) == (OPENING, False)
    answer = await card.result("messages", entity_id=ROOM, after="1", limit=1)
    assert (texts_of(answer), answer["more"]) == (OPENING[:1], True)
    monkeypatch.setattr(account.provider, "messages_before", before)
    place = messages[2].id
    answer = await card.result("messages", entity_id=ROOM, before=place, limit=4)
    assert texts_of(answer) == OPENING[:2]


async def test_nothing_is_left_of_what_was_deleted(
    ready: MockConfigEntry, card: Card
) -> None:
    """Whatever a service still tells of a deleted message, nobody sees it."""
    held = state_of(coordinator_of(ready), HOME)
    newest = held.held[-1].message
    held.renew(replace(newest, deleted=True, title="Cake", duration=3.5))
    answer = await card.result("message", entity_id=ROOM, message_id=newest.id)
    message = answer["message"]
    assert (message["deleted"], message["sender"]) == (True, "Hanako")
    assert (message["text"], message["title"], message["detail"]) == ("", "", {})
    assert (message["duration"], message["unread"]) == (None, False)


async def test_message(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """One message can be asked for, whether it is held or not."""
    held = state_of(coordinator_of(ready), HOME)
    first, *_, newest = family.home.room(HOME).messages
    await family.forget_requests()
    answer = await card.result("message", entity_id=ROOM, message_id=str(newest.id))
    assert answer == {"message": cake(family, ready)}
    assert held.find(str(newest.id))
    assert family.calls("messages") == []
    held.held.clear()
    answer = await card.result("message", entity_id=ROOM, message_id=str(first.id))
    assert answer["message"]["text"] == OPENING[0]
    assert answer["message"]["unread"] is False
    assert len(family.calls("messages")) == 1


@pytest.mark.parametrize("message_id", ["1", "nowhere"])
async def test_message_that_is_none(card: Card, message_id: str) -> None:
    """What is not there cannot be quoted."""
    error = await card.error("message", entity_id=ROOM, message_id=message_id)
    assert error["code"] == "service_validation_error"
    assert error["translation_key"] == "not_found"


async def test_message_of_another_room(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever a service answers, a room shows its own messages only."""
    state = state_of(coordinator_of(ready), "Grandparents")
    other = state.held[-1].message

    async def message(_room_id: str, _message_id: str) -> Any:
        return other

    monkeypatch.setattr(coordinator_of(ready).provider, "message", message)
    error = await card.error("message", entity_id=ROOM, message_id="7")
    assert error["translation_key"] == "not_found"


async def test_attachments(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    card: Card,
) -> None:
    """Files come with their addresses; pictures can be had smaller."""
    picture = await arrival(family, messages, family.send_image(HOME, "Hanako"))
    sound = await arrival(family, messages, family.send_audio(HOME, "Grandma"))
    shown = (await card.result("messages", entity_id=ROOM, limit=2))["messages"]
    for message, told, preview in ((picture, shown[0], True), (sound, shown[1], False)):
        path = path_of(message)
        assert told["kind"] == message["kind"]
        assert told["attachments"] == [
            message["attachments"][0]
            | {"id": path.attachment_id, "path": path.url, "preview": preview}
        ]


async def test_keys_of_the_bus(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    card: Card,
) -> None:
    """A card gets what automations get, and what only it needs."""
    event = await arrival(family, messages, family.write(HOME, "Hanako", "Hello"))
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    left_out = {"missed", "service", "account", "config_entry_id"}
    left_out |= {"device_id", "entity_id", "room"}
    more = {"deleted", "edited_at", "reactions", "markdown", "unread", "avatar"}
    assert shown.keys() == (event.keys() - left_out) | more
    for key in event.keys() - left_out:
        assert shown[key] == event[key]


async def test_long_text(
    family: BoccoSimulator, ready: MockConfigEntry, card: Card
) -> None:
    """A text is whole as far as a card can show it."""
    await family.write(HOME, "Hanako", "長" * 32_001)
    (shown,) = (await card.result("messages", entity_id=ROOM, limit=1))["messages"]
    assert shown["text"] == "長" * 32_000
