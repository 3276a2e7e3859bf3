"""What the jobs of all services share."""

from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.simulators.media import landscape

from .client import Client, Event, Subscription
from .report import expect

# Seconds.
WAIT = 60
PNG = "image/png"

type Step = tuple[str, Callable[[], Awaitable[None]]]


class Job:
    """What people do with the rooms of one service, step by step."""

    def __init__(self, client: Client, media: Path) -> None:
        """Use a running Home Assistant and its media folder."""
        self.client = client
        self._media = media

    @property
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        raise NotImplementedError

    async def messages(self) -> Subscription:
        """Return the messages of all rooms from now on."""
        return await self.client.subscribe(
            "subscribe_events", event_type="chat_rooms_message"
        )

    async def send_picture(
        self, room: str, number: int, **fields: object
    ) -> tuple[str, dict[str, Any]]:
        """Send a picture to a notify entity; return its digest and the response."""
        picture = self.picture(number)
        answer = await self.client.call(
            "chat_rooms.send_message",
            answer=True,
            target={"entity_id": room},
            service_data={"attachments": [{"media": picture}], **fields},
        )
        return digest(landscape(number)), answer[room]

    def picture(self, number: int) -> dict[str, str]:
        """Put a picture into the media folder; return it as a selector does."""
        name = f"picture-{number}.png"
        (self._media / name).write_bytes(landscape(number))
        return {
            "media_content_id": f"media-source://media_source/local/{name}",
            "media_content_type": PNG,
        }

    async def expect_picture(self, event: Event, sha256: str) -> None:
        """Fetch a message's picture from where the message says that it is."""
        expect("the kind", "image", event["kind"])
        expect("the picture", sha256, digest(await self.file(event)))

    async def file(self, event: Event, content_type: str = PNG) -> bytes:
        """Return a message's picture from where the message says that it is."""
        address = await self.address_of_file(event, content_type)
        return await self.client.file(address, signed=True)

    async def address_of_file(self, event: Event, content_type: str = PNG) -> str:
        """Return the signed address of a message's picture."""
        media = await self.client.command(
            "media_source/resolve_media",
            media_content_id=event["attachments"][0]["media_content_id"],
        )
        expect("the content type", content_type, media["mime_type"])
        return str(media["url"])

    async def refresh(self, button: str) -> None:
        """Ask a service now that tells nothing by itself."""
        await self.client.call("button.press", target={"entity_id": button})

    async def address_of_photo(self, photo: str) -> str:
        """Return where an image entity's picture is; a new one is elsewhere."""
        state = await self.client.state(photo, lambda state: True)
        return _address(state)

    async def expect_photo(self, photo: str, before: str, sha256: str) -> None:
        """Fetch the picture that an image entity shows after another one."""
        shown = await self.next_photo(photo, before)
        expect("the latest photo", sha256, digest(shown))

    async def next_photo(self, photo: str, before: str) -> bytes:
        """Return what an image entity shows after another picture."""
        await self.client.state(photo, lambda state: _address(state) != before)
        return await self.client.file(f"/api/image_proxy/{photo}")


async def message(messages: Subscription, message_id: int | str) -> Event:
    """Return what is told of a message; the messages before it are gone."""

    def is_it(event: Event) -> bool:
        return bool(event["data"]["message_id"] == str(message_id))

    return dict((await messages.wait_for(is_it))["data"])


def digest(data: bytes) -> str:
    """Return the fingerprint of a file."""
    return sha256(data).hexdigest()


def _address(state: Event) -> str:
    return str(state["attributes"].get("entity_picture"))
