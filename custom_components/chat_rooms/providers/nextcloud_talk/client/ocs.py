"""How a Nextcloud is asked, whatever the call: headers, sign-in, envelope, errors."""

from base64 import b64encode
from collections.abc import AsyncIterator, Container, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, override
from urllib.parse import quote

from ...answers import Answer
from ...base import Download
from ...errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from ...http import HttpClient
from ...wire import TOO_LARGE, whole_or_none

HEADERS = {
    "OCS-APIRequest": "true",
    "Accept": "application/json",
    # Nextcloud names an app password after it.
    "User-Agent": "Home Assistant",
}
TALK = "/ocs/v2.php/apps/spreed/api"
# The server knows no such call: the app is off, or too old for it.
UNKNOWN_CALL = 998
NO_REFUSALS: Mapping[int, Reason | None] = MappingProxyType({})


class _Anything(Container[int]):
    @override
    def __contains__(self, item: object) -> bool:
        return True


class Ocs:
    """A Nextcloud, signed in with a login name and a password.

    Once it has refused the credentials nothing is asked with them any more: every
    call raises AuthError at once, for after about ten wrong passwords Nextcloud
    locks out the whole address. New credentials end that.

    Paths are templates, "/room/{token}": log lines and errors show them as they
    are, and requests have `values` in them, quoted.
    """

    def __init__(self, http: HttpClient) -> None:
        """Make `http` speak as Nextcloud wants it; nothing is requested yet."""
        self.http = http
        self.user_id: str | None = None
        self.talk_hash: str | None = None
        self.known_hash: str | None = None
        self._authorization: str | None = None
        self._refused = False
        http.headers.update(HEADERS)
        http.authorize = self._authorize

    @property
    def refused(self) -> bool:
        """Whether the server has refused the credentials."""
        return self._refused

    def set_credentials(self, login_name: str, password: str) -> None:
        """Ask with these from now on; `password` may be an app password."""
        known = f"{login_name}:{password}".encode(errors="replace")
        self._authorization = f"Basic {b64encode(known).decode()}"
        self._refused = False
        self.user_id = None

    async def request(
        self,
        method: str,
        template: str,
        values: Mapping[str, object] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        accept: Container[int] = (),
        refusals: Mapping[int, Reason | None] = NO_REFUSALS,
        anonymous: bool = False,
    ) -> Answer:
        """Make a request and return the answer; `params` that are None are left out.

        `refusals` are the statuses by which this call says that the account may
        not do it, with the reason where that is certain: ForbiddenErrors.

        Beside the usual errors it raises ConnectionError_ with MAINTENANCE,
        UnsupportedError for a call that the server does not know (with
        APP_DISABLED if it is one of Talk's), and ForbiddenError where the method
        does not suit the thing.
        """
        used = self._authorization
        answer = await self.http.request(
            method,
            filled(template, values),
            params={k: str(v) for k, v in (params or {}).items() if v is not None},
            json=json,
            data=data,
            headers=headers,
            timeout=timeout,
            accept=_Anything(),
            label=_label(template),
            anonymous=anonymous,
        )
        if answer.status == 401 and not anonymous:
            self._note_refusal(used)
        self._note_hash(answer.headers.get("X-Nextcloud-Talk-Hash"))
        if answer.status in refusals:
            raise ForbiddenError(_status(answer), reason=refusals[answer.status])
        if answer.status not in accept:
            _raise_for_status(answer, is_talk=template.startswith(TALK))
        return answer

    async def poll(self, endpoint: str, token: str) -> Answer:
        """Ask at an address that the server named, without credentials."""
        return await self.http.request(
            "POST",
            endpoint,
            data={"token": token},
            label="/login/v2/poll",
            anonymous=True,
        )

    @asynccontextmanager
    async def download(
        self,
        template: str,
        values: Mapping[str, object] | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        start: int = 0,
    ) -> AsyncIterator[Download]:
        """Open a file of the server's, as HttpClient.download does."""
        used = self._authorization
        try:
            async with self.http.download(
                self.http.address + filled(template, values),
                {k: str(v) for k, v in (params or {}).items()},
                label=_label(template),
                start=start,
            ) as file:
                yield file
        except AuthError:
            self._note_refusal(used)
            raise

    def _authorize(self) -> Mapping[str, str]:
        if self._refused:
            raise AuthError("the credentials were refused before")
        return {"Authorization": self._authorization} if self._authorization else {}

    def _note_refusal(self, used: str | None) -> None:
        if used is not None and used == self._authorization:
            self._refused = True

    def _note_hash(self, told: str | None) -> None:
        if told is None:
            return
        self.talk_hash = told
        if self.known_hash is None:
            self.known_hash = told


def filled(template: str, values: Mapping[str, object] | None = None) -> str:
    """Return a path with values for its placeholders, each quoted as one segment.

    A value that is a list fills in several segments.
    """
    return template.format_map(
        {
            key: "/".join(map(_quoted, value))
            if isinstance(value, list | tuple)
            else _quoted(value)
            for key, value in (values or {}).items()
        }
    )


def _quoted(part: object) -> str:
    return quote(str(part), safe="", errors="replace")


def data_of(answer: Answer) -> Any:
    """Return what is in the envelope of an OCS answer.

    Raises ProtocolError if there is no envelope, and what Answer.json does.
    """
    match answer.json():
        case {"ocs": {"data": data}}:
            return data
    raise ProtocolError(f"{answer.label}: no OCS answer")


def _raise_for_status(answer: Answer, *, is_talk: bool) -> None:
    text = _status(answer)
    if answer.status == 503 and answer.headers.get("X-Nextcloud-Maintenance-Mode"):
        raise ConnectionError_(text, reason=Reason.MAINTENANCE)
    if answer.status == 404 and _status_code(answer) == UNKNOWN_CALL:
        raise UnsupportedError(text, reason=Reason.APP_DISABLED if is_talk else None)
    if answer.status == 405:
        raise ForbiddenError(text)
    answer.raise_for_status()


def number_of(answer: Answer, header: str) -> int | None:
    """Return the number in a header, from 0 on, or None if there is none."""
    number = whole_or_none(answer.headers.get(header))
    return number if number is not None and 0 <= number < TOO_LARGE else None


def _label(template: str) -> str:
    return template.removeprefix(TALK)


def _status(answer: Answer) -> str:
    return f"{answer.label}: status {answer.status}"


def _status_code(answer: Answer) -> int | None:
    try:
        match answer.json():
            case {"ocs": {"meta": {"statuscode": int(code)}}}:
                return code
    except ProviderError:
        pass
    return None
