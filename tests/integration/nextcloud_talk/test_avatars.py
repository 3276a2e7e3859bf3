"""The pictures of conversations and people, as a browser gets them."""

from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.chat_rooms.avatars import room_avatar_path
from tests.simulators.media import face
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..cards import connected, state_of
from ..files import coordinator_of
from .helpers import GRANDMA, NEIGHBOURS

EVENT = "event.neighbours_message"


@pytest.mark.parametrize(
    ("room", "content_type", "begins_with"),
    [(NEIGHBOURS, "image/svg+xml", b"<svg"), (GRANDMA, "image/png", face(2))],
)
async def test_rooms(
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    room: str,
    content_type: str,
    begins_with: bytes,
) -> None:
    """The server draws one for a group; a conversation of two shows the other one."""
    account = coordinator_of(ready)
    path = room_avatar_path(account, state_of(account, room))
    assert path
    client = await hass_client()
    for _ in range(2):
        response = await client.get(path)
        assert response.status == HTTPStatus.OK
        assert response.content_type == content_type
        assert (await response.read()).startswith(begins_with)
    assert len(talk.calls("room_avatar")) == 1


async def test_people(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: dict[str, Any],
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A card costs one request for its messages, and one for each who wrote them."""
    await talk.write(NEIGHBOURS, "Grandma", "At five!", reply_to=live["id"])
    card = await connected(hass, hass_ws_client)
    talk.log.clear()
    answer = await card.result("messages", entity_id=EVENT, limit=5)
    senders = {one["sender_id"]: one["avatar"] for one in answer["messages"]}
    client = await hass_client()
    for one in answer["messages"]:
        response = await client.get(one["avatar"])
        assert response.status == HTTPStatus.OK
        people = [*talk.cloud.people]
        assert await response.read() == face(people.index(one["sender_id"]))
    assert len(talk.calls("history")) == 1
    asked = [call.path.rsplit("/", 2)[-2] for call in talk.calls("user_avatar")]
    assert sorted(asked) == sorted(senders) == ["grandma", "hanako", "taro"]


async def test_somebody_who_is_gone(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: dict[str, Any],
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Who is no user there any more has no picture."""
    card = await connected(hass, hass_ws_client)
    answer = await card.result("messages", entity_id=EVENT)
    hanako = next(m for m in answer["messages"] if m["sender_id"] == "hanako")
    del talk.cloud.people["hanako"]
    response = await (await hass_client()).get(hanako["avatar"])
    assert response.status == HTTPStatus.NOT_FOUND
    assert len(talk.calls("user_avatar")) == 1
