"""Pictures and films as Home Assistant shows them."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from homeassistant.components import media_source
from homeassistant.components.image import async_get_image
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import film, photo

from .helpers import HANA, refresh

PHOTO = "image.hana_latest_photo"


async def arrived(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    **item: Any,
) -> dict[str, Any]:
    """Return what a new item of the album brings."""
    await carnation.add_item(HANA, **item)
    await carnation.pass_time(2)
    await refresh(hass)
    return dict(messages[-1].data)


async def loaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    message: dict[str, Any],
    query: str = "",
) -> bytes:
    """Return the file of a message, as a browser gets it."""
    assert await async_setup_component(hass, "media_source", {})
    media = await media_source.async_resolve_media(
        hass, message["attachments"][0]["media_content_id"], None
    )
    client = await hass_client()
    response = await client.get(media.url + query)
    assert response.status == HTTPStatus.OK
    return await response.read()


def size_of(data: bytes) -> tuple[int, int]:
    """Return how wide and high a picture is, as it is stored."""
    with Image.open(BytesIO(data)) as image:
        return image.size


async def test_original(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A picture comes byte for byte, and is the latest photo."""
    message = await arrived(hass, carnation, messages, scene="sea")
    original = photo("sea", int(message["message_id"]))
    assert await loaded(hass, hass_client, message) == original
    assert (await async_get_image(hass, PHOTO)).content == original


async def test_film(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A film comes byte for byte, and is no photo."""
    before = hass.states.get(PHOTO)
    message = await arrived(hass, carnation, messages, kind="film")
    expected = film(int(message["message_id"]))
    assert await loaded(hass, hass_client, message) == expected
    after = hass.states.get(PHOTO)
    assert before
    assert after
    assert before.state == after.state


async def test_upright(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A picture is turned as the service says, wherever it is shown; once only."""
    message = await arrived(hass, carnation, messages, scene="sea", rotation=90)
    assert message["detail"]["rotation"] == 90
    lying = size_of(photo("sea", int(message["message_id"]), 90))
    shown = await async_get_image(hass, PHOTO)
    assert size_of(shown.content) == lying[::-1]
    assert size_of(await loaded(hass, hass_client, message)) == lying[::-1]
    item = await carnation.item(int(message["message_id"]))
    medium = (item["derivatives"][0]["width"], item["derivatives"][0]["height"])
    small = await loaded(hass, hass_client, message, "?preview=300x300")
    assert size_of(small) == medium


async def test_preview(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A small picture is the service's own."""
    message = await arrived(hass, carnation, messages, scene="sea")
    small = await loaded(hass, hass_client, message, "?preview=80x80")
    assert size_of(small) == (100, 100)


@pytest.mark.parametrize("kind", ["photo", "film"])
async def test_addresses_end(
    hass: HomeAssistant,
    carnation: CarnationSimulator,
    messages: list[Event[Any]],
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    kind: str,
) -> None:
    """An address that is no longer good is asked for anew."""
    message = await arrived(hass, carnation, messages, kind=kind)
    await carnation.expire_urls()
    assert await loaded(hass, hass_client, message)
