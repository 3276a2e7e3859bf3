"""What is told to the service: what has been read, and what has been delivered."""

from aiohttp import ClientSession
import pytest

from tests.simulators.carnation import CarnationSimulator

from .accounts import user_config
from .albums import OWN, Reader


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return Hana, who has looked at her album."""
    return await Reader.start(session, user_config(sim))


async def test_mark_as_read(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that the events up to a message are read, here at once."""
    first = (await sim.like("Kitchen", 109))["id"]
    await reader.look()
    second = (await sim.like("Living room", 109))["id"]
    await sim.add_event("Hana", event_type=0)
    await reader.look()
    assert reader.rooms[OWN].unread == 3
    await reader.provider.mark_as_read(OWN, f"like-{first}-109")
    assert [e["id"] for e in await sim.events("Hana") if e["read"]][-1] == first
    await reader.look()
    assert reader.rooms[OWN].unread == 2
    assert len(sim.calls("mark_events_read")) == 1
    await reader.provider.mark_as_read(OWN, f"like-{first}-109")
    assert len(sim.calls("mark_events_read")) == 1
    last = reader.rooms[OWN].last_message
    assert last is not None
    await reader.provider.mark_as_read(OWN, last.id)
    await reader.look(sweep=True)
    assert reader.rooms[OWN].unread == 0
    assert second in [e["id"] for e in await sim.events("Hana") if e["read"]]


async def test_read_elsewhere(
    session: ClientSession, sim: CarnationSimulator, reader: Reader
) -> None:
    """Test that a sweep tells what has been read on a telephone."""
    event = (await sim.like("Kitchen", 109))["id"]
    await reader.look()
    assert reader.rooms[OWN].unread == 1
    other = await Reader.start(session, user_config(sim))
    await other.provider.mark_as_read(OWN, f"like-{event}-109")
    await reader.look(sweep=True)
    assert reader.rooms[OWN].unread == 0


async def test_unread_from_before(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that likes from before the first look are unread until they are read."""
    await sim.like("Kitchen", 109)
    await sim.like("Kitchen", 104)
    reader = await Reader.start(session, user_config(sim))
    assert reader.rooms[OWN].unread == 2
    await reader.provider.mark_as_read(OWN, "106")
    await reader.look(sweep=True)
    assert reader.rooms[OWN].unread == 2
    await reader.provider.mark_as_read(OWN, "109")
    assert all(event["read"] for event in await sim.events("Hana"))


async def test_unread_from_before_an_upload(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that the newest message that there is is as far as one can read."""
    await sim.like("Kitchen", 104)
    await sim.add_item("Hana", "photo", status="initiated")
    reader = await Reader.start(session, user_config(sim))
    last = reader.rooms[OWN].last_message
    assert last is not None
    await reader.provider.mark_as_read(OWN, last.id)
    assert all(event["read"] for event in await sim.events("Hana"))


async def test_partly_unread(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an event is read once its last like is, wherever the others are."""
    await sim.like("Kitchen", 104)
    await reader.look()
    event = (await sim.like("Kitchen", 109))["id"]
    await reader.look()
    await reader.provider.mark_as_read(OWN, f"like-{event}-104")
    await reader.look(sweep=True)
    assert reader.rooms[OWN].unread == 2
    await reader.provider.mark_as_read(OWN, f"like-{event}-109")
    await reader.look(sweep=True)
    assert reader.rooms[OWN].unread == 0


async def test_confirm(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an event is retrieved once all of it has been delivered."""

    async def retrieved() -> int:
        events = await sim.events("Hana")
        return max(int(event["id"]) for event in events if event["retrieved"])

    before = await retrieved()
    confirm = reader.provider.confirm
    await confirm(OWN, reader.rooms[OWN].newest or 0)
    first = (await sim.like("Kitchen", 109))["id"]
    await reader.look()
    one_like = reader.provider.position_of(f"like-{first}-109")
    second = (await sim.like("Living room", 109))["id"]
    await sim.like("Kitchen", 104)
    await reader.look()
    assert (await reader.provider.rooms()).new_events == 2
    await confirm(OWN, one_like)
    assert sim.calls("mark_events_retrieved") == []
    assert await retrieved() == before
    end = reader.rooms[OWN].newest or 0
    await confirm(OWN, end)
    await confirm(OWN, end)
    assert await retrieved() == second
    assert len(sim.calls("mark_events_retrieved")) == 1
    assert (await reader.provider.rooms()).new_events == 0
    third = (await sim.like("Kitchen", 104))["id"]
    assert third > second
    assert (await reader.news())[-1] == f"like like-{third}-104"


async def test_confirm_takes_nothing_back(
    sim: CarnationSimulator, reader: Reader
) -> None:
    """Test that what another program has told stays told."""
    await sim.like("Kitchen", 109)
    await reader.look()
    end = reader.rooms[OWN].newest or 0
    later = (await sim.like("Living room", 109))["id"]
    for event in sim.world.events:
        event.retrieved = True
    await reader.look()
    await reader.provider.confirm(OWN, end)
    assert sim.calls("mark_events_retrieved") == []
    assert next(e for e in sim.world.events if e.id == later).retrieved
