"""Where friends are."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.base import Memory
from custom_components.chat_rooms.providers.hatena_coco.friends import Friends
from custom_components.chat_rooms.providers.hatena_coco.models import WireCheckin
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from custom_components.chat_rooms.providers.wire import parse
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .conftest import PARK, STATION


def checkin(id_: int, user: Any = "taro", **fields: Any) -> WireCheckin:
    """Return a check-in of somebody."""
    spot = {"key": "k", "name": "Spot", "geolat": id_, "geolong": 1}
    who = {"user_id": user, "nickname": "Taro"} if isinstance(user, str) else user
    wire = {
        "id": id_,
        "user": who,
        "spot": spot,
        "created": "2010-01-01T00:00:00Z",
        **fields,
    }
    return parse(WireCheckin, wire)


async def test_whereabouts(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, memory: Memory
) -> None:
    """Test that the newest check-in of each friend tells where they are."""
    found = {w.member.id: w for w in (await coco.rooms()).whereabouts}
    assert {id_: w.member.name for id_, w in found.items()} == {
        "taro": "Taro",
        "obaachan": "おばあちゃん",
    }
    taro = found["taro"]
    assert taro.location.name == PARK
    assert taro.location.latitude == pytest.approx(35.714765)
    assert 239 < (datetime.now(UTC) - taro.seen_at).total_seconds() / 60 < 242
    assert taro.detail["spot"] == await sim.spot_key(PARK)
    await sim.check_in("taro", STATION)
    found = {w.member.id: w for w in (await coco.rooms()).whereabouts}
    assert found["taro"].location.name == STATION
    assert found["taro"].detail["message_id"] == str(sim.world.last_id)
    assert set(memory["friends"]) == {"taro", "obaachan"}


def test_told_late() -> None:
    """Test that who tells days later of a place is not there now."""
    friends = Friends(Memory())
    today = [checkin(1), checkin(3, created="2009-12-29T00:00:00Z")]
    for news in (today, today[::-1], [checkin(2, created="2009-12-31T23:00:00Z")]):
        friends.learn(news)
        (taro,) = friends.whereabouts
        assert taro.detail["message_id"] == "1"
    friends.learn([checkin(4, created="2009-12-31T23:58:00Z")])
    (taro,) = friends.whereabouts
    assert taro.detail["message_id"] == "4"


def test_from_the_future() -> None:
    """Test that a wrong date does not keep a friend at a place for ever."""
    friends = Friends(Memory())
    friends.learn([checkin(1, created="2999-01-01T00:00:00Z")])
    friends.learn([checkin(2, created=datetime.now(UTC).isoformat())])
    (taro,) = friends.whereabouts
    assert taro.detail["message_id"] == "2"


def test_a_spot_without_a_key() -> None:
    """Test that a secret spot is a place all the same."""
    friends = Friends(Memory())
    friends.learn([checkin(1, spot={"name": "Secret", "geolat": 5, "geolong": 6})])
    (taro,) = friends.whereabouts
    assert (taro.location.name, taro.location.latitude) == ("Secret", 5)
    assert taro.detail["spot"] == ""


def test_nobody_in_particular() -> None:
    """Test that those whose id is not told are not one and the same friend."""
    friends = Friends(Memory())
    friends.learn([checkin(1, user={}), checkin(2, user={"nickname": "Taro"})])
    assert friends.whereabouts == ()


async def test_after_a_restart(
    session: ClientSession,
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    config: dict[str, Any],
    memory: Memory,
) -> None:
    """Test that a friend of whom nothing has been heard for long is not forgotten."""
    before = {w.member.id: w for w in (await coco.rooms()).whereabouts}
    await sim.burst(users=["obaachan"], count=60)
    again = HatenaCocoProvider(session, config, memory=Memory(memory.data))
    after = {w.member.id: w for w in (await again.rooms()).whereabouts}
    assert after["taro"] == before["taro"]
    assert after["obaachan"] != before["obaachan"]


def test_stored_only_if_new() -> None:
    """Test that nothing is stored where nothing is new."""
    stored: list[Any] = []

    class Watched(Memory):
        def __setitem__(self, key: str, item: Any) -> None:
            stored.append(item)
            super().__setitem__(key, item)

    friends = Friends(Watched())
    friends.learn([checkin(2), checkin(1)])
    assert len(stored) == 1
    friends.learn([checkin(1), checkin(2)])
    friends.learn([])
    assert len(stored) == 1
    friends.learn([checkin(3)])
    assert len(stored) == 2
    assert stored[0] is not stored[1]
    (taro,) = friends.whereabouts
    assert taro.location.latitude == 3


def test_no_place_no_news() -> None:
    """Test that a check-in that is nowhere does not hide the last place."""
    friends = Friends(Memory())
    friends.learn([checkin(1), checkin(2, spot={"key": "x"}), checkin(3, spot=None)])
    friends.learn([checkin(4, user=None)])
    (taro,) = friends.whereabouts
    assert taro.detail["message_id"] == "1"


def test_no_date() -> None:
    """Test that a check-in without a date is as old as when it was first seen."""
    memory = Memory()
    friends = Friends(memory)
    friends.learn([checkin(1, created=None)])
    before = memory["friends"]
    friends.learn([checkin(1, created=None)])
    assert memory["friends"] is before


def test_another_name() -> None:
    """Test that a friend who is called otherwise is so from then on."""
    friends = Friends(Memory())
    friends.learn([checkin(1)])
    renamed = checkin(1)
    assert renamed.user
    renamed.user.nickname = "Taro the Great"
    friends.learn([renamed])
    (taro,) = friends.whereabouts
    assert taro.member.name == "Taro the Great"


@pytest.mark.parametrize(
    "remembered",
    [None, [], "x", {"taro": None}, {"taro": {}}, {"taro": {"latitude": "x"}}],
)
def test_odd_memory(remembered: Any) -> None:
    """Test that what is remembered may be anything."""
    friends = Friends(Memory({"friends": remembered}))
    assert friends.whereabouts == ()
    friends.learn([checkin(1)])
    assert len(friends.whereabouts) == 1
