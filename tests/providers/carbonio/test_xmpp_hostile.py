"""XMPP servers that say what no server should, or nothing."""

import asyncio
import logging
from xml.etree.ElementTree import Element

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio.xml import NS, build, text_of
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import MIB

from .sockets import ADDRESS, ROOM, SECRET, Peer, groupchat, opened
from .test_xml import LAUGHS

STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
STREAMS = "urn:ietf:params:xml:ns:xmpp-streams"
CLOSED = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"

NONSENSE = (
    "",
    " ",
    "\n\r\t ",
    "hotel",
    "<hotel",
    "<a/><b/>",
    "<hotel/>",
    "<hotel:x/>",
    "\ufeff",
    LAUGHS,
    "<!-- hotel -->",
    "<?xml version='1.0'?><a/>",
    "<message xmlns='jabber:client'/>",
    "<message xmlns='jabber:client' type='groupchat'/>",
    "<message xmlns='jabber:client' type='error' id='nobody'/>",
    "<message xmlns='jabber:client' type='hotel'><body/></message>",
    "<message xmlns='urn:hotel' type='groupchat'/>",
    "<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2'/></message>",
    "<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2' queryid='?'/></message>",
    "<iq xmlns='jabber:client'/>",
    "<iq xmlns='jabber:client' type='hotel' id='1'/>",
    "<iq xmlns='jabber:client' type='result'/>",
    "<iq xmlns='jabber:client' type='error' id='nobody'/>",
    "<presence xmlns='jabber:client' type='unsubscribed'/>",
    "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
    "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>",
    "<error xmlns='jabber:client'/>",
    "<a>" * 50_000 + "</a>" * 50_000,
    f"<a b='{'x' * (MIB - 20)}'/>",
)


