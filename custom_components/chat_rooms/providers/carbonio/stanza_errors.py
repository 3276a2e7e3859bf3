"""What goes wrong in XMPP, and the errors that this stands for."""

from xml.etree.ElementTree import Element

from ..errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from .xml import NS, find, split

# RFC 6120, 8.3.3. What is not here is a mistake of ours, or the server's.
STANZA_ERRORS: dict[str, type[ProviderError]] = {
    "item-not-found": NotFoundError,
    "gone": NotFoundError,
    "forbidden": ForbiddenError,
    "not-allowed": ForbiddenError,
    "not-authorized": ForbiddenError,
    "policy-violation": ForbiddenError,
    "registration-required": ForbiddenError,
    "subscription-required": ForbiddenError,
    "feature-not-implemented": UnsupportedError,
    # An archive that does not answer in time says so, and one that starts.
    "service-unavailable": ConnectionError_,
    "internal-server-error": ConnectionError_,
    "recipient-unavailable": ConnectionError_,
    "remote-server-not-found": ConnectionError_,
    "remote-server-timeout": ConnectionError_,
    "resource-constraint": ConnectionError_,
    "bad-request": ProtocolError,
    "conflict": ProtocolError,
    "jid-malformed": ProtocolError,
    "not-acceptable": ProtocolError,
    "redirect": ProtocolError,
    "undefined-condition": ProtocolError,
    "unexpected-request": ProtocolError,
}
# RFC 6120, 6.5.
SASL_FAILURES: dict[str, type[ProviderError]] = {
    "not-authorized": AuthError,
    "account-disabled": AuthError,
    "credentials-expired": AuthError,
    "invalid-authzid": AuthError,
    "temporary-auth-failure": ConnectionError_,
    "aborted": ProtocolError,
    "encryption-required": ProtocolError,
    "incorrect-encoding": ProtocolError,
    "invalid-mechanism": ProtocolError,
    "malformed-request": ProtocolError,
    "mechanism-too-weak": ProtocolError,
}
# RFC 6120, 4.9.3. Everything else is a reason to try again.
NOT_AUTHORIZED = "not-authorized"


def stanza_error(stanza: Element, label: str) -> ProviderError:
    """Return the error that a stanza of type error stands for."""
    error = find(stanza, "error", NS.CLIENT)
    if error is None:
        return ProtocolError(f"{label}: error")
    name = _condition(error, STANZA_ERRORS)
    kind = STANZA_ERRORS.get(name, ProtocolError)
    if error.get("type") == "wait":
        kind = ConnectionError_
    return kind(f"{label}: {name or 'error'}")


def sasl_failure(failure: Element, label: str) -> ProviderError:
    """Return the error that a refused sign-in stands for."""
    name = _condition(failure, SASL_FAILURES)
    return SASL_FAILURES.get(name, ProtocolError)(f"{label}: {name or 'failure'}")


def stream_error(error: Element, label: str) -> ProviderError:
    """Return the error that the end of a stream stands for."""
    for child in error:
        if split(child.tag)[1] == NOT_AUTHORIZED:
            return AuthError(f"{label}: {NOT_AUTHORIZED}")
    return ConnectionError_(f"{label}: stream error")


def _condition(element: Element, known: dict[str, type[ProviderError]]) -> str:
    """Return the condition, "" for one that only the server knows."""
    names = (split(child.tag)[1] for child in element)
    return next((name for name in names if name in known), "")
