"""Sending when answers get lost: each message once, whatever happens on the way."""

import asyncio
from typing import Any

import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk import delivery, old_chat
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from .conftest import NEIGHBOURS, assert_discreet
from .outgoing import PICTURE, send

ALL: list[Name] = ["current", "previous", "between", "old"]
NEW = ALL[:2]

LOST = [
    {"kind": "drop", "when": "after"},
    {"kind": "status", "status": 502, "when": "after"},
    {"kind": "truncated", "when": "after"},
    {"kind": "status", "status": 408, "when": "after"},
]
NEVER_ARRIVED = [
    {"kind": "drop", "when": "before"},
    {"kind": "status", "status": 500, "when": "before"},
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again at once, and not for long."""
    monkeypatch.setattr(old_chat, "LOOK_AGAIN", 0.0)
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.5)


@pytest.mark.parametrize("generation", ALL)
@pytest.mark.parametrize("fault", LOST)
async def test_lost_answer(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
) -> None:
    """Test that a message that has arrived is not sent again."""
    await sim.write(NEIGHBOURS, "Taro", "Once")
    await sim.break_("send", **fault)
    (sent,) = await send(sim, provider, text="Once")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("send")) == 1


@pytest.mark.parametrize("generation", ALL)
@pytest.mark.parametrize("fault", NEVER_ARRIVED)
async def test_lost_message(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
) -> None:
    """Test that a message that has not arrived is sent again, under its reference."""
    await sim.write(NEIGHBOURS, "Taro", "Once")
    await sim.break_("send", **fault)
    (sent,) = await send(sim, provider, text="Once")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("send")) == 2
    if received["reference_id"]:
        assert received["reference_id"] == "ID-1"


@pytest.mark.parametrize("generation", ["between"])
async def test_known_by_its_text(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a text with mentions is known again without a reference."""
    await sim.break_("send", "drop", when="after")
    text = ' @hanako, @"grandma" and @all: {tea}? '
    (sent,) = await send(sim, provider, text=text)
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("send")) == 1


@pytest.mark.parametrize("generation", ["current", "between", "old"])
async def test_slow_server(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a server that is still at work is waited for, not asked again."""
    monkeypatch.setattr(http, "SHORT_TIMEOUT", 0.3)
    monkeypatch.setattr(delivery, "SLOW", 0.2)
    await sim.break_("send", "slow", when="after", delay=2)
    late = asyncio.create_task(send(sim, provider, text="Late"))
    await sim.wait_for_requests("send")
    # The server goes on with what it has begun although nobody listens any more.
    (sent,) = await late
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("send")) == 1


async def test_message_that_comes_late(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a slow server's message is found when it comes at last."""
    monkeypatch.setattr(delivery, "SLOW", 0.0)
    await sim.break_("send", "status", status=504)
    sends = asyncio.create_task(send(sim, provider, text="Late"))
    await sim.wait_for_subscribers(1, NEIGHBOURS)
    room = sim.cloud.room(NEIGHBOURS)
    message = sim.happen(room, sim.cloud.account, "Late", reference_id="ID-1")
    (sent,) = await sends
    assert sent.message_id == str(message.id)
    assert len(sim.calls("send")) == 1


async def test_no_look_possible(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that nothing is sent again while nobody knows whether it has arrived."""
    await sim.break_("send", "drop", when="after")
    await sim.break_("history", "status", status=502, times=-1)
    with pytest.raises(ConnectionError_):
        await send(sim, provider, text="Once?")
    assert len(sim.calls("send")) == 1


@pytest.mark.parametrize("generation", NEW)
async def test_unreadable_answer(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a message whose answer makes no sense is looked for."""
    await sim.break_("send", "body", when="after", body=[])
    (sent,) = await send(sim, provider, text="Once")
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize(
    ("fault", "error", "calls"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_, 2),
        ({"kind": "drop"}, ConnectionError_, 2),
        ({"kind": "status", "status": 400}, ProtocolError, 1),
        ({"kind": "status", "status": 403}, ForbiddenError, 1),
        ({"kind": "status", "status": 404}, NotFoundError, 1),
        ({"kind": "status", "status": 429}, RateLimitedError, 1),
        ({"kind": "html"}, UnsupportedError, 1),
        ({"kind": "huge", "size": 9_000_000}, ProtocolError, 1),
        ({"kind": "redirect", "status": 307, "url": "/x"}, UnsupportedError, 1),
    ],
)
async def test_hopeless(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
    calls: int,
) -> None:
    """Test when sending is given up."""
    await sim.break_("send", **fault, times=-1)
    with pytest.raises(ProviderError) as raised:
        await send(sim, provider, text="Hi")
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
    assert len(sim.calls("send")) == calls


async def test_maintenance(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a closed server is not bothered again."""
    await sim.maintenance()
    with pytest.raises(ConnectionError_) as raised:
        await send(sim, provider, text="Hi")
    assert raised.value.reason is Reason.MAINTENANCE
    assert len(sim.calls()) == 1


@pytest.mark.parametrize("generation", ["current", "previous", "between"])
@pytest.mark.parametrize("fault", LOST + NEVER_ARRIVED)
async def test_share(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
) -> None:
    """Test that a file comes into the room once."""
    await sim.break_("share", **fault)
    (sent,) = await send(sim, provider, files=(PICTURE,))
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert len(sim.calls("upload")) == 1
    assert len(sim.calls("share")) == (1 if fault in LOST else 2)


@pytest.mark.parametrize("generation", NEW)
async def test_shared_already(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that "shared already" is success when it was shared just before."""
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.0)
    await sim.break_("share", "drop", when="after")
    # The room does not show it yet when it is looked for.
    await sim.break_("history", "status", status=304)
    await sim.break_("receive", "status", status=304)
    (sent,) = await send(sim, provider, files=(PICTURE,))
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert [call.status for call in sim.calls("share")] == [None, 403]


async def test_shared_and_never_seen(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test what the server has taken, perhaps, but shows to nobody."""
    monkeypatch.setattr(delivery, "LOOK_FOR", 0.0)
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.0)
    monkeypatch.setattr(delivery, "LOOK_PATIENTLY_FOR", 0.0)
    await sim.break_("history", "status", status=304, times=-1)
    (sent,) = await send(sim, provider, files=(PICTURE,))
    assert sent.message_id == ""
    await sim.break_("share", "drop", when="after")
    with pytest.raises(ForbiddenError):
        await send(sim, provider, files=(PICTURE,))


@pytest.mark.parametrize("generation", NEW)
async def test_found_in_a_busy_room(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a message is found among those that came after it."""
    await sim.break_("send", "slow", when="after", delay=0.3)
    sends = asyncio.create_task(send(sim, provider, text="Here", files=(PICTURE,)))
    await sim.wait_for_received(1)
    await sim.burst([NEIGHBOURS], 150)
    (sent,) = await sends
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])


@pytest.mark.parametrize("fault", LOST + NEVER_ARRIVED)
async def test_upload(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
) -> None:
    """Test that a file is stored once, though it may go up twice."""
    before = len(await sim.files())
    await sim.break_("upload", **fault)
    assert len(await send(sim, provider, files=(PICTURE,))) == 1
    assert len(sim.calls("upload")) == 2
    assert len(await sim.files()) == before + 1
