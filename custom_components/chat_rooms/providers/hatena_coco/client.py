"""Hatena Coco's API, call by call, named as its reference names them."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote

from aiohttp import FormData
from yarl import URL

from ...outgoing import OutgoingFile
from ..answers import Answer
from ..base import Download
from ..bodies import sendable
from ..errors import NotFoundError, ProtocolError, UnsupportedError
from ..http import FILE_TIMEOUT, HttpClient
from ..wire import parse, parse_list
from .models import AccessToken, RequestToken, WireCheckin, WireSpot, WireStats
from .oauth import OAuth, encoded
from .problems import REFUSALS, raise_for_code, raise_for_refusal
from .signed import Signed

PAGE = 50
LAST_PAGE = 50
SCOPE = "read_private,write_private"
OUT_OF_BAND = "oob"


class CocoClient:
    """The calls of one account; each may raise any ProviderError."""

    def __init__(self, http: HttpClient, oauth: OAuth) -> None:
        """Take the account; nothing is requested yet."""
        self._http = http
        self._signed = Signed(http, oauth)

    @property
    def address(self) -> str:
        """The service's address, which may have become https."""
        return self._http.address

    async def checkin(
        self,
        key: str,
        body: str = "",
        *,
        twitter: bool = False,
        mixi: bool = False,
        photos: Iterable[OutgoingFile] = (),
    ) -> WireCheckin:
        """Check in at the spot of a key: POST /api/v1/checkin.json.

        With photos it is a multipart body. The service takes the same as often as it
        comes.
        """
        path, photos = "/api/v1/checkin.json", tuple(photos)
        shares = {"twitter": twitter, "mixi": mixi}
        form = {"key": key, **({"body": body} if body else {})}
        form |= {name: "1" for name, wanted in shares.items() if wanted}
        if photos:
            answer = await self._signed.post_files(
                path, lambda: _multipart(form, photos), FILE_TIMEOUT
            )
        else:
            answer = await self._signed.post(path, form)
        raise_for_refusal(answer)
        value = answer.json()
        if isinstance(value, dict) and "checkin" in value:
            value = value["checkin"]
        return parse(WireCheckin, value)

    async def history(
        self, name: str, *, limit: int = PAGE, page: int = 0
    ) -> list[WireCheckin]:
        """Return the check-ins of one Hatena id: GET /api/v1/history.json.

        Newest first; `limit` is at most 50, and so is `page`, which counts from 0.
        """
        return await self._checkins(
            "/api/v1/history.json", {"name": name, "l": str(limit), "page": str(page)}
        )

    async def checkins(self, *, limit: int = PAGE, page: int = 0) -> list[WireCheckin]:
        """Return the check-ins of friends: GET /api/v1/checkins.json.

        Newest first; `limit` is at most 50, and so is `page`, which counts from 0.
        """
        return await self._checkins(
            "/api/v1/checkins.json", {"l": str(limit), "page": str(page)}
        )

    async def stats(self, user: str) -> WireStats:
        """Return how much somebody has been around: GET /{user}/stats.json.

        It takes no sign-in, and so is not in the reference of those that do.
        """
        path = f"/{quote(user, safe='', errors='replace')}/stats.json"
        answer = await self._ask(path, "/{user}/stats.json")
        value = answer.json()
        if isinstance(value, dict) and "stats" in value:
            value = value["stats"]
        return parse(WireStats, value)

    async def spots(
        self, latitude: float, longitude: float, *, limit: int = PAGE, page: int = 0
    ) -> list[WireSpot]:
        """Return the spots near a place, in degrees: GET /api/v1/spots.json.

        It takes no sign-in. `limit` is at most 50, and so is `page`, which counts from 0.
        """
        query = {
            "geolat": f"{latitude:.6f}",
            "geolong": f"{longitude:.6f}",
            "l": str(limit),
            "page": str(page),
        }
        path = "/api/v1/spots.json"
        answer = await self._ask(f"{path}?{encoded(query)}", path)
        found = parse_list(WireSpot, _list_in(answer, "spots"))
        return [spot for spot in found if spot.key]

    def download(
        self, address: str, start: int = 0
    ) -> AbstractAsyncContextManager[Download]:
        """Open a picture from a byte on, which anybody may who knows its address."""
        return self._http.download(address, label="picture", start=start)

    async def _checkins(self, path: str, query: dict[str, str]) -> list[WireCheckin]:
        answer = await self._signed.get(path, query)
        raise_for_refusal(answer)
        return parse_list(WireCheckin, _list_in(answer, "checkins"))

    async def _ask(self, path: str, label: str) -> Answer:
        answer = await self._http.request("GET", path, accept=REFUSALS, label=label)
        raise_for_refusal(answer)
        return answer


class SignInClient:
    """The calls of a sign-in, at Hatena's own address; each may raise ProviderErrors."""

    def __init__(
        self,
        http: HttpClient,
        authorize_url: str,
        consumer_key: str,
        consumer_secret: str,
    ) -> None:
        """Take the consumer; nothing is requested yet.

        Raises UnsupportedError if `authorize_url` is no web address.
        """
        self._http = http
        self._consumer = consumer_key, consumer_secret
        try:
            self._page = URL(authorize_url)
        except ValueError:
            self._page = URL()
        if self._page.scheme not in ("http", "https") or not self._page.host:
            raise UnsupportedError("not a web address")

    async def initiate(self) -> RequestToken:
        """Ask for a token that the user may consent to: POST /oauth/initiate.

        UnsupportedError if the address is none to sign in at.
        """
        signed = Signed(self._http, OAuth(*self._consumer))
        answer = await signed.post(
            "/oauth/initiate", {"scope": SCOPE}, callback=OUT_OF_BAND
        )
        try:
            raise_for_refusal(answer)
            return parse(RequestToken, _fields_of(answer))
        except NotFoundError, ProtocolError:
            raise UnsupportedError("the address does not sign in as Hatena") from None

    def authorize_url(self, token: RequestToken) -> str:
        """Return the page on which the user consents to a token."""
        return str(self._page.update_query(oauth_token=token.oauth_token))

    async def token(self, token: RequestToken, verifier: str) -> AccessToken:
        """Redeem the user's consent: POST /oauth/token.

        AuthError with CODE_WRONG or CODE_EXPIRED if it is none.
        """
        oauth = OAuth(*self._consumer, token.oauth_token, token.oauth_token_secret)
        answer = await Signed(self._http, oauth).post("/oauth/token", verifier=verifier)
        raise_for_code(answer)
        return parse(AccessToken, _fields_of(answer))


def _multipart(form: dict[str, str], photos: Iterable[OutgoingFile]) -> FormData:
    body = FormData(
        {name: sendable(value) for name, value in form.items()},
        quote_fields=False,
    )
    for photo in photos:
        body.add_field(
            "photos",
            BytesIO(photo.data),
            filename="".join(filter(str.isprintable, photo.name)) or "photo",
            content_type=photo.content_type,
        )
    return body


def _list_in(answer: Answer, name: str) -> Any:
    """Return the list under a name; some servers send nothing but the list."""
    value = answer.json()
    if isinstance(value, dict) and name not in value:
        raise ProtocolError(f"{answer.label}: no {name}")
    return value[name] if isinstance(value, dict) else value


def _fields_of(answer: Answer) -> dict[str, str]:
    return dict(parse_qsl(answer.body.decode(errors="replace").strip()))
