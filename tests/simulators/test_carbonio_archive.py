"""The archives and the inbox of the simulated Carbonio."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from .carbonio_home import Posted
from .carbonio_site import Site, open_site
from .xmpp_client import XmppClient, condition, displayed, fastening, groupchat, text

pytestmark = pytest.mark.usefixtures("socket_enabled")

MAM = "{urn:xmpp:mam:2}"
RSM = "{http://jabber.org/protocol/rsm}"
INBOX = "{erlang-solutions.com:xmpp:inbox:0}"
DELAY = "{urn:xmpp:delay}delay"
FORWARDED = "{urn:xmpp:forward:0}forwarded"
MESSAGE = "{jabber:client}message"
STANZA_ID = "{urn:xmpp:sid:0}stanza-id"
RETRACT = "{urn:esl:message-retract-by-stanza-id:0}"
UNKNOWN = "C808PJQD9V81"


@pytest.fixture
async def site(socket_enabled: None) -> AsyncGenerator[Site]:
    """Return the sockets of a family."""
    async with open_site() as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncGenerator[XmppClient]:
    """Return the account's client, which is not told what is said."""
    async with site.socket() as opened:
        await opened.bind(site.token)
        yield opened


@pytest.fixture
def said(site: Site) -> list[Posted]:
    """Return five messages of a room that holds nothing else."""
    site.room().archive.clear()
    return [site.say(f"Number {number}") for number in range(5)]


def found(messages: list[Element]) -> list[str]:
    """Return the stanza ids of an archive's results."""
    return [message[0].get("id", "") for message in messages]


def ids(said: list[Posted]) -> list[str]:
    """Return the stanza ids of messages."""
    return [posted.stanza_id for posted in said]


def is_complete(answer: Element) -> bool:
    """Tell whether there is nothing more in the direction of the paging."""
    return answer[0].get("complete") == "true"


async def test_results(site: Site, client: XmppClient, said: list[Posted]) -> None:
    """All that was said comes in order, and the answer says what it was."""
    room = f"{site.room().id}@muclight.carbonio"
    messages, answer = await client.archive(site.room().id)
    assert found(messages) == ids(said)
    assert messages[0].get("from") == room
    assert messages[0].get("to") == client.address
    result = messages[0][0]
    assert (result.tag, result.get("queryid")) == (f"{MAM}result", "q")
    delay = result.find(f"{FORWARDED}/{DELAY}")
    assert delay is not None
    assert datetime.fromisoformat(delay.get("stamp", "")) == said[0].stamp
    message = result.find(f"{FORWARDED}/{MESSAGE}")
    assert message is not None
    assert message.findtext("{jabber:client}body") == "Number 0"
    assert message.get("from") == f"{room}/{said[0].sender_id}@carbonio"
    assert message.get("id") == said[0].own_id
    assert message.find(STANZA_ID) is None
    assert message.find("{http://jabber.org/protocol/muc#user}x") is not None
    assert answer[0].tag == f"{MAM}fin"
    assert is_complete(answer)
    pages = answer[0][0]
    assert pages.findtext(f"{RSM}first") == said[0].stanza_id
    assert pages.findtext(f"{RSM}last") == said[-1].stanza_id
    assert pages.findtext(f"{RSM}count") == "5"
    assert site.xmpp.complaints == []


@pytest.mark.parametrize(
    ("pages", "expected", "complete", "index"),
    [
        ("<max>2</max>", [0, 1], False, "0"),
        ("<max>2</max><after>1</after>", [2, 3], False, "2"),
        ("<max>2</max><after>2</after>", [3, 4], True, "3"),
        ("<max>2</max><after>4</after>", [], True, None),
        ("<max>2</max><before/>", [3, 4], False, "3"),
        ("<max>2</max><before>3</before>", [1, 2], False, "1"),
        ("<max>2</max><before>2</before>", [0, 1], True, "0"),
        ("<max>2</max><before>0</before>", [], True, None),
        ("<before>2</before>", [0, 1], True, "0"),
        ("<max>0</max>", [], False, None),
    ],
)
async def test_pages(
    site: Site,
    client: XmppClient,
    said: list[Posted],
    pages: str,
    expected: list[int],
    complete: bool,
    index: str | None,
) -> None:
    """A page is before or after a message, and says whether there is more."""
    for number, posted in enumerate(said):
        pages = pages.replace(f">{number}</after>", f">{posted.stanza_id}</after>")
        pages = pages.replace(f">{number}</before>", f">{posted.stanza_id}</before>")
    messages, answer = await client.archive(site.room().id, pages)
    assert found(messages) == [said[number].stanza_id for number in expected]
    assert is_complete(answer) is complete
    first = answer.find(f"{MAM}fin/{RSM}set/{RSM}first")
    assert (None if first is None else first.get("index")) == index
    assert answer.findtext(f"{MAM}fin/{RSM}set/{RSM}count") == "5"


