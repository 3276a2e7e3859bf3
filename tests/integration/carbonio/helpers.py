"""What the tests of Carbonio look with."""

from logging import LogRecord
import re
from xml.sax.saxutils import unescape

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import USERNAME

OURS = "custom_components.chat_rooms"
DEVICE_ID = "5a0d6e4c-0f5b-4f0e-8a52-3f6c1f0a9b7d"

CONNECTED = "binary_sensor.carbonio_chats_taro_connected"
HEALTH = "sensor.carbonio_chats_taro_health"
REFRESH = "button.carbonio_chats_taro_refresh"
TOTAL = "sensor.carbonio_chats_taro_unread_messages"

BODY = re.compile(r"<body[^>]*>([^<]+)</body>")


def assert_discreet(record: LogRecord, carbonio: CarbonioSimulator) -> None:
    """Assert that a line of the log holds no secret and nobody's words or name."""
    line = f"{record.getMessage()} {record.exc_text or ''}"
    found = [secret for secret in secrets_of(carbonio) if secret in line]
    assert found == [], line


def secrets_of(carbonio: CarbonioSimulator) -> set[str]:
    """Return what nobody may read: passwords, tokens, devices, names and words."""
    world, door = carbonio.world, carbonio.door
    secrets = {
        USERNAME,
        DEVICE_ID,
        door.otp,
        *carbonio.secrets(),
        *carbonio.trusted_devices,
        *carbonio.waiting_devices.values(),
        *world.rooms,
        *map(world.name_of, world.rooms.values()),
        *(part for one in world.people.values() for part in (one.id, one.name)),
        *(file.name for file in world.attachments.values()),
        *(
            unescape(text)
            for room in world.rooms.values()
            for posted in room.archive
            for text in BODY.findall(posted.children)
        ),
    }
    return {secret for secret in secrets if len(secret) > 2}
