"""What Talk sends, however strangely it is written."""

import time
from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.nextcloud_talk.models import (
    ChatPage,
    RichObject,
    RoomsAnswer,
    WireMessage,
    WireParticipant,
    WireRoom,
)
from custom_components.chat_rooms.providers.wire import parse, parse_list

from .wire import wire_message, wire_room

NONSENSE: tuple[object, ...] = (None, [], {}, "", "x", -1, 1.5, True, [{}], {"a": []})


def message(**changes: Any) -> WireMessage:
    """Return an ordinary message with some changes."""
    return parse(WireMessage, wire_message(**changes))


def room(**changes: Any) -> WireRoom:
    """Return an ordinary room with some changes."""
    return parse(WireRoom, wire_room(**changes))


def test_ordinary_message() -> None:
    """Test every field of a message, and what its placeholders stand for."""
    found = message(
        silent=True,
        expirationTimestamp=5,
        lastEditTimestamp=1_790_000_100,
        lastEditActorType="users",
        lastEditActorId="taro",
        lastEditActorDisplayName="Taro",
        parent=wire_message(id=59),
    )
    assert (found.id, found.token, found.timestamp) == (60, "abcdefgh", 1_790_000_000)
    assert found.actor_type == "users"
    assert (found.actor_id, found.actor_display_name) == ("hanako", "Hanako")
    assert found.message == "Look, {mention-user1}: {file}"
    assert (found.message_type, found.system_message) == ("comment", "")
    assert found.reference_id == "r-1"
    assert (found.reactions, found.reactions_self) == ({"👍": 2}, ["👍"])
    assert (found.markdown, found.silent, found.deleted) == (True, True, False)
    assert found.expiration_timestamp == 5
    assert found.last_edit_timestamp == 1_790_000_100
    assert found.last_edit_actor_type == "users"
    assert found.last_edit_actor_id == "taro"
    assert found.last_edit_actor_display_name == "Taro"
    assert found.parent
    assert found.parent.id == 59
    assert found.parent.last_edit_timestamp is None
    assert not found.is_tombstone
    mention, file = found.message_parameters.values()
    assert (mention.type, mention.id, mention.name) == ("user", "taro", "Taro")
    assert (file.type, file.id, file.name) == ("file", "7", "a.png")
    assert (file.path, file.mimetype, file.size) == ("Talk/a.png", "image/png", 12)
    assert (file.etag, file.link) == ("e", "https://cloud.example.com/f/7")
    assert (file.preview_available, file.width, file.height) == (True, 640, 480)


def test_other_placeholders() -> None:
    """Test places, rooms, and people of other servers."""
    found = message(
        messageParameters={
            "object": {
                "type": "geo-location",
                "id": "geo:52.5,13.25",
                "name": "The old mill",
                "latitude": "52.5",
                "longitude": 13.25,
            },
            "mention-call1": {
                "type": "call",
                "id": "abcdefgh",
                "name": "Neighbours",
                "call-type": "group",
            },
            "mention-federated-user1": {
                "type": "user",
                "id": "jiro",
                "name": "Jiro",
                "server": "https://other.example",
                "mention-id": "federated_user/jiro@other.example",
            },
        }
    ).message_parameters
    assert (found["object"].latitude, found["object"].longitude) == (52.5, 13.25)
    assert found["mention-call1"].call_type == "group"
    assert found["mention-federated-user1"].server == "https://other.example"
    assert found["mention-federated-user1"].mention_id.endswith("jiro@other.example")


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_a_message(value: object) -> None:
    """Test that a message outlives nonsense in every field but its id."""
    fields = [key for key in wire_message() if key != "id"]
    for key in (*fields, "parent", "deleted", "silent", "lastEditTimestamp"):
        assert message(**{key: value}).id == 60
    found = message(reactions=value, reactionsSelf=value, messageParameters=value)
    assert found.reactions_self in ([], ["x"])
    assert found.reactions == {}
    assert set(found.message_parameters) <= {"a"}
    everything = parse(RichObject, dict.fromkeys(wire_message(), value))
    assert everything.size is None


def test_message_with_less_and_more() -> None:
    """Test that the first servers' fields suffice, and unknown ones do not disturb."""
    known = ("id", "actorType", "actorId", "actorDisplayName", "timestamp", "message")
    old = {key: wire_message()[key] for key in known}
    found = parse(WireMessage, old | {"threadId": 7, "metaData": {"pinned": True}})
    assert (found.id, found.message) == (60, wire_message()["message"])
    assert (found.message_parameters, found.reactions, found.parent) == ({}, {}, None)
    assert (found.message_type, found.system_message) == ("", "")


@pytest.mark.parametrize("id_", [None, 0, -5, "x", [], True, 10**18, ...])
def test_message_without_an_id(id_: object) -> None:
    """Test that what has no id is left out of a list."""
    with pytest.raises(ProtocolError, match="^not a WireMessage$"):
        message(id=id_)
    values: list[object] = [wire_message(id=id_), wire_message(id="61"), None, "x", []]
    assert [found.id for found in parse_list(WireMessage, values)] == [61]


@pytest.mark.parametrize("value", [None, "soon", 0, -5, 10**15, [], 1e300])
def test_message_of_an_unknown_time(value: object) -> None:
    """Test that it came now, as far as anybody knows."""
    assert abs(message(timestamp=value).timestamp - time.time()) < 60
    assert message(timestamp="1790000000").timestamp == 1_790_000_000


def test_numbers_and_names_that_are_mixed_up() -> None:
    """Test numbers as texts and texts as numbers."""
    found = message(
        id="60", actorId=17, reactions={"👍": "3", "🎉": 1.0, "?": "x"}, message=5
    )
    assert (found.id, found.actor_id, found.message) == (60, "17", "5")
    assert found.reactions == {"👍": 3, "🎉": 1}


