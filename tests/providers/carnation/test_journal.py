"""The journal of an album: places that only grow, and what is news."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.carnation import journal as module
from custom_components.chat_rooms.providers.carnation.entries import EntryKind
from custom_components.chat_rooms.providers.carnation.journal import (
    FIRST_POSITION,
    Journal,
)
from custom_components.chat_rooms.providers.carnation.known import sane
from custom_components.chat_rooms.providers.carnation.models import (
    ItemStatus,
    WireEvent,
    WireItem,
)

NOW = 1_800_000_000
ACTIVE, DELETED, INITIATED = (
    ItemStatus.ACTIVE,
    ItemStatus.DELETED,
    ItemStatus.INITIATED,
)


def item(id_: int, status: int = ACTIVE, at: int = NOW, **more: Any) -> WireItem:
    """Return an item."""
    return WireItem(id=id_, status=status, created_at=at, updated_at=at, **more)


def like(id_: int, *item_ids: int, at: int = NOW, **more: Any) -> WireEvent:
    """Return an event of a viewer's likes."""
    return WireEvent(
        **{
            "id": id_,
            "event_type": 1,
            "viewer_id": 1,
            "viewer_name": "Kitchen",
            "created_at": at,
            "updated_at": at,
            "item_ids": list(item_ids),
            **more,
        }
    )


def found(journal: Journal) -> list[tuple[str, str]]:
    """Return what has been entered."""
    return [(entry.kind.value, entry.message_id) for entry in journal.entries]


def test_order() -> None:
    """Test that what is found at once is in the order of time, then of ids."""
    journal = Journal()
    items = [item(9, at=NOW - 5), item(7, at=NOW - 9), item(8, at=NOW - 5)]
    journal.discover(items, [like(1, 9, 7, at=NOW - 5)], NOW)
    assert found(journal) == [
        ("item", "7"),
        ("like", "like-1-7"),
        ("item", "8"),
        ("item", "9"),
        ("like", "like-1-9"),
    ]
    positions = [entry.position for entry in journal.entries]
    assert positions == list(range(NOW * 1000, NOW * 1000 + 5))
    assert journal.end == positions[-1]
    assert [entry.position for entry in journal.after(positions[2])] == positions[3:]
    assert [entry.position for entry in journal.before(positions[2])] == [
        positions[1],
        positions[0],
    ]


def test_places_grow() -> None:
    """Test a clock that is put back, and one that has never been set."""
    journal = Journal(base_id=5)
    assert journal.end == 5
    journal.discover([item(6)], [], 12.5)
    assert journal.end == FIRST_POSITION
    journal.discover([item(7)], [], NOW)
    journal.discover([item(8)], [], NOW - 3600)
    assert journal.end == NOW * 1000 + 1


def test_seen_twice_in_one_look() -> None:
    """Test that the newer of two states counts, whichever was read first."""
    older, newer = item(6, at=NOW - 9), item(6, DELETED)
    for items in ([older, newer], [newer, older]):
        journal = Journal()
        journal.remember([(6, ACTIVE)])
        journal.discover(items, [], NOW)
        assert found(journal) == [("deleted", "6")]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([ACTIVE, ACTIVE], ["item"]),
        ([INITIATED, ACTIVE], ["item"]),
        ([INITIATED, INITIATED], []),
        ([ACTIVE, DELETED, DELETED], ["item", "deleted"]),
        ([ACTIVE, DELETED, ACTIVE], ["item", "deleted", "restored"]),
        ([ACTIVE, INITIATED, ACTIVE], ["item", "restored"]),
        ([ACTIVE, INITIATED, DELETED], ["item", "deleted"]),
        ([INITIATED, DELETED], []),
        ([DELETED, ACTIVE], ["item"]),
        ([None, ACTIVE], ["item"]),
        ([ACTIVE, 7, ACTIVE], ["item", "restored"]),
    ],
)
@pytest.mark.parametrize("forgets", [False, True])
def test_states(
    states: list[int | None], expected: list[str], *, forgets: bool
) -> None:
    """Test what becomes of an item, also where only the entries are remembered."""
    journal = Journal(base_id=5)
    for status in states:
        journal.discover([WireItem(id=6, status=status, created_at=NOW)], [], NOW)
        if forgets and journal.entries and status in (ACTIVE, DELETED):
            journal.items.clear()
    assert [entry.kind for entry in journal.entries] == expected


