"""Stanzas: what rooms' messages say, and how what is sent is written."""

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest

from custom_components.chat_rooms.providers.carbonio import muclight
from custom_components.chat_rooms.providers.carbonio.archive import Archived
from custom_components.chat_rooms.providers.carbonio.muclight import (
    Fastened,
    Kind,
    displayed,
    fastening,
    groupchat,
    read,
    read_kept,
)
from custom_components.chat_rooms.providers.carbonio.xml import parse, to_text

from .stanzas import (
    ADDRESS,
    EARLIER,
    FILE,
    GRANDMA,
    HANAKO,
    MARKABLE,
    PLACE,
    ROOM,
    SENT_AT,
    STANZA_ID,
    TARO,
    body,
    configuration,
    fastened,
    forwarded,
    message,
    stanza,
)

REPLY = f"<reply xmlns='urn:xmpp:reply:0' id='{EARLIER}' to='x'/>"
STATE = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
AFFILIATIONS = (
    "<x xmlns='urn:xmpp:muclight:0#affiliations'>"
    f"<user affiliation='member'>{HANAKO}@carbonio</user></x>"
)
ITEM = "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member'/></x>"
SMILE = "\\u0048\\u0069 \\ud83d\\ude42"


def test_text() -> None:
    """Test an ordinary message."""
    found = stanza(body("Hi &lt;you&gt;"), MARKABLE, PLACE)
    assert found.kind is Kind.MESSAGE
    assert (found.room_id, found.sender_id) == (ROOM, HANAKO)
    assert (found.id, found.stanza_id) == ("own-1", STANZA_ID)
    assert found.body == "Hi <you>"
    assert found.stamp is None
    assert (found.reply_to, found.operation, found.displayed) == ("", "", "")
    assert (found.attachment, found.fastening, found.forwarded) == (None, None, None)
    assert [*found.people] == [HANAKO]


def test_archived() -> None:
    """Test a message of the archive, which tells beside it what it is."""
    found = stanza(body("Hi"), ITEM, stanza_id=EARLIER, stamp=SENT_AT)
    assert found.kind is Kind.MESSAGE
    assert (found.stanza_id, found.stamp) == (EARLIER, SENT_AT)
    assert stanza(PLACE, body("Hi"), stanza_id=EARLIER).stanza_id == EARLIER


def test_kept() -> None:
    """Test what archive and inbox keep, which tell of the id, or leave it out."""
    kept = Archived(
        stanza_id=EARLIER, stamp=SENT_AT, element=parse(message(PLACE, body("Hi")))
    )
    found = read_kept(kept)
    assert found is not None
    assert (found.stanza_id, found.stamp) == (EARLIER, SENT_AT)
    found = read_kept(replace(kept, stanza_id=""))
    assert found is not None
    assert found.stanza_id == STANZA_ID


def test_delayed() -> None:
    """Test that members do not say when the server took a message."""
    delay = "<delay xmlns='urn:xmpp:delay' stamp='2026-09-20T10:00:00Z'/>"
    assert stanza(body("Hi"), delay).stamp is None
    assert stanza(body("Hi"), delay, stamp=SENT_AT).stamp == SENT_AT


@pytest.mark.parametrize(
    "source",
    [
        "",
        "carbonio",
        f"{HANAKO}@carbonio",
        f"{HANAKO}@carbonio/x",
        f"{ROOM}@muclight.example.com/{HANAKO}@carbonio",
        "muclight.carbonio",
        "@muclight.carbonio/x",
    ],
)
def test_from_no_room(source: str) -> None:
    """Test that only rooms have messages."""
    assert read(parse(message(body("Hi"), **{"from": source}))) is None
    assert read(Element("{jabber:client}message")) is None


def test_errors() -> None:
    """Test that a message that could not be sent is none."""
    assert read(parse(message(body("Hi"), type="error"))) is None


def test_stanza_id_of_another() -> None:
    """Test that nobody but the room says where a message stands."""
    other = "<stanza-id xmlns='urn:xmpp:sid:0' by='evil@muclight.carbonio' id='X'/>"
    assert stanza(other, body("Hi")).stanza_id == ""
    assert stanza(other, PLACE, body("Hi")).stanza_id == STANZA_ID
    assert stanza(PLACE, body("Hi"), other).stanza_id == STANZA_ID
    without = "<stanza-id xmlns='urn:xmpp:sid:0' id='X'/>"
    assert stanza(without, body("Hi")).stanza_id == ""
    forged = PLACE.replace(STANZA_ID, EARLIER)
    assert stanza(forged, body("Hi"), PLACE).stanza_id == STANZA_ID


@pytest.mark.parametrize(
    "children",
    [
        [],
        [STATE],
        [AFFILIATIONS, "<body/>"],
        ["<body/>", MARKABLE],
        ["<x xmlns='urn:example:0'><operation>memberAdded</operation></x>"],
        ["<body xmlns='urn:example:0'>No</body>"],
        [fastened("pin"), body("A text for those who do not know it")],
        [fastened("edit", ""), body("New")],
        ["<apply-to xmlns='urn:xmpp:fasten:0' id='X'/>", body("New")],
    ],
)
def test_ignored(children: list[str]) -> None:
    """Test that what says nothing has a place all the same."""
    found = stanza(*children, PLACE)
    assert found.kind is Kind.IGNORED
    assert found.stanza_id == STANZA_ID
    assert found.fastening is None


