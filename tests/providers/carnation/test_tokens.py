"""Getting a token, and keeping it."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    UnsupportedError,
)
from tests.providers.server import answer, serve
from tests.simulators.carnation import CarnationSimulator

from .accounts import (
    HANA,
    LIVING_ROOM,
    Account,
    KeptMemory,
    asked,
    next_run,
    user_config,
    viewer_config,
)
from .conftest import assert_discreet

BY_SERVER = {"token_method": "POST"}


async def test_user_signs_in(sim: CarnationSimulator, hana: Account) -> None:
    """Test that the documented form is tried first, the other once."""
    with pytest.raises(AuthError, match="not signed in"):
        _ = hana.tokens.owner_id
    grant = await hana.tokens.sign_in()
    assert (hana.tokens.is_viewer, hana.tokens.owner_id, grant.owner_id) == (
        False,
        HANA,
        HANA,
    )
    assert asked(sim) == [("PUT", "password", 400), ("POST", "password", 200)]
    assert hana.memory["forms"] == BY_SERVER
    assert_discreet(f"{grant!r} {hana.tokens!r}", sim)
    for call in sim.log:
        assert not call.query


async def test_viewer_signs_in(sim: CarnationSimulator, viewer: Account) -> None:
    """Test that method and grant are each found out."""
    await viewer.tokens.sign_in()
    assert (viewer.tokens.is_viewer, viewer.tokens.owner_id) == (True, LIVING_ROOM)
    assert asked(sim) == [
        ("PUT", "client_credential", 400),
        ("POST", "client_credential", 400),
        ("POST", "client_credentials", 200),
    ]
    assert viewer.memory["forms"] == {
        "token_method": "POST",
        "viewer_grant": "client_credentials",
    }


async def test_documented_server(
    session: ClientSession, sim: CarnationSimulator, hana: Account, viewer: Account
) -> None:
    """Test a server that does what the reference says; its table calls it user_id."""
    await sim.set_options(flavour="documented")
    await hana.tokens.sign_in()
    await viewer.tokens.sign_in()
    assert viewer.tokens.owner_id == LIVING_ROOM
    assert asked(sim) == [
        ("PUT", "password", 200),
        ("PUT", "client_credential", 200),
    ]


@pytest.mark.parametrize("who", ["hana", "viewer"])
async def test_what_worked_is_remembered(
    session: ClientSession,
    sim: CarnationSimulator,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    """Test that another run asks rightly at once, and learns of an update."""
    account: Account = request.getfixturevalue(who)
    config = user_config(sim) if who == "hana" else viewer_config(sim)
    await account.tokens.sign_in()
    await sim.forget_requests()
    forms = {"forms": account.memory["forms"]}
    await Account(session, config, KeptMemory(forms)).tokens.sign_in()
    assert [status for _, _, status in asked(sim)] == [200]
    await sim.set_options(flavour="documented")
    await sim.forget_requests()
    updated = Account(session, config, KeptMemory(forms))
    await updated.tokens.sign_in()
    assert asked(sim)[-1][0] == "PUT"
    assert updated.memory["forms"]["token_method"] == "PUT"


async def test_token_is_stored_before_it_is_used(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that nobody uses a token that a crash would lose."""
    known: list[int] = []

    class Watched(KeptMemory):
        async def store(self) -> None:
            known.append(len(sim.calls("get_user_info")))
            await super().store()

    account = Account(session, user_config(sim), Watched())
    await account.client.get_user_info(HANA)
    assert known == [0]
    await sim.expire_tokens()
    await account.client.get_user_info(HANA)
    assert known == [0, 2]
    assert [call.status for call in sim.calls("get_user_info")] == [200, 401, 200]


async def test_token_of_another_run(
    session: ClientSession, sim: CarnationSimulator, hana: Account
) -> None:
    """Test that a stored token is used without asking."""
    await hana.tokens.sign_in()
    await sim.forget_requests()
    later = next_run(session, hana, user_config(sim))
    assert later.tokens.owner_id == HANA
    await later.tokens.sign_in()
    await later.client.get_user_info(HANA)
    assert asked(sim) == []


@pytest.mark.parametrize(
    "change",
    [
        {"app_id": "other"},
        {"email": "taro@example.com"},
        {"email": "", "password": ""},
        {"url": "http://127.0.0.1:1"},
    ],
)
async def test_token_of_another_account(
    session: ClientSession,
    sim: CarnationSimulator,
    hana: Account,
    change: dict[str, str],
) -> None:
    """Test that a stored token is only for the account that it was for."""
    await hana.tokens.sign_in()
    other = next_run(session, hana, user_config(sim) | change)
    with pytest.raises(AuthError, match="not signed in"):
        _ = other.tokens.owner_id
    assert "hana" not in str(hana.memory["token"]["of"])


@pytest.mark.parametrize(
    "token",
    [
        None,
        [],
        {},
        {"access_token": None},
        {"access_token": "a", "refresh_token": "b", "user_id": "x"},
        {"access_token": "a", "refresh_token": None, "user_id": 4},
    ],
)
async def test_memory_that_is_nonsense(
    session: ClientSession, sim: CarnationSimulator, hana: Account, token: Any
) -> None:
    """Test that what cannot be read is not used."""
    await hana.tokens.sign_in()
    if isinstance(token, dict):
        token = {"of": hana.memory["token"]["of"], **token}
    memory = KeptMemory({"token": token, "forms": token})
    account = Account(session, user_config(sim), memory)
    assert (await account.tokens.sign_in()).owner_id == HANA
    assert (await account.client.get_user_info(HANA)).id == HANA


@pytest.mark.parametrize("field", ["app_id", "app_secret", "email", "password"])
async def test_wrong_account(
    session: ClientSession, sim: CarnationSimulator, field: str
) -> None:
    """Test that what was refused is not tried again, but when the user asks."""
    account = Account(session, user_config(sim) | {field: "wrong"})
    with pytest.raises(AuthError) as raised:
        await account.tokens.sign_in()
    assert_discreet(repr(raised.value), sim)
    count = len(sim.log)
    for _ in range(2):
        with pytest.raises(AuthError, match="refused before"):
            await account.client.get_user_info(HANA)
    assert len(sim.log) == count
    with pytest.raises(AuthError):
        await account.tokens.sign_in()
    assert len(sim.log) > count


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>", UnsupportedError),
        (200, b'{"hello": 1}', UnsupportedError),
        (200, b"[]", UnsupportedError),
        (404, b"", UnsupportedError),
        (405, b"", UnsupportedError),
        (501, b"", UnsupportedError),
        (400, b'{"error": "unsupported_grant_type"}', UnsupportedError),
        (400, b'{"error": ["unsupported_grant_type"]}', UnsupportedError),
        (401, b"", AuthError),
        (403, b"", ForbiddenError),
        (500, b"", ConnectionError_),
        (200, b'{"access_token": "a"}', ProtocolError),
    ],
)
@pytest.mark.parametrize("viewer", [True, False])
async def test_not_carnation(
    session: ClientSession,
    status: int,
    body: bytes,
    error: type[Exception],
    viewer: bool,
) -> None:
    """Test that another service is not mistaken for a wrong password."""
    async with serve(answer(body, status)) as server:
        config = {"url": server.url, "app_id": "a", "app_secret": "\ud83d"}
        if not viewer:
            config |= {"email": "\ud83d", "password": "d"}
        with pytest.raises(error) as raised:
            await Account(session, config).tokens.sign_in()
    assert type(raised.value) is error
    assert all(request.path == "/token" for request in server.seen)
    assert len(server.seen) <= 4
