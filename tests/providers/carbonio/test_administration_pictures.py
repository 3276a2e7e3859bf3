"""The pictures of rooms."""

import pytest

from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import read
from .family import BOTH_GENERATIONS, FAMILY
from .outgoing import png


@BOTH_GENERATIONS
async def test_picture(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a room's picture is seen and changed, within the limits."""
    await provider.rooms(complete=True)
    room_id = simulator.room_id(FAMILY)
    with pytest.raises(NotFoundError):
        await read(provider.room_picture(room_id))
    await provider.administration.set_picture(room_id, png())
    told = await simulator.room_picture(FAMILY)
    assert told is not None
    assert told["name"] == "Tür 🚪.png"
    assert await read(provider.room_picture(room_id)) == png().data


@pytest.mark.parametrize(
    ("content_type", "size", "reason"),
    [("text/plain", 1, None), ("image/png", 512 * 1024 + 1, Reason.FILE_TOO_LARGE)],
)
async def test_pictures_that_are_none(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    content_type: str,
    size: int,
    reason: Reason | None,
) -> None:
    """Test that a picture is one, and of a limited size."""
    file = OutgoingFile(name="a", content_type=content_type, data=bytes(size))
    with pytest.raises(ForbiddenError) as caught:
        await provider.administration.set_picture(simulator.room_id(FAMILY), file)
    assert caught.value.reason is reason
    assert simulator.calls() == []


async def test_size_of_pictures(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the server says how large a picture may be."""
    await simulator.set_capability("maxRoomImageSizeInKb", 1)
    await provider.rooms(complete=True)
    large = OutgoingFile(name="a", content_type="image/png", data=bytes(1025))
    with pytest.raises(ForbiddenError):
        await provider.administration.set_picture(simulator.room_id(FAMILY), large)
    assert simulator.calls("update_room_picture") == []
