r"""Text as Carbonio wants it in headers, and writes it itself: \u3042\u3044."""

import re

ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


def escaped(text: str) -> str:
    r"""Return a text with every UTF-16 unit as \uXXXX: an emoji becomes two."""
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return "".join(
        f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4)
    )


def unescaped(text: str) -> str:
    r"""Return a text with each \uXXXX as what it stands for, and the rest as it is.

    Pairs join; half a pair becomes the replacement character.
    """
    return ESCAPES.sub(_decoded, text)


def _decoded(run: re.Match[str]) -> str:
    units = bytes.fromhex(run[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
