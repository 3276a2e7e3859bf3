"""The streams of the simulated Carbonio: how a client comes in and stays in."""

import base64
from collections.abc import AsyncGenerator
from xml.etree.ElementTree import Element

import aiohttp
import pytest

from .carbonio_site import Site, open_site
from .xmpp_client import BIND, CLOSE, OPEN, PING, PRESENCE, XmppClient, condition, plain

pytestmark = pytest.mark.usefixtures("socket_enabled")

FAMILY = "Family"


@pytest.fixture
async def site(socket_enabled: None) -> AsyncGenerator[Site]:
    """Return the sockets of a family."""
    async with open_site() as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncGenerator[XmppClient]:
    """Return the account's client, with a socket and nothing more."""
    async with site.socket() as opened:
        yield opened


async def ended(client: XmppClient) -> str:
    """Return the error with which a stream ends; nothing comes after it."""
    error = await client.receive()
    assert error.tag == "{http://etherx.jabber.org/streams}error"
    assert (await client.receive()).tag.endswith("xmpp-framing}close")
    assert await client.end() is aiohttp.WSMsgType.CLOSE
    return condition(error)


async def test_way_in(site: Site, client: XmppClient) -> None:
    """Every step is offered, taken and confirmed; presence ends them."""
    assert client.socket.protocol == "xmpp"
    opened = await client.exchange(OPEN)
    assert opened.tag == "{urn:ietf:params:xml:ns:xmpp-framing}open"
    assert (opened.get("from"), opened.get("version")) == ("carbonio", "1.0")
    sasl = "{urn:ietf:params:xml:ns:xmpp-sasl}"
    features = await client.receive()
    assert features.tag == "{http://etherx.jabber.org/streams}features"
    assert features.findtext(f"{sasl}mechanisms/{sasl}mechanism") == "PLAIN"
    success = await client.exchange(plain(site.me, site.token))
    assert success.tag == f"{sasl}success"
    assert (await client.exchange(OPEN)).get("id") != opened.get("id")
    bind = "{urn:ietf:params:xml:ns:xmpp-bind}"
    features = await client.receive()
    assert features.find(f"{bind}bind") is not None
    assert features.find(f"{sasl}mechanisms") is None
    answer = await client.exchange(BIND)
    assert (answer.get("type"), answer.get("id")) == ("result", "bind")
    address = answer.findtext(f"{bind}bind/{bind}jid") or ""
    assert address.startswith(f"{site.me}@carbonio/")
    assert site.xmpp.present == 0
    presence = await client.exchange(PRESENCE)
    assert presence.get("from") == address
    await site.xmpp.joined(1)
    assert (site.xmpp.complaints, site.xmpp.handshakes) == ([], 1)


async def test_own_resource(site: Site, client: XmppClient) -> None:
    """A client may name its resource; who had that address before has to go."""
    bind = BIND.replace("/></iq>", "><resource>kitchen</resource></bind></iq>")
    async with site.socket() as second:
        for one in (client, second):
            await one.sign_in(site.token)
            await one.open()
            address = (await one.exchange(bind))[0][0].text
            assert address == f"{site.me}@carbonio/kitchen"
        assert await ended(client) == "conflict"
        assert await second.nothing_came()


@pytest.mark.parametrize("protocols", [(), ("chat",)])
async def test_subprotocol(site: Site, protocols: tuple[str, ...]) -> None:
    """Without the subprotocol there is no socket."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{site.url}/ws-xmpp", protocols=protocols)
    assert refused.value.status == 400
    assert len(site.xmpp.complaints) == 1


async def test_bad_token(site: Site, client: XmppClient) -> None:
    """Somebody else's token and an expired one are refused; three times is enough."""
    assert condition(await client.sign_in(site.token_of("Hanako"))) == "not-authorized"
    site.world.vault.expire()
    again = await client.exchange(plain(site.me, site.token))
    assert again.tag == "{urn:ietf:params:xml:ns:xmpp-sasl}failure"
    assert condition(again) == "not-authorized"
    assert site.xmpp.complaints == []
    fresh = site.world.vault.issue(site.me)
    no_account = base64.b64encode(f"{site.me}\0{site.me}\0{fresh}".encode()).decode()
    wrong = plain(site.me, fresh).rpartition("'>")[0] + f"'>{no_account}</auth>"
    assert condition(await client.exchange(wrong)) == "not-authorized"
    assert await ended(client) == "policy-violation"


async def test_retry(site: Site, client: XmppClient) -> None:
    """After a refusal the right token is taken on the same stream."""
    await client.sign_in("0_nonsense_00")
    success = await client.exchange(plain(site.me, site.token))
    assert success.tag.endswith("}success")


