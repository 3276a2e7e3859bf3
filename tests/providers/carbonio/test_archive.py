"""The archive, page by page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio.archive import Archive, Archived
from custom_components.chat_rooms.providers.carbonio.link import ChatLink
from custom_components.chat_rooms.providers.carbonio.xml import NS, text_of
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
)
from tests.simulators.carbonio_home import Posted, new_id

from .sockets import ACCOUNT, SECRET, Account, Peer, Sockets, playing


@pytest.fixture
def said(carbonio: Sockets) -> list[Posted]:
    """Let something be said, and return all that is in the family's archive."""
    for number in range(6):
        carbonio.say(f"hotel {number}")
    return carbonio.family.archive


def ids(items: tuple[Archived, ...] | list[Posted]) -> list[str]:
    """Return the stanza ids."""
    return [item.stanza_id for item in items]


async def test_page(carbonio: Sockets, linked: ChatLink, said: list[Posted]) -> None:
    """Test what is known of each message."""
    page = await Archive(linked).page(carbonio.family.id, limit=50)
    assert page.complete
    assert ids(page.items) == ids(said)
    assert [item.stamp for item in page.items] == [posted.stamp for posted in said]
    newest = page.items[-1].element
    assert newest.tag == f"{{{NS.CLIENT}}}message"
    assert newest.get("id") == said[-1].own_id
    assert text_of(newest, "body", NS.CLIENT) == "hotel 5"
    assert newest.get("from") == said[-1].sender


@pytest.mark.parametrize(
    ("choice", "expected", "complete"),
    [
        (lambda said: {}, slice(0, 3), False),
        (lambda said: {"newest": True}, slice(-3, None), False),
        (lambda said: {"after": said[-3].stanza_id}, slice(-2, None), True),
        (lambda said: {"after": said[1].stanza_id}, slice(2, 5), False),
        (lambda said: {"before": said[2].stanza_id}, slice(0, 2), True),
        (lambda said: {"before": said[-1].stanza_id}, slice(-4, -1), False),
        (
            lambda said: {"before": said[-1].stanza_id, "newest": True},
            slice(-4, -1),
            False,
        ),
        (lambda said: {"start": said[-2].stamp}, slice(-2, None), True),
        (lambda said: {"end": said[1].stamp}, slice(0, 2), True),
        (
            lambda said: {"start": said[-4].stamp, "end": said[-2].stamp},
            slice(-4, -1),
            True,
        ),
        (
            lambda said: {"start": said[-4].stamp, "newest": True},
            slice(-3, None),
            False,
        ),
        (
            lambda said: {
                "start": said[-3].stamp.astimezone(timezone(timedelta(hours=9)))
            },
            slice(-3, None),
            True,
        ),
    ],
)
async def test_parts(
    carbonio: Sockets,
    linked: ChatLink,
    said: list[Posted],
    choice: Callable[[list[Posted]], dict[str, object]],
    expected: slice,
    complete: bool,
) -> None:
    """Test that every part of the archive can be had, at most three at a time."""
    archive = Archive(linked)
    page = await archive.page(carbonio.family.id, limit=3, **choice(said))  # type: ignore[arg-type]
    assert ids(page.items) == ids(said)[expected]
    assert page.complete is complete


async def test_nothing_there(carbonio: Sockets, linked: ChatLink) -> None:
    """Test a part of the archive in which there is nothing."""
    archive = Archive(linked)
    start = datetime.now(UTC) + timedelta(days=1)
    page = await archive.page(carbonio.family.id, start=start, limit=10)
    assert (page.items, page.complete) == ((), True)


async def test_by_ids(carbonio: Sockets, linked: ChatLink, said: list[Posted]) -> None:
    """Test that exactly those messages come, in the archive's order."""
    archive = Archive(linked)
    wanted = ids([said[4], said[1], said[4]])
    found = await archive.by_ids(carbonio.family.id, wanted)
    assert ids(found) == ids([said[1], said[4]])
    frames = len(carbonio.xmpp.frames)
    assert await archive.by_ids(carbonio.family.id, []) == ()
    assert len(carbonio.xmpp.frames) == frames


async def test_refusals(carbonio: Sockets, linked: ChatLink) -> None:
    """Test rooms that are not there, or not the account's."""
    archive = Archive(linked)
    with pytest.raises(NotFoundError):
        await archive.page(new_id(), limit=1)
    carbonio.family.members.pop(carbonio.world.account.id)
    with pytest.raises(ForbiddenError):
        await archive.by_ids(carbonio.family.id, ["1"])
    carbonio.xmpp.hold()
    carbonio.xmpp.cut()
    with pytest.raises(ConnectionError_):
        await archive.page(carbonio.family.id, limit=1)


def message(content: str) -> str:
    """Return a message that brings a part of an answer."""
    return f"<message xmlns='jabber:client'>{content}</message>"


async def test_strange_answers(session: ClientSession) -> None:
    """Test results that cannot be read, and what was not asked for."""

    async def script(peer: Peer) -> None:
        await peer.greet()
        for answer in ("<fin xmlns='urn:xmpp:mam:2' complete='1'/>", "<fin/>", ""):
            asked = await peer.receive()
            mam = f"xmlns='urn:xmpp:mam:2' queryid='{asked[0].get('queryid')}'"
            forwarded = "<forwarded xmlns='urn:xmpp:forward:0'>"
            await peer.send(
                message(f"<result {mam}/>"),
                message(f"<result {mam} id='1'/>"),
                message(
                    f"<result {mam} id='2'>{forwarded}<message/></forwarded></result>"
                ),
                f"<iq xmlns='jabber:client' type='result' id='{asked.get('id')}'>"
                f"{answer}</iq>",
            )
        await peer.last_words()

    async with playing(session, script) as http:
        link = ChatLink(http, Account(SECRET))
        archive = Archive(link)
        one, two = await archive.by_ids(ACCOUNT, ["1", "2"])
        assert (one.stanza_id, one.stamp, one.element.attrib) == ("1", None, {})
        assert one.element.tag == two.element.tag == f"{{{NS.CLIENT}}}message"
        for _ in range(2):
            with pytest.raises(ProtocolError):
                await archive.page(ACCOUNT, limit=1)
        await link.close()
