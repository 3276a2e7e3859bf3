"""Checking in: with notify, send_message and check_in."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.following import account_identifier
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.media import landscape

from ..drawings import drawn
from ..helpers import send_to, unload
from .helpers import CAFE, PARK, refresh

NOTIFY = "notify.ueno_park"


@pytest.fixture
def photo(media: Path) -> dict[str, str]:
    """Return a photo that can be chosen."""
    (media / "cake.png").write_bytes(landscape(7))
    return {
        "media_content_id": "media-source://media_source/local/cake.png",
        "media_content_type": "image/png",
    }


async def check_in(
    hass: HomeAssistant, entry: MockConfigEntry, spot: str, **data: Any
) -> dict[str, Any]:
    """Check in with the account's action."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        account_identifier(entry), entry.entry_id
    )
    assert device
    answer = await hass.services.async_call(
        "chat_rooms",
        "check_in",
        {"device_id": device.id, "spot": spot, **data},
        blocking=True,
        return_response=True,
    )
    assert answer
    return dict(answer)


async def test_notify(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A notification at a spot is a check-in there, with the text as comment."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": NOTIFY, "message": "Under the trees", "title": "Picnic"},
        blocking=True,
    )
    [received] = await coco.received()
    assert received["spot"] == PARK
    assert received["body"] == "Picnic\nUnder the trees"
    assert (received["twitter"], received["mixi"]) == (False, False)
    await refresh(hass)
    assert sorted(event.data["entity_id"] for event in messages) == [
        "event.my_check_ins_message",
        "event.ueno_park_message",
    ]
    for event in messages:
        assert event.data["message_id"] == str(received["id"])
        assert event.data["is_own"]
        assert event.data["sent_by_home_assistant"]


async def test_send_message(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    photo: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """A text and its photos are one check-in."""
    answer = await send_to(
        hass, NOTIFY, message="Cake!", attachments=[{"media": photo}] * 2
    )
    [received] = await coco.received()
    assert len(received["photos"]) == 2
    assert answer["message_id"] == str(received["id"])
    assert len(answer["messages"]) == 1


async def test_check_in(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    photo: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """One can check in at any spot by its key, with photos, and let others know."""
    answer = await check_in(
        hass,
        ready,
        coco.world.spot(CAFE).key,
        message="Cake",
        photos=[photo],
        twitter=True,
    )
    [received] = await coco.received()
    assert received["spot"] == CAFE
    assert (received["twitter"], received["mixi"]) == (True, False)
    assert len(received["photos"]) == 1
    assert answer == {"message_id": str(received["id"])}
    await refresh(hass)
    [event] = messages
    assert event.data["sent_by_home_assistant"]
    assert len(event.data["attachments"]) == 1


async def test_check_in_by_name(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A spot of the options may be called by its name, and nothing else is needed."""
    await check_in(hass, ready, PARK, mixi=True)
    [received] = await coco.received()
    assert (received["spot"], received["body"]) == (PARK, "")
    assert (received["twitter"], received["mixi"]) == (False, True)
    await refresh(hass)
    assert [event.data["sent_by_home_assistant"] for event in messages] == [True, True]


@pytest.mark.parametrize(
    ("spot", "error", "key"),
    [
        ("unknown", ServiceValidationError, "not_found"),
        ("Yamada's secret place", HomeAssistantError, "forbidden"),
    ],
)
async def test_not_there(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    ready: MockConfigEntry,
    spot: str,
    error: type[HomeAssistantError],
    key: str,
) -> None:
    """A spot that is not there, or of somebody else, is told."""
    known = {found.name: found.key for found in coco.world.spots.values()}
    with pytest.raises(error) as caught:
        await check_in(hass, ready, known.get(spot, spot))
    assert caught.value.translation_key == key
    assert await coco.received() == []


async def test_too_long(hass: HomeAssistant, ready: MockConfigEntry) -> None:
    """A comment may be long, but not without end."""
    with pytest.raises(ServiceValidationError) as caught:
        await check_in(hass, ready, PARK, message="a" * 10_000)
    assert caught.value.translation_key == "text_too_long"


async def test_photo_of_another_kind(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """A photo that the service does not take becomes one that it takes."""
    (media / "cake.webp").write_bytes(drawn("WEBP"))
    photo = "media-source://media_source/local/cake.webp"
    await check_in(hass, ready, PARK, photos=[photo])
    [received] = await coco.received()
    [uploaded] = received["photos"]
    assert (uploaded["filename"], uploaded["content_type"]) == (
        "cake.jpg",
        "image/jpeg",
    )


async def test_no_photo(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """What is no picture is not sent, nor is the rest."""
    (media / "list.pdf").write_bytes(b"%PDF-1.7")
    photo = {
        "media_content_id": "media-source://media_source/local/list.pdf",
        "media_content_type": "application/pdf",
    }
    with pytest.raises(ServiceValidationError) as caught:
        await check_in(hass, ready, PARK, photos=[photo])
    assert caught.value.translation_key == "file_type_not_supported"
    assert await coco.received() == []


async def test_a_lost_answer(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A check-in that has arrived is not sent again."""
    await coco.break_("checkin", "drop", when="after")
    answer = await send_to(hass, NOTIFY, message="Here")
    [received] = await coco.received()
    assert answer["message_id"] == str(received["id"])


async def test_a_list_comes_in_between(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A check-in that is still on its way is known when a list shows it."""
    await coco.break_("checkin", "slow", delay=0.3)
    sending = hass.async_create_task(send_to(hass, NOTIFY, message="Here"))
    await coco.wait_for_received()
    await asyncio.gather(refresh(hass), sending)
    assert messages
    assert all(event.data["sent_by_home_assistant"] for event in messages)


async def test_down(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A service that is down says so."""
    await coco.break_("checkin", "status", status=503, times=9)
    await coco.break_("history", "status", status=503, times=9)
    with pytest.raises(HomeAssistantError) as caught:
        await send_to(hass, NOTIFY, message="Here")
    assert caught.value.translation_key == "cannot_connect"


async def test_signed_out(
    hass: HomeAssistant, coco: HatenaCocoSimulator, ready: MockConfigEntry
) -> None:
    """A sign-in that is over is asked for anew."""
    await coco.revoke_token()
    with pytest.raises(HomeAssistantError) as caught:
        await check_in(hass, ready, PARK)
    assert caught.value.translation_key == "invalid_auth"
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    await unload(hass, ready)
