"""One album's trouble, which is not the others', and is not kept quiet."""

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
)
from tests.simulators.carnation import CarnationSimulator

from .accounts import viewer_config
from .albums import OWN, TAROS, Reader

REFUSAL = "no accesss grant"


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return somebody who reads what the television shows."""
    return await Reader.start(session, viewer_config(sim))


async def refuse(sim: CarnationSimulator, owner: str | None = None) -> None:
    """Let nobody read an album any more, or none at all."""
    await sim.break_(
        "get_items", "status", room=owner, status=400, body=REFUSAL, times=-1
    )


async def test_one_album_fails(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that where it stands is unknown, and that asking for it tells why."""
    before = reader.rooms[TAROS]
    item = (await sim.add_item("Hana", "photo"))["id"]
    await refuse(sim, "Taro")
    assert await reader.news() == [f"image {item}"]
    room = reader.rooms[TAROS]
    assert (room.newest, room.counted_to) == (None, before.newest)
    assert (room.last_message, room.name) == (before.last_message, before.name)
    with pytest.raises(ConnectionError_, match="status 400"):
        await reader.page(TAROS)
    assert len(sim.calls("get_viewer_users")) == 2
    await reader.look()
    assert len(sim.calls("get_viewer_users")) == 2
    await sim.mend()
    await reader.look()
    assert reader.rooms[TAROS] == before
    assert await reader.news(TAROS) == []


async def test_not_for_us_any_more(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an album that has gone is gone at once, and no trouble."""
    await sim.remove_user_from_group("Taro")
    answer = await reader.provider.rooms()
    assert [room.id for room in answer.rooms] == [OWN]
    assert answer.complete


async def test_all_albums_fail(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that trouble everywhere is the account's, and so is a server's."""
    await refuse(sim)
    with pytest.raises(ForbiddenError):
        await reader.look()
    await sim.mend()
    await sim.break_("get_items", "status", status=500)
    with pytest.raises(ConnectionError_):
        await reader.look()
    await reader.look()
    assert reader.rooms[TAROS].newest


async def test_new_album_fails(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that an album that could never be read is there all the same."""
    await refuse(sim, "Taro")
    reader = await Reader.start(session, viewer_config(sim))
    assert reader.rooms[TAROS].newest is None
    with pytest.raises(ConnectionError_):
        await reader.provider.messages_before(TAROS, None, 10)
    assert reader.rooms[OWN].newest == 109


async def test_fails_after_a_restart(
    session: ClientSession, sim: CarnationSimulator, reader: Reader
) -> None:
    """Test that an album that is known from before stands nowhere either."""
    await refuse(sim, "Taro")
    memory = reader.provider._albums._memory
    again = await Reader.start(session, viewer_config(sim), memory)
    assert again.rooms[TAROS].newest is None
    assert again.rooms[OWN].newest == 109
