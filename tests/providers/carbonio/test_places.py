"""Places: where a stanza stands in its room, and by which other id it goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.chat_rooms.providers.carbonio.muclight import Stanza
from custom_components.chat_rooms.providers.carbonio.places import (
    REMEMBERED,
    Bounded,
    Places,
    place_of,
    position,
    time_of,
)
from custom_components.chat_rooms.providers.errors import NotFoundError

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
    assert seen.stanza_id(ROOM, "own-1") == STANZA_ID
    assert seen.stanza_id("another", "own-1") is None
    assert seen.own_id(STANZA_ID) == "own-1"
    assert seen.position_of(STANZA_ID) == position(STANZA_ID, None)
    assert seen.position_of(EARLIER) == position(EARLIER, None)
    assert seen.own_id(EARLIER) is None
    assert seen.stanza_id(ROOM, "own-2") is None


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
    assert seen.stanza_id(ROOM, "own-1") is None
    assert seen.take(stanza(body("Hi"), id="")) is None


def test_own_ids_of_two_rooms() -> None:
    """Test that what a sender calls a message in one room means nothing in another."""
    seen = Places()
    for room_id, stanza_id in (("a", EARLIER), ("b", STANZA_ID)):
        seen.take(Stanza(room_id=room_id, id="own", stanza_id=stanza_id))
    assert (seen.stanza_id("a", "own"), seen.stanza_id("b", "own")) == (
        EARLIER,
        STANZA_ID,
    )


def test_moved() -> None:
    """Test that whatever was moved stands where it was moved to, whoever asks."""
    seen = Places()
    late, newest = stanza(body("1"), stanza_id=EARLIER), stanza(PLACE, body("2"))
    place = position(STANZA_ID, None)
    assert (seen.take(newest), seen.newest_moved(ROOM)) == (place, 0)
    seen.move(ROOM, EARLIER, place + 1)
    assert seen.take(late) == place + 1
    assert seen.position_of(EARLIER) == place + 1
    assert seen.place(EARLIER, None) == place + 1
    assert seen.place(STANZA_ID, None) == place
    assert (seen.newest_moved(ROOM), seen.newest_moved("another")) == (place + 1, 0)


def test_read_to() -> None:
    """Test that whoever has seen the newest has seen what was moved behind it."""
    seen = Places()
    older = position(EARLIER, None)
    seen.take(stanza(body("1"), stanza_id=EARLIER))
    assert seen.read_to(ROOM, EARLIER) == older
    seen.take(stanza(PLACE, body("3")))
    moved = position(STANZA_ID, None) + 1
    seen.move(ROOM, "CMVITB85I010", moved)
    assert seen.read_to(ROOM, EARLIER) == older
    assert seen.read_to(ROOM, STANZA_ID) == moved
    with pytest.raises(NotFoundError):
        seen.read_to(ROOM, "x-1")


def future(hours: float) -> str:
    """Return the id of a stanza that the server takes in so many hours."""
    ahead = place_of(datetime.now(UTC) + timedelta(hours=hours))
    digits = []
    while ahead:
        ahead, digit = divmod(ahead, 32)
        digits.append("0123456789ABCDEFGHIJKLMNOPQRSTUV"[digit])
    return "".join(reversed(digits))


def test_future() -> None:
    """Test that nobody writes from the future, and that clocks may differ."""
    seen = Places()
    stanza_id = future(30)
    live = Stanza(room_id=ROOM, id="own", stanza_id=stanza_id)
    assert seen.take(live) is None
    assert seen.newest_own_id(ROOM) is None
    assert seen.take(replace(live, stanza_id=future(20))) is not None
    # The server itself may be ahead.
    seen = Places()
    archived = replace(live, stanza_id=future(28), stamp=datetime.now(UTC))
    assert seen.take(archived) is not None
    assert seen.take(live) == position(stanza_id, None)


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
    assert seen.stanza_id(ROOM, "own-0") is None
    assert seen.own_id("x-0") is None
    assert seen.stanza_id(ROOM, "own-1") == "x-1"
    with pytest.raises(NotFoundError):
        seen.position_of("x-0")
