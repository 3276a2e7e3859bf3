"""Pictures and films on their way into an album."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.providers.carnation import uploads
from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import film, photo

from ..helpers import send_to
from .helpers import HANA, poll, refresh

NOTIFY = "notify.hana"


@pytest.fixture
def picture(media: Path) -> dict[str, str]:
    """Return a picture that can be chosen."""
    (media / "sea.jpg").write_bytes(photo("sea", 77))
    return chosen("sea.jpg", "image/jpeg")


def chosen(name: str, content_type: str) -> dict[str, str]:
    """Return what a media selector gives for a local file."""
    return {
        "media_content_id": f"media-source://media_source/local/{name}",
        "media_content_type": content_type,
    }


async def refused(
    hass: HomeAssistant, error: type[HomeAssistantError], **data: Any
) -> str | None:
    """Return why something is not sent."""
    with pytest.raises(error) as caught:
        await send_to(hass, NOTIFY, **data)
    return caught.value.translation_key


async def test_a_picture(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """It goes up whole, with title and description, and comes back once as ours."""
    answer = await send_to(
        hass,
        NOTIFY,
        title="海",
        message="Look, the sea!",
        attachments=[{"media": picture}],
    )
    item = await carnation.item(int(answer["message_id"]))
    assert (item["title"], item["description"], item["status"]) == (
        "海",
        "Look, the sea!",
        1,
    )
    stored = await carnation.file(item["id"])
    assert stored["size"] == len(photo("sea", 77))
    await carnation.pass_time(2)
    await refresh(hass)
    await refresh(hass)
    [event] = messages
    assert event.data["message_id"] == answer["message_id"]
    assert (event.data["is_own"], event.data["sent_by_home_assistant"]) == (True, True)


async def test_a_film(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    media: Path,
    ready: MockConfigEntry,
) -> None:
    """A film goes up as well, without any word if one likes."""
    (media / "swim.mp4").write_bytes(film(3))
    answer = await send_to(
        hass, NOTIFY, attachments=[{"media": chosen("swim.mp4", "video/mp4")}]
    )
    stored = await carnation.file(int(answer["message_id"]))
    assert stored["content_type"] == "video/mp4"


async def test_again(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """What is there already counts as sent."""
    first = await send_to(hass, NOTIFY, attachments=[{"media": picture}])
    count = len(await carnation.items(HANA))
    again = await send_to(hass, NOTIFY, attachments=[{"media": picture}])
    assert again["message_id"] == first["message_id"]
    assert len(await carnation.items(HANA)) == count


async def test_a_list_comes_in_between(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    messages: list[Event[Any]],
    ready: MockConfigEntry,
) -> None:
    """A picture that is found before the upload ends is known as ours all the same."""
    await carnation.break_("get_single_item", "slow", delay=0.3)
    sending = hass.async_create_task(
        send_to(hass, NOTIFY, attachments=[{"media": picture}])
    )
    await carnation.wait_for_uploads()
    await carnation.pass_time(2)
    await refresh(hass)
    await asyncio.gather(sending)
    await refresh(hass)
    [event] = messages
    assert event.data["sent_by_home_assistant"]


async def test_text_alone(
    hass: HomeAssistant, carnation: CarnationSimulator, ready: MockConfigEntry
) -> None:
    """There is no place for a text alone, and the error says what to do."""
    before = len(carnation.calls())
    assert await refused(hass, ServiceValidationError, message="Hi") == "file_needed"
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": NOTIFY, "message": "Hi"},
            blocking=True,
        )
    assert caught.value.translation_key == "file_needed"
    assert len(carnation.calls()) == before


async def test_too_long(
    hass: HomeAssistant, picture: dict[str, str], ready: MockConfigEntry
) -> None:
    """The service would cut title and description without a word."""
    attachments = [{"media": picture}]
    assert (
        await refused(
            hass, ServiceValidationError, title="a" * 256, attachments=attachments
        )
        == "title_too_long"
    )
    assert (
        await refused(
            hass, ServiceValidationError, message="a" * 256, attachments=attachments
        )
        == "text_too_long"
    )
    await send_to(
        hass, NOTIFY, title="a" * 255, message="b" * 255, attachments=attachments
    )


async def test_no_picture(
    hass: HomeAssistant, media: Path, ready: MockConfigEntry
) -> None:
    """A file of another kind is refused before anything is sent."""
    (media / "list.pdf").write_bytes(b"%PDF-1.7")
    attachments = [{"media": chosen("list.pdf", "application/pdf")}]
    assert (
        await refused(hass, ServiceValidationError, attachments=attachments)
        == "file_type_not_supported"
    )


async def test_the_server_makes_nothing_of_it(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a while somebody is told that the picture is not shown."""
    monkeypatch.setattr(uploads, "GIVE_UP_AFTER", 0.1)
    monkeypatch.setattr(uploads, "FIRST_PAUSE", 0.01)
    await carnation.break_derivatives()
    assert (
        await refused(hass, HomeAssistantError, attachments=[{"media": picture}])
        == "not_shown"
    )


async def test_half_of_it(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    media: Path,
    picture: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """Where the second of two pictures fails, one is told which was sent."""
    (media / "hills.jpg").write_bytes(photo("hills", 78))
    hills = chosen("hills.jpg", "image/jpeg")
    sending = hass.async_create_task(
        send_to(hass, NOTIFY, attachments=[{"media": picture}, {"media": hills}])
    )
    await carnation.wait_for_uploads()
    await carnation.break_("initiate_item_upload", "status", status=503, times=9)
    with pytest.raises(HomeAssistantError) as caught:
        await sending
    assert caught.value.translation_key == "partly_sent"
    assert caught.value.translation_placeholders == {
        "service": "carnation",
        "sent": "sea.jpg",
    }
    await carnation.mend()


async def test_signed_out(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    picture: dict[str, str],
    ready: MockConfigEntry,
) -> None:
    """A password that is no longer right leads to a new sign-in."""
    await carnation.forget_tokens()
    await carnation.set_password(HANA, "another")
    assert (
        await refused(hass, HomeAssistantError, attachments=[{"media": picture}])
        == "invalid_auth"
    )
    [flow] = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    await poll(hass, 61)
