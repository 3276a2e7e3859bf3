"""Actions on messages and rooms, and muting."""

from pathlib import Path
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

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA
from tests.simulators.media import landscape

from ..drawings import drawn
from ..helpers import act, kinds, send_to, state, until
from .helpers import REFRESH

NOTIFY = "notify.family"
EVENT = "event.family_message"
MUTE = "switch.family_mute"
LOCAL = "media-source://media_source/local/"


async def test_react(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """There is one reaction of each: a second takes the place of the first."""
    await carbonio.wait_for_sockets()
    message_id = (await carbonio.say(FAMILY, "Hanako", "Tea?"))["id"]
    await until(hass, lambda: told)
    answer = await act(hass, "react", EVENT, message_id=message_id, reaction="👍")
    assert answer == {EVENT: {"message_id": message_id}}
    await act(hass, "react", NOTIFY, message_id=message_id, reaction="🎉")
    await act(hass, "react", EVENT, message_id=message_id, reaction="🎉", remove=True)
    await until(hass, lambda: len(told) == 4)
    assert kinds(told) == ["Tea?", "added", "added", "removed"]
    assert [event.data["reaction"] for event in told[1:]] == ["👍", "🎉", "🎉"]
    assert all(event.data["is_own"] for event in told[1:])
    assert {event.data["message_id"] for event in told} == {message_id}


async def test_edit_and_delete(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """An own message changes and goes, and the room shows it."""
    await carbonio.wait_for_sockets()
    sent = await send_to(hass, NOTIFY, message="Dinner at six")
    message_id = sent["message_id"]
    await act(
        hass, "edit_message", EVENT, message_id=message_id, message="Dinner at seven"
    )
    await until(hass, lambda: "edited" in kinds(told))
    assert told[-1].data["text"] == "Dinner at seven"
    assert told[-1].data["sent_by_home_assistant"]
    assert state(hass, "sensor.family_last_message") == "Dinner at seven"
    await act(hass, "delete_message", EVENT, message_id=message_id)
    await until(hass, lambda: "deleted" in kinds(told))
    assert kinds(told) == ["Dinner at six", "edited", "deleted"]
    await until(hass, lambda: "Dinner" not in state(hass, "sensor.family_last_message"))


@pytest.mark.parametrize("action", ["edit_message", "delete_message"])
async def test_others_messages(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    action: str,
) -> None:
    """What others wrote is theirs, and nothing is sent."""
    said = await carbonio.say(FAMILY, "Hanako", "Mine")
    data = {"message": "Yours"} if action == "edit_message" else {}
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, action, EVENT, message_id=said["id"], **data)
    assert error.value.translation_key == "forbidden"
    assert await carbonio.received() == []


@pytest.mark.parametrize(
    ("action", "capability"),
    [
        ("edit_message", "editMessageTimeLimitInMinutes"),
        ("delete_message", "deleteMessageTimeLimitInMinutes"),
    ],
)
async def test_too_late(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    action: str,
    capability: str,
) -> None:
    """The server says how long a message can be changed; no limit is no limit."""
    messages = await carbonio.messages(FAMILY)
    own = next(m for m in messages if m["sender"] == carbonio.world.account.id)
    data = {"message": "In the shed?"} if action == "edit_message" else {}
    await carbonio.set_capability(capability, 10)
    await press_refresh(hass)
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, action, EVENT, message_id=own["id"], **data)
    assert error.value.translation_key == "too_late"
    await carbonio.set_capability(capability, 0)
    await press_refresh(hass)
    await act(hass, action, EVENT, message_id=own["id"], **data)
    assert len(await carbonio.received(FAMILY)) == 1