async def test_nonsense(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Test that nothing of it ends a session, is answered, or is told to anybody."""
    caplog.set_level(logging.DEBUG)
    go = asyncio.Event()
    words: list[str] = []

    async def script(peer: Peer) -> None:
        await peer.greet()
        await go.wait()
        await peer.send(*NONSENSE)
        await peer.socket.send_bytes(b"<hotel/>")
        await peer.socket.ping(b"hotel")
        await peer.send(groupchat("at last", "last"))
        words.extend(await peer.last_words())

    async with opened(session, script) as chat:
        with chat.listen() as stream:
            go.set()
            empty = await anext(stream)
            assert empty.get("id") is None
            assert (await anext(stream)).get("id") == "last"
        assert chat.is_open
    assert words == [CLOSED]
    for record in caplog.records:
        if record.name.startswith("custom_components"):
            assert "hotel" not in record.getMessage()
            assert SECRET not in record.getMessage()


async def test_stanza_without_namespace(session: ClientSession) -> None:
    """Test that a server which does not name the namespace is understood."""
    go = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.greet()
        await go.wait()
        await peer.send("<message type='groupchat'><body>Hello</body></message>")
        await peer.last_words()

    async with opened(session, script) as chat:
        with chat.listen() as stream:
            go.set()
            assert text_of(await anext(stream), "body", NS.CLIENT) == "Hello"


async def test_questions_of_the_server(session: ClientSession) -> None:
    """Test that only a ping is answered, and everything else is declined."""
    answers: list[Element] = []
    done = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.greet()
        for kind, content in (
            ("get", "<ping xmlns='urn:xmpp:ping'/>"),
            ("get", "<query xmlns='jabber:iq:version'/>"),
            ("set", "<ping xmlns='urn:xmpp:ping'/>"),
            ("get", ""),
        ):
            await peer.send(
                f"<iq xmlns='jabber:client' type='{kind}' id='{len(answers)}'"
                f" from='carbonio' to='{ADDRESS}'>{content}</iq>"
            )
            answers.append(await peer.receive())
        done.set()
        await peer.last_words()

    async with opened(session, script), asyncio.timeout(10):
        await done.wait()
    assert [answer.get("id") for answer in answers] == ["0", "1", "2", "3"]
    assert {answer.get("to") for answer in answers} == {"carbonio"}
    assert answers[0].get("type") == "result"
    assert len(answers[0]) == 0
    for answer in answers[1:]:
        assert answer.get("type") == "error"
        assert answer[0].get("type") == "cancel"
        assert answer[0][0].tag == f"{{{STANZAS}}}service-unavailable"


def iq(question: str | None, content: str, kind: str = "result") -> str:
    """Return an answer to a question."""
    return f"<iq xmlns='jabber:client' type='{kind}' id='{question}'>{content}</iq>"


def result(
    name: str, query_id: str | None = None, sender: str = ROOM, kind: str = "normal"
) -> str:
    """Return a result of an archive's, or what looks like one."""
    attribute = f" queryid='{query_id}'" if query_id else ""
    return (
        f"<message xmlns='jabber:client' from='{sender}' type='{kind}'>"
        f"<result xmlns='urn:xmpp:mam:2' id='{name}'{attribute}/></message>"
    )


def query(query_id: str | None = None) -> Element:
    """Return a question to an archive."""
    return build("query", NS.MAM, queryid=query_id)


async def test_answers_out_of_order(session: ClientSession) -> None:
    """Test that the results of questions may mix, and the answers come as they like."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        asked = [await peer.receive() for _ in range(2)]
        await peer.send(result("1", "a"), result("2", "b"), result("3", "a"))
        for question in reversed(asked):
            await peer.send(iq(question.get("id"), "<fin xmlns='urn:xmpp:mam:2'/>"))
        # Whoever answers twice, or late, is not heard.
        await peer.send(iq(asked[0].get("id"), "<late/>"), result("4", "a"))
        await peer.last_words()

    async with opened(session, script) as chat:
        with chat.listen() as stream:
            first, second = await asyncio.gather(
                chat.ask(query("a"), to=ROOM), chat.ask(query("b"), to=ROOM)
            )
            assert [found.get("id") for found in first.results] == ["1", "3"]
            assert [found.get("id") for found in second.results] == ["2"]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await anext(stream)


async def test_results_that_do_not_tell(session: ClientSession) -> None:
    """Test that results without a queryid belong to the only question of their kind."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        asked, ping = await peer.receive(), await peer.receive()
        await peer.send(result("1"), result("2"), iq(asked.get("id"), ""))
        more = [await peer.receive() for _ in range(2)]
        await peer.send(result("3"))
        for question in (*more, ping):
            await peer.send(iq(question.get("id"), ""))
        await peer.last_words()

    async with opened(session, script) as chat:
        only = asyncio.ensure_future(chat.ask(query(), to=ROOM))
        ping = asyncio.ensure_future(chat.ask(build("ping", NS.PING)))
        assert [found.get("id") for found in (await only).results] == ["1", "2"]
        both = chat.ask(query(), to=ROOM), chat.ask(query(), to=ROOM)
        for answer in await asyncio.gather(*both):
            assert answer.results == []
        assert (await ping).results == []


async def test_results_of_others(session: ClientSession) -> None:
    """Test that nobody but who was asked can add to an answer, and is heard in the room."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        asked = await peer.receive()
        await peer.send(
            result("1", sender="elsewhere@muclight.carbonio"),
            result("2", sender=f"{ROOM}/somebody@carbonio"),
            result("3", sender=f"{ROOM}/somebody@carbonio", kind="groupchat"),
            result("4"),
            iq(asked.get("id"), ""),
        )
        await peer.last_words()

    async with opened(session, script) as chat:
        with chat.listen() as stream:
            answer = await chat.ask(query(), to=ROOM)
            assert [found.get("id") for found in answer.results] == ["4"]
            said = await anext(stream)
            assert said[0].get("id") == "3"


STANZA_ERRORS = [
    ("item-not-found", NotFoundError),
    ("forbidden", ForbiddenError),
    ("not-allowed", ForbiddenError),
    ("registration-required", ForbiddenError),
    ("feature-not-implemented", UnsupportedError),
    ("service-unavailable", ConnectionError_),
    ("bad-request", ProtocolError),
    ("hotel", ProtocolError),
    ("internal-server-error", ConnectionError_),
    ("resource-constraint", ConnectionError_),
    ("remote-server-timeout", ConnectionError_),
]


def refusal(condition: str, kind: str = "cancel") -> str:
    """Return why a stanza is refused."""
    return (
        f"<error type='{kind}'><text xmlns='{STANZAS}'>hotel</text>"
        f"<{condition} xmlns='{STANZAS}'/></error>"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((refusal(condition), error) for condition, error in STANZA_ERRORS),
        (refusal("hotel", "wait"), ConnectionError_),
        ("<query xmlns='urn:xmpp:mam:2'/>" + refusal("forbidden"), ForbiddenError),
        ("<error/>", ProtocolError),
        ("", ProtocolError),
    ],
)
async def test_refusals(
    session: ClientSession, content: str, expected: type[ProviderError]
) -> None:
    """Test that refused questions and messages are the same kinds of errors."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        await peer.send(
            iq((await peer.receive()).get("id"), content, "error"),
            f"<message xmlns='jabber:client' type='error' id='m'>{content}</message>",
        )
        await peer.last_words()

    async with opened(session, script) as chat:
        with chat.expect("m") as echo:
            with pytest.raises(expected) as raised:
                await chat.ask(query())
            assert type(raised.value) is expected
            with pytest.raises(expected) as raised:
                await echo
        assert "hotel" not in str(raised.value)
        assert chat.is_open
