"""What the service sends, in the words of the model."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.chat_rooms.model import Location, Message, MessageKind
from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.hatena_coco.models import (
    WireCheckin,
    WireSpot,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from custom_components.chat_rooms.providers.hatena_coco.translate import (
    to_message,
    to_spot,
)
from custom_components.chat_rooms.providers.wire import parse, parse_list
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .conftest import CAFE, PARK

MORNING = datetime(2009, 12, 31, 15, tzinfo=UTC)
WRONG: list[Any] = [None, "", 0, "x", [], {}, [None], ["x"], [[]], {"a": 1}, True, -1.5]


def message_of(**fields: Any) -> Message:
    """Return a check-in with an id and other fields."""
    return to_message("friends", parse(WireCheckin, {"id": 7, **fields}))


def test_as_in_the_reference() -> None:
    """Test the reference's examples, with spaces where it has them."""
    message = message_of(
        id="12345678",
        created="2010-01-01T00:00:00+09: 00",
        spot={
            "name": "スポット名",
            "key": "1234567abcde",
            "owner_hatena_id": "dummy",
            "geolat": "35",
            "geolong": "135",
            "rating": "3.5",
            "image_url": "http://img.f.hatena.ne.jp/images/fotolife/p/image.jpg",
            "private": 0,
            "checkinable_for_friends": 1,
            "total_checkin_count": "10",
            "primarycategory": {
                "fullpathname": "ビル・建物/会社・事業所",
                "icon_url": "http: //c.hatena.ne.jp/images/category/icon.png",
                "nodename": "会社・事業所",
                "id": "27",
            },
        },
        user={"nickname": "ダミー", "profile_icon": "http: //x", "user_id": "dummy"},
        body="イマココしました",
        photos=[
            {
                "original": "http: //img.f.hatena.ne.jp/a/original.png",
                "decorated": "http://img.f.hatena.ne.jp/a/decorated..jpg",
                "decorated_thumbnail": "http://img.f.hatena.ne.jp/a;thumb.jpg",
            }
        ],
        comments=[
            {"created": "2010-01-01T00:05:00+09: 00", "body": "Older"},
            {
                "created": "2010-01-01T00:10:00+09: 00",
                "body": "テストのコメント!",
                "user": {"nickname": "ともだち", "user_id": "friend"},
            },
        ],
        can_comment=1,
        rallies=[
            {
                "id": 123456789,
                "name": "ダミーラリー",
                "target_spot_count": 10,
                "stamped_spot_count": 5,
            }
        ],
        cococoins=[
            {"count": 2, "reason": "はじめてイマココしました"},
            {"count": "1", "reason": ""},
        ],
    )
    assert message.id == "12345678"
    assert message.position == 12345678
    assert message.kind is MessageKind.LOCATION
    assert (message.sender.id, message.sender.name) == ("dummy", "ダミー")
    assert message.sent_at == MORNING
    assert message.text == "イマココしました"
    assert message.location == Location(latitude=35, longitude=135, name="スポット名")
    (photo,) = message.attachments
    assert (photo.id, photo.name, photo.content_type) == (
        "0",
        "original.png",
        "image/png",
    )
    assert photo.source.startswith("http://img.f.hatena.ne.jp/a/original.png")
    assert photo.has_preview
    assert message.detail == {
        "spot": {
            "key": "1234567abcde",
            "name": "スポット名",
            "category": "ビル・建物/会社・事業所",
            "rating": 3.5,
            "total_checkins": 10,
            "private": False,
            "owner": "dummy",
        },
        "comments": 2,
        "latest_comment": {
            "sender_id": "friend",
            "sender": "ともだち",
            "text": "テストのコメント!",
            "sent_at": "2009-12-31T15:10:00+00:00",
        },
        "coins": 3,
        "coin_reasons": ["はじめてイマココしました"],
        "rallies": [{"name": "ダミーラリー", "stamped": 5, "target": 10}],
        "can_comment": True,
    }


def test_almost_nothing() -> None:
    """Test a check-in of which only the id is told."""
    message = message_of()
    assert (message.sender.id, message.sender.name) == ("", "")
    assert (message.text, message.location, message.attachments) == ("", None, ())
    assert message.detail == {
        "comments": 0,
        "coins": 0,
        "coin_reasons": [],
        "rallies": [],
    }


@pytest.mark.parametrize(
    "field", [name for name in WireCheckin.__annotations__ if name != "id"]
)
def test_tolerance(field: str) -> None:
    """Test that nothing odd in any field keeps a check-in from being read."""
    for wrong in WRONG:
        message = message_of(**{field: wrong})
        assert (message.id, message.kind) == ("7", MessageKind.LOCATION)
        assert isinstance(message.text, str)


@pytest.mark.parametrize(
    "part", ["spot", "user", "photos", "comments", "rallies", "cococoins"]
)
def test_tolerance_within(part: str) -> None:
    """Test the same of what is within the parts of a check-in."""
    keys = {
        "spot": WireSpot.__annotations__,
        "user": ("user_id", "nickname"),
        "photos": ("original", "decorated", "decorated_thumbnail"),
        "comments": ("created", "body", "user"),
        "rallies": ("name", "target_spot_count", "stamped_spot_count"),
        "cococoins": ("count", "reason"),
    }[part]
    whole = {"key": "k", "user_id": "u", "original": "http://x/y.jpg"}
    for key in keys:
        for wrong in WRONG:
            value: Any = {**whole, key: wrong}
            value = value if part in ("spot", "user") else [value]
            assert message_of(**{part: value}).id == "7"


