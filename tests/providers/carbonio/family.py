"""The family at Carbonio, and the servers at which it can be."""

import pytest

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation

OLD: Generation = "1.3.1"
NEW: Generation = "1.6.2"

FAMILY = "Family"
GRANDMA = "Grandma"
BOOK_CLUB = "Book Club"
OFFICE = "Office"
NEWS = "News"

BOTH_GENERATIONS = pytest.mark.parametrize("generation", [NEW, OLD])
BOTH_EDITIONS = pytest.mark.parametrize("edition", ["ce", "advanced"])
ON_OLD = pytest.mark.parametrize("generation", [OLD])
ADVANCED = pytest.mark.parametrize("edition", ["advanced"])


def assert_discreet(text: str, simulator: CarbonioSimulator) -> None:
    """Assert that a text holds no secret, and nothing that people wrote."""
    world = simulator.world
    for secret in (
        *simulator.secrets(),
        *simulator.trusted_devices,
        *(room.name for room in world.rooms.values() if room.name),
        *(person.name for person in world.people.values()),
        *(person.email for person in world.people.values()),
        *(file.name for file in world.attachments.values()),
        "hotel",
    ):
        assert secret not in text
