"""The way into a stream, with servers that do not know it."""

import asyncio

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import xmpp
from custom_components.chat_rooms.providers.carbonio.xmpp import XmppSession
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import MIB

from .sockets import (
    ACCOUNT,
    ADDRESS,
    BIND,
    MECHANISMS,
    OPENED,
    SECRET,
    STREAM,
    SUCCESS,
    Peer,
    Script,
    opened,
    playing,
)
from .test_xmpp_hostile import CLOSED, STREAMS, iq, refusal

SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"


async def refused_to_open(session: ClientSession, script: Script) -> ProviderError:
    """Return why no session comes of a script."""
    async with playing(session, script) as http, asyncio.timeout(10):
        with pytest.raises(ProviderError) as raised:
            await XmppSession.open(http, ACCOUNT, SECRET)
    assert SECRET not in str(raised.value)
    assert "hotel" not in str(raised.value)
    return raised.value


def saying(*frames: str, then: str = "") -> Script:
    """Return a script that answers each frame with the next one."""

    async def script(peer: Peer) -> None:
        for frame in frames:
            await peer.receive()
            await peer.send(*frame.split("\n"))
        if then:
            await peer.send(then)
        await peer.last_words()

    return script


@pytest.mark.parametrize(
    "frames",
    [
        (),
        (OPENED,),
        (f"{OPENED}\n{MECHANISMS}",),
        (f"{OPENED}\n{MECHANISMS}", SUCCESS),
        (f"{OPENED}\n{MECHANISMS}", SUCCESS, f"{OPENED}\n{BIND}"),
    ],
)
async def test_server_that_stops_to_answer(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch, frames: tuple[str, ...]
) -> None:
    """Test that opening is given up, wherever it has come to."""
    monkeypatch.setattr(xmpp, "OPEN_WITHIN", 0.1)
    error = await refused_to_open(session, saying(*frames))
    assert isinstance(error, ConnectionError_)
    assert "in time" in str(error)


@pytest.mark.parametrize("stage", range(4))
@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("hotel", ProtocolError),
        (CLOSED, ConnectionError_),
        (
            f"<stream:error {STREAM}><host-unknown xmlns='{STREAMS}'/></stream:error>",
            ConnectionError_,
        ),
        (
            f"<stream:error {STREAM}><not-authorized xmlns='{STREAMS}'/></stream:error>",
            AuthError,
        ),
        (f"<a b='{'x' * MIB}'/>", ProtocolError),
    ],
)
async def test_wrong_way_in(
    session: ClientSession, stage: int, last: str, expected: type[ProviderError]
) -> None:
    """Test what ends a stream before it has begun."""
    frames = (f"{OPENED}\n{MECHANISMS}", SUCCESS, f"{OPENED}\n{BIND}")
    error = await refused_to_open(session, saying(*frames[:stage], then=last))
    assert type(error) is expected


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("<not-authorized/>", AuthError),
        ("<text>hotel</text><credentials-expired/>", AuthError),
        ("<account-disabled/>", AuthError),
        ("<temporary-auth-failure/>", ConnectionError_),
        ("<malformed-request/>", ProtocolError),
        ("<hotel/>", ProtocolError),
        ("", ProtocolError),
    ],
)
async def test_refused_sign_in(
    session: ClientSession, failure: str, expected: type[ProviderError]
) -> None:
    """Test that each way of refusing is the right kind of error."""
    error = await refused_to_open(
        session,
        saying(f"{OPENED}\n{MECHANISMS}", f"<failure {SASL}>{failure}</failure>"),
    )
    assert type(error) is expected


async def test_other_ways_to_sign_in(session: ClientSession) -> None:
    """Test that the token is told only to whom it is for."""
    words: list[str] = []

    async def script(peer: Peer) -> None:
        await peer.receive()
        await peer.send(OPENED, MECHANISMS.replace("PLAIN", "X-HOTEL"))
        words.extend(await peer.last_words())

    error = await refused_to_open(session, script)
    assert isinstance(error, UnsupportedError)
    assert words == [CLOSED]


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("error", refusal("resource-constraint", "wait"), ConnectionError_),
        ("error", refusal("not-allowed"), ForbiddenError),
        ("result", "", ProtocolError),
        ("result", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>", ProtocolError),
    ],
)
async def test_no_address(
    session: ClientSession, kind: str, content: str, expected: type[ProviderError]
) -> None:
    """Test that a stream without an address is none."""

    async def script(peer: Peer) -> None:
        await saying_hello(peer)
        await peer.send(iq((await peer.receive()).get("id"), content, kind))
        await peer.last_words()

    assert type(await refused_to_open(session, script)) is expected


async def saying_hello(peer: Peer) -> None:
    """Bring a client as far as its bind."""
    for frames in ((OPENED, MECHANISMS), (SUCCESS,), (OPENED, BIND)):
        await peer.receive()
        await peer.send(*frames)


async def test_strange_things_on_the_way(session: ClientSession) -> None:
    """Test that what is no mistake is no obstacle, nor another order."""
    strange = ("", "<hotel/>", "<iq xmlns='jabber:client' type='result' id='x'/>")

    async def script(peer: Peer) -> None:
        # The signature of a server that does not wait to be greeted.
        await peer.send(*strange, MECHANISMS)
        await peer.receive()
        await peer.receive()
        await peer.send(*strange, SUCCESS)
        await peer.receive()
        await peer.send(*strange, BIND, *strange)
        await peer.bind()
        await peer.last_words()

    async with opened(session, script) as chat:
        assert chat.address == ADDRESS


async def test_opening_is_given_up(session: ClientSession) -> None:
    """Test that whoever does not want to wait leaves nothing behind."""
    begun = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.receive()
        begun.set()
        assert await peer.last_words() == [CLOSED]

    async with playing(session, script) as http:
        opening = asyncio.ensure_future(XmppSession.open(http, ACCOUNT, SECRET))
        await begun.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
