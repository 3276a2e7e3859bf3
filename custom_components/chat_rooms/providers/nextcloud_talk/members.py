"""Who writes, joins and leaves, in the words of the model."""

from functools import lru_cache

from ...model import Member, MemberKind
from .constants import ActorType
from .models import RichObject, WireMessage

KINDS = {
    "guests": MemberKind.GUEST,
    "emails": MemberKind.GUEST,
    "phones": MemberKind.GUEST,
    "bots": MemberKind.BOT,
    "bridged": MemberKind.BOT,
}
# These take part as a whole, and whoever belongs to them takes part besides.
GATHERINGS = frozenset({"groups", "circles"})
# Under these ids the server itself writes, in the place of a guest or a bot.
SERVER_ACTORS = frozenset(
    {
        ("bots", "changelog"),
        ("guests", "changelog"),
        ("guests", "cli"),
        ("guests", "sample"),
        ("guests", "system"),
    }
)
DELETED_USERS = "deleted_users"
FEDERATED_USERS = "federated_users"
# The kinds of people that placeholders have, with what stands before their ids.
GUESTS = {"guest": "guests", "email": "emails", "phone": "phones"}


def to_sender(message: WireMessage) -> Member:
    """Return who wrote a message, or did what a system message tells."""
    return to_member(message.actor_type, message.actor_id, message.actor_display_name)


@lru_cache(maxsize=4096)
def to_member(actor_type: str, actor_id: str, name: str) -> Member:
    """Return an actor as a member; a guest's name can be empty.

    A user's id is the member's, and by it the server has a picture. The others' stand
    behind their type and a slash, which no user's id has: a guest may call himself
    like a user.
    """
    if actor_type in ("", ActorType.USERS):
        return Member(id=actor_id, name=name, picture=actor_id)
    if (actor_type, actor_id) in SERVER_ACTORS:
        kind = MemberKind.SYSTEM
    else:
        kind = KINDS.get(actor_type, MemberKind.PERSON)
    return Member(id=f"{actor_type}/{actor_id}", name=name, kind=kind)


def to_mentioned(person: RichObject) -> Member:
    """Return somebody who stands for a placeholder, as he is when he writes."""
    if actor_type := GUESTS.get(person.type):
        return to_member(
            actor_type, person.id.removeprefix(f"{person.type}/"), person.name
        )
    if person.type != "user":
        return to_member(DELETED_USERS, DELETED_USERS, person.name)
    if person.server:
        host = person.server.partition("://")[2] or person.server
        cloud_id = f"{person.id}@{host.rstrip('/')}"
        return to_member(FEDERATED_USERS, cloud_id, person.name)
    return to_member(ActorType.USERS, person.id, person.name)
