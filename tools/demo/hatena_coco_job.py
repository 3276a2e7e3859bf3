"""What people use the integration for, with the check-ins of Hatena Coco."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, override

from tests.simulators.control import Control

from .client import Client, Event, Subscription
from .job import WAIT, Job, Step, digest, message
from .report import expect

FRIEND = "taro"
FRIENDS_ROOM = "Friends' check-ins"
OWN_ROOM = "My check-ins"
SPOT = "Ueno Park"
HOME = "Home"
NOTIFY = "notify.ueno_park"
UNREAD = "sensor.friends_check_ins_unread_messages"
EVENT = "event.friends_check_ins_message"
TRACKER = "device_tracker.taro"
REFRESH = "button.hatena_coco_hana_refresh"
KNOCK = "I'm at your door. Anybody at home?"
FEEDING = "Feeding the ducks. 🦆"
DUCKS = "Look at them!"
POND = 17


class HatenaCocoJob(Job):
    """Friends who check in, and checking in oneself."""

    def __init__(self, client: Client, media: Path, coco: Control) -> None:
        """Use a running Home Assistant and its simulated Hatena Coco."""
        super().__init__(client, media)
        self._coco = coco

    @property
    @override
    def steps(self) -> Iterable[Step]:
        """What is told of each step, and the step, in their order."""
        return (
            (
                "a friend's check-in came from Hatena Coco, and moved a device tracker",
                self._friend,
            ),
            ("it was unread, and mark_as_read brought it to 0", self._unread),
            ("notify.send_message checked in at a spot", self._check_in),
            ("chat_rooms.check_in took a photo along", self._check_in_with_photo),
        )

    async def _friend(self) -> None:
        await self.client.state(TRACKER, lambda state: state["state"] == "not_home")
        await self.client.state(UNREAD, lambda state: state["state"] == "0")
        messages = await self.messages()
        there = await self._coco.call("check_in", user=FRIEND, spot=HOME, body=KNOCK)
        await self.refresh(REFRESH)
        event = await message(messages, there["id"])
        expect("the service", "hatena_coco", event["service"])
        expect("the room", FRIENDS_ROOM, event["room"])
        expect("the kind", "location", event["kind"])
        expect("the text", KNOCK, event["text"])
        expect("the sender's id", FRIEND, event["sender_id"])
        expect("is_own", False, event["is_own"])
        place = place_of(there)
        expect("the place", {**place, "name": HOME}, event["location"])
        tracker = await self.client.state(
            TRACKER, lambda state: state["state"] == "home"
        )
        attributes = tracker["attributes"]
        found = {name: attributes[name] for name in place}
        expect("the tracker's place", place, found)
        expect("its source", "gps", attributes["source_type"])

    async def _unread(self) -> None:
        await self.client.state(UNREAD, lambda state: state["state"] == "1")
        await self.client.call("chat_rooms.mark_as_read", target={"entity_id": EVENT})
        await self.client.state(UNREAD, lambda state: state["state"] == "0")

    async def _check_in(self) -> None:
        messages = await self.messages()
        await self.client.call(
            "notify.send_message",
            target={"entity_id": NOTIFY},
            service_data={"message": FEEDING},
        )
        [received] = await self._coco.call("wait_for_received", timeout=WAIT)
        expect("the spot", SPOT, received["spot"])
        expect("the comment", FEEDING, received["body"])
        expect("the photos", [], received["photos"])
        await self._expect_echoes(messages, received)

    async def _check_in_with_photo(self) -> None:
        messages = await self.messages()
        answer = await self.client.call(
            "chat_rooms.check_in",
            answer=True,
            service_data={
                "device_id": await self._account(),
                "spot": SPOT,
                "message": DUCKS,
                "photos": [self.picture(POND)],
                "twitter": True,
            },
        )
        _, received = await self._coco.call("wait_for_received", count=2, timeout=WAIT)
        expect("the id in the response", str(received["id"]), answer["message_id"])
        expect("the comment", DUCKS, received["body"])
        expect(
            "twitter and mixi", (True, False), (received["twitter"], received["mixi"])
        )
        [photo] = received["photos"]
        for event in await self._expect_echoes(messages, received):
            expect("the photo", photo["sha256"], digest(await self.file(event)))

    async def _expect_echoes(
        self, messages: Subscription, received: dict[str, Any]
    ) -> list[Event]:
        """Wait until a check-in has come back, among the own ones and at its spot."""
        echoes = [await message(messages, received["id"]) for _ in range(2)]
        expect("the rooms", {OWN_ROOM, SPOT}, {echo["room"] for echo in echoes})
        for echo in echoes:
            expect("the echo's text", received["body"], echo["text"])
            expect("the echo's place", SPOT, echo["location"]["name"])
            expect("is_own", True, echo["is_own"])
            expect("sent_by_home_assistant", True, echo["sent_by_home_assistant"])
        return echoes

    async def _account(self) -> str:
        """Return the id of the account's device."""
        entity = await self.client.command(
            "config/entity_registry/get", entity_id=REFRESH
        )
        return str(entity["device_id"])


def place_of(check_in: Event) -> dict[str, float]:
    """Return where somebody has checked in."""
    spot = check_in["spot"]
    return {"latitude": float(spot["geolat"]), "longitude": float(spot["geolong"])}
