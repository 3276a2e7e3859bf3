"""Signing in, and what a server says instead of letting somebody in."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator

from .family import ADVANCED, BOTH_EDITIONS, assert_discreet

type Config = dict[str, Any]


@BOTH_EDITIONS
async def test_wrong_password(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test a wrong password, and a name that nobody has."""
    for wrong in ({"password": "guess"}, {"username": "nobody@example.com"}):
        with pytest.raises(AuthError) as raised:
            await SignIn(http, config | wrong, {}).sign_in()
        assert raised.value.reason is None
        assert_discreet(str(raised.value), simulator)
    assert await simulator.password_tries() == 2


@BOTH_EDITIONS
@pytest.mark.parametrize(
    ("state", "error", "reason"),
    [
        ("change_password", AuthError, Reason.PASSWORD_EXPIRED),
        ("locked", AuthError, Reason.ACCOUNT_LOCKED),
        ("inactive", AuthError, Reason.ACCOUNT_LOCKED),
        ("maintenance", ConnectionError_, Reason.MAINTENANCE),
    ],
)
async def test_account_that_may_not_come_in(
    sign_in: SignIn,
    simulator: CarbonioSimulator,
    state: Any,
    error: type[ProviderError],
    reason: Reason,
) -> None:
    """Test that the user is told why."""
    await simulator.set_account_state(state)
    with pytest.raises(error) as raised:
        await sign_in.sign_in()
    assert type(raised.value) is error
    assert raised.value.reason is reason


@pytest.mark.parametrize(
    ("code", "error", "reason"),
    [
        ("account.AUTH_FAILED", AuthError, None),
        ("account.NO_SUCH_ACCOUNT", AuthError, None),
        ("account.PASSWORD_LOCKED", AuthError, Reason.ACCOUNT_LOCKED),
        ("account.ACCOUNT_LOCKED", AuthError, Reason.ACCOUNT_LOCKED),
        ("service.AUTH_EXPIRED", AuthError, None),
        ("service.INVALID_REQUEST", ProtocolError, None),
        ("service.PARSE_ERROR", ProtocolError, None),
        ("service.FAILURE", ConnectionError_, None),
        ("mail.carbonio-password", ConnectionError_, None),
    ],
)
async def test_fault(
    sign_in: SignIn,
    simulator: CarbonioSimulator,
    code: str,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test the faults of the SOAP sign-in."""
    await simulator.set_fault(code)
    with pytest.raises(error) as raised:
        await sign_in.sign_in()
    assert type(raised.value) is error
    assert raised.value.reason is reason
    assert_discreet(str(raised.value), simulator)


SOAP = {"Body": {"AuthResponse": {"lifetime": 1}}}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "body", "body": SOAP}, ProtocolError),
        ({"kind": "body", "body": {"Body": {}}}, ProtocolError),
        ({"kind": "body", "body": {"Body": None}}, ProtocolError),
        ({"kind": "body", "body": []}, ProtocolError),
        ({"kind": "body", "body": {"Body": {"Fault": {}}}}, ConnectionError_),
        (
            {"kind": "body", "body": {"Body": {"Fault": {"Detail": 1}}}},
            ConnectionError_,
        ),
        ({"kind": "truncated"}, ConnectionError_),
        ({"kind": "html"}, UnsupportedError),
        ({"kind": "html", "status": 500}, ConnectionError_),
        ({"kind": "status", "status": 400}, ProtocolError),
        ({"kind": "status", "status": 401}, AuthError),
        ({"kind": "status", "status": 403}, ForbiddenError),
        ({"kind": "status", "status": 404}, UnsupportedError),
        ({"kind": "status", "status": 405}, UnsupportedError),
        ({"kind": "status", "status": 429}, RateLimitedError),
        ({"kind": "status", "status": 502}, ConnectionError_),
        ({"kind": "redirect", "url": "/login"}, UnsupportedError),
        ({"kind": "drop"}, ConnectionError_),
    ],
    ids=str,
)
async def test_nonsense(
    sign_in: SignIn,
    simulator: CarbonioSimulator,
    fault: Config,
    error: type[ProviderError],
) -> None:
    """Test answers of the SOAP sign-in that are none."""
    await simulator.break_("soap_auth", **fault)
    with pytest.raises(error) as raised:
        await sign_in.sign_in()
    assert type(raised.value) is error
    assert_discreet(str(raised.value), simulator)


@pytest.mark.parametrize(
    "told", ["", "a b", "a;b", "a\r\nX-Evil: 1", "あ", 7, None, ["x"], {"x": "y"}]
)
async def test_token_that_is_none(
    sign_in: SignIn, simulator: CarbonioSimulator, told: object
) -> None:
    """Test that nothing becomes a cookie that cannot be one."""
    body = {"Body": {"AuthResponse": {"authToken": [{"_content": told}]}}}
    await simulator.break_("soap_auth", "body", body=body)
    with pytest.raises(ProtocolError):
        await sign_in.sign_in()
    assert sign_in.token == ""


@ADVANCED
@pytest.mark.parametrize(
    ("fault", "error", "reason"),
    [
        ({"kind": "body", "body": {"2FA": False}}, ProtocolError, None),
        ({"kind": "body", "body": []}, ProtocolError, None),
        ({"kind": "html"}, UnsupportedError, None),
        (
            {"status": 200, "headers": {"Set-Cookie": "a=b; Path=/"}},
            ProtocolError,
            None,
        ),
        (
            {"status": 200, "headers": {"Set-Cookie": "ZM_AUTH_TOKEN=; Path=/"}},
            ProtocolError,
            None,
        ),
        ({"status": 400}, ProtocolError, None),
        ({"status": 404}, NotFoundError, None),
        ({"status": 429}, RateLimitedError, None),
        ({"status": 500}, ConnectionError_, None),
        ({"status": 503}, ConnectionError_, Reason.MAINTENANCE),
        (
            {
                "kind": "body",
                "status": 401,
                "body": {
                    "Body": {
                        "Fault": {
                            "Detail": {"Error": {"Code": "account.CHANGE_PASSWORD"}}
                        }
                    }
                },
            },
            AuthError,
            Reason.PASSWORD_EXPIRED,
        ),
        ({"kind": "drop"}, ConnectionError_, None),
    ],
    ids=str,
)
async def test_nonsense_of_the_advanced_edition(
    sign_in: SignIn,
    simulator: CarbonioSimulator,
    fault: Config,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test answers of the advanced edition's sign-in that are none."""
    await simulator.break_("zx_login", **{"kind": "status", **fault})
    with pytest.raises(error) as raised:
        await sign_in.sign_in()
    assert type(raised.value) is error
    assert raised.value.reason is reason
    assert_discreet(str(raised.value), simulator)
