"""Reading albums back, and single messages."""

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import MessageKind
from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.carnation import history, items
from custom_components.chat_rooms.providers.errors import NotFoundError
from tests.simulators.carnation import CarnationSimulator

from .accounts import user_config, viewer_config
from .albums import OWN, Reader

OLD = ["101", "104", "105", "106", "109"]


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return Hana, who has looked at her album."""
    return await Reader.start(session, user_config(sim))


async def before(
    reader: Reader, position: int | None = None, limit: int = 20
) -> list[str]:
    """Return the ids of what is before a position."""
    messages = await reader.provider.messages_before(OWN, position, limit)
    positions = [message.position for message in messages]
    assert positions == sorted(set(positions))
    return [message.id for message in messages]


async def test_back(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that the journal comes first, then what is older."""
    item = str((await sim.add_item("Hana", "photo"))["id"])
    await reader.look()
    event = (await sim.like("Kitchen", 101))["id"]
    await reader.look()
    like = f"like-{event}-101"
    everything = [*OLD, item, like]
    assert await before(reader) == everything
    assert await before(reader, limit=3) == everything[-3:]
    positions = [reader.provider.position_of(id_) for id_ in everything]
    for index, position in enumerate(positions):
        assert await before(reader, position) == everything[:index]
        assert await before(reader, position, 2) == everything[:index][-2:]


