"""What is said in the rooms of the simulated Carbonio, and who hears it."""

from collections.abc import AsyncGenerator
from xml.etree.ElementTree import Element

import pytest

from .carbonio_site import Site, open_site
from .carbonio_world import File
from .xmpp_client import (
    MARKABLE,
    XmppClient,
    condition,
    displayed,
    fastening,
    groupchat,
    text,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

BODY = "{jabber:client}body"
STANZA_ID = "{urn:xmpp:sid:0}stanza-id"
BOOK_CLUB = "Book Club"


@pytest.fixture
async def site(socket_enabled: None) -> AsyncGenerator[Site]:
    """Return the sockets of a family."""
    async with open_site() as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncGenerator[XmppClient]:
    """Return the account's client, to whom everything is told."""
    async with site.joined() as joined:
        yield joined


@pytest.fixture
def family(site: Site) -> str:
    """Return the id of the room."""
    return site.room().id


def stanza_id(message: Element) -> str:
    """Return the id under which a room keeps a message."""
    found = message.find(STANZA_ID)
    assert found is not None
    return found.get("id", "")


async def test_send(site: Site, client: XmppClient, family: str) -> None:
    """A text comes back to its sender and to all others, and is kept."""
    async with (
        site.joined("Hanako") as hanako,
        site.joined() as second,
        site.joined("Jiro") as stranger,
    ):
        await client.receive()  # the second client's presence
        await client.send(groupchat(family, text("Tea &amp; <![CDATA[<cake>]]> 🍰")))
        for one in (client, second, hanako):
            message = await one.receive()
            assert message.findtext(BODY) == "Tea & <cake> 🍰"
            assert message.find("{urn:xmpp:chat-markers:0}markable") is not None
            room = f"{family}@muclight.carbonio"
            assert message.get("from") == f"{room}/{site.me}@carbonio"
            assert message.get("to") == f"{one.user_id}@carbonio"
            assert (message.get("type"), message.get("id")) == ("groupchat", "own-1")
            kept = message.find(STANZA_ID)
            assert kept is not None and kept.get("by") == room
            assert kept.get("id") == site.room().archive[-1].stanza_id
        assert await stranger.nothing_came()
    assert site.xmpp.complaints == []


async def test_no_presence(site: Site, family: str) -> None:
    """Who has sent no presence may speak, but hears nothing."""
    async with site.socket() as client:
        await client.bind(site.token)
        await client.send(groupchat(family, text("Hello")))
        assert await client.nothing_came()
    assert site.room().archive[-1].own_id == "own-1"


async def test_receive(site: Site, client: XmppClient) -> None:
    """What others say comes by itself, with growing ids."""
    said = [site.say("One"), site.say("Two", "Grandma", "Grandma")]
    heard = [await client.receive() for _ in said]
    assert [stanza_id(message) for message in heard] == [s.stanza_id for s in said]
    numbers = [int(stanza_id(message), 32) for message in heard]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("room", "error"), [("nowhere", "item-not-found"), ("secret", "forbidden")]
)
async def test_other_rooms(
    site: Site, client: XmppClient, room: str, error: str
) -> None:
    """Rooms that are not the account's are closed, which is nobody's mistake."""
    jiro = site.world.person("Jiro")
    site.world.add_room("Secret", "group", [(jiro.id, True)], room_id="secret")
    answer = await client.exchange(groupchat(room, text("Hello")))
    assert (answer.get("type"), answer.get("id")) == ("error", "own-1")
    assert answer.get("from") == f"{room}@muclight.carbonio"
    assert condition(answer) == error
    assert answer.findtext(BODY) == "Hello"
    assert site.xmpp.complaints == []


async def test_workspace(socket_enabled: None) -> None:
    """Nobody can speak in a workspace, but in its channels."""
    async with open_site("1.3.1") as site, site.joined() as client:
        office, news = site.room("Office").id, site.room("News").id
        answer = await client.exchange(groupchat(office, text("Hello")))
        assert condition(answer) == "item-not-found"
        answer = await client.exchange(groupchat(news, text("Hello")))
        assert answer.findtext(BODY) == "Hello"


