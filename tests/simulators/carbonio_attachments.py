"""Files in rooms: the endpoints of a simulated Carbonio about them."""

from collections.abc import Iterable
import re

from aiohttp import web

from .carbonio_home import Attachment
from .carbonio_rest import (
    CHATS,
    ROOM,
    Part,
    Refusal,
    Route,
    answer_json,
    file_answer,
    nothing,
    one_value,
    only_query,
    unescaped,
    upload_of,
    whole_number,
)
from .carbonio_world import File
from .recording import Call

AREA = re.compile(r"\d{1,5}x\d{1,5}")
PAGE = 10
MULTIPART_FIELDS = {"description", "messageId", "replyId", "area", "contentLength"}
FILE = f"{CHATS}/attachments/{{file}}"


class AttachmentsPart(Part):
    """Takes files, and gives them back."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        files = f"{ROOM}/attachments"
        yield Route("GET", files, "list_room_attachment_info", self.list)
        yield Route("POST", files, "insert_attachment", self.insert)
        if not self.is_old:
            yield Route(
                "PUT", files, "insert_attachment_multipart", self.insert_multipart
            )
        yield Route("GET", FILE, "get_attachment_info", self.info)
        yield Route("DELETE", FILE, "delete_attachment", self.delete)
        yield Route("GET", f"{FILE}/download", "get_attachment", self.download)

    async def list(self, call: Call, me: str) -> web.Response:
        """GET /rooms/{roomId}/attachments: newest first, page by page."""
        only_query(call, "itemsNumber", "filter")
        room = self.room_of(call, me)
        count = whole_number(call, "itemsNumber", PAGE, least=1)
        files = [a for a in self.world.attachments.values() if a.room_id == room.id]
        files.reverse()
        start = self._start(files, one_value(call, "filter"))
        page = files[start : start + count]
        answer: dict[str, object] = {
            "attachments": [self.wire.attachment(file) for file in page]
        }
        if start + count < len(files):
            answer["filter"] = f"after:{page[-1].id}"
        return answer_json(answer)

    def _start(self, files: Iterable[Attachment], mark: str | None) -> int:
        if mark is None:
            return 0
        for number, file in enumerate(files, 1):
            if mark == f"after:{file.id}":
                return number
        raise Refusal(400, "the filter is none that an answer held")

    async def insert(self, call: Call, me: str) -> web.Response:
        """POST /rooms/{roomId}/attachments: the file as the body, headers beside it."""
        upload = upload_of(call)
        description = call.header("description") or ""
        file = File(
            name=upload.name,
            content_type=upload.content_type,
            data=upload.data,
            description=unescaped(description, "description"),
            area=_checked_area(call.header("area")),
        )
        return self._keep(
            call, me, file, call.header("messageId"), call.header("replyId")
        )

    async def insert_multipart(self, call: Call, me: str) -> web.Response:
        """PUT /rooms/{roomId}/attachments: the same as a form."""
        if call.content_type != "multipart/form-data" or call.problem:
            raise Refusal(415, "the body is no form")
        fields = dict(call.fields)
        if unknown := set(fields) - MULTIPART_FIELDS:
            raise Refusal(400, f"unknown fields {sorted(unknown)}")
        if [upload.name for upload in call.files] != ["file"]:
            raise Refusal(400, "the form does not hold one file")
        [upload] = call.files
        if fields.get("contentLength", str(len(upload.data))) != str(len(upload.data)):
            raise Refusal(400, "contentLength is not that of the file")
        file = File(
            name=upload.filename,
            content_type=upload.content_type or "application/octet-stream",
            data=upload.data,
            description=unescaped(fields.get("description", ""), "description"),
            area=_checked_area(fields.get("area")),
        )
        return self._keep(
            call, me, file, fields.get("messageId"), fields.get("replyId")
        )

    def _keep(
        self,
        call: Call,
        me: str,
        file: File,
        own_id: str | None,
        reply_id: str | None,
    ) -> web.Response:
        room = self.room_of(call, me)
        largest = self.host.largest_upload
        if largest is not None and len(file.data) > largest:
            raise Refusal(413)
        if room.type == "workspace":
            raise Refusal(403)
        if reply_id and not room.find(reply_id):
            self.host.complain(call, "replyId names no message of the room")
        attachment, posted = self.world.attach(
            room.id, me, file, own_id=own_id, reply_id=reply_id
        )
        self.host.came_in(posted, attachment, file.description)
        return answer_json({"id": attachment.id}, 201)

    def _file(self, call: Call, me: str) -> Attachment:
        if not (file := self.world.attachments.get(call.match["file"])):
            raise Refusal(404)
        room = self.world.rooms.get(file.room_id)
        if not room or me not in room.members:
            raise Refusal(403)
        return file

    async def info(self, call: Call, me: str) -> web.Response:
        """GET /attachments/{fileId}."""
        return answer_json(self.wire.attachment(self._file(call, me)))

    async def download(self, call: Call, me: str) -> web.Response:
        """GET /attachments/{fileId}/download."""
        return file_answer(self._file(call, me).data)

    async def delete(self, call: Call, me: str) -> web.Response:
        """DELETE /attachments/{fileId}; by who sent it, or an owner of the room."""
        file = self._file(call, me)
        if me != file.user_id and not self.world.rooms[file.room_id].is_owner(me):
            raise Refusal(403)
        del self.world.attachments[file.id]
        return nothing()


def _checked_area(area: str | None) -> str | None:
    if area is not None and not AREA.fullmatch(area):
        raise Refusal(400, "area is not WIDTHxHEIGHT")
    return area
