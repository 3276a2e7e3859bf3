"""What users find among the media who may not read every room."""

from typing import Any, override

from homeassistant.components import media_source
from homeassistant.components.media_player import MediaPlayerEntity
from homeassistant.components.media_player.const import MediaPlayerEntityFeature
from homeassistant.components.media_source import (
    MediaSourceItem,
    Unresolvable,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    setup_test_component_platform,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.chat_rooms import media_source as ours
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.bocco_family import GRANDPARENTS
from tests.simulators.media import landscape

from .cards import Card, connected
from .files import SCHEME, media_of, path_of
from .helpers import unload

FAMILY = "event.happy_family_message"
ELDERS = "event.grandparents_message"
TOP = SCHEME.rstrip("/")


@pytest.fixture
def user(hass_admin_user: MockUser) -> MockUser:
    """Return whose connection it is."""
    return hass_admin_user


def allow(user: MockUser, *entities: str) -> None:
    """Let a user do everything with some entities, and nothing with the others."""
    user.mock_policy({"entities": {"entity_ids": dict.fromkeys(entities, True)}})


async def shown(card: Card, *parts: str) -> list[str]:
    """Return what is in a folder for the user."""
    answer = await card.ask(
        "media_source/browse_media", media_content_id="/".join((TOP, *parts))
    )
    return [item["title"] for item in answer["result"]["children"]]


async def found(card: Card, *parts: str) -> list[str]:
    """Return what the user finds in a folder and below."""
    answer = await card.ask(
        "media_source/search_media",
        media_content_id="/".join((TOP, *parts)),
        search_query="photo",
    )
    return [item["media_content_id"] for item in answer["result"]["result"]]


async def refusals(card: Card, *parts: str) -> list[dict[str, Any]]:
    """Return why the user can neither open a folder, nor search it or play it."""
    media = "/".join((TOP, *parts))
    answers = [
        await card.ask("media_source/browse_media", media_content_id=media),
        await card.ask(
            "media_source/search_media", media_content_id=media, search_query=""
        ),
        await card.ask("media_source/resolve_media", media_content_id=media),
    ]
    for answer in answers:
        message = answer["error"]["message"]
        answer["error"]["message"] = message.replace(media, "it")
    return [answer["error"] for answer in answers]


async def test_rooms_that_may_be_read(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    card: Card,
    user: MockUser,
    message: dict[str, Any],
) -> None:
    """Rooms that the user may not read are neither shown nor searched."""
    account = ready.entry_id
    assert await shown(card, account) == ["Grandparents", "Happy Family"]
    assert await found(card) == await found(card, account) == [media_of(message)]
    allow(user, FAMILY)
    assert await shown(card, account) == ["Happy Family"]
    assert await found(card) == await found(card, account) == [media_of(message)]
    allow(user, ELDERS)
    assert await shown(card) == ["BOCCO Taro"]
    assert await shown(card, account) == ["Grandparents"]
    assert await found(card) == await found(card, account) == []
    assert "Pictures" in await shown(card, account, family.room_id(GRANDPARENTS))


@pytest.mark.parametrize(
    "folder",
    [
        "{account}/{room}",
        "{account}/{room}/~pictures",
        "{account}/{room}/~pictures/~2026-03/~newest-1-on",
        "{account}/{room}/{message}/{attachment}",
    ],
)
async def test_same_answer_for_what_is_not_there_and_not_to_be_seen(
    family: BoccoSimulator,
    card: Card,
    user: MockUser,
    message: dict[str, Any],
    folder: str,
) -> None:
    """Nobody learns what there is by asking, and the service is not asked for it."""
    allow(user, ELDERS)
    account, room, *file = path_of(message)
    names = {"account": account, "message": file[0], "attachment": file[1]}
    asked = len(family.calls("messages"))
    hidden = await refusals(card, folder.format(room=room, **names))
    assert hidden == await refusals(card, folder.format(room="unknown", **names))
    assert len(family.calls("messages")) == asked


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_account_of_which_nothing_may_be_read(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    card: Card,
    user: MockUser,
    is_loaded: bool,
) -> None:
    """Such an account is not there, whether it is set up or not."""
    allow(user, "sensor.happy_family_unread_messages", "button.bocco_taro_refresh")
    if not is_loaded:
        await unload(hass, ready)
    assert await shown(card) == []
    assert await refusals(card, ready.entry_id) == await refusals(card, "unknown")


async def test_account_that_is_not_set_up(
    hass: HomeAssistant, ready: MockConfigEntry, card: Card, user: MockUser
) -> None:
    """Who may read a room of it hears why it does not open."""
    allow(user, ELDERS)
    await unload(hass, ready)
    (error, *_) = await refusals(card, ready.entry_id)
    assert "BOCCO Taro" in error["message"]


class Television(MediaPlayerEntity):
    """Plays what it is told to."""

    _attr_should_poll = False
    _attr_supported_features = MediaPlayerEntityFeature.PLAY_MEDIA
    played = ""

    def __init__(self, number: int) -> None:
        """Take a number, for there are several."""
        self.entity_id = f"media_player.television_{number}"

    @override
    async def async_play_media(
        self, media_type: str, media_id: str, **kwargs: Any
    ) -> None:
        """Note from where a file would be fetched."""
        self.played = (
            await async_resolve_media(self.hass, media_id, self.entity_id)
        ).url


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("may_read", [True, False])
async def test_playing(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    user: MockUser,
    message: dict[str, Any],
    count: int,
    may_read: bool,
) -> None:
    """Users play on televisions what they may read, and nothing else."""
    televisions = [Television(number) for number in range(count)]
    names = [television.entity_id for television in televisions]
    setup_test_component_platform(hass, "media_player", televisions)
    platform = {"media_player": {"platform": "test"}}
    assert await async_setup_component(hass, "media_player", platform)
    await hass.async_block_till_done()
    card = await connected(hass, hass_ws_client)
    allow(user, *names, FAMILY if may_read else ELDERS)
    answer = await card.ask(
        "call_service",
        domain="media_player",
        service="play_media",
        target={"entity_id": names},
        service_data={
            "media_content_id": media_of(message),
            "media_content_type": "image",
        },
    )
    assert answer["success"] is may_read
    expected = path_of(message).url if may_read else ""
    assert {television.played for television in televisions} == {expected}


@pytest.mark.parametrize(
    ("action", "may_look"),
    [
        ("test.look", False),
        ("script.look", False),
        ("script.look_through_another", False),
        ("test.happen", True),
        ("automation.trigger", True),
    ],
)
@pytest.mark.parametrize("way", ["look", "script"])
async def test_automations_may_do_everything(
    hass: HomeAssistant,
    card: Card,
    user: MockUser,
    message: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    may_look: bool,
    way: str,
) -> None:
    """What a user starts is bound to the user; automations are not, whoever set off."""

    def media_image(content: bytes, mime_type: str) -> bytes:
        return content

    monkeypatch.setattr(media_source, "MediaImage", media_image, raising=False)
    outcomes: list[object] = []

    async def look(_: ServiceCall) -> None:
        source = await ours.async_get_media_source(hass)
        item = MediaSourceItem.from_uri(hass, media_of(message), None)
        assert isinstance(source, ours.ChatRoomsMediaSource)
        try:
            outcomes.append(await source.async_get_media_image(item))
            outcomes.append((await source.async_resolve_media(item)).url)
        except Unresolvable as err:
            outcomes.append(err.translation_key)

    async def happen(_: ServiceCall) -> None:
        hass.bus.async_fire("happened")

    hass.services.async_register("test", "look", look)
    hass.services.async_register("test", "happen", happen)
    step = {"look": "test.look", "script": "script.look"}[way]
    scripts = {
        "look": {"sequence": [{"action": "test.look"}]},
        "look_through_another": {"sequence": [{"action": step}]},
    }
    automation = {
        "alias": "watch",
        "triggers": [{"trigger": "event", "event_type": "happened"}],
        "actions": [{"action": step}],
    }
    assert await async_setup_component(hass, "script", {"script": scripts})
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()
    controlled = ("script.look", "script.look_through_another", "automation.watch")
    allow(user, ELDERS, *controlled)
    domain, name = action.split(".")
    data = {"entity_id": "automation.watch"} if domain == "automation" else {}
    answer = await card.ask(
        "call_service", domain=domain, service=name, service_data=data
    )
    assert answer["success"], answer
    await hass.async_block_till_done()
    if may_look:
        photo = landscape(int(message["message_id"]))
        assert outcomes == [photo, path_of(message).url]
    else:
        assert outcomes == ["media_not_found"]
