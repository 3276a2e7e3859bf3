"""Files in parts, as most servers of files give them out."""

import re

from aiohttp import hdrs, web

from .recording import Call

RANGE = re.compile(r"bytes=(?P<first>\d*)-(?P<last>\d*)", re.ASCII)


def in_parts(
    call: Call, data: bytes, content_type: str, **headers: str
) -> web.Response:
    """Return a file, or the part of it that a request asks for; `_` means `-`.

    What is not understood as a question for one part is answered with the whole.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    head = {"Content-Type": content_type, "Accept-Ranges": "bytes", **named}
    wanted = _wanted(call.header(hdrs.RANGE) or "", len(data))
    if wanted is None:
        return web.Response(body=data, headers=head)
    if not wanted:
        return web.Response(
            status=416, headers={hdrs.CONTENT_RANGE: f"bytes */{len(data)}"}
        )
    place = f"bytes {wanted.start}-{wanted.stop - 1}/{len(data)}"
    return web.Response(
        status=206,
        body=data[wanted.start : wanted.stop],
        headers=head | {"Content-Range": place},
    )


def _wanted(header: str, size: int) -> range | None:
    found = RANGE.fullmatch(header)
    if not found or found["first"] == found["last"] == "":
        return None
    if not found["first"]:
        return range(max(0, size - int(found["last"])), size)
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else size - 1
    if last < first < size:
        return None
    return range(first, min(last + 1, size))
