"""Hatena Coco, in the words of the model."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from math import inf
import re
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from ...model import (
    Account,
    Attachment,
    Feature,
    Location,
    Member,
    Message,
    Page,
    RoomList,
    Spot,
)
from ...outgoing import CheckIn, Outgoing, Sent
from ..base import CodeSignIn, Download, Feed, Memory, Provider, Rhythm
from ..errors import (
    AuthError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    Reason,
    UnsupportedError,
)
from ..http import HttpClient
from .client import CocoClient, SignInClient
from .friends import Friends
from .oauth import OAuth
from .rooms import LIMITS_OF_SPOT, OWN, RoomBook
from .sending import Sender
from .sign_in import (
    DISPLAY_NAME,
    OAUTH_TOKEN,
    OAUTH_TOKEN_SECRET,
    URL_NAME,
    HatenaSignIn,
)
from .translate import distance, photo_address, thumbnail_address, to_spot

URL = "url"
OAUTH_URL = "oauth_url"
AUTHORIZE_URL = "authorize_url"
SPOTS = "spots"
# The service ended in 2014; these were its addresses.
DEFAULTS = {
    URL: "http://c.hatena.com",
    OAUTH_URL: "https://www.hatena.com",
    AUTHORIZE_URL: "https://www.hatena.ne.jp/oauth/authorize",
}
# Any place will do to ask for spots.
SOMEWHERE = Location(latitude=35, longitude=135)
MESSAGE_ID = re.compile(r"[0-9]{1,18}")


class HatenaCocoProvider(Provider):
    """One account at Hatena Coco; a position is the id of a check-in."""

    name: ClassVar[str] = "Hatena Coco"
    rhythm: ClassVar[Rhythm] = Rhythm(polling=300, watching=300)
    file_kinds: ClassVar[frozenset[str]] = frozenset({"image"})
    has_spots: ClassVar[bool] = True

    @override
    def __init__(
        self,
        session: ClientSession,
        config: Mapping[str, Any],
        *,
        language: str = "en",
        memory: Memory | None = None,
    ) -> None:
        """Take consumer_key, consumer_secret and spots, each with key and name.

        The three addresses may be left out. What signs in is oauth_token,
        oauth_token_secret, url_name and display_name, which a sign-in with a code
        brings.
        """
        self._config = {
            name: value for name, value in config.items() if name != SPOTS
        } | {name: config.get(name) or value for name, value in DEFAULTS.items()}
        headers = {"Accept-Language": language}
        self._consumer: tuple[str, str] = (
            config["consumer_key"],
            config["consumer_secret"],
        )
        http = HttpClient(session, self._config[URL], headers)
        self._typed_address = http.address
        self._new_sign_in_client = partial(
            SignInClient,
            HttpClient(session, _host_of_oauth(self._config[OAUTH_URL]), headers),
            self._config[AUTHORIZE_URL],
            *self._consumer,
        )
        url_name: str = config.get(URL_NAME) or ""
        self._user = Member(id=url_name, name=config.get(DISPLAY_NAME) or url_name)
        oauth = OAuth(
            *self._consumer,
            config.get(OAUTH_TOKEN) or "",
            config.get(OAUTH_TOKEN_SECRET) or "",
        )
        self._client = CocoClient(http, oauth)
        self._rooms = RoomBook(self._client, self._user, config.get(SPOTS), language)
        self._friends = Friends(Memory() if memory is None else memory)
        self._sender = Sender(self._client, url_name, self._rooms.is_own)
        self._account: Account | None = None

    # Signing in

    @property
    @override
    def account(self) -> Account:
        """The account; AuthError before it has signed in."""
        if not self._account:
            raise AuthError("not signed in yet")
        return self._account

    @property
    @override
    def credentials(self) -> Mapping[str, Any] | None:
        """What was typed, but for the address of a service that has moved to https."""
        if self._client.address == self._typed_address:
            return None
        return {**self._config, URL: self._client.address}

    @override
    async def probe(self) -> None:
        """Ask for spots somewhere, which anybody may."""
        try:
            await self.spots(SOMEWHERE)
        except AuthError, ForbiddenError, NotFoundError, ProtocolError:
            raise UnsupportedError("the address has no spots") from None

    @override
    async def code_sign_in(self) -> CodeSignIn:
        """Ask for a token that the user consents to in the browser."""
        client = self._new_sign_in_client()
        config = self.credentials or self._config
        return HatenaSignIn(client, await client.initiate(), config)

    @override
    async def sign_in(self) -> Account:
        """Ask for one check-in; AuthError with CODE_NEEDED if there is no token."""
        if not (self._config.get(OAUTH_TOKEN) and self._user.id):
            raise AuthError("nobody has consented yet", reason=Reason.CODE_NEEDED)
        await self._client.checkins(limit=1)
        self._account = Account(
            id=self._user.id,
            name=self._user.name,
            features=Feature.CHECK_IN,
            limits=LIMITS_OF_SPOT,
            member_id=self._user.id,
        )
        return self._account

    # Rooms and messages

    @override
    async def rooms(self, *, complete: bool = False) -> RoomList:
        """Ask for the newest check-ins, those of friends and the own ones.

        Where one of the lists cannot be read, what was known of it stays, and where its
        rooms stand is unknown.
        """
        friends, own = self._rooms.friends, self._rooms.own
        await friends.try_refresh()
        if not (own.is_known and self._sender.one_at_a_time.locked()):
            async with self._sender.one_at_a_time:
                # Whoever sends gets the id before the check-in comes back in a list.
                await own.try_refresh()
        if friends.trouble and own.trouble:
            raise friends.trouble
        self._friends.learn(self._rooms.of_friends())
        return RoomList(
            rooms=self._rooms.rooms(), whereabouts=self._friends.whereabouts
        )

    @override
    def position_of(self, message_id: str) -> int:
        """Return the id as the number that it is, or raise NotFoundError."""
        if MESSAGE_ID.fullmatch(message_id):
            return int(message_id)
        raise NotFoundError("no check-in has such an id")

    @override
    async def messages_after(self, room_id: str, position: int, limit: int) -> Page:
        """Page back from the newest check-in to one that is not after a position."""
        timeline, shows = self._rooms.source(room_id)
        checkins = await timeline.after(position)
        messages = tuple(self._rooms.message(room_id, c) for c in checkins if shows(c))
        if len(messages) > limit:
            return Page(messages=messages[:limit])
        # What another room shows is behind it as well.
        return Page(messages=messages, position=timeline.newest)

    @override
    async def messages_before(
        self, room_id: str, position: int | None, limit: int
    ) -> Sequence[Message]:
        """Page back until there are enough, or no more."""
        timeline, shows = self._rooms.source(room_id)
        before = inf if position is None else position
        found = await timeline.before(before, limit, shows)
        return [self._rooms.message(room_id, checkin) for checkin in found]

    @override
    async def message(self, room_id: str, message_id: str) -> Message:
        """Page back to a check-in, unless it is known already."""
        timeline, shows = self._rooms.source(room_id)
        found = await timeline.find(self.position_of(message_id))
        if found is None or not shows(found):
            raise NotFoundError("the check-in is not there")
        return self._rooms.message(room_id, found)

    @override
    def feeds(self, room_ids: Iterable[str]) -> Sequence[Feed]:
        """Return none: the service tells nothing by itself."""
        return ()

    @override
    def download(
        self, attachment: Attachment, *, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open a photo at its address."""
        return self._client.download(photo_address(attachment), start)

    @override
    def preview(
        self, attachment: Attachment, width: int, height: int
    ) -> AbstractAsyncContextManager[Download]:
        """Open the one small picture that the service makes of a photo."""
        return self._client.download(thumbnail_address(attachment))

    @override
    def member_picture(self, member: Member) -> AbstractAsyncContextManager[Download]:
        """Open somebody's icon at its address."""
        return self._client.download(member.picture)

    # Checking in

    @override
    async def send(self, room_id: str, outgoing: Outgoing) -> AsyncIterator[Sent]:
        """Check in at the spot of a room, once for the text and all photos."""
        if (spot := self._rooms.spot_of(room_id)) is None:
            raise ForbiddenError(
                "only spots are to check in at", reason=Reason.READ_ONLY
            )
        check_in = CheckIn(
            spot=spot,
            text="\n".join(filter(None, (outgoing.title, outgoing.text))),
            photos=outgoing.files,
        )
        yield await self._checked_in(check_in, (OWN,))

    @override
    async def check_in(self, check_in: CheckIn) -> Sent:
        """Check in at any spot, and let other services know."""
        spot_room = self.spot_room_id(check_in.spot)
        is_there = self._rooms.spot_of(spot_room) is not None
        return await self._checked_in(
            check_in, (OWN, spot_room) if is_there else (OWN,)
        )

    @override
    def forget(self, member_id: str) -> None:
        """Forget a friend, who may be none any more: no list tells that."""
        self._friends.forget(member_id)

    @override
    async def spots(self, near: Location, page: int = 0) -> Sequence[Spot]:
        """Return a page of at most 50 spots, the nearest first."""
        found = await self._client.spots(near.latitude, near.longitude, page=page)
        return sorted(map(to_spot, found), key=lambda spot: distance(near, spot))

    async def _checked_in(self, check_in: CheckIn, room_ids: tuple[str, ...]) -> Sent:
        checkin = await self._sender.once(check_in)
        photos = check_in.photos
        return Sent(
            message_id=str(checkin.id),
            sent_at=checkin.created,
            file=photos[0].name if len(photos) == 1 else None,
            room_ids=room_ids,
        )


def _host_of_oauth(address: str) -> str:
    """Return what the paths of OAuth begin after; some would type a part of them."""
    return address.rstrip("/").removesuffix("/oauth")
