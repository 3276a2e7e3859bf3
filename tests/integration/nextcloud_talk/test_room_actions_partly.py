"""Rooms of which a part alone is changed, and several that are changed at once."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.model import Feature
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import USER, User

from ..helpers import act
from ..rooms import create_room, device_of
from .helpers import GARDEN_CLUB, NEIGHBOURS

EVENT = "event.neighbours_message"
CLUB = "event.garden_club_message"
NEW = "Good neighbours"


async def in_both(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action of ours for both rooms."""
    await hass.services.async_call(
        DOMAIN, action, {"entity_id": [CLUB, EVENT], **data}, blocking=True
    )


@pytest.fixture
async def runs_both(talk: NextcloudTalkSimulator, ready: MockConfigEntry) -> None:
    """Let the account run the garden club as well, and know it."""
    await talk.set_role(GARDEN_CLUB, 2)
    await ready.runtime_data.async_ask_for_all()
    talk.log.clear()


def name_of(hass: HomeAssistant, entry: MockConfigEntry, token: str) -> str | None:
    """Return the name of a room's device."""
    device = device_of(hass, entry, token)
    assert device
    return device.name


@pytest.mark.parametrize(
    ("endpoint", "fault", "refusal"),
    [
        (
            "describe_room",
            {"kind": "status", "status": 400},
            "description_not_changed",
        ),
        (
            "describe_room",
            {"kind": "status", "status": 503, "times": -1},
            "description_not_changed",
        ),
        (
            "set_password",
            {"kind": "status", "status": 400},
            "room_password_not_changed",
        ),
    ],
    ids=["description refused", "description down", "password refused"],
)
async def test_what_was_changed_shows_at_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    endpoint: str,
    fault: dict[str, Any],
    refusal: str,
) -> None:
    """The error names the part that is as it was, and the device has the new name."""
    await act(hass, "set_guest_access", EVENT, allowed=True)
    await talk.break_(endpoint, **fault)
    with pytest.raises(HomeAssistantError) as caught:
        await act(
            hass, "update_room", EVENT, name=NEW, description="Ours", password="12345"
        )
    assert caught.value.translation_key == refusal
    assert caught.value.translation_placeholders == {"service": "Nextcloud Talk"}
    room = talk.cloud.room(NEW)
    assert room.description == ("Ours" if endpoint == "set_password" else "")
    assert room.password == ""
    assert name_of(hass, ready, room.token) == NEW


@pytest.mark.parametrize("endpoint", ["rename_room", "describe_room"])
async def test_nothing_was_changed(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    endpoint: str,
) -> None:
    """What fails as a whole has the usual error, and nothing is asked anew."""
    await talk.break_(endpoint, "status", status=403)
    data = {"name": NEW} if endpoint == "rename_room" else {}
    talk.log.clear()
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "update_room", EVENT, description="Ours", **data)
    assert caught.value.translation_key == "forbidden"
    assert talk.calls("rooms") == []
    assert talk.cloud.room(NEIGHBOURS).description == ""


async def test_the_sign_in_ends_half_way(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
) -> None:
    """A part that the server no longer knows the account for asks for a sign-in."""
    await talk.break_("describe_room", "status", status=401)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "update_room", EVENT, name=NEW, description="Ours")
    assert caught.value.translation_key == "description_not_changed"
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


@pytest.mark.parametrize(
    ("data", "refusal", "limit"),
    [
        ({"name": "n" * 201}, "room_name_too_long", "200"),
        ({"name": NEW, "description": "d" * 2_001}, "description_too_long", "2000"),
    ],
    ids=["name", "description"],
)
async def test_too_long(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    data: dict[str, str],
    refusal: str,
    limit: str,
) -> None:
    """What is too long is told with the limit, before anything is changed or made."""
    tokens = set(talk.cloud.rooms)
    for acting in (
        act(hass, "update_room", EVENT, **data),
        create_room(hass, ready, **{"name": "Party"} | data),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await acting
        assert caught.value.translation_key == refusal
        assert caught.value.translation_placeholders == {
            "service": "Nextcloud Talk",
            "limit": limit,
        }
    assert talk.cloud.room(NEIGHBOURS)
    assert set(talk.cloud.rooms) == tokens
    assert not talk.calls("create_room")


async def test_description_refused(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """What the server does not take for its own reasons is not called a message."""
    await talk.break_("describe_room", "status", status=400)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "update_room", EVENT, description="Ours")
    assert caught.value.translation_key == "description_refused"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("update_room", {"name": "Everybody", "description": "All"}),
        ("set_guest_access", {"allowed": False}),
        ("leave_room", {}),
        ("delete_room", {}),
    ],
)
async def test_several_rooms_take_one_list(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    runs_both: None,
    action: str,
    data: dict[str, Any],
) -> None:
    """The account is asked once for its rooms, after all of them were changed."""
    await in_both(hass, action, **data)
    asked = [call.endpoint for call in talk.log]
    assert asked.count("rooms") == 1
    assert len(asked) > 2
    if action == "update_room":
        names = [name_of(hass, ready, token) for token in talk.cloud.rooms]
        assert names.count("Everybody") == 2


async def test_the_second_room_fails(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
    runs_both: None,
) -> None:
    """What was changed in the first room shows at once."""
    club = talk.room_id(GARDEN_CLUB)
    await talk.break_("rename_room", "status", status=503, room=NEIGHBOURS, times=-1)
    with pytest.raises(HomeAssistantError) as caught:
        await in_both(hass, "update_room", name="Everybody")
    assert caught.value.translation_key == "cannot_connect"
    assert name_of(hass, ready, club) == "Everybody"
    assert len(talk.calls("rooms")) == 1


async def test_open_without_a_password(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    no_polls: None,
) -> None:
    """A room that could not be closed again is told, and known to be open."""
    await talk.break_("set_password", "status", status=400)
    await talk.break_("disallow_guests", "status", status=503, times=-1)
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "set_guest_access", EVENT, allowed=True, password="12345")
    assert caught.value.translation_key == "open_without_password"
    room = talk.cloud.room(NEIGHBOURS)
    assert room.type == 3
    state = ready.runtime_data.rooms[room.token]
    assert Feature.PASSWORD in state.room.features


async def test_groups_and_teams_are_no_members(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Who is in them is listed; they are neither people nor removed for one."""
    room = talk.cloud.room(NEIGHBOURS)
    talk.cloud.add_attendee(room, User("family", "Grandma", "groups"), USER)
    talk.cloud.add_attendee(room, User("x7Kq", "Gardeners", "circles"), USER)
    listed = (await act(hass, "list_members", EVENT))["members"]
    assert {found["id"] for found in listed} == {"taro", "hanako", "grandma"}
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "remove_member", EVENT, member="Gardeners")
    assert caught.value.translation_key == "no_such_member"
    answer = await act(hass, "remove_member", EVENT, member="Grandma")
    assert answer == {EVENT: {"member": "grandma"}}
