"""People: the endpoints of a simulated Carbonio about them."""

from collections.abc import Iterable

from aiohttp import web

from .carbonio_home import Person, Picture
from .carbonio_rest import (
    CHATS,
    UUID,
    Part,
    Refusal,
    Route,
    answer_json,
    file_answer,
    nothing,
    only_query,
    upload_of,
)
from .carbonio_rooms import check_picture
from .recording import Call

MOST_USERS = 10
USERS = f"{CHATS}/users"


class UsersPart(Part):
    """Tells who people are and what the caller may do."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints of this generation."""
        yield Route("GET", USERS, "get_users", self.list)
        yield Route("GET", f"{USERS}/capabilities", "get_capabilities", self.able)
        user = f"{USERS}/{{user}}"
        yield Route("GET", user, "get_user", self.get)
        if self.is_old:
            picture = f"{user}/picture"
            yield Route("GET", picture, "get_user_picture", self.picture)
            yield Route("PUT", picture, "update_user_picture", self.set_picture)
            yield Route("DELETE", picture, "delete_user_picture", self.delete_picture)

    async def list(self, call: Call, me: str) -> web.Response:
        """GET /users; whom nobody knows is left out."""
        only_query(call, "userIds")
        ids = [value for _, value in call.query]
        if not 1 <= len(ids) <= MOST_USERS:
            raise Refusal(400, f"{len(ids)} users in one call")
        if not all(map(UUID.fullmatch, ids)):
            raise Refusal(400, "a user's id is none")
        people = [self.world.people[id_] for id_ in ids if id_ in self.world.people]
        return answer_json([self.wire.person(person) for person in people])

    async def able(self, call: Call, me: str) -> web.Response:
        """GET /users/capabilities."""
        return answer_json(self.host.capabilities)

    async def get(self, call: Call, me: str) -> web.Response:
        """GET /users/{userId}."""
        return answer_json(self.wire.person(self._person(call)))

    def _person(self, call: Call) -> Person:
        if not (person := self.world.people.get(call.match["user"])):
            raise Refusal(404)
        return person

    async def picture(self, call: Call, me: str) -> web.Response:
        """GET /users/{userId}/picture."""
        person = self._person(call)
        if not person.picture:
            raise Refusal(404)
        return file_answer(person.picture.data)

    async def set_picture(self, call: Call, me: str) -> web.Response:
        """PUT /users/{userId}/picture."""
        upload = upload_of(call)
        person = self._own(call, me)
        picture = Picture(upload.name, upload.content_type, upload.data)
        check_picture(picture, self.host.capabilities["maxUserImageSizeInKb"])
        person.picture = picture
        return nothing()

    async def delete_picture(self, call: Call, me: str) -> web.Response:
        """DELETE /users/{userId}/picture."""
        person = self._own(call, me)
        if not person.picture:
            raise Refusal(404)
        person.picture = None
        return nothing()

    def _own(self, call: Call, me: str) -> Person:
        person = self._person(call)
        if person.id != me:
            raise Refusal(403)
        return person
