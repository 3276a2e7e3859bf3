"""Finding news in an own album: nothing twice, nothing lost."""

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import ChangeKind, MessageKind
from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation import journal, lists, queries
from tests.simulators.carnation import CarnationSimulator

from .accounts import user_config
from .albums import OWN, Reader

DAY = 24 * 3600


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return somebody who reads Hana's album."""
    return await Reader.start(session, user_config(sim))


async def test_first_look(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that what was there is the starting point."""
    room = reader.rooms[OWN]
    assert room.newest == room.last_message.position == 109  # type: ignore[union-attr]
    assert await reader.news() == []
    assert await reader.news(sweep=True) == []
    assert sim.calls("get_items", status=200)


async def test_empty_album(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that all that comes into an empty album is new."""
    for item in await sim.items("Hana"):
        sim.world.destroy(sim.world.item(item["id"]))
    sim.world.events.clear()
    reader = await Reader.start(session, user_config(sim))
    assert reader.rooms[OWN].newest == 0
    assert reader.rooms[OWN].last_message is None
    assert await reader.news(sweep=True) == []
    item = await sim.add_item("Hana", "photo", "First")
    assert await reader.news() == [f"image {item['id']}"]
    assert await reader.news(sweep=True) == []


async def test_order_of_discovery(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an upload that took long comes when it is there, and only once."""
    late = (await sim.add_item("Hana", "photo", "Late", status="initiated"))["id"]
    early = (await sim.add_item("Hana", "film", "Early"))["id"]
    assert late < early
    assert await reader.news() == [f"video {early}"]
    await sim.derive(late)
    assert await reader.news() == [f"image {late}"]
    assert await reader.news() == []
    assert await reader.news(sweep=True) == []
    positions = [reader.provider.position_of(str(id_)) for id_ in (early, late)]
    assert positions == sorted(positions)
    last = reader.rooms[OWN].last_message
    assert last is not None
    assert last.id == str(late)


async def test_film_without_a_new_time(sim: CarnationSimulator, reader: Reader) -> None:
    """Test a film of which no time tells that it has become active."""
    film = await sim.add_item("Hana", "film", status="initiated", shot_at=1_700_000_000)
    await sim.add_item("Hana", "photo", "Meanwhile")
    assert len(await reader.news()) == 1
    await sim.pass_time(300)
    await sim.derive(film["id"])
    assert await reader.news() == [f"video {film['id']}"]


async def test_waited_long(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a sweep finds a film that nobody waits for any more."""
    film = await sim.add_item("Hana", "film", status="initiated", shot_at=1_700_000_000)
    waiting = sim.world.item(film["id"])
    waiting.created_at -= 2 * 3600
    waiting.updated_at -= 2 * 3600
    await sim.add_item("Hana", "photo", "Meanwhile")
    assert len(await reader.news(sweep=True)) == 1
    await sim.derive(film["id"])
    assert await reader.news() == []
    assert await reader.news(sweep=True) == [f"video {film['id']}"]


async def test_given_up(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an upload that is given up is nothing."""
    item = await sim.add_item("Hana", "photo", status="initiated")
    assert await reader.news() == []
    await sim.delete_item(item["id"])
    assert await reader.news(sweep=True) == []


async def test_deleted_and_restored(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that items of whatever age can go, and come back."""
    new = (await sim.add_item("Hana", "photo", "New"))["id"]
    await reader.news()
    for id_ in (new, 101):
        await sim.delete_item(id_)
        assert await reader.news() == [f"deleted {id_}"]
        assert await reader.news(sweep=True) == []
        await sim.undelete_item(id_)
        await reader.look()
        (change,) = (await reader.page()).changes
        assert change.kind is ChangeKind.EDITED
        assert change.message is not None
        assert change.message.id == str(id_)
        assert change.message.position == reader.provider.position_of(str(id_))
        assert await reader.news(sweep=True) == []


async def test_short_life(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that nobody hears of an item that came and went unseen."""
    item = await sim.add_item("Hana", "photo")
    await sim.delete_item(item["id"])
    assert await reader.news() == []
    await sim.undelete_item(item["id"])
    assert await reader.news() == [f"image {item['id']}"]


async def test_uploaded_again(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an item that is uploaded once more is no new message."""
    item = (await sim.add_item("Hana", "photo"))["id"]
    await reader.news()
    sim.world.item(item).status = type(sim.world.item(item).status)(0)
    sim.world.item(item).updated_at = await sim.pass_time(5)
    assert await reader.news() == []
    await sim.edit_item(item, "Better")
    await sim.derive(item)
    await reader.look()
    (change,) = (await reader.page()).changes
    assert change.message is not None
    assert change.message.title == "Better"


async def test_likes_merge(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that each like is a message, also those that merge into an event."""
    event = (await sim.like("Kitchen", 109))["id"]
    assert await reader.news() == [f"like like-{event}-109"]
    await sim.like("Kitchen", 104)
    await sim.like("Kitchen", 109)
    assert await reader.news() == [f"like like-{event}-104"]
    assert await reader.news(sweep=True) == []
    other = (await sim.like("Living room", 104))["id"]
    await reader.look()
    page = await reader.page()
    (like,) = page.messages
    assert (like.kind, like.id) == (MessageKind.LIKE, f"like-{other}-104")
    assert (like.sender.id, like.sender.name) == ("viewer:1", "Living room")
    assert (like.reply_to, like.text) == ("104", "")
    assert like.detail == {"item_id": 104, "event_id": other}
    assert reader.rooms[OWN].unread == 3


async def test_event_without_items(sim: CarnationSimulator, reader: Reader) -> None:
    """Test an event that is seen while it is being made, and one of the system."""
    empty = await sim.add_event("Hana", "Kitchen")
    assert await reader.news() == []
    system = await sim.add_event("Hana", event_type=0)
    assert await reader.news() == [f"system event-{system['id']}"]
    assert await reader.news(sweep=True) == []
    assert empty["item_ids"] == []


@pytest.mark.parametrize("nonsense", [13, 4_000_000_000, 0])
async def test_nonsense_times(
    sim: CarnationSimulator, reader: Reader, nonsense: int
) -> None:
    """Test that a time that cannot be blinds nobody."""
    event = await sim.add_event("Hana", "Kitchen", updated_at=nonsense)
    item = (await sim.add_item("Hana", "photo"))["id"]
    sim.world.item(item).updated_at = nonsense
    assert await reader.news() == [f"image {item}"]
    assert await reader.news() == []
    sim.world.item(item).status = type(sim.world.item(item).status).DELETED
    assert await reader.news(sweep=True) == [f"deleted {item}"]
    found = await sim.like("Living room", 109)
    assert await reader.news() == [f"like like-{found['id']}-109"]
    assert event["id"] != found["id"]
    newer = (await sim.add_item("Hana", "photo"))["id"]
    assert await reader.news() == [f"image {newer}"]


async def test_many(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test lists of several pages."""
    for module in (lists, queries):
        monkeypatch.setattr(module, "PAGE", 3)
        monkeypatch.setattr(module, "LONG_PAGE", 3)
    items = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(8)]
    event = None
    for item in items:
        event = (await sim.like("Kitchen", item))["id"]
    systems = [(await sim.add_event("Hana", event_type=0))["id"] for _ in range(7)]
    assert set(await reader.news(sweep=True)) == {
        *(f"image {item}" for item in items),
        *(f"like like-{event}-{item}" for item in items),
        *(f"system event-{id_}" for id_ in systems),
    }
    assert await reader.news(sweep=True) == []


async def test_restart(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that a new run goes on where the last one stood."""
    memory = Memory()
    reader = await Reader.start(session, user_config(sim), memory)
    first = (await sim.add_item("Hana", "photo"))["id"]
    await reader.look()
    positions = dict(reader.positions)
    stored = Memory(memory.data)
    second = (await sim.add_item("Hana", "photo"))["id"]
    third = (await sim.add_item("Hana", "film"))["id"]
    await sim.delete_item(101)
    again = await Reader.start(session, user_config(sim), stored)
    again.positions = positions
    found = await again.news()
    assert found[0] == f"image {first}"
    assert sorted(found) == sorted(
        [f"image {first}", f"image {second}", f"video {third}", "deleted 101"]
    )
    assert await again.news(sweep=True) == []
    assert again.rooms[OWN].last_message.id == str(third)  # type: ignore[union-attr]


async def test_journal_does_not_grow(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that old entries are forgotten, and their items keep a place."""
    monkeypatch.setattr(journal, "KEPT_ENTRIES", 2)
    items = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(3)]
    await reader.look()
    position_of = reader.provider.position_of
    assert position_of(str(items[0])) == items[0]
    assert position_of(str(items[1])) > 10**12
    assert await reader.news(sweep=True) == [f"image {item}" for item in items[1:]]
    messages = await reader.provider.messages_before(OWN, None, 4)
    assert [message.id for message in messages] == ["109", *map(str, items)]
