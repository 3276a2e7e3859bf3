"""The service itself: how it feels, and what it knows the account by."""

from ...errors import (
    AuthError,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    UnsupportedError,
)
from ...wire import parse
from ..models import WireHealth, WireToken
from .rest import Rest

HEALTH = "/health"
# How the reference and real servers say that they are not ready.
NOT_READY = frozenset({424, 429, 500})
STATUSES = ("ok", "warn", "error")


class ServiceApi:
    """What belongs to the service rather than to rooms; health is for anybody."""

    def __init__(self, rest: Rest) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest

    async def probe(self) -> None:
        """Prove that the address is a Carbonio with chats, without signing in.

        Raises UnsupportedError if it is none.
        """
        try:
            health = await self.get_health_status()
        except AuthError, ForbiddenError, NotFoundError, ProtocolError:
            raise UnsupportedError("the address is no Carbonio") from None
        if not health.is_live and health.status not in STATUSES:
            raise UnsupportedError("the address is no Carbonio")

    async def get_health_status(self) -> WireHealth:
        """Return how the service feels: getHealthStatus, GET /health."""
        answer = await self._rest.request("GET", HEALTH, anonymous=True)
        return parse(WireHealth, answer.json())

    async def is_live(self) -> bool:
        """Tell whether the service runs: isLive, GET /health/live."""
        return await self._is("/health/live")

    async def is_ready(self) -> bool:
        """Tell whether the service and all it needs are there: isReady, GET ….

        The path is /health/ready. False also where only something that the service
        can do without is missing.
        """
        return await self._is("/health/ready")

    async def get_tokens(self) -> WireToken:
        """Return what the server knows the account by: getTokens, GET /auth/token."""
        answer = await self._rest.request("GET", "/auth/token")
        return parse(WireToken, answer.json())

    async def _is(self, path: str) -> bool:
        answer = await self._rest.request("GET", path, accept=NOT_READY, anonymous=True)
        return answer.status not in NOT_READY
