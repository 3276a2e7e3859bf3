"""Previews of files: what the previewer beside a simulated Carbonio draws."""

from collections.abc import Iterable
from io import BytesIO
import re

from aiohttp import web
from PIL import Image, ImageOps, UnidentifiedImageError

from .carbonio_home import Attachment
from .carbonio_rest import (
    CHATS,
    Part,
    Refusal,
    Route,
    file_answer,
    one_value,
    only_query,
    whole_number,
)
from .media import landscape
from .recording import Call

AREA = re.compile(r"(?P<width>\d{1,5})x(?P<height>\d{1,5})")
QUALITIES = {"Lowest": 20, "Low": 40, "Medium": 60, "High": 80, "Highest": 95}
FORMATS = ("Jpeg", "Png", "Gif")
SHAPES = ("Rounded", "Rectangular")
LARGEST_SIDE = 5000


class PreviewsPart(Part):
    """Draws pictures smaller, and PDFs as pictures."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints, which are the same in all generations."""
        image = f"{CHATS}/preview/image/{{file}}/{{area}}"
        pdf = f"{CHATS}/preview/pdf/{{file}}"
        yield Route("GET", f"{image}/", "get_image_preview", self.image)
        yield Route("GET", f"{image}/thumbnail", "get_image_thumbnail", self.thumbnail)
        yield Route("GET", f"{pdf}/", "get_pdf_preview", self.pdf)
        yield Route(
            "GET", f"{pdf}/{{area}}/thumbnail", "get_pdf_thumbnail", self.pdf_thumbnail
        )

    async def image(self, call: Call, me: str) -> web.Response:
        """GET /preview/image/{fileId}/{area}/."""
        only_query(call, "quality", "output_format", "crop")
        crop = _chosen(call, "crop", ("true", "false"), "false") == "true"
        file = self._file(call, me, "image/")
        return file_answer(_drawn(call, file.data, crop=crop))

    async def thumbnail(self, call: Call, me: str) -> web.Response:
        """GET /preview/image/{fileId}/{area}/thumbnail."""
        only_query(call, "quality", "output_format", "shape")
        _chosen(call, "shape", SHAPES, "Rectangular")
        file = self._file(call, me, "image/")
        return file_answer(_drawn(call, file.data, crop=True))

    async def pdf(self, call: Call, me: str) -> web.Response:
        """GET /preview/pdf/{fileId}/."""
        only_query(call, "firstPage", "lastPage")
        first = whole_number(call, "firstPage", 1, least=1)
        last = whole_number(call, "lastPage", 0)
        if last and last < first:
            raise Refusal(400, "the last page is before the first")
        return file_answer(self._file(call, me, "application/pdf").data)

    async def pdf_thumbnail(self, call: Call, me: str) -> web.Response:
        """GET /preview/pdf/{fileId}/{area}/thumbnail."""
        only_query(call, "quality", "output_format", "shape")
        _chosen(call, "shape", SHAPES, "Rectangular")
        file = self._file(call, me, "application/pdf")
        return file_answer(_drawn(call, landscape(len(file.data)), crop=True))

    def _file(self, call: Call, me: str, kind: str) -> Attachment:
        file = self.world.attachments.get(call.match["file"])
        room = file and self.world.rooms.get(file.room_id)
        if not file or not room or me not in room.members:
            raise Refusal(404)
        if not file.content_type.startswith(kind):
            raise Refusal(400, "there is no such preview of such a file")
        return file


def _chosen(call: Call, name: str, allowed: Iterable[str], default: str) -> str:
    value = one_value(call, name)
    if value is not None and value not in allowed:
        raise Refusal(400, f"{name} is none of {list(allowed)}")
    return value or default


def _drawn(call: Call, data: bytes, *, crop: bool) -> bytes:
    area = AREA.fullmatch(call.match["area"])
    if not area:
        raise Refusal(400, "area is not WIDTHxHEIGHT")
    quality = QUALITIES[_chosen(call, "quality", QUALITIES, "Medium")]
    form = _chosen(call, "output_format", FORMATS, "Jpeg")
    try:
        picture = Image.open(BytesIO(data)).convert("RGB")
    except UnidentifiedImageError as error:
        raise Refusal(400) from error
    # 0 stands for the picture's own size.
    width = int(area["width"]) or picture.width
    height = int(area["height"]) or picture.height
    if max(width, height) > LARGEST_SIDE:
        raise Refusal(400, "a preview of that size")
    draw = ImageOps.fit if crop else ImageOps.pad
    file = BytesIO()
    draw(picture, (width, height)).save(file, form.upper(), quality=quality)
    return file.getvalue()
