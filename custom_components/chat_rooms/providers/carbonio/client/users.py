"""Users: who they are, what the account may do, and pictures of people."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ...base import Download
from ...http import FILE_TIMEOUT
from ...wire import parse, parse_list
from ..models import WireCapabilities, WireUser
from .generation import NO_SUCH_CALL, Generation, Known
from .rest import Rest
from .uploads import UPLOADING, upload_headers

PICTURE = "/users/{userId}/picture"
# More ids than that no server takes at once.
MOST_USERS = 10


class UsersApi:
    """The people on the server.

    Only 1.3.1 has pictures of them: elsewhere UnsupportedError.
    """

    def __init__(self, rest: Rest, generation: Generation) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._rest = rest
        self._generation = generation

    async def get_users(self, user_ids: Sequence[str]) -> list[WireUser]:
        """Return users: getUsers, GET /users, with ten in a request.

        Those whom the server does not know are missing.
        """
        users: list[WireUser] = []
        for start in range(0, len(user_ids), MOST_USERS):
            ids = tuple(user_ids[start : start + MOST_USERS])
            answer = await self._rest.request("GET", "/users", params={"userIds": ids})
            found = answer.json()
            self._generation.see_users(found)
            users += parse_list(WireUser, found)
        return users

    async def get_capabilities(self) -> WireCapabilities:
        """Return what the account may do: getCapabilities, GET /users/capabilities."""
        answer = await self._rest.request("GET", "/users/capabilities")
        return parse(WireCapabilities, answer.json())

    async def get_user(self, user_id: str) -> WireUser:
        """Return a user: getUser, GET /users/{userId}."""
        answer = await self._rest.request("GET", "/users/{userId}", {"userId": user_id})
        found = answer.json()
        self._generation.see_users(found)
        return parse(WireUser, found)

    def get_user_picture(self, user_id: str) -> AbstractAsyncContextManager[Download]:
        """Open somebody's picture: getUserPicture, GET /users/{userId}/picture.

        NotFoundError if there is none.
        """
        return self._picture(user_id)

    async def update_user_picture(
        self, user_id: str, data: bytes, *, name: str, content_type: str
    ) -> None:
        """Set one's own picture: updateUserPicture, PUT /users/{userId}/picture.

        ForbiddenError for another one's, and for what is no picture or too large.
        """
        await self._generation.only(
            Known.OLD,
            lambda: self._rest.request(
                "PUT",
                PICTURE,
                {"userId": user_id},
                body=data,
                headers=upload_headers(name, content_type),
                timeout=FILE_TIMEOUT,
                accept={NO_SUCH_CALL},
                refusals=UPLOADING,
            ),
        )

    async def delete_user_picture(self, user_id: str) -> None:
        """Take one's own picture away: deleteUserPicture, DELETE, as above."""
        await self._generation.only(
            Known.OLD,
            lambda: self._rest.request(
                "DELETE", PICTURE, {"userId": user_id}, accept={NO_SUCH_CALL}
            ),
        )

    @asynccontextmanager
    async def _picture(self, user_id: str) -> AsyncIterator[Download]:
        self._generation.require(Known.OLD)
        async with self._rest.download(PICTURE, {"userId": user_id}) as picture:
            self._generation.learn(Known.OLD)
            yield picture
