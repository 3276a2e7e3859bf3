"""Pictures and sounds, and who hears the token."""

import pytest

from custom_components.chat_rooms.model import Attachment, Message, MessageKind
from custom_components.chat_rooms.providers.bocco.provider import BoccoProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
)
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape, silence

from ..parts import rest

FAMILY = "Happy Family"


async def newest(sim: BoccoSimulator, bocco: BoccoProvider) -> Message:
    """Return the family's newest message."""
    (message,) = await bocco.messages_before(sim.room_id(FAMILY), None, 1)
    return message


async def fetch(bocco: BoccoProvider, attachment: Attachment) -> tuple[str, bytes]:
    """Return an attachment's content type and bytes."""
    async with bocco.download(attachment) as file:
        data = b"".join([piece async for piece in file.chunks])
        assert file.size == len(data)
        return file.content_type, data


async def test_picture(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test a picture from BOCCO's own host, which wants the token."""
    await sim.send_image(FAMILY, "Hanako")
    message = await newest(sim, bocco)
    (picture,) = message.attachments
    assert message.kind is MessageKind.IMAGE
    assert (picture.id, picture.name) == ("image", f"{message.id}.png")
    assert await fetch(bocco, picture) == ("image/png", landscape(message.position))
    (call,) = sim.calls("media")
    assert [name for name, _ in call.query] == ["access_token"]


async def test_rest_of_a_picture(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that BOCCO is asked for no more than what is wanted."""
    await sim.send_image(FAMILY, "Hanako")
    message = await newest(sim, bocco)
    data = landscape(message.position)
    opening = bocco.download(message.attachments[0], start=100)
    assert await rest(opening) == (100, len(data), data[100:])
    (call,) = sim.calls("media")
    assert (call.header("Range"), call.status) == ("bytes=100-", 206)


async def test_voice_and_stamp(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test the other files that a message can have."""
    await sim.send_audio(FAMILY, "Grandma")
    message = await newest(sim, bocco)
    (sound,) = message.attachments
    assert message.kind is MessageKind.AUDIO
    assert await fetch(bocco, sound) == ("audio/ogg", silence())
    await sim.send_stamp(FAMILY, "Grandma")
    message = await newest(sim, bocco)
    (stamp,) = message.attachments
    assert message.kind is MessageKind.STAMP
    assert (await fetch(bocco, stamp))[0] == "image/png"


async def test_picture_elsewhere(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that another host is asked without the token."""
    await sim.set_options(media_elsewhere=True)
    await sim.send_image(FAMILY, "Hanako")
    (picture,) = (await newest(sim, bocco)).attachments
    assert (await fetch(bocco, picture))[0] == "image/png"
    (call,) = sim.calls("elsewhere")
    assert call.query == []
    assert not call.header("Accept-Language")


async def test_redirected_picture(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a redirect to another host leaves the token behind."""
    await sim.send_image(FAMILY, "Hanako")
    (picture,) = (await newest(sim, bocco)).attachments
    path = picture.source.removeprefix(sim.url)
    await sim.break_("media", "redirect", url=sim.elsewhere_url + path)
    assert (await fetch(bocco, picture))[0] == "image/png"
    assert sim.calls("media")[0].query
    (call,) = sim.calls("elsewhere")
    assert call.query == []


async def test_expired_token(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that a file is fetched after one sign-in."""
    await sim.send_image(FAMILY, "Hanako")
    (picture,) = (await newest(sim, bocco)).attachments
    await sim.expire_tokens()
    await fetch(bocco, picture)
    assert [call.status for call in sim.calls("media")] == [401, 200]
    assert len(sim.calls("login")) == 2
    await sim.break_("media", "status", status=401, times=2)
    with pytest.raises(AuthError):
        await fetch(bocco, picture)


async def test_stranger_that_refuses(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test that another host's 401 does not make us sign in."""
    await sim.set_options(media_elsewhere=True)
    await sim.send_image(FAMILY, "Hanako")
    (picture,) = (await newest(sim, bocco)).attachments
    await sim.break_("elsewhere", "status", status=401)
    with pytest.raises(ForbiddenError):
        await fetch(bocco, picture)
    assert len(sim.calls("login")) == 1


async def test_missing_picture(sim: BoccoSimulator, bocco: BoccoProvider) -> None:
    """Test a file that is gone, and one that breaks off."""
    gone = Attachment(
        id="image", name="", content_type="", source=f"{sim.url}/1/messages/1.png"
    )
    with pytest.raises(NotFoundError, match="^GET file: status 404$"):
        await fetch(bocco, gone)
    await sim.break_("media", "truncated")
    with pytest.raises(ConnectionError_):
        await fetch(bocco, gone)
