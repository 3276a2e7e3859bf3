"""How the server feels, in the words of the model."""

from ...model import Health, HealthStatus
from .models import WireHealth

NAMELESS = "unknown"


def to_health(health: WireHealth) -> Health:
    """Return how the server and each of its dependencies feel.

    What the server does not say of itself is taken from its dependencies.
    """
    parts: dict[str, bool] = {}
    for dependency in health.dependencies:
        name = _attribute(dependency.name)
        parts[name] = parts.get(name, True) and dependency.is_healthy
    return Health(status=_status(health, parts), parts=parts)


def _status(health: WireHealth, parts: dict[str, bool]) -> HealthStatus:
    try:
        return HealthStatus(health.status.lower())
    except ValueError:
        pass
    if not health.is_live:
        return HealthStatus.ERROR
    return HealthStatus.OK if all(parts.values()) else HealthStatus.WARN


def _attribute(name: str) -> str:
    """Return a name as one of a state's attributes: small letters, digits and _."""
    letters = (
        letter if letter.isascii() and letter.isalnum() else "_"
        for letter in name.lower()
    )
    return "".join(letters).strip("_") or NAMELESS
