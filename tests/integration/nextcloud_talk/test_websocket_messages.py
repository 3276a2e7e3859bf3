"""Exactly what a card gets of a conversation at Nextcloud Talk."""

from typing import Any
from unittest.mock import ANY

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms.avatars import member_avatar_path, room_avatar_path
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..cards import Card, connected, state_of
from ..files import coordinator_of
from ..rooms import device_of
from .helpers import GARDEN_CLUB, NEIGHBOURS, refresh

ROOM = "event.neighbours_message"

async def test_x(hass, talk, ready, live, hass_ws_client):
    import json
    card = await connected(hass, hass_ws_client)
    await card.subscribe(ROOM)
    await talk.write(NEIGHBOURS, "Grandma", "**Saturday** @taro", reply_to=live["id"])
    await card.next("message")
    m = talk.cloud.room(NEIGHBOURS).messages[-1].id
    await talk.react(NEIGHBOURS, m, "Taro", "👍")
    await talk.edit(NEIGHBOURS, m, "**Sunday** @taro")
    await talk.send_image(NEIGHBOURS, "Hanako", "cap")
    await card.next("message")
    await talk.delete(NEIGHBOURS, live["id"])
    await card.next("changed")
    await card.next("changed")
    print(json.dumps(await card.result("messages", entity_id=ROOM, limit=3), indent=1, ensure_ascii=False))
    print(json.dumps(await card.result("rooms"), indent=1, ensure_ascii=False))
    assert 0
