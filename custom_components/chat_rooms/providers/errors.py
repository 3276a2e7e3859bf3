"""The few errors of all services."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a service refuses, where a user is helped by knowing it."""

    ACCOUNT_LOCKED = "account_locked"
    ANSWER_TOO_LONG = "answer_too_long"
    APP_DISABLED = "app_disabled"
    APP_PASSWORD_NEEDED = "app_password_needed"
    CHAT_DOWN = "chat_down"
    CLOCK_WRONG = "clock_wrong"
    CODE_EXPIRED = "code_expired"
    CODE_NEEDED = "code_needed"
    CODE_WRONG = "code_wrong"
    DESCRIPTION_REFUSED = "description_refused"
    FILE_NOT_SHOWN = "not_shown"
    FILE_TOO_LARGE = "too_large"
    LAST_MODERATOR = "last_moderator"
    LOBBY = "lobby"
    MAINTENANCE = "maintenance"
    NAME_REFUSED = "name_refused"
    NO_SUCH_MEMBER = "no_such_member"
    ONLY_ITEMS = "only_items"
    ONLY_LIKES = "only_likes"
    OTP_NEEDED = "otp_needed"
    OTP_WRONG = "otp_wrong"
    PASSWORD_EXPIRED = "password_expired"
    PASSWORD_REFUSED = "password_refused"
    QUOTA = "quota"
    READ_ONLY = "read_only"
    SHARE_LIMIT = "share_limit"
    SIGN_IN_INCOMPLETE = "sign_in_incomplete"
    TEXT_TOO_LONG = "too_long"
    TOO_FEW_MEMBERS = "too_few_members"
    TOO_LATE = "too_late"
    UNTRUSTED_CERTIFICATE = "untrusted_certificate"


class ProviderError(Exception):
    """Anything that a service or the way to it can do wrong.

    The texts are for the log of a developer: they name no secret, no address
    with a query, and nothing that a person or a server wrote.
    """

    def __init__(self, message: str = "", *, reason: Reason | None = None) -> None:
        """Keep what the service said of its reason."""
        super().__init__(message)
        self.reason = reason


class AuthError(ProviderError):
    """The service does not know this account, or no longer."""


class ForbiddenError(ProviderError):
    """The account may not do this."""


class TooLongError(ForbiddenError):
    """A room's name or description is longer than `limit` characters.

    The reason tells which: NAME_REFUSED or DESCRIPTION_REFUSED.
    """

    def __init__(self, message: str, limit: int, *, reason: Reason) -> None:
        """Keep what the service takes."""
        super().__init__(message, reason=reason)
        self.limit = limit


class NotFoundError(ProviderError):
    """The room, the message or the file is not there, or no longer."""


class RateLimitedError(ProviderError):
    """The service wants to be left alone, for `retry_after` seconds if it said so."""

    def __init__(
        self,
        message: str,
        retry_after: float | None = None,
        *,
        reason: Reason | None = None,
    ) -> None:
        """Keep the pause that the service asks for."""
        super().__init__(message, reason=reason)
        self.retry_after = retry_after


class UnsupportedError(ProviderError):
    """The address answers, but not as this service, or the service cannot do this."""


class ConnectionError_(ProviderError):
    """The service cannot be reached, or fails for now.

    It `is_over` where the service is certainly not at work on the request any more.
    """

    def __init__(
        self,
        message: str = "",
        *,
        reason: Reason | None = None,
        is_over: bool = False,
    ) -> None:
        """Keep whether something can still come of the request."""
        super().__init__(message, reason=reason)
        self.is_over = is_over


class ProtocolError(ProviderError):
    """The service answers something that its reference does not allow."""
