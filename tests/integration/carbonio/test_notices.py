"""What happens to a room, told as a message in the language of the house."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY

from ..helpers import until
from ..test_messages_in import KEYS
from .helpers import EVENT, start

type Happen = Callable[[CarbonioSimulator], Awaitable[Any]]

NOTICES: dict[str, tuple[Happen, dict[str, str], dict[str, Any]]] = {
    "name": (
        lambda family: family.rename(FAMILY, "Home 🏠"),
        {
            "en": "Hanako renamed the room to Home 🏠",
            "ja": "Hanakoさんがルーム名を「Home 🏠」に変更しました",
        },
        {"operation": "roomNameChanged", "value": "Home 🏠"},
    ),
    "description": (
        lambda family: family.rename(FAMILY, None, "All of us"),
        {
            "en": "Hanako changed the description to: All of us",
            "ja": "Hanakoさんが説明を「All of us」に変更しました",
        },
        {"operation": "roomDescriptionChanged", "value": "All of us"},
    ),
    "picture": (
        lambda family: family.set_picture(FAMILY),
        {
            "en": "Taro changed the picture of the room",
            "ja": "Taroさんがルームの画像を変更しました",
        },
        {"operation": "roomPictureUpdated"},
    ),
    "no_picture": (
        lambda family: family.set_picture(FAMILY, None),
        {
            "en": "Taro removed the picture of the room",
            "ja": "Taroさんがルームの画像を削除しました",
        },
        {"operation": "roomPictureDeleted"},
    ),
    "added": (
        lambda family: family.add_member(FAMILY, "Jiro"),
        {"en": "Hanako added Jiro", "ja": "HanakoさんがJiroさんを追加しました"},
        {"operation": "memberAdded", "member_id": "Jiro"},
    ),
    "removed": (
        lambda family: family.remove_member(FAMILY, "Grandma", "Hanako"),
        {
            "en": "Hanako removed Grandma",
            "ja": "HanakoさんがGrandmaさんを退出させました",
        },
        {"operation": "memberRemoved", "member_id": "Grandma"},
    ),
    "left": (
        lambda family: family.remove_member(FAMILY, "Grandma"),
        {"en": "Grandma left the room", "ja": "Grandmaさんが退出しました"},
        {"operation": "memberRemoved", "member_id": "Grandma"},
    ),
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("happen", "expected", "detail"), NOTICES.values(), ids=NOTICES.keys()
)
async def test_a_notice(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    language: str,
    happen: Happen,
    expected: dict[str, str],
    detail: dict[str, Any],
) -> None:
    """What happens to the room is told in the language of the house, and not unread."""
    hass.config.language = language
    await start(hass, entry)
    await happen(carbonio)
    await until(hass, lambda: messages)
    await hass.async_block_till_done()
    (data,) = [event.data for event in messages]
    assert data.keys() == KEYS
    assert (data["kind"], data["text"]) == ("system", expected[language])
    if name := detail.get("member_id"):
        detail = detail | {"member_id": carbonio.world.person(name).id}
    assert data["detail"].items() >= detail.items()
    event = hass.states.get(EVENT)
    assert event and event.attributes["event_type"] == "system"
