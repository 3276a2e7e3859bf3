"""What the head of a JPEG file tells."""

import pytest

from custom_components.chat_rooms.jpeg import is_in_one_scan

from .drawings import drawn

ONE_COLOUR = b"\xff\xda\x00\x08\x01"
ALL_COLOURS = b"\xff\xda\x00\x0c\x03"
BASELINE, ARITHMETIC = b"\xff\xc0\x00\x11", b"\xff\xc9\x00\x11"


@pytest.mark.parametrize(
    "options",
    [{}, {"orientation": 6}, {"mode": "L"}, {"mode": "CMYK"}, {"subsampling": 0}],
    ids=["colours", "with more in its head", "grey", "print", "fine"],
)
def test_one_scan(options: dict[str, object]) -> None:
    """What cameras write is decoded line by line."""
    assert is_in_one_scan(drawn(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        drawn(progressive=True),
        drawn().replace(ALL_COLOURS, ONE_COLOUR),
        drawn().replace(BASELINE, ARITHMETIC),
        drawn()[:100],
        drawn()[:2],
        b"",
        drawn("PNG"),
        drawn()[:2] + b"\xff\xfe\x00\x00" + drawn()[2:],
    ],
    ids=["progressive", "colours", "arithmetic", "cut", "2", "empty", "png", "odd"],
)
def test_more(data: bytes) -> None:
    """What has its colours one after the other, or is odd, is not."""
    assert not is_in_one_scan(data)
