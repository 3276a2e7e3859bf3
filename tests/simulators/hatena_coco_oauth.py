"""Who may do what at a simulated Hatena: OAuth 1.0a, checked as Hatena does."""

from collections.abc import Iterable
import hmac
import time
from urllib.parse import urlencode, urlsplit

from .hatena_coco_signature import base_string, header_pairs, query_pairs, signature
from .hatena_coco_tokens import SCOPES, AccessToken, RequestToken, Tokens
from .recording import Call, Pairs

CONSUMER_KEY = "coco-consumer"
CONSUMER_SECRET = "coco-consumer-secret"
VERIFIER = "coco-verifier"
OUT_OF_BAND = "oob"
TOLERANCE = 5 * 60
FORM = "application/x-www-form-urlencoded"

_ALWAYS = (
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
)


class Problem(Exception):
    """A request that OAuth refuses: its `oauth_problem`, and what it tells of it."""

    def __init__(self, problem: str, *, status: int = 401, **details: str) -> None:
        """Remember what to answer; details bear OAuth's names without "oauth_"."""
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.details = {f"oauth_{name}": value for name, value in details.items()}

    @property
    def parameters(self) -> dict[str, str]:
        """Return what is answered."""
        return {"oauth_problem": self.problem, **self.details}

    @property
    def body(self) -> str:
        """Return what is answered as a form."""
        return urlencode(self.parameters)


def absent(names: Iterable[str], status: int = 400) -> Problem:
    """Return the refusal of a request that lacks parameters."""
    return Problem("parameter_absent", status=status, parameters_absent="&".join(names))


def rejected(*names: str) -> Problem:
    """Return the refusal of a request with parameters that cannot be."""
    return Problem(
        "parameter_rejected", status=400, parameters_rejected="&".join(names)
    )


def without_oauth(pairs: Pairs) -> Pairs:
    """Return the parameters that are not OAuth's."""
    return [pair for pair in pairs if not pair[0].startswith("oauth_")]


class OAuth:
    """The one application that is known, its tokens, and who is at the browser."""

    def __init__(self, users: Iterable[str], user: str) -> None:
        """Open for these users (a live view); one of them is at the browser."""
        self.consumer_secret = CONSUMER_SECRET
        self.verifier = VERIFIER
        self.tokens = Tokens()
        self.user = user
        self.denies = False
        self.clock = 0.0
        self._users = users
        self._nonces: set[str] = set()

    # The three requests of a client

    def initiate(self, call: Call, scheme: str, scope: str | None) -> RequestToken:
        """Check the first request of a sign-in; return a request token."""
        given = self._checked(call, scheme, needs=("oauth_callback",))
        self._check_signature(call, scheme, given, "")
        callback = given["oauth_callback"]
        if callback != OUT_OF_BAND and not _is_address(callback):
            raise rejected("oauth_callback")
        if not scope:
            raise absent(("scope",))
        scopes = scope.split(",")
        if not set(scopes) <= set(SCOPES):
            raise rejected("scope")
        return self.tokens.request(scopes, callback)

    def exchange(self, call: Call, scheme: str) -> AccessToken:
        """Check the last request of a sign-in; return an access token."""
        given = self._checked(call, scheme, needs=("oauth_token", "oauth_verifier"))
        if not (request := self.tokens.requests.get(given["oauth_token"])):
            raise Problem("token_rejected")
        if request.used:
            raise Problem("token_used")
        if time.time() > request.ends:
            raise Problem("token_expired")
        self._check_signature(call, scheme, given, request.secret)
        if self.denies:
            raise Problem("permission_denied")
        if given["oauth_verifier"] != self.verifier:
            raise rejected("oauth_verifier")
        request.used = True
        return self.tokens.access(self.user, request.scopes)

    def user_of(self, call: Call, scheme: str, scope: str | None) -> str:
        """Check any other request; return the name of the user who is behind it."""
        given = self._checked(call, scheme, needs=("oauth_token",))
        token = self.tokens.find_access(given["oauth_token"], self._users)
        if not token:
            raise Problem("token_rejected")
        self._check_signature(call, scheme, given, token.secret)
        if token.problem:
            raise Problem(token.problem)
        if scope and scope not in token.scopes:
            raise Problem("permission_denied")
        return token.user

    def authorize(self, token: str | None) -> RequestToken:
        """Return the request token for which a user is asked."""
        request = self.tokens.requests.get(token or "")
        if not request or request.used or time.time() > request.ends:
            raise Problem("token_rejected")
        return request

    # What they have in common

    def _checked(
        self, call: Call, scheme: str, needs: tuple[str, ...]
    ) -> dict[str, str]:
        """Return OAuth's parameters, if all are there and could be right."""
        pairs = [p for p in _signed_pairs(call) if p[0].startswith("oauth_")]
        given = dict(pairs)
        if not given:
            raise absent((*_ALWAYS, *needs), status=401)
        if len(given) != len(pairs):
            raise rejected(*{n for n, _ in pairs if [m for m, _ in pairs].count(n) > 1})
        if missing := [name for name in (*_ALWAYS, *needs) if not given.get(name)]:
            raise absent(missing)
        known = (*_ALWAYS, *needs, "oauth_version")
        if strange := [n for n, v in given.items() if v and n not in known]:
            raise rejected(*strange)
        if given.get("oauth_version", "1.0") != "1.0":
            raise Problem("version_rejected", status=400, acceptable_versions="1.0-1.0")
        if given["oauth_signature_method"] != "HMAC-SHA1":
            raise Problem("signature_method_rejected", status=400)
        if given["oauth_consumer_key"] != CONSUMER_KEY:
            raise Problem("consumer_key_unknown")
        self._check_time(given["oauth_timestamp"])
        return given

    def _check_time(self, timestamp: str) -> None:
        now = int(time.time() + self.clock)
        first, last = now - TOLERANCE, now + TOLERANCE
        if not (timestamp.isascii() and timestamp.isdecimal()):
            raise rejected("oauth_timestamp")
        if not first <= int(timestamp) <= last:
            raise Problem("timestamp_refused", acceptable_timestamps=f"{first}-{last}")

    def _check_signature(
        self, call: Call, scheme: str, given: dict[str, str], token_secret: str
    ) -> None:
        pairs = [p for p in _signed_pairs(call) if p[0] != "oauth_signature"]
        host = call.header("Host") or ""
        base = base_string(call.method, scheme, host, call.url, pairs)
        right = signature(base, self.consumer_secret, token_secret)
        if not hmac.compare_digest(
            right.encode(), given["oauth_signature"].encode("utf-8", "replace")
        ):
            raise Problem("signature_invalid")
        if given["oauth_nonce"] in self._nonces:
            raise Problem("nonce_used")
        self._nonces.add(given["oauth_nonce"])


def _signed_pairs(call: Call) -> Pairs:
    """Return all parameters of a request, from the three places they may be in."""
    try:
        header = call.header("Authorization")
        pairs = header_pairs(header) if header else []
        pairs += query_pairs(call.url)
    except ValueError:
        raise Problem("parameter_rejected", status=400) from None
    return pairs + (call.fields if call.content_type == FORM else [])


def _is_address(callback: str) -> bool:
    parts = urlsplit(callback)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
