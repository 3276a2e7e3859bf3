"""The long polls: what they bring, and what they survive."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from custom_components.chat_rooms.model import MemberKind, Update
from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.bocco import client, feed
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from tests.simulators.bocco import BoccoSimulator

from .conftest import assert_discreet
from .wire import USER, wire_message

FAMILY = "Happy Family"
GRANDPARENTS = "Grandparents"


class Listener:
    """Somebody who listens to a room, and remembers how far it got."""

    def __init__(self, updates: AsyncIterator[Update], position: int) -> None:
        """Start at a position."""
        self.position = position
        self._updates = updates
        self._next: asyncio.Task[Update] | None = None

    def ask(self) -> asyncio.Task[Update]:
        """Start to wait for the next update."""
        self._next = asyncio.ensure_future(anext(self._updates))
        return self._next

    async def next(self) -> Update:
        """Return the next update."""
        async with asyncio.timeout(10):
            update = await (self._next or self.ask())
        self._next = None
        for message in update.messages:
            self.position = message.position
        return update


@asynccontextmanager
async def listening(
    sim: BoccoSimulator, provider: BoccoProvider, room: str = FAMILY
) -> AsyncGenerator[Listener]:
    """Listen to a room from its newest message on."""
    where = sim.home.room(room)
    (one,) = provider.feeds([where.uuid])
    assert (one.key, one.room_ids) == (where.uuid, frozenset({where.uuid}))
    updates = one.listen(lambda room_id: listener.position)
    newest = where.messages[-1].id if where.messages else 0
    listener = Listener(updates, newest)
    try:
        yield listener
    finally:
        if listener._next:
            listener._next.cancel()
            await asyncio.wait([listener._next])
        assert isinstance(updates, AsyncGenerator)
        await updates.aclose()


async def test_messages_arrive(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that messages come in order, all of them, and from the newest on."""
    async with listening(sim, bocco) as listener:
        listener.ask()
        await sim.wait_for_subscribers(1, FAMILY)
        first = await sim.write(FAMILY, "Hanako", "One")
        update = await listener.next()
        assert update.room_id == sim.room_id(FAMILY)
        assert [(m.position, m.text) for m in update.messages] == [(first["id"], "One")]
        assert (update.members, update.read_position) == ((), None)
        for text in ("Two", "Three"):
            await sim.write(FAMILY, "Grandma", text)
        update = await listener.next()
        assert [message.text for message in update.messages] == ["Two", "Three"]
    assert dict(sim.calls("subscribe")[0].query)["read"] == "0"


