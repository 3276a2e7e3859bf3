"""What happens beside messages, from what Talk sends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.chat_rooms.model import (
    Change,
    ChangeKind,
    Member,
    MemberKind,
    Reaction,
)
from custom_components.chat_rooms.providers.nextcloud_talk.changes import (
    to_change,
    to_page,
)
from custom_components.chat_rooms.providers.nextcloud_talk.models import WireMessage
from custom_components.chat_rooms.providers.wire import parse

from .wire import wire_message

HANAKO = {"type": "user", "id": "hanako", "name": "Hanako"}
GRANDMA = {"type": "user", "id": "grandma", "name": "Grandma"}


def system(name: str, **changes: Any) -> WireMessage:
    """Return what the server says, with some changes."""
    fields = {
        "id": 61,
        "messageType": "system",
        "systemMessage": name,
        "message": "{actor} did it",
        "messageParameters": {"actor": HANAKO},
    }
    return parse(WireMessage, wire_message(**(fields | changes)))


def change(name: str, **changes: Any) -> Change | None:
    """Return what it tells."""
    return to_change("abcdefgh", system(name, **changes), "taro")


def test_edited() -> None:
    """Test that the message as it is now comes with it."""
    parent = wire_message(message="New", lastEditTimestamp=1_790_000_001)
    found = change("message_edited", parent=parent)
    assert found is not None
    assert (found.kind, found.position) == (ChangeKind.EDITED, 61)
    assert found.actor == Member(id="hanako", name="Hanako")
    assert found.message_id == "60"
    assert found.message is not None
    assert (found.message.text, found.message.id) == ("New", "60")


@pytest.mark.parametrize("name", ["message_edited", "reaction", "reaction_revoked"])
def test_what_others_think_of_it(name: str) -> None:
    """Test that a message keeps its reactions and marks, whatever happens to it."""
    parent = wire_message(
        reactions={"🎉": 1, "👍": 2},
        reactionsSelf=["👍"],
        lastEditTimestamp=1_790_000_001,
    )
    found = change(name, parent=parent)
    assert found is not None
    assert found.message is not None
    assert found.message.reactions == (
        Reaction(text="👍", count=2, is_own=True),
        Reaction(text="🎉", count=1),
    )
    assert found.message.edited_at == datetime.fromtimestamp(1_790_000_001, UTC)
    assert found.message.is_markdown


@pytest.mark.parametrize("name", ["message_edited", "reaction", "reaction_revoked"])
def test_only_the_id_is_told(name: str) -> None:
    """Test that nothing is made up of a message that does not come with it."""
    found = change(name, parent={"id": 60})
    assert found is not None
    assert (found.message_id, found.message) == ("60", None)


def test_edited_and_gone() -> None:
    """Test that an edit is not told of a message that is deleted by now."""
    parent = wire_message(messageType="comment_deleted")
    assert change("message_edited", parent=parent) is None


@pytest.mark.parametrize("whole", [True, False])
def test_deleted(whole: bool) -> None:
    """Test that it is told which message is gone, and no more of it."""
    parent: dict[str, Any] = {"id": 60, "deleted": True}
    if whole:
        parent = wire_message(messageType="comment_deleted")
    found = change("message_deleted", parent=parent)
    assert found is not None
    assert (found.kind, found.message_id) == (ChangeKind.DELETED, "60")
    assert (found.message is not None) is whole
    assert found.message is None or (found.message.deleted, found.message.text) == (
        True,
        "",
    )


def test_reactions() -> None:
    """Test that a reaction is told when it comes and when it goes, each once."""
    parent = wire_message()
    found = change("reaction", message="👍", messageParameters=[], parent=parent)
    assert found is not None
    assert (found.kind, found.reaction) == (ChangeKind.REACTION_ADDED, "👍")
    assert (found.message_id, found.actor.id) == ("60", "hanako")
    found = change("reaction_revoked", parent=parent)
    assert found is not None
    assert (found.kind, found.reaction) == (ChangeKind.REACTION_REMOVED, "")
    assert change("reaction_deleted", parent=parent) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("call_started", ChangeKind.CALL_STARTED),
        ("call_ended", ChangeKind.CALL_ENDED),
        ("call_ended_everyone", ChangeKind.CALL_ENDED),
        ("call_missed", ChangeKind.CALL_ENDED),
        ("call_tried", ChangeKind.CALL_ENDED),
    ],
)
def test_calls(name: str, kind: ChangeKind) -> None:
    """Test calls, which are shown as well."""
    found = change(name)
    assert found is not None
    assert (found.kind, found.message_id, found.member) == (kind, "", None)
    assert len(to_page("abcdefgh", [system(name)], "taro").messages) == 1


@pytest.mark.parametrize(
    ("name", "parameters", "kind", "member"),
    [
        ("user_added", {"user": GRANDMA}, ChangeKind.JOINED, "grandma"),
        ("user_removed", {"user": GRANDMA}, ChangeKind.LEFT, "grandma"),
        ("user_added", {}, ChangeKind.JOINED, "hanako"),
        ("user_removed", {}, ChangeKind.LEFT, "hanako"),
        (
            "user_removed",
            {"user": {"type": "highlight", "id": "deleted_user", "name": "Gone"}},
            ChangeKind.LEFT,
            "deleted_users/deleted_users",
        ),
        (
            "user_added",
            {"user": {"type": "guest", "id": "guest/abc", "name": "Visitor"}},
            ChangeKind.JOINED,
            "guests/abc",
        ),
        (
            "user_added",
            {"user": {"type": "email", "id": "email/abc", "name": "a@example.com"}},
            ChangeKind.JOINED,
            "emails/abc",
        ),
        (
            "phone_added",
            {"phone": {"type": "phone", "id": "+49", "name": "+49"}},
            ChangeKind.JOINED,
            "phones/+49",
        ),
        (
            "federated_user_removed",
            {
                "federated_user": GRANDMA
                | {"server": "https://far.example/", "name": "G"}
            },
            ChangeKind.LEFT,
            "federated_users/grandma@far.example",
        ),
    ],
)
def test_members(
    name: str, parameters: dict[str, Any], kind: ChangeKind, member: str
) -> None:
    """Test who joined or left, which is shown as well."""
    parameters = {"actor": HANAKO, **parameters}
    found = change(name, messageParameters=parameters)
    assert found is not None
    assert found.kind is kind
    assert found.actor.id == "hanako"
    assert found.member is not None
    assert found.member.id == member
    (message,) = to_page("abcdefgh", [system(name)], "taro").messages
    assert not message.counts


def test_invited() -> None:
    """Test that somebody of another server joins when he accepts."""
    who = GRANDMA | {"server": "far.example"}
    parameters = {"actor": HANAKO, "federated_user": who}
    assert change("federated_user_added", messageParameters=parameters) is None
    found = change(
        "federated_user_added",
        messageParameters=parameters,
        actorType="federated_users",
        actorId="grandma@far.example",
    )
    assert found is not None
    assert found.member == Member(
        id="federated_users/grandma@far.example",
        name="Grandma",
        kind=MemberKind.PERSON,
    )


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [
        ("poll_voted", False),
        ("reaction_deleted", False),
        ("poll_closed", True),
        ("call_joined", True),
        ("group_added", True),
        ("something_new", True),
    ],
)
def test_no_changes(name: str, is_shown: bool) -> None:
    """Test what tells nothing beside itself."""
    page = to_page("abcdefgh", [system(name, parent=wire_message())], "taro")
    assert page.changes == ()
    assert len(page.messages) == is_shown


@pytest.mark.parametrize("name", ["message_edited", "message_deleted", "reaction"])
def test_orphans(name: str) -> None:
    """Test that nothing is told of a message that is not named."""
    page = to_page("abcdefgh", [system(name)], "taro")
    assert (page.messages, page.changes) == ((), ())


def test_order() -> None:
    """Test that a page is in order and has each message once."""
    messages = [
        parse(WireMessage, wire_message(id=number)) for number in (62, 60, 62, 61)
    ]
    page = to_page("abcdefgh", messages, "taro", position=70)
    assert [message.position for message in page.messages] == [60, 61, 62]
    assert page.end == 70
