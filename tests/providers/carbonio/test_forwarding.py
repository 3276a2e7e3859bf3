"""Forwarding: what is there already, whole, with its newest text."""

from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
import pytest

from custom_components.chat_rooms.model import Message
from custom_components.chat_rooms.providers.carbonio import history
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import ForbiddenError, NotFoundError
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA


async def forward(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    message_id: str,
    room: str = FAMILY,
    to_room: str = BOOK_CLUB,
) -> dict[str, Any]:
    """Forward a message; return what the other room has got."""
    await provider.forward(
        simulator.room_id(room), message_id, simulator.room_id(to_room), "CLIENT-ID"
    )
    return (await simulator.received(to_room, "forwarded"))[-1]


def inner(received: dict[str, Any]) -> tuple[Element, Element]:
    """Return the element that says what was forwarded, and the message in it."""
    root = fromstring(f"<message xmlns='jabber:client'>{received['xml']}</message>")
    wrapping = root.find("{urn:xmpp:forward:0}forwarded")
    assert wrapping is not None
    message = wrapping.find("{jabber:client}message")
    assert message is not None
    return wrapping, message


async def test_forwarded_by_others(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the client id is that of one message, in one room, of one sender."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await forward(simulator, provider, said["id"])
    room = simulator.world.room(BOOK_CLUB)
    own = room.archive[-1]
    for sender in ("Taro", "Hanako"):
        await simulator.post_stanza(BOOK_CLUB, sender, own.children)
    messages = await provider.messages_before(room.id, None, 3)
    ids = [message.client_id for message in messages]
    assert ids == ["CLIENT-ID", *(posted.own_id for posted in room.archive[-2:])]


@BOTH_GENERATIONS
async def test_text(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that a text is forwarded with its sender, its time and its id."""
    text = "Töpfe & <Pfannen> 🎉 \\u0041"
    said = await simulator.say(FAMILY, "Hanako", text)
    received = await forward(simulator, provider, said["id"])
    wrapping, message = inner(received)
    assert wrapping.get("count") == "1"
    assert message.get("id") == said["own_id"]
    assert simulator.world.person("Hanako").id in message.get("from", "")
    newest = (await provider.messages_before(simulator.room_id(BOOK_CLUB), None, 1))[-1]
    assert newest.text == text
    assert newest.sender.name == "Taro"
    assert newest.client_id == "CLIENT-ID"
    told = newest.detail["forwarded"]
    assert told["sender"] == "Hanako"
    assert told["sent_at"].startswith(said["sent_at"][:19])


async def test_edited_text(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the newest text is forwarded, however many messages came since."""
    simulator.xmpp.page_limit = 20
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello!")
    for number in range(45):
        await simulator.say(FAMILY, "Hanako", str(number))
    await simulator.edit(FAMILY, "Hanako", said["id"], "Hello, everybody!")
    await simulator.edit(FAMILY, "Grandma", said["id"], "Nonsense")
    await forward(simulator, provider, said["id"])
    (newest,) = await provider.messages_before(simulator.room_id(BOOK_CLUB), None, 1)
    assert newest.text == "Hello, everybody!"


async def test_edited_long_after(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that the newest edit is found first, and not looked for without end."""
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    monkeypatch.setattr(history, "MOST_PAGES_BACK", 1)
    simulator.xmpp.page_limit = 20
    said = await simulator.say(FAMILY, "Hanako", "Helo!")
    for number in range(45):
        await simulator.say(FAMILY, "Hanako", str(number))
    texts: list[Message] = []
    room_id = simulator.room_id(BOOK_CLUB)
    for edit in ("", "Hello!"):
        if edit:
            await simulator.edit(FAMILY, "Hanako", said["id"], edit)
        await forward(simulator, provider, said["id"])
        texts += await provider.messages_before(room_id, None, 1)
    assert [message.text for message in texts] == ["Helo!", "Hello!"]


async def test_file(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that a file is forwarded with its caption."""
    sent = await simulator.send_picture(FAMILY, "Hanako", "Töpfe 🎉")
    received = await forward(simulator, provider, sent["id"])
    assert received["filename"] == sent["filename"]
    (newest,) = await provider.messages_before(simulator.room_id(BOOK_CLUB), None, 1)
    assert newest.text == "Töpfe 🎉"
    (attachment,) = newest.attachments
    assert attachment.id != sent["attachment"]
    assert attachment.size == sent["size"]


async def test_caption_that_does_not_say_how_it_is_written(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a file's caption is always taken for what a server has escaped."""
    sent = await simulator.send_picture(FAMILY, "Hanako", "Töpfe 🎉")
    plain = sent["xml"].replace(" encoded='UTF-8'", "")
    assert plain != sent["xml"]
    posted = await simulator.post_stanza(FAMILY, "Hanako", plain)
    await forward(simulator, provider, posted["id"])
    (newest,) = await provider.messages_before(simulator.room_id(BOOK_CLUB), None, 1)
    assert newest.text == "Töpfe 🎉"


async def test_file_without_caption(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a file needs no caption."""
    sent = await simulator.send_file(FAMILY, "Hanako")
    await forward(simulator, provider, sent["id"])
    (newest,) = await provider.messages_before(simulator.room_id(BOOK_CLUB), None, 1)
    assert newest.text == ""
    assert len(newest.attachments) == 1


async def test_again(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that what was forwarded can be forwarded, and stays its writer's."""
    said = await simulator.say(FAMILY, "Hanako", "Töpfe 🎉")
    first = await forward(simulator, provider, said["id"])
    second = await forward(simulator, provider, first["id"], BOOK_CLUB, GRANDMA)
    wrapping, _ = inner(second)
    assert wrapping.get("count") == "2"
    (newest,) = await provider.messages_before(simulator.room_id(GRANDMA), None, 1)
    assert newest.text == "Töpfe 🎉"
    assert newest.detail["forwarded"]["sender"] == "Hanako"


async def test_nothing_to_forward(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that what is gone, or was never said, is not forwarded."""
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    await simulator.retract(FAMILY, "Hanako", said["id"])
    for message_id in (said["id"], "C808PJQD9V81"):
        with pytest.raises(NotFoundError):
            await forward(simulator, provider, message_id)
    await simulator.rename(FAMILY, "Our family")
    notice = (await simulator.messages("Our family"))[-1]
    with pytest.raises(ForbiddenError):
        await forward(simulator, provider, notice["id"], "Our family")
    assert simulator.calls("forward_messages") == []
