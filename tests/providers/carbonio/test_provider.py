"""The account itself: signing in, rooms, files and the service's health."""

import asyncio
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.model import Attachment, Feature, HealthStatus
from custom_components.chat_rooms.providers import PROVIDERS
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    Reason,
    UnsupportedError,
)
from tests.providers.server import answer, serve
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import ACCOUNT_ID, OTP

from ..parts import rest
from .accounts import read, send
from .family import ADVANCED, BOTH_EDITIONS, BOTH_GENERATIONS, FAMILY, GRANDMA

# Signing in


@BOTH_EDITIONS
async def test_sign_in(provider: CarbonioProvider, config: dict[str, Any]) -> None:
    """Test that an account signs in, and knows who it is."""
    account = provider.account
    assert account.id == account.member_id == ACCOUNT_ID
    assert account.name == "Taro"
    assert account.features is Feature.HEALTH
    assert account.room_types == ("group", "one_to_one")
    stored = provider.credentials
    assert {key: stored[key] for key in config} == config
    assert stored["token"]
    assert stored["device_id"]


async def test_go_on(
    session: ClientSession, simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a stored token is used as long as it is good, then the password."""
    again = CarbonioProvider(session, provider.credentials)
    assert await again.sign_in() == provider.account
    assert await simulator.password_tries() == 1
    await simulator.expire_token()
    again = CarbonioProvider(session, provider.credentials)
    assert await again.sign_in() == provider.account
    assert await simulator.password_tries() == 2


@ADVANCED
@pytest.mark.parametrize("otp", [True])
async def test_one_time_password(
    session: ClientSession, simulator: CarbonioSimulator, config: dict[str, Any]
) -> None:
    """Test that a one-time password is asked for once, and not stored."""
    with pytest.raises(AuthError) as caught:
        await CarbonioProvider(session, config).sign_in()
    assert caught.value.reason is Reason.OTP_NEEDED
    provider = CarbonioProvider(session, {**config, "otp": OTP})
    await provider.sign_in()
    assert "otp" not in provider.credentials
    await CarbonioProvider(session, provider.credentials).sign_in()


async def test_signed_out(
    session: ClientSession, simulator: CarbonioSimulator, config: dict[str, Any]
) -> None:
    """Test that nothing can be done before signing in."""
    provider = CarbonioProvider(session, config)
    with pytest.raises(AuthError):
        _ = provider.account
    with pytest.raises(AuthError):
        await provider.rooms()
    with pytest.raises(AuthError):
        provider.feeds([])
    with pytest.raises(AuthError):
        await send(simulator, provider, text="Hello!")
    await provider.close()
    assert simulator.calls() == []


async def test_wrong_password(
    session: ClientSession, simulator: CarbonioSimulator, config: dict[str, Any]
) -> None:
    """Test that a wrong password is one."""
    provider = CarbonioProvider(session, {**config, "password": "wrong"})
    with pytest.raises(AuthError) as caught:
        await provider.sign_in()
    assert caught.value.reason is None


async def test_probe(
    session: ClientSession, simulator: CarbonioSimulator, config: dict[str, Any]
) -> None:
    """Test that a Carbonio is told from other servers, without a password."""
    await CarbonioProvider(session, config).probe()
    assert [call.endpoint for call in simulator.calls()] == ["get_health_status"]
    async with serve(answer(b"<html>", content_type="text/html")) as server:
        with pytest.raises(UnsupportedError):
            await CarbonioProvider(session, {**config, "url": server.url}).probe()


def test_registered() -> None:
    """Test that the service is known by its key."""
    assert PROVIDERS["carbonio"] is CarbonioProvider
    assert (CarbonioProvider.rhythm.polling, CarbonioProvider.rhythm.watching) == (
        30,
        300,
    )


async def test_close(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that nothing stays open."""
    await provider.rooms()
    await simulator.xmpp.joined()
    simulator.log.clear()
    await simulator.break_("get_users", "slow", when="before", delay=30)
    hanako = simulator.world.person("Hanako").id
    people = provider._parts.history._people
    asking = asyncio.create_task(people.names([hanako], refresh=True))
    while not simulator.calls("get_users"):
        await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await provider.close()
        await asking
    await simulator.xmpp.left()


# Rooms


@BOTH_GENERATIONS
async def test_rooms(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the rooms are listed, and can be muted."""
    room_id = simulator.room_id(FAMILY)
    rooms = {room.id: room for room in (await provider.rooms()).rooms}
    assert rooms[room_id].name == FAMILY
    assert rooms[room_id].unread == 1
    assert rooms[simulator.room_id(GRANDMA)].name == GRANDMA
    await provider.set_muted(room_id, True)
    assert await simulator.is_muted(FAMILY)
    await provider.set_muted(room_id, False)
    assert not await simulator.is_muted(FAMILY)


async def test_chat_is_down(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that the list goes on without the chat; nobody tells what is unread."""
    await simulator.hold_xmpp()
    rooms = (await provider.rooms(complete=True)).rooms
    assert {room.unread for room in rooms} == {None}


async def test_health(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that the service tells how it feels."""
    assert (await provider.health()).status is HealthStatus.OK
    await simulator.set_health("warn", ["previewer_service"])
    health = await provider.health()
    assert health.status is HealthStatus.WARN
    assert not health.parts["previewer_service"]
    assert health.parts["database"]


# Files


async def test_files(simulator: CarbonioSimulator, provider: CarbonioProvider) -> None:
    """Test that files and previews of them are opened."""
    sent = await simulator.send_picture(FAMILY, "Hanako")
    message = await provider.message(simulator.room_id(FAMILY), sent["id"])
    (attachment,) = message.attachments
    data = await read(provider.download(attachment))
    assert len(data) == sent["size"]
    assert await read(provider.preview(attachment, 64, 48))
    (call,) = simulator.calls("get_image_preview")
    assert "/64x48/" in call.path
    # Without it the server fills what is missing with black.
    assert dict(call.query)["crop"] == "true"
    sent = await simulator.send_file(FAMILY, "Hanako")
    message = await provider.message(simulator.room_id(FAMILY), sent["id"])
    await read(provider.preview(message.attachments[0], 64, 48))
    assert len(simulator.calls("get_pdf_thumbnail")) == 1


async def test_no_parts(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a server may give out the whole file, and that this is told."""
    sent = await simulator.send_picture(FAMILY, "Hanako")
    message = await provider.message(simulator.room_id(FAMILY), sent["id"])
    (attachment,) = message.attachments
    whole = await rest(provider.download(attachment))
    assert whole[:2] == (0, sent["size"])
    assert await rest(provider.download(attachment, start=100)) == whole
    calls = simulator.calls("get_attachment")
    assert [call.header("Range") for call in calls] == [None, "bytes=100-"]


async def test_no_preview(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that of other files there is no preview, and nothing of unknown ones."""
    sound = Attachment(id="s", name="Bell.mp3", content_type="audio/mpeg")
    with pytest.raises(UnsupportedError):
        await read(provider.preview(sound, 64, 48))
    with pytest.raises(NotFoundError):
        await read(provider.download(sound))
    assert [call.endpoint for call in simulator.calls()] == ["get_attachment"]


NOT_AUTHORIZED = (
    "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>"
    "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
)


async def test_chat_that_ends_for_want_of_a_token(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that a new token is fetched by itself when the chat does not know the old."""
    (feed,) = (feed for feed in provider.feeds([]) if feed.key == "messages")
    updates = feed.listen(lambda room_id: 0)
    assert (await anext(updates)).asks
    tries = await simulator.password_tries()
    await simulator.expire_token()
    simulator.xmpp.send_raw(NOT_AUTHORIZED)
    with pytest.raises(ConnectionError_) as raised:
        await anext(updates)
    assert raised.value.reason is Reason.CHAT_DOWN
    assert await provider.messages_before(simulator.room_id(FAMILY), None, 5)
    assert await simulator.password_tries() == tries + 1
