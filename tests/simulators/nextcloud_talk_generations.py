"""What servers of different years say that they can do."""

from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import orjson

type Name = Literal["current", "previous", "between", "old"]

OLD = frozenset(
    {
        "audio",
        "video",
        "chat",
        "guest-signaling",
        "empty-group-room",
        "guest-display-names",
        "multi-room-users",
    }
)
BETWEEN = OLD | {
    "chat-v2",
    "favorites",
    "last-room-activity",
    "system-messages",
    "mention-flag",
    "in-call-flags",
    "notification-levels",
    "invite-groups-and-mails",
    "locked-one-to-one-rooms",
    "read-only-rooms",
    "chat-read-marker",
    "webinary-lobby",
    "chat-replies",
}
PREVIOUS = (BETWEEN - {"chat"}) | {
    "no-ping",
    "start-call-flag",
    "circles-support",
    "force-mute",
    "conversation-v2",
    "conversation-v3",
    "conversation-v4",
    "sip-support",
    "chat-reference-id",
    "phonebook-search",
    "raise-hand",
    "room-description",
    "rich-object-sharing",
    "geo-location-sharing",
    "voice-message-sharing",
    "signaling-v3",
    "publishing-permissions",
    "clear-history",
    "direct-mention-flag",
    "notification-calls",
    "conversation-permissions",
    "rich-object-list-media",
    "rich-object-delete",
    "unified-search",
    "chat-permission",
    "silent-send",
    "silent-call",
    "send-call-notification",
    "talk-polls",
    "message-expiration",
    "reactions",
    "chat-unread",
    "delete-messages",
    "avatar",
    "markdown-messages",
    "media-caption",
    "session-state",
    "note-to-self",
    "recording-v1",
    "remind-me-later",
    "bots-v1",
    "typing-privacy",
    "chat-read-last",
    "edit-messages",
    "federation-v1",
}
CURRENT = PREVIOUS | {
    "delete-messages-unlimited",
    "edit-messages-note-to-self",
    "silent-send-state",
    "mention-permissions",
    "ban-v1",
    "chat-get-context",
    "archived-conversations-v2",
    "chat-keep-notifications",
    "email-csv-import",
    "conversation-creation-password",
    "conversation-creation-all",
    "important-conversations",
    "sensitive-conversations",
    "threads",
    "pinned-messages",
}

CONFIG: dict[str, Any] = {
    "attachments": {"allowed": True, "folder": "/Talk"},
    "call": {"enabled": True, "can-upload-background": True},
    "chat": {
        "max-length": 32_000,
        "read-privacy": 0,
        "has-translation-providers": False,
        "typing-privacy": 0,
    },
    "conversations": {"can-create": True},
    "previews": {"max-gif-size": 3_145_728},
    "signaling": {"session-ping-limit": 200},
}


@dataclass(slots=True)
class Generation:
    """A server of some year."""

    version: str
    talk: str
    features: set[str]
    config: dict[str, Any]
    strict_limits: bool
    has_login_flow: bool = True
    has_app_passwords: bool = True

    def has(self, feature: str) -> bool:
        """Tell whether the server says that it can do something."""
        return feature in self.features

    @property
    def rooms_version(self) -> str:
        """Return which API of rooms, participants and calls there is."""
        return "v4" if self.has("conversation-v4") else "v1"

    @property
    def counts_from_any_id(self) -> bool:
        """Tell whether history goes back from ids that are not of the room, or gone.

        Servers that do not are also too old to know `includeLastKnown`.
        """
        return self.has("conversation-v4")

    @property
    def longest_text(self) -> int:
        """Return how many characters a message may have."""
        return int(self.config.get("chat", {}).get("max-length", 1000))

    @property
    def longest_description(self) -> int:
        """Return how many characters a room's description may have."""
        return int(self.config.get("conversations", {}).get("description-length", 500))

    @property
    def spreed(self) -> dict[str, Any]:
        """Return what the capabilities tell of Talk."""
        told: dict[str, Any] = {"features": sorted(self.features)}
        if self.config:
            told |= {"config": self.config, "version": self.talk}
        return told

    @property
    def digest(self) -> str:
        """Return what changes whenever the capabilities do."""
        return sha256(orjson.dumps(self.spreed)).hexdigest()[:40]


def generation(name: Name) -> Generation:
    """Return a server: today's, that of two years ago, or one of the first."""
    known = deepcopy(CONFIG)
    match name:
        case "current":
            config = known | {"federation": {"enabled": False}}
            config["conversations"]["description-length"] = 2_000
            return Generation("34.0.0", "24.0.0", set(CURRENT), config, True)
        case "previous":
            return Generation("29.0.1", "19.0.1", set(PREVIOUS), known, False)
        case "between":
            config = {key: known[key] for key in ("attachments", "chat")}
            return Generation("16.0.3", "6.0.4", set(BETWEEN), config, False)
        case "old":
            return Generation(
                "13.0.4",
                "3.0.1",
                set(OLD),
                {},
                False,
                has_login_flow=False,
                has_app_passwords=False,
            )
