"""What becomes of a message on its way from the wire to the model."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from custom_components.chat_rooms.model import (
    Attachment,
    Member,
    MemberKind,
    Message,
    MessageKind,
)
from custom_components.chat_rooms.providers.bocco.models import (
    Environment,
    Event,
    JoinedRoom,
    Session,
    User,
    WireMessage,
)
from custom_components.chat_rooms.providers.bocco.translate import to_message
from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.wire import parse, parse_list

from .wire import USER, wire_message

SENT_AT = datetime(2015, 6, 18, 9, 8, 5, tzinfo=UTC)


def translate(**changes: Any) -> Message:
    """Return what an ordinary message becomes, with some changes."""
    return to_message("r-1", parse(WireMessage, wire_message(**changes)), {})


def test_ordinary_message() -> None:
    """Test everything about a text; its sound is the robot's, no attachment."""
    assert translate() == Message(
        id="60",
        room_id="r-1",
        position=60,
        kind=MessageKind.TEXT,
        sender=Member(id="u-1", name="Hanako"),
        sent_at=SENT_AT,
        text="F",
        client_id="4ECD2AC5",
        detail={
            "unique_id": "4ECD2AC5",
            "media": "text",
            "message_type": "normal",
            "sender_type": "human",
        },
    )


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"media": "audio"}, MessageKind.AUDIO),
        ({"media": "image"}, MessageKind.IMAGE),
        ({"media": "stamp"}, MessageKind.STAMP),
        ({"media": "hologram"}, MessageKind.TEXT),
        ({"media": "hologram", "text": None}, MessageKind.FILE),
        ({"media": None}, MessageKind.TEXT),
        ({"message_type": "system.human_joined"}, MessageKind.SYSTEM),
        ({"message_type": "system.unheard_of"}, MessageKind.SYSTEM),
        ({"message_type": "abnormal"}, MessageKind.TEXT),
        ({"user": USER | {"user_type": "sensor_lock"}}, MessageKind.SENSOR),
        ({"user": USER | {"user_type": "sensor_of_2030"}}, MessageKind.SENSOR),
        (
            {
                "user": USER | {"user_type": "sensor_lock"},
                "message_type": "system.sensor_joined",
            },
            MessageKind.SYSTEM,
        ),
    ],
)
def test_kinds(changes: dict[str, Any], kind: MessageKind) -> None:
    """Test known and unknown media, message types and user types."""
    message = translate(**changes)
    assert message.kind is kind
    assert message.detail["media"] == (wire_message(**changes)["media"] or "")
    assert message.detail["message_type"] == wire_message(**changes)["message_type"]


@pytest.mark.parametrize(
    ("user_type", "kind"),
    [
        ("human", MemberKind.PERSON),
        ("bocco", MemberKind.ROBOT),
        ("sensor_door", MemberKind.SENSOR),
        ("sensor_of_2030", MemberKind.SENSOR),
        ("cat", MemberKind.PERSON),
        (None, MemberKind.PERSON),
    ],
)
def test_senders(user_type: str | None, kind: MemberKind) -> None:
    """Test who can be the sender of a message."""
    message = translate(user=USER | {"user_type": user_type})
    assert message.sender == Member(id="u-1", name="Hanako", kind=kind)
    assert message.detail["sender_type"] == (user_type or "")


@pytest.mark.parametrize("user", [None, ..., [], "u-1", {}, {"uuid": None}])
def test_sender_without_a_user(user: object) -> None:
    """Test that a sender's id is enough, and better with what is known of it."""
    grandma = Member(id="u-1", name="Grandma", kind=MemberKind.ROBOT)
    wire = parse(WireMessage, wire_message(user=user))
    assert to_message("r", wire, {"u-1": grandma}).sender == grandma
    assert to_message("r", wire, {}).sender == Member(id="u-1", name="")
    nobody = parse(WireMessage, wire_message(user=user, sender=None))
    assert to_message("r", nobody, {"u-1": grandma}).sender == Member(id="", name="")


IMAGE = "https://api.bocco.me/1/messages/60.png"
SOUND = "https://api.bocco.me/1/messages/60.m4a"


@pytest.mark.parametrize(
    ("changes", "attachments"),
    [
        ({"media": "text", "image": IMAGE}, []),
        ({"media": "image", "image": IMAGE}, [("image", "60.png", "image/png")]),
        ({"media": "image", "image": None}, []),
        ({"media": "stamp", "image": "/s/1.GIF"}, [("image", "1.GIF", "image/gif")]),
        (
            {"media": "image", "image": "/a%20b.jpeg?x=/y.gif#z"},
            [("image", "a b.jpeg", "image/jpeg")],
        ),
        ({"media": "image", "image": "https://x/"}, [("image", "image", "image/png")]),
        ({"media": "image", "image": "/noname"}, [("image", "noname", "image/png")]),
        ({"media": "hologram", "image": "/h.3d"}, [("image", "h.3d", "image/png")]),
        ({"media": "audio", "audio": SOUND}, [("audio", "60.m4a", "audio/mp4")]),
        ({"media": "audio", "audio": "/1.ogg"}, [("audio", "1.ogg", "audio/ogg")]),
        ({"media": "audio", "audio": "/1.wav"}, [("audio", "1.wav", "audio/wav")]),
        ({"media": "audio", "audio": "/1.mp3"}, [("audio", "1.mp3", "audio/mpeg")]),
        ({"media": "audio", "audio": "/1"}, [("audio", "1", "audio/mp4")]),
        ({"media": "audio", "audio": ""}, []),
    ],
)
def test_attachments(
    changes: dict[str, Any], attachments: list[tuple[str, str, str]]
) -> None:
    """Test which files a message has, and what they are called."""
    found = translate(**changes).attachments
    assert [(file.id, file.name, file.content_type) for file in found] == attachments
    for file in found:
        assert file.source == changes[file.id]
        assert file.source not in repr(file)


