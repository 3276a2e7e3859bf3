"""Signing in, and staying signed in."""

import asyncio
from hashlib import sha256
from typing import Any

from aiohttp import ClientConnectionError, ClientSession
import pytest
from yarl import URL

from custom_components.chat_rooms.outgoing import Outgoing
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    UnsupportedError,
)
from tests.simulators.bocco import BoccoSimulator

from .conftest import assert_discreet


async def test_sign_in(sim: BoccoSimulator, new: BoccoProvider) -> None:
    """Test who we are, and in which language we ask."""
    with pytest.raises(AuthError, match="not signed in"):
        _ = new.account
    account = await new.sign_in()
    taro = sim.home.account
    assert (account.id, account.name, account.member_id) == (
        taro.uuid,
        "BOCCO",
        taro.uuid,
    )
    assert sim.log[0].header("Accept-Language") == "ja"
    await new.rooms()
    assert new.account.name == "Taro"
    assert (await new.sign_in()).name == "Taro"
    assert_discreet(f"{new!r} {new.account!r} {vars(new._client)['_session']!r}", sim)


@pytest.mark.parametrize("url", [{}, {"url": ""}, {"url": None}])
async def test_address_of_bocco(
    session: ClientSession,
    config: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    url: dict[str, Any],
) -> None:
    """Test that without an address it is BOCCO's own."""
    called = []

    async def refuse(self: ClientSession, method: str, url: URL, **_: Any) -> None:
        called.append(str(url))
        raise ClientConnectionError

    monkeypatch.setattr(ClientSession, "_request", refuse)
    del config["url"]
    with pytest.raises(ConnectionError_):
        await BoccoProvider(session, config | url).sign_in()
    assert called == ["https://api.bocco.me/alpha/sessions"]


async def test_trailing_slash(
    session: ClientSession, config: dict[str, str], sim: BoccoSimulator
) -> None:
    """Test that an address may end in a slash."""
    provider = BoccoProvider(session, config | {"url": f"{sim.url}/"})
    await provider.sign_in()
    assert sim.log[0].path == "/alpha/sessions"
    assert sim.log[0].header("Accept-Language") == "en"


@pytest.mark.parametrize("field", ["api_key", "email", "password"])
async def test_wrong_account(
    session: ClientSession, config: dict[str, str], sim: BoccoSimulator, field: str
) -> None:
    """Test that a wrong account is said to be wrong, and not tried again."""
    provider = BoccoProvider(session, config | {field: "wrong"})
    with pytest.raises(AuthError) as raised:
        await provider.sign_in()
    assert_discreet(repr(raised.value), sim)
    with pytest.raises(AuthError, match="refused before"):
        await provider.rooms()
    assert len(sim.calls("login")) == 1


async def test_account_without_uuid(
    session: ClientSession, config: dict[str, str], sim: BoccoSimulator
) -> None:
    """Test that the own member is learned from the first message sent."""
    await sim.set_options(session_uuid=False)
    room_id = sim.room_id("Happy Family")
    provider = BoccoProvider(session, config | {"email": sim.home.email})
    account = await provider.sign_in()
    assert account.id == sha256(b"taro@example.com").hexdigest()
    assert account.member_id is None
    (first, _) = (await provider.rooms()).rooms
    assert first.read_position is None
    assert provider.account.name == "BOCCO"
    outgoing = Outgoing(new_client_id=lambda: "ID-1", text="Hi")
    assert [sent async for sent in provider.send(room_id, outgoing)]
    assert provider.account.id == account.id
    assert provider.account.member_id == sim.home.account.uuid
    assert provider.account.name == "Taro"
    (first, _) = (await provider.rooms()).rooms
    assert first.read_position == await sim.read_id("Happy Family")


async def test_account_id_ignores_case(
    session: ClientSession, config: dict[str, str], sim: BoccoSimulator
) -> None:
    """Test that an e-mail address is the same however it is written."""
    await sim.set_options(session_uuid=False)
    sim.home.email = " TARO@example.com"
    provider = BoccoProvider(session, config | {"email": sim.home.email})
    account = await provider.sign_in()
    assert account.id == sha256(b"taro@example.com").hexdigest()


async def test_known_member(
    session: ClientSession, config: dict[str, str], sim: BoccoSimulator
) -> None:
    """Test that an earlier run's knowledge is used, unless BOCCO knows better."""
    memory = {"member_id": sim.home.account.uuid}
    await sim.set_options(session_uuid=False)
    provider = BoccoProvider(session, config, memory=memory)
    assert (await provider.sign_in()).member_id == sim.home.account.uuid
    assert (await provider.rooms()).rooms[0].read_position is not None
    await sim.set_options(session_uuid=True)
    provider = BoccoProvider(session, config, memory={"member_id": "stale"})
    assert (await provider.sign_in()).member_id == sim.home.account.uuid


async def test_expired_token(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that many refused calls make one sign-in, and all succeed."""
    room_id = sim.room_id("Happy Family")
    await sim.expire_tokens()
    results = await asyncio.gather(
        bocco.rooms(),
        bocco.messages_after(room_id, 0, 1),
        bocco.messages_before(room_id, None, 1),
    )
    assert all(results)
    assert [call.status for call in sim.calls("login")] == [200, 200]


async def test_call_without_sign_in(sim: BoccoSimulator, new: BoccoProvider) -> None:
    """Test that the first calls sign in by themselves, once."""
    await asyncio.gather(new.rooms(), new.rooms())
    assert len(sim.calls("login")) == 1


async def test_changed_password(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a password is tried once, lest BOCCO locks the account."""
    await sim.change_password("new")
    for _ in range(3):
        with pytest.raises(AuthError):
            await bocco.rooms()
    assert [call.status for call in sim.calls("login")] == [200, 401]
    sim.home.password = "bocco"
    await bocco.sign_in()
    assert await bocco.rooms()
    await sim.expire_tokens()
    assert await bocco.rooms()


async def test_refused_although_signed_in(
    sim: BoccoSimulator, bocco: BoccoProvider
) -> None:
    """Test that a call is repeated once only."""
    await sim.break_("joined", "status", status=401, times=-1)
    with pytest.raises(AuthError, match="^GET /alpha/rooms/joined: status 401$"):
        await bocco.rooms()
    assert len(sim.calls("joined")) == 2
    assert len(sim.calls("login")) == 2


async def test_outage_while_signing_in_again(
    sim: BoccoSimulator, bocco: BoccoProvider
) -> None:
    """Test that a failed sign-in is no refused one."""
    await sim.expire_tokens()
    await sim.break_("login", "drop")
    await sim.break_("login", "status", status=503)
    for _ in range(2):
        with pytest.raises(ConnectionError_):
            await bocco.rooms()
    assert await bocco.rooms()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html"},
        {"kind": "html", "status": 404},
        {"kind": "html", "status": 405},
        {"kind": "body", "body": {"hello": "hotel"}},
        {"kind": "body", "body": ["hotel"]},
        {"kind": "redirect", "url": "https://hotel.example/login"},
        {"kind": "huge"},
    ],
)
async def test_not_bocco(
    sim: BoccoSimulator, new: BoccoProvider, fault: dict[str, Any]
) -> None:
    """Test that another service is not mistaken for a wrong password."""
    await sim.break_("login", **fault)
    with pytest.raises(UnsupportedError) as raised:
        await new.sign_in()
    assert_discreet(repr(raised.value), sim)
