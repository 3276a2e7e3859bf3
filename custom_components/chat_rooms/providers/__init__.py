"""The services, by their keys."""

from .base import Provider
from .bocco.provider import BoccoProvider

PROVIDERS: dict[str, type[Provider]] = {
    "bocco": BoccoProvider,
}
