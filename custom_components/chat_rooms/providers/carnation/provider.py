"""carnation, in the words of the model."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
import logging
from time import monotonic, time
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...model import Account, Attachment, Feature, Limits, Message, Page, Room, RoomList
from ...outgoing import Outgoing, Sent
from ..base import Download, Feed, Memory, Provider, Rhythm
from ..errors import (
    AuthError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    Reason,
    UnsupportedError,
)
from ..http import MIB, HttpClient
from .albums import Album, Albums
from .client import CarnationClient
from .entries import ITEM_ID, item_of
from .history import History, position_of
from .items import Items
from .lists import together
from .media import Media
from .probe import probe
from .queries import Queries
from .reactions import is_like
from .reports import Reports
from .tokens import EMAIL, PASSWORD, Tokens
from .translate import user_id, viewer_id
from .uploads import EXTENSIONS, Uploads
from .watch import Watch

_LOGGER = logging.getLogger(__name__)

OWN_FEATURES = (
    Feature.SEND
    | Feature.MARK_AS_READ
    | Feature.PICTURES
    | Feature.DELETE
    | Feature.CONFIRM
)
SEEN_FEATURES = (
    Feature.MARK_AS_READ | Feature.OWN_READ_MARK | Feature.PICTURES | Feature.REACT
)
LIMITS = Limits(
    text_length=255,
    title_length=255,
    needs_file=True,
    file_size=256 * MIB,
    content_types=frozenset(EXTENSIONS),
)
NO_SENDING = Limits(text_length=0)
SWEEP_EVERY = 300.0
# Each takes some requests; what they have begun when the service fails is in vain.
ALBUMS_AT_ONCE = 2
# What can be one album's trouble, which must not keep the others from being read.
ALBUM_ERRORS = (ForbiddenError, NotFoundError, ProtocolError, UnsupportedError)


class CarnationProvider(Provider):
    """One account at a carnation server: a user, or a viewer."""

    name: ClassVar[str] = "carnation"
    rhythm: ClassVar[Rhythm] = Rhythm(polling=60, watching=60)
    file_kinds: ClassVar[frozenset[str]] = frozenset({"image", "video"})

    @override
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: Memory | None = None,
    ) -> None:
        """Take url, app_id, app_secret and, for a user, email and password."""
        memory = Memory() if memory is None else memory
        self._config = config
        self._http = HttpClient(session, config["url"])
        self._typed_address = self._http.address
        self._is_incomplete = bool(config.get(EMAIL)) != bool(config.get(PASSWORD))
        self._tokens = Tokens(self._http, config, memory)
        self._is_viewer = is_viewer = self._tokens.is_viewer
        self._client = client = CarnationClient(self._http, self._tokens, memory)
        self._albums = Albums(memory)
        self._items = items = Items(client, is_viewer=is_viewer)
        queries = Queries(client, is_viewer=is_viewer)
        self._watch = Watch(queries, items, is_viewer=is_viewer)
        self._history = History(items, is_viewer=is_viewer)
        self._media = Media(client, items)
        self._reports = Reports(client)
        self._uploads = Uploads(client, self._expect)
        self._account: Account | None = None
        self._looking = asyncio.Lock()
        self._swept_at: float | None = None

    @property
    @override
    def account(self) -> Account:
        """The user or the viewer."""
        if self._account is None:
            raise AuthError("not signed in yet")
        return self._account

    @property
    @override
    def credentials(self) -> Mapping[str, Any] | None:
        """What was typed, but for the address of a service that has moved to https."""
        if self._http.address == self._typed_address:
            return None
        return {**self._config, "url": self._http.address}

    @override
    async def probe(self) -> None:
        """Ask for something without a token, and look how that is refused."""
        await probe(self._http)

    @override
    async def sign_in(self) -> Account:
        """Get a token unless there is one, and prove that it is good."""
        if self._is_incomplete:
            raise AuthError(
                "an e-mail address or a password alone",
                reason=Reason.SIGN_IN_INCOMPLETE,
            )
        await self._tokens.sign_in()
        self._account = await self._fetch_account()
        return self._account

    async def _fetch_account(self) -> Account:
        number = self._tokens.owner_id
        if self._is_viewer:
            viewer = await self._client.get_viewer_info(number)
            id_, name, features = viewer_id(number), viewer.name, Feature(0)
        else:
            user = await self._client.get_user_info(number)
            id_, name, features = user_id(number), user.name, Feature.NEW_EVENTS
        return Account(id=id_, name=name or self.name, features=features, member_id=id_)

    @override
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Look for news in all albums, and return all of them.

        The albums that a viewer may see are asked for in sweeps only.
        """
        async with self._looking:
            now = monotonic()
            sweep = (
                complete
                or self._swept_at is None
                or now - self._swept_at >= SWEEP_EVERY
            )
            if sweep:
                self._albums.take(await self._names())
                self._items.look_again()
            try:
                is_complete = await self._look(sweep=sweep)
            finally:
                self._albums.store()
            if sweep:
                self._swept_at = now
        albums = list(self._albums)
        return RoomList(
            rooms=tuple(a.known_room or self._as_room(a, None, None) for a in albums),
            complete=is_complete or not self._is_viewer,
            new_events=None if self._is_viewer else sum(a.new_events for a in albums),
        )

    async def _names(self) -> dict[int, str]:
        if self._is_viewer:
            users = await self._client.get_viewer_users()
            return {user.user_id: user.name for user in users}
        if self._swept_at is not None:
            # Until then what signing in has told is new enough.
            self._account = await self._fetch_account()
        return {self._tokens.owner_id: self.account.name}

    async def _look(self, *, sweep: bool) -> bool:
        """Look at all albums; tell whether it is known that these are all of them."""
        before = {album.id for album in self._albums if album.error}
        waiting = iter(list(self._albums))
        looks = (
            self._look_at_each(waiting, sweep=sweep) for _ in range(ALBUMS_AT_ONCE)
        )
        await together(*looks)
        failed = {album.id for album in self._albums if album.error}
        asks = self._is_viewer and not sweep and not failed <= before
        if asks:
            # Perhaps an album is not for us any more.
            self._albums.take(await self._names())
        errors = [album.error for album in self._albums]
        if errors and all(errors):
            raise next(filter(None, errors))
        return sweep or asks

    async def _look_at_each(self, waiting: Iterator[Album], *, sweep: bool) -> None:
        for album in waiting:
            try:
                await self._watch.look(album, sweep=sweep)
                last = await self._history.last_message(album)
                picture = await self._history.newest_picture(album)
            except ALBUM_ERRORS as err:
                _LOGGER.debug("An album has to wait: %s", err)
                album.error = err
            else:
                album.error = None
                album.room = self._as_room(album, last, picture)

    @override
    async def close(self) -> None:
        """Wait for the token that has been asked for: it is the only good one."""
        await self._tokens.settle()

    def _as_room(
        self, album: Album, last: Message | None, picture: Message | None
    ) -> Room:
        return Room(
            id=str(album.id),
            name=album.name or str(album.id),
            features=SEEN_FEATURES if self._is_viewer else OWN_FEATURES,
            limits=NO_SENDING if self._is_viewer else LIMITS,
            unread=None if self._is_viewer else album.unread,
            newest=None if album.error or not album.journal else album.journal.end,
            last_message=last,
            newest_picture=picture,
        )

    @override
    def position_of(self, message_id: str) -> int:
        """Return where a message was found, or the number of an older item."""
        places = (position_of(album, message_id) for album in self._albums)
        found = max((place for place in places if place is not None), default=None)
        if found is None:
            raise NotFoundError("no message has such an id")
        return found

    @override
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Return what was found after a position."""
        return await self._history.after(self._album(room_id), position, limit)

    @override
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Return what was found before a position, and then older items."""
        return await self._history.before(self._album(room_id), position, limit)

    @override
    async def message(self, room_id: str, message_id: str) -> Message:
        """Return an item, or a like that is in the journal."""
        return await self._history.message(self._album(room_id), message_id)

    @override
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return none: carnation is asked."""
        return ()

    @override
    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Upload pictures and films; each is yielded once everybody can see it."""
        self._own_album(room_id)
        async for sent in self._uploads.send(self._tokens.owner_id, outgoing):
            yield sent

    def _expect(self, item_id: int) -> None:
        """Look for what has been uploaded, though its number may be an old one."""
        journal = self._own_album(str(self._tokens.owner_id)).journal
        if journal is not None:
            journal.expect(item_id, int(time()))

    @override
    def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open the original."""
        return self._media.original(attachment, start)

    @override
    def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AbstractAsyncContextManager[Download]:
        """Open a derivative, which is upright."""
        return self._media.preview(attachment, width, height)

    @override
    async def mark_as_read(self, room_id: str, message_id: str) -> None:
        """Mark all events up to a message as read."""
        album = self._own_album(room_id)
        await self._reports.read(album, self.position_of(message_id))

    @override
    async def confirm(self, room_id: str, position: int) -> None:
        """Mark all events up to a position as retrieved."""
        await self._reports.delivered(self._own_album(room_id), position)

    @override
    async def delete(self, room_id: str, message_id: str) -> None:
        """Delete an item; the next look tells of it."""
        self._own_album(room_id)
        self.position_of(message_id)
        if not ITEM_ID.fullmatch(message_id):
            raise UnsupportedError("likes stay", reason=Reason.ONLY_ITEMS)
        await self._client.delete_item(int(message_id))

    @override
    async def react(
        self, room_id: str, message_id: str, reaction: str, *, remove: bool = False
    ) -> None:
        """Like an item; the service only counts up."""
        album = self._album(room_id)
        if not self._is_viewer:
            raise UnsupportedError("only viewers like")
        if remove or not is_like(reaction):
            raise UnsupportedError("only likes", reason=Reason.ONLY_LIKES)
        # The service would take a like of what is in another album, or deleted.
        message = await self._history.message(album, str(item_of(message_id) or 0))
        await self._client.like_item(int(message.id))

    def _album(self, room_id: str) -> Album:
        return self._albums.of_room(room_id)

    def _own_album(self, room_id: str) -> Album:
        album = self._album(room_id)
        if self._is_viewer:
            raise UnsupportedError("a viewer only looks")
        return album
