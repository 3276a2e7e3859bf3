"""What people use the integration for, at the neighbours' Nextcloud."""

from collections.abc import Iterable
from pathlib import Path
from typing import override

from tests.simulators.control import Control

from .bocco_job import FAMILY
from .client import Client, Event, Subscription
from .job import WAIT, Job, Step, message
from .report import expect

NEIGHBOURS = "Neighbours"
NOTIFY = "notify.neighbours"
PHOTO = "image.neighbours_latest_photo"
NEWS = "The street party begins at six."
# An automation answers questions, but not this one, and not its copy either.
QUESTION = "Who brings the lanterns?"
CAPTION = "We bring these. 🏮"
LANTERNS = 11
WOKEN = (
    "a message came from a quiet room of Nextcloud Talk, and an automation carried it"
    " on to BOCCO"
)


class TalkJob(Job):
    """Messages and pictures in both directions, and a bridge to the family."""

    def __init__(
        self, client: Client, media: Path, neighbours: Control, family: Control
    ) -> None:
        """Use a running Home Assistant, its simulated neighbours and family."""
        super().__init__(client, media)
        self._neighbours = neighbours
        self._family = family
        self._bridged = 0

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            (WOKEN, self._wake),
            ("the room is live now: the next one came, and went on once", self._bridge),
            ("both were unread there, and mark_as_read brought it to 0", self._unread),
            ("a picture and its caption went out as one message", self._picture_out),
            ("a picture came in, and was carried on to the family", self._picture_in),
        )

    async def _wake(self) -> None:
        self._bridged = len(await self._family.call("received", room=FAMILY))
        messages = await self.messages()
        event = await self._say(messages, "Hanako", NEWS)
        expect("the service", "nextcloud_talk", event["service"])
        expect("the sender", "Hanako", event["sender"])
        expect("is_own", False, event["is_own"])
        expect("missed", False, event["missed"])
        await self._expect_bridged(messages, f"Hanako: {NEWS}")

    async def _bridge(self) -> None:
        await self._neighbours.call(
            "wait_for_subscribers", room=NEIGHBOURS, timeout=WAIT
        )
        messages = await self.messages()
        await self._say(messages, "Grandma", QUESTION)
        # One is carried after another: a second copy of the first would come before.
        await self._expect_bridged(messages, f"Grandma: {QUESTION}")
        expect("further events", [], messages.waiting())

    async def _unread(self) -> None:
        sensor = "sensor.neighbours_unread_messages"
        unread = await self._neighbours.call("unread", room=NEIGHBOURS)
        expect("there is something to read", True, unread >= 2)
        await self.client.state(sensor, lambda state: state["state"] == str(unread))
        await self.client.call("chat_rooms.mark_as_read", target={"entity_id": NOTIFY})
        await self.client.state(sensor, lambda state: state["state"] == "0")
        expect(
            "what the service holds for unread",
            0,
            await self._neighbours.call("unread", room=NEIGHBOURS),
        )

    async def _picture_out(self) -> None:
        before = await self.address_of_photo(PHOTO)
        picture, answer = await self.send_picture(NOTIFY, LANTERNS, message=CAPTION)
        received = await self._neighbours.call(
            "wait_for_received", room=NEIGHBOURS, timeout=WAIT
        )
        expect("messages sent", 1, len(received))
        expect("the picture", picture, received[0]["sha256"])
        expect("the caption", CAPTION, received[0]["text"])
        expect("the id in the response", str(received[0]["id"]), answer["message_id"])
        await self.expect_photo(PHOTO, before, picture)

    async def _picture_in(self) -> None:
        messages = await self.messages()
        before = await self.address_of_photo(PHOTO)
        sent = await self._neighbours.call(
            "send_image", room=NEIGHBOURS, member="Hanako"
        )
        await self.expect_picture(await message(messages, sent["id"]), sent["sha256"])
        await self.expect_photo(PHOTO, before, sent["sha256"])
        await self._expect_bridged(messages, "Hanako: a picture")
        copy = await self._expect_bridged(messages)
        expect("the family's copy", sent["sha256"], copy["sha256"])
        expect("further events", [], messages.waiting())
        # Nothing of all this was answered, and nothing came back over the bridge.
        for room, control, count in (
            (FAMILY, self._family, self._bridged),
            (NEIGHBOURS, self._neighbours, 1),
        ):
            received = await control.call("received", room=room)
            expect(f"messages sent to {room}", count, len(received))

    async def _say(self, messages: Subscription, member: str, text: str) -> Event:
        said = await self._neighbours.call(
            "write", room=NEIGHBOURS, member=member, text=text
        )
        event = await message(messages, said["id"])
        expect("the text", text, event["text"])
        return event

    async def _expect_bridged(
        self, messages: Subscription, text: str | None = None
    ) -> Event:
        """Wait for the next message that the bridge brings, and for its event."""
        self._bridged += 1
        received = await self._family.call(
            "wait_for_received", count=self._bridged, room=FAMILY, timeout=WAIT
        )
        copy = received[self._bridged - 1]
        expect("what the family reads", text, copy["text"])
        echo = await message(messages, copy["id"])
        expect("the room", FAMILY, echo["room"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        return dict(copy)
