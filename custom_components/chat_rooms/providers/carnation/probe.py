"""Telling a carnation server from others, without signing in."""

import re

from ..answers import Answer
from ..errors import UnsupportedError
from ..http import HttpClient
from .errors import oauth_error

ASKED = "/api/v1/user"
NO_TOKEN = re.compile(rb"no access[ _-]?token", re.IGNORECASE)
REFUSALS = frozenset({400, 401, 403, 404})


async def probe(http: HttpClient) -> None:
    """Prove that the address answers as carnation does where a token is missing.

    Raises UnsupportedError if it does not.
    """
    answer = await http.request("GET", ASKED, accept=REFUSALS, anonymous=True)
    if not _is_refusal(answer):
        raise UnsupportedError("the address does not answer as carnation does")


def _is_refusal(answer: Answer) -> bool:
    if answer.status not in (400, 401) or answer.is_html:
        return False
    challenge = answer.headers.get("WWW-Authenticate", "").lower()
    return (
        NO_TOKEN.search(answer.body) is not None
        or oauth_error(answer) == "invalid_token"
        or (answer.status == 401 and challenge.startswith("bearer"))
    )
