"""A session with the simulated Carbonio's XMPP server."""

import asyncio
from uuid import uuid4

import pytest

from custom_components.chat_rooms.providers.carbonio import groupchat, questions, xmpp
from custom_components.chat_rooms.providers.carbonio.muclight import (
    displayed,
    groupchat as text_to,
)
from custom_components.chat_rooms.providers.carbonio.xml import NS, build, text_of
from custom_components.chat_rooms.providers.carbonio.xmpp import XmppSession
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    Reason,
)
from tests.simulators.carbonio_home import new_id
from tests.simulators.carbonio_xml import text_body

from .sockets import Sockets


async def test_opening(carbonio: Sockets, chat: XmppSession) -> None:
    """Test the way into a stream, step by step and without a word too many."""
    account = carbonio.world.account.id
    assert chat.is_open
    assert chat.address.startswith(f"{account}@carbonio/")
    frames = [frame.split(" ")[0] for frame in carbonio.xmpp.frames]
    assert frames == ["<open", "<auth", "<open", "<iq", "<presence"]
    (line,) = carbonio.xmpp.lines
    assert line.address == chat.address


async def test_wrong_token(carbonio: Sockets) -> None:
    """Test that a refused token is the account's own trouble."""
    with pytest.raises(AuthError, match="not-authorized") as raised:
        await XmppSession.open(carbonio.http, carbonio.world.account.id, "stale")
    assert "stale" not in str(raised.value)


async def test_server_that_takes_nobody(carbonio: Sockets) -> None:
    """Test that a refused handshake is told as such."""
    carbonio.xmpp.hold()
    with pytest.raises(ConnectionError_, match="503") as raised:
        await carbonio.open()
    assert raised.value.reason is Reason.CHAT_DOWN


