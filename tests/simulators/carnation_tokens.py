"""The tokens of a simulated carnation: who gets one, and for how long."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex

from aiohttp import hdrs

from .carnation_records import DAY, Client, User, Viewer
from .carnation_strict import Answer, Asked, OAuthRefusal, bad_bearer, refused
from .carnation_world import World
from .recording import Call

# What the reference calls it, and what the server goes by.
VIEWER_GRANTS = {True: "client_credential", False: "client_credentials"}


@dataclass(slots=True, eq=False)
class Token:
    """What lets a user or a viewer in."""

    expires_at: int
    user: User | None = None
    viewer: Viewer | None = None
    access: str = field(default_factory=lambda: token_hex(16), repr=False)
    refresh: str | None = field(default=None, repr=False)


class Tokens:
    """All tokens that have been given out and not been replaced."""

    def __init__(self, world: World) -> None:
        """Start without any."""
        self.live: list[Token] = []
        self.issued: set[str] = set()
        self._world = world

    # What a client asks for

    def answer(self, asked: Asked, *, documented: bool) -> Answer:
        """Give out a token for a password, a refresh token or a viewer's secret."""
        grant = asked.text("grant_type")
        wanted = {
            "password": ("username", "password"),
            "refresh_token": ("refresh_token",),
        }.get(grant or "", ())
        credentials = self._credentials(asked)
        asked.expect(("grant_type", *wanted), ("client_id", "client_secret"))
        if not grant or not all(map(asked.text, wanted)):
            raise OAuthRefusal(400, "invalid_request", "Basic")
        if grant not in ("password", "refresh_token", VIEWER_GRANTS[documented]):
            raise OAuthRefusal(400, "unsupported_grant_type", "Basic")
        client = self._client(*credentials)
        if grant == "password":
            return self._describe(self._for_password(asked))
        if grant == "refresh_token":
            return self._describe(self._refreshed(asked.values["refresh_token"]))
        token = self._issue(viewer=self._viewer_of(client))
        return self._describe(token, viewer_as_user=documented)

    def _credentials(self, asked: Asked) -> tuple[str, str]:
        scheme, _, encoded = (asked.call.header(hdrs.AUTHORIZATION) or "").partition(
            " "
        )
        if scheme.lower() == "basic":
            try:
                appid, _, secret = (
                    b64decode(encoded, validate=True).decode().partition(":")
                )
            except ValueError:
                appid = secret = ""
        else:
            asked.complain(asked.call, "appid and secret belong into the header")
            appid = asked.text("client_id") or ""
            secret = asked.text("client_secret") or ""
        if not appid:
            raise OAuthRefusal(400, "invalid_request", "Basic")
        return appid, secret

    def _client(self, appid: str, secret: str) -> Client:
        for client in self._world.clients:
            if (client.appid, client.secret) == (appid, secret):
                return client
        raise OAuthRefusal(401, "invalid_client", "Basic")

    def _for_password(self, asked: Asked) -> Token:
        given = asked.values["username"], asked.values["password"]
        for user in self._world.users:
            if (user.email, user.password) == given:
                return self._issue(user=user)
        raise OAuthRefusal(400, "invalid_grant", "Basic")

    def _refreshed(self, refresh: str) -> Token:
        for token in self.live:
            if token.refresh == refresh:
                self.live.remove(token)
                return self._issue(user=token.user)
        raise OAuthRefusal(400, "invalid_grant", "Basic")

    def _viewer_of(self, client: Client) -> Viewer:
        for viewer in self._world.viewers:
            if viewer.client is client:
                return viewer
        raise OAuthRefusal(400, "invalid_grant", "Basic")

    def _issue(self, user: User | None = None, viewer: Viewer | None = None) -> Token:
        token = Token(self._world.clock.now() + DAY, user, viewer)
        self.issued.add(token.access)
        if user:
            token.refresh = token_hex(16)
            self.issued.add(token.refresh)
        self.live.append(token)
        return token

    def _describe(self, token: Token, *, viewer_as_user: bool = False) -> Answer:
        answer: Answer = {"access_token": token.access}
        if token.user:
            answer |= {"refresh_token": token.refresh, "user_id": token.user.id}
        if token.viewer:
            name = "user_id" if viewer_as_user else "viewer_id"
            answer[name] = token.viewer.id
        return answer | {
            "token_type": "bearer",
            "expires_in": token.expires_at - self._world.clock.now(),
            "scope": "read create delete" if token.user else "read like",
        }

    # What a client shows

    def check(self, asked: Asked, *, expired: str | None) -> None:
        """Find out whose token a request bears, or refuse it.

        `expired` is how a bad token is refused in plain text, if it is.
        """
        given = [
            value
            for value in (_bearer(asked.call), asked.values.pop("access_token", None))
            if value
        ]
        if len(given) > 1:
            raise OAuthRefusal(400, "invalid_request", "Bearer")
        if not given:
            raise refused("no access token")
        if not _bearer(asked.call):
            asked.complain(asked.call, "the token belongs into the header")
        now = self._world.clock.now()
        for token in self.live:
            if token.access == given[0] and token.expires_at >= now:
                asked.user, asked.viewer = token.user, token.viewer
                return
        raise refused(expired) if expired else bad_bearer()

    def forget_user(self, user: User) -> None:
        """Put a user out who no longer exists."""
        self.live = [token for token in self.live if token.user is not user]

    def expire(self) -> None:
        """Make all access tokens too old; they can still be refreshed."""
        for token in self.live:
            token.expires_at = self._world.clock.now() - 1

    def refresh_tokens(self) -> Iterator[str]:
        """Return the refresh tokens that are good for something."""
        return (token.refresh for token in self.live if token.refresh)


def _bearer(call: Call) -> str | None:
    scheme, _, token = (call.header(hdrs.AUTHORIZATION) or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None
