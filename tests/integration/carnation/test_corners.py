"""What is rare in albums."""

import asyncio
from hashlib import sha1
from pathlib import Path
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import photo
from tests.simulators.carnation_records import DAY

from ..conftest import set_up
from ..helpers import act, send_to, unload, until
from .helpers import HANA, TARO, poll, refresh

EVENT = "event.hana_message"
PHOTO = "image.hana_latest_photo"


async def add(carnation: CarnationSimulator, **item: Any) -> int:
    """Put a picture or a film into Hana's album; return its id."""
    added = await carnation.add_item(HANA, **item)
    await carnation.pass_time(2)
    return int(added["id"])


async def empty(carnation: CarnationSimulator) -> None:
    """Leave nothing in Hana's album."""
    for item in await carnation.items(HANA):
        carnation.world.items.pop(item["id"])


async def shown(hass: HomeAssistant) -> bytes:
    """Return the latest photo."""
    return (await async_get_image(hass, PHOTO)).content


async def test_an_album_that_was_empty(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    told: list[Event[Any]],
    entry: MockConfigEntry,
) -> None:
    """Deletions are noticed at once there, too."""
    await empty(carnation)
    await set_up(hass, entry)
    item_id = await add(carnation, title="First")
    await poll(hass, 61)
    await carnation.delete_item(item_id)
    await carnation.pass_time(2)
    await poll(hass, 61)
    assert [event.event_type for event in told] == [
        "chat_rooms_message",
        "chat_rooms_message_deleted",
    ]


async def test_the_photo_of_a_film_lover(
    hass: HomeAssistant, carnation: CarnationSimulator, entry: MockConfigEntry
) -> None:
    """At the start the latest photo is there, though films and likes are newer."""
    item_id = await add(carnation, scene="sea")
    await add(carnation, kind="film")
    await carnation.like("Living room", item_id)
    await set_up(hass, entry)
    assert await shown(hass) == photo("sea", item_id)


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not_loaded"])
async def test_the_latest_photo_is_deleted(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    ready: MockConfigEntry,
    loaded: bool,
) -> None:
    """The one before is the latest then, also after a restart, and it comes back."""
    before = await add(carnation, scene="hills")
    latest = await add(carnation, scene="sea")
    await refresh(hass)
    await unload(hass, ready)
    if loaded:
        await set_up(hass, ready)
    await carnation.delete_item(latest)
    await carnation.pass_time(2)
    if not loaded:
        await set_up(hass, ready)
    await refresh(hass)
    assert await shown(hass) == photo("hills", before)
    await carnation.undelete_item(latest)
    await carnation.pass_time(2)
    await refresh(hass)
    assert await shown(hass) == photo("sea", latest)


@pytest.fixture
def picture(media: Path) -> dict[str, str]:
    """Return a picture that can be chosen."""
    (media / "sea.jpg").write_bytes(photo("sea", 77))
    return {
        "media_content_id": "media-source://media_source/local/sea.jpg",
        "media_content_type": "image/jpeg",
    }


async def test_the_same_at_once(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """Two who send the same file at the same moment make one item."""
    await carnation.break_("initiate_item_upload", "slow", delay=0.2, when="before")
    sent = await asyncio.gather(
        *(send_to(hass, "notify.hana", attachments=[{"media": picture}]) for _ in "ab")
    )
    assert sent[0]["message_id"] == sent[1]["message_id"]


async def test_an_upload_of_long_ago(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    messages: list[Event[Any]],
    entry: MockConfigEntry,
) -> None:
    """What another client gave up long ago, and is sent from here, comes as well."""
    item_id = await add(carnation, title="Given up", status="initiated")
    item = carnation.world.items[item_id]
    item.file_hash = sha1(photo("sea", 77), usedforsecurity=False).hexdigest().upper()
    item.shot_at = item.created_at
    await carnation.pass_time(20 * DAY)
    await add(carnation, title="Today's")
    await set_up(hass, entry)
    answer = await send_to(hass, "notify.hana", attachments=[{"media": picture}])
    assert answer["message_id"] == str(item_id)
    item.updated_at = item.created_at
    await carnation.pass_time(2)
    await refresh(hass)
    await until(hass, lambda: len(messages) == 1)
    assert messages[0].data["message_id"] == str(item_id)
    assert messages[0].data["sent_by_home_assistant"]


async def test_a_like_of_what_is_not_in_the_album(
    hass: HomeAssistant, carnation: CarnationSimulator, viewer_entry: MockConfigEntry
) -> None:
    """A picture of another album, or one that is deleted, is not liked."""
    await set_up(hass, viewer_entry)
    other = await carnation.add_item(TARO, title="Fishing")
    gone = await add(carnation, title="Gone")
    await refresh(hass, "button.carnation_living_room_refresh")
    await carnation.delete_item(gone)
    await carnation.pass_time(2)
    await refresh(hass, "button.carnation_living_room_refresh")
    for item_id in (other["id"], gone):
        with pytest.raises(ServiceValidationError) as caught:
            await act(hass, "react", EVENT, message_id=str(item_id), reaction="like")
        assert caught.value.translation_key == "not_found"
    for owner in (HANA, TARO):
        assert all(event["retrieved"] for event in await carnation.events(owner))


async def test_a_picture_is_replaced(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    told: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """Another file in the place of a picture is an edit, and shown as it has to be."""
    item_id = await add(carnation, scene="sea", rotation=90)
    await refresh(hass)
    await shown(hass)
    await carnation.derive(item_id, scene="hills", rotation=0)
    await carnation.pass_time(2)
    await refresh(hass)
    await refresh(hass)
    assert [event.event_type for event in told] == [
        "chat_rooms_message",
        "chat_rooms_message_edited",
    ]
    assert await shown(hass) == photo("hills", item_id)
