"""The server itself: that its modules do what they stand in for."""

from xml.etree.ElementTree import Element

import pytest

from .conftest import BOOK_CLUB, FAMILY, GRANDMA, HANAKO, TARO, Online
from .member import Member
from .server import ROOMS, Prosody

RESULT = "{urn:xmpp:mam:2}result"
COUNT = "{http://jabber.org/protocol/rsm}count"
INBOX = (
    "<iq xmlns='jabber:client' type='set' id='{id}'>"
    "<inbox xmlns='erlang-solutions.com:xmpp:inbox:0' queryid='{id}'/></iq>"
)
RETRACT = "<retract xmlns='urn:esl:message-retract-by-stanza-id:0'/>"
REACTION = "<reaction xmlns='zextras:xmpp:reaction:0'/>"


async def ask_archive(
    member: Member, fields: dict[str, str], pages: str
) -> tuple[list[str], Element]:
    """Return the ids of a page of the family's archive, and the answer."""
    query_id = f"query-{len(member.received)}"
    form = "".join(
        f"<field var='{name}'><value>{value}</value></field>"
        for name, value in ({"FORM_TYPE": "urn:xmpp:mam:2"} | fields).items()
    )
    await member.send(
        f"<iq xmlns='jabber:client' type='set' id='{query_id}' to='{FAMILY}@{ROOMS}'>"
        f"<query xmlns='urn:xmpp:mam:2' queryid='{query_id}'>"
        f"<x xmlns='jabber:x:data' type='submit'>{form}</x>"
        f"<set xmlns='http://jabber.org/protocol/rsm'>{pages}</set></query></iq>"
    )
    answer = await member.seen(lambda element: element.get("id") == query_id)
    results = [element.find(RESULT) for element in member.received]
    return [
        result.get("id", "")
        for result in results
        if result is not None and result.get("queryid") == query_id
    ], answer


async def unread(member: Member) -> int:
    """Return how much of the family's room somebody has not read."""
    query_id = f"inbox-{len(member.received)}"
    await member.send(INBOX.format(id=query_id))
    await member.seen(lambda element: element.get("id") == query_id)
    return next(
        int(element.get("unread", ""))
        for received in member.received
        for element in received
        if element.get("queryid") == query_id and f"{FAMILY}@" in repr_of(element)
    )


def repr_of(element: Element) -> str:
    """Return all that an element's parts have as attributes."""
    return " ".join(value for part in element.iter() for value in part.attrib.values())


async def test_everybody_in_a_room_gets_what_is_said(online: Online) -> None:
    """Everyone who is online hears it, from the room's address, with its id."""
    async with online(HANAKO) as hanako, online(GRANDMA) as grandma:
        stanza_id = await hanako.say(FAMILY, "Dinner!", own_id="m-1")
        heard = await grandma.seen(lambda element: element.get("id") == "m-1")
        assert heard.get("from") == f"{FAMILY}@{ROOMS}/{HANAKO}@carbonio"
        assert stanza_id in repr_of(heard)
        assert int(stanza_id, 32) < int(await grandma.say(FAMILY, "Coming."), 32)


async def test_a_room_is_its_members_only(online: Online) -> None:
    """Whoever is no member can neither write nor read."""
    async with online(TARO) as taro:
        await taro.send(
            f"<message xmlns='jabber:client' to='{BOOK_CLUB}@{ROOMS}' id='m' "
            "type='groupchat'><body>Hello?</body></message>"
        )
        refused = await taro.seen(lambda element: element.get("id") == "m")
        assert refused.get("type") == "error"


@pytest.mark.parametrize(
    ("pages", "expected", "is_complete"),
    [
        ("<max>2</max>", slice(0, 2), False),
        ("<max>2</max><before/>", slice(3, 5), False),
        ("<max>2</max><after>{1}</after>", slice(2, 4), False),
        ("<max>2</max><after>{2}</after>", slice(3, 5), True),
        ("<max>2</max><before>{2}</before>", slice(0, 2), True),
        ("<max>9</max>", slice(0, 5), True),
    ],
)
async def test_pages_of_the_archive(
    online: Online, pages: str, expected: slice, is_complete: bool
) -> None:
    """Pages have a size and go on after or before a stanza."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(5)]
        found, answer = await ask_archive(hanako, {}, pages.format(*ids))
        assert found == ids[expected]
        assert answer[0].get("complete") == ("true" if is_complete else None)
        assert answer[0].findtext(f".//{COUNT}") == "5"


async def test_forms_of_the_archive(online: Online) -> None:
    """A form says from where to where, or which stanzas."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, str(number)) for number in range(4)]
        found, _ = await ask_archive(hanako, {"ids": ids[2]}, "")
        assert found == ids[2:3]
        found, _ = await ask_archive(
            hanako, {"from_id": ids[1], "to_id": ids[2]}, "<max>9</max>"
        )
        assert found == ids[1:3]
        found, _ = await ask_archive(hanako, {"start": "2000-01-01T00:00:00.5Z"}, "")
        assert found == ids
        found, _ = await ask_archive(hanako, {"end": "2000-01-01T00:00:00Z"}, "")
        assert found == []


async def test_the_archive_outlives_the_server(
    prosody: Prosody, online: Online
) -> None:
    """After a restart all is there but what was taken back."""
    async with online(HANAKO) as hanako:
        ids = [await hanako.say(FAMILY, text) for text in ("One", "Two")]
        ids.append(await hanako.fasten(FAMILY, ids[0], RETRACT))
        await prosody.crash()
        await hanako.sent_away()
    await prosody.start()
    async with online(HANAKO) as hanako:
        found, _ = await ask_archive(hanako, {}, "")
        assert found == ids
        bodies = [
            part.text or ""
            for element in hanako.received
            for part in element.iter("{jabber:client}body")
        ]
        assert bodies == ["Two"]


async def test_what_is_unread(online: Online) -> None:
    """What others send counts, until one writes or marks what is newest."""
    async with online(HANAKO) as hanako, online(GRANDMA) as grandma:
        await grandma.say(FAMILY, "One", own_id="m-1")
        stanza_id = await grandma.say(FAMILY, "Two", own_id="m-2")
        assert (await unread(hanako), await unread(grandma)) == (2, 0)
        marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='{}'/>"
        assert await hanako.post(FAMILY, marker.format("m-1")) == ""
        assert await unread(hanako) == 2
        await hanako.post(FAMILY, marker.format("m-2"))
        assert await unread(hanako) == 0
        await grandma.fasten(FAMILY, stanza_id, REACTION, "🎉")
        assert await unread(hanako) == 1
        await hanako.say(FAMILY, "Three")
        assert (await unread(hanako), await unread(grandma)) == (0, 1)


@pytest.mark.parametrize("pings", [{"ping_every": 0.2, "ping_patience": 0.2}])
async def test_who_does_not_answer_is_sent_away(online: Online) -> None:
    """A client that does not answer a ping loses its connection."""
    async with online(HANAKO) as hanako:
        hanako.answers_pings = False
        await hanako.sent_away()


async def test_typing_is_not_kept(online: Online) -> None:
    """A chat state is only told on."""
    composing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    async with online(HANAKO) as hanako:
        assert await hanako.post(FAMILY, composing) == ""
        found, _ = await ask_archive(hanako, {}, "")
        assert found == []
