"""Files of messages, and the smaller pictures that the server draws of them."""

from http import HTTPStatus
from io import BytesIO
from typing import Any

from homeassistant.core import Event, HomeAssistant
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY
from tests.simulators.faults import FOREVER
from tests.simulators.media import landscape

from ..files import path_of
from ..helpers import until

PREVIEWS = ("get_image_preview", "get_image_thumbnail", "get_pdf_thumbnail")


@pytest.fixture
async def picture(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> str:
    """Return the address of a picture."""
    await carbonio.send_picture(FAMILY, "Hanako")
    await until(hass, lambda: messages)
    return path_of(messages[0].data).url


@pytest.fixture
async def document(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> str:
    """Return the address of a PDF."""
    await carbonio.send_file(FAMILY, "Hanako")
    await until(hass, lambda: messages)
    return path_of(messages[0].data).url


def size_of(data: bytes) -> tuple[int, int]:
    """Return how large a picture is, in pixels."""
    with Image.open(BytesIO(data)) as image:
        return image.size


async def test_whole(
    carbonio: CarbonioSimulator, picture: str, hass_client: ClientSessionGenerator
) -> None:
    """Without the question for a preview it is the file as it was sent."""
    response = await (await hass_client()).get(picture, allow_redirects=False)
    assert response.status == HTTPStatus.OK
    assert await response.read() == landscape(1)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_preview_of_a_picture(
    carbonio: CarbonioSimulator, picture: str, hass_client: ClientSessionGenerator
) -> None:
    """The server draws it, so that the whole file does not travel."""
    response = await (await hass_client()).get(f"{picture}?preview=60x40")
    assert response.status == HTTPStatus.OK
    data = await response.read()
    assert size_of(data) == (60, 40)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert carbonio.calls("get_attachment") == []


async def test_preview_of_a_pdf(
    carbonio: CarbonioSimulator, document: str, hass_client: ClientSessionGenerator
) -> None:
    """It shows the first page."""
    response = await (await hass_client()).get(f"{document}?preview=120x90")
    assert response.status == HTTPStatus.OK
    assert size_of(await response.read()) == (120, 90)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert carbonio.calls("get_attachment") == []


async def test_no_preview_of_such_a_file(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """Then there is none: neither the server nor the file is asked for."""
    await carbonio.send_file(FAMILY, "Hanako", "Notes.txt", "Milk, bread")
    await until(hass, lambda: messages)
    response = await (await hass_client()).get(
        f"{path_of(messages[0].data).url}?preview=60x40"
    )
    assert response.status == HTTPStatus.NOT_FOUND
    fetched = (*PREVIEWS, "get_attachment")
    assert [call for call in carbonio.calls() if call.endpoint in fetched] == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, HTTPStatus.NOT_FOUND),
        (404, HTTPStatus.NOT_FOUND),
        (500, HTTPStatus.SERVICE_UNAVAILABLE),
        (503, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
async def test_the_server_has_none(
    carbonio: CarbonioSimulator,
    document: str,
    hass_client: ClientSessionGenerator,
    status: int,
    told: HTTPStatus,
) -> None:
    """What the server cannot draw has no preview, for now or at all."""
    await carbonio.break_("get_pdf_thumbnail", "status", status=status, times=FOREVER)
    response = await (await hass_client()).get(f"{document}?preview=60x40")
    assert response.status == told
    assert carbonio.calls("get_attachment") == []


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_the_server_has_none_of_a_picture(
    carbonio: CarbonioSimulator,
    picture: str,
    hass_client: ClientSessionGenerator,
    status: int,
) -> None:
    """A picture that the server cannot draw is made small here."""
    await carbonio.break_("get_image_preview", "status", status=status, times=FOREVER)
    response = await (await hass_client()).get(f"{picture}?preview=60x40")
    assert response.status == HTTPStatus.OK
    width, height = size_of(await response.read())
    assert width <= 60
    assert height <= 40
    assert len(carbonio.calls("get_attachment")) == 1


@pytest.mark.parametrize(
    "size",
    [
        "",
        "60",
        "60x",
        "x40",
        "0x40",
        "60x0",
        "-60x40",
        "60x40x20",
        "5000x5000",
        "60 x 40!",
        "axb",
        "60%2F40",
        "../../x1",
        "9999999999999999999999x1",
    ],
)
async def test_bad_sizes(
    carbonio: CarbonioSimulator,
    picture: str,
    hass_client: ClientSessionGenerator,
    size: str,
) -> None:
    """A size that is none is refused here, and the server does not hear of it."""
    response = await (await hass_client()).get(f"{picture}?preview={size}")
    assert response.status == HTTPStatus.BAD_REQUEST
    assert [c for c in carbonio.calls() if c.endpoint in PREVIEWS] == []


async def test_who_may_not_read_the_room(
    carbonio: CarbonioSimulator,
    picture: str,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
) -> None:
    """A preview is as much a secret as the picture."""
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"light.kitchen": True}}})
    response = await (await hass_client()).get(f"{picture}?preview=60x40")
    assert response.status == HTTPStatus.FORBIDDEN
    assert [c for c in carbonio.calls() if c.endpoint in PREVIEWS] == []


async def test_an_old_message(
    carbonio: CarbonioSimulator,
    picture: str,
    live: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """A message that is not held any more is asked of the archive."""
    live.runtime_data.rooms[carbonio.room_id(FAMILY)].held.clear()
    response = await (await hass_client()).get(f"{picture}?preview=60x40")
    assert size_of(await response.read()) == (60, 40)
    response = await (await hass_client()).get(picture)
    assert await response.read() == landscape(1)


async def test_a_file_that_was_deleted(
    carbonio: CarbonioSimulator, picture: str, hass_client: ClientSessionGenerator
) -> None:
    """It is not found, with and without a preview."""
    carbonio.world.attachments.clear()
    client = await hass_client()
    for query in ("", "?preview=60x40"):
        response = await client.get(f"{picture}{query}")
        assert response.status == HTTPStatus.NOT_FOUND
