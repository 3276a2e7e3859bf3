"""Sending texts, and changing what was sent."""

from collections.abc import Awaitable, Callable

import pytest

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
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, NEIGHBOURS, assert_discreet
from .outgoing import outgoing, send


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_text(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a text, and that it is known again when it comes back."""
    text = "Hi & bye=ä\n🙂 <b>{x}</b>"
    (sent,) = await send(sim, provider, text=text)
    (received,) = await sim.received(NEIGHBOURS)
    assert received["text"] == text
    assert received["reference_id"] == "ID-1"
    assert not received["silent"]
    assert received["reply_to"] is None
    assert sent.message_id == str(received["id"])
    assert abs(sent.sent_at.timestamp() - received["time"]) < 1
    assert sent.file is None
    message = await provider.message(sim.room_id(NEIGHBOURS), sent.message_id)
    assert message.client_id == "ID-1"
    assert message.text == text
    assert message.sender.id == provider.account.member_id
    assert len(sim.calls("send")) == 1


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Door", "Somebody rings", "**Door**\nSomebody rings"),
        ("Door", "", "**Door**"),
        ("", "Hi", "Hi"),
        ("  \n", "Hi", "Hi"),
        (" Front\ndoor ", "Hi", "**Front door**\nHi"),
        ("a ** b", "Hi", r"**a \*\* b**" + "\nHi"),
        ("a\\", "Hi", r"**a\\**" + "\nHi"),
        ("`a", "`Hi", r"**\`a**" + "\n`Hi"),
    ],
)
async def test_title(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    title: str,
    text: str,
    whole: str,
) -> None:
    """Test that a title is a line in bold letters, whatever is in it."""
    await send(sim, provider, title=title, text=text)
    (received,) = await sim.received()
    assert received["text"] == whole


@pytest.mark.parametrize("generation", ["between", "old"])
async def test_title_without_markdown(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a server without Markdown is sent none."""
    await send(sim, provider, title="a * b", text="Hi")
    (received,) = await sim.received()
    assert received["text"] == "a * b\nHi"


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_reply_and_silence(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test an answer that makes no noise."""
    message = (await sim.write(NEIGHBOURS, "Hanako", "Tea?"))["id"]
    (sent,) = await send(
        sim, provider, text="@grandma Yes!", reply_to=str(message), silent=True
    )
    (received,) = await sim.received()
    assert (received["reply_to"], received["silent"]) == (message, True)
    found = await provider.message(sim.room_id(NEIGHBOURS), sent.message_id)
    assert found.reply_to == str(message)
    assert found.text == "@Grandma Yes!"


async def test_reply_to_nothing(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test an answer to something that is no message."""
    gone = (await sim.write(NEIGHBOURS, "Hanako", "Tea?"))["id"]
    await sim.delete(NEIGHBOURS, gone)
    for reply_to in ("x", "1", str(gone)):
        with pytest.raises(NotFoundError):
            await send(sim, provider, text="Yes!", reply_to=reply_to)
    assert await sim.received() == []
    assert len(sim.calls("send")) == 2


async def test_long_client_id(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a reference is no longer than the server keeps."""
    message = outgoing(text="Hi")
    object.__setattr__(message, "new_client_id", lambda: "x" * 70)
    await sim.break_("send", "drop", when="after")
    room_id = sim.room_id(NEIGHBOURS)
    assert [sent async for sent in provider.send(room_id, message)]
    (received,) = await sim.received()
    assert received["reference_id"] == "x" * 64


async def test_too_long(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the room that bold letters take is counted, and nothing is cut."""
    await send(sim, provider, text="x" * 32_000)
    await send(sim, provider, title="T", text="x" * (32_000 - 6))
    for title, text in (("", "x" * 32_001), ("T", "x" * (32_000 - 5))):
        with pytest.raises(ForbiddenError) as raised:
            await send(sim, provider, title=title, text=text)
        assert raised.value.reason is Reason.TEXT_TOO_LONG
    assert len(await sim.received()) == 2


async def test_too_long_for_the_server(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a server that takes less than it said."""
    sim.generation.config["chat"]["max-length"] = 10
    with pytest.raises(ForbiddenError) as raised:
        await send(sim, provider, text="x" * 11)
    assert raised.value.reason is Reason.TEXT_TOO_LONG


async def test_read_only(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a locked room is told as what it is."""
    await sim.set_read_only(NEIGHBOURS)
    with pytest.raises(ForbiddenError) as raised:
        await send(sim, provider, text="Hi")
    assert raised.value.reason is Reason.READ_ONLY


async def test_no_permission(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test an account that may not write for another reason."""
    await sim.set_permissions(NEIGHBOURS, 126)
    for _ in range(2):
        with pytest.raises(ForbiddenError) as raised:
            await send(sim, provider, text="Hi")
        assert raised.value.reason is None
        await sim.break_("room", "drop", times=2)


async def test_lobby(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a lobby is told as what it is."""
    await sim.set_lobby(GARDEN_CLUB)
    with pytest.raises(ForbiddenError) as raised:
        await send(sim, provider, GARDEN_CLUB, text="Hi")
    assert raised.value.reason is Reason.LOBBY


async def test_reactions(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a reaction, and taking it back."""
    message = (await sim.write(NEIGHBOURS, "Hanako", "Hello"))["id"]
    room_id = sim.room_id(NEIGHBOURS)

    async def reactions() -> object:
        return (await provider.message(room_id, str(message))).detail["reactions"]

    for _ in range(2):
        await provider.react(room_id, str(message), "👍")
        assert await reactions() == {"👍": 1}
    await provider.react(room_id, str(message), "👍", remove=True)
    assert await reactions() == {}
    with pytest.raises(NotFoundError):
        await provider.react(room_id, str(message), "👍", remove=True)


async def test_edit_and_delete(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test changing an own message, and taking it away."""
    room_id = sim.room_id(NEIGHBOURS)
    (sent,) = await send(sim, provider, text="Helo")
    await provider.edit(room_id, sent.message_id, "Hello")
    message = await provider.message(room_id, sent.message_id)
    assert message.text == "Hello"
    assert message.detail["edited_at"]
    await provider.delete(room_id, sent.message_id)
    assert (await provider.message(room_id, sent.message_id)).deleted


type Change = Callable[[NextcloudTalkProvider, str, str], Awaitable[None]]

CHANGES: dict[str, Change] = {
    "react": lambda provider, room, message: provider.react(room, message, "👍"),
    "edit": lambda provider, room, message: provider.edit(room, message, "x"),
    "delete": lambda provider, room, message: provider.delete(room, message),
    "read": lambda provider, room, message: provider.mark_as_read(room, message),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_not_there(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, name: str
) -> None:
    """Test changing what is not there."""
    room_id = sim.room_id(NEIGHBOURS)
    with pytest.raises(NotFoundError):
        await CHANGES[name](provider, room_id, "x")
    assert sim.calls() == []
    await sim.leave_room(NEIGHBOURS)
    with pytest.raises(NotFoundError):
        await CHANGES[name](provider, room_id, "1")


@pytest.mark.parametrize("generation", ["old"])
@pytest.mark.parametrize("name", ["react", "edit", "delete"])
async def test_not_known_yet(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider, name: str
) -> None:
    """Test what an old server cannot do."""
    with pytest.raises(UnsupportedError):
        await CHANGES[name](provider, sim.room_id(NEIGHBOURS), "1")
    assert sim.calls() == []


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, ConnectionError_),
        (401, AuthError),
        (403, ForbiddenError),
        (429, RateLimitedError),
        (418, ProtocolError),
    ],
)
async def test_errors(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    name: str,
    status: int,
    error: type[ProviderError],
) -> None:
    """Test that what goes wrong is one of the few errors."""
    message = (await sim.write(NEIGHBOURS, "Taro", "Hello"))["id"]
    await sim.break_(name, "status", status=status)
    with pytest.raises(ProviderError) as raised:
        await CHANGES[name](provider, sim.room_id(NEIGHBOURS), str(message))
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
