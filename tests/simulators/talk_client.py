"""A client for the simulated Nextcloud Talk that does as it is told."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy
import orjson

from .nextcloud_talk_world import LOGIN_NAME, PASSWORD

OCS = {"OCS-APIRequest": "true", "Accept": "application/json"}
SPREED = "/ocs/v2.php/apps/spreed/api"
SHARES = "/apps/files_sharing/api/v1/shares"
QUIETLY = {"setReadMarker": 0, "markNotificationsAsRead": 0, "noStatusUpdate": 1}


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the answer outside of OCS."""
        return orjson.loads(self.body)

    @property
    def data(self) -> Any:
        """Return what stands in the envelope."""
        return self.json["ocs"]["data"]

    @property
    def code(self) -> int:
        """Return OCS's own status."""
        return int(self.json["ocs"]["meta"]["statuscode"])


class TalkClient:
    """A client that is as good or as bad as it is told to be."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Start without credentials."""
        self.session = session
        self.url = url
        self.headers = dict(OCS)
        self.rooms_version = "v4"

    def sign_in(self, secret: str = PASSWORD, login: str = LOGIN_NAME) -> None:
        """Use some credentials from now on."""
        code = b64encode(f"{login}:{secret}".encode()).decode()
        self.headers["Authorization"] = f"Basic {code}"

    def sign_out(self) -> None:
        """Use none."""
        self.headers.pop("Authorization", None)

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request; parameters go into the address or, as `form`, the body."""
        url = path if path.startswith("http") else f"{self.url}{path}"
        headers = self.headers | options.pop("headers", {})
        form = options.pop("form", None)
        if form is not None:
            options["data"] = {key: str(value) for key, value in form.items()}
        async with self.session.request(
            method,
            url,
            headers={k: v for k, v in headers.items() if v is not None},
            allow_redirects=False,
            **options,
        ) as response:
            return Reply(response.status, response.headers, await response.read())

    async def server(self, method: str, path: str, **options: Any) -> Reply:
        """Call Nextcloud itself."""
        return await self.call(method, f"/ocs/v2.php{path}", **options)

    async def room(self, method: str, path: str = "", **form: Any) -> Reply:
        """Call the API of rooms, with the parameters in the address or the body."""
        base = f"{SPREED}/{self.rooms_version}/room{path}"
        if method == "GET":
            return await self.call(method, base, params=form)
        return await self.call(method, base, form=form)

    async def rooms(self, **params: Any) -> Reply:
        """Return the list of rooms, as a good client asks for it."""
        return await self.room("GET", **({"noStatusUpdate": 1} | params))

    async def room_named(self, name: str) -> Any:
        """Return one room of the list."""
        found = (await self.rooms()).data
        return next(room for room in found if room["displayName"] == name)

    async def chat(self, method: str, path: str, **form: Any) -> Reply:
        """Call the API of chat."""
        if method == "GET":
            return await self.call(method, f"{SPREED}/v1/chat/{path}", params=form)
        return await self.call(method, f"{SPREED}/v1/chat/{path}", form=form)

    async def receive(self, token: str, known: int, **params: Any) -> Reply:
        """Ask for what is newer, as a good client does."""
        query = QUIETLY | {"lookIntoFuture": 1, "timeout": 0}
        return await self.chat(
            "GET", token, **(query | {"lastKnownMessageId": known} | params)
        )

    async def history(self, token: str, **params: Any) -> Reply:
        """Look back, as a good client does."""
        query = QUIETLY | {"lookIntoFuture": 0, "timeout": 0}
        return await self.chat("GET", token, **(query | params))

    async def send(self, token: str, message: str, **form: Any) -> Reply:
        """Send a message."""
        return await self.chat("POST", token, message=message, **form)

    async def react(self, method: str, token: str, message: int, emoji: str) -> Reply:
        """Call the API of reactions."""
        path = f"{SPREED}/v1/reaction/{token}/{message}"
        return await self.call(method, path, form={"reaction": emoji})

    async def dav(self, method: str, path: str, **options: Any) -> Reply:
        """Call WebDAV, with a path below the account's folder."""
        base = "/remote.php/dav/files/taro"
        return await self.call(method, f"{base}/{path}", **options)

    async def share(self, path: str, token: str, **form: Any) -> Reply:
        """Share a file into a room."""
        form = {"shareType": 10, "path": path, "shareWith": token} | form
        return await self.server("POST", SHARES, form=form)
