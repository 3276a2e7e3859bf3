"""The reactions of messages by now, as far as it was seen who gave them."""

from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter

from ...model import ChangeKind, Message, Reaction
from .muclight import Fastening
from .places import Bounded

# No symbol is longer, however many it is made of.
LONGEST = 64


@dataclass(frozen=True, slots=True)
class _Given:
    """Somebody's newest reaction, "" where it was taken back, and the one before."""

    place: int = 0
    reaction: str = ""
    before: str = ""


NOTHING = _Given()


class Reactions:
    """Who has given which reaction to a message; everybody has one at a time."""

    def __init__(self, account_id: str) -> None:
        """Start with nothing seen; `account_id` is whose own reactions are."""
        self._account_id = account_id
        self._given: Bounded[tuple[str, str], dict[str, _Given]] = Bounded()

    def take(
        self, room_id: str, user_id: str, fastening: Fastening, place: int
    ) -> tuple[ChangeKind, str]:
        """Return what became of somebody's reaction to a message of a room.

        Whoever looks back sees older ones after newer ones.
        """
        key = room_id, fastening.target
        given = self._given.get(key, {})
        reaction = fastening.value.strip()[:LONGEST]
        last = given.get(user_id, NOTHING)
        before, is_news = last.before, place >= last.place
        # The same one may be told twice.
        if is_news and (place, reaction) != (last.place, last.reaction):
            before = last.reaction
            given[user_id] = _Given(place, reaction, before)
            self._given[key] = given
        if reaction:
            return ChangeKind.REACTION_ADDED, reaction
        # Of what is older than the last one, it is not known what it was before.
        return ChangeKind.REACTION_REMOVED, before if is_news else ""

    def shown(self, message: Message) -> Message:
        """Return a message with the reactions that it has by now."""
        given = self._given.get((message.room_id, message.id))
        if given is None or message.deleted:
            return message
        count = Counter(
            one.reaction
            for one in sorted(given.values(), key=attrgetter("place"))
            if one.reaction
        )
        own = given.get(self._account_id, NOTHING).reaction
        return replace(
            message,
            reactions=tuple(
                Reaction(text=text, count=number, is_own=text == own)
                for text, number in count.items()
            ),
        )