def test_old_items() -> None:
    """Test items from before the journal, whom nobody knows any more."""
    journal = Journal(base_id=50)
    journal.discover([item(7, DELETED)], [], NOW)
    assert found(journal) == [("deleted", "7")]
    assert journal.is_deleted(7)
    journal.items.clear()
    assert journal.is_deleted(7)
    assert not journal.is_shown(7)
    journal.discover([item(7)], [], NOW + 9)
    assert found(journal)[1:] == [("restored", "7")]
    journal.discover([item(8)], [], NOW + 9)
    assert found(journal)[2:] == [("item", "8")]
    assert not journal.is_deleted(99)
    assert journal.is_shown(99)


def test_remembered() -> None:
    """Test that what was there at the start is no news."""
    journal = Journal(base_id=9)
    journal.remember([(7, ACTIVE), (8, DELETED), (9, INITIATED)])
    journal.discover([item(7), item(8, DELETED), item(9)], [], NOW)
    assert found(journal) == [("item", "9")]
    journal.discover([item(8)], [], NOW)
    assert found(journal)[1:] == [("restored", "8")]


def test_events() -> None:
    """Test what becomes of events."""
    journal = Journal()
    journal.remember_events([like(5, 1), like(6)], NOW)
    journal.discover([], [like(4, 1), like(5, 2, 1), like(6, 3)], NOW)
    assert found(journal) == [("like", "like-5-2"), ("like", "like-6-3")]
    assert journal.entries[0].viewer_name == "Kitchen"
    # An item that is deleted and comes back is not liked anew.
    journal.discover([], [like(5, 1)], NOW)
    journal.discover([], [like(5, 2)], NOW)
    assert len(journal.entries) == 2
    system = [
        like(7, event_type=0),
        like(8, event_type=9, viewer_id=None),
        like(9, 1, event_type=None),
    ]
    journal.discover([], system, NOW)
    journal.discover([], system, NOW)
    assert found(journal)[2:] == [
        ("system", "event-7"),
        ("system", "event-8"),
        ("like", "like-9-1"),
    ]


@pytest.mark.parametrize("updated", [13, NOW + 10**6, None])
def test_nonsense_in_an_event(updated: int | None) -> None:
    """Test that a like has a time that can be."""
    journal = Journal()
    journal.discover([], [like(5, 1, created_at=NOW - 7, updated_at=updated)], NOW)
    journal.discover([], [like(6, 1, created_at=None, updated_at=None)], NOW)
    assert [entry.at for entry in journal.entries] == [NOW - 7, NOW]


def test_sane() -> None:
    """Test which times can be."""
    assert sane(13, NOW) == 13
    assert sane(NOW + 200, NOW) == NOW + 200
    for moment in (NOW + 400, 0, -5, None):
        assert sane(moment, NOW) is None
    # Our own clock is not set yet.
    assert sane(NOW, 86_400) == NOW


def test_kept_items() -> None:
    """Test which items are remembered between looks."""
    journal = Journal(updated_to=NOW, deleted_to=NOW - 10**6, highest_item=20)
    journal.remember([(1, ACTIVE), (2, INITIATED), (15, INITIATED), (21, ACTIVE)])
    journal.remember([(3, ACTIVE)], NOW - 100)
    journal.remember([(4, DELETED), (5, DELETED)], NOW - 10**6)
    journal.remember([(12, ACTIVE), (16, ACTIVE)])
    journal.items[5].updated -= 4000
    journal.keep({10: ACTIVE, 12: ACTIVE})
    assert sorted(journal.items) == [3, 4, 12, 16, 21]
    journal.keep({})
    assert sorted(journal.items) == [3, 4, 21]


def test_pending() -> None:
    """Test which uploads are waited for."""
    journal = Journal(highest_item=20)
    assert journal.pending(NOW) == []
    items = [item(id_, INITIATED, at=NOW - 100) for id_ in (15, 9)]
    journal.discover([item(3, INITIATED, at=NOW - 9000), *items], [], NOW)
    assert journal.pending(NOW) == [9, 15]
    journal.discover([item(9)], [], NOW)
    assert journal.pending(NOW) == [15]
    assert journal.pending(NOW + 9000) == []


