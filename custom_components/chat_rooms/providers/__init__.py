"""The services, by their keys."""

from .base import Provider
from .bocco.provider import BoccoProvider
from .nextcloud_talk.provider import NextcloudTalkProvider

PROVIDERS: dict[str, type[Provider]] = {
    "bocco": BoccoProvider,
    "nextcloud_talk": NextcloudTalkProvider,
}