async def test_not_found_yet(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that what has yet to be found is no history, nor what is deleted."""
    await sim.add_item("Hana", "photo")
    assert await before(reader) == OLD
    await sim.delete_item(105)
    await reader.look()
    found = await before(reader)
    assert found[:4] == ["101", "104", "106", "109"]
    assert len(found) == 5
    await sim.delete_item(int(found[-1]))
    await reader.look()
    assert await before(reader) == found[:4]


async def test_pages_of_the_same_second(
    session: ClientSession, sim: CarnationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a page that ends within a second loses nothing."""
    monkeypatch.setattr(history, "PAGE", 4)
    album = sorted(
        (item for item in sim.world.items.values() if item.owner.id == 4),
        key=lambda item: item.id,
    )
    for item in album[:3]:
        item.created_at = album[2].created_at
    reader = await Reader.start(session, user_config(sim))
    assert await before(reader) == OLD
    for item in album:
        item.created_at = album[0].created_at
    assert (await before(reader))[-1] == "106"


async def test_after_a_restart(
    session: ClientSession, sim: CarnationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that items that are not at hand are fetched, with few requests."""
    memory = Memory()
    reader = await Reader.start(session, user_config(sim), memory)
    new = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(5)]
    await reader.look()
    positions = reader.positions
    monkeypatch.setattr(items, "KEPT_ITEMS", 0)
    again = await Reader.start(session, user_config(sim), memory)
    again.positions = dict(positions)
    await sim.delete_item(new[1])
    sim.log.clear()
    page = await again.page()
    assert [message.id for message in page.messages] == [
        str(id_) for id_ in new if id_ != new[1]
    ]
    assert page.position == again.rooms[OWN].newest
    assert len(sim.calls("get_items")) == 1


async def test_fetched_page_by_page(
    session: ClientSession, sim: CarnationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test items that are missing in many places."""
    memory = Memory()
    reader = await Reader.start(session, viewer_config(sim), memory)
    new = [(await sim.add_item("Hana", "photo"))["id"] for _ in range(7)]
    monkeypatch.setattr(items, "PAGE", 2)
    monkeypatch.setattr(items, "KEPT_ITEMS", 0)
    await reader.look()
    sim.world.item(new[3]).created_at = 5
    await sim.delete_item(new[4])
    page = await reader.page()
    ids = [message.id for message in page.messages]
    assert ids == [str(id_) for id_ in new if id_ != new[4]]


async def test_pages_forward(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a page reaches its last entry, and an empty one nothing."""
    for _ in range(3):
        await sim.add_item("Hana", "photo")
    await reader.look()
    start = reader.positions[OWN]
    page = await reader.provider.messages_after(OWN, start, 2)
    assert len(page.messages) == 2
    assert page.position == page.messages[-1].position
    page = await reader.provider.messages_after(OWN, page.end, 2)
    assert len(page.messages) == 1
    page = await reader.provider.messages_after(OWN, page.end, 2)
    assert page.end == 0


async def test_message(sim: CarnationSimulator, reader: Reader) -> None:
    """Test single messages."""
    event = (await sim.like("Kitchen", 101))["id"]
    await reader.look()
    message = reader.provider.message
    assert (await message(OWN, "106")).kind is MessageKind.VIDEO
    assert (await message(OWN, f"like-{event}-101")).kind is MessageKind.LIKE
    for id_ in ("like-1-1", "event-1", "99999", "103", "x", ""):
        with pytest.raises(NotFoundError):
            await message(OWN, id_)
    await sim.delete_item(106)
    await reader.look()
    with pytest.raises(NotFoundError):
        await message(OWN, "106")


async def test_message_content(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test what an item becomes."""
    reader = await Reader.start(session, user_config(sim))
    made = await sim.add_item(
        "Hana", "photo", "お花見\n2", "Under the tree", rotation=90, valid_after=3600
    )
    await sim.like("Kitchen", made["id"])
    await reader.look()
    message = await reader.provider.message(OWN, str(made["id"]))
    assert (message.title, message.text) == ("お花見\n2", "Under the tree")
    assert message.kind is MessageKind.IMAGE
    assert (message.sender.id, message.sender.name) == ("user:4", "Hana")
    assert message.sent_at.timestamp() == made["created_at"]
    assert message.client_id is None
    detail = dict(message.detail)
    assert detail.pop("shot_at").startswith("20")
    assert detail.pop("valid_after").startswith("20")
    liked_by = detail.pop("liked_by")
    assert liked_by in ([], [{"viewer_id": 2, "count": 1}])
    assert detail == {
        "item_id": made["id"],
        "status": "active",
        "width": made["width"],
        "height": made["height"],
        "rotation": 90,
        "timezone": 9,
        "file_hash": made["file_hash"],
    }
    (attachment,) = message.attachments
    assert (attachment.id, attachment.name) == ("original", "お花見 2.jpg")
    assert (attachment.content_type, attachment.size) == (
        "image/jpeg",
        made["filesize"],
    )
    assert (attachment.rotation, attachment.has_preview) == (90, True)
    film = await reader.provider.message(OWN, "106")
    assert film.duration
    assert film.attachments[0].name == "First steps.mp4"
    assert film.attachments[0].rotation == 0
    assert film.attachments[0].content_type == "video/mp4"


async def test_gone_before_it_was_read(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that what came back and went again is left out."""
    await sim.delete_item(101)
    await reader.look()
    await sim.undelete_item(101)
    monkeypatch.setattr(items, "KEPT_ITEMS", 0)
    await reader.look()
    sim.world.destroy(sim.world.item(101))
    page = await reader.page()
    assert [change.message_id for change in page.changes] == ["101"]
    assert page.position == reader.rooms[OWN].newest


async def test_nonsense(sim: CarnationSimulator, reader: Reader) -> None:
    """Test times that cannot be, and a film without a length."""
    made = await sim.add_item("Hana", "film", "Clip.MP4")
    film = sim.world.item(made["id"])
    film.shot_at = 10**12 - 1
    film.derived = None
    await reader.look()
    message = await reader.provider.message(OWN, str(film.id))
    assert message.kind is MessageKind.VIDEO
    assert message.duration is None
    assert message.detail["shot_at"] is None
    (attachment,) = message.attachments
    assert (attachment.name, attachment.size) == ("Clip.MP4", None)
    assert (attachment.content_type, attachment.has_preview) == ("video/mp4", False)
