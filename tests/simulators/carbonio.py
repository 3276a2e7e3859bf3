"""Carbonio Chats, simulated: rooms over REST, words over XMPP, changes as events."""

import argparse
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, get_args

from aiohttp import web

from .base import Handler
from .carbonio_attachments import AttachmentsPart
from .carbonio_family import Generation
from .carbonio_forward import ForwardPart
from .carbonio_host import Edition
from .carbonio_members import MembersPart
from .carbonio_previews import PreviewsPart
from .carbonio_rest import CHATS, Part, Refusal, Route
from .carbonio_rooms import RoomsPart
from .carbonio_service import ServicePart
from .carbonio_sign_in import SignInPart
from .carbonio_trouble import CarbonioTrouble
from .carbonio_users import UsersPart
from .recording import Call

type Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]

PARTS: tuple[type[Part], ...] = (
    SignInPart,
    ServicePart,
    RoomsPart,
    MembersPart,
    UsersPart,
    AttachmentsPart,
    PreviewsPart,
    ForwardPart,
)
XMPP_PATH = "/services/messaging/ws-xmpp"
EVENTS_PATH = f"{CHATS}/events"
MOST_REQUESTS = 4
# These are no short requests: they count apart.
LONG = (
    "ws_xmpp",
    "events",
    "insert_attachment",
    "insert_attachment_multipart",
    "get_attachment",
    "get_room_picture",
    "update_room_picture",
    "get_user_picture",
    "update_user_picture",
    "get_image_preview",
    "get_image_thumbnail",
    "get_pdf_preview",
    "get_pdf_thumbnail",
)


class CarbonioSimulator(CarbonioTrouble):
    """A Carbonio on this machine with one account, its family and its book club.

    `generation` is the version of its chats, `edition` says how to sign in.
    """

    endpoints = (
        "soap_auth",
        "soap_info",
        "zx_supported",
        "zx_login",
        "zx_otp",
        "get_health_status",
        "is_live",
        "is_ready",
        "get_tokens",
        "get_meeting_by_room_id",
        "list_meeting",
        "list_room",
        "insert_room",
        "update_workspaces_rank",
        "update_channels_rank",
        "get_room",
        "update_room",
        "delete_room",
        "get_room_picture",
        "update_room_picture",
        "delete_room_picture",
        "mute_room",
        "unmute_room",
        "clear_room_history",
        "list_room_member",
        "insert_room_member",
        "update_room_owners",
        "delete_room_member",
        "update_to_owner",
        "delete_owner",
        "get_users",
        "get_capabilities",
        "get_user",
        "get_user_picture",
        "update_user_picture",
        "delete_user_picture",
        "list_room_attachment_info",
        "insert_attachment",
        "insert_attachment_multipart",
        "get_attachment_info",
        "delete_attachment",
        "get_attachment",
        "get_image_preview",
        "get_image_thumbnail",
        "get_pdf_preview",
        "get_pdf_thumbnail",
        "forward_messages",
        "ws_xmpp",
        "events",
    )

    def __init__(
        self,
        generation: Generation = "1.6.2",
        edition: Edition = "ce",
        otp: bool = False,
        **options: Any,
    ) -> None:
        """Open for the family; the options are those of CarbonioHost."""
        super().__init__(generation, edition, otp, **options)
        self._open: list[Call] = []

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the server."""
        parser.add_argument(
            "--generation", choices=get_args(Generation.__value__), default="1.6.2"
        )
        parser.add_argument(
            "--edition", choices=get_args(Edition.__value__), default="ce"
        )
        parser.add_argument("--otp", action="store_true")
        parser.add_argument("--rooms", type=int, default=3)

    def add_routes(self) -> None:
        """Add the endpoints."""
        for part in PARTS:
            self._serve(part(self).routes())
        self._mount(XMPP_PATH, "ws_xmpp", self.xmpp.handle)
        self._mount(EVENTS_PATH, "events", self.events.handle)
        self.route("*", "/{path:.*}", "unknown", self._unknown)

    def _serve(self, routes: Iterable[Route]) -> None:
        for route in routes:
            self.route(route.method, route.path, route.endpoint, self._handler(route))

    def _handler(self, route: Route) -> Handler:
        async def handle(call: Call) -> web.StreamResponse:
            try:
                me = "" if route.is_public else self._admit(call)
                return await route.handle(call, me)
            except Refusal as refusal:
                if refusal.mistake:
                    self.complain(call, refusal.mistake)
                return web.Response(status=refusal.status)

        return handle

    def _admit(self, call: Call) -> str:
        """Return the id of whose token came with a request."""
        if not (user_id := self.world.vault.owner(self.token_of(call))):
            raise Refusal(401)
        return user_id

    def _mount(self, path: str, endpoint: str, serve_socket: Serve) -> None:
        """Serve a socket; it is recorded and can be broken as any request."""

        async def handle(request: web.Request) -> web.StreamResponse:
            async def serve(call: Call) -> web.StreamResponse:
                return await serve_socket(request)

            return await self._answer(request, endpoint, serve)

        self._app.router.add_get(path, handle)

    async def _unknown(self, call: Call) -> web.StreamResponse:
        if not self._is_known_elsewhere(call):
            self.complain(call, "there is no such endpoint")
        return web.Response(status=404)

    def _is_known_elsewhere(self, call: Call) -> bool:
        """Tell what a client may try, as other generations or editions have it."""
        return call.path.startswith(("/zx/auth/supported", f"{CHATS}/"))

    def arrived(self, call: Call) -> None:
        """Count how many short requests there are at once."""
        if call.site != "api" or call.endpoint in LONG:
            return
        self._open = [other for other in self._open if not other.done] + [call]
        if len(self._open) > MOST_REQUESTS:
            self.complain(call, f"more than {MOST_REQUESTS} requests at once")


if __name__ == "__main__":
    CarbonioSimulator.main()
