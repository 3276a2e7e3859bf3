"""What Home Assistant itself does with the rooms: a blueprint, a voice, a new room."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import override

from tests.simulators.control import Control

from .account import DOMAIN
from .bocco_job import FAMILY, GRANDPARENTS
from .client import Client
from .job import WAIT, Job, Step, message
from .report import expect, expect_in

NOTIFY = "notify.grandparents"
ALARM = "The front door was opened."
DINNER = "dinner is ready"
PARTY = "Street Party"
PAUSE = 0.2


class HouseJob(Job):
    """Steps that need no particular service."""

    def __init__(
        self, client: Client, media: Path, neighbours: Control, family: Control
    ) -> None:
        """Use a running Home Assistant, its simulated neighbours and family."""
        super().__init__(client, media)
        self._neighbours = neighbours
        self._family = family

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            ("a blueprint told the grandparents of the door's alarm", self._alarm),
            ("a spoken sentence was sent to the grandparents", self._speak),
            ("a room was created at Nextcloud Talk, and written to", self._create),
        )

    async def _alarm(self) -> None:
        sent = await self._sent()
        await self._family.call("ring", room=FAMILY, sensor="Front door", text=ALARM)
        told = await self._next(sent)
        expect_in("what the grandparents read", ALARM, told)

    async def _speak(self) -> None:
        await self.client.command(
            "homeassistant/expose_entity",
            assistants=["conversation"],
            entity_ids=[NOTIFY],
            should_expose=True,
        )
        sent = await self._sent()
        while await self._said(f"Tell {GRANDPARENTS} that {DINNER}") == "error":
            # The sentences follow what is exposed a moment later.
            await asyncio.sleep(PAUSE)
        expect("what the grandparents read", DINNER, await self._next(sent))

    async def _said(self, text: str) -> str:
        """Say something; return what kind of answer came."""
        answer = await self.client.command(
            "conversation/process", text=text, language="en"
        )
        kind: str = answer["response"]["response_type"]
        return kind

    async def _create(self) -> None:
        messages = await self.messages()
        devices = await self.client.command("config/device_registry/list")
        account = next(
            device["id"]
            for device in devices
            if device["manufacturer"] == "Nextcloud Talk"
            and device["model"] == "Account"
        )
        created = await self.client.call(
            f"{DOMAIN}.create_room",
            answer=True,
            service_data={
                "device_id": account,
                "name": PARTY,
                "members": ["hanako", "Grandma"],
            },
        )
        attendees = await self._neighbours.call("attendees", room=PARTY)
        expect(
            "who is there",
            {"taro", "hanako", "grandma"},
            {attendee["actorId"] for attendee in attendees},
        )
        answer = await self.client.call(
            f"{DOMAIN}.send_message",
            answer=True,
            target={"device_id": created["device_id"]},
            service_data={"message": DINNER},
        )
        [sent] = answer.values()
        event = await message(messages, sent["message_id"])
        expect("the room", PARTY, event["room"])

    async def _sent(self) -> int:
        return len(await self._family.call("received", room=GRANDPARENTS))

    async def _next(self, before: int) -> str:
        """Return what the grandparents get after so many messages."""
        received = await self._family.call(
            "wait_for_received", count=before + 1, room=GRANDPARENTS, timeout=WAIT
        )
        text: str = received[before]["text"]
        return text
