"""The friends of the demo: who they are, where they go and what they say there."""

from dataclasses import dataclass
import time

from .hatena_coco_photos import Album, snapshot
from .hatena_coco_world import (
    Category,
    CheckIn,
    Coins,
    Comment,
    Rally,
    Spot,
    User,
    World,
)

FIRST_ID = 12_345_000
FIRST_PHOTO = 20101213000000
MINUTE = 60

ACCOUNT = "hana"
FRIENDS = ("taro", "obaachan")
STRANGER = "yamada"

STATION = Category(11, "交通/駅")
PARK = Category(19, "自然/公園")
OFFICE = Category(27, "ビル・建物/会社・事業所")
CAFE = Category(32, "グルメ/カフェ")
HOME = Category(50, "ビル・建物/自宅")

FIRST_TIME = Coins(2, "はじめてイマココしました")
ONCE_MORE = Coins(1, "イマココしました")

# name, owner, latitude, longitude, category, private, for friends
SPOTS = (
    ("Tokyo Station", STRANGER, 35.681236, 139.767125, STATION, False, False),
    ("Ueno Park", "taro", 35.714765, 139.773418, PARK, False, False),
    ("喫茶ココ", "obaachan", 35.714300, 139.796700, CAFE, False, False),
    ("Hana's office", ACCOUNT, 35.690921, 139.700258, OFFICE, False, False),
    ("Home", ACCOUNT, 35.658034, 139.701636, HOME, True, True),
    ("Grandma's house", "obaachan", 35.725760, 139.771000, HOME, True, True),
    ("Yamada's secret place", STRANGER, 35.673343, 139.710388, None, True, False),
    ("Skytree", STRANGER, 35.710063, 139.810700, None, False, False),
)

# minutes ago, who, where, what, photos
OPENING = (
    (600, ACCOUNT, "Home", "Good morning!", 0),
    (540, "taro", "Tokyo Station", "", 0),
    (510, ACCOUNT, "Hana's office", "Another day, another meeting.", 0),
    (500, STRANGER, "Skytree", "What a view!", 1),
    (300, "obaachan", "喫茶ココ", "Their cream soda is as green as ever.", 1),
    (240, "taro", "Ueno Park", "The lotus is in bloom.", 1),
    (60, "obaachan", "Grandma's house", "Home again.", 0),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens by itself: who is where, or says what to whom."""

    who: str
    spot: str
    text: str = ""
    photos: int = 0
    kind: str = "check_in"


CYCLE = (
    Line("taro", "Tokyo Station", "On my way home."),
    Line("obaachan", "Ueno Park", "Feeding the ducks.", photos=1),
    Line("taro", "Ueno Park", "Say hello to the ducks!", kind="comment"),
    Line("taro", "Skytree", photos=2),
    Line("obaachan", "喫茶ココ", "Cake first, then shopping."),
    Line("obaachan", "Grandma's house", "Who wants dinner?"),
    Line("taro", "Grandma's house", "I do!", kind="comment"),
    Line("taro", "Grandma's house", "Dinner!", photos=1),
    Line("obaachan", "Tokyo Station", "Off to the hot springs."),
)


def build_world(album: Album) -> World:
    """Return the world of the demo as it is in the beginning."""
    world = World(last_id=FIRST_ID)
    hana = world.add_user(ACCOUNT, "Hana")
    taro = world.add_user("taro", "Taro")
    obaachan = world.add_user("obaachan", "おばあちゃん")
    world.add_user(STRANGER, "Yamada")
    for one, other in ((hana, taro), (hana, obaachan), (taro, obaachan)):
        world.befriend(one, other)
    for name, owner, latitude, longitude, category, private, for_friends in SPOTS:
        spot = Spot(
            key="",
            name=name,
            owner=owner,
            latitude=latitude,
            longitude=longitude,
            category=category,
            private=private,
            checkinable_for_friends=for_friends,
        )
        world.add_spot(spot)
    for minutes, who, where, body, photos in OPENING:
        _was_there(world, album, world.user(who), where, body, photos, minutes)
    _decorate(world, taro, hana)
    world.outgrow_earlier_lives()
    return world


def earned(world: World, user: User, spot: Spot) -> list[Coins]:
    """Return the coins that the next check-in brings."""
    been = any(c.user is user and c.spot is spot for c in world.check_ins)
    return [ONCE_MORE if been else FIRST_TIME]


def _was_there(
    world: World,
    album: Album,
    user: User,
    where: str,
    body: str,
    photos: int,
    minutes: int,
) -> None:
    spot = world.spot(where)
    id_ = world.next_id()
    check_in = CheckIn(
        id=id_,
        time=time.time() - minutes * MINUTE,
        user=user,
        spot=spot,
        body=body,
        photos=[
            album.add(user, FIRST_PHOTO + id_ * 10 + n, snapshot(id_ + n))
            for n in range(photos)
        ],
        coins=earned(world, user, spot),
    )
    world.check_ins.append(check_in)


def _decorate(world: World, taro: User, hana: User) -> None:
    in_park = next(c for c in reversed(world.check_ins) if c.user is taro)
    in_park.comments.append(Comment(hana, "Beautiful!", in_park.time + 5 * MINUTE))
    in_park.rallies.append(Rally(4711, "Parks of Tokyo", 10, 5))
