"""Attachments: the files of rooms, in and out, and small pictures of them."""

from contextlib import AbstractAsyncContextManager
from enum import StrEnum

from aiohttp import FormData

from ...base import Download
from ...http import FILE_TIMEOUT
from ...wire import parse
from ..models import WireAttachment, WireAttachmentPage, WireId
from .escapes import escaped
from .generation import MISFITS, Generation, Known
from .rest import Rest, check
from .uploads import UPLOADING, header_text, upload_headers

ROOM = "/rooms/{roomId}/attachments"
FILE = "/attachments/{fileId}"


class Quality(StrEnum):
    """How good a preview is; the better the slower."""

    LOWEST = "Lowest"
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    HIGHEST = "Highest"


class ImageType(StrEnum):
    """What a preview comes as."""

    JPEG = "Jpeg"
    PNG = "Png"
    GIF = "Gif"


class Shape(StrEnum):
    """The shape of a thumbnail."""

    ROUNDED = "Rounded"
    RECTANGULAR = "Rectangular"


class AttachmentsApi:
    """The files of rooms.

    Where the account is not in the room, a call is a ForbiddenError; where there is
    no such file, a NotFoundError. Areas of previews are pixels, 0 for as it comes.
    """

    def __init__(self, rest: Rest, generation: Generation) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest
        self._generation = generation

    async def list_room_attachment_info(
        self, room_id: str, *, items_number: int | None = None, page: str = ""
    ) -> WireAttachmentPage:
        """Return a page of a room's files: listRoomAttachmentInfo, GET ….

        `page` is the `filter` of the page before. Servers give 10 files a page,
        where they are not asked for another number.
        """
        answer = await self._rest.request(
            "GET",
            ROOM,
            {"roomId": room_id},
            params={"itemsNumber": items_number, "filter": page or None},
        )
        return parse(WireAttachmentPage, answer.json())

    async def insert_attachment(
        self,
        room_id: str,
        data: bytes,
        *,
        name: str,
        content_type: str,
        description: str = "",
        message_id: str | None = None,
        reply_id: str | None = None,
        area: str | None = None,
    ) -> str:
        """Send a file to a room: insertAttachment, POST /rooms/{roomId}/attachments.

        Returns the file's id. The message that comes of it has `message_id` as its
        own id, `description` as its text, and answers the stanza `reply_id`. `area`
        is that of a picture, as 640x480.

        ForbiddenError with FILE_TOO_LARGE, or with TEXT_TOO_LONG if name and
        description do not fit into headers.
        """
        headers = upload_headers(name, content_type, description)
        answer = await self._rest.request(
            "POST",
            ROOM,
            {"roomId": room_id},
            body=data,
            headers=headers | _about(message_id, reply_id, area),
            timeout=FILE_TIMEOUT,
            refusals=UPLOADING,
        )
        return parse(WireId, answer.json()).id

    async def insert_attachment_multipart(
        self,
        room_id: str,
        data: bytes,
        *,
        name: str,
        content_type: str,
        description: str = "",
        message_id: str | None = None,
        reply_id: str | None = None,
        area: str | None = None,
    ) -> str:
        """Send a file as a form: insertAttachmentMultipart, PUT, as above.

        The description may be longer than in a header. UnsupportedError on 1.3.1.
        """
        fields = _about(message_id, reply_id, area)
        if description:
            fields["description"] = escaped(description)
        fields["contentLength"] = str(len(data))

        def form() -> FormData:
            made = FormData(quote_fields=False)
            made.add_field(
                "file",
                data,
                filename=name,
                content_type=header_text(content_type) or None,
            )
            for key, value in fields.items():
                made.add_field(key, value)
            return made

        answer = await self._generation.only(
            Known.NEW,
            lambda: self._rest.request(
                "PUT",
                ROOM,
                {"roomId": room_id},
                body=form,
                timeout=FILE_TIMEOUT,
                accept=MISFITS | {413},
            ),
        )
        check(answer, refusals=UPLOADING)
        return parse(WireId, answer.json()).id

    async def get_attachment_info(self, file_id: str) -> WireAttachment:
        """Return what is known of a file: getAttachmentInfo, GET ….

        The path is /attachments/{fileId}.
        """
        answer = await self._rest.request("GET", FILE, {"fileId": file_id})
        return parse(WireAttachment, answer.json())

    def get_attachment(
        self, file_id: str, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open a file: getAttachment, GET /attachments/{fileId}/download.

        It comes from the byte at `start` on where the server serves parts, of which
        its reference says nothing.
        """
        return self._rest.download(FILE + "/download", {"fileId": file_id}, start=start)

    async def delete_attachment(self, file_id: str) -> None:
        """Delete an own file: deleteAttachment, DELETE /attachments/{fileId}."""
        await self._rest.request("DELETE", FILE, {"fileId": file_id})

    def get_image_preview(
        self,
        file_id: str,
        width: int,
        height: int,
        *,
        quality: Quality | None = None,
        output_format: ImageType | None = None,
        crop: bool | None = None,
    ) -> AbstractAsyncContextManager[Download]:
        """Open a smaller picture: getImagePreview, GET /preview/image/….

        With `crop` it fills the area and loses its borders.
        """
        return self._rest.download(
            "/preview/image/{fileId}/{area}/",
            _place(file_id, width, height),
            {"quality": quality, "output_format": output_format, "crop": crop},
        )

    def get_image_thumbnail(
        self,
        file_id: str,
        width: int,
        height: int,
        *,
        quality: Quality | None = None,
        output_format: ImageType | None = None,
        shape: Shape | None = None,
    ) -> AbstractAsyncContextManager[Download]:
        """Open a picture's thumbnail: getImageThumbnail, GET /preview/image/…."""
        return self._rest.download(
            "/preview/image/{fileId}/{area}/thumbnail",
            _place(file_id, width, height),
            {"quality": quality, "output_format": output_format, "shape": shape},
        )

    def get_pdf_preview(
        self,
        file_id: str,
        *,
        first_page: int | None = None,
        last_page: int | None = None,
    ) -> AbstractAsyncContextManager[Download]:
        """Open some pages of a PDF as one: getPdfPreview, GET /preview/pdf/{fileId}/.

        Pages count from 1; a `last_page` of 0 is the last one.
        """
        return self._rest.download(
            "/preview/pdf/{fileId}/",
            {"fileId": file_id},
            {"firstPage": first_page, "lastPage": last_page},
        )

    def get_pdf_thumbnail(
        self,
        file_id: str,
        width: int,
        height: int,
        *,
        quality: Quality | None = None,
        output_format: ImageType | None = None,
        shape: Shape | None = None,
    ) -> AbstractAsyncContextManager[Download]:
        """Open a picture of a PDF's first page: getPdfThumbnail, GET /preview/pdf/…."""
        return self._rest.download(
            "/preview/pdf/{fileId}/{area}/thumbnail",
            _place(file_id, width, height),
            {"quality": quality, "output_format": output_format, "shape": shape},
        )


def _about(
    message_id: str | None, reply_id: str | None, area: str | None
) -> dict[str, str]:
    fields = {"messageId": message_id, "replyId": reply_id, "area": area}
    return {key: value for key, value in fields.items() if value}


def _place(file_id: str, width: int, height: int) -> dict[str, str]:
    return {"fileId": file_id, "area": f"{width}x{height}"}
