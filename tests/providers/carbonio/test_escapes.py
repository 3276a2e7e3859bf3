r"""Text as \uXXXX."""

import pytest

from custom_components.chat_rooms.providers.carbonio.client.escapes import (
    escaped,
    unescaped,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a", r"\u0061"),
        ("a b\n", r"\u0061\u0020\u0062\u000a"),
        ("\\u0061", r"\u005c\u0075\u0030\u0030\u0036\u0031"),
        ("あ", r"\u3042"),
        ("🏡", r"\ud83c\udfe1"),
        ("\ud83c", r"\ud83c"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    """Test that every unit is escaped, and all of it plain ASCII."""
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain text", "plain text"),
        (r"\u0061\u3042", "aあ"),
        (r"\uD83C\uDFE1 home", "🏡 home"),
        (r"a\u000ab", "a\nb"),
        (r"\u005cu0061", r"\u0061"),
        (r"\u12 \uXYZW \x41", r"\u12 \uXYZW \x41"),
        (r"half \ud83c!", "half \ufffd!"),
        (r"\udfe1\ud83c", "\ufffd\ufffd"),
    ],
)
def test_unescaped(text: str, expected: str) -> None:
    """Test that pairs join, and that the rest stays as it is."""
    assert unescaped(text) == expected


@pytest.mark.parametrize("text", ["", "Grandma's 🏡\t\\u0041 あ\x00"])
def test_there_and_back(text: str) -> None:
    """Test that nothing is lost."""
    assert unescaped(escaped(text)) == text
