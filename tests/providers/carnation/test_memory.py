"""What is remembered of albums: no more than has changed, and not for ever."""

from time import time
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation import albums
from custom_components.chat_rooms.providers.carnation.journal import Journal
from tests.simulators.carnation import CarnationSimulator

from .accounts import user_config, viewer_config
from .albums import OWN, TAROS, Reader

HANAS, TAROS_KEY = f"album:{OWN}", f"album:{TAROS}"
DAY = 24 * 3600


async def test_rests(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that nothing is written where nothing happens, and nothing in place."""
    memory = Memory()
    reader = await Reader.start(session, user_config(sim), memory)
    before = memory[HANAS]
    await reader.look(sweep=True)
    assert memory[HANAS] is before
    item = await sim.add_item("Hana", "photo")
    await reader.look()
    assert memory[HANAS] is not before
    assert str(item["id"]) not in before["items"]


async def test_only_what_has_changed(
    session: ClientSession, sim: CarnationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a journal without news is not even looked through."""
    memory = Memory()
    reader = await Reader.start(session, viewer_config(sim), memory)
    before = dict(memory)
    made: list[Journal] = []
    as_json = Journal.as_json

    def note(journal: Journal) -> dict[str, Any]:
        made.append(journal)
        return as_json(journal)

    monkeypatch.setattr(Journal, "as_json", note)
    await reader.look(sweep=True)
    assert made == []
    await sim.add_item("Taro", "photo")
    await reader.look()
    assert len(made) == 1
    assert memory[HANAS] is before[HANAS]
    assert memory[TAROS_KEY] is not before[TAROS_KEY]
    again = await Reader.start(session, viewer_config(sim), memory)
    await again.look()
    assert len(made) == 1


async def test_broken(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that a journal that cannot be read is begun anew."""
    memory = Memory({HANAS: {"entries": [["?"]]}, "albums_gone": [5]})
    reader = await Reader.start(session, user_config(sim), memory)
    assert reader.rooms[OWN].newest == 109


async def test_gone(
    session: ClientSession, sim: CarnationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that an album may come back within a month; then it is forgotten."""
    memory = Memory()
    reader = await Reader.start(session, viewer_config(sim), memory)
    now = time()

    async def look_after(days: float) -> None:
        monkeypatch.setattr(albums, "time", lambda: now + days * DAY)
        await reader.look(sweep=True)

    await sim.remove_user_from_group("Taro")
    await look_after(0)
    assert memory["albums_gone"] == {TAROS_KEY: now}
    await look_after(29)
    assert memory["albums_gone"] == {TAROS_KEY: now}
    await sim.add_user_to_group("Taro")
    await look_after(29)
    assert memory["albums_gone"] == {}
    await sim.remove_user_from_group("Taro")
    await look_after(31)
    await look_after(60)
    assert TAROS_KEY in memory
    await look_after(62)
    assert TAROS_KEY not in memory
    assert memory["albums_gone"] == {}
    assert HANAS in memory
