"""Originals and derivatives, whose addresses do not last."""

from contextlib import AbstractAsyncContextManager
from io import BytesIO

from aiohttp import ClientSession
from PIL import Image
import pytest

from custom_components.chat_rooms.model import Attachment
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.carnation import items
from custom_components.chat_rooms.providers.errors import (
    NotFoundError,
    ProviderError,
    UnsupportedError,
)
from tests.simulators.carnation import CarnationSimulator

from ..parts import rest
from .accounts import user_config, viewer_config
from .albums import OWN, Reader


@pytest.fixture(params=[user_config, viewer_config])
async def reader(
    session: ClientSession, sim: CarnationSimulator, request: pytest.FixtureRequest
) -> Reader:
    """Return Hana, or the television."""
    return await Reader.start(session, request.param(sim))


@pytest.fixture
async def blossoms(reader: Reader) -> Attachment:
    """Return a picture that lies on its side."""
    message = await reader.provider.message(OWN, "104")
    (attachment,) = message.attachments
    return attachment


async def read(opening: AbstractAsyncContextManager[Download]) -> bytes:
    """Return a file whole."""
    async with opening as download:
        return b"".join([chunk async for chunk in download.chunks])


def size_of(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height."""
    with Image.open(BytesIO(data)) as picture:
        return picture.size


async def test_original(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that the file comes as it is, without another request for the item."""
    await read(reader.provider.download(blossoms))
    sim.log.clear()
    data = await read(reader.provider.download(blossoms))
    assert data == sim.storage.files["00000004/00000104.jpg"].data
    assert len(data) == blossoms.size
    assert [call.endpoint for call in sim.log] == ["get_file"]


async def test_rest(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that a signed address is good for a part as well, and for a new one."""
    data = sim.storage.files["00000004/00000104.jpg"].data
    await sim.expire_urls()
    opening = reader.provider.download(blossoms, start=100)
    assert await rest(opening) == (100, len(data), data[100:])
    calls = sim.calls("get_file")
    assert [(call.header("Range"), call.status) for call in calls] == [
        ("bytes=100-", 403),
        ("bytes=100-", 206),
    ]


async def test_same_origin(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that files at the service's own address are not told the token."""
    await sim.set_options(same_origin=True)
    await sim.expire_urls()
    assert await read(reader.provider.download(blossoms))


async def test_expired(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that a refused address is fetched anew, once."""
    await sim.expire_urls()
    assert await read(reader.provider.download(blossoms))
    before = len(sim.calls("get_items"))
    await sim.break_("get_file", "status", status=403, times=-1)
    with pytest.raises(ProviderError):
        await read(reader.provider.download(blossoms))
    assert len(sim.calls("get_items")) == before + 1


async def test_old_address(
    sim: CarnationSimulator,
    reader: Reader,
    blossoms: Attachment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that an address that is about to end is not even tried."""
    monkeypatch.setattr(items, "ADDRESSES_GOOD_FOR", -1.0)
    before = len(sim.calls("get_items"))
    assert await read(reader.provider.download(blossoms))
    assert len(sim.calls("get_items")) == before + 1
    assert len(sim.calls("get_file")) == 1


async def test_previews(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that the smallest derivative is taken that is large enough."""
    item = await sim.item(104)
    medium = item["derivatives"][0]
    whole = (medium["width"], medium["height"])
    for wanted, size in (
        ((50, 50), (100, 100)),
        ((100, 100), (100, 100)),
        ((101, 100), whole),
        ((5000, 5000), whole),
    ):
        data = await read(reader.provider.preview(blossoms, *wanted))
        assert size_of(data) == size


async def test_without_derivatives(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test that there is no preview of what the service has made none of."""
    await sim.set_options(nonsense=["urls"])
    await sim.expire_urls()
    film = (await reader.provider.message(OWN, "106")).attachments[0]
    with pytest.raises(NotFoundError):
        await read(reader.provider.download(blossoms))
    assert await read(reader.provider.preview(film, 50, 50))
    for item_id in (104, 106):
        derived = sim.world.item(item_id).derived
        assert derived
        sim.world.item(item_id).derived = None
    await sim.set_options(nonsense=[])
    await sim.expire_urls()
    for attachment in (blossoms, film):
        with pytest.raises(UnsupportedError):
            await read(reader.provider.preview(attachment, 50, 50))


async def test_gone(
    sim: CarnationSimulator, reader: Reader, blossoms: Attachment
) -> None:
    """Test the file of an item that is not there any more, and of none at all."""
    sim.world.destroy(sim.world.item(104))
    await sim.expire_urls()
    with pytest.raises(NotFoundError):
        await read(reader.provider.download(blossoms))
    for source in ("", "4/x/original", "4/104"):
        attachment = Attachment(
            id="original", name="a", content_type="image/jpeg", source=source
        )
        with pytest.raises(NotFoundError):
            await read(reader.provider.download(attachment))
