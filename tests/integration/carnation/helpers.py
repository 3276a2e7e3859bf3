"""What the tests of carnation look with."""

from logging import LogRecord

from homeassistant.core import HomeAssistant
import pytest

from tests.simulators.carnation import CarnationSimulator

from ..helpers import OURS, pass_time, refresh as press

HANA = "Hana"
TARO = "Taro"
LIVING_ROOM = "Living room"
KITCHEN = "Kitchen"

CONNECTED = "binary_sensor.carnation_hana_connected"
REFRESH = "button.carnation_hana_refresh"
TOTAL = "sensor.carnation_hana_unread_messages"
NEW_EVENTS = "sensor.carnation_hana_new_events"


async def refresh(hass: HomeAssistant, button: str = REFRESH) -> None:
    """Ask for the whole list, as the account's button does."""
    await press(hass, button)


async def poll(hass: HomeAssistant, seconds: float) -> None:
    """Let what is due within some seconds happen now."""
    await pass_time(hass, seconds)
    await hass.async_block_till_done(wait_background_tasks=True)


def assert_discreet(record: LogRecord, carnation: CarnationSimulator) -> None:
    """Assert that a line of the log holds no secret and nobody's words or name."""
    line = f"{record.getMessage()} {record.exc_text or ''}"
    found = [secret for secret in secrets_of(carnation) if secret in line]
    assert found == [], line


def secrets_of(carnation: CarnationSimulator) -> set[str]:
    """Return what nobody may read: secrets, tokens, names and words."""
    world = carnation.world
    secrets: set[str | None] = {
        *carnation.secrets(),
        *(user.email for user in world.users),
        # The server's own users have names like "default".
        *(user.name for user in world.users if user.name.istitle()),
        *(viewer.name for viewer in world.viewers),
        *(item.title for item in world.items.values()),
        *(item.description for item in world.items.values()),
    }
    return {secret for secret in secrets if secret and len(secret) > 2}


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return what our loggers said, of this level or worse."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(OURS) and record.levelno >= level
    ]
