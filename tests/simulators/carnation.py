"""carnation, simulated: family albums with their viewers, and where the files lie."""

import argparse
from typing import get_args

from aiohttp import hdrs, web
import orjson

from .base import LARGEST_UPLOAD, Handler
from .carnation_devices import DevicesPart
from .carnation_home import Part
from .carnation_items import ItemsPart
from .carnation_life import CarnationLife
from .carnation_lists import EventsPart, ItemListPart
from .carnation_strict import JSON, Asked, PageRefusal, Refusal, Route, check_referer
from .carnation_users import UsersPart
from .carnation_wire import Flavour
from .recording import Call

PARTS: tuple[type[Part], ...] = (
    UsersPart,
    ItemsPart,
    ItemListPart,
    EventsPart,
    DevicesPart,
)
FILES = ("put_file", "get_file", "other_file")
FILE_PATH = r"/{key:(?:\d{8,}|log)/.+}"
# How the reference says that a token is no good, where it does not say "invalid token".
TOKEN_ERRORS = {
    "change_user_attribute": "token invalid",
    "create_new_user": "access denied",
    "delete_user": "access denied",
    "get_user_info": "access denied",
}


class CarnationSimulator(CarnationLife):
    """A carnation server on this machine with one family.

    `flavour` says whether it does as the public server or as the reference says,
    `derivative_delay` how many seconds a photo needs until it is active. With
    `same_origin` files lie at the service's own address. `nonsense` is what has been
    seen in answers, and more of it.
    """

    endpoints = (
        "token",
        "create_new_user",
        "change_user_attribute",
        "delete_user",
        "get_user_info",
        "get_user_id_by_email",
        "initiate_item_upload",
        "notify_upload_completed",
        "delete_item",
        "undelete_item",
        "get_single_item",
        "get_items",
        "get_user_events",
        "mark_events_read",
        "mark_events_unread",
        "mark_events_retrieved",
        "register_device",
        "get_devices",
        "delete_device",
        "send_to_device",
        "get_viewer_users",
        "like_item",
        "get_viewer_info",
        "get_upload_url",
        "put_file",
        "get_file",
    )

    storage_url = ""

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the server."""
        flavours = get_args(Flavour.__value__)
        parser.add_argument("--flavour", choices=flavours, default="server")
        parser.add_argument("--derivative-delay", type=float, default=0)
        parser.add_argument("--same-origin", action="store_true")
        parser.add_argument("--nonsense", action="store_true")

    def add_routes(self) -> None:
        """Add the endpoints."""
        for method in ("PUT", "POST"):
            self.route(method, "/token", "token", self._token)
        for part in PARTS:
            for route in part(self).routes():
                handler = self._handler(route)
                self.route(route.method, route.path, route.endpoint, handler)
        self._add_files(FILE_PATH, None)
        self.route("*", "/{path:.*}", "unknown", self._unknown)

    def _add_files(self, path: str, router: web.UrlDispatcher | None) -> None:
        for method, endpoint in zip(("PUT", "GET", "*"), FILES, strict=True):
            self.route(method, path, endpoint, self._file, router)

    async def started(self) -> None:
        """Open the place where the files lie."""
        files = web.Application(client_max_size=LARGEST_UPLOAD)
        self._add_files("/{key:.*}", files.router)
        self.storage_url = await self._listen(files, 0, self.tls)
        await self.set_options()

    def place_storage(self) -> None:
        """Let addresses of files point to where the files are."""
        same = self.options.same_origin
        self.storage.origin = self.url if same else self.storage_url

    def arrived(self, call: Call) -> None:
        """Let time pass, and take the album's owner for the room."""
        self.settle()
        given = dict([*call.query, *call.fields])
        if owner := given.get("user_id"):
            call.match["room"] = owner

    async def work(self, handler: Handler, call: Call) -> web.StreamResponse:
        """Answer a request, refusals included."""
        try:
            if call.endpoint not in FILES and call.endpoint != "elsewhere":
                check_referer(call, call.header(hdrs.HOST) or "")
            return await handler(call)
        except Refusal as refusal:
            return refusal.response()
        finally:
            self.notify()

    # The endpoints

    def _handler(self, route: Route) -> Handler:
        async def handle(call: Call) -> web.StreamResponse:
            documented = self.options.documented
            if route.documented is not None and route.documented != documented:
                return await self._unknown(call)
            asked = self._signed_in(call)
            asked.expect(route.required.split(), route.optional.split())
            return _json(route.handle(asked))

        return handle

    async def _token(self, call: Call) -> web.StreamResponse:
        documented = self.options.documented
        if call.method != ("PUT" if documented else "POST"):
            return await self._unknown(call)
        asked = Asked(call, self.complain)
        response = _json(self.tokens.answer(asked, documented=documented))
        response.headers[hdrs.CACHE_CONTROL] = "no-store"
        return response

    async def _unknown(self, call: Call) -> web.StreamResponse:
        self._signed_in(call)
        if call.method == "GET" and call.path.startswith("/api/"):
            raise Refusal(404, "no such api")
        raise PageRefusal(404, "<h1>Not Found</h1>")

    def _signed_in(self, call: Call) -> Asked:
        asked = Asked(call, self.complain)
        error = TOKEN_ERRORS.get(call.endpoint, "invalid token")
        self.tokens.check(asked, expired=error if self.options.documented else None)
        return asked

    # Files

    async def _file(self, call: Call) -> web.StreamResponse:
        host = call.header(hdrs.HOST)
        at_home = host == self.url.partition("//")[2]
        if at_home and not self.options.same_origin:
            return await self._unknown(call)
        if any(map(call.holds, self.secrets())):
            self.complain(call, "a secret was told to the storage")
        elif call.header(hdrs.AUTHORIZATION):
            self.complain(call, "the storage was told an Authorization")
        return self.storage.answer(call)


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type=JSON)


if __name__ == "__main__":
    CarnationSimulator.main()
