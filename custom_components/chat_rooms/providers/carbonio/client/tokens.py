"""The account's token: the cookie that it travels in, and what it tells."""

from collections.abc import Mapping
import re

from multidict import MultiMapping

COOKIE = "ZM_AUTH_TOKEN"

# What may stand in a cookie as it is.
USABLE = re.compile(r"[!#-+\--:<-\[\]-~]+")
ACCOUNT_ID = re.compile(r"(?:^|;)id=(\d+):")


def usable(token: str) -> bool:
    """Tell whether this can be a token: nothing that a header would choke on."""
    return USABLE.fullmatch(token) is not None


def cookie(token: str) -> dict[str, str]:
    """Return the header by which a token makes the account known."""
    return {"Cookie": f"{COOKIE}={token}"}


def account_id_in(token: str) -> str:
    """Return the id of the account that a token tells of, "" if it tells of none.

    Its third part between underscores is id=36:…;exp=13:…;… in hexadecimal digits,
    with the length before each value.
    """
    parts = token.split("_")
    try:
        told = bytes.fromhex(parts[2]).decode()
    except ValueError, IndexError:
        return ""
    if (found := ACCOUNT_ID.search(told)) is None:
        return ""
    value = told[found.end() : found.end() + int(found[1])]
    return value if len(value) == int(found[1]) else ""


def cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies that an answer sets."""
    lines = (
        headers.getall("Set-Cookie", [])
        if isinstance(headers, MultiMapping)
        else [headers.get("Set-Cookie", "")]
    )
    found = {}
    for line in lines:
        name, _, value = line.partition(";")[0].partition("=")
        if usable(value := value.strip().strip('"')):
            found[name.strip()] = value
    return found
