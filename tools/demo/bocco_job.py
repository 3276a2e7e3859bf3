"""What people use the integration for, at the family of BOCCO."""

from collections.abc import Iterable
from pathlib import Path
from typing import override

from tests.simulators.control import Control
from tests.simulators.media import landscape

from .client import Client
from .job import WAIT, Job, Step, digest, message
from .report import expect, expect_in

FAMILY = "Happy Family"
GRANDPARENTS = "Grandparents"
QUESTION = "How warm is it at home?"
WARMTH = "21.5"
SOUVENIR = 7
ANSWERED = (
    "Hanako's text triggered an automation, whose answer through notify.send_message"
    " arrived exactly once"
)


class BoccoJob(Job):
    """Messages and pictures in both directions."""

    def __init__(self, client: Client, media: Path, family: Control) -> None:
        """Use a running Home Assistant and its simulated family."""
        super().__init__(client, media)
        self._family = family

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            ("messages arrive live from both rooms", self._listen),
            (ANSWERED, self._answer),
            ("the unread count rose, and mark_as_read brought it to 0", self._unread),
            ("a picture went out, byte for byte", self._picture_out),
            (
                "a picture came in, by its media address and as the latest photo",
                self._picture_in,
            ),
        )

    async def _listen(self) -> None:
        await self._family.call("wait_for_subscribers", count=2, timeout=WAIT)

    async def _answer(self) -> None:
        messages = await self.messages()
        question = await self._family.call(
            "write", room=FAMILY, member="Hanako", text=QUESTION
        )
        event = await message(messages, question["id"])
        expect("the text", QUESTION, event["text"])
        expect("the sender", "Hanako", event["sender"])
        expect("is_own", False, event["is_own"])
        [answer] = await self._family.call(
            "wait_for_received", count=1, room=FAMILY, timeout=WAIT
        )
        expect_in("the answer", "Hanako", answer["text"])
        expect_in("the answer", WARMTH, answer["text"])
        echo = await message(messages, answer["id"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        expect("the echo's text", answer["text"], echo["text"])
        # The automation does one thing after another, so an answer to its own answer
        # would have been sent before the one to Grandma.
        await self._family.call("write", room=FAMILY, member="Grandma", text=QUESTION)
        received = await self._family.call(
            "wait_for_received", count=2, room=FAMILY, timeout=WAIT
        )
        await message(messages, received[1]["id"])
        expect("the answers", 2, len(received))
        expect_in("the second answer", "Grandma", received[1]["text"])
        expect("further events", [], messages.waiting())

    async def _unread(self) -> None:
        sensor = "sensor.grandparents_unread_messages"
        await self.client.state(sensor, lambda state: state["state"] == "0")
        said = await self._family.call(
            "write", room=GRANDPARENTS, member="Grandma", text="Good night."
        )
        await self.client.state(sensor, lambda state: state["state"] == "1")
        await self.client.call(
            "chat_rooms.mark_as_read",
            target={"entity_id": "notify.grandparents"},
        )
        await self.client.state(sensor, lambda state: state["state"] == "0")
        expect(
            "what the service holds for read",
            said["id"],
            await self._family.call("read_id", room=GRANDPARENTS),
        )

    async def _picture_out(self) -> None:
        picture, answer = await self.send_picture("notify.grandparents", SOUVENIR)
        received = await self._family.call(
            "wait_for_received", count=1, room=GRANDPARENTS, timeout=WAIT
        )
        expect("messages sent", 1, len(received))
        expect("the picture", picture, received[0]["sha256"])
        expect("the id in the response", str(received[0]["id"]), answer["message_id"])

    async def _picture_in(self) -> None:
        photo = "image.happy_family_latest_photo"
        messages = await self.messages()
        before = await self.address_of_photo(photo)
        sent = await self._family.call("send_image", room=FAMILY, member="Hanako")
        picture = digest(landscape(sent["id"]))
        await self.expect_picture(await message(messages, sent["id"]), picture)
        await self.expect_photo(photo, before, picture)