@pytest.mark.parametrize(
    ("inner", "error"),
    [
        ("<body>Not markable</body>", "bad-request"),
        (MARKABLE, "bad-request"),
        (f"<body/>{MARKABLE}", "bad-request"),
        (f"<body>1</body><body>2</body>{MARKABLE}", "bad-request"),
        (f"stray<body>1</body>{MARKABLE}", "bad-request"),
        (text("1", "<subject>2</subject>"), "bad-request"),
        (text("1", "<forwarded xmlns='urn:xmpp:forward:0'/>"), "bad-request"),
        (text("1", "<reply xmlns='urn:xmpp:reply:0' id='AAAA'/>"), "item-not-found"),
        (fastening("AAAA", "reaction", "👍"), "item-not-found"),
        (f"{displayed('a')}<body>1</body>", "bad-request"),
    ],
)
async def test_wrong_message(
    site: Site, client: XmppClient, family: str, inner: str, error: str
) -> None:
    """What is no text, no fastening and no marker is refused, and not kept."""
    before = len(site.room().archive)
    answer = await client.exchange(groupchat(family, inner))
    assert (answer.get("type"), condition(answer)) == ("error", error)
    assert (len(site.room().archive), len(site.xmpp.complaints)) == (before, 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ((" id='own-1'", ""), "bad-request"),
        (("own-1", "a &amp; b"), "bad-request"),
        (("groupchat", "chat"), "service-unavailable"),
        ((" type='groupchat'", ""), "service-unavailable"),
        (("@muclight.carbonio", "@carbonio"), "service-unavailable"),
        (("@muclight.carbonio", "@muclight.carbonio/me"), "service-unavailable"),
    ],
)
async def test_wrong_envelope(
    site: Site, client: XmppClient, family: str, change: tuple[str, str], error: str
) -> None:
    """A message has an id and is a groupchat to a room."""
    frame = groupchat(family, text("Hello")).replace(*change)
    assert condition(await client.exchange(frame)) == error
    assert len(site.xmpp.complaints) == 1


async def test_error_is_not_answered(
    site: Site, client: XmppClient, family: str
) -> None:
    """What a client cannot do with a message is its own matter."""
    frame = groupchat(family, text("Hello")).replace("groupchat", "error")
    await client.send(frame)
    assert await client.nothing_came()
    assert site.xmpp.complaints == []


async def test_reply(site: Site, client: XmppClient, family: str) -> None:
    """A reply names a message of the room and who sent it."""
    said = site.say("Who wants tea?")
    await client.receive()

    def reply(to: str) -> str:
        named = f"id='{said.stanza_id}' to='{to}@carbonio/{family}@muclight.carbonio'"
        return text("Me", f"<reply xmlns='urn:xmpp:reply:0' {named}/>")

    echo = await client.exchange(groupchat(family, reply(said.sender_id)))
    found = echo.find("{urn:xmpp:reply:0}reply")
    assert found is not None and found.get("id") == said.stanza_id
    assert site.xmpp.complaints == []
    answer = await client.exchange(groupchat(family, reply(site.me)))
    assert condition(answer) == "bad-request"


async def test_edit(site: Site, client: XmppClient, family: str) -> None:
    """Own words can be edited; the edit is a message of its own."""
    own = stanza_id(await client.exchange(groupchat(family, text("Tee"))))
    edit = groupchat(family, fastening(own, "edit", "Tea"), "own-2")
    echo = await client.exchange(edit)
    assert echo.findtext(BODY) == "Tea"
    assert (
        echo.find("{urn:xmpp:fasten:0}apply-to/{zextras:xmpp:edit:0}edit") is not None
    )
    assert site.room().archive[-1].stanza_id == stanza_id(echo) != own
    assert site.xmpp.complaints == []
    again = fastening(stanza_id(echo), "edit", "Coffee")
    assert condition(await client.exchange(groupchat(family, again))) == "bad-request"


async def test_retract(site: Site, client: XmppClient, family: str) -> None:
    """Own words can be taken back, once; nothing can be done to them after that."""
    own = stanza_id(await client.exchange(groupchat(family, text("Oops"))))
    retract = groupchat(family, fastening(own, "retract"), "own-2")
    assert stanza_id(await client.exchange(retract)) != own
    posted = site.room().find(own)
    assert posted and posted.retracted_at
    assert site.xmpp.complaints == []
    for kind, value in (("retract", None), ("edit", "Well"), ("reaction", "👍")):
        late = groupchat(family, fastening(own, kind, value), "own-3")
        assert condition(await client.exchange(late)) == "item-not-found"


async def test_react(site: Site, client: XmppClient, family: str) -> None:
    """Anybody's words get a reaction; an empty one takes it back."""
    said = site.say("Cake!")
    await client.receive()
    for value in ("👍🏽", ""):
        reaction = fastening(said.stanza_id, "reaction", value)
        echo = await client.exchange(groupchat(family, reaction))
        assert echo.get("type") == "groupchat"
        assert echo.findtext(BODY) == value
    assert site.xmpp.complaints == []


@pytest.mark.parametrize(
    "wrong",
    [
        fastening("ID", "retract").replace("</apply-to>", "<external/></apply-to>"),
        fastening("ID", "edit", ""),
        fastening("ID", "edit"),
        fastening("ID", "reaction"),
        fastening("ID", "reaction", "1").replace("name='body'", "name='b'"),
        fastening("ID", "reaction", "long" * 9),
        fastening("ID", "edit", "1").replace("zextras:xmpp:edit:0", "edit"),
    ],
)
async def test_wrong_fastening(
    site: Site, client: XmppClient, family: str, wrong: str
) -> None:
    """A fastening is one thing, with a value that it names, or without."""
    own = stanza_id(await client.exchange(groupchat(family, text("Hello"))))
    answer = await client.exchange(groupchat(family, wrong.replace("ID", own)))
    assert condition(answer) == "bad-request"
    assert len(site.xmpp.complaints) == 1


