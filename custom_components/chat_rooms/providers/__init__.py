"""The services, by their keys."""

from .base import Provider
from .bocco.provider import BoccoProvider
from .carbonio.provider import CarbonioProvider
from .carnation.provider import CarnationProvider
from .hatena_coco.provider import HatenaCocoProvider
from .nextcloud_talk.provider import NextcloudTalkProvider

PROVIDERS: dict[str, type[Provider]] = {
    "bocco": BoccoProvider,
    "carbonio": CarbonioProvider,
    "carnation": CarnationProvider,
    "hatena_coco": HatenaCocoProvider,
    "nextcloud_talk": NextcloudTalkProvider,
}
