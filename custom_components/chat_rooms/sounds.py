"""What kind of sound a room plays, and what another kind has to become."""

from typing import NamedTuple

from .file_types import normalised
from .model import ANY_TYPE, Limits


class Sound(NamedTuple):
    """A kind of sound that can be made: what people call it, and ffmpeg's options."""

    name: str
    options: tuple[str, ...]


# The ones that most players play come first.
SOUNDS = {
    "audio/mp4": Sound(
        "M4A", ("-c:a", "aac", "-ar", "44100", "-movflags", "+faststart", "-f", "ipod")
    ),
    "audio/mpeg": Sound("MP3", ("-c:a", "libmp3lame", "-ar", "44100", "-f", "mp3")),
    "audio/wav": Sound("WAV", ("-c:a", "pcm_s16le", "-ar", "44100", "-f", "wav")),
    "audio/ogg": Sound("Ogg", ("-c:a", "libopus", "-ar", "48000", "-f", "ogg")),
}
# A film without a picture, as far as its first bytes tell.
SOUND_OF_FILM = {
    "application/ogg": "audio/ogg",
    "video/mp4": "audio/mp4",
    "video/ogg": "audio/ogg",
    "video/quicktime": "audio/mp4",
    "video/webm": "audio/webm",
}


def is_sound(content_type: str) -> bool:
    """Whether such a file is nothing but sound."""
    return content_type.startswith("audio/")


def type_to_become(
    content_type: str, limits: Limits, *, is_spoken: bool, data: bytes | None = None
) -> str | None:
    """Return what a sound has to become for a room, None if it stays what it is.

    A spoken message becomes one that the room plays as such; any other sound only
    becomes another if the room does not take it. None, too, where a room takes no
    sound that can be made. The types are by their usual names; `data` is the sound,
    where it is known.
    """
    voices = [normalised(kind) or kind for kind in limits.voice_types]
    taken = {normalised(kind) or kind for kind in limits.content_types}
    if is_spoken and voices:
        if content_type in voices and not is_odd(content_type, data or b""):
            return None
        wanted = voices
    else:
        if content_type in taken or ANY_TYPE in taken:
            return None
        wanted = [*voices, *SOUNDS]
    return next(
        (
            kind
            for kind in wanted
            if kind in SOUNDS and (kind in taken or ANY_TYPE in taken)
        ),
        None,
    )


def is_odd(content_type: str, data: bytes) -> bool:
    """Whether a sound is of a kind that bears its type's name, but few players play.

    Browsers record MP4 in fragments, and some with Opus in it.
    """
    return content_type == "audio/mp4" and (b"moof" in data or b"Opus" in data)
