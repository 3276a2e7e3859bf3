"""What the tests of Hatena Coco look with."""

from logging import LogRecord

from homeassistant.core import HomeAssistant
import pytest

from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..helpers import OURS, pass_time, refresh as press

FRIENDS = "friends"
OWN = "own"
PARK = "Ueno Park"
STATION = "Tokyo Station"
CAFE = "喫茶ココ"

CONNECTED = "binary_sensor.hatena_coco_hana_connected"
REFRESH = "button.hatena_coco_hana_refresh"
TOTAL = "sensor.hatena_coco_hana_unread_messages"


def room_of(coco: HatenaCocoSimulator, spot: str) -> str:
    """Return the id of a spot's room."""
    return f"spot:{coco.world.spot(spot).key}"


async def refresh(hass: HomeAssistant) -> None:
    """Ask for the whole list, as the account's button does."""
    await press(hass, REFRESH)


async def poll(hass: HomeAssistant, seconds: float) -> None:
    """Let what is due within some seconds happen now."""
    await pass_time(hass, seconds)
    await hass.async_block_till_done(wait_background_tasks=True)


def assert_discreet(record: LogRecord, coco: HatenaCocoSimulator) -> None:
    """Assert that a line of the log holds no secret and nobody's words or name."""
    line = f"{record.getMessage()} {record.exc_text or ''}"
    found = [secret for secret in secrets_of(coco) if secret in line]
    assert found == [], line


def secrets_of(coco: HatenaCocoSimulator) -> set[str]:
    """Return what nobody may read: secrets, tokens, names, places and words."""
    world = coco.world
    secrets = {
        *coco.secrets(),
        *(user.nickname for user in world.users.values()),
        *(spot.name for spot in world.spots.values()),
        *(check_in.body for check_in in world.check_ins),
        *(
            comment.body
            for check_in in world.check_ins
            for comment in check_in.comments
        ),
    }
    return {secret for secret in secrets if len(secret) > 2}


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return what our loggers said, of this level or worse."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(OURS) and record.levelno >= level
    ]