async def test_largest_page(site: Site, client: XmppClient, said: list[Posted]) -> None:
    """A page is never larger than the server wants."""
    site.xmpp.page_limit = 3
    for pages in (None, "<max>100</max>"):
        messages, answer = await client.archive(site.room().id, pages)
        assert found(messages) == ids(said[:3])
        assert not is_complete(answer)


async def test_by_time(site: Site, client: XmppClient, said: list[Posted]) -> None:
    """A span of time includes its ends, and pages are pages of it."""
    start, end = (said[number].stamp.isoformat() for number in (1, 3))
    messages, answer = await client.archive(site.room().id, start=start, end=end)
    assert found(messages) == ids(said[1:4])
    assert answer.findtext(f"{MAM}fin/{RSM}set/{RSM}count") == "3"
    after = f"<after>{said[2].stanza_id}</after>"
    messages, _ = await client.archive(site.room().id, after, start=start)
    assert found(messages) == ids(said[3:])
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    messages, answer = await client.archive(site.room().id, start=later)
    assert (messages, is_complete(answer)) == ([], True)
    outside = f"<after>{said[0].stanza_id}</after>"
    _, answer = await client.archive(site.room().id, outside, start=start)
    assert condition(answer) == "item-not-found"


async def test_by_id(site: Site, client: XmppClient, said: list[Posted]) -> None:
    """Messages are found by their ids, or between two; unknown ones are left out."""
    wanted = [said[3].stanza_id, UNKNOWN, said[1].stanza_id]
    messages, _ = await client.archive(site.room().id, ids=wanted)
    assert found(messages) == [said[1].stanza_id, said[3].stanza_id]
    first, last = said[1].stanza_id, said[3].stanza_id
    messages, _ = await client.archive(site.room().id, from_id=first, to_id=last)
    assert found(messages) == ids(said[1:4])


@pytest.mark.parametrize("name", ["after", "before"])
async def test_unknown_place(site: Site, client: XmppClient, name: str) -> None:
    """What is not in the archive has nothing before or after it."""
    pages = f"<max>5</max><{name}>{UNKNOWN}</{name}>"
    messages, answer = await client.archive(site.room().id, pages)
    assert (messages, condition(answer)) == ([], "item-not-found")
    assert site.xmpp.complaints == []


@pytest.mark.parametrize(
    ("pages", "fields", "error"),
    [
        ("<max>many</max>", {}, "bad-request"),
        ("<max>-1</max>", {}, "bad-request"),
        ("<index>3</index>", {}, "bad-request"),
        (f"<after>{UNKNOWN}</after><before/>", {}, "bad-request"),
        ("<after/>", {}, "item-not-found"),
        (None, {"start": "yesterday"}, "bad-request"),
        (None, {"start": "2026-01-01T00:00:00"}, "bad-request"),
        (None, {"start": "2026-01-01"}, "bad-request"),
        (None, {"start": ["2026-01-01T00:00:00Z"] * 2}, "bad-request"),
        (None, {"ids": ["lower case"]}, "bad-request"),
        (None, {"with": "somebody@carbonio"}, "feature-not-implemented"),
        (None, {"FORM_TYPE": "urn:xmpp:mam:1"}, "bad-request"),
    ],
)
async def test_wrong_question(
    site: Site, client: XmppClient, pages: str | None, fields: Any, error: str
) -> None:
    """What cannot be asked is refused."""
    messages, answer = await client.archive(site.room().id, pages, **fields)
    assert (messages, condition(answer)) == ([], error)
    assert len(site.xmpp.complaints) == 1


@pytest.mark.parametrize(
    "inner",
    [
        "<flip-page/>",
        "<x xmlns='jabber:x:data' type='submit'/>",
        "<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE'/></x>",
    ],
)
async def test_wrong_query(site: Site, client: XmppClient, inner: str) -> None:
    """A query is a submitted form with its type, and paging."""
    query = f"<query xmlns='urn:xmpp:mam:2'>{inner}</query>"
    _, answer = await client.ask(query, f"{site.room().id}@muclight.carbonio")
    assert condition(answer) == "bad-request"


async def test_other_archives(site: Site, client: XmppClient) -> None:
    """Only the rooms that the account is in have archives for it."""
    jiro = site.world.person("Jiro")
    secret = site.world.add_room("Secret", "group", [(jiro.id, True)])
    _, answer = await client.archive(secret.id)
    assert condition(answer) == "not-allowed"
    _, answer = await client.archive("nowhere")
    assert condition(answer) == "item-not-found"
    assert site.xmpp.complaints == []
    _, answer = await client.ask("<query xmlns='urn:xmpp:mam:2'/>")
    assert condition(answer) == "service-unavailable"


