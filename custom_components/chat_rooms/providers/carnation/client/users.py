"""Users: section 2 of the reference."""

from ...errors import UnsupportedError
from ...wire import parse
from ..models import NewUser, UserId, WireUser
from .calls import Calls

USER = "/api/v1/user"
ATTRIBUTES = ("/api/v1/attributes", "/api/v1/user/attributes")


class UsersApi(Calls):
    """The people who take the pictures."""

    async def create_new_user(self, email: str, password: str) -> NewUser:
        """Create new user: POST /api/v1/user.

        For accounts that may sign others up. AlreadyExists where the address is
        taken.
        """
        return parse(
            NewUser, await self._json("POST", USER, email=email, password=password)
        )

    async def change_user_attribute(
        self,
        user_id: int,
        *,
        email: str | None = None,
        name: str | None = None,
        password: str | None = None,
        timezone: float | None = None,
    ) -> NewUser:
        """Change user attribute: POST /api/v1/attributes or /api/v1/user/attributes.

        What is None stays. `timezone`, in hours before UTC, is not in the
        reference; servers that know it ignore `password`.
        """

        async def change(path: str) -> NewUser:
            answer = await self._json(
                "POST",
                path,
                user_id=user_id,
                email=email,
                name=name,
                password=password,
                timezone=timezone,
            )
            return parse(NewUser, answer)

        documented, other = ATTRIBUTES
        return await self._forms.call(
            "attributes",
            {documented: lambda: change(documented), other: lambda: change(other)},
            {documented: (UnsupportedError,), other: (UnsupportedError,)},
        )

    async def delete_user(self, user_id: int) -> NewUser:
        """Delete user: DELETE /api/v1/user, for administrators."""
        return parse(NewUser, await self._json("DELETE", USER, user_id=user_id))

    async def get_user_info(self, user_id: int) -> WireUser:
        """Get user info: GET /api/v1/user.

        Members of the user's groups and viewers may ask, too.
        """
        return parse(WireUser, await self._json("GET", USER, user_id=user_id))

    async def get_user_id_by_email(self, email: str) -> int:
        """Get user id by email: GET /api/v1/user_by_email."""
        answer = await self._json("GET", "/api/v1/user_by_email", email=email)
        return parse(UserId, answer).user_id
