"""Looks that find little: they ask for little."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import MessageKind
from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation import albums, items, look, watch
from tests.simulators.carnation import CarnationSimulator
from tests.simulators.recording import Call

from .accounts import user_config, viewer_config
from .albums import OWN, TAROS, Reader

DAY = 24 * 3600


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return somebody who reads Hana's album."""
    return await Reader.start(session, user_config(sim))


@pytest.fixture
async def watcher(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return somebody who reads what the television shows."""
    return await Reader.start(session, viewer_config(sim))


def later(monkeypatch: pytest.MonkeyPatch, module: Any, seconds: float) -> None:
    """Let a module's stopwatch show some seconds more."""
    now = module.monotonic()
    monkeypatch.setattr(module, "monotonic", lambda: now + seconds)


async def asked_in_a_look(sim: CarnationSimulator, reader: Reader) -> list[Call]:
    """Return the requests for items that a quick look makes."""
    await sim.forget_requests()
    assert await reader.news() == []
    return sim.calls("get_items")


async def test_overlap_ends(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that after many pictures not all of them are read for ever."""
    item = await sim.add_item("Hana", "photo")
    await sim.like("Kitchen", item["id"])
    assert len(await reader.news()) == 2

    async def bounds() -> list[int]:
        calls = [*await asked_in_a_look(sim, reader), *sim.calls("get_user_events")]
        found = (dict(call.query).get("updated_after") for call in calls)
        return [int(bound) - item["updated_at"] for bound in found if bound]

    assert all(bound < -50 for bound in await bounds())
    later(monkeypatch, albums, 599)
    assert all(bound < -50 for bound in await bounds())
    later(monkeypatch, albums, 2)
    assert all(bound >= 0 for bound in await bounds())
    assert len(await bounds()) == 2
    new = await sim.add_item("Hana", "photo")
    sim.world.item(new["id"]).updated_at = await sim.pass_time(2)
    assert len(await reader.news()) == 1
    moved = new["updated_at"] - item["updated_at"]
    assert any(bound < moved - 50 for bound in await bounds())


async def test_broken_upload(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that one upload that is never ready costs a short request in each look."""
    broken = (await sim.add_item("Hana", "photo", status="initiated"))["id"]
    film = (await sim.add_item("Hana", "film", status="initiated"))["id"]
    many = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(20)]
    assert len(await reader.news()) == 20
    for call in await asked_in_a_look(sim, reader):
        wanted = dict(call.query)
        if above := wanted.get("greater_than"):
            assert int(above) == many[-1] or wanted["status"] == "0"
    await sim.derive(film)
    sim.world.item(film).updated_at -= DAY
    assert await reader.news() == [f"video {film}"]
    sim.world.destroy(sim.world.item(broken))
    await reader.news()
    assert len(await asked_in_a_look(sim, reader)) <= 3


async def test_items_that_are_gone(
    sim: CarnationSimulator, watcher: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that items that a viewer sees no longer are not looked for each time."""
    made = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(40)]
    assert len(await watcher.news()) == 40
    monkeypatch.setattr(items, "KEPT_ITEMS", 0)
    await sim.forget_requests()
    for id_ in made:
        sim.world.destroy(sim.world.item(id_))
    await watcher.look()
    last = watcher.rooms[OWN].last_message
    assert last is not None
    assert last.id == "109"
    assert len(sim.calls("get_items")) <= 2 * 2 + 3
    assert len(await asked_in_a_look(sim, watcher)) == 2 * 2
    await watcher.look(sweep=True)
    assert len(await asked_in_a_look(sim, watcher)) == 2 * 2


async def test_valid_much_later(
    sim: CarnationSimulator, watcher: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test a picture that may be seen weeks after it and newer ones were made."""
    late = (await sim.add_item("Taro", "photo", valid_after=20 * DAY))["id"]
    assert await watcher.news(TAROS, sweep=True) == []
    await sim.pass_time(15 * DAY)
    newer = (await sim.add_item("Taro", "photo"))["id"]
    # As far as the journal can believe the clock.
    for module in (look, watch):
        monkeypatch.setattr(module, "time", lambda: sim.clock.now() + 1)
    assert await watcher.news(TAROS, sweep=True) == [f"image {newer}"]
    await sim.pass_time(6 * DAY)
    sim.world.item(late).created_at -= 10 * DAY
    sim.world.item(newer).created_at += 10 * DAY
    watcher.provider._albums.of_room(TAROS).journal.created_to += 10 * DAY  # type: ignore[union-attr]
    await sim.forget_requests()
    assert await watcher.news(TAROS, sweep=True) == []
    compact = [c for c in sim.calls("get_items") if ("output", "compact") in c.query]
    assert compact == []
    later(monkeypatch, watch, 3700)
    assert await watcher.news(TAROS, sweep=True) == [f"image {late}"]
    compact = [c for c in sim.calls("get_items") if ("output", "compact") in c.query]
    assert len(compact) == 2
    assert await watcher.news(TAROS, sweep=True) == []


async def test_listed_again(
    sim: CarnationSimulator, watcher: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that old ones that move up in a very long list are no news."""
    id_ = (await sim.add_item("Taro", "photo"))["id"]
    assert await watcher.news(TAROS, sweep=True) == [f"image {id_}"]
    album = watcher.provider._albums.of_room(TAROS)
    journal, item = album.journal, sim.world.item(id_)
    assert journal is not None
    assert album.listed is not None
    # As if it had been found so long ago that nobody knows it any more.
    for known in (journal.items, journal._last):
        known.pop(id_)
    album.listed.remove(id_)
    watcher.provider._items._held.clear()
    item.created_at -= 9 * DAY
    item.updated_at -= 9 * DAY
    item.valid_after -= 9 * DAY
    later(monkeypatch, watch, 3700)
    assert await watcher.news(TAROS, sweep=True) == []


async def test_older_than_the_journal(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that a viewer's album begins with what may be seen, and the rest is news."""
    late = (await sim.add_item("Taro", "photo", valid_after=60))["id"]
    await sim.add_item("Taro", "photo")
    sim.world.item(late).created_at -= 3 * DAY
    watcher = await Reader.start(session, viewer_config(sim))
    assert await watcher.news(TAROS, sweep=True) == []
    await sim.pass_time(100)
    assert await watcher.news(TAROS, sweep=True) == [f"image {late}"]


async def test_times_that_cannot_be(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that a room is the same at each look, whatever its last message's time."""
    sim.world.item(109).created_at = 13
    for item in sim.world.items.values():
        item.created_at = 13
    memory = Memory()
    reader = await Reader.start(session, user_config(sim), memory)
    first = reader.rooms[OWN]
    assert first.last_message is not None
    again = await Reader.start(session, user_config(sim), memory)
    assert again.rooms[OWN] == first
    new = (await sim.add_item("Hana", "photo"))["id"]
    sim.world.item(new).created_at = 13
    event = await sim.like("Kitchen", new)
    sim.world.events[-1].created_at = sim.world.events[-1].updated_at = 13
    await reader.look()
    last = reader.rooms[OWN].last_message
    assert last is not None
    assert last.kind is MessageKind.LIKE
    assert last.id == f"like-{event['id']}-{new}"
    for id_ in (str(new), last.id):
        message = await reader.provider.message(OWN, id_)
        assert abs(message.sent_at.timestamp() * 1000 - message.position) <= 1000
    before = reader.rooms[OWN]
    await reader.look()
    assert reader.rooms[OWN] == before
