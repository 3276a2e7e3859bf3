"""Hatena Coco, simulated: the API as its reference has it, and as strict."""

import argparse
import html
from urllib.parse import urlencode

from aiohttp import web
import orjson

from .base import Handler
from .hatena_coco_home import Received
from .hatena_coco_life import CocoLife
from .hatena_coco_oauth import FORM, OUT_OF_BAND, Problem, absent
from .hatena_coco_strict import (
    Parameters,
    Refusal,
    bad_request,
    check_photos,
    form_of,
    query_of,
)
from .hatena_coco_world import User
from .ranges import in_parts
from .recording import Call

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Hatena</title>
<h1>{title}</h1><p>{text}</p></html>"""
LISTED = ("l", "page")


class HatenaCocoSimulator(CocoLife):
    """A Hatena Coco on this machine with three friends."""

    endpoints = (
        "initiate",
        "authorize",
        "token",
        "checkin",
        "history",
        "checkins",
        "stats",
        "spots",
    )

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the service."""
        parser.add_argument("--messy", action="store_true")

    def add_routes(self) -> None:
        """Add the endpoints."""
        for method, path, endpoint, handler in (
            ("POST", "/oauth/initiate", "initiate", self._initiate),
            ("GET", "/oauth/authorize", "authorize", self._authorize),
            ("POST", "/oauth/token", "token", self._token),
            ("POST", "/api/v1/checkin.json", "checkin", self._checkin),
            ("GET", "/api/v1/history.json", "history", self._history),
            ("GET", "/api/v1/checkins.json", "checkins", self._checkins),
            ("GET", "/api/v1/spots.json", "spots", self._spots),
            ("GET", "/{user}/stats.json", "stats", self._stats),
        ):
            self.route("*", path, endpoint, _only(method, handler))
        self.route("*", "/{path:.*}", "unknown", self._unknown)

    def arrived(self, call: Call) -> None:
        """Note which spot or whom a request is about."""
        pairs = call.fields if call.endpoint == "checkin" else call.query
        names = {"checkin": "key", "history": "name"}
        about = dict(pairs).get(names.get(call.endpoint, "")) or call.match.get("user")
        if about:
            call.match["room"] = about

    async def work(self, handler: Handler, call: Call) -> web.StreamResponse:
        """Answer a request, refusals included."""
        try:
            if call.problem:
                raise bad_request(call.problem)
            return await handler(call)
        except Problem as problem:
            if problem.status == 400:
                self.complain(call, problem.body)
            return self._refused(problem)
        except Refusal as refusal:
            if refusal.status in (400, 405):
                self.complain(call, str(refusal))
            return web.Response(
                status=refusal.status,
                text=f"{refusal.status} {refusal}",
                headers=refusal.headers,
            )

    def _refused(self, problem: Problem) -> web.Response:
        place = self.options.problems
        told = problem.parameters if place != "body" else {}
        parameters = "".join(f', {k}="{v}"' for k, v in told.items())
        return web.Response(
            status=problem.status,
            text="" if place == "header" else problem.body,
            headers={"WWW-Authenticate": f'OAuth realm="Hatena"{parameters}'},
        )

    # Signing in

    @property
    def _scheme(self) -> str:
        return self.url.partition(":")[0]

    async def _initiate(self, call: Call) -> web.StreamResponse:
        form = call.fields if call.content_type == FORM else []
        given = Parameters([*query_of(call).pairs, *form])
        self._expect_only(call, given, "scope")
        request = self.oauth.initiate(call, self._scheme, given.optional("scope"))
        answer = {"oauth_token": request.token, "oauth_token_secret": request.secret}
        return _form(answer | {"oauth_callback_confirmed": "true"})

    async def _authorize(self, call: Call) -> web.StreamResponse:
        token = dict(call.query).get("oauth_token")
        if not token:
            raise absent(("oauth_token",))
        request = self.oauth.authorize(token)
        answer = {"oauth_token": token} | (
            {"oauth_problem": "user_refused"}
            if self.oauth.denies
            else {"oauth_verifier": self.oauth.verifier}
        )
        if request.callback != OUT_OF_BAND:
            glue = "&" if "?" in request.callback else "?"
            address = f"{request.callback}{glue}{urlencode(answer)}"
            return web.Response(status=302, headers={"Location": address})
        if self.oauth.denies:
            return _page("No", "The application may do nothing for you.")
        code = html.escape(self.oauth.verifier)
        return _page("Yes", f"Give this to the application: <code>{code}</code>")

    async def _token(self, call: Call) -> web.StreamResponse:
        self._expect_only(call, query_of(call))
        self._expect_only(call, Parameters(call.fields))
        token = self.oauth.exchange(call, self._scheme)
        user = self.world.users[token.user]
        return _form(self.granted(token.token, token.secret, user))

    # Check-ins

    async def _checkin(self, call: Call) -> web.StreamResponse:
        user = self._signed_in(call, "write_private")
        self._expect_only(call, query_of(call))
        form = form_of(call)
        self._expect_only(call, form, "key", "body", "twitter", "mixi", "photos")
        if form.optional("photos"):
            raise bad_request("photos are files")
        key = form.required("key")
        twitter, mixi = form.flag("twitter"), form.flag("mixi")
        photos = check_photos(call.files)
        if not (spot := self.world.spots.get(key)):
            raise Refusal(404, "Not Found")
        if not self.world.may_see(user, spot):
            raise Refusal(403, "Forbidden")
        made = self.happen(user, spot, form.optional("body"), photos)
        self.came_in(Received(made, call.content_type, twitter, mixi, call.files))
        return _json(self.wire.made(made))

    async def _history(self, call: Call) -> web.StreamResponse:
        reader = self._signed_in(call, "read_private")
        query = query_of(call)
        self._expect_only(call, query, "name", *LISTED)
        name, page = query.required("name"), query.page()
        user = self._user(name)
        if user is not reader and name not in reader.friends:
            raise Refusal(403, "Forbidden")
        return _json(self.wire.check_ins(self.world.history(user, reader)[page]))

    async def _checkins(self, call: Call) -> web.StreamResponse:
        reader = self._signed_in(call, "read_private")
        query = query_of(call)
        self._expect_only(call, query, *LISTED)
        page = query.page()
        own = self.options.own_in_checkins
        found = self.world.among_friends(reader, own=own)
        return _json(self.wire.check_ins(found[page]))

    # What anybody may ask

    async def _stats(self, call: Call) -> web.StreamResponse:
        return _json(self.wire.stats(self._user(call.match["user"])))

    async def _spots(self, call: Call) -> web.StreamResponse:
        known = call.header("Authorization") is not None
        user = self._signed_in(call, None) if known else None
        query = query_of(call)
        self._expect_only(call, query, "geolat", "geolong", *LISTED)
        place = query.degrees("geolat", 90), query.degrees("geolong", 180)
        page = query.page()
        return _json(self.wire.spots(self.world.spots_near(user, *place)[page]))

    async def answer_elsewhere(self, call: Call) -> web.StreamResponse:
        """Show pictures to anybody who does not say who it is."""
        if call.header("Authorization") is not None:
            raise bad_request("credentials where pictures lie")
        if call.method not in ("GET", "HEAD"):
            raise Refusal(405, "Method Not Allowed", Allow="GET, HEAD")
        if not (found := self.album.find(call.path)):
            raise Refusal(404, "Not Found")
        return in_parts(call, *found)

    async def _unknown(self, call: Call) -> web.StreamResponse:
        self.complain(call, "there is no such endpoint")
        raise Refusal(404, "Not Found")

    # What the endpoints share

    def _signed_in(self, call: Call, scope: str | None) -> User:
        return self.world.users[self.oauth.user_of(call, self._scheme, scope)]

    def _user(self, name: str) -> User:
        if not (user := self.world.users.get(name)):
            raise Refusal(404, "Not Found")
        return user

    def _expect_only(self, call: Call, parameters: Parameters, *names: str) -> None:
        if unknown := parameters.unknown(*names):
            self.complain(call, f"unknown parameters {unknown}")


def _only(method: str, handler: Handler) -> Handler:
    async def answer(call: Call) -> web.StreamResponse:
        if call.method != method:
            raise Refusal(405, "Method Not Allowed", Allow=method)
        return await handler(call)

    return answer


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def _form(values: dict[str, str]) -> web.Response:
    return web.Response(text=urlencode(values), content_type=FORM)


def _page(title: str, text: str) -> web.Response:
    page = PAGE.format(title=title, text=text)
    return web.Response(text=page, content_type="text/html")


if __name__ == "__main__":
    HatenaCocoSimulator.main()
