"""Nextcloud Talk, simulated: servers of four years, as strict as the real ones."""

import argparse
import asyncio
from collections.abc import Iterable
from typing import Any, get_args

from aiohttp import web

from .base import Handler
from .control import control
from .nextcloud_talk_account import AccountPart
from .nextcloud_talk_chat import ChatPart
from .nextcloud_talk_files import FilesPart, file_response
from .nextcloud_talk_gate import Route, refused
from .nextcloud_talk_generations import Name
from .nextcloud_talk_host import TalkHost
from .nextcloud_talk_ocs import Answer, Parameters, Refusal, envelope, unknown_route
from .nextcloud_talk_participants import ParticipantsPart
from .nextcloud_talk_reactions import ReactionsPart
from .nextcloud_talk_rooms import RoomsPart
from .recording import Call

MOST_POLLS = 2
MOST_REQUESTS = 4
# A cancelled poll needs a moment to be gone when its successor is already here.
SUCCESSION_SECONDS = 0.2
# These are no short requests: they count apart.
TRANSFERS = ("upload", "download", "preview", "room_avatar", "user_avatar")


class NextcloudTalkSimulator(TalkHost):
    """A Nextcloud server on this machine with one account and its neighbours.

    `generation` is its year: "current", "previous" (two years old), "between" (the
    first rooms with today's chat) or "old" (the API of the reference).
    """

    endpoints = (
        "status",
        "capabilities",
        "user",
        "get_app_password",
        "delete_app_password",
        "login_flow",
        "login_poll",
        "login_page",
        "rooms",
        "create_room",
        "room",
        "rename_room",
        "delete_room",
        "describe_room",
        "allow_guests",
        "disallow_guests",
        "set_password",
        "favourite",
        "unfavourite",
        "notify",
        "read_only",
        "participants",
        "add_participant",
        "remove_participant",
        "remove_guest",
        "leave_room",
        "join_room",
        "leave_active",
        "promote",
        "demote",
        "call",
        "join_call",
        "ping_call",
        "leave_call",
        "receive",
        "poll",
        "history",
        "send",
        "read",
        "unread",
        "edit",
        "delete",
        "reactions",
        "react",
        "unreact",
        "make_folder",
        "upload",
        "delete_file",
        "download",
        "share",
        "preview",
        "room_avatar",
        "user_avatar",
    )

    def __init__(self, generation: Name = "current", **options: Any) -> None:
        """Open for the neighbours; the options are those of TalkHome."""
        super().__init__(generation, **options)
        self._open: list[Call] = []
        self._worries: set[asyncio.Task[None]] = set()

    async def __aexit__(self, *details: object) -> None:
        """Hang up, and worry no more."""
        for worry in self._worries:
            worry.cancel()
        await super().__aexit__(*details)

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the server."""
        parser.add_argument(
            "--generation", choices=get_args(Name.__value__), default="current"
        )
        parser.add_argument("--rooms", type=int, default=3)
        parser.add_argument("--poll-timeout", type=float, default=30)
        parser.add_argument("--prefix", default="", help="such as /nextcloud")

    def add_routes(self) -> None:
        """Add the endpoints."""
        for part in (AccountPart, RoomsPart, ParticipantsPart, ReactionsPart):
            self._serve(part(self).routes())
        self._serve(ChatPart(self).routes())
        self._serve(FilesPart(self).routes())
        if self.prefix:
            self._app.router.add_post(f"{self.prefix}/control/{{name}}", self._control)
        self.route("*", "/{path:.*}", "unknown", self._unknown)

    def _serve(self, routes: Iterable[Route]) -> None:
        for route in routes:
            self.route(
                route.method,
                f"{self.prefix}{route.path}",
                route.endpoint,
                self._handler(route),
            )

    def _handler(self, route: Route) -> Handler:
        async def handle(call: Call) -> web.StreamResponse:
            try:
                self.gate.admit(call, route)
                given = Parameters(call, in_body=route.guard != "plain")
                answer = await route.handle(call, given)
            except Refusal as refusal:
                if refusal.mistake:
                    self.complain(call, refusal.message)
                return refused(call, refusal, route.guard)
            if given.unasked:
                self.complain(call, f"unknown parameters {given.unasked}")
            if isinstance(answer, Answer):
                return envelope(call, answer, answer.status, "OK")
            return answer

        return handle

    async def _unknown(self, call: Call) -> web.StreamResponse:
        self.complain(call, "there is no such endpoint")
        if "/ocs/" in call.path:
            return refused(call, unknown_route(), "ocs")
        return web.Response(status=404, text="Page not found")

    async def answer_elsewhere(self, call: Call) -> web.StreamResponse:
        """Serve files without asking who wants them."""
        path = call.path.partition(f"/dav/files/{self.cloud.account.id}/")[2]
        if not (file := self.cloud.files.get(path)):
            return web.Response(status=404)
        return file_response(call, file)

    # How much at once

    @control
    async def violations(self) -> list[str]:
        """Return what a good client would not have done."""
        await asyncio.gather(*self._worries)
        return await super().violations()

    def arrived(self, call: Call) -> None:
        """Tell the three ways to receive apart, and count who is there."""
        if call.endpoint == "receive":
            call.endpoint = self._way_to_receive(dict(call.query))
        if call.site != "api" or call.endpoint in TRANSFERS:
            return
        self._open = [other for other in self._open if not other.done] + [call]
        polls = [other for other in self._open if other.endpoint == "poll"]
        if call.endpoint == "poll" and len(polls) > MOST_POLLS:
            worry = asyncio.create_task(self._worry(call, polls))
            self._worries.add(worry)
            worry.add_done_callback(self._worries.discard)
        elif call.endpoint != "poll" and len(self._open) - len(polls) > MOST_REQUESTS:
            self.complain(call, f"more than {MOST_REQUESTS} requests at once")

    def _way_to_receive(self, query: dict[str, str]) -> str:
        if query.get("lookIntoFuture") in ("0", "false"):
            return "history"
        return "receive" if query.get("timeout") == "0" else "poll"

    async def _worry(self, call: Call, polls: list[Call]) -> None:
        await asyncio.sleep(SUCCESSION_SECONDS)
        if sum(not (poll.done and poll.status is None) for poll in polls) > MOST_POLLS:
            self.complain(call, f"more than {MOST_POLLS} long polls at once")
            self.notify()


if __name__ == "__main__":
    NextcloudTalkSimulator.main()
