"""What the head of a JPEG file tells of how it is decoded."""

START_OF_SCAN = 0xDA
# Frames that are stored line by line: baseline, and extended sequential.
SEQUENTIAL = frozenset({0xC0, 0xC1})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def is_in_one_scan(data: bytes) -> bool:
    """Whether a JPEG file has all of its colours in a single scan, line by line.

    Only such a file is decoded without being held whole, as numbers that take more
    than its pixels. Progressive files are none; neither is what is broken or odd.
    """
    position, colours = 2, None
    while len(data) >= position + 4 and data[position] == 0xFF:
        marker = data[position + 1]
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        segment = data[position + 4 : end]
        if marker == START_OF_SCAN:
            return colours is not None and segment[:1] == colours
        if marker in FRAMES:
            if marker not in SEQUENTIAL:
                return False
            # How many they are comes after precision, height and width.
            colours = segment[5:6]
        position = end
    return False
