"""The pictures and sounds of a family at BOCCO."""

from uuid import UUID

from .bocco_state import Household, Message
from .media import chime, face, landscape, silence, voice_note

CONTENT_TYPES = {
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
}

SOUNDS = {"wav": chime, "ogg": silence, "m4a": voice_note}


def find_file(home: Household, kind: str, owner: str, extension: str) -> bytes | None:
    """Return a file of a user, a room or a message that the account may see."""
    match kind:
        case "users":
            user = next((user for user in home.users() if user.uuid == owner), None)
            return face(UUID(user.uuid).int) if user else None
        case "rooms":
            rooms = (room for room in home.joined_rooms() if room.uuid == owner)
            room = next(rooms, None)
            return landscape(len(room.name)) if room else None
    found = home.find_message(int(owner)) if owner.isdecimal() else None
    if not found or not found[0].member_of(home.account):
        return None
    return _message_file(found[1], extension)


def _message_file(message: Message, extension: str) -> bytes | None:
    if extension in message.files:
        return message.files[extension]
    if extension in SOUNDS:
        return SOUNDS[extension]()
    if extension == "png" and message.media == "image":
        return landscape(message.id)
    if extension == "png" and message.media == "stamp":
        return face(message.id)
    return None
