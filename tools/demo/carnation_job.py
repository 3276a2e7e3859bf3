"""What people use the integration for, with the family album of carnation."""

from collections.abc import Iterable
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import override

from PIL import ExifTags, Image

from tests.simulators.control import Control
from tests.simulators.media import landscape

from .client import Client
from .job import WAIT, Job, Step, message
from .report import expect

OWNER = "Hana"
TELEVISION = "Living room"
ROOM = "notify.hana"
PHOTO = "image.hana_latest_photo"
UNREAD = "sensor.hana_unread_messages"
NEW_EVENTS = "sensor.carnation_hana_new_events"
REFRESH = "button.carnation_hana_refresh"
TITLE = "Sports day"
DESCRIPTION = "Held askew, as cameras are. 🏃"
# Degrees clockwise, so that the picture lies on its side in its file.
HELD = 90
CAPTION = "The view from home. 🌄"
VIEW = 13
# So many seconds carnation needs until it shows a photo.
DELAY = 0.5
ACTIVE = 1
LIKED = (
    "a television's like came from carnation, was counted, and reported as retrieved"
)


class CarnationJob(Job):
    """Photos in both directions, and likes."""

    def __init__(self, client: Client, media: Path, album: Control) -> None:
        """Use a running Home Assistant and its simulated carnation."""
        super().__init__(client, media)
        self._album = album

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            (LIKED, self._like),
            ("it was unread there, and mark_as_read brought it to 0", self._unread),
            ("a new family photo came, and is shown upright", self._photo_in),
            ("a photo went to the album, byte for byte", self._photo_out),
            ("the same photo again is no second one", self._photo_again),
        )

    async def _like(self) -> None:
        await self.client.state(NEW_EVENTS, lambda state: state["state"] == "0")
        messages = await self.messages()
        newest = (await self._album.call("items", owner=OWNER))[-1]["id"]
        liked = await self._album.call("like", viewer=TELEVISION, item=newest)
        await self.refresh(REFRESH)
        event = await message(messages, f"like-{liked['id']}-{newest}")
        expect("the service", "carnation", event["service"])
        expect("the kind", "like", event["kind"])
        expect("the sender", TELEVISION, event["sender"])
        expect("what is liked", str(newest), event["reply_to"])
        expect("is_own", False, event["is_own"])
        await self.client.state(NEW_EVENTS, lambda state: state["state"] == "1")
        await self._album.call("wait_for_retrieved", event=liked["id"], timeout=WAIT)
        await self.refresh(REFRESH)
        await self.client.state(NEW_EVENTS, lambda state: state["state"] == "0")

    async def _unread(self) -> None:
        await self.client.state(UNREAD, lambda state: state["state"] == "1")
        await self.client.call("chat_rooms.mark_as_read", target={"entity_id": ROOM})
        await self.client.state(UNREAD, lambda state: state["state"] == "0")
        events = await self._album.call("events", owner=OWNER)
        expect("unread at the service", [], [e["id"] for e in events if not e["read"]])

    async def _photo_in(self) -> None:
        messages = await self.messages()
        before = await self.address_of_photo(PHOTO)
        item = await self._album.call(
            "add_item",
            owner=OWNER,
            title=TITLE,
            description=DESCRIPTION,
            rotation=HELD,
        )
        await self.refresh(REFRESH)
        event = await message(messages, item["id"])
        expect("the kind", "image", event["kind"])
        expect("the title", TITLE, event["title"])
        expect("the text", DESCRIPTION, event["text"])
        expect("sent_by_home_assistant", False, event["sent_by_home_assistant"])
        size = item["width"], item["height"]
        file = await self.file(event, "image/jpeg")
        for what, shown in (
            ("the message's photo", file),
            ("the latest photo", await self.next_photo(PHOTO, before)),
        ):
            with Image.open(BytesIO(shown)) as picture:
                expect(f"the size of {what}", size, picture.size)
            told = picture.getexif().get(ExifTags.Base.Orientation, 1)
            expect("what it says of turning it", 1, told)

    async def _photo_out(self) -> None:
        messages = await self.messages()
        before = await self.address_of_photo(PHOTO)
        await self._album.call("set_options", derivative_delay=DELAY)
        picture, answer = await self.send_picture(
            ROOM, VIEW, title=TITLE, message=CAPTION
        )
        [item] = await self._album.call("wait_for_uploads")
        expect("the id in the response", str(item["id"]), answer["message_id"])
        expect("its status", ACTIVE, item["status"])
        expect("the title", TITLE, item["title"])
        expect("the description", CAPTION, item["description"])
        stored = await self._album.call("file", item=item["id"])
        expect("the photo", fingerprint(landscape(VIEW)), stored["sha1"])
        echo = await message(messages, item["id"])
        expect("the echo's text", CAPTION, echo["text"])
        expect("is_own", True, echo["is_own"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        await self.expect_photo(PHOTO, before, picture)

    async def _photo_again(self) -> None:
        messages = await self.messages()
        before = await self._items()
        _, answer = await self.send_picture(ROOM, VIEW, title=TITLE, message=CAPTION)
        expect("the id in the response", str(before[-1]), answer["message_id"])
        await self.refresh(REFRESH)
        expect("the items of the album", before, await self._items())
        expect("further events", [], messages.waiting())

    async def _items(self) -> list[int]:
        items = await self._album.call("items", owner=OWNER)
        return [item["id"] for item in items]


def fingerprint(data: bytes) -> str:
    """Return what carnation knows a file by."""
    return sha1(data, usedforsecurity=False).hexdigest()
