"""The stream: signing in, what is said, and signs of life."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import uuid4

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import muclight, xmpp
from custom_components.chat_rooms.providers.carbonio.muclight import Fastened, Kind
from custom_components.chat_rooms.providers.carbonio.xml import NS, build
from custom_components.chat_rooms.providers.carbonio.xmpp import XmppSession
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .conftest import BOOK_CLUB, FAMILY, HANAKO, TARO, Online, token_of
from .front import Front
from .server import Prosody

WITHIN = 10.0
WORDS = "Tea & <cake> \"at\" 'five' 🍵\n次は？"


@pytest.fixture
def http(session: ClientSession, front: Front) -> HttpClient:
    """Return the way to the server."""
    return HttpClient(session, front.address)


@pytest.fixture
async def taro(http: HttpClient) -> AsyncGenerator[XmppSession]:
    """Return the account's stream."""
    stream = await XmppSession.open(http, TARO, token_of(TARO))
    yield stream
    await stream.close()


async def test_signing_in(taro: XmppSession) -> None:
    """The server lets the account in and gives it an address of its own."""
    assert taro.is_open
    assert taro.address.startswith(f"{TARO}@carbonio/")
    await taro.close()
    assert not taro.is_open


async def test_a_refused_token(http: HttpClient, prosody: Prosody) -> None:
    """A token that the server does not know is no failure of the server."""
    with pytest.raises(AuthError):
        await XmppSession.open(http, TARO, token_of(HANAKO))
    prosody.let_in(TARO, "another-token")
    with pytest.raises(AuthError):
        await XmppSession.open(http, TARO, token_of(TARO))
    stream = await XmppSession.open(http, TARO, "another-token")
    await stream.close()


async def test_a_text_comes_back_to_its_sender(
    taro: XmppSession, online: Online
) -> None:
    """The echo bears the id that was sent, and everybody gets what was written."""
    own_id = str(uuid4())
    async with online(HANAKO) as hanako:
        with taro.expect(own_id) as echo:
            await taro.send(muclight.groupchat(FAMILY, own_id, WORDS))
            async with asyncio.timeout(WITHIN):
                stanza = muclight.read(await echo)
        heard = await hanako.seen(lambda element: element.get("id") == own_id)
    assert stanza and (stanza.kind, stanza.id) == (Kind.MESSAGE, own_id)
    assert (stanza.room_id, stanza.sender_id) == (FAMILY, TARO)
    assert stanza.stanza_id
    assert stanza.body == WORDS == heard.findtext(muclight.BODY)


async def test_a_refused_text(taro: XmppSession) -> None:
    """What the server refuses fails with its reason."""
    own_id = str(uuid4())
    with taro.expect(own_id) as echo:
        await taro.send(muclight.groupchat(BOOK_CLUB, own_id, "Hello?"))
        with pytest.raises(NotFoundError):
            async with asyncio.timeout(WITHIN):
                await echo


async def test_what_others_say_and_do(taro: XmppSession, online: Online) -> None:
    """Texts, replies, edits, retractions, reactions and markers come in order."""
    to = f"{TARO}@carbonio/{FAMILY}@muclight.carbonio"
    with taro.listen() as stream:
        async with online(HANAKO) as hanako:
            said = await hanako.say(FAMILY, WORDS, own_id="m-1")
            reply = f"<reply xmlns='{NS.REPLY}' id='{said}' to='{to}'/>"
            answered = await hanako.post(FAMILY, f"<body>Yes!</body>{reply}")
            edit, retract = f"<edit xmlns='{NS.EDIT}'/>", "<retract xmlns='{}'/>"
            await hanako.fasten(FAMILY, said, edit, "Tea at six")
            await hanako.fasten(
                FAMILY, said, f"<reaction xmlns='{NS.REACTION}'/>", "🎉"
            )
            await hanako.fasten(FAMILY, answered, retract.format(NS.RETRACT))
            await hanako.post(FAMILY, f"<displayed xmlns='{NS.MARKERS}' id='m-1'/>")
        async with asyncio.timeout(WITHIN):
            found = [muclight.read(await anext(stream)) for _ in range(6)]
    stanzas = [stanza for stanza in found if stanza]
    assert {stanza.sender_id for stanza in stanzas} == {HANAKO}
    assert (stanzas[0].body, stanzas[0].stanza_id) == (WORDS, said)
    assert (stanzas[1].body, stanzas[1].reply_to) == ("Yes!", said)
    fastenings = [stanza.fastening for stanza in stanzas if stanza.fastening]
    assert [(one.kind, one.target, one.value) for one in fastenings] == [
        (Fastened.EDIT, said, "Tea at six"),
        (Fastened.REACTION, said, "🎉"),
        (Fastened.RETRACT, answered, ""),
    ]
    assert (stanzas[5].displayed, stanzas[5].stanza_id) == ("m-1", "")


@pytest.mark.parametrize("pings", [{"ping_every": 0.2, "ping_patience": 5.0}])
async def test_the_servers_pings_are_answered(taro: XmppSession, front: Front) -> None:
    """Each ping gets its answer."""
    await front.until(lambda: len(_ids(front.received, "server-ping-")) > 2)
    asked = _ids(front.received, "server-ping-")[:2]
    await front.until(lambda: set(asked) <= set(_ids(front.sent, "server-ping-")))
    assert taro.is_open


async def test_own_pings_are_answered(
    http: HttpClient, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A silent server is asked for a sign of life, and gives it."""
    monkeypatch.setattr(xmpp, "PING_AFTER", 0.1)
    monkeypatch.setattr(xmpp, "PONG_WITHIN", 1.0)
    stream = await XmppSession.open(http, TARO, token_of(TARO))
    await front.until(lambda: sum(NS.PING in frame for frame in front.sent) > 1)
    assert stream.is_open
    await stream.close()


async def test_a_server_that_is_gone_without_a_word(
    http: HttpClient, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an answer to a ping the stream is over."""
    monkeypatch.setattr(xmpp, "PING_AFTER", 0.1)
    monkeypatch.setattr(xmpp, "PONG_WITHIN", 0.2)
    stream = await XmppSession.open(http, TARO, token_of(TARO))
    with stream.listen() as messages:
        front.is_frozen = True
        with pytest.raises(ConnectionError_):
            async with asyncio.timeout(WITHIN):
                await anext(messages)
    assert not stream.is_open
    await stream.close()


@pytest.mark.parametrize("how", ["cut", "stop", "crash"])
async def test_a_lost_connection_fails_what_waits(
    taro: XmppSession, front: Front, prosody: Prosody, how: str
) -> None:
    """Whoever listens, asks or waits for an echo hears of it."""
    own_id = str(uuid4())
    ping = build("ping", NS.PING)
    with taro.listen() as messages, taro.expect(own_id) as echo:
        front.is_frozen = True
        waiting = [
            asyncio.ensure_future(part)
            for part in (anext(messages), taro.ask(ping, kind="get"), echo)
        ]
        await front.until(lambda: any(NS.PING in frame for frame in front.sent))
        if how == "cut":
            front.cut()
        elif how == "stop":
            await prosody.stop()
        else:
            await prosody.crash()
        async with asyncio.timeout(WITHIN):
            errors = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in errors] == [ConnectionError_] * 3
    assert not taro.is_open


def _ids(frames: list[str], beginning: str) -> list[str]:
    """Return the ids in frames that begin so."""
    quoted = [part for frame in frames for part in frame.replace('"', "'").split("'")]
    return [part for part in quoted if part.startswith(beginning)]
