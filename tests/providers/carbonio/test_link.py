"""The way to the chat, which several share."""

import asyncio

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import link as link_module
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.xml import NS, build
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProviderError,
    Reason,
)

from .sockets import MECHANISMS, Account, Peer, Sockets, playing


async def down(link: ChatLink) -> ConnectionError_:
    """Return why there is no session."""
    with pytest.raises(ConnectionError_) as raised:
        await link.session()
    assert raised.value.reason is Reason.CHAT_DOWN
    assert raised.value.is_over
    assert not link.is_up
    return raised.value


async def test_one_for_all(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that all who need a session get the same one, and one attempt is made."""
    sessions = await asyncio.gather(*(linked.session() for _ in range(5)))
    assert len(set(sessions)) == 1
    assert linked.is_up
    assert await linked.session() is sessions[0]
    assert carbonio.xmpp.handshakes == 1


async def test_asking(linked: ChatLink) -> None:
    """Test that a question opens the session that it needs."""
    assert not linked.is_up
    answer = await linked.ask(build("inbox", NS.INBOX, queryid="q"))
    assert answer.payload is not None
    assert len(answer.results) == 3


async def test_whoever_does_not_wait(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that giving up does not take the session from the others."""
    first, second = (asyncio.ensure_future(linked.session()) for _ in range(2))
    await carbonio.xmpp.wait_for(lambda: carbonio.xmpp.handshakes)
    first.cancel()
    session = await second
    assert session.is_open
    assert first.cancelled()


async def test_nobody_waits_any_more(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that what was begun for somebody who left can be used by the next."""
    waiting = asyncio.ensure_future(linked.session())
    await carbonio.xmpp.wait_for(lambda: carbonio.xmpp.handshakes)
    waiting.cancel()
    await linked.session()
    assert carbonio.xmpp.handshakes == 1


async def test_failure_that_nobody_hears(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that a failure without anybody who waits is no task that dies unseen."""
    carbonio.xmpp.hold()
    waiting = asyncio.ensure_future(linked.session())
    await asyncio.wait([waiting], timeout=0)
    waiting.cancel()
    await carbonio.xmpp.wait_for(lambda: carbonio.xmpp.handshakes)
    await down(linked)
    assert carbonio.xmpp.handshakes == 1


async def test_again_after_an_end(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that there is a new session once the old one has ended."""
    first = await linked.session()
    with first.listen() as stream:
        carbonio.xmpp.cut()
        with pytest.raises(ConnectionError_):
            await anext(stream)
    assert not linked.is_up
    assert await linked.session() is not first
    assert linked.is_up


async def test_rest_after_a_failure(
    carbonio: Sockets, linked: ChatLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that for some seconds nobody tries again."""
    carbonio.xmpp.hold()
    first, second = await down(linked), await down(linked)
    assert str(first) == str(second)
    assert first is not second
    assert carbonio.xmpp.handshakes == 1
    monkeypatch.setattr(link_module, "REST", 0.0)
    await down(linked)
    assert carbonio.xmpp.handshakes == 2
    carbonio.xmpp.hold(False)
    await linked.session()


async def test_new_token(carbonio: Sockets) -> None:
    """Test that a refused token is renewed once, and not told to anybody."""
    account = Account("stale", carbonio.token)
    account.account_id = carbonio.world.account.id
    link = ChatLink(carbonio.http, account)
    await link.session()
    assert account.refused == ["stale"]
    assert carbonio.xmpp.handshakes == 2
    await link.close()


async def test_refused_twice(
    carbonio: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that it is the chat that is wrong where only the chat refuses a token.

    It does not get a new one each time that it is asked again.
    """
    monkeypatch.setattr(link_module, "REST", 0.0)
    account = Account("stale")
    link = ChatLink(carbonio.http, account)
    error = await down(link)
    assert "stale" not in str(error)
    assert account.refused == ["stale"]
    assert carbonio.xmpp.handshakes == 2
    await down(link)
    assert account.refused == ["stale"]
    assert carbonio.xmpp.handshakes == 3
    await link.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (AuthError("x", reason=Reason.PASSWORD_EXPIRED), AuthError),
        (ConnectionError_("x"), ConnectionError_),
        (ForbiddenError("x"), ConnectionError_),
        (LookupError("hotel"), ConnectionError_),
    ],
)
async def test_sign_in_that_fails(
    carbonio: Sockets,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    expected: type[ProviderError],
) -> None:
    """Test that only an account that is refused is asked for."""
    account = Account("stale")
    account.error = error
    link = ChatLink(carbonio.http, account)
    with pytest.raises(expected) as raised:
        await link.session()
    assert type(raised.value) is expected
    assert raised.value.reason is getattr(error, "reason", None) or Reason.CHAT_DOWN
    with pytest.raises(expected):
        await link.session()
    assert carbonio.xmpp.handshakes == 1
    assert "hotel" not in caplog.text
    await link.close()


async def test_anything_else_is_the_chat(session: ClientSession) -> None:
    """Test that a chat which cannot be understood is one that is down."""

    async def script(peer: Peer) -> None:
        await peer.receive()
        await peer.send(MECHANISMS.replace("PLAIN", "X"))
        await peer.last_words()

    async with playing(session, script) as http:
        link = ChatLink(http, Account("t"))
        await down(link)
        await link.close()


async def test_session_that_does_not_last(session: ClientSession) -> None:
    """Test that a server which hangs up at once is not asked again and again."""

    async def script(peer: Peer) -> None:
        await peer.greet()

    async with playing(session, script) as http, asyncio.timeout(10):
        link = ChatLink(http, Account("t"))
        with pytest.raises(ConnectionError_) as raised:
            await hear(link)
        assert raised.value.reason is Reason.CHAT_DOWN
        await link.close()


async def hear(link: ChatLink) -> None:
    """Wait for somebody to say something."""
    with (await link.session()).listen() as stream:
        await anext(stream)


async def test_closing(carbonio: Sockets, linked: ChatLink) -> None:
    """Test that a closed link opens nothing any more."""
    await linked.session()
    await linked.close()
    await carbonio.xmpp.left()
    await down(linked)
    await linked.close()
    assert carbonio.xmpp.handshakes == 1


async def test_closing_in_the_middle(session: ClientSession) -> None:
    """Test that whoever waits for a session is told, and the attempt ends."""
    begun = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.receive()
        begun.set()
        await peer.last_words()

    async with playing(session, script) as http, asyncio.timeout(10):
        link = ChatLink(http, Account("t"))
        waiting = asyncio.ensure_future(link.session())
        await begun.wait()
        await link.close()
        with pytest.raises(ConnectionError_, match="closed"):
            await waiting
