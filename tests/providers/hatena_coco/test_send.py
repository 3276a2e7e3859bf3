"""Checking in."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.outgoing import CheckIn, OutgoingFile
from custom_components.chat_rooms.providers.errors import (
    AuthError,
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

from .conftest import CAFE, OFFICE, PARK
from .sending import outgoing, say, send

JPEG = OutgoingFile(name="庭 1.jpg", content_type="image/jpeg", data=snapshot(1))
PNG = OutgoingFile(name='a"b\n.png', content_type="image/png", data=landscape(1))
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


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


async def test_bare_answer(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test an answer that is the check-in itself."""
    body = {"id": "123", "created": "2010-01-01T00:00:00+09: 00"}
    await sim.break_("checkin", "body", body=body)
    sent = await say(sim, coco, "Hi")
    assert sent.message_id == "123"


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