def test_changed() -> None:
    """Test that only what is new makes a journal worth storing."""
    journal = Journal()

    def changes(items: list[WireItem], events: list[WireEvent]) -> bool:
        journal.is_changed = False
        journal.discover(items, events, NOW)
        return journal.is_changed

    assert journal.is_changed
    assert changes([item(6)], [])
    assert not changes([item(6)], [])
    assert changes([item(6, at=NOW + 1)], [])
    assert changes([item(6, DELETED, at=NOW + 1)], [])
    assert not changes([item(6, DELETED, at=NOW + 1)], [])
    assert changes([], [like(5)])
    assert not changes([], [like(5)])
    assert changes([], [like(5, at=NOW + 1)])
    assert changes([], [like(5, 6, at=NOW + 1)])
    assert not changes([], [like(5, 6)])
    journal.reach(updated_to=NOW)
    assert journal.is_changed
    journal.is_changed = False
    journal.reach(updated_to=NOW - 1, highest_item=0)
    journal.keep({6: ACTIVE})
    assert not journal.is_changed
    journal.reach(updated_to=NOW + 10**6, highest_item=10)
    journal.is_changed = False
    journal.keep({})
    assert journal.is_changed
    again = Journal.from_json(journal.as_json())
    assert again is not None
    assert not again.is_changed


def test_old_item_that_moves() -> None:
    """Test that what was there before the start is no news when its time moves."""
    journal = Journal(base_id=50, begun_at=NOW)

    def moves(id_: int, created_at: int | None) -> None:
        moved = WireItem(id=id_, status=ACTIVE, created_at=created_at, updated_at=NOW)
        journal.discover([moved], [], NOW)

    long_ago = NOW - 10 * 86_400
    moves(7, long_ago)
    moves(8, None)
    assert found(journal) == []
    # One that was being uploaded then, and one of which nobody knew.
    journal.remember([(9, INITIATED)])
    journal.expect(11)
    moves(9, long_ago)
    moves(10, NOW)
    moves(11, long_ago)
    assert found(journal) == [("item", "9"), ("item", "10"), ("item", "11")]
    journal.items.clear()
    journal.expect(11)
    assert journal.items == {}


def test_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that it does not grow for ever, and old events do not become news."""
    monkeypatch.setattr(module, "KEPT_ENTRIES", 3)
    monkeypatch.setattr(module, "KEPT_EVENTS", 2)
    journal = Journal(events_to=NOW)
    long_ago = NOW - 10**6
    events = [like(id_, 1, at=long_ago) for id_ in (1, 2, 3)]
    journal.discover([], [*events, like(4, 1), like(5, 1), like(6, 1)], NOW)
    assert [entry.event_id for entry in journal.entries] == [4, 5, 6]
    assert sorted(journal.events) == [4, 5, 6]
    assert journal.position_of("like-3-1") is None
    assert journal.position_of("like-4-1")
    journal.discover([], [*events, like(4, 2)], NOW)
    assert [entry.message_id for entry in journal.entries][-1] == "like-4-2"
    assert journal.oldest_event == 5


def test_json() -> None:
    """Test that it is the same again after it has been stored."""
    journal = Journal(base_id=3, created_to=5)
    journal.discover([item(6), item(7, DELETED)], [like(5, 6)], NOW)
    journal.discover([item(6, DELETED)], [like(8, event_type=0)], NOW)
    stored = journal.as_json()
    again = Journal.from_json(stored)
    assert again == journal
    assert again is not None
    assert again.position_of("6") == journal.position_of("6")
    again.discover([item(6)], [], NOW)
    assert again.entries[-1].kind is EntryKind.RESTORED
    assert stored == journal.as_json() != again.as_json()


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {**Journal().as_json(), "items": []},
        {**Journal().as_json(), "items": {"x": [1, True, 0]}},
        {**Journal().as_json(), "events": {"1": []}},
        {**Journal().as_json(), "entries": [[1, "?", 2]]},
        {**Journal().as_json(), "base_id": None},
    ],
)
def test_not_json(value: object) -> None:
    """Test that what is no journal is none."""
    assert Journal.from_json(value) is None
