"""The neighbourhood of the demo: who they are, and what they say all day."""

from dataclasses import dataclass
import time

from .nextcloud_talk_state import (
    GROUP,
    MODERATOR,
    ONE_TO_ONE,
    OWNER,
    PUBLIC,
    USER,
    Cloud,
    Room,
    User,
    stable_name,
)

LOGIN_NAME = "taro@example.com"
PASSWORD = "talk-password"
FIRST_ID = 70_000
MINUTE = 60
TOKEN_LENGTH = 8

NEIGHBOURS = "Neighbours"
GRANDMA = "Grandma"
GARDEN_CLUB = "Garden Club"

PEOPLE = (
    ("taro", "Taro"),
    ("hanako", "Hanako"),
    ("grandma", "Grandma"),
    ("jiro", "Jiro"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens by itself: who does what where."""

    room: str
    who: str
    text: str = ""
    kind: str = "write"


CYCLE = (
    Line(NEIGHBOURS, "Hanako", "Whose cat sleeps on our roof again?"),
    Line(GRANDMA, "Grandma", "The plums are ripe. Bring a basket!"),
    Line(NEIGHBOURS, "Hanako", kind="send_image"),
    Line(GARDEN_CLUB, "Hanako", "@taro Did you water the beans? 🌱"),
    Line(GARDEN_CLUB, "Grandma", "今年のトマトはとても甘いですよ。"),
    Line(NEIGHBOURS, "Grandma", kind="send_voice"),
    Line(GARDEN_CLUB, "Hanako", "The old mill", "share_location"),
    Line(GRANDMA, "Grandma", kind="send_image"),
    Line(NEIGHBOURS, "Hanako", "The street party begins at six."),
    Line(NEIGHBOURS, "Grandma", "🎉", "react"),
    Line(GARDEN_CLUB, "Grandma", "**Saturday**: we prune the roses."),
    Line(GRANDMA, "Grandma", "Good night, Taro."),
)

# room, minutes ago, who, text
OPENING = (
    (NEIGHBOURS, 200, "Hanako", "Good morning, neighbours!"),
    (NEIGHBOURS, 120, "Taro", "Has anybody seen my ladder?"),
    (NEIGHBOURS, 115, "Grandma", "It is in my garden, dear."),
    (NEIGHBOURS, 15, "Hanako", "The recycling comes tomorrow."),
    (GRANDMA, 300, "Grandma", "Will you come for tea on Sunday?"),
    (GRANDMA, 290, "Taro", "With pleasure!"),
    (GARDEN_CLUB, 400, "Hanako", "Who wants seeds for next year?"),
)


def build_cloud(room_count: int = 3) -> Cloud:
    """Return the neighbourhood, with more rooms or only the first of the three."""
    people = {user_id: User(user_id, name) for user_id, name in PEOPLE}
    cloud = Cloud(people["taro"], people)
    cloud.last_id = FIRST_ID
    taro, hanako, grandma = (people[name] for name in ("taro", "hanako", "grandma"))
    for name, room_type, members in (
        (NEIGHBOURS, GROUP, ((taro, OWNER), (hanako, MODERATOR), (grandma, USER))),
        (GRANDMA, ONE_TO_ONE, ((taro, OWNER), (grandma, OWNER))),
        (GARDEN_CLUB, PUBLIC, ((hanako, OWNER), (taro, USER), (grandma, USER))),
    )[:room_count]:
        room = cloud.add_room(name, room_type, _token(name))
        for user, participant_type in members:
            cloud.add_attendee(room, user, participant_type)
    for name, minutes, who, text in OPENING:
        if any(room.name == name for room in cloud.rooms.values()):
            moment = time.time() - minutes * MINUTE
            room = cloud.room(name)
            cloud.add(room, room.attendee(who).user, text, time=moment)
    for number in range(len(cloud.rooms) + 1, room_count + 1):
        add_numbered_room(cloud, number)
    for room, me in cloud.own_rooms():
        me.read_id = room.messages[-1].id
        room.last_activity = me.changed_at = int(room.messages[-1].time)
    me = cloud.room(NEIGHBOURS).attendee("taro")
    me.read_id = cloud.room(NEIGHBOURS).messages[-2].id
    cloud.outgrow_earlier_lives()
    return cloud


def add_numbered_room(cloud: Cloud, number: int) -> Room:
    """Add one more room of the account and Hanako."""
    name = f"Room {number}"
    room = cloud.add_room(name, GROUP, _token(name))
    cloud.add_attendee(room, cloud.people["taro"], USER)
    hanako = cloud.add_attendee(room, cloud.people["hanako"], OWNER).user
    message = cloud.add(room, hanako, f"This is {name}.")
    message.time -= 10 * MINUTE
    room.last_activity = int(message.time)
    return room


def _token(name: str) -> str:
    return stable_name(TOKEN_LENGTH, "room", name)
