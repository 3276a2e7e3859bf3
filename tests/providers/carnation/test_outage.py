"""A service that fails, or wants to be left alone: few requests, and one error."""

import asyncio
import gc
import logging

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carnation.lists import together
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ProviderError,
    RateLimitedError,
)
from tests.simulators.carnation import CarnationSimulator

from .accounts import HANA, Account, KeptMemory, asked, viewer_config
from .albums import Reader

ALBUMS = 30
# Those on their way when the first is refused.
FEW = 6


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return a television with many albums, which has looked at them."""
    for number in range(ALBUMS - 2):
        await sim.create_user(f"User {number}")
        await sim.add_user_to_group(f"User {number}")
    reader = await Reader.start(session, viewer_config(sim))
    assert len(reader.rooms) == ALBUMS
    await sim.forget_requests()
    return reader


@pytest.mark.parametrize("status", [429, 503])
async def test_few_requests(
    sim: CarnationSimulator, reader: Reader, status: int
) -> None:
    """Test that nobody goes on asking a service that wants to be left alone."""
    headers = {"Retry-After": "77"}
    await sim.break_("get_items", "status", status=status, headers=headers, times=-1)
    with pytest.raises(RateLimitedError) as raised:
        await reader.look()
    assert raised.value.retry_after == 77
    assert len(sim.calls("get_items")) <= FEW
    await sim.mend()
    await reader.look()
    assert len(reader.rooms) == ALBUMS


async def test_one_request_for_a_token(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that all who wait for a token get the same error."""
    await sim.forget_tokens()
    await sim.break_("token", "status", status=503, times=-1)
    with pytest.raises(ConnectionError_):
        await reader.look()
    assert len(asked(sim)) == 1
    assert len(sim.calls("get_items")) <= FEW


async def test_waiting_for_a_token(sim: CarnationSimulator, hana: Account) -> None:
    """Test that calls that are not ended by the first error make no request either."""
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    await sim.forget_requests()
    await sim.break_("token", "status", status=503, times=-1)
    calls = (hana.client.get_user_info(HANA) for _ in range(4))
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {ConnectionError_}
    assert len(asked(sim)) == 1


async def test_token_outlives_who_wanted_it(
    sim: CarnationSimulator, hana: Account
) -> None:
    """Test that a new token is kept, the old one being void, though nobody waits."""
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    before = hana.memory["token"]
    await sim.break_("token", "slow", delay=0.2, when="after")
    call = asyncio.create_task(hana.client.get_user_info(HANA))
    await sim.wait_for_requests("token", 3)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await hana.tokens.settle()
    assert hana.memory["token"] != before
    assert [hana.memory["token"]["refresh_token"]] == await sim.refresh_tokens()
    await hana.client.get_user_info(HANA)
    assert len(asked(sim)) == 3


async def test_closed(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that a token that is on its way comes before the end."""
    memory = KeptMemory()
    reader = await Reader.start(session, viewer_config(sim), memory)
    before = memory.written["token"]
    await sim.expire_tokens()
    await sim.forget_requests()
    await sim.break_("token", "slow", delay=0.2, when="after")
    look = asyncio.create_task(reader.look())
    await sim.wait_for_requests("token", 1)
    look.cancel()
    await reader.provider.close()
    assert memory.written["token"] != before


async def test_nobody_hears_of_a_failure(
    sim: CarnationSimulator, hana: Account, caplog: pytest.LogCaptureFixture
) -> None:
    """Test that a renewal that fails when nobody waits any more is no noise."""
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    await sim.break_("token", "slow", delay=0.2)
    await sim.set_password("Hana", "another-password")
    await sim.forget_tokens()
    call = asyncio.create_task(hana.client.get_user_info(HANA))
    await sim.wait_for_requests("token", 3)
    call.cancel()
    await hana.tokens.settle()
    await hana.tokens.settle()
    await asyncio.wait([call])
    del call
    gc.collect()
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("is_first", [False, True])
async def test_error_that_tells_how_long(is_first: bool) -> None:
    """Test that the other calls end with the first error, and which one is raised."""
    ended: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("waiting")

    async def fail(error: ProviderError) -> None:
        raise error

    errors = [ConnectionError_("a"), RateLimitedError("b", 5)]
    if is_first:
        errors.reverse()
    with pytest.raises(RateLimitedError, match="b"):
        await together(wait(), *map(fail, errors))
    assert ended == ["waiting"]
    await together()
