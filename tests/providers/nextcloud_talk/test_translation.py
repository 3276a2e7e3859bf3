"""Messages, from what Talk sends to what people read."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from custom_components.chat_rooms.model import (
    Attachment,
    Location,
    Member,
    MemberKind,
    Message,
    MessageKind,
)
from custom_components.chat_rooms.providers.nextcloud_talk.models import WireMessage
from custom_components.chat_rooms.providers.nextcloud_talk.translate import (
    attachment_path,
    to_message,
)
from custom_components.chat_rooms.providers.wire import parse

from .wire import wire_message

FILE: dict[str, Any] = {
    "type": "file",
    "id": "7",
    "name": "a.png",
    "size": "12",
    "path": "Talk/a.png",
    "mimetype": "image/png",
    "preview-available": "yes",
}


def message(**changes: Any) -> Message:
    """Return an ordinary message with some changes, as Taro sees it."""
    return to_message("abcdefgh", parse(WireMessage, wire_message(**changes)), "taro")


def text(template: str, **parameters: Any) -> Message:
    """Return a message whose text has something in its braces."""
    found = {key.replace("_", "-"): value for key, value in parameters.items()}
    return message(message=template, messageParameters=found or [])


def test_everything() -> None:
    """Test an ordinary message."""
    found = message()
    assert (found.id, found.position, found.room_id) == ("60", 60, "abcdefgh")
    assert found.sender == Member(id="hanako", name="Hanako")
    assert found.sent_at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert found.text == "Look, @Taro: a.png"
    assert found.client_id == "r-1"
    assert found.reply_to is None
    assert found.mentions_me
    assert found.counts
    assert not found.deleted
    assert found.detail == {
        "actor_type": "users",
        "message_type": "comment",
        "markdown": True,
        "silent": False,
        "reactions": {"👍": 2},
    }
    assert orjson.dumps(dict(found.detail))


def person(name: str, **more: str) -> dict[str, str]:
    """Return somebody who is mentioned."""
    return {"type": "user", "id": name.lower(), "name": name, **more}


@pytest.mark.parametrize(
    ("template", "parameters", "shown"),
    [
        ("Plain", {}, "Plain"),
        ("{a} {b}", {}, "{a} {b}"),
        ("{mention-user1}!", {"mention_user1": person("Hanako")}, "@Hanako!"),
        ("{actor} left", {"actor": person("Hanako")}, "Hanako left"),
        ("{{actor}}", {"actor": person("Hanako")}, "{Hanako}"),
        ("{actor", {"actor": person("Hanako")}, "{actor"),
        # A name is a name, whatever it looks like.
        ("{a}{b}", {"a": person("{b}"), "b": person("{a}")}, "{b}{a}"),
        ("{b} {x}", {"b": person("Bob")}, "Bob {x}"),
        ("{object}", {"object": {"type": "talk-poll", "name": "Six?"}}, "Six?"),
        ("{object}", {"object": {"type": "deck-card", "name": "Mow"}}, "Mow"),
        ("<b>bold</b> & so", {}, "<b>bold</b> & so"),
        ("{mention-call1}", {"mention_call1": {"type": "call", "name": "All"}}, "@All"),
        ("{file}", {"file": FILE}, ""),
        (" {file} ", {"file": FILE}, ""),
        ("Our {thing}", {"file": FILE}, "Our {thing}"),
        ("See {file}", {"file": FILE}, "See a.png"),
    ],
)
def test_text(template: str, parameters: dict[str, Any], shown: str) -> None:
    """Test that placeholders become names, all in one pass."""
    assert text(template, **parameters).text == shown


@pytest.mark.parametrize(
    ("mention", "me"),
    [
        ({"type": "user", "id": "taro", "name": "Taro"}, True),
        ({"type": "user", "id": "x", "mention-id": "taro", "name": "Taro"}, True),
        ({"type": "call", "id": "abcdefgh", "name": "Neighbours"}, True),
        ({"type": "user", "id": "hanako", "name": "Taro"}, False),
        (
            {"type": "user", "id": "taro", "server": "https://a.example", "name": "T"},
            False,
        ),
        ({"type": "user-group", "id": "taro", "name": "Taro"}, False),
        ({"type": "guest", "id": "taro", "name": "Taro"}, False),
    ],
)
def test_mentions(mention: dict[str, str], me: bool) -> None:
    """Test who is meant by a mention."""
    assert text("{mention-user1}", mention_user1=mention).mentions_me is me
    # Whoever did something is not mentioned by that.
    assert not text("{actor} left", actor=mention).mentions_me


@pytest.mark.parametrize(
    ("actor_type", "actor_id", "member_id", "kind"),
    [
        ("users", "hanako", "hanako", MemberKind.PERSON),
        ("", "hanako", "hanako", MemberKind.PERSON),
        ("guests", "taro", "guests/taro", MemberKind.GUEST),
        ("emails", "a@example.com", "emails/a@example.com", MemberKind.GUEST),
        ("phones", "+49", "phones/+49", MemberKind.GUEST),
        ("bots", "bot-1", "bots/bot-1", MemberKind.BOT),
        ("bots", "changelog", "bots/changelog", MemberKind.SYSTEM),
        ("guests", "cli", "guests/cli", MemberKind.SYSTEM),
        ("bridged", "x", "bridged/x", MemberKind.BOT),
        (
            "deleted_users",
            "deleted_users",
            "deleted_users/deleted_users",
            MemberKind.PERSON,
        ),
        ("federated_users", "a@b", "federated_users/a@b", MemberKind.PERSON),
    ],
)
def test_senders(
    actor_type: str, actor_id: str, member_id: str, kind: MemberKind
) -> None:
    """Test who writes; only users have the ids of users."""
    found = message(actorType=actor_type, actorId=actor_id, actorDisplayName="")
    assert found.sender == Member(id=member_id, name="", kind=kind)


@pytest.mark.parametrize(
    ("message_type", "mimetype", "kind"),
    [
        ("comment", "image/png", MessageKind.IMAGE),
        ("comment", "audio/mpeg", MessageKind.AUDIO),
        ("comment", "video/mp4", MessageKind.VIDEO),
        ("comment", "application/pdf", MessageKind.FILE),
        ("comment", "", MessageKind.FILE),
        ("voice-message", "audio/wav", MessageKind.AUDIO),
        ("record-audio", "video/webm", MessageKind.AUDIO),
        ("record-video", "video/webm", MessageKind.VIDEO),
    ],
)
def test_files(message_type: str, mimetype: str, kind: MessageKind) -> None:
    """Test what a file makes of a message."""
    found = message(
        message="{file}",
        messageType=message_type,
        messageParameters={"file": FILE | {"mimetype": mimetype}},
    )
    assert found.kind is kind
    (attachment,) = found.attachments
    assert attachment.content_type == (mimetype or "application/octet-stream")


def test_attachment() -> None:
    """Test all that is known of a file, and the way back to it."""
    (attachment,) = message(message="Look!").attachments
    assert attachment == Attachment(
        id="7",
        name="a.png",
        content_type="image/png",
        size=12,
        source='{"path":"Talk/a.png"}',
        has_preview=True,
    )
    assert attachment_path(attachment.source) == "Talk/a.png"
    for broken in ("", "[]", "{}", '{"path":1}', "null", "\ud800"):
        assert attachment_path(broken) == ""


@pytest.mark.parametrize("change", [{"preview-available": "no"}, {"id": ""}])
def test_no_preview(change: dict[str, str]) -> None:
    """Test that nobody asks for previews that are not there, or cannot be named."""
    parameters = {"file": FILE | change}
    (attachment,) = message(message="{file}", messageParameters=parameters).attachments
    assert not attachment.has_preview


def place(**changes: Any) -> dict[str, Any]:
    """Return a place with some changes."""
    return {
        "type": "geo-location",
        "id": "geo:52.5,13.4",
        "name": "The mill",
        "latitude": "52.5",
        "longitude": "13.4",
    } | changes


def test_location() -> None:
    """Test a place."""
    found = text("{object}", object=place())
    assert found.kind is MessageKind.LOCATION
    assert found.text == "The mill"
    assert found.location == Location(latitude=52.5, longitude=13.4, name="The mill")


@pytest.mark.parametrize(
    "changes",
    [
        {"latitude": "91"},
        {"longitude": "-180.1"},
        {"latitude": "north"},
        {"longitude": None},
        {"latitude": "nan"},
        {"type": "talk-poll"},
    ],
)
def test_no_location(changes: dict[str, Any]) -> None:
    """Test that nobody is sent to a place that is none."""
    found = text("{object}", object=place(**changes))
    assert found.kind is MessageKind.TEXT
    assert found.location is None
    assert found.text == "The mill"


def test_reply() -> None:
    """Test what a message answers to, cut where it is long."""
    parent = wire_message(id=59, message="x" * 300, messageParameters=[])
    found = message(parent=parent)
    assert found.reply_to == "59"
    assert found.detail["parent"] == {
        "message_id": "59",
        "sender": "Hanako",
        "text": "x" * 199 + "…",
    }
    found = message(parent=parent | {"message": "y" * 200})
    assert found.detail["parent"]["text"] == "y" * 200
    found = message(parent=wire_message(message="{file}"))
    assert found.detail["parent"]["text"] == "a.png"
    found = message(parent={"id": 59, "deleted": True})
    assert found.reply_to == "59"
    assert found.detail["parent"] == {"message_id": "59", "deleted": True}


def test_detail() -> None:
    """Test what Talk adds."""
    poll = {"type": "talk-poll", "id": 3, "name": "Six?"}
    found = message(
        message="{object}",
        messageParameters={"object": poll},
        silent=True,
        lastEditTimestamp=1_790_000_060,
        reactions=[],
    )
    assert found.detail == {
        "actor_type": "users",
        "message_type": "comment",
        "markdown": True,
        "silent": True,
        "reactions": {},
        "edited_at": "2026-09-21T14:14:20+00:00",
        "object": {"type": "talk-poll", "id": "3", "name": "Six?"},
    }
    assert "edited_at" not in message(lastEditTimestamp=0).detail
    assert "edited_at" not in message(lastEditTimestamp=-5).detail
    assert message(lastEditTimestamp=10**30).detail["edited_at"]


def test_system() -> None:
    """Test that what the server says is no message of anybody's."""
    found = message(
        messageType="system",
        systemMessage="conversation_renamed",
        message="{actor} renamed it",
        messageParameters={"actor": person("Hanako")},
        parent=wire_message(id=59),
    )
    assert found.kind is MessageKind.SYSTEM
    assert found.text == "Hanako renamed it"
    assert found.detail["system_message"] == "conversation_renamed"
    assert found.reply_to is None
    assert not found.counts
    for name in ("file_shared", "object_shared"):
        assert message(systemMessage=name).kind is MessageKind.IMAGE
        assert message(systemMessage=name).counts


@pytest.mark.parametrize(
    "changes", [{"messageType": "comment_deleted"}, {"deleted": True}]
)
def test_tombstone(changes: dict[str, Any]) -> None:
    """Test that nothing is left of a deleted message but its place."""
    found = message(**changes)
    assert found.deleted
    assert not found.counts
    assert found.position == 60
    assert (found.text, found.attachments, found.mentions_me) == ("", (), False)
    assert found.kind is MessageKind.TEXT
    assert found.detail["deleted"] is True


def test_nothing() -> None:
    """Test a message of which nothing is known but its id."""
    found = to_message("abcdefgh", parse(WireMessage, {"id": 1}), "taro")
    assert (found.text, found.client_id, found.kind) == ("", None, MessageKind.TEXT)
    assert found.sender == Member(id="", name="")
