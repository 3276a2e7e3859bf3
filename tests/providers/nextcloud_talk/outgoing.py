"""What the tests of sending share."""

from itertools import count
from typing import Any

from custom_components.chat_rooms.outgoing import Outgoing, OutgoingFile, Sent
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.media import chime, landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS

PICTURE = OutgoingFile(name="庭 1.png", content_type="image/png", data=landscape(1))
SOUND = OutgoingFile(name="bell.wav", content_type="audio/x-wav", data=chime())


def outgoing(**content: Any) -> Outgoing:
    """Return something to send, with the ids ID-1, ID-2, …."""
    numbers = count(1)
    return Outgoing(new_client_id=lambda: f"ID-{next(numbers)}", **content)


async def send(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    room: str = NEIGHBOURS,
    **content: Any,
) -> list[Sent]:
    """Send to a room."""
    sends = provider.send(sim.room_id(room), outgoing(**content))
    return [sent async for sent in sends]