def test_placeholders_that_are_none() -> None:
    """Test that what is no map stands for nothing."""
    found = message(messageParameters={"file": "x", "user": {"id": 5}, "a": []})
    assert list(found.message_parameters) == ["user"]
    user = found.message_parameters["user"]
    assert (user.type, user.id, user.name, user.size) == ("", "5", "", None)


def test_deleted_messages() -> None:
    """Test tombstones: as a message of its own, and as what was replied to."""
    assert message(messageType="comment_deleted").is_tombstone
    assert message(deleted=True).is_tombstone
    parent = message(parent={"id": 59, "deleted": True}).parent
    assert parent
    assert (parent.id, parent.deleted, parent.is_tombstone) == (59, True, True)
    assert parent.message == ""


def test_ordinary_room() -> None:
    """Test every field of a room of today."""
    found = room(
        hasPassword=True,
        lobbyTimer=5,
        participantInCall=True,
        count=2,
        numGuests=1,
        lastPing=7,
        sessionId="0",
        messageExpiration=60,
        canDeleteConversation=False,
        canLeaveConversation=True,
    )
    assert (found.token, found.type, found.name) == ("abcdefgh", 2, "Neighbours")
    assert (found.display_name, found.description) == ("Neighbours", "")
    assert (found.participant_type, found.attendee_id) == (3, 11)
    assert (found.actor_type, found.actor_id) == ("users", "taro")
    assert (found.permissions, found.read_only, found.lobby_state) == (254, 0, 0)
    assert (found.lobby_timer, found.has_password) == (5, True)
    assert (found.has_call, found.call_flag, found.call_start_time) == (False, 0, 0)
    assert found.participant_in_call is True
    assert (found.count, found.num_guests, found.last_ping) == (2, 1, 7)
    assert found.session_id == "0"
    assert found.last_activity == 1_790_000_000
    assert found.last_message
    assert found.last_message.id == 60
    assert (found.last_read_message, found.unread_messages) == (59, 1)
    assert (found.unread_mention, found.unread_mention_direct) == (True, False)
    assert (found.is_favorite, found.is_archived) == (False, False)
    assert found.notification_level == 2
    assert (found.object_type, found.object_id) == ("", "")
    assert (found.avatar_version, found.message_expiration) == ("v", 60)
    assert found.can_delete_conversation is False
    assert found.can_leave_conversation is True


def test_room_of_which_nothing_is_told() -> None:
    """Test that what is not told is None, for zero would mean something."""
    found = parse(WireRoom, {"token": "abcdefgh"})
    assert (found.type, found.display_name, found.session_id) == (0, "", "")
    for value in (
        found.description,
        found.permissions,
        found.read_only,
        found.lobby_state,
        found.has_call,
        found.last_message,
        found.last_read_message,
        found.unread_messages,
        found.unread_mention,
        found.notification_level,
        found.is_favorite,
        found.avatar_version,
        found.last_activity,
    ):
        assert value is None


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_a_room(value: object) -> None:
    """Test that a room outlives nonsense in every field but its token."""
    for key in [key for key in wire_room() if key != "token"]:
        assert room(**{key: value}).token == "abcdefgh"
    assert room(lastMessage=value).last_message is None


def test_room_as_others_write_it() -> None:
    """Test numbers for flags, texts for numbers, and marks below zero."""
    found = room(
        unreadMention=1, hasCall="0", lastReadMessage=-2, unreadMessages="5", type="3"
    )
    assert (found.unread_mention, found.has_call) == (True, False)
    assert (found.last_read_message, found.unread_messages, found.type) == (-2, 5, 3)


@pytest.mark.parametrize("token", [None, "", [], {}, ...])
def test_room_without_a_token(token: object) -> None:
    """Test that nothing can be done with it."""
    with pytest.raises(ProtocolError, match="^not a WireRoom$"):
        room(token=token)


def test_participants_of_both_generations() -> None:
    """Test that the first servers' participants are named as today's."""
    today = parse(
        WireParticipant,
        {
            "attendeeId": 5,
            "actorType": "guests",
            "actorId": "g-1",
            "displayName": "Visitor",
            "participantType": 4,
            "permissions": 254,
            "inCall": 7,
            "lastPing": 9,
            "sessionIds": ["s", 5],
        },
    )
    assert (today.attendee_id, today.participant_type) == (5, 4)
    assert (today.actor_type, today.actor_id) == ("guests", "g-1")
    assert (today.display_name, today.permissions) == ("Visitor", 254)
    assert (today.in_call, today.last_ping, today.session_ids) == (7, 9, ["s"])
    user = parse(WireParticipant, {"userId": "hanako", "sessionId": "0"})
    assert (user.actor_type, user.actor_id) == ("users", "hanako")
    guest = parse(WireParticipant, {"userId": "", "sessionId": "abc"})
    assert guest.actor_type == "guests"
    assert guest.actor_id == "a9993e364706816aba3e25717850c26c9cd0d89d"
    assert parse(WireParticipant, {}).session_ids == []


def test_nothing_shows_what_it_holds() -> None:
    """Test that tokens, names and texts are not printed by accident."""
    shown = [
        message(),
        room(),
        *message().message_parameters.values(),
        parse(WireParticipant, {"userId": "hanako", "sessionId": "s-1"}),
        RoomsAnswer(rooms=[room()]),
        ChatPage(messages=[message()]),
    ]
    text = repr(shown)
    for secret in ("abcdefgh", "Hanako", "hanako", "Look", "a.png", "s-1", "Neigh"):
        assert secret not in text
