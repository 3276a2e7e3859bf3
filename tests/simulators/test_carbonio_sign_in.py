"""The sign-ins of the simulated Carbonio, and what a token opens."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from .carbonio import CarbonioSimulator
from .carbonio_client import DEVICE, CarbonioClient
from .carbonio_family import ACCOUNT_ID, OTP, USERNAME
from .carbonio_sign_in import AccountState
from .control import ControlError

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def advanced(socket_enabled: None) -> AsyncGenerator[CarbonioSimulator]:
    """Return a Carbonio of the advanced edition that asks for a second factor."""
    async with CarbonioSimulator(edition="advanced", otp=True) as simulator:
        yield simulator


@pytest.fixture
async def visitor(advanced: CarbonioSimulator) -> AsyncGenerator[CarbonioClient]:
    """Return a client of the advanced edition without a token."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield CarbonioClient(session, advanced.url)


def token_in(token: str) -> str:
    """Return what a token says."""
    return bytes.fromhex(token.split("_")[2]).decode()


async def test_soap(carbonio: CarbonioSimulator, outsider: CarbonioClient) -> None:
    """A password becomes a token that says whose it is, and opens everything."""
    assert (await outsider.get("/rooms")).status == 401
    answer = (await outsider.auth()).json["Body"]["AuthResponse"]
    [token] = [item["_content"] for item in answer["authToken"]]
    assert token_in(token).startswith(f"id=36:{ACCOUNT_ID};exp=13:")
    assert answer["lifetime"] > 0
    outsider.token = token
    assert (await outsider.get("/rooms")).status == 200
    info = await outsider.soap("GetInfoRequest", {})
    assert info.json["Body"]["GetInfoResponse"]["id"] == ACCOUNT_ID
    assert info.json["Body"]["GetInfoResponse"]["name"] == USERNAME
    assert (await outsider.get("/auth/token")).json == {"zmToken": token}
    assert token in set(carbonio.secrets())
    assert carbonio.complaints == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("change_password", "account.CHANGE_PASSWORD"),
        ("locked", "account.ACCOUNT_INACTIVE"),
        ("inactive", "account.ACCOUNT_INACTIVE"),
        ("maintenance", "account.MAINTENANCE_MODE"),
    ],
)
async def test_soap_faults(
    carbonio: CarbonioSimulator,
    outsider: CarbonioClient,
    state: AccountState,
    code: str,
) -> None:
    """What is wrong with an account is told to those who know its password."""
    await carbonio.set_account_state(state)
    reply = await outsider.auth()
    assert (reply.status, reply.fault) == (500, code)
    assert (await outsider.auth(password="wrong")).fault == "account.AUTH_FAILED"
    assert (await outsider.auth("jiro@example.com")).fault == "account.AUTH_FAILED"
    await carbonio.set_account_state("active")
    await carbonio.set_fault("account.TOO_MANY_ACCOUNTS")
    assert (await outsider.auth()).fault == "account.TOO_MANY_ACCOUNTS"
    await carbonio.set_fault()
    await carbonio.change_password("another")
    assert (await outsider.auth()).fault == "account.AUTH_FAILED"
    assert (await outsider.auth(password="another")).status == 200
    assert await carbonio.password_tries() == 6
    assert carbonio.complaints == []


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"account": {"by": "id", "_content": USERNAME}, "password": {"_content": "a"}},
        {"account": USERNAME, "password": {"_content": "a"}},
        {"account": {"by": "name", "_content": USERNAME}, "password": "a"},
    ],
)
async def test_soap_is_strict(
    carbonio: CarbonioSimulator, outsider: CarbonioClient, request_: dict[str, object]
) -> None:
    """What is no AuthRequest is turned down."""
    assert (await outsider.soap("AuthRequest", request_)).status == 400
    assert len(carbonio.complaints) == 1


