"""What a service answers, and the errors that an answer stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import json
from typing import Any

import orjson

from .errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)

GATEWAY_ERRORS = (502, 504)
LONGEST_RETRY_AFTER = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer; `label` is method and path, `seconds` how long it took."""

    label: str
    status: int
    seconds: float
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_html(self) -> bool:
        """Tell whether this is a page for a browser."""
        return "html" in self._content_type or self.body.lstrip()[:1] == b"<"

    @property
    def is_page(self) -> bool:
        """Tell whether it calls itself a page for a browser, and is one."""
        return "html" in self._content_type and self.body.lstrip()[:1] == b"<"

    def raise_for_status(self) -> None:
        """Raise the error that the status stands for, if it does for one.

        A page for a browser is no answer, whatever its status says: of a login to a
        network, perhaps. It is an UnsupportedError.
        """
        raise_for_status(self.label, self.status, self.headers)
        if self.is_page:
            raise UnsupportedError(f"{self.label}: a page for a browser")

    def json(self) -> Any:
        """Return what the body says, whatever content type it claims to have.

        Raises ProtocolError for JSON that is broken, cut off or missing, and
        UnsupportedError for anything that was never meant to be JSON.
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            pass
        try:
            # Half an emoji is no JSON to orjson, and no reason to lose a message.
            text = json.dumps(json.loads(self.body), ensure_ascii=False)
            return orjson.loads(text.encode(errors="replace"))
        except ValueError, RecursionError:
            start = self.body.lstrip()[:1]
        if not start or start in b'{["' or "json" in self._content_type:
            raise ProtocolError(f"{self.label}: broken JSON")
        raise UnsupportedError(f"{self.label}: not JSON")

    @property
    def _content_type(self) -> str:
        return self.headers.get("Content-Type", "").lower()


def raise_for_status(label: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise the error that a status stands for, unless it means success."""
    if 200 <= status < 300:
        return
    text = f"{label}: status {status}"
    retry_after = _retry_after(headers.get("Retry-After", ""))
    error: ProviderError
    match status:
        case 401:
            error = AuthError(text)
        case 403 | 412 | 413:
            error = ForbiddenError(text)
        case 404 | 410:
            error = NotFoundError(text)
        case 429:
            error = RateLimitedError(text, retry_after)
        case 503 if retry_after is not None:
            error = RateLimitedError(text, retry_after)
        case 507:
            error = ForbiddenError(text, reason=Reason.QUOTA)
        case _ if status == 408 or status >= 500:
            # What waits at a gateway may still be at work behind it.
            error = ConnectionError_(text, is_over=status not in GATEWAY_ERRORS)
        case _:
            error = ProtocolError(text)
    raise error


def _retry_after(value: str) -> float | None:
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value)
    else:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError, OverflowError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = max(0.0, (moment - datetime.now(UTC)).total_seconds())
    return seconds if seconds <= LONGEST_RETRY_AFTER else None
