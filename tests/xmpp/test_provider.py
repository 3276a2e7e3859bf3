"""The whole provider: REST is simulated, the chat is Prosody's."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import ChangeKind, Message, MessageKind, Room
from custom_components.chat_rooms.outgoing import Outgoing, Sent
from custom_components.chat_rooms.providers.carbonio import muclight
from custom_components.chat_rooms.providers.carbonio.muclight import Fastened, Stanza
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.carbonio.xml import NS
from custom_components.chat_rooms.providers.errors import NotFoundError
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY, PASSWORD, USERNAME

from .front import Front
from .listener import Listener
from .member import Member
from .server import Prosody

EDIT = f"<edit xmlns='{NS.EDIT}'/>"
REACTION = f"<reaction xmlns='{NS.REACTION}'/>"
RETRACT = f"<retract xmlns='{NS.RETRACT}'/>"


@pytest.fixture
async def sim() -> AsyncGenerator[CarbonioSimulator]:
    """Return everything of a Carbonio but the chat; it must not complain."""
    async with CarbonioSimulator() as sim:
        yield sim
        assert sim.complaints == []


@pytest.fixture
async def prosody(sim: CarbonioSimulator) -> AsyncGenerator[Prosody]:
    """Return the chat, for the rooms and members of that Carbonio."""
    with TemporaryDirectory(prefix="prosody-") as folder:
        members = {room.id: list(room.members) for room in sim.world.rooms.values()}
        server = Prosody(Path(folder), members)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()
        assert server.complaints() == []


@pytest.fixture
async def front(sim: CarbonioSimulator, prosody: Prosody) -> AsyncGenerator[Front]:
    """Return the one address of both; whoever has a token gets into the chat."""

    def admit(token: str) -> None:
        if owner := sim.world.vault.owner(token):
            prosody.let_in(owner, token)

    async with Front.running(prosody.address, sim.url) as front:
        front.admit = admit
        yield front


@pytest.fixture
async def provider(
    session: ClientSession, front: Front
) -> AsyncGenerator[CarbonioProvider]:
    """Return an account that has signed in."""
    config = {
        "url": front.address,
        "username": USERNAME,
        "password": PASSWORD,
        "verify_ssl": True,
        "device_id": str(uuid4()),
    }
    provider = CarbonioProvider(session, config)
    await provider.sign_in()
    yield provider
    await provider.close()


@pytest.fixture
def family(sim: CarbonioSimulator) -> str:
    """Return the id of the family's room."""
    return sim.world.room(FAMILY).id


@pytest.fixture
async def hanako(sim: CarbonioSimulator, prosody: Prosody) -> AsyncGenerator[Member]:
    """Return Hanako, who writes from another client."""
    async with online(sim, prosody) as member:
        yield member


@asynccontextmanager
async def online(sim: CarbonioSimulator, prosody: Prosody) -> AsyncGenerator[Member]:
    """Bring Hanako online."""
    user_id = sim.world.person("Hanako").id
    prosody.let_in(user_id, "hanako-token")
    async with Member.online(prosody.address, user_id, "hanako-token") as member:
        yield member


async def send(
    provider: CarbonioProvider, room_id: str, text: str, reply_to: str | None = None
) -> Sent:
    """Send a text and return what was sent."""
    outgoing = Outgoing(
        new_client_id=lambda: str(uuid4()), text=text, reply_to=reply_to
    )
    (sent,) = [one async for one in provider.send(room_id, outgoing)]
    return sent


async def listed(provider: CarbonioProvider, room_id: str) -> Room:
    """Return a room as it is listed now."""
    found = await provider.rooms(complete=True)
    return next(room for room in found.rooms if room.id == room_id)


async def heard(member: Member, stanza_id: str) -> Stanza:
    """Return what somebody heard of a stanza."""
    element = await member.seen(
        lambda element: any(child.get("id") == stanza_id for child in element)
    )
    stanza = muclight.read(element)
    assert stanza
    return stanza


def texts(messages: list[Message]) -> list[str]:
    """Return the texts of messages."""
    return [message.text for message in messages]


async def test_sending(provider: CarbonioProvider, family: str, hanako: Member) -> None:
    """What is sent is heard by the others, and has the id that the room gave it."""
    sent = await send(provider, family, "Tea & cake at five? 🍵")
    assert (await heard(hanako, sent.message_id)).body == "Tea & cake at five? 🍵"
    question = await hanako.say(family, "Which cake?")
    reply = await send(provider, family, "Chocolate", question)
    stanza = await heard(hanako, reply.message_id)
    assert (stanza.body, stanza.reply_to) == ("Chocolate", question)
    message = await provider.message(family, reply.message_id)
    assert (message.text, message.reply_to) == ("Chocolate", question)


async def test_changing_what_was_said(
    provider: CarbonioProvider, family: str, hanako: Member
) -> None:
    """Others hear of edits, reactions and retractions."""
    sent = await send(provider, family, "Tea at five")
    other = await hanako.say(family, "I bring cake")
    await provider.edit(family, sent.message_id, "Tea at six")
    await provider.react(family, other, "🎉")
    await provider.react(family, other, "🎉", remove=True)
    await provider.delete(family, sent.message_id)
    # What was said last was heard after all that.
    await heard(hanako, (await send(provider, family, "Sorry")).message_id)
    found = [muclight.read(element) for element in hanako.received]
    fastenings = [one.fastening for one in found if one and one.fastening]
    assert [(one.kind, one.target, one.value) for one in fastenings] == [
        (Fastened.EDIT, sent.message_id, "Tea at six"),
        (Fastened.REACTION, other, "🎉"),
        (Fastened.REACTION, other, ""),
        (Fastened.RETRACT, sent.message_id, ""),
    ]
    before = await provider.messages_before(family, None, 20)
    assert [one.text for one in before if not one.deleted] == ["I bring cake", "Sorry"]


