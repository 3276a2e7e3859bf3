"""What the tests of the media browser share."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from homeassistant.components.media_player.browse_media import (
    BrowseMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import async_browse_media, async_search_media
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms import media_history
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.bocco_state import Message

from .conftest import HOME
from .files import SCHEME

OLDER = "Older…"


def day(year: int, month: int, number: int = 15, hour: int = 12) -> datetime:
    """Return a moment of a day, in UTC."""
    return datetime(year, month, number, hour, tzinfo=UTC)


def wrote(
    family: BoccoSimulator,
    moment: datetime,
    media: str = "image",
    text: str = "",
    *,
    who: str = "Hanako",
    room: str = HOME,
) -> Message:
    """Let somebody have written something, though nobody was told."""
    where = family.home.room(room)
    sender = where.user(who)
    return family.home.add(where, sender, text, media=media, time=moment.timestamp())


async def browse(hass: HomeAssistant, *parts: str) -> BrowseMedia:
    """Open a folder, or a file."""
    return await async_browse_media(hass, SCHEME.rstrip("/") + _below(parts))


async def opened(hass: HomeAssistant, item: BrowseMedia, *titles: str) -> BrowseMedia:
    """Open a folder that was shown, and so on by the titles of what is in it."""
    found = await async_browse_media(hass, item.media_content_id)
    assert item.title in (found.title, OLDER)
    for title in titles:
        found = await async_browse_media(hass, child(found, title).media_content_id)
    return found


async def search(
    hass: HomeAssistant, query: str, *parts: str, **options: Any
) -> list[str]:
    """Return the titles of what is found in a folder."""
    found = await async_search_media(
        hass,
        SCHEME.rstrip("/") + _below(parts),
        SearchMediaQuery(search_query=query, **options),
    )
    return [item.title for item in found.result]


def child(item: BrowseMedia, title: str) -> BrowseMedia:
    """Return what has a title in a folder."""
    (found,) = [each for each in item.children or () if each.title == title]
    return found


def titles(item: BrowseMedia) -> list[str]:
    """Return what is in a folder."""
    return [each.title for each in item.children or ()]


def message_id(item: BrowseMedia) -> int:
    """Return the message that a file came with."""
    return int(item.media_content_id.split("/")[-2])


async def walked(hass: HomeAssistant, item: BrowseMedia) -> AsyncGenerator[BrowseMedia]:
    """Open a folder and all that is in it; yield each folder that was opened."""
    found = await async_browse_media(hass, item.media_content_id)
    yield found
    for each in found.children or ():
        if each.can_expand:
            async for folder in walked(hass, each):
                yield folder


def files(folder: BrowseMedia) -> list[BrowseMedia]:
    """Return the files that are right in a folder."""
    return [each for each in folder.children or () if not each.can_expand]


async def once_each(hass: HomeAssistant) -> list[str]:
    """Open everything in short looks; return all files, each of which is shown once."""
    with pytest.MonkeyPatch.context() as patch:
        shorten_looks(patch)
        shown = [
            item.media_content_id
            async for folder in walked(hass, await browse(hass))
            for item in files(folder)
        ]
    assert len(set(shown)) == len(shown)
    return shown


def shorten_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a look read 6 messages, and end with the fourth file."""
    monkeypatch.setattr(media_history, "PAGE", 3)
    monkeypatch.setattr(media_history, "MOST_PAGES", 2)
    monkeypatch.setattr(media_history, "MOST_FILES", 4)


async def refusal(hass: HomeAssistant, *parts: str) -> tuple[Any, Any]:
    """Return why a folder does not open: the text's key and its placeholders."""
    with pytest.raises(BrowseError) as caught:
        await browse(hass, *parts)
    return caught.value.translation_key, caught.value.translation_placeholders


def _below(parts: tuple[str, ...]) -> str:
    return "".join(f"/{part}" for part in parts)
