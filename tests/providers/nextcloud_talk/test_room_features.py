"""What can be done in a room, by its own settings and by the server's features."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.providers.errors import ConnectionError_
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import CHANGELOG, FORMER, NOTE_TO_SELF

from .listed import CALLS, READING, RUNNING, WRITING, listed, told


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"readOnly": 1}, WRITING),
        ({"type": CHANGELOG}, WRITING | CALLS),
        ({"type": FORMER}, WRITING | CALLS),
        ({"type": NOTE_TO_SELF}, CALLS),
        ({"permissions": 126}, WRITING),
        ({"permissions": 1}, WRITING),
        ({"permissions": 0}, Feature(0)),
        ({"permissions": ...}, Feature(0)),
        ({"lobbyState": 1, "permissions": 246}, WRITING),
        ({"lobbyState": 1, "participantType": 2}, Feature(0)),
        ({"lobbyState": 1, "permissions": 8 + 128}, Feature(0)),
        ({"notificationLevel": ...}, Feature.MUTE),
        ({"hasCall": ...}, CALLS),
    ],
)
async def test_features(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    changes: dict[str, Any],
    missing: Feature,
) -> None:
    """Test what keeps the account from doing something in a room."""
    room = await told(sim, provider, **changes)
    assert room.features & ~RUNNING == (WRITING | READING) & ~missing
    assert bool(room.limits.content_types) is (Feature.SEND in room.features)


@pytest.mark.parametrize(
    ("feature", "missing"),
    [
        ("chat-replies", Feature.REPLY),
        ("silent-send", Feature.SILENT),
        ("reactions", Feature.REACT),
        ("edit-messages", Feature.EDIT),
        ("delete-messages", Feature.DELETE),
        ("notification-levels", Feature.MUTE),
        ("chat-read-marker", Feature.MARK_AS_READ),
        ("room-description", Feature.DESCRIBE),
    ],
)
async def test_server_features(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    feature: str,
    missing: Feature,
) -> None:
    """Test what a server cannot do, and that it is asked again once it can."""
    await provider.rooms()
    await sim.set_feature(feature, False)
    features = WRITING | READING | RUNNING
    assert (await listed(provider)).features == features & ~missing
    await sim.set_feature(feature, True)
    assert (await listed(provider)).features == features
    assert len(sim.calls("capabilities")) == 2
    await listed(provider)
    assert len(sim.calls("capabilities")) == 2


async def test_permissions_of_reactions(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that newer servers allow reactions apart from messages."""
    await provider.rooms()
    await sim.set_feature("react-permission", True)
    await listed(provider)
    room = await told(sim, provider, permissions=128)
    assert Feature.REACT not in room.features
    room = await told(sim, provider, permissions=128 + 256)
    assert Feature.REACT in room.features


async def test_permissions_before_the_chat_had_one(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that permissions mean nothing for the chat of an older server."""
    await provider.rooms()
    await sim.set_feature("chat-permission", False)
    await listed(provider)
    assert Feature.SEND in (await told(sim, provider, permissions=126)).features


async def test_new_capabilities_wait(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that capabilities are asked for until they have come."""
    await provider.rooms()
    await sim.set_config("chat", "max-length", 50)
    await sim.break_("capabilities", "status", status=502)
    with pytest.raises(ConnectionError_):
        await provider.rooms(complete=True)
    assert (await listed(provider)).limits.text_length == 50


async def test_no_attachments(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test an account that may not store files."""
    await provider.rooms()
    await sim.set_config("attachments", "allowed", False)
    room = await listed(provider)
    assert room.limits.content_types == frozenset()
    assert room.limits.file_size == 0
