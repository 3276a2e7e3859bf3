"""A token that has ended: the client signs in once more, exactly once."""

import asyncio
from typing import Any

import pytest

from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.sign_in import SignIn
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    Reason,
)
from custom_components.chat_rooms.providers.http import HttpClient
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID
from tests.simulators.carbonio_world import File

from .family import BOTH_EDITIONS, FAMILY

type Config = dict[str, Any]
type Memory = dict[str, Any]


@BOTH_EDITIONS
async def test_call_is_repeated(
    client: CarbonioClient, sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that a call does not notice that its token has ended."""
    used = sign_in.token
    await simulator.expire_token()
    assert len(await client.rooms.list_room()) == 3
    assert sign_in.token not in ("", used)
    statuses = [call.status for call in simulator.calls("list_room")]
    assert statuses == [401, 200]


async def test_download_is_repeated(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a file does not notice that the token has ended."""
    attachment, _ = simulator.world.attach(
        simulator.room_id(FAMILY),
        ACCOUNT_ID,
        File(name="shed.txt", content_type="text/plain", data=b"Hello"),
    )
    await simulator.expire_token()
    async with client.attachments.get_attachment(attachment.id) as file:
        assert b"".join([piece async for piece in file.chunks]) == b"Hello"
    statuses = [call.status for call in simulator.calls("get_attachment")]
    assert statuses == [401, 200]


async def test_errors_of_whoever_reads_are_not_the_server_s(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that an error inside of a download is no reason to open it again."""
    attachment, _ = simulator.world.attach(
        simulator.room_id(FAMILY),
        ACCOUNT_ID,
        File(name="shed.txt", content_type="text/plain", data=b"Hello"),
    )
    with pytest.raises(AuthError, match="somebody else"):
        async with client.attachments.get_attachment(attachment.id):
            raise AuthError("somebody else")
    assert len(simulator.calls("get_attachment")) == 1


@BOTH_EDITIONS
async def test_many_calls_sign_in_once(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that all calls which are refused wait for one new token."""
    await simulator.expire_token()
    tries = await simulator.password_tries()
    rooms = [client.rooms.list_room() for _ in range(12)]
    assert [len(found) for found in await asyncio.gather(*rooms)] == [3] * 12
    assert await simulator.password_tries() == tries + 1


async def test_second_refusal(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a new token which is refused as well is an error."""
    tries = await simulator.password_tries()
    await simulator.break_("list_room", "status", status=401, times=2)
    with pytest.raises(AuthError):
        await client.rooms.list_room()
    assert await simulator.password_tries() == tries + 1
    assert len(simulator.calls("list_room")) == 2
    assert len(await client.rooms.list_room()) == 3


async def test_second_refusal_of_a_download(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a file is no exception."""
    await simulator.break_("get_room_picture", "status", status=401, times=2)
    with pytest.raises(AuthError):
        async with client.rooms.get_room_picture(simulator.room_id(FAMILY)):
            pass
    assert len(simulator.calls("get_room_picture")) == 2


@BOTH_EDITIONS
async def test_password_that_is_refused(
    client: CarbonioClient, sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that it is tried once, and nothing is asked any more."""
    await simulator.change_password("another-password")
    await simulator.expire_token()
    tries = await simulator.password_tries()
    calls = (client.rooms.list_room() for _ in range(12))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results] == [AuthError] * 12
    assert await simulator.password_tries() == tries + 1
    simulator.log.clear()
    with pytest.raises(AuthError):
        await client.rooms.list_room()
    with pytest.raises(AuthError):
        async with client.attachments.get_attachment("x"):
            pass
    assert not simulator.log
    health = await client.service.get_health_status()
    assert health.status == "ok"


async def test_why_it_is_refused(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that the reason is told each time."""
    await simulator.set_account_state("change_password")
    await simulator.expire_token()
    for _ in range(2):
        with pytest.raises(AuthError) as raised:
            await client.rooms.list_room()
        assert raised.value.reason is Reason.PASSWORD_EXPIRED


async def test_new_sign_in_ends_a_refusal(
    client: CarbonioClient, sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that a user who signs in again is let in."""
    await simulator.set_account_state("locked")
    await simulator.expire_token()
    with pytest.raises(AuthError):
        await client.rooms.list_room()
    with pytest.raises(AuthError):
        await sign_in.sign_in()
    await simulator.set_account_state("active")
    await sign_in.sign_in()
    assert len(await client.rooms.list_room()) == 3


async def test_renewal_that_fails_for_now(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a server which is down for a moment is asked again."""
    await simulator.expire_token()
    await simulator.break_("soap_auth", "status", status=502)
    with pytest.raises(ConnectionError_):
        await client.rooms.list_room()
    await simulator.break_("soap_auth", "status", status=403)
    with pytest.raises(ForbiddenError):
        await client.rooms.list_room()
    assert len(await client.rooms.list_room()) == 3


async def test_call_without_a_token(
    http: HttpClient, sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that the first call signs in, too."""
    client = CarbonioClient(http, sign_in)
    assert len(await client.rooms.list_room()) == 3
    assert sign_in.account_id == ACCOUNT_ID


# What is remembered


async def test_newer_token_is_remembered(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that the next run goes on with the newest token."""
    memory: Memory = {}
    first = SignIn(http, config, {})
    await first.sign_in()
    stored = first.credentials
    second = SignIn(http, stored, memory)
    await second.resume()
    assert (second.token, second.account_id) == (first.token, ACCOUNT_ID)
    await second.renew(second.token)
    assert second.token != first.token
    simulator.log.clear()
    third = SignIn(http, stored, memory)
    await third.resume()
    assert (third.token, third.account_id) == (second.token, ACCOUNT_ID)
    assert not simulator.log
    assert set(memory["token"]) == {"token", "account_id", "of"}
    assert first.token not in str(memory)


async def test_new_sign_in_wins(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that after a new sign-in nobody goes on with an older token."""
    memory: Memory = {}
    first = SignIn(http, config, {})
    await first.sign_in()
    earlier = SignIn(http, first.credentials, memory)
    await earlier.renew(earlier.token)
    second = SignIn(http, config, {})
    await second.sign_in()
    later = SignIn(http, second.credentials, memory)
    assert later.token == second.token


@pytest.mark.parametrize(
    "remembered",
    [None, 7, [], {}, {"token": 7}, {"token": "x"}, {"token": "x", "of": "y"}],
)
async def test_memory_that_makes_no_sense(
    http: HttpClient, config: Config, remembered: object
) -> None:
    """Test that the stored token is used then, if there is one."""
    assert SignIn(http, config, {"token": remembered}).token == ""
    sign_in = SignIn(http, {**config, "token": "stored"}, {"token": remembered})
    assert sign_in.token == "stored"
    assert SignIn(http, {**config, "token": "a\nb"}, {}).token == ""


async def test_resume_without_a_token(
    sign_in: SignIn, simulator: CarbonioSimulator
) -> None:
    """Test that the first run signs in, once."""
    await sign_in.resume()
    await sign_in.resume()
    assert sign_in.account_id == ACCOUNT_ID
    assert await simulator.password_tries() == 1


async def test_resume_with_a_token_that_tells_nothing(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that it is asked whose the token is."""
    info = {"Body": {"GetInfoResponse": {"id": ACCOUNT_ID}}}
    await simulator.break_("soap_info", "body", body=info)
    sign_in = SignIn(http, {**config, "token": "opaque"}, {})
    assert sign_in.account_id == ""
    await sign_in.resume()
    assert (sign_in.token, sign_in.account_id) == ("opaque", ACCOUNT_ID)
    assert await simulator.password_tries() == 0


async def test_resume_with_a_token_that_is_refused(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that a token which is no good and tells nothing is replaced."""
    sign_in = SignIn(http, {**config, "token": "opaque"}, {})
    await sign_in.resume()
    assert sign_in.account_id == ACCOUNT_ID
    assert simulator.world.vault.owner(sign_in.token) == ACCOUNT_ID
    assert await simulator.password_tries() == 1


async def test_resume_while_the_server_is_down(
    http: HttpClient, simulator: CarbonioSimulator, config: Config
) -> None:
    """Test that no password is tried because somebody else cannot answer."""
    await simulator.break_("soap_info", "status", status=502)
    with pytest.raises(ConnectionError_):
        await SignIn(http, {**config, "token": "opaque"}, {}).resume()
    assert await simulator.password_tries() == 0
