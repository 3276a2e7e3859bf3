"""A token that ends, and the next one."""

import asyncio
import time

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers.carnation import tokens
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
)
from tests.providers.server import serve
from tests.simulators.carnation import CarnationSimulator

from .accounts import HANA, Account, asked, next_run, user_config


async def test_expired_token_is_refreshed_once(
    sim: CarnationSimulator, hana: Account
) -> None:
    """Test that many refused calls make one refresh, and all succeed."""
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    await sim.forget_requests()
    results = await asyncio.gather(*(hana.client.get_user_info(HANA) for _ in range(8)))
    assert [user.id for user in results] == [HANA] * 8
    assert asked(sim) == [("POST", "refresh_token", 200)]
    (refresh_token,) = await sim.refresh_tokens()
    assert hana.memory["token"]["refresh_token"] == refresh_token


async def test_expired_viewer_asksnext_run(
    sim: CarnationSimulator, viewer: Account
) -> None:
    """Test that there is nothing to refresh for a viewer."""
    await viewer.client.get_viewer_users()
    await sim.expire_tokens()
    await sim.forget_requests()
    await viewer.client.get_viewer_users()
    assert asked(sim) == [("POST", "client_credentials", 200)]


async def test_first_calls_sign_in_once(sim: CarnationSimulator, hana: Account) -> None:
    """Test calls without a sign-in."""
    await asyncio.gather(*(hana.client.get_user_info(HANA) for _ in range(3)))
    assert asked(sim) == [("PUT", "password", 400), ("POST", "password", 200)]


@pytest.mark.parametrize("call", ["get_user_info", "change_user_attribute"])
async def test_documented_expiry(
    sim: CarnationSimulator, hana: Account, call: str
) -> None:
    """Test a server that says it with 400 and a text; "access denied" is no such."""
    await sim.set_options(flavour="documented")
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    if call == "get_user_info":
        with pytest.raises(ForbiddenError):
            await hana.client.get_user_info(HANA)
    else:
        changed = await hana.client.change_user_attribute(HANA, name="Hanako")
        assert changed.name == "Hanako"
        assert asked(sim)[-1] == ("PUT", "refresh_token", 200)


async def test_crash_after_a_refresh(
    session: ClientSession, sim: CarnationSimulator, hana: Account
) -> None:
    """Test that a lost refresh token locks nobody out."""
    await hana.tokens.sign_in()
    lost = next_run(session, hana, user_config(sim))
    await sim.expire_tokens()
    await lost.client.get_user_info(HANA)
    await sim.forget_requests()
    crashed = next_run(session, hana, user_config(sim))
    assert (await crashed.client.get_user_info(HANA)).id == HANA
    assert asked(sim) == [
        ("POST", "refresh_token", 400),
        ("POST", "password", 200),
    ]


async def test_token_is_renewed_before_its_end(
    sim: CarnationSimulator, hana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that a token that is nearly over is not used any more."""
    await hana.client.get_user_info(HANA)
    now = time.time()
    monkeypatch.setattr(tokens, "time", lambda: now + 86_400 - 120)
    await hana.client.get_user_info(HANA)
    assert asked(sim)[-1] == ("POST", "password", 200)
    monkeypatch.setattr(tokens, "time", lambda: now + 86_400 - 30)
    await hana.client.get_user_info(HANA)
    assert asked(sim)[-1] == ("POST", "refresh_token", 200)
    assert {call.status for call in sim.calls("get_user_info")} == {200}


@pytest.mark.parametrize("expires_in", [None, 0, -5, "soon", 1e300, [], "86400"])
async def test_nonsense_of_a_lifetime(
    session: ClientSession, expires_in: object
) -> None:
    """Test that a token is used until it is refused, and not asked for each time."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return web.json_response(
            {"access_token": "a", "user_id": "4", "id": 4, "expires_in": expires_in}
        )

    async with serve(handle) as server:
        config = {"app_id": "a", "app_secret": "b", "email": "c", "password": "d"}
        account = Account(session, {"url": server.url, **config})
        for _ in range(3):
            await account.client.get_user_info(HANA)
        assert [request.path for request in server.seen].count("/token") == 1


async def test_changed_password(sim: CarnationSimulator, hana: Account) -> None:
    """Test that a password is tried once, and that a new sign-in really asks."""
    await hana.tokens.sign_in()
    await sim.forget_tokens()
    await sim.set_password("Hana", "new")
    await sim.forget_requests()
    for _ in range(3):
        with pytest.raises(AuthError):
            await hana.client.get_user_info(HANA)
    assert asked(sim) == [
        ("POST", "refresh_token", 400),
        ("POST", "password", 400),
    ]
    await sim.set_password("Hana", sim.credentials["password"])
    await hana.tokens.sign_in()
    assert asked(sim)[-1] == ("POST", "password", 200)
    assert await hana.client.get_user_info(HANA)
    await sim.expire_tokens()
    assert await hana.client.get_user_info(HANA)


async def test_outage_while_renewing(sim: CarnationSimulator, hana: Account) -> None:
    """Test that a failed renewal is no refused one, and costs no password."""
    await hana.tokens.sign_in()
    await sim.expire_tokens()
    await sim.forget_requests()
    await sim.break_("token", "status", status=503)
    with pytest.raises(ConnectionError_):
        await hana.client.get_user_info(HANA)
    assert await hana.client.get_user_info(HANA)
    assert asked(sim)[-1] == ("POST", "refresh_token", 200)
    assert len(sim.calls("get_user_info")) == 2


async def test_refused_although_renewed(sim: CarnationSimulator, hana: Account) -> None:
    """Test that a call is repeated once only."""
    await sim.break_("get_user_info", "status", status=401, times=-1)
    with pytest.raises(AuthError, match="^GET /api/v1/user: status 401$"):
        await hana.client.get_user_info(HANA)
    assert len(sim.calls("get_user_info")) == 2


async def test_call_that_is_not_for_viewers(
    sim: CarnationSimulator, viewer: Account
) -> None:
    """Test that "invalid token" means no, when it is said of a new one, too."""
    with pytest.raises(ForbiddenError):
        await viewer.client.delete_item(101)
    assert len(sim.calls("delete_item")) == 2


async def test_no_token_helps(
    sim: CarnationSimulator, viewer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that such a call is not repeated with new tokens again and again."""
    for _ in range(3):
        with pytest.raises(ForbiddenError):
            await viewer.client.delete_item(101)
    assert len(sim.calls("delete_item")) == 4
    before = len(asked(sim))
    await sim.set_options(flavour="documented")
    await sim.expire_tokens()
    # Others get theirs all the same, and then it is tried anew.
    await viewer.client.like_item(101)
    assert len(asked(sim)) > before
    with pytest.raises(ForbiddenError):
        await viewer.client.delete_item(101)
    assert len(sim.calls("delete_item")) == 6
