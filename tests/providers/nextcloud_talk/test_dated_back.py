"""Messages that the server puts before others although their ids are higher."""

import pytest

from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS
from .wire import envelope, wire_message

HEADERS = {"X-Chat-Last-Given": "100"}


@pytest.mark.parametrize("generation", ["current"])
async def test_cursor_that_goes_back(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that we go on from where the server is, not from the highest id."""
    room_id = sim.room_id(NEIGHBOURS)
    again = envelope([wire_message(id=100, message="Seen")])
    new = envelope([wire_message(id=102, message="New")])
    await sim.break_("receive", "body", body=again, headers=HEADERS)
    await sim.break_("receive", "body", body=new, headers={"X-Chat-Last-Given": "102"})
    page = await provider.messages_after(room_id, 101, 200)
    assert [message.text for message in page.messages] == ["New"]
    assert page.position == 102
    asked = [dict(call.query)["lastKnownMessageId"] for call in sim.calls("receive")]
    assert asked == ["101", "100"]
