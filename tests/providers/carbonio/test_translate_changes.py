"""Changes, from what rooms say to what happened."""

from dataclasses import replace

import pytest

from custom_components.chat_rooms.model import Change, ChangeKind, Member, Reaction
from custom_components.chat_rooms.providers.carbonio.muclight import Kind
from custom_components.chat_rooms.providers.carbonio.places import position
from custom_components.chat_rooms.providers.carbonio.translate import (
    Translator,
    edited,
    retracted,
)

from .stanzas import (
    EARLIER,
    FILE,
    GRANDMA,
    HANAKO,
    PLACE,
    SENT_AT,
    STANZA_ID,
    TARO,
    body,
    configuration,
    fastened,
    stanza,
)
from .translated import REPLY, TOMBSTONE, happened, told


def test_messages_change_nothing(english: Translator) -> None:
    """Test that what people say is no change."""
    for children in ([body("Hi")], [configuration("attachmentAdded", **FILE)]):
        assert english.to_change(stanza(*children, PLACE)) is None
    assert english.to_message(stanza(fastened("edit"), body("New"), PLACE)) is None


@pytest.mark.parametrize(
    ("operation", "kind"),
    [("memberAdded", ChangeKind.JOINED), ("memberRemoved", ChangeKind.LEFT)],
)
def test_members(english: Translator, operation: str, kind: ChangeKind) -> None:
    """Test that who joins or leaves is told twice, at the same place."""
    children = (configuration(operation, **{"user-id": GRANDMA}), "<body/>")
    found = happened(english, *children)
    assert found == Change(
        kind=kind,
        position=position(STANZA_ID, None),
        changed_at=SENT_AT,
        actor=Member(id=HANAKO, name="Hanako"),
        member=Member(id=GRANDMA, name="Grandma {who}"),
    )
    assert told(english, *children).position == found.position
    alone = happened(english, configuration(operation))
    assert alone.member == alone.actor
    assert (
        english.to_change(stanza(configuration(operation), PLACE, sender=None)) is None
    )


def test_edited(english: Translator) -> None:
    """Test that nobody can tell whose message was changed where it is not at hand."""
    found = happened(english, fastened("edit"), body("New"))
    assert (found.kind, found.message_id) == (ChangeKind.EDITED, EARLIER)
    assert (found.position, found.changed_at) == (position(STANZA_ID, None), SENT_AT)
    assert found.actor == Member(id=HANAKO, name="Hanako")
    assert found.message is None


def test_older_reaction(english: Translator) -> None:
    """Test that whoever looks back does not change what the newest reaction is."""
    newest = stanza(fastened("reaction", "x-1"), body("👍"), PLACE)
    older = stanza(fastened("reaction", "x-1"), body("👎"), stanza_id=EARLIER)
    for found in (newest, older):
        assert english.to_change(found) is not None
    for _ in "12":
        gone = happened(english, fastened("reaction", "x-1"), "<body/>")
        assert gone.reaction == "👍"


def test_edited_at_hand(english: Translator) -> None:
    """Test a message that was changed and is at hand."""
    before = told(english, body("Old"), REPLY, stanza_id=EARLIER)
    message = happened(english, fastened("edit"), body("New"), about=before).message
    assert message is not None
    assert (message.text, message.reply_to) == ("New", EARLIER)
    assert message.detail == {"id": "own-1", "edited_at": SENT_AT.isoformat()}
    assert message.edited_at == SENT_AT
    assert message == edited(before, "New", SENT_AT)


def test_retracted(english: Translator) -> None:
    """Test a message that was taken back."""
    found = happened(english, fastened("retract"))
    assert (found.kind, found.message_id) == (ChangeKind.DELETED, EARLIER)
    assert found.message is None
    before = told(english, body("Old"), stanza_id=EARLIER)
    found = happened(english, fastened("retract"), about=before)
    assert found.message == retracted(before)
    assert (found.message.text, found.message.deleted) == ("", True)
    assert found.message.detail == {"id": "own-1", "deleted": True}


def test_edited_and_retracted(english: Translator) -> None:
    """Test that of a message that is gone nobody learns what it was changed to."""
    gone = told(english, TOMBSTONE, stanza_id=EARLIER)
    edit = stanza(fastened("edit"), body("New"), PLACE)
    assert english.to_change(edit, gone) is None
    assert happened(english, fastened("retract"), about=gone).message == gone


@pytest.mark.parametrize("kind", ["edit", "retract"])
def test_of_others(english: Translator, kind: str) -> None:
    """Test that nobody changes or deletes what somebody else has said."""
    before = told(english, body("Old"), stanza_id=EARLIER)
    by_other = stanza(fastened(kind), body("New"), PLACE, sender=GRANDMA)
    assert english.to_change(by_other, before) is None


def test_reactions(english: Translator) -> None:
    """Test that there is one reaction of each user, which can be taken back."""
    before = told(english, body("Old"), stanza_id=EARLIER)
    found = happened(
        english, fastened("reaction"), body(" 🎉 "), sender=GRANDMA, about=before
    )
    assert (found.kind, found.reaction) == (ChangeKind.REACTION_ADDED, "🎉")
    reactions = (Reaction(text="🎉", count=1),)
    assert found.message == replace(before, reactions=reactions)
    assert (found.message_id, found.actor.id) == (EARLIER, GRANDMA)
    happened(english, fastened("reaction"), body("👍"))
    happened(english, fastened("reaction"), body("👎"))
    happened(english, fastened("reaction", STANZA_ID), body("🐟"))
    for sender, reaction in ((HANAKO, "👎"), (GRANDMA, "🎉"), (TARO, "")):
        gone = happened(english, fastened("reaction"), "<body/>", sender=sender)
        assert gone.kind is ChangeKind.REACTION_REMOVED
        assert (gone.reaction, gone.message_id) == (reaction, EARLIER)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_at_all(english: Translator, kind: Kind) -> None:
    """Test that a stanza of any kind that says nothing breaks nothing."""
    found = stanza(PLACE, sender="")
    found.kind = kind
    english.to_message(found)
    assert english.to_change(found) is None
