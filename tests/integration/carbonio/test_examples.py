"""The automations that Carbonio's page shows do what they are shown for."""

from pathlib import Path
import re
from typing import Any, override

from homeassistant.components.camera import Camera
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
    setup_test_component_platform,
)

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY, GRANDMA

from ..helpers import state, until
from .helpers import HEALTH, refresh

PAGE = Path(__file__).parents[3] / "docs/carbonio.md"
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
JPEG = b"\xff\xd8\xff"


class Garden(Camera):
    """A camera in the garden."""

    _attr_name = "Garden"

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return what it sees."""
        return JPEG


@pytest.fixture
async def garden(hass: HomeAssistant, media: Path) -> None:
    """Set the camera up."""
    setup_test_component_platform(hass, "camera", [Garden()])
    assert await async_setup_component(hass, "camera", {"camera": {"platform": "test"}})
    await hass.async_block_till_done()


@pytest.fixture
async def live(carbonio: CarbonioSimulator, ready: MockConfigEntry) -> None:
    """Wait until the account hears what happens."""
    await carbonio.wait_for_sockets()


def _example(alias: str) -> dict[str, Any]:
    for block in BLOCK.findall(PAGE.read_text("utf-8")):
        example = parse_yaml(block)
        if isinstance(example, dict) and example.get("alias") == alias:
            return example
    raise LookupError(alias)


async def _automate(hass: HomeAssistant, example: dict[str, Any]) -> None:
    assert await async_setup_component(hass, "automation", {"automation": example})
    await hass.async_block_till_done()


async def test_tick_off(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: None
) -> None:
    """What somebody asks for is done, and their message gets a reaction."""
    off = async_mock_service(hass, "light", "turn_off")
    await _automate(hass, _example("Lights out on request"))
    await carbonio.say(FAMILY, "Hanako", "Is anybody there?")
    asked = await carbonio.say(FAMILY, "Hanako", "Lights out, please!")
    (reaction,) = await carbonio.wait_for_received(1, FAMILY, "reaction")
    assert (reaction["text"], reaction["fastened_to"]) == ("✅", asked["id"])
    assert [call.data["entity_id"] for call in off] == [["light.downstairs"]]


async def test_picture(
    hass: HomeAssistant, carbonio: CarbonioSimulator, garden: None, live: None
) -> None:
    """Whoever asks is answered with a picture, in the room where they asked."""
    await _automate(hass, _example("Show the garden to whoever asks"))
    asked = await carbonio.say(BOOK_CLUB, "Grandma", "How is the garden, Taro?")
    (answer,) = await carbonio.wait_for_received(1)
    assert (answer["room"], answer["kind"]) == (asked["room"], "attachment")
    assert answer["text"] == "Grandma, this is the garden right now."
    assert answer["reply_to"] == asked["id"]
    assert answer["filename"] == "garden.jpg"


async def test_forward(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: None,
    messages: list[Event[Any]],
) -> None:
    """Photos of others are forwarded, and what comes of that is not."""
    await _automate(hass, _example("Grandma gets the family's photos"))
    photo = await carbonio.send_picture(FAMILY, "Hanako", "Our new shed")
    (forwarded,) = await carbonio.wait_for_received(1, GRANDMA)
    assert forwarded["kind"] == "forwarded"
    await until(hass, lambda: len(messages) == 2)
    await hass.async_block_till_done()
    came = messages[1].data
    assert came["entity_id"] == "event.grandma_message"
    assert (came["kind"], came["text"]) == ("image", "Our new shed")
    assert (came["is_own"], came["sent_by_home_assistant"]) == (True, True)
    assert came["attachments"][0]["name"] == photo["filename"]
    told = came["detail"]["forwarded"]
    assert told["sender"] == "Hanako"
    assert told["count"] == 1
    assert len(await carbonio.received()) == 1


async def test_meeting(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: None
) -> None:
    """The light goes on with the meeting, and off with it."""
    on, off = (async_mock_service(hass, "light", f"turn_{x}") for x in ("on", "off"))
    calls = async_capture_events(hass, "chat_rooms_call")
    await _automate(hass, _example("Light while the family is in a meeting"))
    await carbonio.start_meeting(FAMILY, "Hanako")
    await until(hass, lambda: on)
    assert not off
    await carbonio.stop_meeting(FAMILY)
    await until(hass, lambda: off)
    assert len(on) == 1
    assert [(event.data["change"], event.data["member"]) for event in calls] == [
        ("started", "Hanako"),
        ("ended", ""),
    ]


async def test_room_picture(
    hass: HomeAssistant, carbonio: CarbonioSimulator, garden: None, live: None
) -> None:
    """The room gets what the camera sees."""
    await _automate(hass, _example("The family sees the garden of today"))
    # At noon, and then nobody waits for the next one.
    for action in ("trigger", "turn_off"):
        await hass.services.async_call(
            "automation",
            action,
            {"entity_id": "automation.the_family_sees_the_garden_of_today"},
            blocking=True,
        )
    picture = await carbonio.room_picture(FAMILY)
    assert picture is not None
    assert (picture["name"], picture["size"]) == ("garden.jpg", len(JPEG))
    await until(hass, lambda: hass.states.get("image.family_room_picture"))


async def test_health(
    hass: HomeAssistant, carbonio: CarbonioSimulator, live: None
) -> None:
    """It is told what the server lacks, once that has lasted."""
    shown = async_mock_service(hass, "notify", "persistent_notification")
    example = _example("Chats do not feel well")
    (trigger,) = example["triggers"]
    assert trigger["for"] == "00:10:00"
    await _automate(
        hass, example | {"triggers": [trigger | {"for": {"milliseconds": 50}}]}
    )
    assert state(hass, HEALTH) == "ok"
    await carbonio.set_health("warn", ["previewer_service"])
    await refresh(hass)
    assert state(hass, HEALTH) == "warn"
    await until(hass, lambda: shown)
    (call,) = shown
    words = call.data["message"].split()
    assert words == ["They", "say", "warn.", "Down:", "previewer_service"]
