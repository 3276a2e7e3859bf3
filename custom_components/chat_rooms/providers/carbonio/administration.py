"""What can be done with the rooms of Carbonio Chats and with their members."""

from typing import override

from ...outgoing import OutgoingFile
from ..administration import Administration
from ..errors import ForbiddenError, Reason
from .client import CarbonioClient
from .rooms import RoomBook

IMAGES = "image/"


class CarbonioAdministration(Administration):
    """The rooms of one account, as their owners see them."""

    def __init__(self, client: CarbonioClient, book: RoomBook) -> None:
        """Take the calls, and what the rooms are like."""
        self._client = client
        self._book = book

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
