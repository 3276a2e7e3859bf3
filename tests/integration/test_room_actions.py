"""The actions on rooms and members, as far as no service is needed that can do them."""

from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.people import async_known_id
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import act
from .rooms import account_of

EVENT = "event.happy_family_message"


@pytest.mark.parametrize(
    ("action", "data", "refusal"),
    [
        ("update_room", {"name": "Club"}, "rename_not_supported"),
        ("update_room", {"description": ""}, "describe_not_supported"),
        ("update_room", {"password": "roses"}, "room_password_not_supported"),
        (
            "set_room_picture",
            {"picture": "media-source://x"},
            "room_picture_not_supported",
        ),
        ("set_guest_access", {"allowed": True}, "guests_not_supported"),
        ("clear_history", {}, "clear_not_supported"),
        ("leave_room", {}, "leave_not_supported"),
        ("delete_room", {}, "delete_room_not_supported"),
        ("add_member", {"member": "Grandma"}, "members_not_supported"),
        ("remove_member", {"member": "Grandma"}, "members_not_supported"),
        (
            "set_member_role",
            {"member": "Hanako", "role": "owner"},
            "role_not_supported",
        ),
    ],
)
async def test_what_a_service_cannot(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    action: str,
    data: dict[str, Any],
    refusal: str,
) -> None:
    """The error names the service and says what to do instead."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, EVENT, **data)
    assert caught.value.translation_key == refusal
    assert caught.value.translation_placeholders
    assert caught.value.translation_placeholders["service"] == "BOCCO"


async def test_no_rooms_to_create(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A service that creates no rooms says so."""
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN,
            "create_room",
            {"device_id": account_of(hass, ready), "name": "Club"},
            blocking=True,
        )
    assert caught.value.translation_key == "create_not_supported"


async def test_nothing_to_change(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A room needs something that is to change."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "update_room", EVENT)
    assert caught.value.translation_key == "nothing_to_change"


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("update_room", {"name": " "}),
        ("set_guest_access", {}),
        ("set_guest_access", {"allowed": "perhaps"}),
        ("add_member", {"member": " "}),
        ("remove_member", {}),
        ("set_member_role", {"member": "Grandma", "role": "king"}),
    ],
)
async def test_what_makes_no_sense(
    hass: HomeAssistant, ready: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    """A slip is told before anybody is asked."""
    with pytest.raises(vol.Invalid):
        await act(hass, action, EVENT, **data)


async def test_a_password_without_guests(
    hass: HomeAssistant, ready: MockConfigEntry
) -> None:
    """A password for nobody is a slip."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_guest_access", EVENT, allowed=False, password="roses")
    assert caught.value.translation_key == "password_without_guests"


async def test_whom_a_list_tells(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Members that a list of rooms tells are known by name without asking again."""
    [grandma] = [
        one.user
        for one in family.home.room(HOME).members
        if one.user.nickname == "Grandma"
    ]
    asked = len(family.calls("joined"))
    assert await async_known_id(ready.runtime_data, "Santa Claus") == "Santa Claus"
    assert len(family.calls("joined")) > asked
    asked = len(family.calls("joined"))
    assert await async_known_id(ready.runtime_data, "GRANDMA") == grandma.uuid
    assert len(family.calls("joined")) == asked


@pytest.mark.parametrize("action", ["clear_history", "delete_room"])
async def test_what_cannot_be_undone_needs_an_administrator(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_admin_user: MockUser,
    action: str,
) -> None:
    """Who may control the room, but runs nothing, may not clear or delete it."""
    user = MockUser(is_owner=False, system_generated=False).add_to_hass(hass)
    user.mock_policy({"entities": {"all": True}})
    assert user.permissions.check_entity(EVENT, POLICY_CONTROL)
    with pytest.raises(Unauthorized):
        await _as(hass, user, action)
    with pytest.raises(ServiceValidationError):
        await _as(hass, hass_admin_user, action)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("update_room", {"name": "Club"}),
        ("set_guest_access", {"allowed": True}),
        ("leave_room", {}),
        ("add_member", {"member": "Grandma"}),
        ("remove_member", {"member": "Grandma"}),
        ("set_member_role", {"member": "Grandma", "role": "user"}),
    ],
)
async def test_who_may_only_read_changes_nothing(
    hass: HomeAssistant, ready: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    """To change a room needs the permission to control it."""
    user = MockUser(is_owner=False, system_generated=False).add_to_hass(hass)
    user.mock_policy({"entities": {"all": {"read": True}}})
    with pytest.raises(Unauthorized):
        await _as(hass, user, action, **data)


@pytest.mark.parametrize(
    ("policy", "may_list"),
    [
        ({"all": {"read": True}}, True),
        ({"entity_ids": {EVENT: {"read": True}}}, True),
        ({"entity_ids": {EVENT: {"control": True}}}, False),
        ({"entity_ids": {"notify.happy_family": True}}, False),
    ],
    ids=["of all", "of the room", "only control", "of another entity"],
)
async def test_who_may_read_sees_who_is_there(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
    policy: dict[str, Any],
    may_list: bool,
) -> None:
    """To see the members takes the permission to read the entity, and no other."""
    hass_read_only_user.mock_policy({"entities": policy})
    listing = hass.services.async_call(
        DOMAIN,
        "list_members",
        {"entity_id": EVENT},
        blocking=True,
        return_response=True,
        context=Context(user_id=hass_read_only_user.id),
    )
    if may_list:
        assert (await listing or {})["members"]
    else:
        with pytest.raises(Unauthorized):
            await listing


async def _as(hass: HomeAssistant, user: MockUser, action: str, **data: Any) -> None:
    await hass.services.async_call(
        DOMAIN,
        action,
        {"entity_id": EVENT, **data},
        blocking=True,
        context=Context(user_id=user.id),
    )