async def test_tokens(carbonio: CarbonioSimulator, insider: CarbonioClient) -> None:
    """A token is bad once it is expired, changed or somebody's own making."""
    good = insider.token
    start, proof, payload = good.split("_")
    other = payload[:-2] + "3c"
    for bad in ("", "0_1", f"{start}_{proof}_{other}", f"{start}_{proof}_zz"):
        insider.token = bad
        assert (await insider.get("/rooms")).status == 401
    insider.token = good
    assert (await insider.get("/rooms")).status == 200
    await carbonio.expire_token()
    assert (await insider.get("/rooms")).status == 401
    fault = (await insider.soap("GetInfoRequest", {})).fault
    insider.token = ""
    assert fault == "service.AUTH_EXPIRED"
    assert (await insider.soap("GetInfoRequest", {})).fault == "service.AUTH_REQUIRED"
    insider.token = await carbonio.make_token()
    assert (await insider.get("/rooms")).status == 200


async def test_everything_but_health_is_closed(
    carbonio: CarbonioSimulator, outsider: CarbonioClient
) -> None:
    """Health answers anybody; every other endpoint wants a token first of all."""
    room = carbonio.room_id("Family")
    for method, path in (
        ("GET", "/rooms"),
        ("POST", "/rooms"),
        ("PUT", f"/rooms/{room}/picture"),
        ("GET", "/users/capabilities"),
        ("POST", f"/rooms/{room}/attachments"),
        ("POST", f"/rooms/{room}/forward"),
        ("GET", "/meetings"),
        ("GET", "/auth/token"),
    ):
        reply = await outsider.chats(method, path)
        assert (reply.status, reply.body) == (401, b""), path
    assert (await outsider.get("/health")).json["status"] == "ok"
    assert carbonio.complaints == []


async def test_community_has_no_advanced_sign_in(outsider: CarbonioClient) -> None:
    """Where there is no advanced edition, its sign-in is not found."""
    assert (await outsider.call("GET", "/zx/auth/supported")).status == 404


async def test_one_time_password(
    advanced: CarbonioSimulator, visitor: CarbonioClient
) -> None:
    """A device that was trusted once is asked for the password alone."""
    supported = (await visitor.call("GET", "/zx/auth/supported")).json
    assert (supported["minApiVersion"], supported["maxApiVersion"]) == (1, 2)
    assert "password" in supported["authMethods"]
    reply = await visitor.login()
    assert (reply.json["2FA"], reply.cookie) == (True, "")
    [otp] = reply.json["otp"]
    assert (await visitor.validate(otp["id"], "654321")).status == 401
    trusted = await visitor.validate(otp["id"], OTP, unsecure_device=True)
    assert token_in(trusted.cookie).startswith(f"id=36:{ACCOUNT_ID}")
    assert (await visitor.validate(otp["id"], OTP)).status == 401
    [otp] = (await visitor.login()).json["otp"]
    assert (await visitor.validate(otp["id"], OTP)).cookie
    reply = await visitor.login()
    assert (reply.json["2FA"], bool(reply.cookie)) == (False, True)
    visitor.token = reply.cookie
    assert (await visitor.get("/rooms")).status == 200
    await advanced.forget_devices()
    assert (await visitor.login()).json["2FA"] is True
    await advanced.ask_otp(False)
    assert (await visitor.login()).cookie
    assert len(advanced.complaints) == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("active", 200),
        ("change_password", 302),
        ("locked", 403),
        ("inactive", 403),
        ("maintenance", 503),
    ],
)
async def test_advanced_states(
    advanced: CarbonioSimulator,
    visitor: CarbonioClient,
    state: AccountState,
    status: int,
) -> None:
    """What is wrong with an account is told by the status."""
    await advanced.set_account_state(state)
    assert (await visitor.login()).status == status
    assert (await visitor.login("wrong")).status == 401
    assert advanced.complaints == []


async def test_advanced_headers(
    advanced: CarbonioSimulator, visitor: CarbonioClient
) -> None:
    """A device has to name itself, always as the same one."""
    for name in DEVICE:
        assert (await visitor.login(headers={name: None})).status == 400
    assert (await visitor.login(headers={"X-Service": "Mobile"})).status == 400
    [otp] = (await visitor.login()).json["otp"]
    assert (
        await visitor.validate(otp["id"], OTP, headers={"version": "1"})
    ).status == 400
    other = {"X-Device-Id": "another"}
    assert (await visitor.validate(otp["id"], OTP, headers=other)).status == 401
    assert len(advanced.complaints) == 6
    assert (await visitor.auth()).fault == "account.AUTH_FAILED"
    with pytest.raises(ControlError):
        await advanced.make_token("Nobody")