def test_from_the_room() -> None:
    """Test that what the room itself says has no sender."""
    found = stanza(AFFILIATIONS, "<body/>", sender=None)
    assert (found.room_id, found.sender_id, found.kind) == (ROOM, "", Kind.IGNORED)


def test_reply() -> None:
    """Test which message one answers."""
    assert stanza(body("Yes"), REPLY).reply_to == EARLIER
    found = stanza(configuration("attachmentAdded", **FILE), REPLY)
    assert (found.reply_to, found.kind) == (EARLIER, Kind.CONFIGURATION)


@pytest.mark.parametrize(
    ("text", "more", "shown"),
    [
        (SMILE, " encoded='UTF-8'", "Hi 🙂"),
        (SMILE, "", SMILE),
        ("plain", " encoded='UTF-8'", "plain"),
        ("C:\\users", " encoded='UTF-8'", "C:\\users"),
        ("\\ud83d!", " encoded='UTF-8'", "�!"),
    ],
)
def test_encoded(text: str, more: str, shown: str) -> None:
    """Test that only what says so is decoded, outside of what the server writes."""
    assert stanza(body(text, more)).body == shown
    found = stanza(fastened("edit"), body(text, more)).fastening
    assert found is not None
    assert found.value == shown


@pytest.mark.parametrize(
    ("operation", "values", "value", "user_id"),
    [
        ("roomNameChanged", {"value": SMILE}, "Hi 🙂", ""),
        ("roomDescriptionChanged", {"value": ""}, "", ""),
        ("roomPictureUpdated", {"picture-id": "p", "picture-name": "n"}, "", ""),
        ("roomPictureDeleted", {}, "", ""),
        ("memberAdded", {"user-id": GRANDMA}, "", GRANDMA),
        ("memberRemoved", {"user-id": f" {GRANDMA}\n"}, "", GRANDMA),
        ("somethingNew", {"what": "x"}, "", ""),
        ("", {}, "", ""),
    ],
)
def test_configuration(
    operation: str, values: dict[str, str], value: str, user_id: str
) -> None:
    """Test what a room tells of itself."""
    found = stanza(configuration(operation, **values), "<body/>", PLACE)
    assert found.kind is Kind.CONFIGURATION
    assert (found.operation, found.value, found.user_id) == (operation, value, user_id)
    assert found.attachment is None
    assert [*found.people] == [HANAKO, *filter(None, [user_id])]


@pytest.mark.parametrize("first", [True, False])
def test_attachment(first: bool) -> None:
    """Test a file with its caption, which the server always escapes."""
    values = FILE | {"filename": SMILE, "mime-type": "Image/PNG"}
    children = [configuration("attachmentAdded", **values), body(SMILE), PLACE]
    found = stanza(*(children if first else reversed(children)))
    assert found.kind is Kind.CONFIGURATION
    assert found.body == "Hi 🙂"
    file = found.attachment
    assert file is not None
    assert (file.id, file.name, file.content_type) == ("f-1", "Hi 🙂", "image/png")
    assert (file.size, file.area) == (12, "640x480")


@pytest.mark.parametrize("size", ["", "many", "-1", "1e400", "9" * 30, "9" * 5000])
def test_attachment_of_no_size(size: str) -> None:
    """Test a file of which little is known."""
    found = stanza(configuration("attachmentAdded", size=size))
    file = found.attachment
    assert file is not None
    assert (file.id, file.name, file.content_type) == ("", "", "")
    assert (file.size, file.area) == (None, "")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("edit", body("Better"), "Better"),
        ("reaction", body("🎉"), "🎉"),
        ("reaction", "<body/>", ""),
        ("reaction", "", ""),
        ("retract", "", ""),
    ],
)
def test_fastening(kind: str, text: str, value: str) -> None:
    """Test what is done to another message."""
    found = stanza(text, fastened(kind), PLACE)
    assert (found.kind, found.body) == (Kind.FASTENING, "")
    assert found.fastening is not None
    assert found.fastening.kind == kind
    assert (found.fastening.target, found.fastening.value) == (EARLIER, value)


def test_marker() -> None:
    """Test which message somebody has seen."""
    marker = "<displayed xmlns='urn:xmpp:chat-markers:0' id='own-7'/>"
    found = stanza(marker)
    assert (found.kind, found.displayed) == (Kind.DISPLAYED, "own-7")
    assert found.stanza_id == ""
    assert stanza(marker, body("Hi")).kind is Kind.MESSAGE


