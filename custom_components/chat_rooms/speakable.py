"""Messages in words that a voice can read aloud."""

from collections.abc import Sequence
import re

from .model import Message, MessageKind
from .wording import Words, common_text

LONGEST = 500
# Addresses and marks are longer than what is said of them.
LOOKED_AT = 4 * LONGEST

# What is said of a message instead of, or before, its text.
DESCRIPTIONS: dict[MessageKind, str] = {
    MessageKind.IMAGE: "voice_image",
    MessageKind.AUDIO: "voice_audio",
    MessageKind.VIDEO: "voice_video",
    MessageKind.FILE: "voice_file",
    MessageKind.STAMP: "voice_stamp",
    MessageKind.LOCATION: "voice_location",
    MessageKind.LIKE: "voice_like",
}

LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s[^)]*)?\)")
ADDRESS = re.compile(r"https?://([^\s/?#<>\"'()]+)[^\s<>\"'()]*", re.IGNORECASE)
LINE_MARKS = re.compile(
    r"^[ \t]*(?:(?:#{1,6}|[-*+]|\d+[.)])[ \t]+|>+[ \t]*|```\w*[ \t]*$|[-*_]{3,}[ \t]*$)",
    re.MULTILINE,
)
MARKS = re.compile(r"(\*\*|__|~~|`+|(?<!\w)[*_](?=\w)|(?<=[\w.!?])[*_](?!\w))")
ENDS = tuple(".!?…。！？」』")
# From here on they are the signs of East Asia.
FIRST_WIDE = "\u2e80"


def speakable(words: Words, message: Message) -> str:
    """Return what a message says, a few sentences at most."""
    # Nobody hears more, and a hostile text could keep the expressions busy for seconds.
    text = message.text[:LOOKED_AT]
    if message.is_markdown:
        text = MARKS.sub("", LINE_MARKS.sub("", LINK.sub(r"\1", text)))
    text = ADDRESS.sub(
        lambda found: common_text(words, "voice_link", site=found[1]), text
    )
    lines = [line for part in text.splitlines() if (line := " ".join(part.split()))]
    text = joined([*map(ended, lines[:-1]), *lines[-1:]])
    if len(text) > LONGEST or len(message.text) > LOOKED_AT:
        text = f"{text[:LONGEST].rstrip()}…"
    title = " ".join(message.title.split())
    parts = filter(None, (_description(words, message), title, text))
    # The place that a message shows may be its text as well.
    return listed(words, [*dict.fromkeys(parts)]) or common_text(
        words, "voice_wordless"
    )


def _description(words: Words, message: Message) -> str:
    place = message.location.name if message.location else ""
    if message.kind is MessageKind.LOCATION and place:
        return place
    if (key := DESCRIPTIONS.get(message.kind)) is not None:
        return common_text(words, key)
    return ""


def ended(text: str) -> str:
    """Return a text with the mark of a sentence's end."""
    if not text or text.endswith(ENDS):
        return text
    return f"{text}{'。' if text[-1] >= FIRST_WIDE else '.'}"


def joined(sentences: list[str]) -> str:
    """Return sentences one after the other."""
    return "".join(
        one if one[-1:] >= FIRST_WIDE else f"{one} " for one in sentences
    ).rstrip()


def listed(words: Words, parts: Sequence[str]) -> str:
    """Return several things in one sentence."""
    text = "".join(parts[:1])
    for part in parts[1:]:
        text = common_text(words, "voice_list", some=text, another=part)
    return text
