"""Where requests go: what an address may be, and whether it is the service's own."""

import re

from yarl import URL

from .errors import UnsupportedError

# A whole address in which nothing needs quoting, and what follows its origin.
WELL_FORMED = re.compile(
    r"https?://[^/?#]+(/(?:[\w.~!$&'()*+,;=:@/?\[\]-]|%[0-9a-f]{2})*)(?:#.*)?",
    re.ASCII | re.IGNORECASE,
)


def web_address(base: URL, address: str) -> URL:
    """Return an address, which may be relative to another one.

    Raises UnsupportedError if it is no web address.
    """
    try:
        url = base.join(URL(address))
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise UnsupportedError("not a web address")
    # A name and password in it would collide with the credentials of a header.
    return url.with_user(None)


def as_sent(base: URL, address: str) -> URL:
    """Return an address letter by letter where that is possible; raises as above."""
    url = web_address(base, address)
    # Quoting it anew would break the signature that may be in it.
    if found := WELL_FORMED.fullmatch(address):
        return URL(f"{url.origin()}{found[1]}", encoded=True)
    return url


def is_upgrade(origin: URL, url: URL) -> bool:
    """Tell whether an address is the https of an origin with http."""
    return (origin.scheme, url.scheme, origin.host) == ("http", "https", url.host)


def raised_to_https(origin: URL, url: URL) -> URL:
    """Return an address with https if it is the plain http of an origin's host."""
    if (origin.scheme, url.scheme) == ("https", "http") and url.host == origin.host:
        return url.with_scheme("https").with_port(origin.port)
    return url
