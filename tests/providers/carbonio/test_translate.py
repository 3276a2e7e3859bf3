"""Messages and changes, from what rooms say to what people read."""

from datetime import UTC, datetime

import pytest

from custom_components.chat_rooms.model import (
    Attachment,
    Member,
    MemberKind,
    Message,
    MessageKind,
)
from custom_components.chat_rooms.providers.carbonio.people import People
from custom_components.chat_rooms.providers.carbonio.places import Places, position
from custom_components.chat_rooms.providers.carbonio.translate import Translator

from .stanzas import (
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
    stanza,
)
from .translated import REPLY, TOMBSTONE, happened, told


def test_text(english: Translator) -> None:
    """Test everything about an ordinary message."""
    found = told(english, body("Hi there"), MARKABLE, REPLY)
    assert found == Message(
        id=STANZA_ID,
        room_id=ROOM,
        position=position(STANZA_ID, None),
        kind=MessageKind.TEXT,
        sender=Member(id=HANAKO, name="Hanako"),
        sent_at=SENT_AT,
        text="Hi there",
        client_id="own-1",
        reply_to=EARLIER,
        detail={"id": "own-1"},
    )
    assert found.counts
    assert not found.deleted


def test_times(english: Translator) -> None:
    """Test that the time that the server tells goes before the one of the id."""
    at = datetime(2026, 9, 21, 5, tzinfo=UTC)
    assert told(english, body("Hi"), stamp=at).sent_at == at
    change = happened(english, fastened("reaction"), body("🎉"), stamp=at)
    assert change.changed_at == at


def test_senders(english: Translator) -> None:
    """Test that a message comes whoever wrote it."""
    assert told(english, body("Hi"), sender=TARO).sender.kind is MemberKind.GUEST
    unknown = told(english, body("Hi"), sender="12345678-9").sender
    assert unknown == Member(id="12345678-9", name="12345678")
    room = told(english, body("Hi"), sender=None).sender
    assert room == Member(id="", name="Carbonio Chats", kind=MemberKind.SYSTEM)


def test_ids(english: Translator, places: Places) -> None:
    """Test a message that lacks one of its ids, and one that has none."""
    found = told(english, body("Hi"), id="")
    assert (found.id, found.client_id, dict(found.detail)) == (STANZA_ID, None, {})
    without = stanza(body("Hi"), stamp=SENT_AT)
    message = english.to_message(without)
    assert message is not None
    assert (message.id, message.sent_at) == ("own-1", SENT_AT)
    assert places.position_of("own-1") == message.position
    nothing = stanza(body("Hi"), id="")
    assert english.to_message(nothing) is None
    assert english.to_change(nothing) is None


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/png", MessageKind.IMAGE),
        ("IMAGE/PNG", MessageKind.IMAGE),
        ("audio/mpeg", MessageKind.AUDIO),
        ("video/mp4", MessageKind.VIDEO),
        ("application/pdf", MessageKind.FILE),
        ("", MessageKind.FILE),
        ("nonsense", MessageKind.FILE),
    ],
)
def test_files(english: Translator, content_type: str, kind: MessageKind) -> None:
    """Test what a file makes of a message."""
    values = FILE | {"mime-type": content_type}
    found = told(english, configuration("attachmentAdded", **values), body("Look"))
    assert (found.kind, found.text, found.counts) == (kind, "Look", True)
    assert found.attachments == (
        Attachment(
            id="f-1",
            name="a.png",
            content_type=content_type.lower() or "application/octet-stream",
            size=12,
            has_preview=content_type.lower() in ("image/png", "application/pdf"),
        ),
    )
    assert found.detail == {"id": "own-1", "area": "640x480"}


@pytest.mark.parametrize(("caption", "text"), [("", "a.png"), ("Look", "Look")])
def test_file_without_an_id(english: Translator, caption: str, text: str) -> None:
    """Test that a file that nobody can open is seen all the same."""
    values = FILE | {"attachment-id": ""}
    found = told(english, configuration("attachmentAdded", **values), body(caption))
    assert (found.kind, found.text) == (MessageKind.TEXT, text)
    assert found.attachments == ()


def test_forwarded(english: Translator) -> None:
    """Test a message that somebody else had written."""
    found = told(english, "<body/>", forwarded(body("Cake!")))
    assert (found.kind, found.text) == (MessageKind.TEXT, "Cake!")
    assert found.sender.name == "Hanako"
    assert found.detail["forwarded"] == {
        "sender": "Grandma {who}",
        "sender_id": GRANDMA,
        "sent_at": "2026-09-20T10:00:00.500000+00:00",
        "count": 2,
    }
    described = told(english, body("Read this"), forwarded(body("Cake!")))
    assert described.text == "Cake!"
    assert described.detail["forwarded"]["description"] == "Read this"
    only = told(english, body("Read this"), forwarded(""))
    assert only.text == "Read this"
    assert "description" not in only.detail["forwarded"]


