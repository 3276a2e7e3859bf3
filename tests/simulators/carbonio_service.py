"""Health, token and meetings: the smaller endpoints of a simulated Carbonio."""

from collections.abc import Iterable

from aiohttp import web

from .carbonio_rest import CHATS, ROOM, Part, Refusal, Route, answer_json, nothing
from .recording import Call

HEALTH = f"{CHATS}/health"


class ServicePart(Part):
    """Tells how the service is."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        yield Route("GET", HEALTH, "get_health_status", self.health, is_public=True)
        yield Route("GET", f"{HEALTH}/live", "is_live", self.live, is_public=True)
        yield Route("GET", f"{HEALTH}/ready", "is_ready", self.ready, is_public=True)
        yield Route("GET", f"{CHATS}/auth/token", "get_tokens", self.token)
        yield Route("GET", f"{ROOM}/meeting", "get_meeting_by_room_id", self.meeting)
        if not self.is_old:
            yield Route("GET", f"{CHATS}/meetings", "list_meeting", self.meetings)

    async def health(self, call: Call, me: str) -> web.Response:
        """GET /health."""
        health = self.host.health
        return answer_json(
            {
                "isLive": health.is_live,
                "status": health.status,
                "dependencies": [
                    {"name": name, "isHealthy": name not in health.broken}
                    for name in health.dependencies
                ],
            }
        )

    async def live(self, call: Call, me: str) -> web.Response:
        """GET /health/live."""
        return nothing() if self.host.health.is_live else web.Response(status=500)

    async def ready(self, call: Call, me: str) -> web.Response:
        """GET /health/ready; newer servers know one way of not being ready."""
        status = self.host.health.status
        if status == "ok":
            return nothing()
        if not self.is_old:
            return web.Response(status=424)
        return web.Response(status=429 if status == "warn" else 500)

    async def token(self, call: Call, me: str) -> web.Response:
        """GET /auth/token."""
        return answer_json({"zmToken": self.host.token_of(call)})

    async def meeting(self, call: Call, me: str) -> web.Response:
        """GET /rooms/{roomId}/meeting."""
        room = self.room_of(call, me)
        if not room.meeting:
            raise Refusal(404)
        return answer_json(self.wire.meeting(room.meeting))

    async def meetings(self, call: Call, me: str) -> web.Response:
        """GET /meetings."""
        rooms = self.world.rooms_of(me)
        meetings = [room.meeting for room in rooms if room.meeting]
        return answer_json([self.wire.meeting(meeting) for meeting in meetings])