async def test_what_people_say(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that everybody who listens gets everything, in order, from then on."""
    with chat.listen() as first, chat.listen() as second:
        ids = [carbonio.say(f"hotel {number}") for number in range(3)]
        for stream in (first, second):
            for number, stanza_id in enumerate(ids):
                message = await anext(stream)
                assert text_of(message, "body", NS.CLIENT) == f"hotel {number}"
                found = message.find(f"{{{NS.STANZA_ID}}}stanza-id")
                assert found is not None and found.get("id") == stanza_id
        assert message.get("from") == (
            f"{carbonio.family.id}@muclight.carbonio/{carbonio.hanako}@carbonio"
        )


async def test_interrupted_listening(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that whoever stops waiting can go on later and has missed nothing."""
    with chat.listen() as stream:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        waiting.cancel()
        carbonio.say("hotel")
        message = await anext(stream)
        assert text_of(message, "body", NS.CLIENT) == "hotel"


async def test_listening_is_over(chat: XmppSession) -> None:
    """Test that nobody waits for what will not come any more."""
    with chat.listen() as stream:
        pass
    with pytest.raises(ConnectionError_):
        await anext(stream)


async def test_listener_that_falls_behind(
    carbonio: Sockets, chat: XmppSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that only so much waits for it, in order, and that others go on."""
    monkeypatch.setattr(groupchat, "MOST_WAITING", 2)
    with chat.listen() as slow, chat.listen() as quick:
        for number in range(4):
            carbonio.say(f"{number}")
            await anext(quick)
        for number in range(2):
            assert text_of(await anext(slow), "body", NS.CLIENT) == f"{number}"
        with pytest.raises(ConnectionError_, match="not been read"):
            await anext(slow)
        assert chat.is_open


async def test_echo(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that a message is acknowledged by coming back, also to who listens."""
    room, message_id = carbonio.family, str(uuid4())
    with chat.listen() as stream, chat.expect(message_id) as echo:
        await chat.send(text_to(room.id, message_id, "hotel <&> 👋"))
        back = await echo
        assert back.get("id") == message_id
        assert text_of(back, "body", NS.CLIENT) == "hotel <&> 👋"
        assert await anext(stream) is back
    assert room.archive[-1].own_id == message_id


async def test_no_echo(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that others' messages are no echo, and that one may stop to wait."""
    message_id = str(uuid4())
    carbonio.xmpp.swallow_echo()
    with chat.listen() as stream, chat.expect(message_id) as echo:
        await chat.send(text_to(carbonio.family.id, message_id, "hotel"))
        carbonio.say("hello")
        await anext(stream)
        assert not echo.done()
        echo.cancel()
    assert chat.is_open


async def test_refused_message(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that the server's refusal comes instead of the echo."""
    with chat.expect("1") as first, chat.expect("2") as second:
        await chat.send(text_to(new_id(), "1", "hotel"))
        with pytest.raises(NotFoundError, match="item-not-found"):
            await first
        carbonio.family.members.pop(carbonio.world.account.id)
        await chat.send(text_to(carbonio.family.id, "2", "hotel"))
        with pytest.raises(ForbiddenError, match="forbidden"):
            await second
    assert chat.is_open


async def test_refusal_that_nobody_waits_for(
    carbonio: Sockets, chat: XmppSession
) -> None:
    """Test that it leaves no trace."""
    with chat.expect("1") as echo:
        for _ in range(2):
            await chat.send(displayed(new_id(), "x", "1"))
        await carbonio.xmpp.wait_for(lambda: len(carbonio.xmpp.frames) == 7)
        await chat.ask(build("inbox", NS.INBOX))
        assert echo.done()


async def test_question(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that an answer comes with what was sent ahead of it."""
    answer = await chat.ask(build("inbox", NS.INBOX, queryid="q"))
    assert answer.payload is not None
    assert answer.payload.tag == f"{{{NS.INBOX}}}fin"
    assert len(answer.results) == 3
    assert {result.get("queryid") for result in answer.results} == {"q"}


async def test_questions_at_once(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that everybody gets the answer to the own question."""
    room = f"{carbonio.family.id}@muclight.carbonio"
    answers = await asyncio.gather(
        chat.ask(build("inbox", NS.INBOX, queryid="1")),
        chat.ask(build("query", NS.MAM, queryid="2"), to=room),
        chat.ask(build("ping", NS.PING), kind="get"),
    )
    assert [len(answer.results) for answer in answers] == [
        3,
        len(carbonio.family.archive),
        0,
    ]
    assert answers[2].payload is None


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("{family}", None),
        ("{nowhere}@muclight.carbonio", NotFoundError),
        ("carbonio", ConnectionError_),
    ],
)
async def test_refused_question(
    carbonio: Sockets, chat: XmppSession, to: str, expected: type[ProviderError] | None
) -> None:
    """Test that a refusal is the error that its condition stands for."""
    family = f"{carbonio.family.id}@muclight.carbonio"
    address = to.format(family=family, nowhere=new_id())
    question = chat.ask(build("query", NS.MAM), to=address)
    if not expected:
        carbonio.family.members.pop(carbonio.world.account.id)
        expected = ForbiddenError
    with pytest.raises(expected) as raised:
        await question
    assert type(raised.value) is expected
    assert chat.is_open
    carbonio.xmpp.complaints.clear()


async def test_too_many_results(
    carbonio: Sockets, chat: XmppSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that an answer without end is given up."""
    monkeypatch.setattr(questions, "MOST_RESULTS", 2)
    with pytest.raises(ProtocolError) as raised:
        await chat.ask(build("inbox", NS.INBOX, queryid="q"))
    assert raised.value.reason is Reason.ANSWER_TOO_LONG
    assert chat.is_open


async def test_question_that_is_given_up(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that cancelling leaves the session as it is."""
    asking = asyncio.ensure_future(chat.ask(build("inbox", NS.INBOX, queryid="q")))
    await carbonio.xmpp.wait_for(lambda: len(carbonio.xmpp.frames) == 6)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert len((await chat.ask(build("inbox", NS.INBOX, queryid="r"))).results) == 3


async def test_question_without_answer(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that nobody waits for ever, and that the session lives on."""
    carbonio.xmpp.silence()
    with pytest.raises(ConnectionError_, match="no answer in time"):
        await chat.ask(build("ping", NS.PING), kind="get", timeout=0.02)
    assert chat.is_open


async def test_server_s_pings(carbonio: Sockets) -> None:
    """Test that they are answered in time: the server says nothing against it."""
    carbonio.xmpp.ping_interval = 0.01
    session = await carbonio.open()
    await carbonio.xmpp.wait_for(
        lambda: sum("type='result'" in f for f in carbonio.xmpp.frames) >= 3
    )
    assert session.is_open
    await session.close()


async def test_own_pings(
    carbonio: Sockets, chat: XmppSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a silent server is asked, and that its answer is enough."""
    monkeypatch.setattr(xmpp, "PING_AFTER", 0.01)
    monkeypatch.setattr(xmpp, "PONG_WITHIN", 0.3)
    await chat.close()
    session = await carbonio.open()
    await carbonio.xmpp.wait_for(
        lambda: sum("urn:xmpp:ping" in f for f in carbonio.xmpp.frames) >= 2
    )
    assert session.is_open
    await session.close()


async def test_silence(carbonio: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that a server without any sign of life ends the session for all."""
    monkeypatch.setattr(xmpp, "PING_AFTER", 0.01)
    monkeypatch.setattr(xmpp, "PONG_WITHIN", 0.05)
    carbonio.xmpp.silence()
    session = await carbonio.open()
    with session.listen() as stream, pytest.raises(ConnectionError_, match="silent"):
        await anext(stream)
    assert not session.is_open
    await session.close()


async def test_cut(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that whoever waits hears at once that the connection is gone."""
    carbonio.xmpp.silence()
    with (
        chat.listen() as stream,
        chat.expect("1") as echo,
        chat.expect("2"),
    ):
        asking = asyncio.ensure_future(chat.ask(build("ping", NS.PING), kind="get"))
        await carbonio.xmpp.wait_for(lambda: len(carbonio.xmpp.frames) == 6)
        carbonio.say("hotel")
        carbonio.say("hotel")
        await anext(stream)
        carbonio.xmpp.cut()
        with pytest.raises(ConnectionError_) as raised:
            await asking
        assert raised.value.reason is Reason.CHAT_DOWN
        with pytest.raises(ConnectionError_):
            await echo
        # What has come is not lost.
        await anext(stream)
        for _ in range(2):
            with pytest.raises(ConnectionError_):
                await anext(stream)
    assert not chat.is_open
    await assert_over(chat)


async def assert_over(chat: XmppSession) -> None:
    """Assert that nothing waits for a session that has ended."""
    with pytest.raises(ConnectionError_):
        await chat.send(displayed("1", "2", "3"))
    with pytest.raises(ConnectionError_):
        await chat.ask(build("ping", NS.PING))
    with chat.expect("3") as echo, pytest.raises(ConnectionError_):
        await echo
    with chat.listen() as stream, pytest.raises(ConnectionError_):
        await anext(stream)


async def test_another_stream_of_the_account(
    carbonio: Sockets, chat: XmppSession
) -> None:
    """Test that an account has as many streams as it likes."""
    other = await carbonio.open()
    await carbonio.xmpp.joined(2)
    with chat.listen() as first, other.listen() as second:
        carbonio.say("hotel")
        await anext(first)
        await anext(second)
    await other.close()
    assert chat.is_open


async def test_stream_error(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that the server can end a stream."""
    with chat.listen() as stream:
        carbonio.xmpp.lines[0].fail("conflict")
        with pytest.raises(ConnectionError_, match="stream error") as raised:
            await anext(stream)
    assert raised.value.reason is Reason.CHAT_DOWN
    await assert_over(chat)


async def test_closing(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that it is polite, and may be done by several and again."""
    with chat.listen() as stream:
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.gather(chat.close(), chat.close())
        with pytest.raises(ConnectionError_, match="closed"):
            await waiting
    assert not chat.is_open
    await chat.close()
    await carbonio.xmpp.left()
    assert carbonio.xmpp.frames[-1] == (
        "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
    )
    await assert_over(chat)


async def test_words_of_all_kinds(carbonio: Sockets, chat: XmppSession) -> None:
    """Test that markers and configurations come as well: others tell them apart."""
    family, hanako = carbonio.family.id, carbonio.hanako
    with chat.listen() as stream:
        carbonio.world.post(family, "", children="<body/>")
        carbonio.world.post(family, hanako, children=text_body("x"), archived=False)
        assert (await anext(stream)).get("from") == f"{family}@muclight.carbonio"
        assert (await anext(stream)).find(f"{{{NS.STANZA_ID}}}stanza-id") is None
