"""The pictures that stand for rooms and for people."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import ChatRoomsCoordinator
from .file_types import normalised
from .incoming import (
    IncomingFile,
    TooLargeError,
    async_read_download,
    for_url,
    from_url,
    loaded_account,
)
from .model import Member
from .picture_cache import PictureCache
from .pictures import type_of_picture
from .providers.base import Download
from .providers.errors import NotFoundError, UnsupportedError
from .room import RoomState
from .streaming import GUARDS, async_stream, check_permission, http_errors, opened

AVATARS_URL = f"/api/{DOMAIN}/avatars"
VERSION = "v"

MIB = 1024 * 1024
CACHE_SIZE = 8 * MIB
LARGEST_AVATAR = 4 * MIB
# What is in such a file is shown as a picture, and runs nothing.
SVG = "image/svg+xml"
SVG_GUARD = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
DAY = 24 * 3600
# An address that does not tell which picture it means can lead to another one soon.
SHORT_WHILE = 300
REMEMBERED_MEMBERS = 1000


def room_avatar_path(coordinator: ChatRoomsCoordinator, state: RoomState) -> str | None:
    """Return where the picture of a room is, None where there is none."""
    if not state.room.avatar:
        return None
    return _path(_version(state.room.avatar), coordinator, state.room.id)


@callback
def member_avatar_path(
    coordinator: ChatRoomsCoordinator, room_id: str, member: Member
) -> str | None:
    """Return where the picture of a member is, None where there is none.

    The member is remembered: only of those who are, the view shows pictures.
    """
    coordinator.hass.data[AVATARS].remember(coordinator, room_id, member)
    if not member.picture:
        return None
    return _path(_version(member.picture), coordinator, room_id, member.id)


@dataclass(frozen=True, slots=True)
class _Avatar:
    """A picture: which it is, and how it is opened."""

    version: str
    open: Callable[[], AbstractAsyncContextManager[Download]]


class Avatars:
    """The pictures of all accounts' rooms and people."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none."""
        # A picture of somebody can change though its address here does not.
        self.cache = PictureCache(hass, CACHE_SIZE, DAY)
        self._members: dict[str, OrderedDict[tuple[str, str], Member]] = {}

    @callback
    def remember(
        self, coordinator: ChatRoomsCoordinator, room_id: str, member: Member
    ) -> None:
        """Keep in mind who has a picture, and who has none any more."""
        members = self._members.setdefault(
            coordinator.config_entry.entry_id, OrderedDict()
        )
        members.pop((room_id, member.id), None)
        if member.picture:
            members[room_id, member.id] = member
        if len(members) > REMEMBERED_MEMBERS:
            members.popitem(last=False)

    @callback
    def forget(self, entry_id: str) -> None:
        """Keep nothing of an account any more."""
        self._members.pop(entry_id, None)
        self.cache.forget(entry_id)

    def find(
        self, coordinator: ChatRoomsCoordinator, room_id: str, member_id: str | None
    ) -> _Avatar:
        """Return which picture is meant, or raise NotFoundError."""
        provider = coordinator.provider
        if member_id is None:
            version = coordinator.rooms[room_id].room.avatar
            opening = partial(provider.room_picture, room_id)
        else:
            members = self._members.get(coordinator.config_entry.entry_id)
            if members is None or (room_id, member_id) not in members:
                raise NotFoundError("nobody has shown the member")
            member = members[room_id, member_id]
            version = member.picture
            opening = partial(provider.member_picture, member)
        if not version:
            raise NotFoundError("there is no picture")
        return _Avatar(_version(version), opening)


AVATARS: HassKey[Avatars] = HassKey(f"{DOMAIN}_avatars")


class AvatarView(HomeAssistantView):
    """Hands on pictures of a room and its members to users who may read the room."""

    url = AVATARS_URL + "/{entry_id}/{room_id}"
    extra_urls = [url + "/{member_id}"]
    name = f"api:{DOMAIN}:avatar"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the pictures of all accounts."""
        self._hass = hass

    async def get(
        self,
        request: web.Request,
        entry_id: str,
        room_id: str,
        member_id: str | None = None,
    ) -> web.StreamResponse:
        """Return a picture; of which version it is, `v` may tell."""
        entry_id, room_id = from_url(entry_id), from_url(room_id)
        member_id = None if member_id is None else from_url(member_id)
        with http_errors():
            coordinator = loaded_account(self._hass, entry_id)
            check_permission(request, coordinator, room_id)
            avatars = self._hass.data[AVATARS]
            avatar = avatars.find(coordinator, room_id, member_id)
            file = await avatars.cache.async_get(
                coordinator,
                (room_id, member_id, avatar.version),
                partial(_read, avatar),
            )
            if file is None:
                raise web.HTTPNotFound
            is_current = request.query.get(VERSION) == avatar.version
            return await async_stream(
                request,
                lambda _: nullcontext(opened(file)),
                partial(_headers, DAY if is_current else SHORT_WHILE),
            )

    head = get


async def _read(avatar: _Avatar) -> IncomingFile | None:
    """Read a picture, None where there is none or what there is will not do."""
    try:
        async with avatar.open() as download:
            file = await async_read_download(
                download, normalised(download.content_type), LARGEST_AVATAR
            )
    except NotFoundError, UnsupportedError, TooLargeError:
        return None
    content_type = type_of_picture(file, SVG)
    return None if content_type is None else IncomingFile(content_type, file.data)


def _headers(seconds: int, download: Download) -> Mapping[str, str]:
    headers = {
        **GUARDS,
        "Cache-Control": f"private, max-age={seconds}",
        "Content-Disposition": "inline",
        "Content-Type": download.content_type,
    }
    if download.content_type == SVG:
        headers["Content-Security-Policy"] = SVG_GUARD
    return headers


def _path(version: str, coordinator: ChatRoomsCoordinator, *parts: str) -> str:
    entry_id = coordinator.config_entry.entry_id
    encoded = "/".join(map(for_url, (entry_id, *parts)))
    return f"{AVATARS_URL}/{encoded}?{VERSION}={version}"


def _version(told: str) -> str:
    return sha256(told.encode(errors="replace")).hexdigest()[:12]
