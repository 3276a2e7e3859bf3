"""Signing in: both editions, one-time passwords, and whose token it is."""

from typing import Any
from uuid import UUID

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID, OTP
from tests.simulators.carbonio_host import Edition

from .family import ADVANCED, BOTH_EDITIONS, assert_discreet

WITH_OTP = pytest.mark.parametrize("otp", [True])

type Config = dict[str, Any]


def endpoints(simulator: CarbonioSimulator) -> list[str]:
    """Return what was asked, in order."""
    return [call.endpoint for call in simulator.log]


@BOTH_EDITIONS
async def test_sign_in(
    sign_in: SignIn, simulator: CarbonioSimulator, edition: Edition, config: Config
) -> None:
    """Test that a password becomes a token, which tells whose it is."""
    assert (sign_in.token, sign_in.account_id) == ("", "")
    await sign_in.sign_in()
    assert simulator.world.vault.owner(sign_in.token) == ACCOUNT_ID
    assert sign_in.account_id == ACCOUNT_ID
    ways = {"ce": ["unknown", "soap_auth"], "advanced": ["zx_supported", "zx_login"]}
    assert endpoints(simulator) == ways[edition]
    assert all(call.header("Cookie") is None for call in simulator.log)


@BOTH_EDITIONS
async def test_credentials(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test what is stored of a sign-in: what was typed, but the one-time password."""
    sign_in = SignIn(http, {**config, "service": "carbonio", "otp": OTP}, {})
    await sign_in.sign_in()
    stored = dict(sign_in.credentials)
    assert UUID(stored.pop("device_id"))
    assert stored.pop("token") == sign_in.token
    assert stored == {**config, "service": "carbonio"}


@ADVANCED
async def test_device(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that an installation is known by one device id, and sends it."""
    first = SignIn(http, config, {})
    await first.sign_in()
    again = SignIn(http, first.credentials, {})
    await again.sign_in()
    other = SignIn(http, config, {})
    await other.sign_in()
    sent = [call.header("X-Device-Id") for call in simulator.calls("zx_login")]
    assert sent[0] == sent[1] == first.credentials["device_id"]
    assert sent[2] != sent[0]


@ADVANCED
@WITH_OTP
async def test_otp_is_needed(sign_in: SignIn, simulator: CarbonioSimulator) -> None:
    """Test that the user is asked for a one-time password."""
    with pytest.raises(AuthError) as raised:
        await sign_in.sign_in()
    assert raised.value.reason is Reason.OTP_NEEDED
    assert sign_in.token == ""
    assert endpoints(simulator) == ["zx_supported", "zx_login"]


@ADVANCED
@WITH_OTP
async def test_otp_is_wrong(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test a wrong one-time password."""
    with pytest.raises(AuthError) as raised:
        await SignIn(http, {**config, "otp": "654321"}, {}).sign_in()
    assert raised.value.reason is Reason.OTP_WRONG
    assert "654321" not in str(raised.value)


@ADVANCED
@WITH_OTP
async def test_otp_is_right(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test a right one-time password, typed as telephones show it; then no more."""
    sign_in = SignIn(http, {**config, "otp": "123 456"}, {})
    await sign_in.sign_in()
    assert simulator.world.vault.owner(sign_in.token) == ACCOUNT_ID
    assert sign_in.account_id == ACCOUNT_ID
    simulator.log.clear()
    used = sign_in.token
    await sign_in.renew(used)
    assert sign_in.token not in ("", used)
    assert endpoints(simulator) == ["zx_supported", "zx_login"]
    again = SignIn(http, sign_in.credentials, {})
    await again.sign_in()


@ADVANCED
@WITH_OTP
async def test_device_that_is_trusted_no_more(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that the user is asked again, and that nothing is asked until then."""
    sign_in = SignIn(http, {**config, "otp": OTP}, {})
    await sign_in.sign_in()
    await simulator.forget_devices()
    simulator.log.clear()
    for _ in range(2):
        with pytest.raises(AuthError) as raised:
            await sign_in.renew(sign_in.token)
        assert raised.value.reason is Reason.OTP_NEEDED
    assert endpoints(simulator) == ["zx_supported", "zx_login"]


@ADVANCED
@WITH_OTP
async def test_otps_to_choose_from(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that the first one is asked for that is switched on, with its cookies."""
    await simulator.break_(
        "zx_login",
        "body",
        body={
            "2FA": True,
            "otp": [
                {"id": "off", "label": "Old", "enabled": False},
                "nonsense",
                {"label": "No id"},
                {"id": 7, "label": "On"},
            ],
        },
    )
    await simulator.break_("zx_otp", "body", body={"authToken": "0_token_without"})
    await simulator.break_("soap_info", "body", body=INFO)
    sign_in = SignIn(http, {**config, "otp": OTP}, {})
    await sign_in.sign_in()
    (call,) = simulator.calls("zx_otp")
    assert '"id":7' in call.text
    assert '"unsecure_device":false' in call.text
    assert sign_in.token == "0_token_without"


@ADVANCED
@WITH_OTP
async def test_otp_of_the_other_device(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that a code is tried for each of two devices, and not for more."""
    devices = [{"id": number} for number in (1, 2, 3)]
    await simulator.break_("zx_login", "body", body={"2FA": True, "otp": devices})
    await simulator.break_("zx_otp", "status", status=401)
    await simulator.break_("zx_otp", "body", body={"authToken": "0_token_without"})
    await simulator.break_("soap_info", "body", body=INFO)
    sign_in = SignIn(http, {**config, "otp": OTP}, {})
    await sign_in.sign_in()
    assert sign_in.token == "0_token_without"
    await simulator.break_("zx_login", "body", body={"2FA": True, "otp": devices})
    await simulator.break_("zx_otp", "status", status=401, times=3)
    simulator.log.clear()
    with pytest.raises(AuthError) as raised:
        await SignIn(http, {**config, "otp": OTP}, {}).sign_in()
    assert raised.value.reason is Reason.OTP_WRONG
    tried = [call.text for call in simulator.calls("zx_otp")]
    assert ['"id":1' in text for text in tried] == [True, False]
    assert '"id":2' in tried[1]


INFO = {"Body": {"GetInfoResponse": {"id": ACCOUNT_ID}}}


@ADVANCED
@pytest.mark.parametrize("otp", [None, [], "none", [{"label": "x"}]])
async def test_otps_that_were_not_set_up(
    http: HttpClient, simulator: CarbonioSimulator, config: Config, otp: object
) -> None:
    """Test that nobody is asked for what they do not have."""
    body = {"2FA": True, "otp-wizard": True, "otp": otp}
    await simulator.break_("zx_login", "body", body=body)
    with pytest.raises(ForbiddenError):
        await SignIn(http, {**config, "otp": OTP}, {}).sign_in()


@ADVANCED
@WITH_OTP
@pytest.mark.parametrize(
    ("fault", "error", "reason"),
    [
        ({"status": 400}, AuthError, Reason.OTP_WRONG),
        ({"status": 403}, AuthError, Reason.ACCOUNT_LOCKED),
        ({"status": 429}, RateLimitedError, None),
        ({"status": 500}, ConnectionError_, None),
        ({"kind": "redirect", "url": "/login"}, AuthError, Reason.PASSWORD_EXPIRED),
        ({"kind": "body", "body": {}}, ProtocolError, None),
        ({"kind": "html"}, UnsupportedError, None),
        ({"kind": "drop"}, ConnectionError_, None),
    ],
    ids=str,
)
async def test_otp_that_is_refused(
    http: HttpClient,
    simulator: CarbonioSimulator,
    config: Config,
    fault: Config,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test what else a server can say to a one-time password."""
    await simulator.break_("zx_otp", **{"kind": "status", **fault})
    with pytest.raises(error) as raised:
        await SignIn(http, {**config, "otp": OTP}, {}).sign_in()
    assert type(raised.value) is error
    assert raised.value.reason is reason
    assert_discreet(str(raised.value), simulator)


@ADVANCED
async def test_cookie_among_others(
    sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that the token is found in what the server sets."""
    token = await simulator.make_token()
    await simulator.break_(
        "zx_login",
        "status",
        status=200,
        headers={"Set-Cookie": f'ZM_AUTH_TOKEN="{token}"; Path=/; HttpOnly; Secure'},
    )
    await sign_in.sign_in()
    assert sign_in.token == token


@ADVANCED
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 404},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 502},
        {"kind": "html"},
        {"kind": "redirect", "url": "https://elsewhere.example/"},
        {"kind": "body", "body": []},
        {"kind": "body", "body": {"minApiVersion": 3, "maxApiVersion": 4}},
        {"kind": "body", "body": {"minApiVersion": 1, "maxApiVersion": 1}},
        {
            "kind": "body",
            "body": {"minApiVersion": 1, "maxApiVersion": 2, "authMethods": ["SAML"]},
        },
    ],
    ids=str,
)
async def test_advanced_edition_that_is_not_offered(
    sign_in: SignIn, simulator: CarbonioSimulator, fault: Config
) -> None:
    """Test that the SOAP sign-in is used where there is no other."""
    await simulator.break_("zx_supported", **fault)
    await sign_in.sign_in()
    assert endpoints(simulator) == ["zx_supported", "soap_auth"]


@ADVANCED
async def test_methods_that_are_not_told(
    sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that a password is taken for granted."""
    body = {"minApiVersion": 1, "maxApiVersion": 3, "authMethods": None}
    await simulator.break_("zx_supported", "body", body=body)
    await sign_in.sign_in()
    assert endpoints(simulator) == ["zx_supported", "zx_login"]


@ADVANCED
async def test_advanced_edition_that_is_down(
    sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that nobody is sent through the wrong door while the right one is shut."""
    await sign_in.sign_in()
    await simulator.break_("zx_supported", "status", status=502)
    simulator.log.clear()
    with pytest.raises(ConnectionError_):
        await sign_in.renew(sign_in.token)
    assert endpoints(simulator) == ["zx_supported"]
    await simulator.break_("zx_supported", "status", status=404)
    await sign_in.renew(sign_in.token)
    assert endpoints(simulator)[1:] == ["zx_supported", "soap_auth"]


@pytest.mark.parametrize(
    "token", ["opaque", "0_x_nothex", "0_x_6964", "0_x_69643d39393a7a", "0_x_ff"]
)
async def test_token_that_tells_nothing(
    sign_in: SignIn, simulator: CarbonioSimulator, token: str
) -> None:
    """Test that the account's id is asked for."""
    body = {"Body": {"AuthResponse": {"authToken": [{"_content": token}]}}}
    await simulator.break_("soap_auth", "body", body=body)
    await simulator.break_("soap_info", "body", body=INFO)
    await sign_in.sign_in()
    assert (sign_in.token, sign_in.account_id) == (token, ACCOUNT_ID)
    (call,) = simulator.calls("soap_info")
    assert call.header("Cookie") == f"ZM_AUTH_TOKEN={token}"


async def test_who_it_is_cannot_be_told(
    sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test a server that says of a new token neither whose it is nor that it is good."""
    body = {"Body": {"AuthResponse": {"authToken": [{"_content": "opaque"}]}}}
    await simulator.break_("soap_auth", "body", body=body, times=2)
    with pytest.raises(AuthError):
        await sign_in.sign_in()
    info = {"Body": {"GetInfoResponse": {"id": None}}}
    await simulator.break_("soap_info", "body", body=info)
    with pytest.raises(ProtocolError):
        await sign_in.sign_in()


async def test_address_that_is_stored(
    session: ClientSession, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that the address without its slash is what is stored."""
    http = HttpClient(session, f"{simulator.url}/")
    sign_in = SignIn(http, config, {})
    await sign_in.sign_in()
    assert sign_in.credentials["url"] == simulator.url
    client = CarbonioClient(http, sign_in)
    assert len(await client.rooms.list_room()) == 3
