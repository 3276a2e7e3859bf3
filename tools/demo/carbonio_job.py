"""What people use the integration for, in the chats of Carbonio."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import override

from PIL import Image

from tests.simulators.control import Control

from .client import Client
from .job import WAIT, Job, Step, digest, message
from .report import expect

FAMILY = "Family"
BOOK_CLUB = "Book Club"
NOTIFY = "notify.family"
EVENT = "event.family_message"
PHOTO = "image.family_latest_photo"
MUTE = "switch.family_mute"
CALL = "binary_sensor.family_call"
HEALTH = "sensor.carbonio_chats_taro_health"
SENDER = "Hanako"
# An automation answers questions, but not those that are asked here.
QUESTION = "Who has the <big> umbrella & the torch?"
ANSWER = "Both hang in the hall. ☂️"
CAPTION = "The view from here. 🏔️"
VIEW = 5
POSTCARD = "Greetings from the lake"
PREVIEW = (96, 64)


class CarbonioJob(Job):
    """Messages and pictures in both directions, and what Carbonio has besides."""

    def __init__(self, client: Client, media: Path, carbonio: Control) -> None:
        """Use a running Home Assistant and its simulated Carbonio."""
        super().__init__(client, media)
        self._carbonio = carbonio

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            ("Carbonio is well, and both of its sockets are open", self._health),
            ("a text came in, as an event and at the event entity", self._text_in),
            ("a text went out, and its echo bore the id told before", self._text_out),
            ("a picture went out with its caption", self._picture_out),
            ("a picture came in, with its preview; it was forwarded", self._picture_in),
            ("a room was muted here, and sounds again elsewhere", self._mute),
            ("a meeting began and ended", self._meeting),
        )

    async def _health(self) -> None:
        state = await self.client.state(HEALTH, lambda state: state["state"] == "ok")
        expect("the message server", True, state["attributes"]["xmpp_server"])
        await self._carbonio.call("wait_for_sockets", timeout=WAIT)

    async def _text_in(self) -> None:
        messages = await self.messages()
        said = await self._carbonio.call(
            "say", room=FAMILY, member=SENDER, text=QUESTION
        )
        event = await message(messages, said["id"])
        expect("the service", "carbonio", event["service"])
        expect("the text", QUESTION, event["text"])
        expect("the sender", SENDER, event["sender"])
        expect("is_own", False, event["is_own"])
        expect("missed", False, event["missed"])
        shown = await self.client.state(
            EVENT, lambda state: state["attributes"].get("message_id") == said["id"]
        )
        expect("the kind", "text", shown["attributes"]["event_type"])
        expect("the text shown", QUESTION, shown["attributes"]["text"])

    async def _text_out(self) -> None:
        messages = await self.messages()
        answer = await self.client.call(
            "chat_rooms.send_message",
            answer=True,
            target={"entity_id": NOTIFY},
            service_data={"message": ANSWER},
        )
        received = await self._carbonio.call(
            "wait_for_received", room=FAMILY, timeout=WAIT
        )
        expect("messages sent", 1, len(received))
        expect("the text", ANSWER, received[0]["text"])
        expect(
            "the id in the response", received[0]["id"], answer[NOTIFY]["message_id"]
        )
        echo = await message(messages, received[0]["id"])
        expect("the echo's text", ANSWER, echo["text"])
        expect("is_own", True, echo["is_own"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])

    async def _picture_out(self) -> None:
        messages = await self.messages()
        before = await self.address_of_photo(PHOTO)
        picture, answer = await self.send_picture(NOTIFY, VIEW, message=CAPTION)
        received = await self._carbonio.call(
            "wait_for_received", room=FAMILY, kind="attachment", timeout=WAIT
        )
        expect("pictures sent", 1, len(received))
        expect("the picture", picture, received[0]["sha256"])
        expect("the caption", CAPTION, received[0]["text"])
        expect("the content type", "image/png", received[0]["content_type"])
        expect("the id in the response", received[0]["id"], answer["message_id"])
        echo = await message(messages, received[0]["id"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        await self.expect_photo(PHOTO, before, picture)

    async def _picture_in(self) -> None:
        messages = await self.messages()
        before = await self.address_of_photo(PHOTO)
        sent = await self._carbonio.call(
            "send_picture", room=FAMILY, member=SENDER, caption=POSTCARD
        )
        event = await message(messages, sent["id"])
        expect("the caption", POSTCARD, event["text"])
        await self.expect_picture(event, sent["sha256"])
        await self.expect_photo(PHOTO, before, sent["sha256"])
        address = (await self.address_of_file(event)).partition("?")[0]
        width, height = PREVIEW
        preview = await self.client.file(f"{address}?preview={width}x{height}")
        with Image.open(BytesIO(preview)) as picture:
            expect("the preview's size", PREVIEW, picture.size)
        await self._forward(sent["id"], sent["sha256"])

    async def _forward(self, message_id: str, sha256: str) -> None:
        messages = await self.messages()
        await self.client.call(
            "chat_rooms.forward_message",
            target={"entity_id": NOTIFY},
            service_data={"message_id": message_id, "to": "notify.book_club"},
        )
        received = await self._carbonio.call(
            "wait_for_received", room=BOOK_CLUB, timeout=WAIT
        )
        expect("messages sent", ["forwarded"], [copy["kind"] for copy in received])
        copy = await message(messages, received[0]["id"])
        expect("the room", BOOK_CLUB, copy["room"])
        expect("the text", POSTCARD, copy["text"])
        expect("its first sender", SENDER, copy["detail"]["forwarded"]["sender"])
        came = await self.client.file(await self.address_of_file(copy), signed=True)
        expect("the copy", sha256, digest(came))

    async def _mute(self) -> None:
        await self.client.call("switch.turn_on", target={"entity_id": MUTE})
        expect("muted", True, await self._carbonio.call("is_muted", room=FAMILY))
        await self.client.state(MUTE, lambda state: state["state"] == "on")
        await self._carbonio.call("mute", room=FAMILY, on=False)
        await self.client.state(MUTE, lambda state: state["state"] == "off")

    async def _meeting(self) -> None:
        await self._carbonio.call("start_meeting", room=FAMILY, member=SENDER)
        await self.client.state(CALL, lambda state: state["state"] == "on")
        await self._carbonio.call("stop_meeting", room=FAMILY)
        await self.client.state(CALL, lambda state: state["state"] == "off")