def test_picture_with_a_sound() -> None:
    """Test that a picture's sound is the robot's, too."""
    (picture,) = translate(media="image", image=IMAGE, audio=SOUND).attachments
    assert picture == Attachment(
        id="image", name="60.png", content_type="image/png", source=IMAGE
    )


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        ({}, {}),
        ({"dictated": True}, {"dictated": True}),
        ({"dictated": False}, {"dictated": False}),
        ({"dictated": "yes"}, {}),
        (
            {"detail": {"joined_user": {"uuid": "u-2", "nickname": None}}},
            {"joined_user": {"id": "u-2", "name": ""}},
        ),
        ({"detail": {"joined_user": None}}, {}),
        ({"detail": {"left_user": {}}}, {}),
        ({"detail": "text"}, {}),
        ({"detail": ...}, {}),
    ],
)
def test_detail(changes: dict[str, Any], added: dict[str, Any]) -> None:
    """Test what BOCCO adds; it can always become JSON."""
    detail = translate(**changes).detail
    assert {k: v for k, v in detail.items() if k in ("joined_user", "dictated")} == (
        added
    )
    assert orjson.loads(orjson.dumps(dict(detail))) == detail


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2015-06-18T18:08:05+09:00", SENT_AT),
        ("2015-06-18T09:08:05Z", SENT_AT),
        ("2015-06-18T09:08:05", SENT_AT),
        ("2015-06-18T09:08:05.000Z", SENT_AT),
    ],
)
def test_dates(date: str, moment: datetime) -> None:
    """Test both forms of dates, and one without a zone."""
    message = translate(date=date)
    assert message.sent_at == moment
    assert message.sent_at.tzinfo is UTC


@pytest.mark.parametrize(
    "date",
    [None, ..., "", "yesterday", 5, {}, "0001-01-01T00:00:00Z", "9999-12-31T23:59-09"],
)
def test_unreadable_dates(date: object) -> None:
    """Test that a message without a usable date came now."""
    before = datetime.now(UTC)
    assert before <= translate(date=date).sent_at <= datetime.now(UTC)


@pytest.mark.parametrize("value", [60, "60", 60.0])
def test_numbers_as_strings(value: object) -> None:
    """Test the forms of an id."""
    assert translate(id=value).position == 60
    assert translate(id=value).id == "60"


@pytest.mark.parametrize(
    "value", [None, ..., "", "x", "6 0", 0, -1, "-1", True, 1.5, 1e999, [], {}]
)
def test_message_without_a_usable_id_is_left_out(value: object) -> None:
    """Test that such a message does not take the others with it."""
    with pytest.raises(ProtocolError, match="^not a WireMessage$") as raised:
        parse(WireMessage, wire_message(id=value))
    assert raised.value.__context__ is None
    good, bad = wire_message(), wire_message(id=value)
    assert [m.id for m in parse_list(WireMessage, [bad, good, bad])] == [60]


@pytest.mark.parametrize("value", [None, 5, True, [], {}, [{}], {"a": []}, "x"])
@pytest.mark.parametrize("field", sorted(set(wire_message()) - {"id", "unique_id"}))
def test_any_value_in_any_field(field: str, value: object) -> None:
    """Test that no field makes a message with an id unreadable."""
    message = translate(**{field: value})
    assert message.position == 60
    assert isinstance(message.text, str)
    assert isinstance(message.sender.id, str)
    orjson.dumps(dict(message.detail))


def test_numbers_in_texts() -> None:
    """Test that a number is readable as a text, and other things are none."""
    assert translate(text=5, unique_id=None).text == "5"
    assert translate(text=["a"]).text == ""
    assert translate(unique_id=None).client_id is None


@pytest.mark.parametrize("value", [{}, "x", 5, True])
def test_a_list_is_a_list(value: object) -> None:
    """Test what cannot be a list; null can."""
    with pytest.raises(ProtocolError, match="^not a list of Event$"):
        parse_list(Event, value)
    assert parse_list(Event, None) == []


def test_unreadable_rooms_and_members() -> None:
    """Test that one bad thing in a list leaves the others."""
    rooms = parse_list(
        JoinedRoom,
        [
            {"uuid": None},
            "room",
            {
                "uuid": "r-1",
                "members": [None, {"user": None}, {"user": USER, "read_id": "7"}],
                "messages": [wire_message(), {"id": None}],
                "sensors": {"uuid": "an object where a list was documented"},
            },
        ],
    )
    (room,) = rooms
    assert room.members is not None
    assert [(m.user.nickname, m.read_id) for m in room.members] == [("Hanako", 7)]
    assert room.messages is not None
    assert [message.id for message in room.messages] == [60]
    assert room.sensors is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (21.5, 21.5),
        ("21.5", 21.5),
        (0, 0),
        (None, None),
        ("", None),
        ("NaN", None),
        (1e999, None),
        (10**400, None),
        ([], None),
    ],
)
def test_measurements(value: object, number: float | None) -> None:
    """Test what a sensor may say."""
    assert parse(Environment, {"humidity": value}).humidity == number


def test_token_is_not_shown() -> None:
    """Test that nobody logs a session by accident."""
    session = parse(Session, {"access_token": "s3cr3t", "uuid": None, "more": 1})
    assert session.access_token == "s3cr3t"
    assert "s3cr3t" not in repr(session)
    with pytest.raises(ProtocolError):
        parse(Session, {"uuid": "u-1"})
    assert parse(User, USER | {"official": True}).uuid == "u-1"
