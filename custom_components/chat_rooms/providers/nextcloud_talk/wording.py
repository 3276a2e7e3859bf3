"""Texts and file names on their way out."""

from datetime import datetime
import mimetypes
from pathlib import PurePosixPath
import re
from secrets import token_hex

from ...outgoing import Outgoing, OutgoingFile
from .models import WireMessage
from .translate import PLACEHOLDER

# What would end bold letters in the middle of a title.
MARKDOWN = re.compile(r"([\\*`])")
# A server may be set to take no name that Windows would not take.
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/<>:"|?*]+')
NAME_BYTES = 150
VOICE_TYPES = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/wav": ".wav",
    "audio/wave": ".wav",
    "audio/x-wav": ".wav",
    "audio/vnd.wave": ".wav",
}


def whole_text(outgoing: Outgoing, *, markdown: bool) -> str:
    """Return title and text as one, the title a line in bold letters if it can be."""
    title = " ".join(outgoing.title.split())
    if title and markdown:
        title = f"**{MARKDOWN.sub(r'\\\1', title)}**"
    return "\n".join(filter(None, (title, outgoing.text)))


def same_text(message: WireMessage, text: str) -> bool:
    """Tell whether a message is a text that was sent, which may mention people."""

    def typed(match: re.Match[str]) -> str:
        found = message.message_parameters.get(match[1])
        if found is None:
            return match[0]
        return "@all" if found.type == "call" else f"@{found.id}"

    came_back = PLACEHOLDER.sub(typed, message.message)
    return came_back.replace('"', "").strip() == text.replace('"', "").strip()


def is_voice(file: OutgoingFile) -> bool:
    """Tell whether Talk can play a file as a voice message."""
    return file.content_type.lower() in VOICE_TYPES


def stored_name(file: OutgoingFile) -> str:
    """Return a name under which nothing lies in the account's folder yet.

    Files of one name come often, a doorbell's picture every time somebody rings.
    None may overwrite another that was sent before, and Talk shares each path with
    a room only once. The name stays readable: people see it in the room.
    """
    name = PurePosixPath(FORBIDDEN.sub(" ", file.name).strip(" .") or "file")
    suffix = _suffix(name.suffix, file.content_type.lower())
    stem = name.stem if suffix == name.suffix else name.name
    # A file's name has at most 255 bytes.
    short = stem.encode(errors="replace")[:NAME_BYTES].decode(errors="ignore")
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H-%M-%S")
    return f"{short.strip()} ({stamp} {token_hex(2)}){suffix}"


def _suffix(suffix: str, content_type: str) -> str:
    """Return what the name ends with: the server tells the type by that alone."""
    if voice := VOICE_TYPES.get(content_type):
        return suffix if suffix.lower() == voice else voice
    if mimetypes.guess_type(f"file{suffix}")[0]:
        return suffix
    return mimetypes.guess_extension(content_type) or suffix