async def test_not_own(site: Site, client: XmppClient, family: str) -> None:
    """What others said stays, and so do files' texts and the room's notices."""
    said = site.say("Mine")
    photo = File(name="a.png", content_type="image/png", data=b"", description="A")
    _, attached = site.world.attach(family, site.me, photo)
    operation = "<operation>roomNameChanged</operation>"
    x = f"<x xmlns='urn:xmpp:muclight:0#configuration'>{operation}</x><body/>"
    notice = site.world.post(family, site.me, children=x)
    inner = "<forwarded xmlns='urn:xmpp:forward:0'/><body/>"
    forwarded = site.world.post(family, site.me, children=inner)
    for _ in range(4):
        await client.receive()
    for target, kind, error in (
        (said, "edit", "forbidden"),
        (said, "retract", "forbidden"),
        (notice, "retract", "not-allowed"),
        (attached, "edit", "not-allowed"),
        (forwarded, "edit", "not-allowed"),
    ):
        value = "Yours" if kind == "edit" else None
        frame = groupchat(family, fastening(target.stanza_id, kind, value))
        assert condition(await client.exchange(frame)) == error
    assert len(site.xmpp.complaints) == 5
    retract = groupchat(family, fastening(attached.stanza_id, "retract"))
    assert (await client.exchange(retract)).get("type") == "groupchat"


async def test_displayed(site: Site, client: XmppClient, family: str) -> None:
    """A marker for the newest message makes everything read, and is told on."""
    first, second = site.say("One"), site.say("Two")
    settings = site.room().settings_of(site.me)
    kept = len(site.room().archive)
    for _ in range(2):
        await client.receive()
    assert settings.unread >= 2
    async with site.joined("Hanako") as hanako:
        marker = groupchat(family, displayed(first.own_id))
        assert (await client.exchange(marker)).find(STANZA_ID) is None
        assert settings.unread >= 2
        await client.exchange(groupchat(family, displayed(second.own_id)))
        assert settings.unread == 0
        for posted in (first, second):
            heard = await hanako.receive()
            assert heard[0].get("id") == posted.own_id
            assert heard[0].tag == "{urn:xmpp:chat-markers:0}displayed"
    assert (len(site.room().archive), site.xmpp.complaints) == (kept, [])
    await client.exchange(groupchat(family, displayed(second.stanza_id)))
    assert len(site.xmpp.complaints) == 1


async def test_sending_reads(site: Site, client: XmppClient, family: str) -> None:
    """Who speaks has read everything; for the others there is more to read."""
    site.say("Hello?")
    await client.receive()
    others = site.room().settings_of(site.world.person("Grandma").id)
    was = others.unread
    assert site.room().settings_of(site.me).unread
    await client.exchange(groupchat(family, text("Here")))
    assert site.room().settings_of(site.me).unread == 0
    assert others.unread == was + 1


async def test_chat_state(site: Site, client: XmppClient, family: str) -> None:
    """That somebody writes is told on and not kept."""
    kept = len(site.room().archive)
    state = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
    heard = await client.exchange(groupchat(family, state))
    assert heard[0].tag == "{http://jabber.org/protocol/chatstates}composing"
    assert (len(site.room().archive), site.xmpp.complaints) == (kept, [])


async def test_swallow_echo(site: Site, client: XmppClient, family: str) -> None:
    """A message is kept and heard by all but its sender."""
    async with site.joined("Hanako") as hanako:
        site.xmpp.swallow_echo()
        await client.send(groupchat(family, text("Kept")))
        assert (await hanako.receive()).findtext(BODY) == "Kept"
        assert await client.nothing_came()
        assert site.room().archive[-1].own_id == "own-1"
        echo = await client.exchange(groupchat(family, text("Heard"), "own-2"))
        assert echo.findtext(BODY) == "Heard"


async def test_drop_next(site: Site, client: XmppClient, family: str) -> None:
    """Messages get lost; markers do not count."""
    kept = [posted.own_id for posted in site.room().archive]
    site.xmpp.drop_next(2)
    await client.send(groupchat(family, text("Lost")))
    await client.exchange(groupchat(family, displayed(kept[-1]), "own-2"))
    await client.send(groupchat(family, text("Lost"), "own-3"))
    assert await client.nothing_came()
    assert [posted.own_id for posted in site.room().archive] == kept
    await client.exchange(groupchat(family, text("Kept"), "own-4"))
    assert site.room().archive[-1].own_id == "own-4"


async def test_removed_member(site: Site, client: XmppClient) -> None:
    """Who has left a room hears nothing more of it."""
    room = site.room(BOOK_CLUB)
    del room.members[site.me]
    site.say("He has gone.", room=BOOK_CLUB)
    assert await client.nothing_came()
    answer = await client.exchange(groupchat(room.id, text("Wait")))
    assert condition(answer) == "forbidden"