async def test_retracted(site: Site, client: XmppClient) -> None:
    """A message that was taken back leaves its place, and the retract stays."""
    room = site.room().id
    await client.send(groupchat(room, text("Oops")))
    assert await client.nothing_came()
    own = site.room().archive[-1].stanza_id
    await client.send(groupchat(room, fastening(own, "retract"), "own-2"))
    messages, _ = await client.archive(room, "<max>2</max><before/>")
    gone, retract = (message[0].find(f"{FORWARDED}/{MESSAGE}") for message in messages)
    assert gone is not None and retract is not None
    assert gone.find("{jabber:client}body") is None
    assert gone.get("id") == "own-1"
    target = gone.find(f"{RETRACT}retracted/{STANZA_ID}")
    assert target is not None and target.get("id") == own
    assert retract.find(f"{{urn:xmpp:fasten:0}}apply-to/{RETRACT}retract") is not None


async def test_written_late(site: Site, client: XmppClient, said: list[Posted]) -> None:
    """What was said just now cannot be looked up yet."""
    site.world.archive_delay = 60
    await client.send(groupchat(site.room().id, text("New")))
    assert await client.nothing_came()
    messages, answer = await client.archive(site.room().id)
    assert (found(messages), is_complete(answer)) == (ids(said), True)
    new = f"<after>{site.room().archive[-1].stanza_id}</after>"
    _, answer = await client.archive(site.room().id, new)
    assert condition(answer) == "item-not-found"


async def test_inbox(site: Site, client: XmppClient) -> None:
    """Every conversation has its newest message and what is unread, newest first."""
    jiro = site.world.person("Jiro").id
    site.world.add_room("Empty", "group", [(site.me, True), (jiro, False)])
    was = site.room().settings_of(site.me).unread
    newest = [site.say("One"), site.say("Two", "Grandma", "Grandma")]
    messages, answer = await client.inbox()
    assert len(messages) == 3
    assert messages[0].get("from") == f"{site.me}@carbonio"
    assert messages[0].get("to") == client.address
    for message, posted in zip(messages[:2], newest[::-1], strict=True):
        result = message[0]
        assert (result.tag, result.get("queryid")) == (f"{INBOX}result", "ask")
        shown = result.find(f"{FORWARDED}/{MESSAGE}")
        delay = result.find(f"{FORWARDED}/{DELAY}")
        assert shown is not None and delay is not None
        assert datetime.fromisoformat(delay.get("stamp", "")) == posted.stamp
        kept = shown.find(STANZA_ID)
        assert kept is not None and kept.get("id") == posted.stanza_id
        assert result.findtext(f"{INBOX}box") == "inbox"
        assert result.findtext(f"{INBOX}archive") == "false"
        assert result.findtext(f"{INBOX}mute") == "0"
    assert [m[0].get("unread") for m in messages] == ["1", str(was + 1), "0"]
    fin = answer[0]
    assert fin.tag == f"{INBOX}fin"
    assert fin.findtext(f"{INBOX}count") == "3"
    assert fin.findtext(f"{INBOX}unread-messages") == str(was + 2)
    assert fin.findtext(f"{INBOX}active-conversations") == "2"
    assert site.xmpp.complaints == []


async def test_inbox_after_reading(site: Site, client: XmppClient) -> None:
    """What a marker has marked is not unread."""
    said = site.say("One")
    await client.send(groupchat(site.room().id, displayed(said.own_id)))
    messages, answer = await client.inbox()
    assert {message[0].get("unread") for message in messages} == {"0"}
    assert answer.findtext(f"{INBOX}fin/{INBOX}active-conversations") == "0"


async def test_part_of_the_inbox(site: Site, client: XmppClient) -> None:
    """The inbox can be asked for what is unread, the other way round, or a part."""
    site.say("One", room="Book Club")
    all_of_it, _ = await client.inbox()
    rooms = [message[0].find(f"{FORWARDED}/{MESSAGE}") for message in all_of_it]

    async def ask(inner: str) -> list[str | None]:
        messages, _ = await client.inbox(inner)
        shown = [message[0].find(f"{FORWARDED}/{MESSAGE}") for message in messages]
        return [message.get("id") for message in shown if message is not None]

    def form(name: str, value: str) -> str:
        field = f"<field var='{name}'><value>{value}</value></field>"
        return f"<x xmlns='jabber:x:data' type='submit'>{field}</x>"

    everything = [room.get("id") for room in rooms if room is not None]
    assert await ask(form("order", "asc")) == everything[::-1]
    assert await ask(form("hidden_read", "true")) == everything[:2]
    pages = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max></set>"
    assert await ask(pages) == everything[:1]
    assert site.xmpp.complaints == []
    for wrong in (
        form("order", "random"),
        form("flavour", "sweet"),
        pages.replace("max", "index"),
        "<empty/>",
    ):
        assert condition((await client.inbox(wrong))[1]) == "bad-request"
