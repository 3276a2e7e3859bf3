"""Sending: each message once, whatever happens on the way."""

from itertools import count
from typing import Any

import pytest

from custom_components.chat_rooms.outgoing import Outgoing, OutgoingFile, Sent
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import chime, landscape

from .conftest import assert_discreet

FAMILY = "Happy Family"


def outgoing(**content: Any) -> Outgoing:
    """Return something to send, with the ids ID-1, ID-2, …."""
    numbers = count(1)
    return Outgoing(new_client_id=lambda: f"ID-{next(numbers)}", **content)


async def send(
    sim: BoccoSimulator, bocco: BoccoProvider, message: Outgoing
) -> list[Sent]:
    """Send to the family."""
    return [sent async for sent in bocco.send(sim.room_id(FAMILY), message)]


PICTURE = OutgoingFile(name="庭 1.png", content_type="image/png", data=landscape(1))
SOUND = OutgoingFile(name='a"b\\.wav', content_type="audio/x-wav", data=chime())


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [("", "Hi & bye=ä\n🙂", "Hi & bye=ä\n🙂"), ("A", "b", "A\nb"), ("A", "", "A")],
)
async def test_text(
    sim: BoccoSimulator, bocco: BoccoProvider, title: str, text: str, whole: str
) -> None:
    """Test a text, with and without a title."""
    (sent,) = await send(sim, bocco, outgoing(title=title, text=text))
    (received,) = await sim.received(FAMILY)
    assert received["text"] == whole
    assert received["unique_id"] == "ID-1"
    assert received["media"] == "text"
    assert sent.message_id == str(received["id"])
    assert abs(sent.sent_at.timestamp() - received["time"]) < 1
    message = await bocco.message(sim.room_id(FAMILY), sent.message_id)
    assert message.client_id == "ID-1"
    assert message.sender.id == bocco.account.member_id
    assert sim.calls("post")[0].content_type == "application/x-www-form-urlencoded"


async def test_files(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that the text comes first, then the files in order, as they are."""
    sents = await send(
        sim, bocco, outgoing(title="T", text="t", files=(PICTURE, SOUND, PICTURE))
    )
    assert [sent.file for sent in sents] == [
        None,
        PICTURE.name,
        SOUND.name,
        PICTURE.name,
    ]
    received = await sim.received()
    assert [str(r["id"]) for r in received] == [sent.message_id for sent in sents]
    assert [r["unique_id"] for r in received] == ["ID-1", "ID-2", "ID-3", "ID-4"]
    assert [r["media"] for r in received] == ["text", "image", "audio", "image"]
    (picture,), (sound,) = sim.calls("post")[1].files, sim.calls("post")[2].files
    assert (picture.filename, picture.content_type) == ("庭 1.png", "image/png")
    assert (sound.filename, sound.content_type) == ('a"b\\.wav', "audio/x-wav")
    assert (picture.data, sound.data) == (PICTURE.data, SOUND.data)


@pytest.mark.filterwarnings("error:Sending a large body:ResourceWarning")
async def test_file_alone(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a file needs no text, and its name no control characters."""
    big = landscape(1) + bytes(2_000_000)
    file = OutgoingFile(name="a\r\n.png", content_type="image/png", data=big)
    assert len(await send(sim, bocco, outgoing(files=(file,)))) == 1
    (upload,) = sim.calls("post")[0].files
    assert (upload.filename, upload.data) == ("a.png", big)


@pytest.mark.parametrize("files", [(), (PICTURE,)])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "when": "after"},
        {"kind": "status", "status": 502, "when": "after"},
        {"kind": "truncated", "when": "after"},
        {"kind": "drop", "when": "before"},
        {"kind": "status", "status": 500, "when": "before"},
        {"kind": "status", "status": 408, "when": "after"},
        {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}},
        {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}},
        {"kind": "status", "status": 401},
    ],
)
async def test_lost_answer(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    fault: dict[str, Any],
    files: tuple[OutgoingFile, ...],
) -> None:
    """Test that a message arrives exactly once, under the id that is told."""
    await sim.break_("post", **fault)
    content = {"files": files} if files else {"text": "Once"}
    (sent,) = await send(sim, bocco, outgoing(**content))
    (received,) = await sim.received()
    assert sent.message_id == str(received["id"])
    assert abs(sent.sent_at.timestamp() - received["time"]) < 1
    assert len(sim.calls("post")) == 2
    ids = [dict(call.fields)["unique_id"] for call in sim.calls("post")]
    assert ids == ["ID-1", "ID-1"]


async def test_known_message_teaches_no_member(
    sim: BoccoSimulator, bocco: BoccoProvider
) -> None:
    """Test that the short answer for a known id is enough for all but the sender."""
    await sim.set_options(session_uuid=False)
    await bocco.sign_in()
    await sim.break_("post", "drop", when="after")
    (sent,) = await send(sim, bocco, outgoing(text="Once"))
    assert sent.message_id
    assert bocco.account.member_id is None
    await send(sim, bocco, Outgoing(new_client_id=lambda: "ID-9", text="Twice"))
    assert bocco.account.member_id == sim.home.account.uuid


@pytest.mark.parametrize(
    ("fault", "error", "calls"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_, 3),
        ({"kind": "drop"}, ConnectionError_, 3),
        ({"kind": "status", "status": 400}, ProtocolError, 1),
        ({"kind": "status", "status": 403}, ForbiddenError, 1),
        ({"kind": "status", "status": 404}, NotFoundError, 1),
        ({"kind": "status", "status": 429}, RateLimitedError, 1),
        ({"kind": "html"}, UnsupportedError, 1),
        ({"kind": "huge", "size": 9_000_000}, ProtocolError, 1),
        ({"kind": "body", "body": []}, ProtocolError, 1),
        ({"kind": "body", "body": {"media": "text"}}, ProtocolError, 1),
        ({"kind": "redirect", "status": 307, "url": "/alpha"}, UnsupportedError, 1),
    ],
)
async def test_hopeless(
    sim: BoccoSimulator,
    bocco: BoccoProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
    calls: int,
) -> None:
    """Test when sending is given up, and that the first messages are told."""
    sends = bocco.send(sim.room_id(FAMILY), outgoing(text="Hi", files=(PICTURE,)))
    assert await anext(sends)
    await sim.break_("post", **fault, times=-1)
    with pytest.raises(ProviderError) as raised:
        await anext(sends)
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
    assert len(sim.calls("post")) == 1 + calls
