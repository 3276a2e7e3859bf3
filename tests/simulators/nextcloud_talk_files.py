"""Nextcloud's files: folders, uploads, shares into rooms, pictures."""

from collections.abc import Iterator
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aiohttp import hdrs, web
import orjson

from .media import face
from .nextcloud_talk_gate import Route
from .nextcloud_talk_ocs import Answer, Parameters, Refusal, malformed
from .nextcloud_talk_part import API, TalkPart
from .nextcloud_talk_state import ONE_TO_ONE, File, Message, Room, User
from .ranges import in_parts
from .recording import Call

DAV = "/remote.php/dav/files/{user}"
SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares"
ROOM_SHARE = 10
VOICE = "voice-message"
VOICE_TYPES = ("audio/mpeg", "audio/wav")
META_TYPES: dict[str, type] = {
    "messageType": str,
    "caption": str,
    "replyTo": int,
    "silent": bool,
    "threadId": int,
    "threadTitle": str,
}
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<circle cx="32" cy="32" r="32" fill="#0082c9"/>
<text x="32" y="42" font-size="28" text-anchor="middle" fill="#fff">{letter}</text>
</svg>"""


class FilesPart(TalkPart):
    """The endpoints of files, shares and pictures."""

    def routes(self) -> Iterator[Route]:
        """Yield the endpoints."""
        path = f"{DAV}/{{path:.*}}"
        yield Route("MKCOL", path, "make_folder", self._make_folder, "plain")
        yield Route("PUT", path, "upload", self._upload, "plain")
        yield Route("DELETE", path, "delete_file", self._delete, "plain")
        yield Route("GET", path, "download", self._download, "plain")
        yield Route("POST", SHARES, "share", self._share)
        preview = "/index.php/core/preview"
        yield Route("GET", preview, "preview", self._preview, "plain")
        avatar = f"{API}/v1/room/{{room}}/avatar"
        yield Route("GET", avatar, "room_avatar", self._room_avatar, "plain", "avatar")
        user = "/index.php/avatar/{user}/{size}"
        yield Route("GET", user, "user_avatar", self._user_avatar, "plain")

    # WebDAV

    def _path(self, call: Call) -> str:
        if call.match["user"] != self.home.cloud.account.id:
            raise Refusal(404, "Principal not found")
        path = call.match["path"].strip("/")
        if any(part in ("", ".", "..") for part in path.split("/")):
            raise Refusal(400, "This is no path", mistake=True)
        return path

    async def _make_folder(self, call: Call, given: Parameters) -> web.Response:
        path, cloud = self._path(call), self.home.cloud
        if path in cloud.folders or path in cloud.files:
            raise Refusal(405, "The resource already exists")
        if path.rpartition("/")[0] not in cloud.folders:
            raise Refusal(409, "The parent does not exist")
        cloud.folders.add(path)
        return web.Response(status=201)

    async def _upload(self, call: Call, given: Parameters) -> web.Response:
        path, cloud, store = self._path(call), self.home.cloud, self.home.store
        if path.rpartition("/")[0] not in cloud.folders:
            raise Refusal(409, "The parent does not exist")
        if path in cloud.folders:
            raise Refusal(409, "There is a folder of that name")
        if store.largest_upload is not None and len(call.body) > store.largest_upload:
            raise Refusal(413, "The file is too large")
        if store.is_full:
            raise Refusal(507, "Insufficient space")
        file = cloud.files.get(path)
        status = 204 if file else 201
        file = file or cloud.add_file(cloud.account, path, b"")
        file.data, file.uploaded_as = call.body, call.content_type
        headers = {hdrs.ETAG: f'"{file.etag}"', "OC-FileId": f"{file.id:08}simulated"}
        return web.Response(status=status, headers=headers)

    async def _delete(self, call: Call, given: Parameters) -> web.Response:
        file = self._file_at(self._path(call))
        if file.shared_with:
            self.home.complain(call, "a file that people can see was deleted")
        del self.home.cloud.files[file.path]
        return web.Response(status=204)

    async def _download(self, call: Call, given: Parameters) -> web.Response:
        given.ignore(*dict(call.query))
        return file_response(call, self._file_at(self._path(call)))

    def _file_at(self, path: str) -> File:
        if not (file := self.home.cloud.files.get(path)):
            raise Refusal(404, "File not found")
        return file

    # Shares

    async def _share(self, call: Call, given: Parameters) -> Answer | web.Response:
        share_type = given.number("shareType")
        path = given.required("path").strip("/")
        token, meta = given.required("shareWith"), self._meta(call, given)
        reference = given.text("referenceId")[:64]
        if not self.home.store.may_share():
            return web.Response(status=429)
        if share_type != ROOM_SHARE or not self.generation.config:
            raise Refusal(400, "Unknown share type")
        if not (file := self.home.cloud.files.get(path)):
            raise Refusal(404, "Wrong path, file/folder does not exist")
        call.match["room"] = token
        try:
            room, _ = self.writable_room_of(call)
        except Refusal as refusal:
            raise Refusal(404, "No such conversation") from refusal
        if token in file.shared_with:
            raise Refusal(403, "Shared with this conversation already")
        file.shared_with.add(token)
        self._post(call, room, file, reference, meta)
        return Answer(self._share_data(room, file))

    def _meta(self, call: Call, given: Parameters) -> dict[str, Any]:
        text = given.text("talkMetaData", "{}")
        try:
            meta = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise malformed("talkMetaData is not JSON") from error
        if not isinstance(meta, dict):
            raise malformed("talkMetaData is not an object")
        for name, value in meta.items():
            if type(value) is not META_TYPES.get(name):
                self.home.complain(call, f"talkMetaData has a wrong {name}")
        return {
            name: value
            for name, value in meta.items()
            if type(value) is META_TYPES.get(name)
        }

    def _post(
        self, call: Call, room: Room, file: File, reference: str, meta: dict[str, Any]
    ) -> Message:
        has = self.generation.has
        message_type = "comment"
        if meta.get("messageType") == VOICE and has("voice-message-sharing"):
            if file.content_type in VOICE_TYPES:
                message_type = VOICE
            else:
                self.home.complain(call, f"{file.content_type} is no voice message")
        reply_to = meta.get("replyTo", 0)
        parent = room.message(reply_to)
        message = self.home.happen(
            room,
            self.home.cloud.account,
            meta.get("caption", "").strip() if has("media-caption") else "",
            file=file,
            message_type=message_type,
            reference_id=reference,
            silent=meta.get("silent", False),
            parent=parent if parent and parent.is_comment else None,
        )
        self.home.came_in(room, message, reply_to or None)
        return message

    def _share_data(self, room: Room, file: File) -> dict[str, Any]:
        account = self.home.cloud.account
        return {
            "id": str(self.home.cloud.next_id()),
            "share_type": ROOM_SHARE,
            "uid_owner": account.id,
            "displayname_owner": account.name,
            "permissions": 17,
            "stime": int(file.time),
            "expiration": None,
            "token": uuid5(NAMESPACE_URL, f"{room.token}{file.id}").hex[:15],
            "path": f"/{file.path}",
            "item_type": "file",
            "mimetype": file.content_type,
            "file_source": file.id,
            "file_target": f"/{file.path}",
            "share_with": room.token,
            "share_with_displayname": self.wire.display_name(room),
        }

    # Pictures

    async def _preview(self, call: Call, given: Parameters) -> web.Response:
        given.ignore("x", "y", "a", "mode", "forceIcon", "mimeFallback")
        number = given.number("fileId")
        for file in self.home.cloud.files.values():
            if file.id == number and file.content_type.startswith("image/"):
                return web.Response(body=file.data, content_type=file.content_type)
        raise Refusal(404)

    async def _room_avatar(self, call: Call, given: Parameters) -> web.Response:
        room, me = self.room_of(call)
        given.ignore("darkTheme", "avatarVersion")
        if room.type == ONE_TO_ONE:
            return self._face(room.someone_but(me.user))
        text = SVG.format(letter=escape(self.wire.display_name(room)[:1]))
        return web.Response(text=text, content_type="image/svg+xml")

    async def _user_avatar(self, call: Call, given: Parameters) -> web.Response:
        user, size = self.home.cloud.people.get(call.match["user"]), call.match["size"]
        given.ignore("v")
        if not user or size not in ("64", "512"):
            raise Refusal(404)
        return self._face(user)

    def _face(self, user: User) -> web.Response:
        picture = face([*self.home.cloud.people].index(user.id))
        return web.Response(body=picture, content_type="image/png")


def file_response(call: Call, file: File) -> web.Response:
    """Return a file, or a part of it, as WebDAV does."""
    return in_parts(
        call,
        file.data,
        file.content_type,
        ETag=f'"{file.etag}"',
        Content_Disposition="attachment",
    )