async def test_single_events(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test one event instead of a list, as the reference shows it."""
    await sim.set_options(subscribe_form="object")
    async with listening(sim, bocco) as listener:
        await sim.write(FAMILY, "Hanako", "One")
        await sim.write(FAMILY, "Hanako", "Two")
        for text in ("One", "Two"):
            (message,) = (await listener.next()).messages
            assert message.text == text


async def test_empty_room(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a room without messages is listened to from 0 on."""
    await sim.create_room("New")
    async with listening(sim, bocco, "New") as listener:
        listener.ask()
        await sim.wait_for_subscribers(1, "New")
        await sim.write("New", "Taro", "First")
        assert len((await listener.next()).messages) == 1
    assert dict(sim.calls("subscribe")[0].query)["newer_than"] == "0"


async def test_new_member(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that somebody who joins is told, and known from then on."""
    async with listening(sim, bocco) as listener:
        await sim.join(FAMILY, "Uncle")
        update = await listener.next()
        assert [(m.name, m.kind) for m in update.members] == [
            ("Uncle", MemberKind.PERSON)
        ]
        assert len(update.messages) == 1
        body = wire_message(id=10**9, user=None, sender=update.members[0].id)
        event = {"event": "message", "body": body}
        await sim.break_("subscribe", "body", body=event)
        (message,) = (await listener.next()).messages
        assert message.sender.name == "Uncle"


@pytest.mark.parametrize(("read_id", "position"), [(7, 7), ("8", 8), (None, None)])
async def test_own_read_position(
    sim: BoccoSimulator, bocco: BoccoProvider, read_id: object, position: int | None
) -> None:
    """Test that reading elsewhere is told, and that others' reading is theirs."""
    me = {"user": {"uuid": sim.home.account.uuid}, "read_id": read_id}
    other = {"user": USER, "read_id": 99}
    events = [{"event": "member", "body": body} for body in (me, other)]
    await sim.break_("subscribe", "body", body=events)
    await sim.break_("subscribe", "body", body=events[1:])
    async with listening(sim, bocco) as listener:
        update = await listener.next()
        assert update.read_position == position
        assert len(update.members) == 2
        assert (await listener.next()).read_position is None


@pytest.mark.parametrize("form", ["json", "empty", "router"])
async def test_quiet_polls(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    monkeypatch: pytest.MonkeyPatch,
    form: Any,
) -> None:
    """Test the three ways in which a poll can end without news."""
    monkeypatch.setattr(client, "ROUTER_PATIENCE", 0.0)
    await sim.set_options(poll_timeout=0.01, timeout_form=form)
    async with listening(sim, bocco) as listener:
        for _ in range(3):
            assert await listener.next() == Update(room_id=sim.room_id(FAMILY))
        await sim.write(FAMILY, "Hanako", "Still here")
        assert (await listener.next()).messages


async def test_polls_outlast_short_requests(
    sim: BoccoSimulator, bocco: BoccoProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a poll may hang for longer than any other request."""
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.01)
    await sim.set_options(poll_timeout=0.1)
    async with listening(sim, bocco) as listener:
        assert await listener.next() == Update(room_id=sim.room_id(FAMILY))


async def test_router_page_at_once(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that the router's page without any waiting is an outage."""
    await sim.set_options(poll_timeout=0.01, timeout_form="router")
    async with listening(sim, bocco) as listener:
        with pytest.raises(ConnectionError_, match="status 503$"):
            await listener.next()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "body", "status": 503, "body": {"code": 1}}, ConnectionError_),
        ({"kind": "html", "status": 502}, ConnectionError_),
        ({"kind": "html", "status": 504}, ConnectionError_),
        (
            {
                "kind": "status",
                "status": 503,
                "body": "<html>hotel",
                "headers": {"Retry-After": "60"},
            },
            RateLimitedError,
        ),
        (
            {
                "kind": "status",
                "status": 503,
                "body": "<html>hotel",
                "headers": {"Retry-After": "soon"},
            },
            ConnectionError_,
        ),
    ],
)
async def test_what_is_no_quiet_poll(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that only the router's own page, after a while, is one."""
    monkeypatch.setattr(client, "ROUTER_PATIENCE", 0.0)
    await sim.break_("subscribe", **fault)
    async with listening(sim, bocco) as listener:
        with pytest.raises(ProviderError) as raised:
            await listener.next()
    assert type(raised.value) is error


BAD_EVENTS: list[Any] = [
    {"event": "typing", "body": {"user": USER}},
    {"event": "message", "body": None},
    {"event": "message", "body": wire_message(id=None)},
    {"event": "message", "body": [wire_message()]},
    {"event": "message"},
    {"event": "member", "body": {"user": None}},
    {"event": None, "body": {}},
    {"body": wire_message()},
    None,
    "message",
    [],
]


async def test_bad_events(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that the good ones come, in order and once, whatever is around them."""
    good = [
        {"event": "message", "body": wire_message(id=10**9 + id_)} for id_ in (3, 1, 2)
    ]
    body = [*BAD_EVENTS, good[0], *BAD_EVENTS, *good]
    await sim.break_("subscribe", "body", body=body)
    async with listening(sim, bocco) as listener:
        update = await listener.next()
    assert [m.position - 10**9 for m in update.messages] == [1, 2, 3]
    assert update.members == ()


async def test_old_messages(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that what has come before does not come again."""
    async with listening(sim, bocco) as listener:
        ids = (listener.position, listener.position + 1, 1)
        body = [{"event": "message", "body": wire_message(id=id_)} for id_ in ids]
        await sim.break_("subscribe", "body", body=body, times=2)
        (message,) = (await listener.next()).messages
        assert message.position == ids[1]
        listener.position = 1
        assert (await listener.next()).messages == ()
    asked = [dict(call.query)["newer_than"] for call in sim.calls("subscribe")]
    assert asked == [str(ids[0]), str(ids[1])]


FAULTS: list[tuple[dict[str, Any], type[ProviderError]]] = [
    ({"kind": "html"}, UnsupportedError),
    ({"kind": "truncated"}, ConnectionError_),
    ({"kind": "huge"}, ProtocolError),
    ({"kind": "drop", "times": 2}, ConnectionError_),
    ({"kind": "body", "body": {"code": 404001, "message": "hotel"}}, ProtocolError),
    ({"kind": "body", "body": "hotel"}, ProtocolError),
    ({"kind": "redirect", "url": "https://hotel.example/"}, UnsupportedError),
    ({"kind": "status", "status": 404}, NotFoundError),
    ({"kind": "status", "status": 401, "times": 2}, AuthError),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS)
async def test_other_rooms_go_on(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that one room's trouble is its own, and that it can start anew."""
    async with listening(sim, bocco, GRANDPARENTS) as other:
        other.ask()
        await sim.wait_for_subscribers(1, GRANDPARENTS)
        await sim.break_("subscribe", room=FAMILY, **fault)
        async with listening(sim, bocco) as listener:
            with pytest.raises(ProviderError) as raised:
                await listener.next()
        assert type(raised.value) is error
        assert_discreet(repr(raised.value), sim)
        await sim.write(GRANDPARENTS, "Grandpa", "Tomatoes!")
        assert (await other.next()).messages[0].text == "Tomatoes!"
    async with listening(sim, bocco) as again:
        await sim.write(FAMILY, "Hanako", "Hello again")
        assert (await again.next()).messages


async def test_expired_token(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that hanging polls sign in once together, and miss nothing."""
    async with listening(sim, bocco) as one, listening(sim, bocco, GRANDPARENTS) as two:
        one.ask()
        two.ask()
        await sim.wait_for_subscribers(2)
        await sim.expire_tokens()
        await sim.wait_for_requests("subscribe", 4)
        await sim.write(FAMILY, "Hanako", "One")
        await sim.write(GRANDPARENTS, "Grandpa", "Two")
        assert [m.text for m in (await one.next()).messages] == ["One"]
        assert [m.text for m in (await two.next()).messages] == ["Two"]
    assert len(sim.calls("login")) == 2


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses that a feed would have made."""
    made: list[float] = []

    class Clock:
        @staticmethod
        async def sleep(seconds: float) -> None:
            made.append(seconds)

    monkeypatch.setattr(feed, "QUIET_PAUSE", 1.0)
    monkeypatch.setattr(feed, "asyncio", Clock)
    return made


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 408},
        {"kind": "body", "body": []},
        {"kind": "body", "body": None},
        {"kind": "body", "body": [{"event": "typing", "body": {}}]},
        {"kind": "body", "body": [{"event": "member", "body": {"user": USER}}]},
        {"kind": "body", "body": [{"event": "message", "body": wire_message(id=1)}]},
    ],
)
async def test_server_that_does_not_wait(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    pauses: list[float],
    fault: dict[str, Any],
) -> None:
    """Test that a server that answers at once is asked less and less often."""
    await sim.break_("subscribe", **fault, times=9)
    async with listening(sim, bocco) as listener:
        for _ in range(9):
            await listener.next()
        await sim.write(FAMILY, "Hanako", "At last")
        assert (await listener.next()).messages
        await sim.break_("subscribe", **fault)
        await listener.next()
        await sim.write(FAMILY, "Hanako", "And another")
        assert (await listener.next()).messages
    assert len(pauses) == 8
    for pause, least in zip(pauses, (1, 2, 4, 8, 16, 16, 16, 16), strict=True):
        assert least <= pause <= 1.5 * least


async def test_server_that_waits(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that after a poll that took its time there is no pause."""
    monkeypatch.setattr(feed, "QUICK_ANSWER", 0.0)
    await sim.set_options(poll_timeout=0.01)
    async with listening(sim, bocco) as listener:
        for _ in range(4):
            await listener.next()
    assert pauses == []
