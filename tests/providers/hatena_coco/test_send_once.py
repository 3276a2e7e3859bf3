"""Checking in once, whatever happens on the way."""

import asyncio
from typing import Any

import pytest

from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    ProviderError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_photos import snapshot

from .conftest import CAFE, PARK, assert_discreet
from .sending import once_sent, outgoing, say, send

JPEG = OutgoingFile(name="庭 1.jpg", content_type="image/jpeg", data=snapshot(1))


@pytest.mark.parametrize("files", [(), (JPEG,)])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 502},
        {"kind": "truncated"},
    ],
)
async def test_arrived_but_nobody_said_so(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    fault: dict[str, Any],
    files: tuple[OutgoingFile, ...],
) -> None:
    """Test that what has arrived is not sent again, though the answer got lost."""
    await say(sim, coco, "Hi")
    await sim.break_("checkin", when="after", **fault)
    sent = await send(sim, coco, outgoing(text=" Hi\r\n", files=files))
    first, second = await sim.received()
    assert first["id"] < second["id"] == int(sent.message_id)


@pytest.mark.parametrize(
    ("body", "kind"), [({"checkin": {}}, "body"), (None, "body"), (None, "html")]
)
async def test_arrived_and_said_oddly(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, body: Any, kind: Any
) -> None:
    """Test that an answer that cannot be read is no reason to send again."""
    await sim.break_("checkin", kind, when="after", body=body)
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize("kind", ["drop", "status"])
async def test_did_not_arrive(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, kind: Any
) -> None:
    """Test that what has not arrived is sent again, at most twice."""
    await coco.rooms()
    await sim.break_("checkin", kind, status=503, times=2)
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("checkin")) == 3
    await sim.break_("checkin", kind, status=503, times=3)
    with pytest.raises(ConnectionError_) as raised:
        await say(sim, coco, "Hi")
    assert_discreet(repr(raised.value), sim)
    assert len(sim.calls("checkin")) == 6
    assert len(await sim.received()) == 1


async def test_time_out(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a server that is slow to answer is not told twice."""
    await coco.rooms()
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.3)
    await sim.break_("checkin", "slow", when="after", delay=30)
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize("retry_after", ["0", "60", None])
@pytest.mark.parametrize("status", [429, 503])
async def test_arrived_and_then_a_pause(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    status: int,
    retry_after: str | None,
) -> None:
    """Test that what asks for a pause may have taken it all the same."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    await sim.break_("checkin", "status", when="after", status=status, headers=headers)
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize("minutes_ago", [-60, 60])
@pytest.mark.parametrize("stored", ["Hi", "Hi & b", "", "Hi &amp; bye"])
async def test_stored_otherwise(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, stored: str, minutes_ago: float
) -> None:
    """Test that neither another clock nor what became of the text hides it."""

    async def store() -> None:
        await sim.check_in("hana", CAFE, stored, minutes_ago=minutes_ago)

    await sim.break_("checkin", "drop")
    with once_sent(sim, store):
        sent = await say(sim, coco, "Hi & bye 🙂")
    assert sent.message_id == str(sim.world.last_id)
    assert len(sim.calls("checkin")) == 1


async def test_which_of_several(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that the words tell which is the one, where there are several new ones."""
    made: list[int] = []

    async def store() -> None:
        for text in ("From the phone", "Hi", "From the phone, too"):
            checkin = await sim.check_in("hana", CAFE, text)
            made.append(checkin["id"])

    await sim.break_("checkin", "drop")
    with once_sent(sim, store):
        sent = await say(sim, coco, " Hi\n")
    assert sent.message_id == str(made[1])


async def test_nobody_could_look(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that there is one try where nobody could look whether it arrived."""
    await sim.break_("history", "status", status=500, times=2)
    await sim.break_("checkin", "drop")
    with pytest.raises(ConnectionError_):
        await say(sim, coco, "Hi")
    assert len(sim.calls("checkin")) == 1
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize("error", [ConnectionError_, ForbiddenError])
async def test_nobody_can_look(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, error: type[ProviderError]
) -> None:
    """Test that nothing is sent again while nobody can look whether it arrived."""
    status = 500 if error is ConnectionError_ else 403

    async def break_history() -> None:
        await sim.break_("history", "status", status=status, times=-1)

    await sim.break_("checkin", "drop", when="after")
    with once_sent(sim, break_history), pytest.raises(error):
        await say(sim, coco, "Hi")
    assert len(sim.calls("checkin")) == 1


async def test_polls_do_not_wait(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that friends are asked for while a check-in is on its way, we are not.

    Else it would come back in a list before anybody knows that it went out from here.
    """
    before = (await coco.rooms()).rooms
    go = asyncio.Event()
    with once_sent(sim, go.wait):
        task = asyncio.create_task(say(sim, coco, "Hi"))
        await sim.wait_for(lambda: bool(sim._received))
        sim.log.clear()
        await sim.check_in("taro", PARK, "Here!")
        friends, *rest = (await coco.rooms()).rooms
        assert [call.endpoint for call in sim.log] == ["checkins"]
        assert friends.last_message
        assert friends.last_message.text == "Here!"
        assert rest == [*before[1:]]
        go.set()
    sent = await task
    own = (await coco.rooms()).rooms[1]
    assert str(own.newest) == sent.message_id


async def test_arrives_late(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that what may still arrive is looked for more than once."""
    await coco.rooms()
    await sim.break_("checkin", "drop")
    task = asyncio.create_task(say(sim, coco, "Hi"))
    await sim.wait_for(lambda: len(sim.calls("history", status=200)) >= 3)
    late = await sim.check_in("hana", CAFE, "Hi")
    assert (await task).message_id == str(late["id"])
    assert not await sim.received()


@pytest.mark.parametrize("poll", ["none", "before", "after"])
async def test_alike_from_before(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, poll: str
) -> None:
    """Test that what came before is not taken for the one that got lost."""
    if poll == "before":
        await coco.rooms()
    await sim.check_in("hana", CAFE, "Hi")
    if poll == "after":
        await coco.rooms()
    await sim.break_("checkin", "drop")
    sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


async def test_at_another_spot(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that a check-in elsewhere is not taken for the one that got lost."""

    async def go_on() -> None:
        await sim.check_in("hana", PARK, "Hi")

    await sim.break_("checkin", "drop")
    with once_sent(sim, go_on):
        sent = await say(sim, coco, "Hi")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


async def test_two_alike(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that two that are alike both arrive, even if an answer gets lost."""
    await sim.break_("checkin", "drop", when="after")
    sent = await asyncio.gather(*(say(sim, coco, "Hi") for _ in range(2)))
    received = await sim.received()
    assert sorted(s.message_id for s in sent) == [str(r["id"]) for r in received]
    assert len(received) == 2
    await sim.break_("checkin", "drop")
    again = await say(sim, coco, "Hi")
    assert again.message_id not in [s.message_id for s in sent]


async def test_pause(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that a short pause is made where the service asks for one."""
    await coco.rooms()
    await sim.break_("checkin", "status", status=429, headers={"Retry-After": "0"})
    await say(sim, coco, "Hi")
    assert [call.endpoint for call in sim.log] == [
        "checkins",
        "history",
        *["history", "checkin"] * 2,
    ]
