"""What the tests of the translation share: neighbours, and what they say."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from custom_components.chat_rooms.model import Change, Message
from custom_components.chat_rooms.providers.carbonio.models import WireUser
from custom_components.chat_rooms.providers.carbonio.people import People
from custom_components.chat_rooms.providers.carbonio.places import Places
from custom_components.chat_rooms.providers.carbonio.translate import Translator

from .stanzas import EARLIER, GRANDMA, HANAKO, PLACE, TARO, stanza

NAMES = {TARO: "Taro", HANAKO: "Hanako", GRANDMA: "Grandma {who}"}
REPLY = f"<reply xmlns='urn:xmpp:reply:0' id='{EARLIER}'/>"
TOMBSTONE = "<retracted xmlns='urn:esl:message-retract-by-stanza-id:0'/>"


class Neighbours:
    """Three people, of whom one is a guest."""

    async def get_users(self, user_ids: Sequence[str]) -> list[WireUser]:
        """Return who they are."""
        return [
            WireUser(id=user_id, name=NAMES[user_id], type="guest" * (user_id == TARO))
            for user_id in user_ids
        ]


@pytest.fixture
async def people() -> People:
    """Return the neighbours, whose names are known."""
    people = People(Neighbours())
    await people.names(NAMES)
    return people


@pytest.fixture
def places() -> Places:
    """Return what was seen: nothing."""
    return Places()


@pytest.fixture
def english(people: People, places: Places) -> Translator:
    """Return a translator for somebody who speaks English."""
    return Translator(people, places, "en", TARO)


def told(translator: Translator, *children: str, **options: Any) -> Message:
    """Return the message that a stanza is."""
    found = translator.to_message(stanza(*children, PLACE, **options))
    assert found is not None
    assert orjson.dumps(dict(found.detail))
    return found


def happened(
    translator: Translator, *children: str, about: Message | None = None, **options: Any
) -> Change:
    """Return what happened with a stanza."""
    found = translator.to_change(stanza(*children, PLACE, **options), about)
    assert found is not None
    return found
