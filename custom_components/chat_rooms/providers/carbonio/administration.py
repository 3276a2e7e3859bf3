"""What can be done with the rooms of Carbonio Chats and with their members."""

from collections.abc import Sequence
from contextlib import suppress
from typing import override

from ...model import MemberRole, Participant
from ...outgoing import NewRoom, OutgoingFile
from ..administration import Administration
from ..errors import (
    ForbiddenError,
    NotFoundError,
    Reason,
    TooLongError,
    UnsupportedError,
)
from .client import CarbonioClient
from .marks import Marks
from .models import RoomType
from .optional import optional
from .people import People
from .refusals import Refusals, as_user_id
from .rooms import RoomBook

# A channel would need its workspace named, and a workspace alone is of no use.
ROOM_TYPES = (RoomType.GROUP.value, RoomType.ONE_TO_ONE.value)
FEWEST_OTHERS = {RoomType.GROUP: 2, RoomType.ONE_TO_ONE: 1}
NAME_LENGTH = 128
DESCRIPTION_LENGTH = 256
IMAGES = "image/"


class CarbonioAdministration(Administration):
    """The rooms of one account; a member's id is that of the user."""

    def __init__(
        self,
        client: CarbonioClient,
        book: RoomBook,
        people: People,
        marks: Marks,
        account_id: str,
    ) -> None:
        """Take the calls, what is known of rooms and people, and the own user id."""
        self._client = client
        self._book = book
        self._people = people
        self._marks = marks
        self._account_id = account_id
        self._refusals = Refusals(client, account_id)

    # Rooms

    @override
    def check_texts(
        self, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Look whether a name has 1 to 128 characters, a description up to 256."""
        if name is not None:
            _check_name(name)
        if description is not None:
            _check_description(description)

    @override
    async def create(self, new: NewRoom) -> str:
        """Create a group, or a room of two without a name: insertRoom.

        ForbiddenErrors with TOO_FEW_MEMBERS mean that a group needs two others, and a
        room of two another one. The account is the only owner of a group.
        """
        room_type = RoomType(new.room_type)
        others = [*dict.fromkeys(map(as_user_id, new.members))]
        if self._account_id in others:
            others.remove(self._account_id)
        if len(others) < FEWEST_OTHERS[room_type]:
            raise ForbiddenError(
                "a room needs more members", reason=Reason.TOO_FEW_MEMBERS
            )
        if room_type is not RoomType.ONE_TO_ONE:
            self.check_texts(name=new.name, description=new.description)
        try:
            room = await self._client.rooms.insert_room(
                room_type, others, name=new.name, description=new.description
            )
            room_id = room.id
        except ForbiddenError, NotFoundError:
            room_id = ""
            if room_type is RoomType.ONE_TO_ONE:
                room_id = await self._refusals.room_of_two(others[0])
            if not room_id:
                await self._refusals.check_users(others)
                raise
        self._book.find(room_id)
        return room_id

    @override
    async def rename(self, room_id: str, name: str) -> None:
        """Give a room another name, of 1 to 128 characters: updateRoom."""
        self.check_texts(name=name)
        await self._update(room_id, name=name)

    @override
    async def describe(self, room_id: str, description: str) -> None:
        """Give a room another description, of at most 256 characters: updateRoom."""
        self.check_texts(description=description)
        await self._update(room_id, description=description)

    @override
    async def set_picture(self, room_id: str, picture: OutgoingFile) -> None:
        """Give a room another picture, of any kind and of a limited size."""
        if not picture.content_type.lower().startswith(IMAGES):
            raise ForbiddenError("this is no picture")
        if len(picture.data) > self._book.picture_size:
            raise ForbiddenError(
                "the picture is too large", reason=Reason.FILE_TOO_LARGE
            )
        await self._client.rooms.update_room_picture(
            room_id,
            picture.data,
            name=picture.name,
            content_type=picture.content_type,
        )

    @override
    async def clear_history(self, room_id: str) -> None:
        """Hide from this account what has been said: clearRoomHistory.

        What was unread cannot be read any more: it is marked as read, if the chat can
        be reached.
        """
        newest = self._marks.newest(room_id)
        cleared_at = await self._client.rooms.clear_room_history(room_id)
        self._book.clear(room_id, cleared_at)
        if newest is not None:
            await optional("a marker", self._marks.show(room_id, newest))

    @override
    async def delete(self, room_id: str) -> None:
        """Delete a room for everybody: deleteRoom; one that is gone is deleted."""
        with suppress(NotFoundError):
            await self._client.rooms.delete_room(room_id)
        self._book.lose(room_id)

    @override
    async def leave(self, room_id: str) -> None:
        """Take this account out of a room: deleteRoomMember; out of one gone it is."""
        try:
            await self._client.members.delete_room_member(room_id, self._account_id)
        except NotFoundError:
            pass
        except ForbiddenError:
            if await self._refusals.is_last_owner(room_id):
                raise ForbiddenError(
                    "the last owner has to stay", reason=Reason.LAST_MODERATOR
                ) from None
            raise
        self._book.lose(room_id)

    # Members

    @override
    async def members(self, room_id: str) -> Sequence[Participant]:
        """Return who is in a room: listRoomMember."""
        members = await self._client.members.list_room_member(room_id)
        await self._people.names(member.user_id for member in members)
        return [
            Participant(
                member=self._people.member(member.user_id),
                role=MemberRole.OWNER if member.owner else MemberRole.USER,
            )
            for member in members
        ]

    @override
    async def add_member(self, room_id: str, member_id: str) -> None:
        """Let somebody in, who sees what was said before: insertRoomMember."""
        user_id = as_user_id(member_id)
        try:
            await self._client.members.insert_room_member(room_id, user_id)
        except ForbiddenError, NotFoundError:
            if await self._refusals.is_member(room_id, user_id):
                return
            await self._refusals.check_users([user_id])
            raise

    @override
    async def remove_member(self, room_id: str, member_id: str) -> None:
        """Take somebody else out of a room: deleteRoomMember."""
        user_id = as_user_id(member_id)
        try:
            await self._client.members.delete_room_member(room_id, user_id)
        except ForbiddenError, NotFoundError:
            await self._refusals.check_member(room_id, user_id)
            raise

    @override
    async def set_role(self, room_id: str, member_id: str, role: MemberRole) -> None:
        """Make somebody else an owner, or none: updateToOwner, deleteOwner."""
        user_id = as_user_id(member_id)
        calls = self._client.members
        try:
            match role:
                case MemberRole.OWNER:
                    await calls.update_to_owner(room_id, user_id)
                case MemberRole.USER:
                    await calls.delete_owner(room_id, user_id)
                case _:
                    raise UnsupportedError("such a role")
        except ForbiddenError, NotFoundError:
            await self._refusals.check_member(room_id, user_id)
            raise

    async def _update(
        self, room_id: str, *, name: str | None = None, description: str | None = None
    ) -> None:
        """Change one of the two texts; older servers empty what is not sent along."""
        rooms = self._client.rooms
        room = await rooms.get_room(room_id)
        await rooms.update_room(
            room_id,
            name=(room.name or None) if name is None else name,
            description=room.description if description is None else description,
        )


def _check_name(name: str) -> None:
    if not name:
        raise ForbiddenError("the name is empty", reason=Reason.NAME_REFUSED)
    if _length(name) > NAME_LENGTH:
        raise TooLongError(
            "the name is too long", NAME_LENGTH, reason=Reason.NAME_REFUSED
        )


def _check_description(description: str) -> None:
    if _length(description) > DESCRIPTION_LENGTH:
        raise TooLongError(
            "the description is too long",
            DESCRIPTION_LENGTH,
            reason=Reason.DESCRIPTION_REFUSED,
        )


def _length(text: str) -> int:
    """Return a text's length as the server counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
