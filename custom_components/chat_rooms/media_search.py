"""Searching the files of rooms by what was written with them, and by whom."""

from collections.abc import Callable, Iterator
import unicodedata

from homeassistant.components.media_player.browse_media import (
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.core import HomeAssistant

from .coordinator import ChatRoomsCoordinator
from .media_folders import Folder, InMonth, Month
from .media_history import File, async_found, files_of, kind_of
from .media_items import MEDIA_CLASSES, file_item
from .media_places import account_of, accounts, browse_errors, room_of, rooms_of
from .room import RoomState

MOST_RESULTS = 100


async def async_search(
    hass: HomeAssistant, folder: Folder, query: SearchMediaQuery
) -> SearchMedia:
    """Return the files in a folder that fit, the newest first; raises BrowseError.

    In a room a piece of its history is searched; in an account and above only what
    Home Assistant holds, so that nothing has to be asked for.
    """
    wanted = _wanted(folder, query)
    if folder.room_id:
        coordinator = account_of(hass, folder)
        files = await _in_room(
            coordinator, room_of(coordinator, folder), folder, wanted
        )
        found = [(folder.entry_id, file) for file in files]
    else:
        found = sorted(
            _held(hass, folder, wanted), key=lambda each: each[1].message.sent_at
        )[::-1]
    return SearchMedia(result=[file_item(*each) for each in found[:MOST_RESULTS]])


def _wanted(folder: Folder, query: SearchMediaQuery) -> Callable[[File], bool]:
    words = _folded(query.search_query).split()
    classes = query.media_filter_classes
    month = folder.piece.month if isinstance(folder.piece, InMonth) else None

    def wanted(file: File) -> bool:
        kind = kind_of(file.attachment)
        if folder.kind not in (None, kind):
            return False
        if classes and MEDIA_CLASSES[kind] not in classes:
            return False
        if month is not None and Month.of(file.message.sent_at) != month:
            return False
        said = _said(file)
        return all(word in said for word in words)

    return wanted


async def _in_room(
    coordinator: ChatRoomsCoordinator,
    state: RoomState,
    folder: Folder,
    wanted: Callable[[File], bool],
) -> list[File]:
    before = folder.piece.before if folder.piece else None
    with browse_errors(coordinator):
        found = await async_found(coordinator.provider, folder.room_id, before, wanted)
    if before is None:
        known = {file.message.id for file in found}
        found += [
            file for file in _held_in(state, wanted) if file.message.id not in known
        ]
    return sorted(found, key=lambda file: -file.message.position)


def _held(
    hass: HomeAssistant, folder: Folder, wanted: Callable[[File], bool]
) -> Iterator[tuple[str, File]]:
    searched = [account_of(hass, folder)] if folder.entry_id else accounts(hass)
    for coordinator in searched:
        for state in rooms_of(coordinator):
            for file in _held_in(state, wanted):
                yield coordinator.config_entry.entry_id, file


def _held_in(state: RoomState, wanted: Callable[[File], bool]) -> Iterator[File]:
    for received in state.held:
        yield from filter(wanted, files_of(received.message))


def _said(file: File) -> str:
    message, attachment = file
    texts = (message.text, message.title, attachment.name, message.sender.name)
    return _folded("\n".join(texts))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
