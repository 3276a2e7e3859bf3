"""The family of the demo: who they are, and what they say all day."""

from dataclasses import dataclass
import time

from .bocco_state import Household, Member, Reading, Room, User, stable_uuid

API_KEY = "demo-api-key"
EMAIL = "taro@example.com"
PASSWORD = "bocco"
FIRST_ID = 24_000
MINUTE = 60

HAPPY_FAMILY = "Happy Family"
GRANDPARENTS = "Grandparents"
ROOM_SENSOR = "Living room"
DOOR_SENSOR = "Front door"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens by itself: who does what where."""

    room: str
    who: str
    text: str = ""
    kind: str = "write"


CYCLE = (
    Line(HAPPY_FAMILY, "Hanako", "I'm home! Is anybody there?"),
    Line(HAPPY_FAMILY, ROOM_SENSOR, kind="measure"),
    Line(HAPPY_FAMILY, "BOCCO", "Welcome home, Hanako!"),
    Line(GRANDPARENTS, "Grandpa", "The tomatoes are ripe at last."),
    Line(HAPPY_FAMILY, "Hanako", kind="send_image"),
    Line(GRANDPARENTS, "Grandma", "Come and fetch some on Sunday."),
    Line(HAPPY_FAMILY, DOOR_SENSOR, "The front door was opened.", "ring"),
    Line(HAPPY_FAMILY, "Grandma", kind="send_audio"),
    Line(HAPPY_FAMILY, "Hanako", "Who forgot to close the window?"),
    Line(GRANDPARENTS, "Grandpa", kind="send_image"),
    Line(HAPPY_FAMILY, ROOM_SENSOR, kind="measure"),
    Line(HAPPY_FAMILY, "Grandma", "Don't forget your umbrella today."),
    Line(HAPPY_FAMILY, "Hanako", kind="send_stamp"),
    Line(GRANDPARENTS, "Grandma", "Good night, everyone."),
)

# room, minutes ago, who, text
OPENING = (
    (HAPPY_FAMILY, 180, "BOCCO", "Good morning! It will be sunny today."),
    (HAPPY_FAMILY, 95, "Hanako", "School is over. I'm on my way."),
    (HAPPY_FAMILY, 90, "Taro", "Well done. There is cake in the kitchen."),
    (HAPPY_FAMILY, 20, "Hanako", "The cake was great!"),
    (GRANDPARENTS, 300, "Grandpa", "How is the new bicycle?"),
    (GRANDPARENTS, 240, "Taro", "Hanako rides it every day."),
)


def build_household(room_count: int = 2) -> Household:
    """Return the family, with more rooms or only the first of the two."""
    taro = _person("Taro")
    home = Household(account=taro, api_key=API_KEY, email=EMAIL, password=PASSWORD)
    home.last_id = FIRST_ID
    hanako, grandma, grandpa = map(_person, ("Hanako", "Grandma", "Grandpa"))
    people = {
        HAPPY_FAMILY: [taro, hanako, grandma, _bocco(HAPPY_FAMILY)],
        GRANDPARENTS: [taro, grandma, grandpa, _bocco(GRANDPARENTS)],
    } | {f"Room {n}": [taro, hanako] for n in range(3, room_count + 1)}
    for name, members in list(people.items())[:room_count]:
        add_room(home, name, members, stable_uuid("room", name).upper())
    family = home.room(HAPPY_FAMILY)
    _place_sensors(home, family)
    for name, minutes, who, text in OPENING:
        if name in people and room_count > list(people).index(name):
            _say(home, home.room(name), who, text, minutes)
    for room in home.rooms.values():
        if not room.messages:
            _say(home, room, "Hanako", f"This is {room.name}.", 10)
        for member in room.members:
            member.read_id = room.messages[-1].id
    me = family.members[0]
    me.read_id = family.messages[-2].id
    home.outgrow_earlier_lives()
    return home


def add_room(home: Household, name: str, users: list[User], uuid: str) -> Room:
    """Add a room with its people."""
    now = time.time()
    room = Room(name=name, uuid=uuid, updated_at=now)
    room.members = [Member(user, joined_at=now) for user in users]
    home.rooms[uuid] = room
    return room


def _person(name: str) -> User:
    return User(name, uuid=stable_uuid("person", name))


def _bocco(room: str) -> User:
    return User("BOCCO", "bocco", stable_uuid("bocco", room))


def _place_sensors(home: Household, room: Room) -> None:
    for name, user_type in (
        (ROOM_SENSOR, "sensor_room"),
        (DOOR_SENSOR, "sensor_door"),
    ):
        room.sensors.append(User(name, user_type, stable_uuid("sensor", name)))
    unique_id = stable_uuid("reading", ROOM_SENSOR).upper()
    first = Reading(home.next_id(), unique_id, time.time() - MINUTE, 21.5, 48, 320)
    room.readings[room.user(ROOM_SENSOR).uuid] = [first]


def _say(home: Household, room: Room, who: str, text: str, minutes: int) -> None:
    home.add(
        room,
        room.user(who),
        text,
        unique_id=stable_uuid("message", room.name, text).upper(),
        time=time.time() - minutes * MINUTE,
    )
