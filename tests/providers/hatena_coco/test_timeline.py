"""Lists of check-ins on servers that do as they please."""

import asyncio

import pytest

from custom_components.chat_rooms.providers.hatena_coco import timeline as module
from custom_components.chat_rooms.providers.hatena_coco.models import WireCheckin
from custom_components.chat_rooms.providers.hatena_coco.timeline import Timeline


class Server:
    """A list of ids, newest first, of which one page is shown at a time."""

    def __init__(self, *ids: int, size: int = 50) -> None:
        """Take the ids, and how many a page has."""
        self.ids = sorted(ids, reverse=True)
        self.size = size
        self.asked: list[int] = []
        self.pages = True

    async def fetch(self, page: int) -> list[WireCheckin]:
        """Return a page."""
        self.asked.append(page)
        await asyncio.sleep(0)
        start = page * self.size if self.pages else 0
        return [WireCheckin(id=id_) for id_ in self.ids[start : start + self.size]]


def ids(checkins: list[WireCheckin]) -> list[int]:
    """Return the ids of check-ins."""
    return [checkin.id for checkin in checkins]


@pytest.mark.parametrize("size", [7, 25, 50])
async def test_smaller_pages(size: int) -> None:
    """Test a server whose pages are smaller than what was asked for."""
    server = Server(*range(1, 121), size=size)
    timeline = Timeline(server.fetch)
    assert ids(await timeline.after(30)) == [*range(31, 121)]
    assert ids(await timeline.before(31, 200, lambda _: True)) == [*range(1, 31)]


async def test_no_pages() -> None:
    """Test a server that always shows the same page."""
    server = Server(*range(1, 121))
    server.pages = False
    assert ids(await Timeline(server.fetch).after(0)) == [*range(71, 121)]
    assert server.asked == [0, 1]


async def test_last_page() -> None:
    """Test that nobody leafs further back than page 50."""
    server = Server(*range(1, 10_001))
    timeline = Timeline(server.fetch)
    assert len(await timeline.after(0)) == 51 * 50
    assert server.asked == [*range(51)]
    assert await timeline.find(1) is None
    assert len(server.asked) == 51


async def test_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that what was known is forgotten where something may be missing."""
    monkeypatch.setattr(module, "NEWEST_FOR", 0.0)
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    assert len(await timeline.after(20)) == 100
    server.ids = [*range(300, 0, -1)]
    assert ids(await timeline.after(20)) == [*range(21, 301)]


async def test_deleted() -> None:
    """Test that what has gone is known no longer."""
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    await timeline.after(60)
    server.ids.remove(100)
    await timeline.refresh()
    assert 100 not in ids(timeline.known)
    assert ids(timeline.known)[-1] == 21
    server.ids.clear()
    await timeline.refresh()
    assert (timeline.known, timeline.newest) == ([], 0)


async def test_older_pages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that older pages are kept for a while, and asked for again then."""
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    await timeline.after(20)
    server.ids.insert(0, 121)
    await timeline.refresh()
    assert ids(await timeline.after(21)) == [*range(22, 122)]
    assert server.asked == [0, 1, 0]
    monkeypatch.setattr(module, "OLDER_FOR", 0.0)
    await timeline.refresh()
    assert len(timeline.known) == 50
    assert ids(await timeline.after(21)) == [*range(22, 122)]
    assert server.asked == [0, 1, 0, 0, 1]


async def test_many_who_ask() -> None:
    """Test that several rooms share what one of them has asked for."""
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    found = await asyncio.gather(*(timeline.after(20) for _ in range(5)))
    assert timeline.is_known
    assert {len(checkins) for checkins in found} == {100}
    assert server.asked == [0, 1]
