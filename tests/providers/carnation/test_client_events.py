"""Events, and what is told of them."""

import pytest

from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
)
from tests.simulators.carnation import CarnationSimulator

from .accounts import HANA, LIVING_ROOM, TARO, Account


async def test_get_user_events(sim: CarnationSimulator, hana: Account) -> None:
    """Test what is in an event, and how many are new."""
    known = (await hana.client.get_user_events(HANA)).events
    item_id = (await sim.add_item("Hana"))["id"]
    event_id = (await sim.like("Living room", item_id))["id"]
    page = await hana.client.get_user_events(HANA)
    event = page.events[-1]
    assert (page.user_id, page.new_count) == (HANA, 1)
    assert page.max_retrieved_id == known[-1].id
    assert (event.id, event.event_type, event.item_ids) == (event_id, 1, [item_id])
    assert (event.viewer_id, event.viewer_name) == (LIVING_ROOM, "Living room")
    assert (event.read, event.retrieved) == (False, False)
    assert event.created_at is not None
    assert event.updated_at is not None
    assert "Living" not in repr(event)
    assert known[0].read


async def test_filters(sim: CarnationSimulator, hana: Account) -> None:
    """Test that every filter goes out."""
    await hana.client.get_user_events(
        HANA,
        event_id=None,
        count=7,
        greater_than=1,
        less_than=99,
        created_after=2,
        created_before=2**40,
        updated_after=3,
        updated_before=2**40,
        order="desc",
    )
    assert dict(sim.calls("get_user_events")[0].query) == {
        "user_id": "4",
        "count": "7",
        "greater_than": "1",
        "less_than": "99",
        "created_after": "2",
        "created_before": "1099511627776",
        "updated_after": "3",
        "updated_before": "1099511627776",
        "order": "desc",
    }
    (event, *_) = (await hana.client.get_user_events(HANA)).events
    page = await hana.client.get_user_events(HANA, event_id=event.id)
    assert [found.id for found in page.events] == [event.id]


@pytest.mark.parametrize("flavour", ["server", "documented"])
async def test_marks(sim: CarnationSimulator, hana: Account, flavour: str) -> None:
    """Test that marks reach the server, under whatever name it answers."""
    await sim.set_options(flavour="documented" if flavour == "documented" else "server")
    ids = [(await sim.add_event("Hana", "Kitchen"))["id"] for _ in range(3)]

    async def states(name: str) -> list[bool]:
        found = {event["id"]: event[name] for event in await sim.events("Hana")}
        return [found[number] for number in ids]

    assert (await hana.client.mark_events_read(HANA, ids[:2])).ids == ids[:2]
    assert await states("read") == [True, True, False]
    assert (await hana.client.mark_events_unread(HANA, {ids[0]})).ids == ids[:1]
    assert await states("read") == [False, True, False]
    assert (await hana.client.mark_events_read(HANA)).ids is None
    assert await states("read") == [True] * 3
    assert (await hana.client.mark_events_unread(HANA)).ids is None
    assert await states("read") == [False] * 3
    marked = await hana.client.mark_events_retrieved(HANA, ids[1])
    assert (marked.user_id, marked.ids) == (HANA, [ids[1]])
    assert await states("retrieved") == [True, True, False]
    assert (await hana.client.mark_events_retrieved(HANA)).ids is None
    assert await states("retrieved") == [True] * 3


async def test_no_events_are_not_all(sim: CarnationSimulator, hana: Account) -> None:
    """Test that to mark none of them marks none of them."""
    marked = await hana.client.mark_events_read(HANA, [])
    assert (marked.user_id, marked.ids) == (HANA, [])
    assert (await hana.client.mark_events_unread(HANA, ())).ids == []
    assert not sim.log


async def test_events_of_others(hana: Account, viewer: Account) -> None:
    """Test that events are their user's own."""
    with pytest.raises(ForbiddenError):
        await hana.client.get_user_events(TARO)
    with pytest.raises(NotFoundError):
        await viewer.client.get_user_events(HANA)
    with pytest.raises(NotFoundError):
        await viewer.client.mark_events_read(HANA)


@pytest.mark.parametrize("body", [[], {}, {"events": 1}, {"user_id": 4}])
async def test_pages_that_are_none(
    sim: CarnationSimulator, hana: Account, body: object
) -> None:
    """Test that nonsense is not taken for quiet."""
    await hana.tokens.sign_in()
    await sim.break_("get_user_events", "body", body=body)
    with pytest.raises(ProtocolError):
        await hana.client.get_user_events(HANA)