async def test_forward(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """A message goes on to another room, whole, and as it reads by now."""
    await carbonio.wait_for_sockets()
    said = await carbonio.say(FAMILY, "Hanako", "The train leaves at 9.")
    await carbonio.edit(FAMILY, "Hanako", said["id"], "It leaves at 10 & 12.")
    await until(hass, lambda: len(told) == 2)
    answer = await act(
        hass,
        "forward_message",
        EVENT,
        message_id=said["id"],
        to="notify.book_club",
    )
    assert answer == {EVENT: {"message_id": said["id"]}}
    await until(hass, lambda: len(told) == 3)
    data = told[-1].data
    assert (data["room"], data["text"]) == (BOOK_CLUB, "It leaves at 10 & 12.")
    assert data["is_own"]
    assert data["sent_by_home_assistant"]
    assert data["detail"]["forwarded"]["sender"] == "Hanako"


async def test_forward_a_picture(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """The other room gets a copy of the file."""
    await carbonio.wait_for_sockets()
    sent = await carbonio.send_picture(FAMILY, "Hanako", "The new garden")
    await until(hass, lambda: told)
    await act(
        hass,
        "forward_message",
        EVENT,
        message_id=sent["id"],
        to="notify.grandma",
    )
    await until(hass, lambda: len(told) == 2)
    data = told[-1].data
    assert data["sent_by_home_assistant"]
    assert (data["room"], data["kind"]) == (GRANDMA, "image")
    assert data["attachments"][0]["name"] == sent["filename"]


@pytest.mark.parametrize(
    ("to", "key"), [("notify.elsewhere", "not_a_room"), (NOTIFY, "not_found")]
)
async def test_forward_what_cannot_be(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    to: str,
    key: str,
) -> None:
    """An unknown room or message is the user's to mend."""
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, "forward_message", EVENT, message_id="C808PJQD9V81", to=to)
    assert error.value.translation_key == key


async def test_forwarding_needs_permission(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    ready: MockConfigEntry,
    hass_admin_user: MockUser,
) -> None:
    """Whoever forwards may read the one room, and write to the other."""
    said = await carbonio.say(FAMILY, "Hanako", "Secret")
    user = MockUser().add_to_hass(hass)
    data = {"message_id": said["id"], "to": "notify.book_club"}

    async def forward() -> None:
        await hass.services.async_call(
            "chat_rooms",
            "forward_message",
            {"entity_id": EVENT, **data},
            blocking=True,
            context=Context(user_id=user.id),
        )

    allowed: dict[str, Any] = {"notify.book_club": {POLICY_CONTROL: True}}
    user.mock_policy({"entities": {"entity_ids": allowed}})
    with pytest.raises(Unauthorized):
        await forward()
    user.mock_policy({"entities": {"entity_ids": {EVENT: {POLICY_READ: True}}}})
    with pytest.raises(Unauthorized):
        await forward()
    allowed[EVENT] = {POLICY_READ: True}
    user.mock_policy({"entities": {"entity_ids": allowed}})
    await forward()
    assert len(await carbonio.received(BOOK_CLUB)) == 1


async def test_room_picture(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """The owner of a group gives it a picture, and it is there within a moment."""
    await carbonio.wait_for_sockets()
    assert hass.states.get("image.family_room_picture") is None
    (media / "family.png").write_bytes(landscape(3))
    picture = {"media_content_id": f"{LOCAL}family.png"}
    answer = await act(hass, "set_room_picture", EVENT, picture=picture)
    assert answer == {EVENT: {"picture": "family.png"}}
    shown = await carbonio.room_picture(FAMILY)
    assert shown
    assert (shown["name"], shown["size"]) == ("family.png", len(landscape(3)))
    await until(hass, lambda: hass.states.get("image.family_room_picture"))


async def test_large_room_picture(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """A picture that is larger than the server takes is made smaller."""
    (media / "family.png").write_bytes(drawn("PNG", size=(1600, 900), noisy=True))
    picture = {"media_content_id": f"{LOCAL}family.png"}
    answer = await act(hass, "set_room_picture", EVENT, picture=picture)
    assert answer == {EVENT: {"picture": "family.jpg"}}
    shown = await carbonio.room_picture(FAMILY)
    assert shown
    assert 100 * 1024 < shown["size"] <= 512 * 1024


@pytest.mark.parametrize(
    ("entity_id", "name", "more", "key"),
    [
        ("event.book_club_message", "a.png", 0, "room_picture_not_supported"),
        ("event.grandma_message", "a.png", 0, "room_picture_not_supported"),
        (EVENT, "a.txt", 0, "not_a_picture"),
        (EVENT, "large.txt", 512 * 1024, "file_too_large"),
    ],
)
async def test_room_pictures_that_cannot_be(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
    entity_id: str,
    name: str,
    more: int,
    key: str,
) -> None:
    """Others' groups, rooms of two, other files and large ones are refused at once."""
    (media / name).write_bytes(landscape(1) + bytes(more))
    with pytest.raises(ServiceValidationError) as error:
        await act(hass, "set_room_picture", entity_id, picture=f"{LOCAL}{name}")
    assert error.value.translation_key == key
    assert await carbonio.requests("update_room_picture") == []


async def test_mute(
    hass: HomeAssistant, carbonio: CarbonioSimulator, ready: MockConfigEntry
) -> None:
    """The switch mutes the room at the server, and follows other devices."""
    await carbonio.wait_for_sockets()
    for action, muted in (("turn_on", True), ("turn_off", False)):
        await hass.services.async_call(
            "switch", action, {"entity_id": MUTE}, blocking=True
        )
        assert await carbonio.is_muted(FAMILY) is muted
        assert state(hass, MUTE) == ("on" if muted else "off")
    await carbonio.mute(FAMILY)
    await until(hass, lambda: state(hass, MUTE) == "on")


async def press_refresh(hass: HomeAssistant) -> None:
    """Ask for everything anew."""
    await hass.services.async_call(
        "button", "press", {"entity_id": REFRESH}, blocking=True
    )


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("edit_message", {"message": "New"}),
        ("delete_message", {}),
        ("forward_message", {"to": "notify.grandma"}),
    ],
)
async def test_an_id_that_is_none(
    hass: HomeAssistant, ready: MockConfigEntry, action: str, data: dict[str, str]
) -> None:
    """A slip in the id is told as one, and the server is not bothered with it."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, EVENT, message_id="abc", **data)
    assert caught.value.translation_key == "not_found"
