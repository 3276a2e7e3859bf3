"""Texts on their way out: each once, whatever happens to it."""

import asyncio

import pytest

from custom_components.chat_rooms.providers.carbonio import delivery
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener, send
from .family import BOTH_GENERATIONS, FAMILY, GRANDMA


def said_over_xmpp(simulator: CarbonioSimulator) -> int:
    """Return how many texts clients have sent, archived or not."""
    return sum("<body" in frame for frame in simulator.xmpp.frames)


@BOTH_GENERATIONS
async def test_text(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that title and text arrive as one, under the id that was made for it."""
    (sent,) = await send(
        simulator, provider, title="Title", text="<b>&amp; \u0001\ud83c text 🎉"
    )
    (received,) = await simulator.received()
    assert received["text"] == "Title\n<b>&amp;  text 🎉"
    assert received["own_id"] == "id-1"
    assert sent.message_id == received["id"]
    assert sent.sent_at.timestamp() == pytest.approx(received["time"], abs=0.001)
    assert sent.file is None
    assert await simulator.unread(FAMILY) == 0


async def test_reply(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that a reply names the message and its sender."""
    said = await simulator.say(FAMILY, "Hanako", "Tea?")
    await send(simulator, provider, text="Yes!", reply_to=said["id"])
    (received,) = await simulator.received()
    assert received["reply_to"] == said["id"]
    with pytest.raises(NotFoundError):
        await send(simulator, provider, text="Yes!", reply_to="C808PJQD9V81")
    assert len(await simulator.received()) == 1


async def test_too_long(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a text which is too long is not sent."""
    with pytest.raises(ForbiddenError) as caught:
        await send(simulator, provider, text="x" * 10_001)
    assert caught.value.reason is Reason.TEXT_TOO_LONG
    await send(simulator, provider, text="x" * 10_000)
    assert len(await simulator.received()) == 1


async def test_lost_echo(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a message whose echo is lost is found in the archive."""
    await simulator.swallow_echo()
    (sent,) = await send(simulator, provider, text="Once")
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert said_over_xmpp(simulator) == 1


async def test_lost_echo_and_slow_archive(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that an archive that does not answer in time is asked again."""
    monkeypatch.setattr(delivery, "RECONNECT_WITHIN", 10.0)
    await simulator.swallow_echo()
    simulator.xmpp.slow_archives = 2
    (sent,) = await send(simulator, provider, text="Once")
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert simulator.xmpp.slow_archives == 0
    assert said_over_xmpp(simulator) == 1


async def test_lost_echo_and_no_archive(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that it is not sent again where nobody knows whether it has arrived."""
    await simulator.swallow_echo()
    simulator.xmpp.slow_archives = 1000
    with pytest.raises(ConnectionError_, match="not known"):
        await send(simulator, provider, text="Once")
    assert said_over_xmpp(simulator) == 1


async def test_lost_echo_and_late_archive(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that it is looked for until it must be in the archive."""
    monkeypatch.setattr(delivery, "LOOK_FOR", 2.0)
    await simulator.archive_delay(0.8)
    await simulator.swallow_echo()
    (sent,) = await send(simulator, provider, text="Once")
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert said_over_xmpp(simulator) == 1


async def test_late_echo(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that an echo which comes while the archive is asked is good enough."""
    monkeypatch.setattr(delivery, "LOOK_FOR", 5.0)
    await simulator.archive_delay(60)
    await simulator.swallow_echo()
    sending = asyncio.create_task(send(simulator, provider, text="Once"))
    await simulator.wait_for_received()
    await asyncio.sleep(0.5)
    (posted,) = (p for p in simulator.world.room(FAMILY).archive if p.own_id == "id-1")
    simulator.xmpp.send_raw(posted.live_xml("somebody"))
    (sent,) = await sending
    assert sent.message_id == posted.stanza_id
    assert said_over_xmpp(simulator) == 1


async def test_swallowed_message(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a message which has not arrived is sent again under its id."""
    await simulator.drop_next()
    (sent,) = await send(simulator, provider, text="Once")
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert received["own_id"] == "id-1"
    assert said_over_xmpp(simulator) == 2


async def test_swallowed_twice(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that it is said that a message has not arrived, and not tried for ever."""
    await simulator.drop_next(2)
    with pytest.raises(ConnectionError_, match="did not arrive"):
        await send(simulator, provider, text="Once")
    assert await simulator.received() == []
    assert said_over_xmpp(simulator) == 2


@pytest.mark.parametrize("arrives", [True, False])
async def test_cut(
    simulator: CarbonioSimulator, provider: CarbonioProvider, arrives: bool
) -> None:
    """Test that a message arrives once where the connection breaks on the way."""
    await provider.rooms()
    await (simulator.swallow_echo if arrives else simulator.drop_next)()
    sending = asyncio.create_task(send(simulator, provider, text="Once"))
    await simulator.xmpp.wait_for(lambda: said_over_xmpp(simulator))
    await simulator.cut_xmpp()
    (sent,) = await sending
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert said_over_xmpp(simulator) == 2 - arrives


async def test_cut_for_a_while(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that the look whether it arrived waits for a new connection."""
    monkeypatch.setattr(delivery, "RECONNECT_WITHIN", 5.0)
    await provider.rooms()
    await simulator.swallow_echo()
    sending = asyncio.create_task(send(simulator, provider, text="Once"))
    await simulator.xmpp.wait_for(lambda: said_over_xmpp(simulator))
    known = simulator.xmpp.handshakes
    await simulator.hold_xmpp()
    await simulator.cut_xmpp()
    await simulator.xmpp.wait_for(lambda: simulator.xmpp.handshakes >= known + 2)
    await simulator.hold_xmpp(False)
    (sent,) = await sending
    (received,) = await simulator.received()
    assert sent.message_id == received["id"]
    assert said_over_xmpp(simulator) == 1


async def test_cut_for_good(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that nobody says that it was sent, or not, where nobody knows."""
    await provider.rooms()
    await simulator.swallow_echo()
    sending = asyncio.create_task(send(simulator, provider, text="Once"))
    await simulator.xmpp.wait_for(lambda: said_over_xmpp(simulator))
    await simulator.hold_xmpp()
    await simulator.cut_xmpp()
    with pytest.raises(ConnectionError_, match="not known") as caught:
        await sending
    assert caught.value.reason is None
    assert not caught.value.is_over
    assert said_over_xmpp(simulator) == 1


async def test_chat_is_down(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that without a connection it is clear at once that nothing was sent."""
    await simulator.hold_xmpp()
    with pytest.raises(ConnectionError_) as caught:
        await send(simulator, provider, text="Once")
    assert caught.value.reason is Reason.CHAT_DOWN
    await simulator.hold_xmpp(False)
    await send(simulator, provider, text="Once")
    assert len(await simulator.received()) == 1


async def test_refused(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a refusal is no reason to try again."""
    await simulator.remove_member(GRANDMA, "Taro")
    with pytest.raises(ForbiddenError):
        await send(simulator, provider, GRANDMA, text="Once")
    assert said_over_xmpp(simulator) == 1
    simulator.complaints.clear()


async def test_not_marked_as_read(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that sending marks nothing: it resets the count by itself."""
    await send(simulator, provider, text="Hello!")
    assert not any("displayed" in frame for frame in simulator.xmpp.frames)


async def test_comes_back(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that a message which was sent comes through the feed, once."""
    await listener.start()
    await listener.settled()
    await simulator.swallow_echo()
    await send(simulator, provider, text="Once")
    await send(simulator, provider, text="Twice")
    await listener.until(lambda: "Twice" in listener.texts())
    assert listener.texts()[-1] == "Twice"
