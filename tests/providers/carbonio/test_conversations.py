"""The inbox."""

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import (
    conversations as conversations_module,
)
from custom_components.chat_rooms.providers.carbonio.conversations import conversations
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.xml import NS, text_of
from custom_components.chat_rooms.providers.errors import ConnectionError_, Reason

from .sockets import SECRET, Account, Peer, Sockets, playing

FORWARDED = "<forwarded xmlns='urn:xmpp:forward:0'>"
ROOM = "room@muclight.carbonio"


async def test_inbox(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that every conversation comes with its newest stanza."""
    stanza_id = carbonio.say("hotel")
    unread = carbonio.family.settings_of(carbonio.world.account.id).unread
    assert unread > 0
    found = await conversations(linked)
    assert found.keys() == carbonio.world.rooms.keys()
    family = found[carbonio.family.id]
    assert family.room_id == carbonio.family.id
    assert family.unread == unread
    assert family.stanza_id == stanza_id
    assert family.stamp == carbonio.family.archive[-1].stamp
    assert text_of(family.element, "body", NS.CLIENT) == "hotel"
    silent = [c.unread for c in found.values() if c is not family]
    assert silent == [0, 0]


async def test_room_without_words(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that a room in which nothing was said is missing."""
    carbonio.family.archive.clear()
    assert carbonio.family.id not in await conversations(linked)


async def test_chat_that_is_down(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that it is told."""
    carbonio.xmpp.hold()
    with pytest.raises(ConnectionError_):
        await conversations(linked)


STANZA = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='C1'/>"
FOREIGN = "<stanza-id xmlns='urn:xmpp:sid:0' by='somebody@else' id='C9'/>"
EARLIER = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='C0'/>"
NESTED = f"{FORWARDED}<message>{EARLIER}</message></forwarded>"


@pytest.mark.parametrize(
    ("attributes", "content", "expected"),
    [
        (
            "unread='3'",
            f"<message from='{ROOM}/u@carbonio'>{STANZA}</message>",
            (3, "C1"),
        ),
        ("", f"<message from='{ROOM}'/>", (0, "")),
        ("unread='many'", f"<message from='{ROOM}'>{STANZA}</message>", (0, "C1")),
        ("unread='-1'", f"<message from='{ROOM}'>{FOREIGN}</message>", (0, "")),
        (
            "unread='1'",
            f"<message from='{ROOM}'>{FOREIGN}{EARLIER}{NESTED}{STANZA}</message>",
            (1, "C1"),
        ),
        ("unread='1'", "<message from='somebody@carbonio/x'/>", None),
        ("unread='1'", "<message from='@muclight.carbonio'/>", None),
        ("unread='1'", "<message/>", None),
        ("unread='1'", "", None),
    ],
)
async def test_strange_conversations(
    session: ClientSession,
    attributes: str,
    content: str,
    expected: tuple[int, str] | None,
) -> None:
    """Test what can be made of entries that are not as they should be."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        asked = await peer.receive()
        await peer.send(
            "<message xmlns='jabber:client'>"
            f"<result xmlns='erlang-solutions.com:xmpp:inbox:0' {attributes}>"
            f"{FORWARDED}{content}</forwarded></result></message>",
            f"<iq xmlns='jabber:client' type='result' id='{asked.get('id')}'/>",
        )
        await peer.last_words()

    async with playing(session, script) as http:
        link = ChatLink(http, Account(SECRET))
        found = await conversations(link)
        await link.close()
    if expected is None:
        assert found == {}
        return
    assert found.keys() == {"room"}
    assert (found["room"].unread, found["room"].stanza_id) == expected
    assert found["room"].stamp is None


async def test_chat_that_does_not_answer(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that who asks for the inbox does not wait long for a chat to come up."""
    monkeypatch.setattr(conversations_module, "REACH_WITHIN", 0.05)

    async def script(peer: Peer) -> None:
        await peer.last_words()

    async with playing(session, script) as http:
        link = ChatLink(http, Account(SECRET))
        with pytest.raises(ConnectionError_) as raised:
            await conversations(link)
        assert raised.value.reason is Reason.CHAT_DOWN
        await link.close()
