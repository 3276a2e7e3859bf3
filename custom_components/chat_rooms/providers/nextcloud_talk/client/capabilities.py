"""What a server can do, and what tells its generations apart.

The rooms, the participants and the calls have had four versions, the chat two of
the same number; each is told by features of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from ...errors import Reason, UnsupportedError
from ...wire import as_text, flag_or_none, texts, whole_or_none

type Version = Literal["v1", "v2", "v3", "v4"]

ROOM_VERSIONS: tuple[Version, ...] = ("v4", "v3", "v2")
# Of the servers that do not tell.
MAX_TEXT_LENGTH = 1_000
MAX_DESCRIPTION_LENGTH = 500
ATTACHMENTS_FOLDER = "/Talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """The features of a server's Talk, and what its administrator has set.

    `max_text_length` is in characters, of a message, and so is
    `max_description_length`, of a room's description. `attachments_folder` is below
    the account's own folder.
    """

    features: frozenset[str]
    version: str = ""
    max_text_length: int = MAX_TEXT_LENGTH
    max_description_length: int = MAX_DESCRIPTION_LENGTH
    attachments_allowed: bool = True
    attachments_folder: str = ATTACHMENTS_FOLDER

    @classmethod
    def of(cls, answer: object) -> Self:
        """Read the answer to the call of that name.

        Raises UnsupportedError with APP_DISABLED if there is no Talk in it.
        """
        talk = _map(_map(answer).get("capabilities")).get("spreed")
        if not isinstance(talk, dict) or not talk:
            raise UnsupportedError("Talk is switched off", reason=Reason.APP_DISABLED)
        features = frozenset(texts(talk.get("features")))
        config = _map(talk.get("config"))
        attachments = _map(config.get("attachments"))
        return cls(
            features=features,
            version=as_text(talk.get("version")),
            max_text_length=_length(config, "chat", "max-length") or MAX_TEXT_LENGTH,
            max_description_length=_length(
                config, "conversations", "description-length"
            )
            or MAX_DESCRIPTION_LENGTH,
            attachments_allowed=flag_or_none(attachments.get("allowed")) is not False,
            attachments_folder=as_text(attachments.get("folder")) or ATTACHMENTS_FOLDER,
        )

    def has(self, feature: str) -> bool:
        """Tell whether the server has a feature, by Talk's name for it."""
        return feature in self.features

    def require(self, feature: str) -> None:
        """Raise UnsupportedError if the server does not have a feature."""
        if not self.has(feature):
            raise UnsupportedError(f"the server's Talk has no {feature}")

    def require_old_rooms(self) -> None:
        """Raise UnsupportedError if participants are named by attendees' ids."""
        if self.attendees:
            raise UnsupportedError("the server names participants otherwise")

    @property
    def rooms_version(self) -> Version:
        """The version of the rooms and their participants."""
        for version in ROOM_VERSIONS:
            if self.has(f"conversation-{version}"):
                return version
        return "v1"

    @property
    def call_version(self) -> Version:
        """The version of the calls, which is that of the rooms."""
        return self.rooms_version

    @property
    def chat_v2(self) -> bool:
        """Whether the chat goes on from a message, and not from an offset."""
        return self.has("chat-v2")

    @property
    def attendees(self) -> bool:
        """Whether participants are named by the ids of attendees."""
        return self.rooms_version in ("v3", "v4")


def _length(config: Mapping[str, Any], section: str, name: str) -> int | None:
    length = whole_or_none(_map(config.get(section)).get(name))
    return length if length and length > 0 else None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
