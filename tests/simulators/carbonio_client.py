"""A client for the simulated Carbonio that does as it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy
import orjson

from .carbonio_family import PASSWORD, USERNAME
from .carbonio_rest import CHATS
from .carbonio_xml import utf16_escapes

# Those that are None are left out.
type Headers = Mapping[str, str | None]

DEVICE = {
    "X-Device-Model": "Test",
    "X-Device-Id": "5f0c7b9e-0c0c-4a55-9c7e-0e4f0c3f1d11",
    "X-Service": "WebUI",
}
SOAP = "/service/soap"
ZX = "/zx/auth"


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the answer."""
        return orjson.loads(self.body)

    @property
    def fault(self) -> str:
        """Return the code of a fault of SOAP."""
        return str(self.json["Body"]["Fault"]["Detail"]["Error"]["Code"])

    @property
    def cookie(self) -> str:
        """Return the token that was set as a cookie, if any."""
        found = self.headers.get("Set-Cookie", "").partition("ZM_AUTH_TOKEN=")[2]
        return found.partition(";")[0]


class CarbonioClient:
    """A client that is as good or as bad as it is told to be."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Start without a token."""
        self.session = session
        self.url = url
        self.token = ""

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request, with the token if there is one."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Cookie", f"ZM_AUTH_TOKEN={self.token}")
        async with self.session.request(
            method,
            f"{self.url}{path}",
            headers={k: v for k, v in headers.items() if v is not None},
            allow_redirects=False,
            **options,
        ) as response:
            return Reply(response.status, response.headers, await response.read())

    async def chats(self, method: str, path: str, **options: Any) -> Reply:
        """Call the API of chats."""
        return await self.call(method, f"{CHATS}{path}", **options)

    async def get(self, path: str, **query: Any) -> Reply:
        """Get something of the API of chats."""
        return await self.chats("GET", path, params=query)

    async def upload(
        self, method: str, path: str, data: bytes, **headers: str | None
    ) -> Reply:
        """Send a file as a good client does; headers change or, as None, go."""
        good: dict[str, str | None] = {
            "fileName": utf16_escapes("hills.png"),
            "mimeType": "image/png",
            "Content-Type": "application/octet-stream",
        }
        return await self.chats(
            method,
            path,
            data=data,
            headers=good | headers,
            skip_auto_headers=("Content-Type",),
        )

    async def soap(self, name: str, request: dict[str, Any]) -> Reply:
        """Send a request of SOAP."""
        body = {"Body": {name: {"_jsns": "urn:zimbraAccount"} | request}}
        return await self.call("POST", f"{SOAP}/{name}", json=body)

    async def auth(self, user: str = USERNAME, password: str = PASSWORD) -> Reply:
        """Sign in as the community edition wants it."""
        account = {"by": "name", "_content": user}
        return await self.soap(
            "AuthRequest", {"account": account, "password": {"_content": password}}
        )

    async def login(
        self, password: str = PASSWORD, headers: Headers | None = None
    ) -> Reply:
        """Sign in as the advanced edition wants it."""
        return await self.call(
            "POST",
            f"{ZX}/v2/login",
            json={"auth_method": "password", "user": USERNAME, "password": password},
            headers={**DEVICE, **(headers or {})},
        )

    async def validate(
        self,
        otp_id: str,
        code: str,
        *,
        unsecure_device: bool = False,
        headers: Headers | None = None,
    ) -> Reply:
        """Send a one-time password."""
        return await self.call(
            "POST",
            f"{ZX}/v2/otp/validate",
            json={"id": otp_id, "code": code, "unsecure_device": unsecure_device},
            headers={**DEVICE, "version": "2", **(headers or {})},
        )
