"""What happens to messages while a card asks for them, and what other cards are told."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import history
from custom_components.chat_rooms.model import ChangeKind, Message
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..cards import Card, connected, listeners, state_of
from ..files import coordinator_of
from .helpers import NEIGHBOURS, held
from .test_websocket import EVENT, edit, happen


@pytest.fixture
async def card(
    hass: HomeAssistant, live: dict[str, Any], hass_ws_client: WebSocketGenerator
) -> Card:
    """Return a card that shows the neighbours."""
    return await looking(hass, hass_ws_client)


async def looking(hass: HomeAssistant, client: WebSocketGenerator) -> Card:
    """Return one more card that shows the neighbours."""
    card = await connected(hass, client)
    await card.subscribe(EVENT)
    await card.next("room")
    await card.told()
    return card


async def ask(card: Card, command: str, message_id: str) -> dict[str, Any]:
    """Return a message, by its id or as the newest one."""
    message: dict[str, Any]
    if command == "message":
        answer = await card.result("message", entity_id=EVENT, message_id=message_id)
        message = answer["message"]
    else:
        answer = await card.result("messages", entity_id=EVENT, limit=1)
        (message,) = answer["messages"]
    assert message["message_id"] == message_id
    return message


def write_over(talk: NextcloudTalkSimulator, message_id: int, text: str) -> None:
    """Change a message without a word to anybody."""
    talk.message(talk.cloud.room(NEIGHBOURS), message_id).text = text


@pytest.mark.parametrize("command", ["message", "messages"])
@pytest.mark.parametrize("is_held", [True, False])
async def test_edited_while_it_was_asked_for(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    command: str,
    is_held: bool,
) -> None:
    """An answer from before an edit does not put the old words back."""
    coordinator, message_id = coordinator_of(ready), str(live["id"])
    room = state_of(coordinator, NEIGHBOURS)
    edit(coordinator, message_id)
    if not is_held:
        room.held.clear()
    async with held(talk, "history") as waiting:
        asking = asyncio.create_task(ask(card, command, message_id))
        await talk.wait_for(lambda: waiting)
        write_over(talk, live["id"], "Tea at five?")
        edit(coordinator, message_id)
    assert (await asking)["text"] == "Tea at five?"
    assert (await ask(card, "message", message_id))["text"] == "Tea at five?"


async def test_deleted_while_it_was_asked_for(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
) -> None:
    """Nor does it bring back what is known to be deleted; nobody asks once more."""
    coordinator, message_id = coordinator_of(ready), str(live["id"])
    edit(coordinator, message_id)
    await talk.forget_requests()
    async with held(talk, "history") as waiting:
        asking = asyncio.create_task(ask(card, "messages", message_id))
        await talk.wait_for(lambda: waiting)
        happen(coordinator, message_id, ChangeKind.DELETED)
    assert (await asking)["deleted"]
    assert len(talk.calls("history")) == 1


async def test_edited_again_and_again(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The service is not asked for ever, and whoever looks later asks anew."""
    coordinator, message_id = coordinator_of(ready), str(live["id"])
    edit(coordinator, message_id)
    ask_service = coordinator.provider.message

    async def edited_meanwhile(room_id: str, message_id: str) -> Message:
        message = await ask_service(room_id, message_id)
        edit(coordinator, message_id)
        return message

    write_over(talk, live["id"], "Tea at five?")
    await talk.forget_requests()
    with monkeypatch.context() as patch:
        patch.setattr(coordinator.provider, "message", edited_meanwhile)
        assert (await ask(card, "message", message_id))["text"] == "Tea at four?"
    assert len(talk.calls("history")) == history.MOST_QUESTIONS
    assert (await ask(card, "message", message_id))["text"] == "Tea at five?"


async def test_others_are_told_what_one_has_asked_for(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """All who show a message show it as it is now, and only those of its room."""
    other = await looking(hass, hass_ws_client)
    elsewhere = await connected(hass, hass_ws_client)
    await elsewhere.subscribe("event.grandma_message")
    await elsewhere.next("room")
    message_id = str(live["id"])
    write_over(talk, live["id"], "Tea at five?")
    edit(coordinator_of(ready), message_id)
    for one in (card, other):
        assert (await one.next())["type"] == "stale"
    message = await ask(card, "message", message_id)
    for one in (card, other):
        assert (await one.next("changed"))["message"] == message
    assert await elsewhere.told() == []
    # Nobody hears of it twice.
    await ask(other, "messages", message_id)
    assert "changed" not in await card.kinds()


async def test_what_is_as_it_was_is_not_told(
    ready: MockConfigEntry, live: dict[str, Any], card: Card
) -> None:
    """Where nothing has come of it, nobody has to draw it again."""
    message_id = str(live["id"])
    edit(coordinator_of(ready), message_id)
    assert (await card.next())["type"] == "stale"
    await ask(card, "message", message_id)
    assert "changed" not in await card.kinds()


async def test_nobody_listens_after_a_question(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    live: dict[str, Any],
    card: Card,
) -> None:
    """Nothing of a question stays, whether it is answered or not."""
    coordinator, message_id = coordinator_of(ready), str(live["id"])
    before = listeners(coordinator)
    edit(coordinator, message_id)
    await talk.break_("history", "status", status=404)
    assert await card.refusal("message", entity_id=EVENT, message_id=message_id)
    assert listeners(coordinator) == before
    await ask(card, "message", message_id)
    assert listeners(coordinator) == before
