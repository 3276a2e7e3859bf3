"""What goes up as it is: bytes, with their name and type in headers."""

from collections.abc import Mapping

from ...errors import ForbiddenError, Reason
from .escapes import escaped

# Servers take about 8 KB of headers, and the account's cookie is one of them.
LONGEST_TEXT = 7000
OCTETS = "application/octet-stream"

UPLOADING: Mapping[int, Reason | None] = {400: None, 413: Reason.FILE_TOO_LARGE}


def upload_headers(
    name: str, content_type: str, description: str = ""
) -> dict[str, str]:
    """Return the headers that go with a file.

    Raises ForbiddenError with TEXT_TOO_LONG if a server would not take them.
    """
    headers = {
        "Content-Type": OCTETS,
        "fileName": escaped(name),
        "mimeType": header_text(content_type) or OCTETS,
    }
    if description:
        headers["description"] = escaped(description)
    if len(headers["fileName"]) + len(headers.get("description", "")) > LONGEST_TEXT:
        raise ForbiddenError(
            "more text than fits into headers", reason=Reason.TEXT_TOO_LONG
        )
    return headers


def header_text(value: str) -> str:
    """Return what may stand in a header, "" if this may not."""
    return value if value.isascii() and value.isprintable() else ""
