"""The live feed where a server tells two messages in the wrong order."""

import pytest

from custom_components.chat_rooms.providers.carbonio import lanes
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import FAMILY
from .live import tell, unheard


async def test_wrong_order(simulator: CarbonioSimulator, listener: Listener) -> None:
    """Test that nothing is lost, and nothing comes twice."""
    await listener.start()
    await listener.settled()
    with unheard(simulator):
        said = [await simulator.say(FAMILY, "Grandma", text) for text in "123"]
    for number in (3, 1, 2, 2, 1, 3):
        tell(simulator, FAMILY, said[number - 1]["id"])
    await simulator.say(FAMILY, "Hanako", "4")
    await listener.come("3", "1", "2", "4")


async def test_place_for_good(
    simulator: CarbonioSimulator, provider: CarbonioProvider, listener: Listener
) -> None:
    """Test that what was moved stands there, whoever asks: core, list or history."""
    await listener.start()
    await listener.settled()
    with unheard(simulator):
        late, newest = [await simulator.say(FAMILY, "Grandma", text) for text in "12"]
    for said in (newest, late):
        tell(simulator, FAMILY, said["id"])
    await listener.come("2", "1")
    room_id = simulator.room_id(FAMILY)
    place = int(newest["id"], 32) + 1
    assert listener.messages[room_id][-1].position == place
    assert provider.position_of(late["id"]) == place
    room = next(r for r in (await provider.rooms()).rooms if r.id == room_id)
    assert room.newest == place
    assert (await provider.message(room_id, late["id"])).position == place
    assert (await provider.messages_after(room_id, place, 10)).end == place
    found = await provider.messages_before(room_id, None, 2)
    assert [message.text for message in found] == ["2", "1"]
    found = await provider.messages_before(room_id, place, 1)
    assert [message.text for message in found] == ["2"]
    # Whoever has seen the newest has seen it all.
    await simulator.mark_read(FAMILY)
    await listener.until(lambda: room_id in listener.read)
    assert listener.read[room_id] == place
    await simulator.say(FAMILY, "Grandma", "3")
    await listener.come("2", "1", "3")


async def test_just_after_catching_up(
    simulator: CarbonioSimulator,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that it makes no difference that the first one has waited for the archive."""
    monkeypatch.setattr(lanes, "SETTLE", 60)
    monkeypatch.setattr(lanes, "LOOK_FOR", 0.2)
    await listener.start()
    await simulator.archive_delay(60)
    with unheard(simulator):
        said = [await simulator.say(FAMILY, "Grandma", text) for text in "12"]
    tell(simulator, FAMILY, said[1]["id"])
    await listener.come("2")
    tell(simulator, FAMILY, said[0]["id"])
    await listener.come("2", "1")
