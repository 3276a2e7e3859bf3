"""The tokens of a simulated Carbonio: made at a sign-in, good for everything."""

from collections.abc import Iterator
from hashlib import sha256
import re
import time

LIFETIME_MS = 172_800_000
COOKIE = "ZM_AUTH_TOKEN"
PAYLOAD = re.compile(
    r"id=36:(?P<user>[0-9a-f-]{36});exp=13:(?P<exp>\d{13});type=6:zimbra;"
)


class TokenVault:
    """Makes tokens and knows them again, also after a restart."""

    def __init__(self) -> None:
        """Start with nothing made."""
        self.issued: list[str] = []
        self._last_expiry = 0
        self._bad_until = 0

    def issue(self, user_id: str) -> str:
        """Return a new token of somebody; no two are the same."""
        now = int(time.time() * 1000)
        self._last_expiry = max(self._last_expiry + 1, now + LIFETIME_MS)
        payload = f"id=36:{user_id};exp=13:{self._last_expiry};type=6:zimbra;"
        token = f"0_{_proof(payload)}_{payload.encode().hex()}"
        self.issued.append(token)
        return token

    def owner(self, token: str | None) -> str | None:
        """Return the id of whose token it is, or None for a bad one."""
        parts = (token or "").split("_")
        try:
            payload = bytes.fromhex(parts[2]).decode() if len(parts) == 3 else ""
        except ValueError:
            return None
        found = PAYLOAD.fullmatch(payload)
        if not found or parts[:2] != ["0", _proof(payload)]:
            return None
        expiry = int(found["exp"])
        if expiry <= self._bad_until or expiry <= time.time() * 1000:
            return None
        return found["user"]

    def expire(self) -> None:
        """Let all tokens made so far be bad from now on."""
        newest = int(time.time() * 1000) + LIFETIME_MS
        self._last_expiry = self._bad_until = max(self._last_expiry, newest)

    def secrets(self) -> Iterator[str]:
        """Return all tokens made in this life."""
        yield from self.issued


def _proof(payload: str) -> str:
    return sha256(f"simulated carbonio/{payload}".encode()).hexdigest()[:40]
