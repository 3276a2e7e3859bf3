"""Browsing long histories, a piece at a time: nothing twice, nothing left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
import random
from typing import Any

from homeassistant.components.media_player.browse_media import BrowseMedia
from homeassistant.components.media_source import async_browse_media
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.bocco_state import Message

from .browsing import (
    OLDER,
    browse,
    child,
    day,
    files,
    message_id,
    opened,
    shorten_looks,
    titles,
    walked,
    wrote,
)
from .conftest import HOME, set_up
from .files import coordinator_of


@pytest.fixture
def short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a look read little."""
    shorten_looks(monkeypatch)


def moments(
    count: int, step: timedelta, start: datetime = day(2025, 1)
) -> list[datetime]:
    """Return moments with a step in between, the oldest first."""
    return [start + step * number for number in range(count)]


def ids(messages: Sequence[Message]) -> list[int]:
    """Return the ids of messages, the newest first."""
    return sorted((message.id for message in messages), reverse=True)


async def pictures(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> BrowseMedia:
    """Open the pictures of a room."""
    return await browse(hass, entry.entry_id, family.room_id(HOME), "~pictures")


async def all_files(hass: HomeAssistant, folder: BrowseMedia) -> list[int]:
    """Open everything; return the messages of the files, as they were shown."""
    found = []
    async for each in walked(hass, folder):
        found += [message_id(item) for item in files(each)]
    return found


async def asked_for(
    hass: HomeAssistant, family: BoccoSimulator, folder: BrowseMedia
) -> tuple[BrowseMedia, list[int | None]]:
    """Open a folder; return before which messages the service was asked, each time."""
    count = len(family.calls("messages"))
    found = await async_browse_media(hass, folder.media_content_id)
    queries = [dict(call.query) for call in family.calls("messages")[count:]]
    before = [query.get("older_than") for query in queries]
    return found, [int(each) if each else None for each in before]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.usefixtures("short_looks")
async def test_every_picture_once(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry, seed: int
) -> None:
    """Whoever opens every folder sees every picture, and each in one place.

    Busy months and quiet ones, and some messages that came late.
    """
    chance = random.Random(seed)
    when, sent = day(2024, 1), []
    for _ in range(150):
        when += timedelta(hours=chance.choice((1, 5, 30, 500)))
        late = timedelta(days=chance.choice((0, 0, 0, 0, 0, 0, 0, 40, 700)))
        media = chance.choice(("text", "audio", "image", "image"))
        message = wrote(family, when - late, media)
        if media == "image":
            sent.append(message)
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    assert sorted(await all_files(hass, top), reverse=True) == ids(sent)


@pytest.mark.usefixtures("short_looks")
async def test_order(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Months and pictures go from the newest on back, from piece to piece."""
    sent = [wrote(family, when) for when in moments(30, timedelta(days=10))]
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    assert await all_files(hass, top) == ids(sent)
    assert titles(top) == ["November 2025", "October 2025", OLDER]
    older = await opened(hass, child(top, OLDER))
    assert titles(older) == ["September 2025", "August 2025", OLDER]


@pytest.mark.usefixtures("short_looks")
async def test_long_month(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A month with more than one look can show goes on inside."""
    before = wrote(family, day(2024, 12))
    sent = [wrote(family, when) for when in moments(11, timedelta(hours=1))]
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    assert titles(top) == ["January 2025", OLDER]
    month = await opened(hass, top, "January 2025")
    pieces = []
    while True:
        pieces.append([message_id(item) for item in files(month)])
        if OLDER not in titles(month):
            break
        month = await opened(hass, child(month, OLDER))
        assert month.title == "January 2025"
    assert [len(piece) for piece in pieces] == [4, 4, 3]
    assert [*chain.from_iterable(pieces)] == ids(sent)
    # What is older begins after that month.
    older = await opened(hass, child(top, OLDER))
    assert titles(older) == [OLDER]
    older = await opened(hass, child(older, OLDER))
    assert titles(older) == ["December 2024", OLDER]
    assert await all_files(hass, older) == [before.id]


@pytest.mark.usefixtures("short_looks")
async def test_nothing_found_yet(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Where a look finds nothing there may still be something older."""
    picture = wrote(family, day(2024, 12))
    for when in moments(50, timedelta(hours=1)):
        wrote(family, when, "text")
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    assert titles(top) == [OLDER]
    assert titles(await opened(hass, child(top, OLDER))) == [OLDER]
    assert await all_files(hass, top) == [picture.id]


async def test_nothing_at_all(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room without pictures has an empty folder for them."""
    assert titles(await pictures(hass, family, ready)) == []


@pytest.mark.usefixtures("short_looks")
async def test_news_in_between(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """What comes while somebody browses shifts nothing."""
    days = moments(31, timedelta(days=2))
    sent = [wrote(family, when) for when in days]
    await set_up(hass, entry)
    found: Counter[int] = Counter()
    async for folder in walked(hass, await pictures(hass, family, entry)):
        found.update(message_id(item) for item in files(folder))
        wrote(family, days[-1])
    assert {found[message.id] for message in sent} == {1}
    assert max(found.values()) == 1
    # The newest month was open to what came before it was looked at.
    assert len(found) > len(sent)


@pytest.mark.parametrize(("count", "shown"), [(5, ["Snow"]), (6, [OLDER])])
@pytest.mark.usefixtures("short_looks")
async def test_news_before_a_month_ends(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    count: int,
    shown: list[str],
) -> None:
    """A month that has grown goes on where a look did not reach its end."""
    wrote(family, day(2026, 1))
    snow = wrote(family, day(2026, 2), text="Snow")
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    for _ in range(count):
        wrote(family, day(2026, 2), "text")
    month = child(top, "February 2026")
    assert titles(await opened(hass, month)) == shown
    assert await all_files(hass, month) == [snow.id]


async def test_gentle(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A look asks at most five times, and a month's begins where the month does."""
    family.home.room(HOME).messages.clear()
    for number, when in enumerate(moments(760, timedelta(hours=2), day(2025, 3, 1))):
        wrote(family, when, "text" if number % 10 else "image")
    await set_up(hass, entry)
    top, asked = await asked_for(hass, family, await pictures(hass, family, entry))
    assert titles(top) == ["May 2025", "April 2025", "March 2025", OLDER]
    assert len(asked) == 5
    assert asked[0] is None
    april, asked = await asked_for(hass, family, child(top, "April 2025"))
    newest = message_id(next(iter(april.children or ())))
    assert asked[0] == newest + 1
    assert len(asked) == 4
    older, asked = await asked_for(hass, family, child(top, OLDER))
    assert titles(older) == []
    oldest = message_id(
        list((await opened(hass, top, "March 2025")).children or ())[-1]
    )
    assert None not in asked
    assert oldest < (asked[0] or 0) < newest


async def test_many_pictures(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A hundred pictures are enough for one folder."""
    sent = [wrote(family, when) for when in moments(130, timedelta(hours=1))]
    await set_up(hass, entry)
    top = await pictures(hass, family, entry)
    month = await opened(hass, top, "January 2025")
    assert len(files(month)) == 100
    rest = await opened(hass, child(month, OLDER))
    assert [message_id(item) for item in (*files(month), *files(rest))] == ids(sent)


async def test_deleted(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What has been deleted is not shown."""
    kept = wrote(family, day(2026, 3))
    deleted = wrote(family, day(2026, 3))
    await set_up(hass, entry)
    provider = coordinator_of(entry).provider
    whole = provider.messages_before

    async def messages_before(*args: Any) -> list[Any]:
        return [
            replace(message, deleted=message.id == str(deleted.id))
            for message in await whole(*args)
        ]

    monkeypatch.setattr(provider, "messages_before", messages_before)
    assert await all_files(hass, await pictures(hass, family, entry)) == [kept.id]


@pytest.mark.parametrize("order", [1, -1])
async def test_a_service_that_repeats_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    order: int,
) -> None:
    """Whatever a service answers, a look ends and shows nothing twice."""
    sent = [wrote(family, when) for when in moments(5, timedelta(hours=1))]
    await set_up(hass, entry)
    provider = coordinator_of(entry).provider
    same = await provider.messages_before(family.room_id(HOME), None, 100)

    async def messages_before(*_: Any) -> list[Any]:
        return list(same)[::order]

    monkeypatch.setattr(provider, "messages_before", messages_before)
    assert await all_files(hass, await pictures(hass, family, entry)) == ids(sent)
