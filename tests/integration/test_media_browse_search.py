"""Searching the files of rooms."""

from dataclasses import replace
from typing import Any

from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import media_history, media_search
from tests.simulators.bocco import BoccoSimulator

from .browsing import browse, child, day, search, titles, wrote
from .conftest import HOME, set_up
from .files import SCHEME, arrival, coordinator_of
from .helpers import unload


@pytest.fixture
async def told(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return the account of a family with some history, which nobody here holds."""
    wrote(family, day(2026, 2, 1), text="Cherry blossoms in the park")
    wrote(family, day(2026, 2, 2), text="ＣＨＥＲＲＹ ｐｉｅ", who="Grandma")
    wrote(family, day(2026, 3, 3), "audio", "cherry", who="Grandma")
    wrote(family, day(2026, 3, 4), "text", "cherry")
    wrote(family, day(2026, 3, 5), text="Straße am Meer")
    wrote(family, day(2026, 3, 6), text="カﾌｪでﾊﾟﾌｪ")
    await set_up(hass, entry)
    for state in coordinator_of(entry).rooms.values():
        state.held.clear()
    return entry


PIE = "ＣＨＥＲＲＹ ｐｉｅ"
PARK = "Cherry blossoms in the park"
VOICE = "Grandma · 2026-03-03 04:00"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cherry", [VOICE, PIE, PARK]),
        ("CHERRY PIE", [PIE]),
        ("park cherry", [PARK]),
        ("grandma", [VOICE, PIE]),
        ("grandma pie", [PIE]),
        ("STRASSE", ["Straße am Meer"]),
        ("カフェ パフェ", ["カﾌｪでﾊﾟﾌｪ"]),
        ("melon", []),
    ],
    ids=range(8),
)
async def test_room(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    query: str,
    found: list[str],
) -> None:
    """A room is searched for what was written with its files, and by whom."""
    assert await search(hass, query, told.entry_id, family.room_id(HOME)) == found


async def test_by_name(
    hass: HomeAssistant, family: BoccoSimulator, told: MockConfigEntry
) -> None:
    """A file is found by its name."""
    picture = wrote(family, day(2026, 3, 9), text="Look!")
    found = await search(hass, f"{picture.id}.png", told.entry_id, family.room_id(HOME))
    assert found == ["Look!"]


async def test_classes(
    hass: HomeAssistant, family: BoccoSimulator, told: MockConfigEntry
) -> None:
    """Where only some kinds are wanted, there are no others."""
    path = (told.entry_id, family.room_id(HOME))
    only = [MediaClass.MUSIC, MediaClass.VIDEO]
    assert await search(hass, "cherry", *path, media_filter_classes=only) == [VOICE]


async def test_kind_and_month(
    hass: HomeAssistant, family: BoccoSimulator, told: MockConfigEntry
) -> None:
    """In a folder there is found what is in the folder."""
    path = (told.entry_id, family.room_id(HOME))
    assert await search(hass, "cherry", *path, "~voice") == [VOICE]
    assert await search(hass, "cherry", *path, "~pictures") == [PIE, PARK]
    pictures = await browse(hass, *path, "~pictures")
    for title, found in (("March 2026", []), ("February 2026", [PIE, PARK])):
        month = child(pictures, title).media_content_id.removeprefix(SCHEME)
        assert await search(hass, "cherry", month) == found


async def test_older(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So much of a room's history is searched, and no more; what is older has a folder."""
    monkeypatch.setattr(media_history, "PAGE", 2)
    monkeypatch.setattr(media_history, "MOST_PAGES", 2)
    path = (told.entry_id, family.room_id(HOME))
    assert await search(hass, "cherry", *path) == [VOICE]
    months = await browse(hass, *path, "~pictures")
    older = (months.children or ())[-1].media_content_id.removeprefix(SCHEME)
    assert await search(hass, "cherry", older) == [PIE, PARK]


async def test_what_is_held(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Above rooms only what Home Assistant holds is searched, without a request."""
    for room, who in ((HOME, "Hanako"), ("Grandparents", "Grandpa"), (HOME, "Grandma")):
        await arrival(family, messages, family.send_image(room, who))
    asked = len(family.calls("messages"))
    for path in ([], [told.entry_id]):
        found = await search(hass, "sent a photo", *path)
        assert found == ["Sent a photo"] * 3
        assert await search(hass, "grandpa", *path) == ["Sent a photo"]
        assert await search(hass, "cherry", *path) == []
    assert len(family.calls("messages")) == asked


async def test_newest_first(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The newest come first, whatever their room, and not more than one wants to see."""
    monkeypatch.setattr(media_search, "MOST_RESULTS", 2)
    rooms = (HOME, "Grandparents", HOME)

    async def show(number: int) -> None:
        room = family.home.room(rooms[number])
        moment = day(2026, 4, number + 1).timestamp()
        text = f"photo {number}"
        family.happen(room, room.user("Grandma"), text, media="image", time=moment)

    for number in range(3):
        await arrival(family, messages, show(number))
    assert await search(hass, "photo") == ["photo 2", "photo 1"]


async def test_held_but_not_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a room, what is held counts too, though a look reached less far; once each."""
    for _ in range(3):
        await arrival(family, messages, family.send_image(HOME, "Hanako"))
    monkeypatch.setattr(media_history, "PAGE", 1)
    monkeypatch.setattr(media_history, "MOST_PAGES", 1)
    path = (told.entry_id, family.room_id(HOME))
    assert await search(hass, "photo", *path) == ["Sent a photo"] * 3


async def test_frontend(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """The frontend offers a search, and what it finds can be opened."""
    path = f"{SCHEME}{told.entry_id}/{family.room_id(HOME)}"
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "media_source/search_media",
            "media_content_id": path,
            "search_query": "pie",
            "media_filter_classes": ["image"],
        }
    )
    answer = await client.receive_json()
    (item,) = answer["result"]["result"]
    assert item["title"] == PIE
    assert (await browse(hass, item["media_content_id"].removeprefix(SCHEME))).can_play
    room = await browse(hass, told.entry_id, family.room_id(HOME))
    assert room.search_media_classes == ["image", "music", "video", "url"]
    assert titles(room) == ["Pictures", "Voice messages"]


async def why_not(hass: HomeAssistant, *parts: str) -> str | None:
    """Return why a folder cannot be searched."""
    with pytest.raises(BrowseError) as caught:
        await search(hass, "cherry", *parts)
    return caught.value.translation_key


async def test_nowhere(
    hass: HomeAssistant, family: BoccoSimulator, told: MockConfigEntry
) -> None:
    """What is no folder, or not there, cannot be searched."""
    room = family.room_id(HOME)
    assert await why_not(hass, "unknown") == "folder_not_found"
    assert await why_not(hass, told.entry_id, "unknown") == "folder_not_found"
    assert await why_not(hass, told.entry_id, room, "1", "image") == "folder_not_found"
    await family.break_("messages", "status", status=500, times=-1)
    assert await why_not(hass, told.entry_id, room) == "cannot_connect"
    await unload(hass, told)
    assert await why_not(hass, told.entry_id) == "not_loaded"
    assert await search(hass, "cherry") == []


async def test_deleted(
    hass: HomeAssistant,
    family: BoccoSimulator,
    told: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What has been deleted is not found."""
    message = await arrival(family, messages, family.send_image(HOME, "Hanako"))
    held = coordinator_of(told).rooms[message["room_id"]].held
    held[-1] = replace(held[-1], message=replace(held[-1].message, deleted=True))
    assert await search(hass, "photo") == []