def test_tombstone() -> None:
    """Test what is left of a retracted message, whatever else is left."""
    retracted = (
        "<retracted xmlns='urn:esl:message-retract-by-stanza-id:0'"
        f" stamp='2026-09-21T00:00:00Z'>{PLACE}</retracted>"
    )
    for more in ("", ITEM, body("Gone"), configuration("attachmentAdded", **FILE)):
        found = stanza(more, retracted, stanza_id=EARLIER)
        assert found.kind is Kind.RETRACTED
        assert (found.stanza_id, found.body, found.attachment) == (EARLIER, "", None)


def test_forwarded() -> None:
    """Test somebody's message of another room."""
    found = stanza("<body/>", forwarded(body(SMILE, " encoded='UTF-8'")), PLACE)
    assert (found.kind, found.body) == (Kind.MESSAGE, "")
    told = found.forwarded
    assert told is not None
    assert (told.sender_id, told.count, told.body) == (GRANDMA, 2, "Hi 🙂")
    assert told.sent_at == datetime(2026, 9, 20, 10, 0, 0, 500_000, tzinfo=UTC)
    assert [*found.people] == [HANAKO, GRANDMA]
    assert (found.id, found.sender_id, found.room_id) == ("own-1", HANAKO, ROOM)


@pytest.mark.parametrize("side", ["outer", "inner", "both"])
def test_forwarded_file(side: str) -> None:
    """Test a forwarded file; the copy that this room has comes first."""
    outer = configuration("attachmentAdded", **FILE)
    inner = body("Look", " encoded='UTF-8'")
    if side != "outer":
        inner += configuration("attachmentAdded", **FILE | {"attachment-id": "old"})
    children = ["<body/>", forwarded(inner)] + ([outer] if side != "inner" else [])
    found = stanza(*children)
    assert found.kind is Kind.CONFIGURATION
    assert found.attachment is not None
    assert found.attachment.id == ("old" if side == "inner" else "f-1")
    assert found.forwarded is not None
    assert found.forwarded.body == "Look"


@pytest.mark.parametrize("count", ["", "x", "0", "-3"])
def test_forwarded_nonsense(count: str) -> None:
    """Test a forwarded message of which next to nothing is known."""
    found = stanza(forwarded("", count, sender="")).forwarded
    assert found is not None
    assert (found.sender_id, found.count, found.body) == ("", 1, "")
    nothing = stanza("<forwarded xmlns='urn:xmpp:forward:0'/>", body("Hi"))
    assert (nothing.forwarded, nothing.body) == (None, "Hi")


def test_discreet() -> None:
    """Test that nothing that people wrote shows when it is printed."""
    found = stanza(body("secret"), configuration("attachmentAdded", filename="secret"))
    for what in (found, found.attachment, stanza(fastened("edit"), body("secret"))):
        assert "secret" not in repr(what)


def test_groupchat() -> None:
    """Test a text on its way out."""
    assert to_text(groupchat(ROOM, "own-1", "a < b")) == (
        f"<message xmlns='jabber:client' to='{ADDRESS}' type='groupchat' id='own-1'>"
        "<body>a &lt; b</body><markable xmlns='urn:xmpp:chat-markers:0'/></message>"
    )
    answer = to_text(
        groupchat(ROOM, "own-1", "Hi", reply_to=EARLIER, reply_sender=TARO)
    )
    assert (
        f"<reply xmlns='urn:xmpp:reply:0' id='{EARLIER}' to='{TARO}@carbonio/{ADDRESS}'/>"
    ) in answer
    unknown = to_text(groupchat(ROOM, "own-1", "Hi", reply_to=EARLIER))
    assert f"<reply xmlns='urn:xmpp:reply:0' id='{EARLIER}'/>" in unknown


def test_displayed() -> None:
    """Test a marker on its way out."""
    assert to_text(displayed(ROOM, "own-7", "own-8")) == (
        f"<message xmlns='jabber:client' to='{ADDRESS}' type='groupchat' id='own-8'>"
        "<displayed xmlns='urn:xmpp:chat-markers:0' id='own-7'/></message>"
    )
    assert " id='own-8'" not in to_text(displayed(ROOM, "own-7"))


@pytest.mark.parametrize(
    ("kind", "value", "children"),
    [
        (Fastened.EDIT, "New", fastened("edit") + "<body>New</body>"),
        (Fastened.REACTION, "🎉", fastened("reaction") + "<body>🎉</body>"),
        (Fastened.REACTION, "", fastened("reaction") + "<body/>"),
        (Fastened.RETRACT, "", fastened("retract")),
    ],
)
def test_fasten(kind: Fastened, value: str, children: str) -> None:
    """Test what is done to another message, on its way out."""
    found = to_text(fastening(ROOM, "own-1", kind, EARLIER, value))
    assert found == (
        f"<message xmlns='jabber:client' to='{ADDRESS}' type='groupchat' id='own-1'>"
        f"{children}</message>"
    )
    came = read(parse(found.replace("to='", f"from='{ADDRESS}/{TARO}@carbonio' to='")))
    assert came is not None
    assert came.fastening == muclight.Fastening(kind=kind, target=EARLIER, value=value)
