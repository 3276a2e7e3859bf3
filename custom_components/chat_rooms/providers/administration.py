"""What can be done with whole rooms and their members."""

from collections.abc import Sequence

from ..model import MemberRole, Participant
from ..outgoing import NewRoom, OutgoingFile
from .errors import UnsupportedError


class Administration:
    """The rooms of one account, as those see them who run them.

    Every method may raise a ProviderError, and nothing else. Where a room lacks the
    feature, nobody calls what needs it. A member is named by the id that `members`
    tells. NotFoundErrors with NO_SUCH_MEMBER mean the member, others the room.
    """

    def check_texts(
        self, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Look whether a room can be called or described so, as far as it is known.

        Nothing is asked of the service. Raises TooLongErrors, and ForbiddenErrors with
        NAME_REFUSED.
        """

    async def create(self, new: NewRoom) -> str:
        """Create a room and return its id.

        Where there is such a one-to-one room already, it is that. ForbiddenErrors with
        NAME_REFUSED mean the name, with DESCRIPTION_REFUSED the description, with
        TOO_FEW_MEMBERS that more have to be named.
        """
        raise UnsupportedError("creating rooms")

    async def rename(self, room_id: str, name: str) -> None:
        """Give a room another name; ForbiddenErrors with NAME_REFUSED mean the name."""
        raise UnsupportedError("renaming rooms")

    async def describe(self, room_id: str, description: str) -> None:
        """Give a room another description; an empty one takes it away.

        ForbiddenErrors with DESCRIPTION_REFUSED mean the description.
        """
        raise UnsupportedError("describing rooms")

    async def set_password(self, room_id: str, password: str) -> None:
        """Let guests in with another password only; an empty one takes it away.

        ForbiddenErrors with PASSWORD_REFUSED mean the password.
        """
        raise UnsupportedError("passwords of rooms")

    async def set_picture(self, room_id: str, picture: OutgoingFile) -> None:
        """Give a room another picture."""
        raise UnsupportedError("pictures of rooms")

    async def set_guest_access(self, room_id: str, allowed: bool) -> None:
        """Let everybody in who has the room's address, or members only."""
        raise UnsupportedError("guests")

    async def clear_history(self, room_id: str) -> None:
        """Remove what has been said in a room: for this account, or for everybody."""
        raise UnsupportedError("clearing rooms")

    async def delete(self, room_id: str) -> None:
        """Delete a room for everybody."""
        raise UnsupportedError("deleting rooms")

    async def leave(self, room_id: str) -> None:
        """Take this account out of a room.

        ForbiddenErrors with LAST_MODERATOR mean that nobody else could run it then.
        """
        raise UnsupportedError("leaving rooms")

    async def members(self, room_id: str) -> Sequence[Participant]:
        """Return who is in a room, each person alone, this account among them."""
        raise UnsupportedError("members of rooms")

    async def add_member(self, room_id: str, member_id: str) -> None:
        """Let somebody be a member of a room; who is one already stays one."""
        raise UnsupportedError("adding members")

    async def remove_member(self, room_id: str, member_id: str) -> None:
        """Take somebody else out of a room."""
        raise UnsupportedError("removing members")

    async def set_role(self, room_id: str, member_id: str, role: MemberRole) -> None:
        """Give a member one of the roles that the room's `roles` tell."""
        raise UnsupportedError("roles of members")
