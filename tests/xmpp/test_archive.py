"""The archive, the inbox, and the link through which they are asked."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import cast
from uuid import uuid4

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio import muclight
from custom_components.chat_rooms.providers.carbonio.archive import Archive, Archived
from custom_components.chat_rooms.providers.carbonio.conversations import conversations
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.places import position, time_of
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.carbonio.xml import NS
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    NotFoundError,
    Reason,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .conftest import BOOK_CLUB, FAMILY, GRANDMA, HANAKO, TARO, Online, token_of
from .front import Front
from .server import Prosody

EDIT = f"<edit xmlns='{NS.EDIT}'/>"
RETRACT = f"<retract xmlns='{NS.RETRACT}'/>"


class Token:
    """A sign-in of which only the token matters here; `newer` is what renewing brings."""

    def __init__(self) -> None:
        """Begin signed in."""
        self.account_id = TARO
        self.token = self.newer = token_of(TARO)
        self.renewed = 0

    async def renew(self, used: str) -> None:
        """Take the newer token."""
        assert used == self.token
        self.token = self.newer
        self.renewed += 1


@pytest.fixture
def token() -> Token:
    """Return the account's token."""
    return Token()


@pytest.fixture
async def link(
    session: ClientSession, front: Front, token: Token
) -> AsyncGenerator[ChatLink]:
    """Return the link of the account."""
    link = ChatLink(HttpClient(session, front.address), cast("SignIn", token))
    yield link
    await link.close()


@pytest.fixture
def archive(link: ChatLink) -> Archive:
    """Return the archive as the account sees it."""
    return Archive(link)


def texts(items: tuple[Archived, ...]) -> list[str]:
    """Return the texts of archived messages."""
    return [item.element.findtext(muclight.BODY) or "" for item in items]


async def test_pages_forwards(archive: Archive, online: Online) -> None:
    """Page by page, everything comes once and in order, from the oldest on."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(7)]
    found: list[Archived] = []
    for _ in range(3):
        after = found[-1].stanza_id if found else None
        page = await archive.page(FAMILY, after=after, limit=3)
        found += page.items
    assert page.complete
    assert [item.stanza_id for item in found] == ids
    assert texts(tuple(found)) == [str(number) for number in range(7)]


async def test_pages_backwards(archive: Archive, online: Online) -> None:
    """Page by page, everything comes once, from the newest back."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(7)]
    found: list[Archived] = []
    page = await archive.page(FAMILY, newest=True, limit=3)
    while not page.complete:
        found = [*page.items, *found]
        page = await archive.page(FAMILY, before=found[0].stanza_id, limit=3)
    found = [*page.items, *found]
    assert [item.stanza_id for item in found] == ids


async def test_from_a_time_on(archive: Archive, online: Online) -> None:
    """The time of a stanza's place finds it, to the microsecond."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(4)]
    start = time_of(position(ids[2], None))
    page = await archive.page(FAMILY, start=start, limit=9)
    assert [item.stanza_id for item in page.items] == ids[2:]
    assert page.items[0].stamp == start
    page = await archive.page(FAMILY, start=start + timedelta(microseconds=1), limit=9)
    assert [item.stanza_id for item in page.items] == ids[3:]
    page = await archive.page(FAMILY, end=start, limit=9)
    assert [item.stanza_id for item in page.items] == ids[:3]


async def test_some_by_their_ids(archive: Archive, online: Online) -> None:
    """Stanzas are found by id; what was taken back is only its place."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(4)]
        await hanako.fasten(FAMILY, ids[2], RETRACT)
    found = await archive.by_ids(FAMILY, [ids[0], ids[2]])
    assert [item.stanza_id for item in found] == [ids[0], ids[2]]
    stanzas = [muclight.read(item.element, stanza_id=item.stanza_id) for item in found]
    kinds = [stanza and stanza.kind for stanza in stanzas]
    assert kinds == [muclight.Kind.MESSAGE, muclight.Kind.RETRACTED]


async def test_an_empty_archive_and_a_strange_room(archive: Archive) -> None:
    """Nothing is an answer; a room of others is none."""
    page = await archive.page(FAMILY, newest=True, limit=9)
    assert (page.items, page.complete) == ((), True)
    with pytest.raises(NotFoundError):
        await archive.page(BOOK_CLUB, limit=9)


async def test_what_is_unread(link: ChatLink, online: Online) -> None:
    """The inbox counts what others did; sending or marking the newest resets it."""
    assert await conversations(link) == {}
    async with online(HANAKO) as hanako, online(GRANDMA) as grandma:
        said = await hanako.say(FAMILY, "Tea?", own_id="m-1")
        assert (await conversations(link))[FAMILY].unread == 1
        edited = await hanako.fasten(FAMILY, said, EDIT, "Tea at five?")
        found = (await conversations(link))[FAMILY]
        assert (found.room_id, found.unread, found.stanza_id) == (FAMILY, 2, edited)
        assert found.stamp == time_of(position(edited, None))
        stanza = muclight.read(found.element, stanza_id=found.stanza_id)
        assert stanza and stanza.fastening and stanza.fastening.target == said

        chat = await link.session()
        own_id = str(uuid4())
        with chat.expect(own_id) as echo:
            await chat.send(muclight.displayed(FAMILY, stanza.id, own_id))
            await echo
        assert (await conversations(link))[FAMILY].unread == 0

        await grandma.say(FAMILY, "Yes!")
        assert (await conversations(link))[FAMILY].unread == 1
        with chat.expect(own_id) as echo:
            await chat.send(muclight.groupchat(FAMILY, own_id, "Me too"))
            await echo
        assert (await conversations(link))[FAMILY].unread == 0


async def test_a_newer_token(link: ChatLink, token: Token, prosody: Prosody) -> None:
    """A refused token is renewed once; a second refusal is the chat's."""
    prosody.let_in(TARO, "newer")
    token.newer = "newer"
    assert (await link.session()).is_open
    assert token.renewed == 1


async def test_a_token_that_stays_refused(link: ChatLink, prosody: Prosody) -> None:
    """Two refusals are no reason to ask the user: everything else works."""
    prosody.let_in(TARO, "something else")
    with pytest.raises(ConnectionError_) as caught:
        await link.session()
    assert caught.value.reason is Reason.CHAT_DOWN


async def test_the_next_session(
    link: ChatLink, archive: Archive, prosody: Prosody, front: Front, online: Online
) -> None:
    """After a lost connection and a restart the next question opens a session."""
    async with online(HANAKO) as hanako:
        await hanako.say(FAMILY, "Before")
        assert len((await archive.page(FAMILY, limit=9)).items) == 1
        with (await link.session()).listen() as lost:
            front.cut()
            with pytest.raises(ConnectionError_):
                await anext(lost)
        assert not link.is_up
        await hanako.say(FAMILY, "After")
        assert texts((await archive.page(FAMILY, limit=9)).items) == ["Before", "After"]
    with (await link.session()).listen() as lost:
        await prosody.stop()
        with pytest.raises(ConnectionError_):
            await anext(lost)
    await prosody.start()
    assert texts((await archive.page(FAMILY, limit=9)).items) == ["Before", "After"]
    assert front.connections == 3
