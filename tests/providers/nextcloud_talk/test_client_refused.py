"""Credentials that were refused are not tried again, for that locks people out."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import AuthError, RateLimitedError
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import LOGIN_NAME, NEIGHBOURS


async def test_the_first_401_is_the_last(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that nothing more is asked, of Talk or files, until credentials change."""
    await talk.server.user()
    await sim.revoke_app_passwords()
    with pytest.raises(AuthError):
        await talk.rooms.list()
    count, token = len(sim.log), sim.room_id(NEIGHBOURS)
    for call in (
        talk.negotiate,
        talk.rooms.list,
        lambda: talk.chat.send(token, "X"),
        lambda: talk.chat.receive(token, last_known=1, timeout=30),
        lambda: talk.files.upload("a", b"", "text/plain"),
        lambda: talk.files.share("a", token),
        lambda: talk.files.download("a").__aenter__(),
        lambda: talk.files.room_avatar(token).__aenter__(),
    ):
        with pytest.raises(AuthError, match="refused before"):
            await call()
    assert len(sim.log) == count
    assert await sim.wrong_tries() == 1
    assert (await talk.server.status()).installed
    talk.set_credentials(LOGIN_NAME, sim.vault.make("Again").secret)
    assert not talk.refused
    await talk.rooms.list()


@pytest.mark.parametrize("endpoint", ["upload", "share", "download", "user_avatar"])
async def test_a_401_of_files_counts_too(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str
) -> None:
    """Test that every part of the server knows the same passwords."""
    await talk.server.user()
    await sim.break_(endpoint, "status", status=401)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "upload": lambda: talk.files.upload("a", b"", "text/plain"),
        "share": lambda: talk.files.share("a", sim.room_id(NEIGHBOURS)),
        "download": lambda: talk.files.download("a").__aenter__(),
        "user_avatar": lambda: talk.files.user_avatar("hanako").__aenter__(),
    }
    with pytest.raises(AuthError):
        await calls[endpoint]()
    assert talk.refused


async def test_what_waits_is_not_asked_after_a_401(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a queue of requests is no series of wrong passwords."""
    await sim.revoke_app_passwords()
    results = await asyncio.gather(
        *(talk.rooms.list() for _ in range(20)), return_exceptions=True
    )
    assert {type(result) for result in results} == {AuthError}
    assert await sim.wrong_tries() <= http.SHORT_REQUESTS


async def test_late_answer_to_old_credentials(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that new credentials do not suffer from what was asked with old ones."""
    await sim.break_("rooms", "slow", delay=0.2, when="after")
    await sim.revoke_app_passwords()
    late = asyncio.create_task(talk.rooms.list())
    await sim.wait_for_requests("rooms")
    talk.set_credentials(LOGIN_NAME, sim.vault.make("New").secret)
    with pytest.raises(AuthError):
        await late
    assert not talk.refused
    await talk.rooms.list()


async def test_lock_out(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that a locked address says nothing about the credentials."""
    await sim.lock_out()
    with pytest.raises(RateLimitedError) as raised:
        await talk.rooms.list()
    assert raised.value.reason is None
    assert not talk.refused
