"""The tokens of a simulated Hatena, which are as long as they are good."""

from base64 import b64decode, b64encode
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
import hmac
from itertools import product
import secrets
import time

REQUEST_SECONDS = 10 * 60
SCOPES = ("read_public", "write_public", "read_private", "write_private")
_START = _PROOF = 8


@dataclass(slots=True, eq=False)
class RequestToken:
    """A client that waits for its user's word."""

    token: str
    secret: str = field(repr=False)
    scopes: frozenset[str]
    callback: str
    ends: float = field(default_factory=lambda: time.time() + REQUEST_SECONDS)
    used: bool = False


@dataclass(slots=True, eq=False)
class AccessToken:
    """A client that may act for a user; `problem` says why no longer."""

    token: str
    secret: str = field(repr=False)
    user: str
    scopes: frozenset[str]
    problem: str | None = None


class Tokens:
    """All tokens that were given out, and those from before a restart.

    `place` is the address of the server: at the same one, tokens live on.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.place = ""
        self.requests: dict[str, RequestToken] = {}
        self.accesses: dict[str, AccessToken] = {}
        self._problem: str | None = None

    def request(self, scopes: Iterable[str], callback: str) -> RequestToken:
        """Give out a request token."""
        token = RequestToken(
            _random(12), _random(20), frozenset(scopes), callback=callback
        )
        self.requests[token.token] = token
        return token

    def access(self, user: str, scopes: Iterable[str]) -> AccessToken:
        """Give out an access token."""
        scopes = frozenset(scopes)
        start = secrets.token_bytes(_START)
        token = b64encode(start + self._proof(start, user, scopes)).decode()
        return self._keep(token, user, scopes)

    def find_access(self, token: str, users: Iterable[str]) -> AccessToken | None:
        """Return an access token, maybe one from before this server's restart."""
        if known := self.accesses.get(token):
            return known
        try:
            start = b64decode(token, validate=True)[:_START]
        except binascii.Error, ValueError:
            return None
        for user, scopes in product(users, _scope_sets()):
            if token == b64encode(start + self._proof(start, user, scopes)).decode():
                found = self._keep(token, user, scopes)
                found.problem = self._problem
                return found
        return None

    def revoke(self, problem: str) -> None:
        """Let no access token that there is be good any longer."""
        self._problem = problem
        for token in self.accesses.values():
            token.problem = problem

    def expire_requests(self) -> None:
        """Let the time of all request tokens run out."""
        for token in self.requests.values():
            token.ends = 0

    def secrets(self) -> Iterator[str]:
        """Return all that nobody else may know."""
        for request in self.requests.values():
            yield from (request.token, request.secret)
        for access in self.accesses.values():
            yield from (access.token, access.secret)

    def _keep(self, token: str, user: str, scopes: frozenset[str]) -> AccessToken:
        secret = b64encode(self._digest("secret", token)).decode()
        kept = AccessToken(token, secret, user, scopes)
        self.accesses[token] = kept
        return kept

    def _proof(self, start: bytes, user: str, scopes: frozenset[str]) -> bytes:
        return self._digest(start.hex(), user, *sorted(scopes))[:_PROOF]

    def _digest(self, *words: str) -> bytes:
        return hmac.digest(self.place.encode(), "\n".join(words).encode(), "sha1")


def _scope_sets() -> Iterator[frozenset[str]]:
    for choice in product((True, False), repeat=len(SCOPES)):
        yield frozenset(s for s, chosen in zip(SCOPES, choice, strict=True) if chosen)


def _random(size: int) -> str:
    # As Hatena's: in base64, with characters that have to be encoded.
    return b64encode(secrets.token_bytes(size)).decode()[:-2] + "+="
