"""Places: where a stanza stands in its room, and by which other id it goes."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.chat_rooms.providers.base import NotFoundError
from custom_components.chat_rooms.providers.carbonio.muclight import Stanza
from custom_components.chat_rooms.providers.carbonio.places import (
    REMEMBERED,
    Bounded,
    Places,
    position,
    time_of,
)

from .stanzas import EARLIER, PLACE, ROOM, SENT_AT, STANZA_ID, body, stanza

LATER = SENT_AT + timedelta(seconds=1)


def test_ids_of_the_server() -> None:
    """Test that an id of MongooseIM's is a place, which tells the time."""
    assert position(STANZA_ID, None) == 458226892800000001
    assert position(STANZA_ID, LATER) == 458226892800000001
    assert position(EARLIER, None) < position(STANZA_ID, None)
    assert time_of(position(STANZA_ID, None)) == SENT_AT
    assert time_of(position("C808PJQD9V81", None)).year == 2024


@pytest.mark.parametrize(
    "stanza_id",
    [
        "cmvitphu0001",
        "CMVITPHU000",
        "CMVITPHU00010",
        "CMVITPHU000W",
        "CMVIT_HU0001",
        "-MVITPHU0001",
        " MVITPHU0001",
        "١٢٣٤٥٦٧٨٩٠١٢",
        "\ud800",
        "",
    ],
)
def test_other_ids(stanza_id: str) -> None:
    """Test that any other id stands where its time puts it."""
    found = position(stanza_id, SENT_AT)
    assert time_of(found) == SENT_AT
    assert position(stanza_id, SENT_AT) == found
    assert position(stanza_id, LATER) > found
    assert datetime.now(UTC) - time_of(position(stanza_id, None)) < timedelta(minutes=1)


def test_ids_of_one_moment() -> None:
    """Test that what happens at once has places of its own."""
    assert position("abc", SENT_AT) != position("abd", SENT_AT)


@pytest.mark.parametrize("place", [-5, 0, 1 << 200])
def test_no_time(place: int) -> None:
    """Test that every number stands for some time."""
    assert time_of(place).tzinfo is UTC


def test_take() -> None:
    """Test that what was seen is known by both of its ids."""
    seen = Places()
    assert seen.take(stanza(PLACE, body("Hi"))) == position(STANZA_ID, None)
    assert seen.stanza_id("own-1") == STANZA_ID
    assert seen.own_id(STANZA_ID) == "own-1"
    assert seen.position_of(STANZA_ID) == position(STANZA_ID, None)
    assert seen.position_of(EARLIER) == position(EARLIER, None)
    assert seen.own_id(EARLIER) is None
    assert seen.stanza_id("own-2") is None


def test_take_other_ids() -> None:
    """Test that an id that tells nothing keeps the place where it was first seen."""
    seen = Places()
    with pytest.raises(NotFoundError):
        seen.position_of("x-1")
    place = seen.take(stanza(body("Hi"), stanza_id="x-1", stamp=SENT_AT))
    assert place == position("x-1", SENT_AT)
    assert seen.take(stanza(body("Hi"), stanza_id="x-1", stamp=LATER)) == place
    assert seen.position_of("x-1") == place
    assert seen.own_id("x-1") == "own-1"


def test_take_without_a_stanza_id() -> None:
    """Test what has no place of its own, or no id at all."""
    seen = Places()
    assert seen.take(stanza(body("Hi"), stamp=SENT_AT)) == position("own-1", SENT_AT)
    assert seen.stanza_id("own-1") is None
    assert seen.take(stanza(body("Hi"), id="")) is None


def test_bounds() -> None:
    """Test that what was seen long ago is forgotten, and what was seen again is not."""
    found: Bounded[str, int] = Bounded(2)
    found["a"] = 1
    found["b"] = 2
    found["a"] = 3
    found["c"] = 4
    assert found == {"a": 3, "c": 4}
    seen = Places()
    for number in range(REMEMBERED + 1):
        seen.take(Stanza(room_id=ROOM, id=f"own-{number}", stanza_id=f"x-{number}"))
    assert seen.stanza_id("own-0") is None
    assert seen.own_id("x-0") is None
    assert seen.stanza_id("own-1") == "x-1"
    with pytest.raises(NotFoundError):
        seen.position_of("x-0")
