"""How the server feels, as it tells and as it does not."""

from typing import Any

import pytest

from custom_components.chat_rooms.model import HealthStatus
from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.health import to_health
from custom_components.chat_rooms.providers.carbonio.models import WireHealth
from custom_components.chat_rooms.providers.wire import parse
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_host import DEPENDENCIES


async def test_well(simulator: CarbonioSimulator, client: CarbonioClient) -> None:
    """Test a server that is well, with all that it needs."""
    health = to_health(await client.service.get_health_status())
    assert health.status is HealthStatus.OK
    assert health.parts == dict.fromkeys(DEPENDENCIES, True)


@pytest.mark.parametrize("status", ["ok", "warn", "error"])
async def test_unwell(
    simulator: CarbonioSimulator, client: CarbonioClient, status: str
) -> None:
    """Test that the server itself says how it feels."""
    simulator.health.status = status  # type: ignore[assignment]
    simulator.health.broken = ["xmpp_server"]
    health = to_health(await client.service.get_health_status())
    assert health.status == status
    assert [name for name, well in health.parts.items() if not well] == ["xmpp_server"]


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        ({"status": "WARN"}, HealthStatus.WARN),
        ({"isLive": True}, HealthStatus.OK),
        ({"isLive": True, "status": "splendid"}, HealthStatus.OK),
        ({"isLive": False}, HealthStatus.ERROR),
        ({}, HealthStatus.ERROR),
        ({"isLive": True, "dependencies": [{"name": "database"}]}, HealthStatus.WARN),
        ({"isLive": True, "dependencies": None}, HealthStatus.OK),
    ],
)
def test_told_by_halves(wire: dict[str, Any], status: HealthStatus) -> None:
    """Test a server that leaves something out."""
    assert to_health(parse(WireHealth, wire)).status is status


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("Video Server", "video_server"),
        ("a.b-c/d", "a_b_c_d"),
        ("__class__", "class"),
        ("動画", "unknown"),
        ("²", "unknown"),
    ],
)
def test_unknown_parts(name: str, attribute: str) -> None:
    """Test that a part of any name can be an attribute of a state."""
    parts = [{"name": name, "isHealthy": True}]
    health = to_health(parse(WireHealth, {"dependencies": parts}))
    assert health.parts == {attribute: True}


def test_parts_of_one_name() -> None:
    """Test that of two parts of one name both have to be well."""
    parts = [{"name": name, "isHealthy": name == "A B"} for name in ("A B", "a_b")]
    for told in (parts, parts[::-1]):
        health = to_health(parse(WireHealth, {"dependencies": told}))
        assert health.parts == {"a_b": False}
