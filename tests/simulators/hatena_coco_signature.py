"""OAuth 1.0's signatures (RFC 5849), from the bytes of a request."""

from base64 import b64encode
import hmac
import re
from urllib.parse import quote, unquote_to_bytes

from .recording import Pairs

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PARAMETER = re.compile(r'\s*(?P<name>[^\s=",]+)="(?P<value>[^"]*)"\s*(?:,|$)')
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def encode(text: str) -> str:
    """Percent-encode all but letters, digits, "-", ".", "_" and "~" (section 3.6)."""
    return quote(text, safe="")


def decode(text: str, *, plus_is_space: bool) -> str:
    """Decode what is percent-encoded; ValueError for what nobody may send."""
    if not text.isascii() or _BAD_ESCAPE.search(text):
        raise ValueError("ill-formed percent-encoding")
    return unquote_to_bytes(text.replace("+", " ") if plus_is_space else text).decode()


def query_pairs(target: str) -> Pairs:
    """Return the query parameters of a request target; ValueError if ill-formed."""
    pairs = []
    for item in target.partition("?")[2].split("&"):
        name, _, value = item.partition("=")
        if item:
            pairs.append(
                (decode(name, plus_is_space=True), decode(value, plus_is_space=True))
            )
    return pairs


def header_pairs(header: str) -> Pairs:
    """Return an Authorization header's parameters without the realm (3.5.1).

    ValueError if it is not of the scheme OAuth, or not encoded as it has to be.
    """
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        raise ValueError("the scheme is not OAuth")
    pairs, position = [], 0
    while position < len(rest):
        if not (match := _PARAMETER.match(rest, position)):
            raise ValueError("an ill-formed Authorization header")
        position = match.end()
        if match["name"].lower() == "realm":
            continue
        pair = tuple(decode(part, plus_is_space=False) for part in match.groups())
        if tuple(map(encode, pair)) != match.groups():
            raise ValueError("a parameter is not percent-encoded as it has to be")
        pairs.append((pair[0], pair[1]))
    return pairs


def base_string(
    method: str, scheme: str, host: str, target: str, pairs: Pairs, /
) -> str:
    """Return what is signed (section 3.4.1).

    `target` is the request target as it was sent; its query has to be in `pairs`.
    """
    host = host.lower().removesuffix(_DEFAULT_PORTS[scheme])
    address = f"{scheme}://{host}{target.partition('?')[0]}"
    encoded = sorted((encode(name), encode(value)) for name, value in pairs)
    normalised = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join(map(encode, (method.upper(), address, normalised)))


def signature(base: str, consumer_secret: str, token_secret: str) -> str:
    """Return the HMAC-SHA1 signature (section 3.4.2) in base64."""
    key = f"{encode(consumer_secret)}&{encode(token_secret)}"
    return b64encode(hmac.digest(key.encode(), base.encode(), "sha1")).decode()
