"""What Hatena says of a request that it refuses, and the errors it stands for."""

from enum import StrEnum
import re

from ..answers import Answer
from ..errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    Reason,
    UnsupportedError,
)

# These are answers: what was wrong is in the header or in the body.
REFUSALS = range(400, 500)
METHOD_NOT_ALLOWED = 405

NAMED = re.compile(r'oauth_problem="?([a-z_]+)')


class Problem(StrEnum):
    """What OAuth's problem reporting names, as far as it makes a difference."""

    CONSUMER_KEY_REFUSED = "consumer_key_refused"
    CONSUMER_KEY_REJECTED = "consumer_key_rejected"
    CONSUMER_KEY_UNKNOWN = "consumer_key_unknown"
    NONCE_USED = "nonce_used"
    PARAMETER_ABSENT = "parameter_absent"
    PARAMETER_REJECTED = "parameter_rejected"
    PERMISSION_DENIED = "permission_denied"
    PERMISSION_UNKNOWN = "permission_unknown"
    SIGNATURE_INVALID = "signature_invalid"
    TIMESTAMP_REFUSED = "timestamp_refused"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_REJECTED = "token_rejected"
    TOKEN_REVOKED = "token_revoked"
    TOKEN_USED = "token_used"
    VERIFIER_INVALID = "verifier_invalid"


OF_THE_TOKEN = frozenset(
    {
        Problem.PERMISSION_DENIED,
        Problem.TOKEN_EXPIRED,
        Problem.TOKEN_REJECTED,
        Problem.TOKEN_REVOKED,
        Problem.TOKEN_USED,
    }
)
OF_THE_CONSUMER = frozenset(
    {
        Problem.CONSUMER_KEY_REFUSED,
        Problem.CONSUMER_KEY_REJECTED,
        Problem.CONSUMER_KEY_UNKNOWN,
        Problem.SIGNATURE_INVALID,
    }
)
# That a user has not consented yet can be made good with the same token.
OF_THE_CODE = frozenset(
    {
        Problem.PARAMETER_ABSENT,
        Problem.PARAMETER_REJECTED,
        Problem.PERMISSION_UNKNOWN,
        Problem.VERIFIER_INVALID,
    }
)


def problem_of(answer: Answer) -> Problem | None:
    """Return what an answer says is wrong, None if it says nothing known."""
    if answer.status not in REFUSALS:
        return None
    said = (
        answer.headers.get("WWW-Authenticate", ""),
        answer.body.decode(errors="replace"),
    )
    for text in said:
        if (found := NAMED.search(text)) and found[1] in Problem:
            return Problem(found[1])
    return None


def raise_for_refusal(answer: Answer) -> None:
    """Raise the error that an answer stands for, if it does for one.

    ForbiddenError with CLOCK_WRONG where the clocks here and there differ too much.
    """
    problem = problem_of(answer)
    text = f"{answer.label}: status {answer.status}, {problem}"
    if problem in OF_THE_TOKEN | OF_THE_CONSUMER:
        raise AuthError(text)
    if problem is Problem.TIMESTAMP_REFUSED:
        raise ForbiddenError(text, reason=Reason.CLOCK_WRONG)
    if problem is Problem.NONCE_USED:
        # The request as such was fine, and has done nothing.
        raise ConnectionError_(text, is_over=True)
    if answer.status == METHOD_NOT_ALLOWED:
        raise UnsupportedError(text)
    answer.raise_for_status()


def raise_for_code(answer: Answer) -> None:
    """Raise the error of a code that is not redeemed, or of anything else wrong.

    AuthError with CODE_WRONG where another code may help, with CODE_EXPIRED where it
    takes another sign-in.
    """
    problem = problem_of(answer)
    text = f"{answer.label}: status {answer.status}, {problem}"
    if problem in OF_THE_TOKEN:
        raise AuthError(text, reason=Reason.CODE_EXPIRED)
    if problem in OF_THE_CODE or (problem is None and answer.status == 401):
        raise AuthError(text, reason=Reason.CODE_WRONG)
    raise_for_refusal(answer)
