"""The folders of the media browser, opened: accounts, rooms, kinds and months."""

from collections.abc import Sequence
from dataclasses import replace

from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_source import BrowseMediaSource
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .avatars import room_avatar_path
from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .following import room_identifier
from .media_folders import FileKind, Folder, InMonth, Month, Older
from .media_history import async_files, async_months, files_of, kind_of
from .media_items import MEDIA_CLASSES, file_item
from .media_places import account_of, accounts, browse_errors, room_of, rooms_of
from .model import ANY_TYPE
from .room import RoomState
from .wording import Words, async_words, common_text

TITLE = "Chat Rooms"
# What the content types of each kind begin with.
BEGINNINGS = {
    FileKind.PICTURES: "image",
    FileKind.VOICE: "audio",
    FileKind.FILMS: "video",
    FileKind.FILES: ANY_TYPE,
}
KIND_TEXTS = {
    FileKind.PICTURES: "pictures",
    FileKind.VOICE: "voice_messages",
    FileKind.FILMS: "films",
    FileKind.FILES: "files",
}
MONTH_TEXTS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


async def async_open(hass: HomeAssistant, folder: Folder) -> BrowseMediaSource:
    """Return a folder with what is in it; raises BrowseError."""
    if not folder.entry_id:
        return _root(hass)
    coordinator = account_of(hass, folder)
    if not folder.room_id:
        return _account(hass, coordinator)
    state = room_of(coordinator, folder)
    words = await async_words(hass)
    if folder.kind is None:
        return _room(hass, coordinator, state, words)
    with browse_errors(coordinator):
        if isinstance(folder.piece, InMonth):
            return await _month(coordinator, folder, folder.kind, folder.piece, words)
        return await _kind(coordinator, folder, folder.kind, folder.piece, words)


def _folder(
    folder: Folder,
    title: str,
    children: Sequence[BrowseMediaSource] | None = None,
    *,
    thumbnail: str | None = None,
) -> BrowseMediaSource:
    kind_class = MEDIA_CLASSES[folder.kind] if folder.kind else None
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=folder.identifier,
        media_class=MediaClass.DIRECTORY if folder.entry_id else MediaClass.APP,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        can_search=True,
        search_media_classes=None if kind_class else list(MEDIA_CLASSES.values()),
        children=children,
        children_media_class=kind_class or MediaClass.DIRECTORY,
        thumbnail=thumbnail,
    )


def _root(hass: HomeAssistant) -> BrowseMediaSource:
    entries = [coordinator.config_entry for coordinator in accounts(hass)]
    folders = [_folder(Folder(entry.entry_id), entry.title) for entry in entries]
    return _folder(Folder(), TITLE, sorted(folders, key=_title))


def _account(
    hass: HomeAssistant, coordinator: ChatRoomsCoordinator
) -> BrowseMediaSource:
    entry = coordinator.config_entry
    rooms = [_room_folder(hass, coordinator, state) for state in rooms_of(coordinator)]
    return _folder(Folder(entry.entry_id), entry.title, sorted(rooms, key=_title))


def _room(
    hass: HomeAssistant,
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    words: Words,
) -> BrowseMediaSource:
    folder = Folder(coordinator.config_entry.entry_id, state.room.id)
    kinds = [
        _folder(replace(folder, kind=kind), common_text(words, KIND_TEXTS[kind]))
        for kind in FileKind
        if kind in _kinds_of(coordinator, state)
    ]
    return _room_folder(hass, coordinator, state, kinds)


def _room_folder(
    hass: HomeAssistant,
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    children: Sequence[BrowseMediaSource] | None = None,
) -> BrowseMediaSource:
    return _folder(
        Folder(coordinator.config_entry.entry_id, state.room.id),
        _name(hass, coordinator, state),
        children,
        thumbnail=room_avatar_path(coordinator, state),
    )


def _kinds_of(coordinator: ChatRoomsCoordinator, state: RoomState) -> set[FileKind]:
    """Return what there is in a room, or could be."""
    beginnings = coordinator.provider.file_kinds
    return {kind for kind in FileKind if BEGINNINGS[kind] in beginnings} | {
        kind_of(file.attachment)
        for received in state.held
        for file in files_of(received.message)
    }


async def _kind(
    coordinator: ChatRoomsCoordinator,
    folder: Folder,
    kind: FileKind,
    piece: Older | None,
    words: Words,
) -> BrowseMediaSource:
    months, older = await async_months(
        coordinator.provider, folder.room_id, kind, piece
    )
    children = [
        _folder(replace(folder, piece=month), _month_title(words, month.month))
        for month in months
    ]
    if older is not None:
        children.append(_older(replace(folder, piece=older), words))
    key = KIND_TEXTS[kind] if piece is None else "older"
    return _folder(folder, common_text(words, key), children)


async def _month(
    coordinator: ChatRoomsCoordinator,
    folder: Folder,
    kind: FileKind,
    piece: InMonth,
    words: Words,
) -> BrowseMediaSource:
    files, older = await async_files(coordinator.provider, folder.room_id, kind, piece)
    children = [file_item(folder.entry_id, file) for file in files]
    if older is not None:
        children.append(_older(replace(folder, piece=older), words))
    return _folder(folder, _month_title(words, piece.month), children)


def _older(folder: Folder, words: Words) -> BrowseMediaSource:
    return _folder(folder, common_text(words, "older"))


def _month_title(words: Words, month: Month) -> str:
    return common_text(words, MONTH_TEXTS[month.number - 1], year=str(month.year))


def _name(
    hass: HomeAssistant, coordinator: ChatRoomsCoordinator, state: RoomState
) -> str:
    """Return what the user calls a room, else what the service calls it."""
    entry = coordinator.config_entry
    device = dr.async_get(hass).async_get_device_by_identifier(
        room_identifier(entry, state.room.id), entry.entry_id
    )
    return (device and device.name_by_user) or state.room.name


def _title(item: BrowseMediaSource) -> str:
    return item.title.casefold()
