"""Lists of check-ins on servers that do as they please."""

import asyncio
from collections.abc import Callable

import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ProtocolError,
    ProviderError,
    RateLimitedError,
)
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
        self.last_page: int | None = None
        self.error: ProviderError | None = None
        self.happens: list[Callable[[], None]] = []

    async def fetch(self, page: int) -> list[WireCheckin]:
        """Return a page; then something may happen."""
        self.asked.append(page)
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        shown = page if self.last_page is None else min(page, self.last_page)
        start = shown * self.size
        found = [WireCheckin(id=id_) for id_ in self.ids[start : start + self.size]]
        if self.happens:
            self.happens.pop(0)()
        return found

    def add(self, count: int) -> None:
        """Let there be so many more."""
        newest = max(self.ids, default=0)
        self.ids[:0] = range(newest + count, newest, -1)


def ids(checkins: list[WireCheckin]) -> list[int]:
    """Return the ids of check-ins."""
    return [checkin.id for checkin in checkins]


def nothing() -> None:
    """Let nothing happen."""


@pytest.mark.parametrize("size", [7, 25, 50])
async def test_smaller_pages(size: int) -> None:
    """Test a server whose pages are smaller than what was asked for."""
    server = Server(*range(1, 121), size=size)
    timeline = Timeline(server.fetch)
    assert ids(await timeline.after(30)) == [*range(31, 121)]
    assert ids(await timeline.before(31, 200, lambda _: True)) == [*range(1, 31)]


@pytest.mark.parametrize("last", [0, 1])
async def test_last_page_for_ever(last: int) -> None:
    """Test a server that always shows the same page, or from some page on."""
    server = Server(*range(1, 171))
    server.last_page = last
    found = await Timeline(server.fetch).after(0)
    assert ids(found) == [*range(121 - last * 50, 171)]
    assert server.asked == [*range(last + 3), 0]


async def test_many_come_meanwhile() -> None:
    """Test that the newest page, pushed to where the next one was, is no end."""
    server = Server(*range(1, 121))
    server.happens = [lambda: server.add(50)]
    assert ids(await Timeline(server.fetch).after(0)) == [*range(1, 171)]


async def test_more_come_than_a_page_shows() -> None:
    """Test that what comes in between, unseen, is looked for."""
    server = Server(*range(1, 121))
    server.happens = [nothing, lambda: server.add(70)]
    assert ids(await Timeline(server.fetch).after(20)) == [*range(21, 191)]


@pytest.mark.parametrize("gone", [120, 71])
async def test_deleted_meanwhile(gone: int) -> None:
    """Test that what moves up to a page that has been seen is not lost."""
    server = Server(*range(1, 121))
    server.happens = [lambda: server.ids.remove(gone)]
    found = ids(await Timeline(server.fetch).after(0))
    assert found == [id_ for id_ in range(1, 121) if id_ != gone]


async def test_deleted_all_the_time() -> None:
    """Test that nobody leafs for ever through a list that does not hold still."""
    server = Server(*range(1, 200))
    server.happens = [lambda: server.ids.remove(max(server.ids))] * 50
    await Timeline(server.fetch).after(100)
    assert server.asked == [0, 1] * 3


async def test_deleted_between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test that a page is not taken for the next one when the rest has moved up."""
    monkeypatch.setattr(module, "NEWEST_FOR", 0.0)
    server = Server(*range(1, 201))
    timeline = Timeline(server.fetch)
    await timeline.before(1000, 60, lambda _: True)
    del server.ids[:10]
    found = ids(await timeline.before(1000, 180, lambda _: True))
    assert found == [*range(11, 191)]


@pytest.mark.parametrize("error", [ConnectionError_, ProtocolError, RateLimitedError])
async def test_trouble(error: type[ProviderError]) -> None:
    """Test a list that cannot be read: all stays, and it is asked for once."""
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    await timeline.refresh()
    before = timeline.known
    server.error = error("trouble")
    server.asked.clear()
    await timeline.try_refresh()
    assert timeline.trouble is server.error
    for _ in range(3):
        with pytest.raises(ConnectionError_, match="trouble"):
            await timeline.after(120)
    assert timeline.known == before
    assert server.asked == [0]
    server.error = None
    await timeline.refresh()
    assert ids(await timeline.after(119)) == [120]


async def test_never_read() -> None:
    """Test that a list that could never be read is not taken for an empty one."""
    server = Server(1)
    timeline = Timeline(server.fetch)
    server.error = ProtocolError()
    await timeline.try_refresh()
    was_known = timeline.is_known
    with pytest.raises(ConnectionError_):
        await timeline.after(0)
    server.error = None
    await timeline.refresh()
    assert (was_known, timeline.is_known) == (False, True)
    assert ids(await timeline.after(0)) == [1]


async def test_not_signed_in_any_more() -> None:
    """Test that only the user can help there."""
    server = Server(1)
    server.error = AuthError()
    with pytest.raises(AuthError):
        await Timeline(server.fetch).try_refresh()


async def test_last_page() -> None:
    """Test that nobody leafs further back than page 50."""
    server = Server(*range(1, 10_001))
    timeline = Timeline(server.fetch)
    assert len(await timeline.after(0)) == 51 * 50
    assert server.asked == [*range(51), 0]
    assert await timeline.find(1) is None
    assert len(server.asked) == 52


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
    assert ids(timeline.known) == [*range(120, 100, -1), *range(99, 69, -1)]
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
    assert server.asked == [0, 1, 0, 0]
    with monkeypatch.context() as later:
        later.setattr(module, "OLDER_FOR", 0.0)
        await timeline.refresh()
    assert len(timeline.known) == 50
    assert ids(await timeline.after(21)) == [*range(22, 122)]
    assert server.asked == [0, 1, 0, 0, 0, 1, 0]


async def test_many_who_ask() -> None:
    """Test that several rooms share what one of them has asked for."""
    server = Server(*range(1, 121))
    timeline = Timeline(server.fetch)
    found = await asyncio.gather(*(timeline.after(20) for _ in range(5)))
    assert timeline.is_known
    assert {len(checkins) for checkins in found} == {100}
    assert server.asked == [0, 1, 0]
