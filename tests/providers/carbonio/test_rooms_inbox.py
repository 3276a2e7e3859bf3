"""What the inbox says of rooms: what is unread, and what came last."""

import pytest

from custom_components.chat_rooms.model import MessageKind
from custom_components.chat_rooms.providers.carbonio import link
from custom_components.chat_rooms.providers.carbonio.rooms import RoomBook
from custom_components.chat_rooms.providers.errors import AuthError
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY, GRANDMA, OFFICE
from .listed import listed


def newest(simulator: CarbonioSimulator, room: str = FAMILY) -> int:
    """Return the place of what came last in a room."""
    return simulator.world.room(room).archive[-1].number


async def test_read(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test how much is unread, and that all is read where nothing is."""
    room = await listed(book, GRANDMA)
    assert (room.unread, room.newest) == (0, newest(simulator, GRANDMA))
    assert room.read_position == room.newest
    for text in ("Hello?", "Anybody?"):
        await simulator.say(GRANDMA, "Grandma", text)
    room = await listed(book, GRANDMA)
    assert (room.unread, room.read_position) == (2, None)
    await simulator.mark_read(GRANDMA)
    room = await listed(book, GRANDMA)
    assert (room.unread, room.read_position) == (0, newest(simulator, GRANDMA))


async def test_never_said(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a room that the inbox does not know."""
    simulator.world.room(FAMILY).archive.clear()
    room = await listed(book, FAMILY)
    assert (room.unread, room.newest, room.read_position) == (0, None, None)
    assert room.last_message is None


@BOTH_GENERATIONS
async def test_link_down(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that rooms come without the chat, which tells the rest later."""
    await simulator.hold_xmpp()
    found = await book.list(complete=False)
    names = {room.name for room in found.rooms}
    assert {FAMILY, GRANDMA, BOOK_CLUB} <= names
    for room in found.rooms:
        if room.name == OFFICE:
            continue
        assert (room.unread, room.newest, room.read_position) == (None, None, None)
        assert room.last_message is None
        assert room.muted is False


async def test_link_back(
    simulator: CarbonioSimulator, book: RoomBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that what a chat tells comes again as soon as it is there again."""
    monkeypatch.setattr(link, "REST", 0.0)
    await book.list(complete=False)
    await simulator.hold_xmpp()
    await simulator.cut_xmpp()
    await simulator.xmpp.left()
    assert (await listed(book, FAMILY)).unread is None
    await simulator.hold_xmpp(False)
    assert (await listed(book, FAMILY)).unread == 1


async def test_link_refused(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that who is not let in at all is told so, by the chat as well."""
    await simulator.break_("ws_xmpp", "status", status=401, times=9)
    await simulator.break_("soap_auth", "status", status=401, times=9)
    await simulator.change_password("another")
    with pytest.raises(AuthError):
        await book.list(complete=False)


@pytest.mark.parametrize("last", ["edit", "reaction", "reaction taken back", "retract"])
async def test_last_is_no_message(
    simulator: CarbonioSimulator, book: RoomBook, last: str
) -> None:
    """Test that a room stands at what came last, though that is no message."""
    said = (await simulator.say(FAMILY, "Hanako", "Seven?"))["id"]
    match last:
        case "edit":
            await simulator.edit(FAMILY, "Hanako", said, "Eight?")
        case "retract":
            await simulator.retract(FAMILY, "Hanako", said)
        case "reaction":
            await simulator.react(FAMILY, "Grandma", said, "🎉")
        case _:
            await simulator.react(FAMILY, "Grandma", said, "")
    room = await listed(book, FAMILY)
    assert room.newest == newest(simulator)
    assert room.last_message is None
    assert room.unread == await simulator.unread(FAMILY)


async def test_last_is_gone(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that what is left of a message is not shown."""
    said = await simulator.say(FAMILY, "Hanako", "Seven?")
    posted = simulator.world.room(FAMILY).find(said["id"])
    assert posted is not None
    posted.retracted_at = posted.stamp
    room = await listed(book, FAMILY)
    assert (room.newest, room.last_message) == (posted.number, None)


async def test_last_is_an_affiliation(
    simulator: CarbonioSimulator, book: RoomBook
) -> None:
    """Test a room in which somebody became something."""
    await simulator.set_owner(FAMILY, "Hanako")
    room = await listed(book, FAMILY)
    assert (room.newest, room.last_message) == (newest(simulator), None)


async def test_last_has_no_place(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that nobody looks in the archive for what is not in it."""
    await simulator.set_owner(FAMILY, "Hanako")
    posted = simulator.world.room(FAMILY).archive[-1]
    posted.archived = False
    room = await listed(book, FAMILY)
    assert (room.newest, room.read_position, room.last_message) == (None, None, None)
    assert room.unread == 1


async def test_last_is_a_notice(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a room whose name has changed, and one that has a new member."""
    await simulator.rename(FAMILY, "All of us")
    room = await listed(book, "All of us")
    assert room.last_message is not None
    assert room.last_message.kind is MessageKind.SYSTEM
    assert room.last_message.text == "Hanako renamed the room to All of us"
    await simulator.add_member(BOOK_CLUB, "Jiro")
    room = await listed(book, BOOK_CLUB)
    assert room.last_message is not None
    assert room.last_message.text == "Hanako added Jiro"


async def test_last_is_a_file(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test a room whose last message is a picture."""
    sent = await simulator.send_picture(FAMILY, "Grandma", "The garden 🌷")
    message = (await listed(book, FAMILY)).last_message
    assert message is not None
    assert (message.kind, message.text) == (MessageKind.IMAGE, "The garden 🌷")
    (attachment,) = message.attachments
    assert (attachment.id, attachment.name) == (sent["attachment"], sent["filename"])
    assert (attachment.size, attachment.content_type) == (sent["size"], "image/png")


async def test_unknown_sender(simulator: CarbonioSimulator, book: RoomBook) -> None:
    """Test that a message comes though nobody knows who wrote it."""
    await simulator.break_("get_users", "status", status=500, times=9)
    message = (await listed(book, FAMILY)).last_message
    hanako = simulator.world.person("Hanako").id
    assert message is not None
    assert (message.sender.id, message.sender.name) == (hanako, hanako[:8])
    assert message.text == "The plumber comes tomorrow."