async def test_other_mechanism(site: Site, client: XmppClient) -> None:
    """Only PLAIN is there, and only in base64."""
    await client.open()
    auth = plain(site.me, site.token)
    other = auth.replace("PLAIN", "SCRAM-SHA-1")
    assert condition(await client.exchange(other)) == "invalid-mechanism"
    broken = auth.replace("</auth>", "*</auth>")
    assert condition(await client.exchange(broken)) == "incorrect-encoding"
    assert len(site.xmpp.complaints) == 2


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (PRESENCE, "not-authorized"),
        (BIND, "not-authorized"),
        (OPEN.replace("carbonio", "example.com"), "host-unknown"),
        (OPEN.replace("1.0", "0.9"), "unsupported-version"),
        ("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'/>", None),
        (OPEN + OPEN, "not-well-formed"),
        (f" {OPEN}", "not-well-formed"),
        ("", "not-well-formed"),
        ("<open>", "not-well-formed"),
        (f"<?xml version='1.0'?>{OPEN}", "restricted-xml"),
        ("<!DOCTYPE a><a/>", "restricted-xml"),
    ],
)
async def test_wrong_start(
    site: Site, client: XmppClient, frame: str, error: str | None
) -> None:
    """Whatever else comes first ends the stream, after the server has opened it."""
    opened = await client.exchange(frame)
    assert opened.tag.endswith("xmpp-framing}open")
    assert await ended(client) == (error or "bad-namespace-prefix")
    assert len(site.xmpp.complaints) == 1


@pytest.mark.parametrize("frame", [BIND, PRESENCE])
async def test_no_second_open(site: Site, client: XmppClient, frame: str) -> None:
    """After the credentials the stream has to be opened again."""
    await client.sign_in(site.token)
    assert (await client.exchange(frame)).tag.endswith("xmpp-framing}open")
    assert await ended(client) == "not-authorized"


@pytest.mark.parametrize("frame", [PING, PRESENCE, BIND.replace("'set'", "'get'")])
async def test_stanza_before_bind(site: Site, client: XmppClient, frame: str) -> None:
    """Who has no address yet has to ask for one first."""
    await client.sign_in(site.token)
    await client.open()
    await client.send(frame)
    assert await ended(client) == "not-authorized"


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ("<presence/>", "invalid-namespace"),
        (
            "<presence xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
            "invalid-namespace",
        ),
        ("<r xmlns='urn:xmpp:sm:3'/>", "invalid-namespace"),
        ("<note xmlns='jabber:client'/>", "unsupported-stanza-type"),
        (PRESENCE + PRESENCE, "not-well-formed"),
        ("<a:presence xmlns:a='jabber:client'/>", "bad-namespace-prefix"),
        (PRESENCE.replace("/>", " from='hanako@carbonio'/>"), "invalid-from"),
        (PING.replace("ping'", "\x01'", 1), "not-well-formed"),
    ],
)
async def test_wrong_frame(site: Site, frame: str, error: str) -> None:
    """A frame that is no stanza ends a stream that stood."""
    async with site.joined() as client:
        await client.send(frame, PING)
        assert await ended(client) == error
        await site.xmpp.left()
    assert len(site.xmpp.complaints) == 1


async def test_binary_frame(site: Site, client: XmppClient) -> None:
    """A frame is text."""
    await client.socket.send_bytes(OPEN.encode())
    await client.end()
    assert client.socket.close_code == aiohttp.WSCloseCode.UNSUPPORTED_DATA
    assert site.xmpp.complaints == ["a frame is no text"]


async def test_close(site: Site) -> None:
    """Who says goodbye is answered, and is gone."""
    async with site.joined() as client:
        assert (await client.exchange(CLOSE)).tag.endswith("xmpp-framing}close")
        assert await client.end() is aiohttp.WSMsgType.CLOSE
        await site.xmpp.left()
    assert site.xmpp.complaints == []


async def test_unknown_iq(site: Site) -> None:
    """What nobody knows is not available, and comes back as it was."""
    async with site.joined() as client:
        messages, answer = await client.ask("<query xmlns='jabber:iq:version'/>")
        assert (messages, answer.get("type")) == ([], "error")
        assert condition(answer) == "service-unavailable"
        assert answer[0].tag == "{jabber:iq:version}query"
        _, answer = await client.ask("<ping xmlns='urn:xmpp:ping'/>", "elsewhere")
        assert condition(answer) == "service-unavailable"
        assert len(site.xmpp.complaints) == 2


