"""What people use the integration for, step by step."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.simulators.control import Control
from tests.simulators.media import landscape

from .client import Client, Event, Subscription
from .report import expect, expect_in

FAMILY = "Happy Family"
GRANDPARENTS = "Grandparents"
QUESTION = "How warm is it at home?"
WARMTH = "21.5"
SOUVENIR = 7
PICTURE = "souvenir.png"
WAIT = 60
ANSWERED = (
    "Hanako's text reached an automation, whose answer through notify.send_message"
    " arrived exactly once"
)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class MainJob:
    """Messages and pictures in both directions, at the family of BOCCO."""

    def __init__(self, client: Client, family: Control, media: Path) -> None:
        """Use a running Home Assistant and its simulated family."""
        self._client = client
        self._family = family
        self._media = media

    @property
    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
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
        messages = await self._messages()
        question = await self._family.call(
            "write", room=FAMILY, member="Hanako", text=QUESTION
        )
        event = await _message(messages, question["id"])
        expect("the text", QUESTION, event["text"])
        expect("the sender", "Hanako", event["sender"])
        expect("is_own", False, event["is_own"])
        [answer] = await self._family.call(
            "wait_for_received", count=1, room=FAMILY, timeout=WAIT
        )
        expect_in("the answer", "Hanako", answer["text"])
        expect_in("the answer", WARMTH, answer["text"])
        echo = await _message(messages, answer["id"])
        expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        expect("the echo's text", answer["text"], echo["text"])
        # The automation does one thing after another, so an answer to its own answer
        # would have been sent before the one to Grandma.
        await self._family.call("write", room=FAMILY, member="Grandma", text=QUESTION)
        received = await self._family.call(
            "wait_for_received", count=2, room=FAMILY, timeout=WAIT
        )
        await _message(messages, received[1]["id"])
        expect("the answers", 2, len(received))
        expect_in("the second answer", "Grandma", received[1]["text"])
        expect("further events", [], messages.waiting())

    async def _unread(self) -> None:
        sensor = "sensor.grandparents_unread_messages"
        await self._client.state(sensor, lambda state: state["state"] == "0")
        message = await self._family.call(
            "write", room=GRANDPARENTS, member="Grandma", text="Good night."
        )
        await self._client.state(sensor, lambda state: state["state"] == "1")
        await self._client.call(
            "chat_rooms.mark_as_read",
            target={"entity_id": "notify.grandparents"},
        )
        await self._client.state(sensor, lambda state: state["state"] == "0")
        expect(
            "what the service holds for read",
            message["id"],
            await self._family.call("read_id", room=GRANDPARENTS),
        )

    async def _picture_out(self) -> None:
        picture = landscape(SOUVENIR)
        (self._media / PICTURE).write_bytes(picture)
        answer = await self._client.call(
            "chat_rooms.send_message",
            answer=True,
            target={"entity_id": "notify.grandparents"},
            service_data={
                "attachments": [
                    {
                        "media": {
                            "media_content_id": (
                                f"media-source://media_source/local/{PICTURE}"
                            ),
                            "media_content_type": "image/png",
                        }
                    }
                ]
            },
        )
        received = await self._family.call(
            "wait_for_received", count=1, room=GRANDPARENTS, timeout=WAIT
        )
        expect("messages sent", 1, len(received))
        expect("the picture", _digest(picture), received[0]["sha256"])
        expect(
            "the id in the response",
            str(received[0]["id"]),
            answer["notify.grandparents"]["message_id"],
        )

    async def _picture_in(self) -> None:
        photo = "image.happy_family_latest_photo"
        messages = await self._messages()
        before = await self._client.state(photo, lambda state: True)
        sent = await self._family.call("send_image", room=FAMILY, member="Hanako")
        picture = _digest(landscape(sent["id"]))
        event = await _message(messages, sent["id"])
        expect("the kind", "image", event["kind"])
        media = await self._client.command(
            "media_source/resolve_media",
            media_content_id=event["attachments"][0]["media_content_id"],
        )
        expect("the content type", "image/png", media["mime_type"])
        came = await self._client.file(media["url"], signed=True)
        expect("the picture", picture, _digest(came))
        await self._client.state(photo, lambda state: state["state"] != before["state"])
        shown = await self._client.file(f"/api/image_proxy/{photo}")
        expect("the latest photo", picture, _digest(shown))

    async def _messages(self) -> Subscription:
        return await self._client.subscribe(
            "subscribe_events", event_type="chat_rooms_message"
        )


async def _message(messages: Subscription, message_id: int) -> dict[str, Any]:
    def is_it(event: Event) -> bool:
        return bool(event["data"]["message_id"] == str(message_id))

    return dict((await messages.wait_for(is_it))["data"])
