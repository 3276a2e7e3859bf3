"""Small real pictures and sounds."""

from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
import math
import struct
import wave
import zlib

type Colour = tuple[int, int, int]

SKIES: tuple[Colour, ...] = (
    (96, 170, 235),
    (245, 160, 110),
    (120, 130, 210),
    (90, 195, 190),
)
SUN: Colour = (255, 225, 120)
SKINS: tuple[Colour, ...] = (
    (255, 205, 100),
    (250, 160, 150),
    (150, 205, 140),
    (150, 180, 240),
)
INK: Colour = (60, 50, 60)
PAPER: Colour = (250, 248, 240)

SAMPLE_RATE = 8000
CHIME = (880.0, 660.0)
CHIME_SECONDS = 0.3
OPUS_SILENCE = b"\xf8\xff\xfe"
OPUS_FRAMES = 50
OPUS_FRAME_SAMPLES = 960


@lru_cache(maxsize=32)
def landscape(number: int) -> bytes:
    """Return a PNG of hills under a sun, another one for another number."""
    width, height = 240, 160
    sky = SKIES[number % len(SKIES)]
    sun_x, sun_y = 40 + number * 53 % 160, 35 + number * 17 % 30

    def colour(x: int, y: int) -> Colour:
        for depth, base in enumerate((125, 105)):
            hill = base + 14 * math.sin((x + 40 * number) / (28 + 13 * depth))
            if y > hill:
                return (70, 165 - 30 * depth - y // 4, 80 + 20 * depth)
        if math.hypot(x - sun_x, y - sun_y) < 18:
            return SUN
        return _blend(sky, PAPER, y / height)

    return _png(width, height, colour)


@lru_cache(maxsize=32)
def face(number: int) -> bytes:
    """Return a PNG of a smile, for icons and stamps."""
    size = 64
    skin = SKINS[number % len(SKINS)]

    def colour(x: int, y: int) -> Colour:
        from_centre = math.hypot(x - 32, y - 32)
        if from_centre > 29:
            return PAPER
        eye = min(math.hypot(x - 22, y - 25), math.hypot(x - 42, y - 25)) < 4
        smile = 15 < from_centre < 19 and y > 38
        return INK if eye or smile else skin

    return _png(size, size, colour)


@cache
def chime() -> bytes:
    """Return a WAV of two notes."""
    samples = [
        int(12_000 * math.sin(math.tau * note * n / SAMPLE_RATE) * math.exp(-n / 900))
        for note in CHIME
        for n in range(int(SAMPLE_RATE * CHIME_SECONDS))
    ]
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


@cache
def silence() -> bytes:
    """Return a second of silence as Ogg Opus."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
    frames = [OPUS_SILENCE] * OPUS_FRAMES
    return (
        _ogg_page(0, 2, 0, [head])
        + _ogg_page(1, 0, 0, [tags])
        + _ogg_page(2, 4, OPUS_FRAMES * OPUS_FRAME_SAMPLES, frames)
    )


@cache
def voice_note() -> bytes:
    """Return a file that calls itself M4A."""
    brand = b"ftypM4A \x00\x00\x02\x00M4A isom"
    note = bytes(range(256))
    return (
        struct.pack(">I", len(brand) + 4)
        + brand
        + struct.pack(">I4s", len(note) + 8, b"mdat")
        + note
    )


def _png(width: int, height: int, colour: Callable[[int, int], Colour]) -> bytes:
    rows = b"".join(
        b"\x00" + b"".join(bytes(colour(x, y)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )


def _blend(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (
        int(a + (b - a) * share) for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def _ogg_page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    start = b"OggS" + struct.pack("<BBQII", 0, flags, position, 1, number)
    end = bytes([len(packets), *map(len, packets)]) + b"".join(packets)
    return start + struct.pack("<I", _ogg_crc(start + bytes(4) + end)) + end


def _ogg_crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
