"""Checking in: once, whatever happens on the way."""

import asyncio
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import CheckIn, Outgoing, OutgoingFile, Sent
from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_photos import snapshot
from tests.simulators.media import landscape

from .conftest import CAFE, OFFICE, PARK, assert_discreet

JPEG = OutgoingFile(name="庭 1.jpg", content_type="image/jpeg", data=snapshot(1))
PNG = OutgoingFile(name='a"b\n.png', content_type="image/png", data=landscape(1))
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def outgoing(**content: Any) -> Outgoing:
    """Return something to send."""
    return Outgoing(new_client_id=lambda: "ID", **content)


async def send(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, message: Outgoing
) -> Sent:
    """Check in at the café."""
    room_id = f"spot:{await sim.spot_key(CAFE)}"
    (sent,) = [sent async for sent in coco.send(room_id, message)]
    return sent


async def say(sim: HatenaCocoSimulator, coco: HatenaCocoProvider, text: str) -> Sent:
    """Check in at the café with a text."""
    return await send(sim, coco, outgoing(text=text))


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("", "Hi & bye=ä +~\n🙂%20", "Hi & bye=ä +~\n🙂%20"),
        ("Cake", "is good", "Cake\nis good"),
        ("Cake", "", "Cake"),
        ("", "half \ud83d", "half ?"),
    ],
)
@pytest.mark.parametrize("files", [(), (JPEG,)])
async def test_text(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    title: str,
    text: str,
    whole: str,
    files: tuple[OutgoingFile, ...],
) -> None:
    """Test a text, with and without a title and a photo."""
    sent = await send(sim, coco, outgoing(title=title, text=text, files=files))
    (received,) = await sim.received()
    assert received["body"].replace("\r\n", "\n") == whole
    assert received["key"] == await sim.spot_key(CAFE)
    assert received["content_type"] == (MULTIPART if files else FORM)
    assert (received["twitter"], received["mixi"]) == (False, False)
    assert sent.message_id == str(received["id"])
    assert abs(sent.sent_at.timestamp() - received["time"]) < 1
    assert sent.room_ids == ("own",)
    assert sent.file == (JPEG.name if files else None)
    await coco.rooms()
    message = await coco.message(f"spot:{received['key']}", sent.message_id)
    assert message.sender.id == "hana"
    assert len(message.attachments) == len(files)


@pytest.mark.parametrize("text", ["", "Look!"])
async def test_photos(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, text: str
) -> None:
    """Test that all photos go along with one check-in."""
    sent = await send(sim, coco, outgoing(text=text, files=(JPEG, PNG)))
    (received,) = await sim.received()
    assert received["body"] == text
    assert [(p["filename"], p["content_type"]) for p in received["photos"]] == [
        ("庭 1.jpg", "image/jpeg"),
        ('a"b.png', "image/png"),
    ]
    first, second = sim._received[0].uploads
    assert (first.data, second.data) == (JPEG.data, PNG.data)
    assert sent.file is None


@pytest.mark.parametrize("photos", [(), (JPEG,)])
@pytest.mark.parametrize("shares", [set(), {"twitter"}, {"mixi"}, {"twitter", "mixi"}])
async def test_check_in(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    photos: tuple[OutgoingFile, ...],
    shares: set[str],
) -> None:
    """Test to check in anywhere, and to tell others."""
    park, office = await sim.spot_key(PARK), await sim.spot_key(OFFICE)
    sent = await coco.check_in(
        CheckIn(spot=park, text="", photos=photos, shares=frozenset(shares))
    )
    assert sent.room_ids == ("own",)
    (received,) = await sim.received()
    assert received["key"] == park
    assert {name for name in ("twitter", "mixi") if received[name]} == shares
    sent = await coco.check_in(CheckIn(spot=office, text="Here"))
    assert sent.room_ids == ("own", f"spot:{office}")


@pytest.mark.parametrize("room_id", ["friends", "own", "spot:"])
async def test_read_only(coco: HatenaCocoProvider, room_id: str) -> None:
    """Test rooms that are no spots."""
    with pytest.raises(ForbiddenError) as raised:
        _ = [sent async for sent in coco.send(room_id, outgoing(text="Hi"))]
    assert raised.value.reason is Reason.READ_ONLY


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


async def test_bare_answer(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test an answer that is the check-in itself."""
    body = {"id": "123", "created": "2010-01-01T00:00:00+09: 00"}
    await sim.break_("checkin", "body", body=body)
    sent = await say(sim, coco, "Hi")
    assert sent.message_id == "123"


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


async def test_arrives_late(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that what may still arrive is looked for more than once."""
    await coco.rooms()
    await sim.break_("checkin", "drop")
    task = asyncio.create_task(say(sim, coco, "Hi"))
    await sim.wait_for(lambda: len(sim.calls("history", status=200)) >= 3)
    late = await sim.check_in("hana", CAFE, "Hi")
    assert (await task).message_id == str(late["id"])
    assert not await sim.received()


@pytest.mark.parametrize("error", [ConnectionError_, ForbiddenError])
async def test_nobody_knows(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, error: type[ProviderError]
) -> None:
    """Test that nothing is sent again while nobody can look whether it arrived."""
    await coco.rooms()
    status = 500 if error is ConnectionError_ else 403
    await sim.break_("checkin", "drop", when="after")
    await sim.break_("history", "status", status=status, times=-1)
    with pytest.raises(error):
        await say(sim, coco, "Hi")
    assert len(sim.calls("checkin")) == 1


@pytest.mark.parametrize("place", ["spot", "text", "age", "before"])
async def test_not_mistaken(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, place: str
) -> None:
    """Test that another check-in is not taken for the one that got lost."""
    if place == "before":
        await sim.check_in("hana", CAFE, "Hi")
    await coco.rooms()
    if place == "spot":
        await sim.check_in("hana", PARK, "Hi")
    elif place == "text":
        await sim.check_in("hana", CAFE, "Hi!")
    elif place == "age":
        await sim.check_in("hana", CAFE, "Hi", minutes_ago=10)
    await sim.break_("checkin", "drop")
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


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProtocolError),
        (401, AuthError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (405, UnsupportedError),
        (413, ForbiddenError),
        (429, RateLimitedError),
    ],
)
async def test_refused(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test that what is refused is not tried again."""
    await sim.break_("checkin", "status", status=status)
    with pytest.raises(error):
        await say(sim, coco, "Hi")
    assert len(sim.calls("checkin")) == 1


async def test_pause(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that a short pause is made where the service asks for one."""
    await coco.rooms()
    await sim.break_("checkin", "status", status=429, headers={"Retry-After": "0"})
    await say(sim, coco, "Hi")
    assert [call.endpoint for call in sim.log] == [
        "checkins",
        "history",
        *["checkin"] * 2,
    ]


async def test_no_such_spot(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test a spot that is not there, and one that is somebody's secret."""
    with pytest.raises(NotFoundError):
        await coco.check_in(CheckIn(spot="nowhere"))
    secret = await sim.spot_key("Yamada's secret place")
    with pytest.raises(ForbiddenError):
        await coco.check_in(CheckIn(spot=secret))


async def test_may_only_read(
    session: ClientSession, sim: HatenaCocoSimulator, config: dict[str, Any]
) -> None:
    """Test a token that is good for reading only."""
    token = await sim.sign_in(scopes=["read_private"])
    coco = HatenaCocoProvider(session, config | token)
    with pytest.raises(AuthError, match="permission_denied"):
        await coco.check_in(CheckIn(spot=await sim.spot_key(CAFE)))
