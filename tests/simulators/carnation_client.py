"""A client of carnation that does as it is told, right or wrong."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha1
from typing import Any

import aiohttp
import orjson
from yarl import URL

from .carnation import CarnationSimulator
from .carnation_family import (
    APP_ID,
    APP_SECRET,
    EMAIL,
    PASSWORD,
    VIEWER_APP_ID,
    VIEWER_APP_SECRET,
)

HANA_ID = 4
TARO_ID = 5

type Answer = tuple[int, Any]


class CarnationClient:
    """Somebody with a token, or without."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Start signed out."""
        self.session = session
        self.url = url
        self.token = self.refresh = ""
        self.headers: dict[str, str] = {}

    async def ask(
        self, method: str, path: str, *, headers: Any = None, json: Any = None, **q: Any
    ) -> Answer:
        """Ask with parameters in the query, or in the form if there is one."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        place = "params" if method in ("GET", "DELETE") else "data"
        given: dict[str, Any] = {place: {name: str(value) for name, value in q.items()}}
        if json is not None:
            given = {"json": json}
        async with self.session.request(
            method, f"{self.url}{path}", headers={**bearer, **(headers or {})}, **given
        ) as response:
            self.headers = dict(response.headers)
            text = await response.text()
        try:
            return response.status, orjson.loads(text)
        except orjson.JSONDecodeError:
            return response.status, text

    async def get(self, path: str, **query: Any) -> Answer:
        """Get something."""
        return await self.ask("GET", f"/api/v1/{path}", **query)

    async def post(self, path: str, **form: Any) -> Answer:
        """Post a form."""
        return await self.ask("POST", f"/api/v1/{path}", **form)

    async def put(self, path: str, **form: Any) -> Answer:
        """Put a form."""
        return await self.ask("PUT", f"/api/v1/{path}", **form)

    async def delete(self, path: str, **query: Any) -> Answer:
        """Delete something."""
        return await self.ask("DELETE", f"/api/v1/{path}", **query)

    async def ask_token(
        self, app: tuple[str, str], method: str = "POST", **form: str
    ) -> Answer:
        """Ask for a token, and keep it."""
        self.token = ""
        header = aiohttp.encode_basic_auth(*app)
        status, answer = await self.ask(
            method, "/token", headers={"Authorization": header}, **form
        )
        if status == 200:
            self.token = answer["access_token"]
            self.refresh = answer.get("refresh_token", "")
        return status, answer

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> Answer:
        """Sign in as a user."""
        return await self.ask_token(
            (APP_ID, APP_SECRET),
            grant_type="password",
            username=email,
            password=password,
        )

    async def sign_in_as_viewer(self) -> Answer:
        """Sign in as the television in the living room."""
        return await self.ask_token(
            (VIEWER_APP_ID, VIEWER_APP_SECRET), grant_type="client_credentials"
        )

    async def store(self, url: str, data: Any, **headers: str) -> int:
        """Put a file at an address, byte for byte."""
        async with self.session.put(
            URL(url, encoded=True), data=data, headers=headers
        ) as response:
            return response.status

    async def load(self, url: str, **headers: str) -> tuple[int, bytes]:
        """Get the file at an address, byte for byte."""
        async with self.session.get(
            URL(url, encoded=True), headers=headers
        ) as response:
            return response.status, await response.read()

    async def upload(self, data: bytes, title: str = "", **more: Any) -> int:
        """Bring a photo; return its id."""
        status, answer = await self.post(
            "item/initiate",
            user_id=HANA_ID,
            extension=".jpg",
            file_hash=sha1(data, usedforsecurity=False).hexdigest(),
            title=title,
            **more,
        )
        assert status == 200, answer
        assert await self.store(answer["url"], data) == 200
        item_id: int = answer["item_id"]
        status, answer = await self.put("item/activate", item_id=item_id)
        assert (status, answer) == (200, {"id": item_id, "status": 0})
        return item_id


@asynccontextmanager
async def visiting(simulator: CarnationSimulator) -> AsyncGenerator[CarnationClient]:
    """Return a client that has not signed in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield CarnationClient(session, simulator.url)
