"""Browsing the files of rooms."""

from http import HTTPStatus
from typing import Any

from homeassistant.components.media_source import async_browse_media
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.chat_rooms.incoming import AttachmentPath
from tests.simulators.bocco import BoccoSimulator

from .browsing import browse, child, day, opened, refusal, titles, wrote
from .conftest import HOME, set_up
from .files import SCHEME, arrival, coordinator_of, media_of
from .helpers import unload
from .rooms import device_of


def room_id(family: BoccoSimulator) -> str:
    """Return the id of the room that the tests look into."""
    return family.room_id(HOME)


async def test_accounts_and_rooms(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """From the top one comes to accounts, their rooms, and what these can have."""
    top = await async_browse_media(hass, None)
    ours = child(top, "Chat Rooms")
    root = await opened(hass, ours)
    assert titles(root) == ["BOCCO Taro"]
    account = await opened(hass, root, "BOCCO Taro")
    assert titles(account) == ["Grandparents", "Happy Family"]
    room = await opened(hass, account, "Happy Family")
    assert titles(room) == ["Pictures", "Voice messages"]
    for folder in (root, account, room):
        assert folder.can_expand
        assert folder.can_search
        assert not folder.can_play
    assert [each.children_media_class for each in room.children or ()] == [
        "image",
        "music",
    ]


async def test_names(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room is called what the user calls it, and sorted by that."""
    device = device_of(hass, ready, room_id(family))
    assert device
    dr.async_get(hass).async_update_device(device.id, name_by_user="at home")
    account = await browse(hass, ready.entry_id)
    assert titles(account) == ["at home", "Grandparents"]


async def test_not_loaded(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An account that is not set up is left out, and its folders say why."""
    await unload(hass, ready)
    assert titles(await browse(hass)) == []
    for parts in ([], [room_id(family)]):
        assert await refusal(hass, ready.entry_id, *parts) == (
            "not_loaded",
            {"entity": "BOCCO Taro"},
        )


@pytest.mark.parametrize(
    "identifier",
    [
        "unknown",
        "{account}/unknown",
        "{account}//~pictures",
        "{account}/{room}/~sounds",
        "{account}/~pictures",
        "{account}/{room}/~pictures/~before-",
        "{account}/{room}/~pictures/~before-x",
        "{account}/{room}/~pictures/~2026-13/~2-1",
        "{account}/{room}/~pictures/~2026-11/~2",
        "{account}/{room}/~pictures/~2026-11/~2-1-off",
        "{account}/{room}/~pictures/~2026-11/~2-1/~more",
        "{account}/{room}/~pictures/message/attachment",
        "{account}/{room}/message/attachment/~pictures",
        "{account}/{room}/message",
        "{account}/unknown/1/image",
        "unknown/{room}/1/image",
    ],
)
async def test_no_folder(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, identifier: str
) -> None:
    """What is not there says so, and that one may begin anew."""
    path = identifier.format(account=ready.entry_id, room=room_id(family))
    assert await refusal(hass, path) == ("folder_not_found", None)


async def test_another_integration(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """An entry of somebody else is no account."""
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    assert await refusal(hass, other.entry_id) == ("folder_not_found", None)


async def test_months(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Pictures are by month of Home Assistant's time zone, the newest first."""
    first = wrote(family, day(2025, 12), text="At the sea")
    # In Los Angeles it is still February.
    wrote(family, day(2026, 3, 1, hour=3), text="A snowman")
    wrote(family, day(2026, 3, 2), "audio")
    wrote(family, day(2026, 3, 3), "text", "no picture")
    last = wrote(family, day(2026, 3, 4), text=" Cherry \n blossoms ")
    await hass.config.async_set_time_zone("America/Los_Angeles")
    await set_up(hass, entry)
    pictures = await browse(hass, entry.entry_id, room_id(family), "~pictures")
    assert titles(pictures) == ["March 2026", "February 2026", "December 2025"]
    assert pictures.children_media_class == "image"
    month = await opened(hass, pictures, "March 2026")
    (picture,) = month.children or ()
    path = AttachmentPath(entry.entry_id, room_id(family), str(last.id), "image")
    assert picture.as_dict() == {
        "title": "Cherry blossoms",
        "media_class": "image",
        "media_content_type": "image/png",
        "media_content_id": SCHEME + "/".join(path),
        "children_media_class": None,
        "can_play": True,
        "can_expand": False,
        "can_search": False,
        "search_media_classes": None,
        "thumbnail": f"{path.url}?preview=320x320",
        "not_shown": 0,
        "children": [],
    }
    assert titles(await opened(hass, pictures, "February 2026")) == ["A snowman"]
    (oldest,) = (await opened(hass, pictures, "December 2025")).children or ()
    assert str(first.id) in oldest.media_content_id
    # A file can be looked at by itself.
    assert (await opened(hass, oldest)).as_dict() == oldest.as_dict()


async def test_voice_messages(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """A voice message is called by who spoke and when."""
    wrote(family, day(2026, 3, 2), "audio", "Sent a voice message")
    wrote(family, day(2026, 3, 4))
    await set_up(hass, entry)
    await hass.config.async_set_time_zone("Asia/Tokyo")
    voice = await browse(hass, entry.entry_id, room_id(family), "~voice")
    (item,) = (await opened(hass, voice, "March 2026")).children or ()
    assert item.title == "Hanako · 2026-03-02 21:00"
    assert (item.media_class, item.thumbnail) == ("music", None)
    assert item.media_content_type.startswith("audio/")
    assert item.can_play


async def test_in_japanese(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """The folders speak Home Assistant's language."""
    wrote(family, day(2026, 11, 2))
    hass.config.language = "ja"
    await set_up(hass, entry)
    room = await browse(hass, entry.entry_id, room_id(family))
    assert titles(room) == ["写真", "音声メッセージ"]
    assert titles(await opened(hass, room, "写真")) == ["2026年11月"]


async def test_in_another_language(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Where nobody has translated them, the folders speak English."""
    hass.config.language = "eo"
    await set_up(hass, entry)
    room = await browse(hass, entry.entry_id, room_id(family))
    assert titles(room) == ["Pictures", "Voice messages"]


async def test_frontend(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """The frontend gets from the top to a thumbnail, which it fetches signed in."""
    wrote(family, day(2026, 3, 2))
    await set_up(hass, entry)
    client = await hass_ws_client()
    media, item = "media-source://chat_rooms", {}
    for _ in range(5):
        await client.send_json_auto_id(
            {"type": "media_source/browse_media", "media_content_id": media}
        )
        answer = await client.receive_json()
        assert answer["success"]
        item = answer["result"]["children"][-1 if media.count("/") == 3 else 0]
        media = item["media_content_id"]
    response = await (await hass_client()).get(item["thumbnail"])
    assert response.status == HTTPStatus.OK
    assert response.content_type.startswith("image/")
    assert len(await response.read()) > 0


async def test_frontend_hears_why(
    hass: HomeAssistant, ready: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """A folder that is not there is explained to the user."""
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {"type": "media_source/browse_media", "media_content_id": SCHEME + "unknown"}
    )
    answer = await client.receive_json()
    assert answer["error"]["code"] == "browse_media_failed"
    assert answer["error"]["message"].startswith("This folder is not there any more.")


@pytest.mark.parametrize("piece", ["~pictures", "~pictures/~2026-03/~newest-1-on"])
async def test_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, piece: str
) -> None:
    """While the service is down its folders say so, by its name."""
    await family.break_("messages", "status", status=500, times=-1)
    path = (ready.entry_id, room_id(family), piece)
    assert await refusal(hass, *path) == ("cannot_connect", {"service": "BOCCO"})
    await family.mend()
    await browse(hass, *path)


async def test_file_while_the_service_is_down(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """So does a file of which nobody here knows."""
    await family.break_("messages", "status", status=500, times=-1)
    path = (ready.entry_id, room_id(family), "1", "image")
    assert await refusal(hass, *path) == ("cannot_connect", {"service": "BOCCO"})


async def test_sign_in_is_gone(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Where the service wants a new sign-in, the user is asked for it."""
    await family.change_password("another")
    await family.expire_tokens()
    assert await refusal(hass, ready.entry_id, room_id(family), "~pictures") == (
        "invalid_auth",
        {"service": "BOCCO"},
    )
    assert [
        flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()
    ] == ["reauth"]


async def test_file_that_is_not_there(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A message that is there has no other files than its own."""
    message = await arrival(family, messages, family.send_image(HOME, "Hanako"))
    media = media_of(message).removeprefix(SCHEME)
    assert (await browse(hass, media)).title == "Sent a photo"
    other = media.removesuffix("image") + "audio"
    assert await refusal(hass, other) == ("folder_not_found", None)


async def test_what_is_there_is_shown(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A folder is there for what a room has, though nobody expects it."""
    provider = coordinator_of(ready).provider
    monkeypatch.setattr(type(provider), "file_kinds", frozenset({"video"}))
    path = (ready.entry_id, room_id(family))
    assert titles(await browse(hass, *path)) == ["Films"]
    await arrival(family, messages, family.send_image(HOME, "Hanako"))
    assert titles(await browse(hass, *path)) == ["Pictures", "Films"]
