"""The family and the book club of the demo: who they are, and what they say all day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from .carbonio_home import Person, Room, RoomType, stable_id
from .carbonio_world import World
from .carbonio_xml import text_body

type Generation = Literal["1.6.2", "1.3.1"]

USERNAME = "taro@example.com"
PASSWORD = "carbonio-password"
OTP = "123456"

FAMILY = "Family"
GRANDMA = "Grandma"
BOOK_CLUB = "Book Club"
OFFICE = "Office"
NEWS = "News"

ACCOUNT_ID = "7a1c9f50-8d2e-4b6a-9c3f-5e0d1b2a4c68"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens by itself: who does what where."""

    room: str
    who: str
    text: str = ""
    kind: str = "say"


CYCLE = (
    Line(FAMILY, "Hanako", "Dinner is at seven. Who is hungry?"),
    Line(GRANDMA, "Grandma", "I found your old photo album."),
    Line(FAMILY, "Hanako", kind="send_picture"),
    Line(BOOK_CLUB, "Hanako", "Chapter five was worth the wait 📚"),
    Line(BOOK_CLUB, "Grandma", "次は短い本にしましょう。"),
    Line(FAMILY, "Grandma", "🎉", "react"),
    Line(GRANDMA, "Grandma", kind="send_picture"),
    Line(FAMILY, "Hanako", kind="send_file"),
    Line(BOOK_CLUB, "Hanako", "Thursday at eight, as always?"),
    Line(FAMILY, "Hanako", kind="start_meeting"),
    Line(FAMILY, "Grandma", "I hear you, but where is your picture?"),
    Line(GRANDMA, "Grandma", "Sleep well, Taro."),
    Line(FAMILY, "Hanako", kind="stop_meeting"),
)

# room, minutes before midnight, who, text
OPENING = (
    (BOOK_CLUB, 400, "Hanako", "Has everybody got the new book?"),
    (NEWS, 380, "Hanako", "The lift works again."),
    (GRANDMA, 300, "Grandma", "Will you call me on Sunday?"),
    (GRANDMA, 290, "Taro", "Of course!"),
    (FAMILY, 200, "Hanako", "Good morning, everybody!"),
    (FAMILY, 120, "Taro", "Where are the keys of the shed?"),
    (FAMILY, 115, "Grandma", "In the flowerpot, dear."),
    (FAMILY, 15, "Hanako", "The plumber comes tomorrow."),
)


def build_world(generation: Generation, room_count: int = 3) -> World:
    """Return the family, with more rooms or only the first of the three.

    Ids and yesterday's messages stay the same when the simulator starts again on the
    same day, as a client keeps the last one that it has seen.
    """
    taro = Person(ACCOUNT_ID, "Taro", USERNAME, status_message="At the workbench")
    people = [taro]
    for name in ("Hanako", "Grandma", "Jiro"):
        address = f"{name.lower()}@example.com"
        people.append(Person(stable_id("person", name), name, address))
    world = World(taro, people)
    _, hanako, grandma, _ = people
    rooms: list[tuple[str, RoomType, list[tuple[str, bool]]]] = [
        (FAMILY, "group", [(taro.id, True), (hanako.id, False), (grandma.id, False)]),
        (GRANDMA, "one_to_one", [(taro.id, True), (grandma.id, True)]),
        (
            BOOK_CLUB,
            "group",
            [(hanako.id, True), (taro.id, False), (grandma.id, False)],
        ),
    ]
    for name, room_type, members in rooms[:room_count]:
        _add(world, name, room_type, members)
    for number in range(4, room_count + 1):
        _add(
            world,
            f"Room {number}",
            "group",
            [(hanako.id, True), (taro.id, False)],
        )
    if generation == "1.3.1":
        _add_office(world)
    _say_the_opening(world)
    return world


def _add(
    world: World,
    name: str,
    room_type: RoomType,
    members: list[tuple[str, bool]],
    parent_id: str | None = None,
) -> Room:
    shown = "" if room_type == "one_to_one" else name
    room_id = stable_id("room", name)
    return world.add_room(
        shown, room_type, members, room_id=room_id, parent_id=parent_id
    )


def _add_office(world: World) -> None:
    taro, hanako = world.account, world.person("Hanako")
    members = [(hanako.id, True), (taro.id, True)]
    office = _add(world, OFFICE, "workspace", members)
    news = _add(world, NEWS, "channel", members, office.id)
    for room in (office, news):
        for user_id in room.members:
            room.settings_of(user_id).rank = 1


def _say_the_opening(world: World) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    names = {world.name_of(room): room for room in world.rooms.values()}
    for name, minutes, who, text in OPENING:
        if name in names:
            _say_early(world, names[name], who, text, midnight, minutes)
    for name, room in names.items():
        if name.startswith("Room "):
            _say_early(world, room, "Hanako", f"This is {name}.", midnight, 1)
        room.created_at = room.updated_at = midnight - timedelta(days=1)
        for settings in room.settings.values():
            settings.unread = 0
    if FAMILY in names:
        names[FAMILY].settings_of(world.account.id).unread = 1


def _say_early(
    world: World, room: Room, who: str, text: str, midnight: datetime, minutes: int
) -> None:
    world.post(
        room.id,
        world.person(who).id,
        own_id=stable_id("opening", room.id, midnight.date(), minutes),
        children=text_body(text),
        stamp=midnight - timedelta(minutes=minutes),
    )
