"""The family of the demo: whose albums there are, and what goes on in them all day."""

from dataclasses import dataclass

from .carnation_paintings import Scene
from .carnation_records import Role
from .carnation_world import World

APP_ID = "carnation-app"
APP_SECRET = "carnation-secret"
EMAIL = "hana@example.com"
PASSWORD = "carnation-password"
VIEWER_APP_ID = "tv-app"
VIEWER_APP_SECRET = "tv-secret"

HANA = "Hana"
TARO = "Taro"
LIVING_ROOM = "Living room"
KITCHEN = "Kitchen"
FIRST_ITEM = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """Something in an album from the start."""

    owner: str
    minutes: int
    scene: Scene
    title: str
    description: str = ""
    rotation: int = 0
    film: bool = False
    liked_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens by itself: a photo by its owner, or a viewer's like."""

    who: str
    scene: Scene | None = None
    title: str = ""
    description: str = ""


# Minutes before midnight.
OPENING = (
    Picture(HANA, 900, "hills", "A walk in the hills", liked_by=LIVING_ROOM),
    Picture(TARO, 840, "sea", "Sailing", "The wind was with us."),
    Picture(HANA, 700, "blossoms", "お花見", "Under the old tree", rotation=90),
    Picture(HANA, 520, "fireworks", "Fireworks at the river"),
    Picture(HANA, 300, "hills", "First steps", film=True, liked_by=KITCHEN),
    Picture(TARO, 120, "sports", "Relay", "We came second!"),
    Picture(HANA, 45, "sea", "Evening by the sea"),
)

CYCLE = (
    Line(HANA, "sports", "Sports day", "Grandma cheered the loudest."),
    Line(LIVING_ROOM),
    Line(TARO, "blossoms", "Spring in the park"),
    Line(HANA, "fireworks", "花火大会"),
    Line(KITCHEN),
    Line(HANA, "hills", "Picnic", "Rice balls for everybody"),
    Line(LIVING_ROOM),
    Line(HANA, "sports", "運動会", "がんばったね！"),
    Line(TARO, "sea", "The boat is back"),
    Line(KITCHEN),
)


def build_world() -> World:
    """Return the server's people; their albums are still empty."""
    world = World(last_id=FIRST_ITEM)
    world.add_client(APP_ID, APP_SECRET)
    world.add_user("admin@example.com", "admin", "admin-password", Role.ADMIN)
    world.add_user("default@example.com", "default", "default-password", Role.DEFAULT)
    world.add_user("signup@example.com", "signup", "signup-password", Role.SIGNUP)
    hana = world.add_user(EMAIL, HANA, PASSWORD)
    taro = world.add_user("taro@example.com", TARO, "taro-password")
    tv = world.add_client(VIEWER_APP_ID, VIEWER_APP_SECRET)
    frame = world.add_client("kitchen-app", "kitchen-secret")
    group = world.add_group("Family", hana)
    group.users.append(taro)
    group.viewers = [
        world.add_viewer(LIVING_ROOM, hana, tv),
        world.add_viewer(KITCHEN, hana, frame),
    ]
    return world
