"""Actions on messages that are there, and muting."""

from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import act as act_in, kinds, state, unload, until
from .helpers import GARDEN_CLUB, NEIGHBOURS, heartbeat, held, refresh
from .test_sending import NOTIFY, send

MUTE = "switch.neighbours_mute"
EVENT = "event.neighbours_message"


async def act(
    hass: HomeAssistant, action: str, entity_id: str = NOTIFY, **data: Any
) -> dict[str, Any]:
    """Call an action of ours and return its response."""
    return await act_in(hass, action, entity_id, **data)


async def test_react(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    live: dict[str, Any],
    told: list[Event[Any]],
) -> None:
    """A reaction goes out, is told of as a change, and can be taken back."""
    message_id = str(live["id"])
    answer = await act(hass, "react", EVENT, message_id=message_id, reaction="👍")
    assert answer == {EVENT: {"message_id": message_id}}
    await until(hass, lambda: told)
    assert told[0].event_type == "chat_rooms_reaction"
    assert told[0].data["message_id"] == message_id
    assert (told[0].data["reaction"], told[0].data["is_own"]) == ("👍", True)
    await act(hass, "react", message_id=message_id, reaction="👍", remove=True)
    await until(hass, lambda: len(told) == 2)
    assert kinds(told) == ["added", "removed"]


async def test_edit_and_delete(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """An own message changes and goes, in a room that nobody polls as well."""
    sent = await send(hass, message="Dinner at six")
    await heartbeat(hass)
    await act(
        hass, "edit_message", message_id=sent["message_id"], message="Dinner at seven"
    )
    await until(hass, lambda: "edited" in kinds(told))
    assert told[-1].data["text"] == "Dinner at seven"
    assert told[-1].data["sent_by_home_assistant"]
    assert state(hass, "sensor.neighbours_last_message") == "Dinner at seven"
    await act(hass, "delete_message", message_id=sent["message_id"])
    await until(hass, lambda: "deleted" in kinds(told))
    assert kinds(told) == ["Dinner at six", "edited", "deleted"]
    assert state(hass, "sensor.neighbours_last_message") != "Dinner at seven"


@pytest.mark.parametrize(
    ("action", "data", "feature", "key"),
    [
        ("react", {"reaction": "👍"}, "reactions", "react_not_supported"),
        ("edit_message", {"message": "?"}, "edit-messages", "edit_not_supported"),
        ("delete_message", {}, "delete-messages", "delete_not_supported"),
    ],
)
async def test_what_the_server_cannot(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    action: str,
    data: dict[str, Any],
    feature: str,
    key: str,
) -> None:
    """A server without a feature is not asked for it."""
    await talk.set_feature(feature, False)
    await set_up(hass, entry)
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, action, message_id="1", **data)
    assert error.value.translation_key == key


@pytest.mark.parametrize(
    ("text", "key"), [(" ", "nothing_to_send"), ("x" * 32_001, "text_too_long")]
)
async def test_edits_that_say_nothing_or_too_much(
    hass: HomeAssistant, ready: MockConfigEntry, text: str, key: str
) -> None:
    """What could not be sent cannot be made of a message either."""
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, "edit_message", message_id="1", message=text)
    assert error.value.translation_key == key


@pytest.mark.parametrize("message_id", ["999999", "abc"])
async def test_message_that_is_not_there(
    hass: HomeAssistant, ready: MockConfigEntry, message_id: str
) -> None:
    """An unknown id is the user's to mend."""
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, "delete_message", message_id=message_id)
    assert error.value.translation_key == "not_found"


async def test_message_that_is_too_old(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, live: dict[str, Any]
) -> None:
    """Nextcloud lets messages be changed for a while only, and we say so."""
    await talk.break_("edit", "status", status=400)
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, "edit_message", message_id=str(live["id"]), message="Hm")
    assert error.value.translation_key == "too_late"


async def test_change_while_the_room_is_asked(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    told: list[Event[Any]],
) -> None:
    """What is done while an answer is under way is looked for once more."""
    written = await talk.write(NEIGHBOURS, "Hanako", "Tea?")
    async with held(talk, "receive") as waiting:
        beat = hass.async_create_task(heartbeat(hass))
        await talk.wait_for(lambda: waiting)
        await act(hass, "react", message_id=str(written["id"]), reaction="👍")
    await beat
    await until(hass, lambda: kinds(told) == ["Tea?", "added"])


async def test_others_message(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, live: dict[str, Any]
) -> None:
    """Who is no moderator cannot change what others wrote."""
    await talk.set_role(NEIGHBOURS, 3)
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, "edit_message", message_id=str(live["id"]), message="Hm")
    assert error.value.translation_key == "forbidden"


async def test_only_who_may(
    hass: HomeAssistant, ready: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """A user who may only read a room changes nothing in it."""
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": {"all": {POLICY_READ: True, POLICY_CONTROL: False}}})
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "chat_rooms",
            "delete_message",
            {"entity_id": NOTIFY, "message_id": "1"},
            blocking=True,
            context=Context(user_id=user.id),
        )


async def flip(hass: HomeAssistant, service: str) -> None:
    """Turn the mute switch."""
    await hass.services.async_call(
        "switch", service, {"entity_id": MUTE}, blocking=True
    )


@pytest.mark.parametrize("level", [0, 1, 2])
async def test_mute(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    entry: MockConfigEntry,
    level: int,
) -> None:
    """Muted, and back to the level that was there before, also after a restart."""
    await talk.set_notification_level(NEIGHBOURS, level)
    await set_up(hass, entry)
    assert state(hass, MUTE) == "off"
    await flip(hass, "turn_on")
    assert state(hass, MUTE) == "on"
    assert await talk.notification_level(NEIGHBOURS) == 3
    await unload(hass, entry)
    await set_up(hass, entry)
    assert state(hass, MUTE) == "on"
    await flip(hass, "turn_off")
    assert state(hass, MUTE) == "off"
    assert await talk.notification_level(NEIGHBOURS) == level


async def test_muted_elsewhere(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What was muted on a phone is shown, and gets Talk's own level back."""
    await talk.set_notification_level(NEIGHBOURS, 3)
    await refresh(hass)
    assert state(hass, MUTE) == "on"
    await flip(hass, "turn_off")
    assert await talk.notification_level(NEIGHBOURS) == 0


async def test_mute_many(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """Rooms that are muted at once each get their own level back."""
    await talk.set_notification_level(NEIGHBOURS, 1)
    await talk.set_notification_level(GARDEN_CLUB, 2)
    await set_up(hass, entry)
    for service in ("turn_on", "turn_off"):
        await hass.services.async_call(
            "switch",
            service,
            {"entity_id": [MUTE, "switch.garden_club_mute"]},
            blocking=True,
        )
    assert await talk.notification_level(NEIGHBOURS) == 1
    assert await talk.notification_level(GARDEN_CLUB) == 2


async def test_unmute_what_is_not_muted(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """A room that is not muted keeps the level that its user chose."""
    await talk.set_notification_level(NEIGHBOURS, 1)
    await set_up(hass, entry)
    await flip(hass, "turn_off")
    assert await talk.notification_level(NEIGHBOURS) == 1


async def test_mute_fails(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """A switch that cannot be turned stays as it was, and says why."""
    await talk.break_("notify", "status", status=500, times=-1)
    with pytest.raises(HomeAssistantError) as error:
        await flip(hass, "turn_on")
    assert error.value.translation_key == "cannot_connect"
    assert state(hass, MUTE) == "off"
