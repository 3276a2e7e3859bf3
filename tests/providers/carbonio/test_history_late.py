"""What is done to messages that the archive does not have yet."""

import asyncio

import pytest

from custom_components.chat_rooms.providers.carbonio import history
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import NotFoundError
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener, send
from .family import BOOK_CLUB, FAMILY
from .outgoing import png

CLIENT_ID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def look_often(no_patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for what is late as long as a real account does, and more often."""
    monkeypatch.setattr(history, "LATE", 3.0)
    monkeypatch.setattr(history, "LOOK_AGAIN", 0.05)


async def test_own(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that what was sent a moment ago is known, though no feed has told of it."""
    await simulator.archive_delay(60)
    room_id = simulator.room_id(FAMILY)
    (sent,) = await send(simulator, provider, text="Washing…")
    async with asyncio.timeout(1):
        await provider.edit(room_id, sent.message_id, "Done")
        await provider.mark_as_read(room_id, sent.message_id)
        await send(simulator, provider, text="Well?", reply_to=sent.message_id)
        await provider.delete(room_id, sent.message_id)
    assert await simulator.received(FAMILY, "retract")


async def test_own_file(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that a file that was sent a moment ago is deleted with its message."""
    await listener.start()
    await simulator.archive_delay(60)
    (sent,) = await send(simulator, provider, files=(png(),))
    before = len(simulator.world.attachments)
    await provider.delete(simulator.room_id(FAMILY), sent.message_id)
    assert len(simulator.world.attachments) == before - 1


async def test_others(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that what somebody wrote a moment ago is waited for."""
    await simulator.archive_delay(0.4)
    said = await simulator.say(FAMILY, "Hanako", "Forward me")
    room_id = simulator.room_id(FAMILY)
    await provider.forward(room_id, said["id"], simulator.room_id(BOOK_CLUB), CLIENT_ID)
    assert await simulator.received(BOOK_CLUB, "forwarded")
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    assert (await provider.message(room_id, said["id"])).text == "Hello!"
    said = await simulator.say(FAMILY, "Hanako", "Hello?")
    await provider.mark_as_read(room_id, said["id"])
    said = await simulator.say(FAMILY, "Hanako", "Anybody?")
    await send(simulator, provider, text="Yes", reply_to=said["id"])


async def test_never(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that it is not waited for ever, and not at all for what is old."""
    monkeypatch.setattr(history, "LATE", 0.3)
    room_id = simulator.room_id(FAMILY)
    await simulator.archive_delay(60)
    said = await simulator.say(FAMILY, "Hanako", "Hello!")
    async with asyncio.timeout(2):
        with pytest.raises(NotFoundError):
            await provider.message(room_id, said["id"])
    monkeypatch.setattr(history, "LOOK_AGAIN", 60)
    with pytest.raises(NotFoundError):
        await provider.message(room_id, "C808PJQD9V81")
