"""The services, by their keys."""

from .base import Provider
from .bocco.provider import BoccoProvider
from .carbonio.provider import CarbonioProvider
from .nextcloud_talk.provider import NextcloudTalkProvider

PROVIDERS: dict[str, type[Provider]] = {
    "bocco": BoccoProvider,
    "carbonio": CarbonioProvider,
    "nextcloud_talk": NextcloudTalkProvider,
}
