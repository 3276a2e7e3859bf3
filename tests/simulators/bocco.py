"""BOCCO, simulated: the API as its reference has it, and as strict."""

import argparse
import re

from aiohttp import web
import orjson

from .base import Handler
from .bocco_files import CONTENT_TYPES, find_file
from .bocco_polls import BoccoPolls
from .bocco_state import Message, Room, Session
from .bocco_strict import (
    UNSPECIFIC,
    Content,
    Parameters,
    Place,
    Refusal,
    bad_request,
    check_content,
    json_response,
    not_found,
    refuse_token_outside,
    unauthorized,
)
from .ranges import in_parts
from .recording import Call

FILE_PATH = re.compile(
    r"/1/(?P<kind>messages|users|rooms)/(?P<owner>[^/.]+)(/[^/.]+)?"
    r"\.(?P<extension>wav|ogg|m4a|mp3|png|jpe?g|gif)"
)
PAGE = 100
PLAIN_FILES = ("media", "elsewhere")


class BoccoSimulator(BoccoPolls):
    """A BOCCO server on this machine with one family."""

    endpoints = (
        "login",
        "joined",
        "messages",
        "post",
        "subscribe",
        "read",
        "environments",
        "media",
    )

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the family."""
        parser.add_argument("--rooms", type=int, default=2)
        parser.add_argument("--poll-timeout", type=float, default=25)

    def add_routes(self) -> None:
        """Add the endpoints."""
        room = "/alpha/rooms/{room}"
        for method, path, endpoint, handler in (
            ("POST", "/alpha/sessions", "login", self._login),
            ("GET", "/alpha/rooms/joined", "joined", self._joined),
            ("GET", f"{room}/messages", "messages", self._messages),
            ("POST", f"{room}/messages", "post", self._post),
            ("GET", f"{room}/subscribe", "subscribe", self._subscribe),
            ("POST", f"{room}/messages/{{message}}/read", "read", self._read),
            (
                "GET",
                f"{room}/sensor_environments/{{sensor}}",
                "environments",
                self._environments,
            ),
            ("GET", "/1/{path:.*}", "media", self._media),
            ("*", "/{path:.*}", "unknown", self._unknown),
        ):
            self.route(method, path, endpoint, handler)

    async def work(self, handler: Handler, call: Call) -> web.StreamResponse:
        """Answer a request, refusals included."""
        try:
            if call.problem:
                raise bad_request(call.problem)
            if call.endpoint not in PLAIN_FILES and not call.header("Accept-Language"):
                raise bad_request("Accept-Language is missing")
            return await handler(call)
        except Refusal as refusal:
            if refusal.status == 400:
                self.complain(call, refusal.message)
            answer = {"code": refusal.code, "message": refusal.message}
            return json_response(orjson.dumps(answer), refusal.status)

    # Endpoints

    async def _login(self, call: Call) -> web.StreamResponse:
        if call.content_type != "application/x-www-form-urlencoded":
            raise bad_request(f"{call.content_type!r} is not urlencoded")
        form = Parameters(call.fields)
        self._expect_only(call, form, "apikey", "email", "password")
        self._expect_only(call, Parameters(call.query))
        home = self.home
        given = [form.required(name) for name in ("apikey", "email", "password")]
        if given[0] != home.api_key:
            raise unauthorized("Invalid apikey")
        if given[1:] != [home.email, home.password]:
            raise unauthorized()
        answer = {"access_token": home.open_session().token}
        if self.options.session_uuid:
            answer["uuid"] = home.account.uuid
        return json_response(orjson.dumps(answer))

    async def _joined(self, call: Call) -> web.StreamResponse:
        self._signed_in(call)
        rooms = [self.wire.room(room) for room in self.home.joined_rooms()]
        return json_response(orjson.dumps(rooms))

    async def _messages(self, call: Call) -> web.StreamResponse:
        _, query = self._signed_in(call, "newer_than", "older_than", "read")
        room = self.room_of(call)
        newer, older = query.integer("newer_than"), query.integer("older_than")
        mark = query.flag("read")
        page = [
            message
            for message in room.after(newer or 0)
            if older is None or message.id < older
        ]
        page = page[-PAGE:] if newer is None else page[:PAGE]
        if mark:
            self.mark_read(room, page)
        return json_response(self.wire.messages_json(page))

    async def _post(self, call: Call) -> web.StreamResponse:
        _, form = self._session(call, "form")
        self._expect_only(call, form, "access_token", "unique_id", "media", "text")
        self._expect_only(call, Parameters(call.query))
        room = self.room_of(call)
        unique_id, media = form.required("unique_id"), form.required("media")
        content = check_content(media, form, call.files)
        if known := self.home.by_unique_id.get(unique_id):
            return self._known(call, room, content, *known)
        message = self.home.add(
            room,
            self.home.account,
            content.text,
            unique_id=unique_id,
            media=media,
            files=content.files,
        )
        if content.upload and content.upload.content_type == UNSPECIFIC:
            self.complain(call, "a file has an unspecific content type")
        self.came_in(room, message, content.upload)
        return json_response(self.wire.message_json(message), 201)

    async def _subscribe(self, call: Call) -> web.StreamResponse:
        session, query = self._signed_in(call, "newer_than", "read")
        room = self.room_of(call)
        newer_than, mark = query.integer("newer_than"), query.flag("read")
        if newer_than is None:
            raise bad_request("newer_than is missing")
        if not newer_than and room.messages:
            self.complain(call, "newer_than is 0 though there are messages")
        async with self.one_poll(call, session, room):
            return await self.next_events(call, session, newer_than, mark)

    async def _read(self, call: Call) -> web.StreamResponse:
        self._signed_in(call)
        room = self.room_of(call)
        message_id = call.match["message"]
        message = room.message(int(message_id)) if message_id.isdecimal() else None
        if not message:
            raise not_found()
        self.mark_read(room, [message])
        return json_response(b"{}")

    async def _environments(self, call: Call) -> web.StreamResponse:
        self._signed_in(call)
        room = self.room_of(call)
        if not any(sensor.uuid == call.match["sensor"] for sensor in room.sensors):
            raise not_found()
        readings = room.readings.get(call.match["sensor"], [])
        return json_response(orjson.dumps([self.wire.reading(r) for r in readings]))

    async def _media(self, call: Call) -> web.StreamResponse:
        self._signed_in(call)
        return self._file(call)

    async def answer_elsewhere(self, call: Call) -> web.StreamResponse:
        """Serve files without asking who wants them."""
        return self._file(call)

    async def _unknown(self, call: Call) -> web.StreamResponse:
        self.complain(call, "there is no such endpoint")
        raise not_found()

    # What the endpoints share

    def _expect_only(self, call: Call, parameters: Parameters, *names: str) -> None:
        if unknown := parameters.unknown(*names):
            self.complain(call, f"unknown parameters {unknown}")

    def _session(self, call: Call, place: Place) -> tuple[Session, Parameters]:
        refuse_token_outside(place, call, self.home.issued_tokens)
        parameters = Parameters(call.query if place == "query" else call.fields)
        token = parameters.optional("access_token") or ""
        if not (session := self.home.sessions.get(token)):
            raise unauthorized()
        return session, parameters

    def _signed_in(self, call: Call, *names: str) -> tuple[Session, Parameters]:
        session, query = self._session(call, "query")
        self._expect_only(call, query, "access_token", *names)
        self._expect_only(call, Parameters(call.fields))
        return session, query

    def _known(
        self, call: Call, room: Room, content: Content, place: Room, message: Message
    ) -> web.Response:
        same = (content.text, content.files) == (message.text, message.files)
        if place is not room or not same:
            self.complain(call, "a unique_id was used for another message")
        return json_response(orjson.dumps(self.wire.known_message(message)))

    def _file(self, call: Call) -> web.Response:
        if match := FILE_PATH.fullmatch(call.path):
            extension = match["extension"]
            file = find_file(self.home, match["kind"], match["owner"], extension)
            if file is not None:
                return in_parts(call, file, CONTENT_TYPES[extension])
        raise not_found()


if __name__ == "__main__":
    BoccoSimulator.main()
