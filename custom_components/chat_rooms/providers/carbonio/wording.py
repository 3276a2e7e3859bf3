"""What happens to a room, told in the language of the account's user."""

from collections.abc import Mapping
from enum import StrEnum


class Operation(StrEnum):
    """What a configuration message tells."""

    NAME_CHANGED = "roomNameChanged"
    DESCRIPTION_CHANGED = "roomDescriptionChanged"
    PICTURE_UPDATED = "roomPictureUpdated"
    PICTURE_DELETED = "roomPictureDeleted"
    MEMBER_ADDED = "memberAdded"
    MEMBER_REMOVED = "memberRemoved"
    ATTACHMENT_ADDED = "attachmentAdded"


# Those who do something to themselves, and values that are taken away.
JOINED = "joined"
LEFT = "left"
DESCRIPTION_REMOVED = "descriptionRemoved"

ENGLISH: Mapping[str, str] = {
    Operation.NAME_CHANGED: "{who} renamed the room to {value}",
    Operation.DESCRIPTION_CHANGED: "{who} changed the description to: {value}",
    DESCRIPTION_REMOVED: "{who} removed the description",
    Operation.PICTURE_UPDATED: "{who} changed the picture of the room",
    Operation.PICTURE_DELETED: "{who} removed the picture of the room",
    Operation.MEMBER_ADDED: "{who} added {member}",
    JOINED: "{who} joined the room",
    Operation.MEMBER_REMOVED: "{who} removed {member}",
    LEFT: "{who} left the room",
}
JAPANESE: Mapping[str, str] = {
    Operation.NAME_CHANGED: "{who}さんがルーム名を「{value}」に変更しました",
    Operation.DESCRIPTION_CHANGED: "{who}さんが説明を「{value}」に変更しました",
    DESCRIPTION_REMOVED: "{who}さんが説明を削除しました",
    Operation.PICTURE_UPDATED: "{who}さんがルームの画像を変更しました",
    Operation.PICTURE_DELETED: "{who}さんがルームの画像を削除しました",
    Operation.MEMBER_ADDED: "{who}さんが{member}さんを追加しました",
    JOINED: "{who}さんが参加しました",
    Operation.MEMBER_REMOVED: "{who}さんが{member}さんを退出させました",
    LEFT: "{who}さんが退出しました",
}
LANGUAGES = {"en": ENGLISH, "ja": JAPANESE}


def texts(language: str) -> Mapping[str, str]:
    """Return the sentences of a language, which may name a country: "ja-JP"."""
    return LANGUAGES.get(language.replace("_", "-").partition("-")[0].lower(), ENGLISH)


def sentence(
    texts: Mapping[str, str],
    operation: str,
    who: str,
    *,
    value: str = "",
    member: str = "",
) -> str:
    """Return what happened as a sentence, "" for an operation nobody knows.

    `member` is empty where somebody joined or left by himself.
    """
    key: str = operation
    match operation:
        case Operation.MEMBER_ADDED if not member:
            key = JOINED
        case Operation.MEMBER_REMOVED if not member:
            key = LEFT
        case Operation.DESCRIPTION_CHANGED if not value:
            key = DESCRIPTION_REMOVED
    return texts.get(key, "").format(who=who, value=value, member=member)
