"""Finding news in the albums that a viewer may see."""

from aiohttp import ClientSession
import pytest

from tests.simulators.carnation import CarnationSimulator

from .accounts import viewer_config
from .albums import OWN, TAROS, Reader


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return somebody who reads what the television shows."""
    return await Reader.start(session, viewer_config(sim))


async def test_news(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that new items come, each in the album of its owner."""
    assert {id_: room.name for id_, room in reader.rooms.items()} == {
        OWN: "Hana",
        TAROS: "Taro",
    }
    assert {room.unread for room in reader.rooms.values()} == {None}
    hanas = (await sim.add_item("Hana", "photo"))["id"]
    taros = (await sim.add_item("Taro", "film"))["id"]
    await reader.look()
    assert await reader.news() == [f"image {hanas}"]
    assert await reader.news(TAROS) == [f"video {taros}"]
    assert sim.calls("get_user_events") == []


async def test_late_film(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a sweep finds a film that is older than what has been seen."""
    late = await sim.add_item("Hana", "film", status="initiated", shot_at=1_700_000_000)
    sim.world.item(late["id"]).updated_at -= 120
    early = (await sim.add_item("Hana", "photo"))["id"]
    assert await reader.news() == [f"image {early}"]
    await sim.derive(late["id"])
    assert await reader.news() == []
    assert await reader.news(sweep=True) == [f"video {late['id']}"]
    assert await reader.news(sweep=True) == []


async def test_valid_later(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an item comes, and is dated, when it may be seen."""
    item = await sim.add_item("Taro", "photo", valid_after=3600)
    assert await reader.news(TAROS, sweep=True) == []
    await sim.pass_time(3700)
    await reader.look(sweep=True)
    (message,) = (await reader.page(TAROS)).messages
    assert message.id == str(item["id"])
    assert message.sent_at.timestamp() == item["valid_after"]


async def test_deleted(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a sweep finds what is gone, once, and a look what is back."""
    await sim.pass_time(600)
    await sim.delete_item(103)
    await sim.pass_time(600)
    new = (await sim.add_item("Taro", "photo"))["id"]
    assert await reader.news(TAROS) == [f"image {new}"]
    assert await reader.news(TAROS, sweep=True) == ["deleted 103"]
    await sim.pass_time(24 * 3600)
    await sim.add_item("Taro", "photo")
    await reader.news(TAROS, sweep=True)
    assert await reader.news(TAROS, sweep=True) == []
    await sim.undelete_item(103)
    assert await reader.news(TAROS) == ["edited 103"]
    assert await reader.news(TAROS, sweep=True) == []


async def test_deleted_before(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that what had been deleted before the start is no news."""
    await sim.delete_item(103)
    reader = await Reader.start(session, viewer_config(sim))
    for _ in range(2):
        assert await reader.news(TAROS, sweep=True) == []


async def test_rooms_come_and_go(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that the albums are asked for in sweeps only."""
    answer = await reader.provider.rooms()
    assert not answer.complete
    assert answer.new_events is None
    await sim.remove_user_from_group("Taro")
    await sim.create_user("Jiro")
    await sim.add_user_to_group("Jiro")
    answer = await reader.provider.rooms(complete=True)
    assert answer.complete
    assert [room.name for room in answer.rooms] == ["Hana", "Jiro"]
    await sim.add_user_to_group("Taro")
    item = (await sim.add_item("Taro", "photo"))["id"]
    assert await reader.news(TAROS, sweep=True) == [f"image {item}"]


async def test_renamed(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a sweep tells of new names."""
    await sim.rename_user("Taro", "Tarō")
    await reader.look(sweep=True)
    assert reader.rooms[TAROS].name == "Tarō"