async def test_what_others_do_comes_live(
    provider: CarbonioProvider, family: str, hanako: Member
) -> None:
    """Messages and changes come in order, with the senders' names."""
    await provider.rooms(complete=True)
    async with Listener.listening(provider, [family]) as listener:
        said = await hanako.say(family, "Tea?")
        await listener.until_said("Tea?")
        await hanako.post(
            family,
            f"<body>At five</body><reply xmlns='{NS.REPLY}' id='{said}' to='x'/>",
        )
        await hanako.fasten(family, said, EDIT, "Cake?")
        await hanako.fasten(family, said, REACTION, "🎉")
        await hanako.fasten(family, said, RETRACT)
        await listener.until(lambda: len(listener.changes) == 3)
    first, second = listener.messages
    assert (first.id, first.kind, first.sender.name) == (
        said,
        MessageKind.TEXT,
        "Hanako",
    )
    assert (second.text, second.reply_to) == ("At five", said)
    assert [change.kind for change in listener.changes] == [
        ChangeKind.EDITED,
        ChangeKind.REACTION_ADDED,
        ChangeKind.DELETED,
    ]
    assert {change.message_id for change in listener.changes} == {said}
    places = [first.position, second.position]
    places += [change.position for change in listener.changes]
    assert places == sorted(set(places))


async def test_unread_and_read(
    provider: CarbonioProvider, family: str, hanako: Member
) -> None:
    """The inbox counts; marking the newest as read resets it, whatever came since."""
    assert (await listed(provider, family)).unread == 0
    said = await hanako.say(family, "Tea?")
    newest = await hanako.say(family, "Or coffee?")
    room = await listed(provider, family)
    assert room.unread == 2
    assert room.newest == provider.position_of(newest)
    assert room.last_message and room.last_message.text == "Or coffee?"
    await provider.mark_as_read(family, newest)
    assert (await listed(provider, family)).unread == 0
    await hanako.fasten(family, said, EDIT, "Green tea?")
    assert (await listed(provider, family)).unread == 1
    await provider.mark_as_read(family, newest)
    assert (await listed(provider, family)).unread == 0
    with pytest.raises(NotFoundError):
        await provider.mark_as_read(family, "C00000000001")


async def test_read_on_another_device(
    provider: CarbonioProvider, sim: CarbonioSimulator, family: str, prosody: Prosody
) -> None:
    """A marker of the account's other device tells how far it has read."""
    me = sim.world.account.id
    await provider.rooms(complete=True)
    async with (
        Listener.listening(provider, [family]) as listener,
        online(sim, prosody) as hanako,
    ):
        said = await hanako.say(family, "Tea?", own_id="m-1")
        await listener.until_said("Tea?")
        token = sim.world.vault.issue(me)
        prosody.let_in(me, token)
        async with Member.online(prosody.address, me, token) as device:
            await device.post(family, f"<displayed xmlns='{NS.MARKERS}' id='m-1'/>")
            place = provider.position_of(said)
            await listener.until(
                lambda: any(one.read_position == place for one in listener.updates)
            )


async def test_pages_of_history(
    provider: CarbonioProvider, family: str, hanako: Member
) -> None:
    """All of a long history is found, forwards and backwards, once and in order."""
    said = [await hanako.say(family, f"Number {number}") for number in range(130)]
    for target in said[::10]:
        await hanako.fasten(family, target, REACTION, "👍")
    found: list[Message] = []
    position = 0
    while (page := await provider.messages_after(family, position, 30)).end > position:
        found += page.messages
        position = page.end
    assert [message.id for message in found] == said
    back: list[Message] = []
    before: int | None = None
    while messages := await provider.messages_before(family, before, 30):
        back = [*messages, *back]
        before = messages[0].position
    assert [message.id for message in back] == said


async def test_nothing_is_lost_while_the_connection_is(
    provider: CarbonioProvider, family: str, hanako: Member, front: Front
) -> None:
    """After a cut connection everything that was missed comes once and in order."""
    await provider.rooms(complete=True)
    async with Listener.listening(provider, [family]) as listener:
        await hanako.say(family, "Before")
        await listener.until_said("Before")
        front.is_there = False
        front.cut()
        await listener.until(lambda: listener.lost > 0)
        missed = [f"Missed {number}" for number in range(120)]
        for text in missed:
            await hanako.say(family, text)
        front.is_there = True
        await listener.until_said("Missed 0")
        await hanako.say(family, "After")
        await listener.until_said("After")
        assert texts(listener.messages) == ["Before", *missed, "After"]


@pytest.mark.parametrize("how", ["stop", "crash"])
async def test_a_restarted_server(
    provider: CarbonioProvider,
    sim: CarbonioSimulator,
    family: str,
    prosody: Prosody,
    how: str,
) -> None:
    """The feed survives a restart of the server, and so does sending."""
    await provider.rooms(complete=True)
    async with Listener.listening(provider, [family]) as listener:
        async with online(sim, prosody) as hanako:
            await hanako.say(family, "Before")
            await listener.until_said("Before")
        await (prosody.stop() if how == "stop" else prosody.crash())
        await listener.until(lambda: listener.lost > 0)
        await prosody.start()
        async with online(sim, prosody) as hanako:
            await hanako.say(family, "Between")
            await listener.until_said("Between")
            sent = await send(provider, family, "And back")
            assert (await heard(hanako, sent.message_id)).body == "And back"
        await listener.until_said("And back")
        assert texts(listener.messages) == ["Before", "Between", "And back"]
