"""The one place where a service's errors become Home Assistant's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import extract_tb

from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers.update_coordinator import UpdateFailed

from .const import DOMAIN
from .providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    TooLongError,
    UnsupportedError,
)

SHORTEST_PAUSE = 5.0

# The texts of errors, by what went wrong; the others mean "cannot_connect".
KEYS: dict[type[ProviderError], str] = {
    AuthError: "invalid_auth",
    ForbiddenError: "forbidden",
    NotFoundError: "not_found",
    ProtocolError: "unexpected_answer",
    RateLimitedError: "rate_limited",
    UnsupportedError: "unsupported",
}

# Where the service says why, that is what the user is told.
REASONS: dict[Reason, str] = {
    Reason.ACCOUNT_LOCKED: "account_locked",
    Reason.ANSWER_TOO_LONG: "unexpected_answer",
    Reason.APP_DISABLED: "app_disabled",
    Reason.APP_PASSWORD_NEEDED: "app_password_needed",
    Reason.CHAT_DOWN: "chat_down",
    Reason.CLOCK_WRONG: "clock_wrong",
    Reason.CODE_EXPIRED: "code_expired",
    Reason.CODE_NEEDED: "code_needed",
    Reason.CODE_WRONG: "code_wrong",
    Reason.DESCRIPTION_REFUSED: "description_refused",
    Reason.FILE_NOT_SHOWN: "not_shown",
    Reason.FILE_TOO_LARGE: "too_large",
    Reason.LAST_MODERATOR: "last_moderator",
    Reason.LOBBY: "lobby",
    Reason.MAINTENANCE: "maintenance",
    Reason.NAME_REFUSED: "name_refused",
    Reason.NO_SUCH_MEMBER: "no_such_member",
    Reason.ONLY_ITEMS: "only_items",
    Reason.ONLY_LIKES: "only_likes",
    Reason.OTP_NEEDED: "otp_needed",
    Reason.OTP_WRONG: "otp_wrong",
    Reason.PASSWORD_EXPIRED: "password_expired",
    Reason.PASSWORD_REFUSED: "password_refused",
    Reason.QUOTA: "quota",
    Reason.READ_ONLY: "read_only",
    Reason.SHARE_LIMIT: "share_limit",
    Reason.SIGN_IN_INCOMPLETE: "sign_in_incomplete",
    Reason.TEXT_TOO_LONG: "too_long",
    Reason.TOO_FEW_MEMBERS: "too_few_members",
    Reason.TOO_LATE: "too_late",
    Reason.UNTRUSTED_CERTIFICATE: "untrusted_certificate",
}
# What a user can do otherwise, though the service is well.
SLIPS = frozenset(
    {
        Reason.DESCRIPTION_REFUSED,
        Reason.LAST_MODERATOR,
        Reason.NAME_REFUSED,
        Reason.ONLY_ITEMS,
        Reason.ONLY_LIKES,
        Reason.PASSWORD_REFUSED,
        Reason.TOO_FEW_MEMBERS,
    }
)
FORM_REASONS: dict[Reason, str] = {
    Reason.ACCOUNT_LOCKED: "account_locked",
    Reason.APP_DISABLED: "app_disabled",
    Reason.APP_PASSWORD_NEEDED: "app_password_needed",
    Reason.CLOCK_WRONG: "clock_wrong",
    Reason.CODE_EXPIRED: "code_expired",
    Reason.CODE_NEEDED: "code_needed",
    Reason.CODE_WRONG: "code_wrong",
    Reason.MAINTENANCE: "maintenance",
    Reason.OTP_NEEDED: "otp_needed",
    Reason.OTP_WRONG: "otp_wrong",
    Reason.PASSWORD_EXPIRED: "password_expired",
    Reason.SIGN_IN_INCOMPLETE: "sign_in_incomplete",
    Reason.UNTRUSTED_CERTIFICATE: "untrusted_certificate",
}


def error_key(error: ProviderError) -> str:
    """Return the key of the text that tells a user of this error."""
    if error.reason is not None:
        return REASONS[error.reason]
    return KEYS.get(type(error), "cannot_connect")


def form_error_key(error: ProviderError) -> str:
    """Return the key of the text that a form, or a flow that ends, shows."""
    if error.reason in FORM_REASONS:
        return FORM_REASONS[error.reason]
    match error:
        case AuthError():
            return "invalid_auth"
        case ForbiddenError():
            return "forbidden"
        case ConnectionError_() | RateLimitedError():
            return "cannot_connect"
        case _:
            return "unsupported"


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error for what a user asked for and cannot have."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )


def failed(key: str, **placeholders: str) -> HomeAssistantError:
    """Return the error for what ought to work and did not."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )


def _pause(error: ProviderError) -> float | None:
    """Return the pause that the service asks for, but never none at all."""
    asked: float | None = getattr(error, "retry_after", None)
    return None if asked is None else max(asked, SHORTEST_PAUSE)


@contextmanager
def update_errors(service: str) -> Iterator[None]:
    """Raise what a coordinator raises: for reauthentication, or to try again."""
    try:
        yield
    except AuthError:
        raise ConfigEntryAuthFailed(
            translation_domain=DOMAIN,
            translation_key="invalid_auth",
            translation_placeholders={"service": service},
        ) from None
    except ProviderError as err:
        raise UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders={"service": service},
            retry_after=_pause(err),
        ) from None


def unexpected(service: str, what: str) -> UpdateFailed:
    """Return the error for a fault of our own."""
    return UpdateFailed(
        translation_domain=DOMAIN,
        translation_key="unexpected",
        translation_placeholders={"service": service, "what": what},
    )


@contextmanager
def action_errors(service: str, on_auth_error: Callable[[], None]) -> Iterator[None]:
    """Raise what an action raises, and ask for a new sign-in where one is needed."""
    try:
        yield
    except AuthError:
        on_auth_error()
        raise failed("invalid_auth", service=service) from None
    except TooLongError as err:
        raise _too_long(err, service) from None
    except ProviderError as err:
        slip = isinstance(err, NotFoundError) or err.reason in SLIPS
        raise (invalid if slip else failed)(error_key(err), service=service) from None


def _too_long(error: TooLongError, service: str) -> ServiceValidationError:
    limit = str(error.limit)
    if error.reason is Reason.NAME_REFUSED:
        return invalid("room_name_too_long", service=service, limit=limit)
    return invalid("description_too_long", service=service, limit=limit)


def where(error: BaseException) -> str:
    """Return what went wrong and where, but not the error's text.

    The text of, say, a KeyError can be a line out of somebody's message.
    """
    frames = extract_tb(error.__traceback__)[-3:]
    places = " < ".join(
        f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})"
        for frame in reversed(frames)
    )
    return f"{type(error).__name__} in {places}"
