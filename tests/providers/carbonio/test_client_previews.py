"""The previews of attachments, in both generations."""

from io import BytesIO

from PIL import Image
import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.client.attachments import (
    ImageType,
    Quality,
    Shape,
)
from custom_components.chat_rooms.providers.errors import NotFoundError, ProtocolError
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_world import File
from tests.simulators.media import landscape

from .family import BOTH_GENERATIONS, FAMILY

NOWHERE = "00000000-0000-4000-8000-000000000000"
PDF = b"%PDF-1.4 pages"


def bring(simulator: CarbonioSimulator, content_type: str, data: bytes) -> str:
    """Let Hanako bring a file into a room, and return its id."""
    attachment, _ = simulator.world.attach(
        simulator.room_id(FAMILY),
        simulator.world.person("Hanako").id,
        File(name="roses", content_type=content_type, data=data),
    )
    return attachment.id


@pytest.fixture
def picture(simulator: CarbonioSimulator) -> str:
    """Return the id of a picture."""
    return bring(simulator, "image/png", landscape(1))


@pytest.fixture
def pdf(simulator: CarbonioSimulator) -> str:
    """Return the id of a PDF."""
    return bring(simulator, "application/pdf", PDF)


@BOTH_GENERATIONS
async def test_get_image_preview(
    client: CarbonioClient, simulator: CarbonioSimulator, picture: str
) -> None:
    """Test a smaller picture, plain and with all that can be asked for."""
    previews = client.attachments
    async with previews.get_image_preview(picture, 40, 20) as file:
        shown = Image.open(BytesIO(b"".join([piece async for piece in file.chunks])))
    assert (shown.size, shown.format) == ((40, 20), "JPEG")
    async with previews.get_image_preview(
        picture,
        20,
        40,
        quality=Quality.HIGHEST,
        output_format=ImageType.PNG,
        crop=True,
    ) as file:
        shown = Image.open(BytesIO(b"".join([piece async for piece in file.chunks])))
    assert (shown.size, shown.format) == ((20, 40), "PNG")
    plain, full = (call.query for call in simulator.log)
    assert plain == []
    assert full == [("quality", "Highest"), ("output_format", "Png"), ("crop", "true")]


@BOTH_GENERATIONS
async def test_get_image_thumbnail(
    client: CarbonioClient, simulator: CarbonioSimulator, picture: str
) -> None:
    """Test a thumbnail."""
    async with client.attachments.get_image_thumbnail(
        picture,
        32,
        32,
        quality=Quality.LOW,
        output_format=ImageType.GIF,
        shape=Shape.ROUNDED,
    ) as file:
        shown = Image.open(BytesIO(b"".join([piece async for piece in file.chunks])))
    assert (shown.size, shown.format) == ((32, 32), "GIF")
    (call,) = simulator.log
    assert dict(call.query) == {
        "quality": "Low",
        "output_format": "Gif",
        "shape": "Rounded",
    }


@BOTH_GENERATIONS
async def test_get_pdf_preview(
    client: CarbonioClient, simulator: CarbonioSimulator, pdf: str
) -> None:
    """Test some pages of a PDF."""
    async with client.attachments.get_pdf_preview(
        pdf, first_page=1, last_page=2
    ) as file:
        assert b"".join([piece async for piece in file.chunks]) == PDF
    (call,) = simulator.log
    assert call.query == [("firstPage", "1"), ("lastPage", "2")]


@BOTH_GENERATIONS
async def test_get_pdf_thumbnail(client: CarbonioClient, pdf: str) -> None:
    """Test a picture of a PDF."""
    async with client.attachments.get_pdf_thumbnail(pdf, 30, 40) as file:
        shown = Image.open(BytesIO(b"".join([piece async for piece in file.chunks])))
    assert shown.size == (30, 40)


@BOTH_GENERATIONS
async def test_no_preview(
    client: CarbonioClient, simulator: CarbonioSimulator, pdf: str
) -> None:
    """Test a file that is not there, and one of which there is no such preview."""
    with pytest.raises(NotFoundError):
        async with client.attachments.get_image_preview(NOWHERE, 10, 10):
            pass
    with pytest.raises(ProtocolError):
        async with client.attachments.get_image_preview(pdf, 10, 10):
            pass
    simulator.complaints.clear()