def test_forwarded_file(english: Translator) -> None:
    """Test a file that somebody else had sent."""
    file = configuration("attachmentAdded", **FILE)
    found = told(english, "<body/>", file, forwarded(body("Cake!")))
    assert (found.kind, found.text) == (MessageKind.IMAGE, "Cake!")
    assert found.attachments[0].id == "f-1"
    assert found.detail["forwarded"]["sender_id"] == GRANDMA
    assert "operation" not in found.detail


def test_forwarded_own(english: Translator) -> None:
    """Test that who forwards something of his own says it again."""
    found = told(english, "<body/>", forwarded(body("Cake!"), sender=HANAKO))
    assert (found.text, "forwarded" in found.detail) == ("Cake!", False)


NOTICES = [
    (
        {"operation": "roomNameChanged", "value": "{who}"},
        "Hanako renamed the room to {who}",
        "Hanakoさんがルーム名を「{who}」に変更しました",
    ),
    (
        {"operation": "roomDescriptionChanged", "value": "All of us"},
        "Hanako changed the description to: All of us",
        "Hanakoさんが説明を「All of us」に変更しました",
    ),
    (
        {"operation": "roomDescriptionChanged"},
        "Hanako removed the description",
        "Hanakoさんが説明を削除しました",
    ),
    (
        {"operation": "roomPictureUpdated", "picture-id": "p"},
        "Hanako changed the picture of the room",
        "Hanakoさんがルームの画像を変更しました",
    ),
    (
        {"operation": "roomPictureDeleted"},
        "Hanako removed the picture of the room",
        "Hanakoさんがルームの画像を削除しました",
    ),
    (
        {"operation": "memberAdded", "user-id": GRANDMA},
        "Hanako added Grandma {who}",
        "HanakoさんがGrandma {who}さんを追加しました",
    ),
    (
        {"operation": "memberAdded", "user-id": HANAKO},
        "Hanako joined the room",
        "Hanakoさんが参加しました",
    ),
    (
        {"operation": "memberRemoved", "user-id": GRANDMA},
        "Hanako removed Grandma {who}",
        "HanakoさんがGrandma {who}さんを退出させました",
    ),
    (
        {"operation": "memberRemoved"},
        "Hanako left the room",
        "Hanakoさんが退出しました",
    ),
]


@pytest.mark.parametrize(("values", "in_english", "in_japanese"), NOTICES)
def test_notices(
    people: People, values: dict[str, str], in_english: str, in_japanese: str
) -> None:
    """Test what happens to the room, in the language of the account's user."""
    for language, text in (
        ("en", in_english),
        ("ja", in_japanese),
        ("ja-JP", in_japanese),
        ("JA_jp", in_japanese),
        ("de", in_english),
        ("", in_english),
    ):
        translator = Translator(people, Places(), language, TARO)
        found = told(translator, configuration(**values), "<body/>")
        assert (found.kind, found.text) == (MessageKind.SYSTEM, text)
        assert found.counts
        assert found.sender.name == "Hanako"
        expected = {"id": "own-1", "operation": values["operation"]}
        if "value" in values:
            expected["value"] = values["value"]
        if "user-id" in values:
            expected["member_id"] = values["user-id"]
        assert found.detail == expected


def test_notices_of_the_room(english: Translator) -> None:
    """Test what nobody in particular has done."""
    renamed = configuration("roomNameChanged", value="Us")
    found = told(english, renamed, sender=None)
    assert found.text == "Carbonio Chats renamed the room to Us"
    joined = configuration("memberAdded", **{"user-id": GRANDMA})
    found = told(english, joined, sender=None)
    assert found.text == "Grandma {who} joined the room"
    assert found.sender.kind is MemberKind.SYSTEM


def test_unknown_operations(english: Translator) -> None:
    """Test that of what nobody knows only the words are left."""
    known = told(english, configuration("roomPainted"), body("It is green now"))
    assert (known.kind, known.text) == (MessageKind.SYSTEM, "It is green now")
    for operation in ("roomPainted", ""):
        unknown = stanza(configuration(operation), "<body/>", PLACE)
        assert english.to_message(unknown) is None
        assert english.to_change(unknown) is None


def test_tombstone(english: Translator) -> None:
    """Test that nothing is left of a retracted message but its place."""
    found = told(english, TOMBSTONE, body("Hi"), REPLY, stanza_id=EARLIER)
    assert (found.id, found.position) == (EARLIER, position(EARLIER, None))
    assert (found.text, found.attachments, found.reply_to) == ("", (), None)
    assert (found.deleted, found.counts) == (True, False)
    assert found.detail == {"id": "own-1", "deleted": True}


@pytest.mark.parametrize(
    "children",
    [
        ["<displayed xmlns='urn:xmpp:chat-markers:0' id='own-7'/>"],
        ["<composing xmlns='http://jabber.org/protocol/chatstates'/>"],
        ["<x xmlns='urn:xmpp:muclight:0#affiliations'/>", "<body/>"],
    ],
)
def test_no_message(english: Translator, children: list[str]) -> None:
    """Test what is neither a message nor a change."""
    found = stanza(*children, PLACE)
    assert english.to_message(found) is None
    assert english.to_change(found) is None
