"""Photos of check-ins."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Attachment, Location
from custom_components.chat_rooms.providers.errors import (
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_wire import SpotsForm, StatsForm

from ..parts import rest
from .conftest import CAFE, PARK, STATION


async def read(opening: Any) -> tuple[str, bytes]:
    """Return the type and the bytes of what is downloaded."""
    async with opening as download:
        chunks = [chunk async for chunk in download.chunks]
        return download.content_type, b"".join(chunks)


@pytest.mark.parametrize("messy", [False, True])
async def test_photos(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, messy: bool
) -> None:
    """Test a photo and its small picture, which lie at another host."""
    await sim.set_options(messy=messy)
    for _ in range(2):
        await sim.check_in("taro", PARK, photos=1)
    photos = sim.world.check_ins[-1].photos
    messages = await coco.messages_before("friends", None, 2)
    (photo,) = messages[-1].attachments
    assert photo.has_preview
    original, thumbnail = map(sim.album.find, (photos[0].original, photos[0].thumbnail))
    assert original and thumbnail and original != thumbnail
    assert await read(coco.download(photo)) == (original[1], original[0])
    assert await read(coco.preview(photo, 100, 100)) == (thumbnail[1], thumbnail[0])
    for call in sim.calls("elsewhere"):
        assert call.header("Authorization") is None


async def test_rest_of_a_photo(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that no more is asked for than what is wanted."""
    await sim.check_in("taro", PARK, photos=1)
    (message,) = await coco.messages_before("friends", None, 1)
    found = sim.album.find(sim.world.check_ins[-1].photos[0].original)
    assert found
    data, _ = found
    opening = coco.download(message.attachments[0], start=100)
    assert await rest(opening) == (100, len(data), data[100:])
    (call,) = sim.calls("elsewhere")
    assert (call.header("Range"), call.status) == ("bytes=100-", 206)


async def test_no_photo(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test addresses at which there is nothing, and those that are none."""
    for source, error in (
        (f"{sim.elsewhere_url}/nothing.jpg", NotFoundError),
        ("ftp://example.com/x", UnsupportedError),
    ):
        photo = Attachment(id="0", name="x", content_type="image/jpeg", source=source)
        with pytest.raises(error):
            await read(coco.download(photo))


@pytest.mark.parametrize("form", ["object", "list"])
@pytest.mark.parametrize("messy", [False, True])
async def test_spots(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    form: SpotsForm,
    messy: bool,
) -> None:
    """Test to look for spots near a place, page by page and without a signature."""
    await sim.set_options(spots_form=form, messy=messy)
    found = await coco.spots(Location(latitude=35.7147, longitude=139.7734))
    assert (found[0].name, found[0].key) == (PARK, await sim.spot_key(PARK))
    assert found[0].category == "公園"
    assert found[0].location
    assert found[0].location.longitude == pytest.approx(139.773418)
    assert {spot.name for spot in found} >= {CAFE, STATION}
    for number in range(60):
        await sim.add_spot(f"Spot {number}", 1e-7, -number / 10_000)
    near = Location(latitude=1e-7, longitude=-1e-7)
    first, second = await coco.spots(near), await coco.spots(near, 1)
    assert len(first) == 50
    names = [spot.name for spot in [*first, *second]]
    assert names[:60] == [f"Spot {number}" for number in range(60)]
    assert all(call.header("Authorization") is None for call in sim.log)


@pytest.mark.parametrize("form", ["flat", "wrapped"])
@pytest.mark.parametrize("messy", [False, True])
async def test_stats(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, form: StatsForm, messy: bool
) -> None:
    """Test how much somebody has been around, which anybody may ask."""
    await sim.set_options(stats_form=form, messy=messy)
    stats = await coco._client.stats("taro")
    assert stats.cocohere_count == 2
    assert stats.visited_cocospot_count == 2
    assert stats.cococoin_count == 4
    assert stats.created_cocospot_count == 1
    assert stats.travel_distance_of_this_week
    assert stats.travel_distance_of_this_week > 1000
    assert sim.log[-1].header("Authorization") is None
    with pytest.raises(NotFoundError):
        await coco._client.stats("nobody/../é ?")
    assert sim.log[-1].url == "/nobody%2F..%2F%C3%A9%20%3F/stats.json"
