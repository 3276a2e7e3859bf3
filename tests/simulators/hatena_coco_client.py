"""A client of Hatena Coco that signs as it is told, right or wrong."""

from dataclasses import dataclass
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from yarl import URL

from .hatena_coco_oauth import CONSUMER_KEY, CONSUMER_SECRET
from .hatena_coco_signature import base_string, encode, query_pairs, signature


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.data)

    @property
    def form(self) -> dict[str, str]:
        """Return the body's form."""
        return dict(parse_qsl(self.data.decode()))

    @property
    def problem(self) -> tuple[int, str | None]:
        """Return the status and OAuth's problem."""
        return self.status, self.form.get("oauth_problem")


class CocoTestClient:
    """Signs requests; `oauth` changes or (None) removes OAuth's parameters."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Start signed out."""
        self.session = session
        self.url = url
        self.consumer_secret = CONSUMER_SECRET
        self.token = self.secret = ""

    async def call(
        self,
        method: str,
        target: str,
        form: dict[str, str] | None = None,
        *,
        files: aiohttp.FormData | None = None,
        sent_as: str | None = None,
        **oauth: str | None,
    ) -> Answer:
        """Send a signed request; `sent_as` is sent in place of what was signed."""
        header = self.header(method, target, form or {}, **oauth)
        return await self.send(
            method, sent_as or target, data=files or form, Authorization=header
        )

    async def send(
        self, method: str, target: str, data: Any = None, **headers: str
    ) -> Answer:
        """Send a request as it is."""
        url = URL(f"{self.url}{target}", encoded=True)
        async with self.session.request(
            method, url, data=data, headers=headers, allow_redirects=False
        ) as response:
            body = await response.read()
            return Answer(response.status, dict(response.headers), body)

    def header(
        self, method: str, target: str, form: dict[str, str], **oauth: str | None
    ) -> str:
        """Return the Authorization header of a request."""
        given: dict[str, str | None] = {
            "consumer_key": CONSUMER_KEY,
            "nonce": secrets.token_hex(8),
            "signature_method": "HMAC-SHA1",
            "timestamp": str(int(time.time())),
            "token": self.token or None,
            "version": "1.0",
        }
        given |= oauth
        pairs = [(f"oauth_{k}", v) for k, v in given.items() if v is not None]
        everything = [*pairs, *form.items(), *query_pairs(target)]
        host = self.url.partition("://")[2]
        base = base_string(method, "http", host, target, everything)
        signed = signature(base, self.consumer_secret, self.secret)
        if "signature" not in oauth:
            pairs.append(("oauth_signature", signed))
        return "OAuth " + ", ".join(f'{k}="{encode(v)}"' for k, v in pairs)

    async def initiate(self, **changes: str | None) -> Answer:
        """Begin to sign in; a good answer's token is used from then on."""
        scope = changes.pop("scope", "read_private,write_private")
        form = {"scope": scope} if scope else {}
        self.token = self.secret = ""
        changes.setdefault("callback", "oob")
        header = self.header("POST", "/oauth/initiate", form, **changes)
        answer = await self.send("POST", "/oauth/initiate", form, Authorization=header)
        self._use(answer)
        return answer

    async def exchange(self, **changes: str | None) -> Answer:
        """End to sign in; a good answer's token is used from then on."""
        changes.setdefault("verifier", "coco-verifier")
        header = self.header("POST", "/oauth/token", {}, **changes)
        answer = await self.send("POST", "/oauth/token", Authorization=header)
        self._use(answer)
        return answer

    def use(self, granted: dict[str, str]) -> None:
        """Sign with a token from now on."""
        self.token, self.secret = granted["oauth_token"], granted["oauth_token_secret"]

    def _use(self, answer: Answer) -> None:
        if answer.status == 200:
            self.use(answer.form)