@pytest.mark.parametrize(
    "iq",
    [
        PING.replace(" id='ping'", ""),
        PING.replace("'get'", "'ask'"),
        "<iq xmlns='jabber:client' type='get' id='ping'/>",
    ],
)
async def test_wrong_iq(site: Site, iq: str) -> None:
    """An iq has an id, a type and one thing in it."""
    async with site.joined() as client:
        assert condition(await client.exchange(iq)) == "bad-request"
    assert len(site.xmpp.complaints) == 1


async def test_session(site: Site) -> None:
    """A session, as old clients want it, is there already."""
    async with site.joined() as client:
        session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
        assert (await client.ask(session))[1].get("type") == "result"


def answer_to(ping: Element, to: str = "carbonio", id_: str | None = None) -> str:
    """Return the answer to a ping, or a wrong one."""
    id_ = id_ or ping.get("id", "")
    return f"<iq xmlns='jabber:client' type='result' to='{to}' id='{id_}'/>"


async def test_pings(site: Site) -> None:
    """A client is asked now and then; the right answer is enough."""
    site.xmpp.ping_interval = 0.02
    async with site.socket() as client:
        await client.bind(site.token)
        for _ in range(3):
            ping = await client.receive()
            assert ping[0].tag == "{urn:xmpp:ping}ping"
            assert (ping.get("from"), ping.get("to")) == ("carbonio", client.address)
            await client.send(answer_to(ping))
    assert site.xmpp.complaints == []


@pytest.mark.parametrize(("to", "id_"), [("nobody", None), ("carbonio", "other")])
async def test_wrong_answer(site: Site, to: str, id_: str | None) -> None:
    """An answer to somebody else or to another question is none."""
    site.xmpp.ping_timeout = 0.05
    async with site.joined() as client:
        site.xmpp.ping()
        await client.send(answer_to(await client.receive(), to, id_))
        assert await ended(client) == "connection-timeout"
    assert len(site.xmpp.complaints) == 2


async def test_no_answer(site: Site) -> None:
    """A client that does not answer in time has to go."""
    site.xmpp.ping_timeout = 0.05
    async with site.joined() as client:
        site.xmpp.ping()
        await client.receive()
        assert await ended(client) == "connection-timeout"
    assert site.xmpp.complaints == ["a ping was not answered in time"]


async def test_silence(site: Site) -> None:
    """A server that has gone silent answers everything but pings."""
    async with site.joined() as client:
        site.xmpp.silence()
        await client.send(PING)
        assert (await client.ask("<nothing/>"))[0] == []
        site.xmpp.silence(False)
        assert await client.nothing_came()


async def test_cut(site: Site) -> None:
    """A connection can break without a word."""
    async with site.joined() as client:
        site.xmpp.cut()
        assert site.xmpp.present == 0
        assert await client.end() in (
            aiohttp.WSMsgType.CLOSED,
            aiohttp.WSMsgType.ERROR,
        )
    async with site.joined():
        await site.xmpp.joined(1)


async def test_hold(site: Site) -> None:
    """New sockets are refused for a while; those that are there stay."""
    async with site.joined() as client:
        site.xmpp.hold()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with site.socket():
                pass
        assert refused.value.status == 503
        assert await client.nothing_came()
        site.xmpp.hold(False)
        async with site.joined():
            await site.xmpp.joined(2)
    assert site.xmpp.handshakes == 3


async def test_send_raw(site: Site) -> None:
    """Nonsense goes to those who are told what happens, as it is."""
    async with site.joined() as client, site.socket() as other:
        await other.bind(site.token)
        site.xmpp.send_raw("<nonsense")
        assert await client.receive_text() == "<nonsense"
        assert await other.nothing_came()


async def test_frames(site: Site) -> None:
    """What came in is remembered."""
    async with site.joined() as client:
        await client.exchange(PING)
    assert [*site.xmpp.frames][-2:] == [PRESENCE, PING]


async def test_presence_for_others(site: Site) -> None:
    """Presence is for the server alone."""
    async with site.socket() as client:
        await client.bind(site.token)
        await client.send(PRESENCE.replace("/>", " to='hanako@carbonio'/>"))
        await client.send(PRESENCE.replace("/>", " type='subscribe'/>"))
        assert await client.nothing_came()
        assert (site.xmpp.present, len(site.xmpp.complaints)) == (0, 2)


async def test_unavailable(site: Site) -> None:
    """Who says so is told nothing more."""
    async with site.joined() as client:
        await client.send(PRESENCE.replace("/>", " type='unavailable'/>"))
        assert await client.nothing_came()
        assert site.xmpp.present == 0
        site.say("Hello?")
        assert await client.nothing_came()
        assert (await client.exchange(PRESENCE)).get("from") == client.address
    assert site.xmpp.complaints == []