@pytest.mark.parametrize("id_", [None, "", "x", 0, -1, 1.5, True, [], 10**18])
def test_no_id(id_: Any) -> None:
    """Test that what has no number for an id is left out."""
    with pytest.raises(ProtocolError):
        parse(WireCheckin, {"id": id_})
    assert [c.id for c in parse_list(WireCheckin, [{"id": id_}, {"id": "8"}])] == [8]


@pytest.mark.parametrize(
    "created",
    [
        "2010-01-01T00:00:00+09:00",
        "2010-01-01T00:00:00+09: 00",
        "2010-01-01T00:00:00+09 :00",
        " 2010-01-01 00:00:00+0900 ",
        "2009-12-31T15:00:00Z",
        "2009-12-31 15:00:00",
    ],
)
def test_dates(created: str) -> None:
    """Test how a date may be written."""
    assert message_of(created=created).sent_at == MORNING


def test_no_date() -> None:
    """Test that a check-in without a date has just been made."""
    age = datetime.now(UTC) - message_of(created="yesterday").sent_at
    assert abs(age.total_seconds()) < 10


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(None, 135), (35, ""), ("north", "east"), (90.1, 0), (0, -180.5), ("nan", 1)],
)
def test_nowhere(latitude: Any, longitude: Any) -> None:
    """Test that a place that is none on earth is left out."""
    spot = {"key": "k", "geolat": latitude, "geolong": longitude}
    message = message_of(spot=spot)
    assert message.location is None
    assert message.detail["spot"] == {"key": "k", "name": ""}


@pytest.mark.parametrize(("flag", "told"), [(0, False), ("1", True), (True, True)])
def test_flags(flag: Any, told: bool) -> None:
    """Test how a flag may be written."""
    assert message_of(can_comment=flag).detail["can_comment"] is told
    spot = {"key": "k", "private": flag}
    assert message_of(spot=spot).detail["spot"]["private"] is told


def test_photos() -> None:
    """Test photos of which not all is told, and that their ids stay the same."""
    photos = message_of(
        photos=[
            {},
            {"decorated": "http://x/a%20b.GIF?c=d.png"},
            {"decorated_thumbnail": "http://x/t"},
            {"original": "http://[/y"},
        ]
    ).attachments
    assert [(p.id, p.name, p.content_type, p.has_preview) for p in photos] == [
        ("1", "a b.GIF", "image/gif", False),
        ("2", "photo3.jpg", "image/jpeg", True),
        ("3", "photo4.jpg", "image/jpeg", False),
    ]


def test_spots() -> None:
    """Test spots to choose from."""
    category = {"nodename": "駅", "fullpathname": "交通/駅"}
    wire = {"key": "k", "name": "n", "geolat": 1, "geolong": "2"}
    spot = to_spot(parse(WireSpot, {**wire, "primarycategory": category}))
    assert (spot.key, spot.name, spot.category) == ("k", "n", "駅")
    assert spot.location == Location(latitude=1, longitude=2, name="n")
    spot = to_spot(parse(WireSpot, {"key": 5, "primarycategory": None}))
    assert (spot.key, spot.name, spot.category, spot.location) == ("5", "5", "", None)


@pytest.mark.parametrize("messy", [False, True])
async def test_whole_service(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, messy: bool
) -> None:
    """Test that a service that writes oddly is understood all the same."""
    await sim.set_options(messy=messy)
    comments = [{"user": "Taro", "body": "Yum"}]
    rally = {"id": 1, "name": "Cafés", "target": 9, "stamped": 2}
    for _ in range(2):
        await sim.check_in(
            "obaachan",
            CAFE,
            "Cake!",
            photos=2,
            comments=comments,
            coins=[{"count": 2, "reason": "First"}, {"count": 3, "reason": "Cake"}],
            rallies=[rally],
        )
    listed = await coco.rooms()
    messages = (await coco.messages_before("friends", None, 50))[-2:]
    for message in messages:
        assert message.sender.name == "おばあちゃん"
        assert message.text == "Cake!"
        assert message.location
        assert message.location.name == CAFE
        assert message.location.latitude == pytest.approx(35.7143)
        assert message.detail["spot"]["total_checkins"] == 3
        assert message.detail["spot"]["private"] is False
        assert message.detail["comments"] == 1
        assert message.detail["latest_comment"]["sender"] == "Taro"
        assert message.detail["coins"] == 5
        assert message.detail["coin_reasons"] == ["First", "Cake"]
        assert message.detail["rallies"] == [
            {"name": "Cafés", "stamped": 2, "target": 9}
        ]
        assert message.detail["can_comment"] is True
        assert len(message.attachments) == 2
        age = datetime.now(UTC) - message.sent_at
        assert abs(age.total_seconds()) < 60
    assert {w.member.id for w in listed.whereabouts} == {"taro", "obaachan"}
    quiet = await sim.check_in("taro", PARK)
    await coco.rooms()
    assert (await coco.message("friends", str(quiet["id"]))).text == ""


def test_a_spot_without_a_key() -> None:
    """Test that a secret spot keeps its name and place."""
    message = message_of(
        spot={"key": None, "name": "Secret", "geolat": 1, "geolong": 2}
    )
    assert message.location == Location(latitude=1, longitude=2, name="Secret")
    assert message.detail["spot"] == {"key": "", "name": "Secret"}


def test_a_user_without_an_id() -> None:
    """Test that somebody without an id keeps the nickname."""
    sender = message_of(user={"user_id": None, "nickname": "Taro"}).sender
    assert (sender.id, sender.name) == ("", "Taro")


async def test_spots_without_a_key(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that where nobody can check in is not offered."""
    bare = {"name": "Secret", "geolat": 1, "geolong": 2}
    body = {"spots": [bare, {**bare, "key": "k"}, None]}
    await sim.break_("spots", "body", body=body)
    (spot,) = await coco.spots(Location(latitude=1, longitude=2))
    assert spot.key == "k"
