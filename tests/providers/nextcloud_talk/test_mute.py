"""Muting a room, and letting it sound as it did before."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import ConnectionError_
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS
from .listed import listed


async def test_mute(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    memory: dict[str, Any],
) -> None:
    """Test that a room sounds as before once it is no longer muted."""
    room_id = sim.room_id(NEIGHBOURS)
    await sim.set_notification_level(NEIGHBOURS, 1)
    for _ in range(2):
        await provider.set_muted(room_id, True)
        assert await sim.notification_level(NEIGHBOURS) == 3
        assert (await listed(provider)).muted is True
    assert memory == {"levels": {room_id: 1}}
    await provider.set_muted(room_id, False)
    assert await sim.notification_level(NEIGHBOURS) == 1
    assert (await listed(provider)).muted is False
    assert memory == {"levels": {}}


@pytest.mark.parametrize("stored", [None, [], {"another": 1}])
async def test_muted_elsewhere(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    memory: dict[str, Any],
    stored: object,
) -> None:
    """Test that a room that was muted elsewhere gets Talk's own level."""
    memory["levels"] = stored
    await sim.set_notification_level(NEIGHBOURS, 3)
    await provider.set_muted(sim.room_id(NEIGHBOURS), False)
    assert await sim.notification_level(NEIGHBOURS) == 0


@pytest.mark.parametrize("level", [7, "x", None, [3]])
async def test_nonsense_remembered(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    memory: dict[str, Any],
    level: object,
) -> None:
    """Test that what is no level is not set."""
    memory["levels"] = {sim.room_id(NEIGHBOURS): level}
    await provider.set_muted(sim.room_id(NEIGHBOURS), False)
    assert await sim.notification_level(NEIGHBOURS) == 0


async def test_mute_fails(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    memory: dict[str, Any],
) -> None:
    """Test that the level is not forgotten before it is set again."""
    room_id = sim.room_id(NEIGHBOURS)
    await sim.set_notification_level(NEIGHBOURS, 2)
    await provider.set_muted(room_id, True)
    await sim.break_("notify", "status", status=502)
    with pytest.raises(ConnectionError_):
        await provider.set_muted(room_id, False)
    assert memory == {"levels": {room_id: 2}}
    await provider.set_muted(room_id, False)
    assert await sim.notification_level(NEIGHBOURS) == 2


async def test_list_after_muting(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the next list tells it: older servers' deltas do not."""
    await provider.rooms()
    await provider.set_muted(sim.room_id(NEIGHBOURS), True)
    assert (await provider.rooms()).complete
