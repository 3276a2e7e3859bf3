"""The live feed where names are missing."""

from contextlib import aclosing

import pytest

from custom_components.chat_rooms.providers.carbonio import feed, history
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import BOOK_CLUB, FAMILY


async def add_stranger(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    room: str = FAMILY,
) -> str:
    """Let Jiro join a room, and forget his name; return his id."""
    await simulator.add_member(room, "Jiro")
    await listener.until(lambda: listener.told(room))
    jiro = simulator.world.person("Jiro").id
    provider._parts.history._people._members.pop(jiro)
    return jiro


async def test_stranger(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a message does not wait long for its sender's name."""
    monkeypatch.setattr(history, "LIVE_WITHIN", 0.2)
    await listener.start()
    await listener.settled()
    jiro = await add_stranger(simulator, provider, listener)
    await simulator.break_("get_users", "slow", when="before", delay=5)
    await simulator.say(FAMILY, "Jiro", "Hello!")
    await listener.until(lambda: "Hello!" in listener.texts(), timeout=2)
    message = listener.messages[simulator.room_id(FAMILY)][-1]
    assert message.sender.id == jiro
    assert jiro.startswith(message.sender.name)


async def test_slow_answer(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a name that comes too late for one message is there for the next."""
    monkeypatch.setattr(history, "LIVE_WITHIN", 0.1)
    await listener.start()
    await listener.settled()
    jiro = await add_stranger(simulator, provider, listener)
    simulator.log.clear()
    await simulator.break_("get_users", "slow", when="before", delay=0.4)
    await simulator.say(FAMILY, "Jiro", "One")
    await listener.until(lambda: "One" in listener.texts())
    assert not provider._parts.history._people.knows([jiro])
    await provider._parts.history._people.names([jiro])
    await simulator.say(FAMILY, "Jiro", "Two")
    await listener.until(lambda: "Two" in listener.texts())
    assert listener.messages[simulator.room_id(FAMILY)][-1].sender.name == "Jiro"
    assert len(simulator.calls("get_users")) == 1


async def test_stranger_elsewhere(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a room with a stranger keeps no other back, and asks once."""
    await listener.start()
    await listener.settled()
    await add_stranger(simulator, provider, listener, BOOK_CLUB)
    monkeypatch.setattr(history, "LIVE_WITHIN", 1.0)
    await listener.stop()
    async with aclosing(
        listener.feed().listen(lambda room_id: listener.positions[room_id])
    ) as updates:
        assert (await anext(updates)).asks
        await listener.settled()
        simulator.log.clear()
        await simulator.break_("get_users", "slow", when="before", delay=5)
        with (await provider._link.session()).listen() as stream:
            for text in ("One", "Two", "Three"):
                await simulator.say(BOOK_CLUB, "Jiro", text)
            await simulator.say(FAMILY, "Hanako", "Hello!")
            for _ in range(4):
                await anext(stream)
        known = await anext(updates)
        assert [message.text for message in known.messages] == ["Hello!"]
        assert simulator.calls("get_users") == []
        unknown = await anext(updates)
    assert [message.text for message in unknown.messages] == ["One", "Two", "Three"]
    assert len(simulator.calls("get_users")) == 1


async def test_batches(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that not all that has piled up is told at once, but all is told."""
    monkeypatch.setattr(feed, "BATCH", 2)
    await listener.start()
    await listener.stop()
    async with aclosing(
        listener.feed().listen(lambda room_id: listener.positions[room_id])
    ) as updates:
        assert (await anext(updates)).asks
        await listener.settled()
        with (await provider._link.session()).listen() as stream:
            for text in ("One", "Two", "Three"):
                await simulator.say(FAMILY, "Hanako", text)
            for _ in range(3):
                await anext(stream)
        first, second = await anext(updates), await anext(updates)
    assert [message.text for message in first.messages] == ["One", "Two"]
    assert [message.text for message in second.messages] == ["Three"]
