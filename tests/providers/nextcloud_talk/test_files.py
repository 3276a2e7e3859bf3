"""Files: into rooms, and out of them."""

from hashlib import sha256
import re
from typing import Any

import pytest

from custom_components.chat_rooms.model import Attachment
from custom_components.chat_rooms.outgoing import OutgoingFile
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk import delivery
from custom_components.chat_rooms.providers.nextcloud_talk.provider import (
    NextcloudTalkProvider,
)
from custom_components.chat_rooms.providers.nextcloud_talk.wording import stored_name
from tests.simulators.media import chime, landscape
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_state import USER

from .conftest import NEIGHBOURS, assert_discreet
from .outgoing import PICTURE, SOUND, outgoing, send

STAMP = r" \(\d{4}-\d\d-\d\d \d\d-\d\d-\d\d [0-9a-f]{4}\)"


def file(name: str = "a.txt", content_type: str = "text/plain") -> OutgoingFile:
    """Return a small file."""
    return OutgoingFile(name=name, content_type=content_type, data=b"Hello")


@pytest.mark.parametrize("generation", ["current", "previous"])
async def test_files(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the text is the first file's caption, and the others follow."""
    parent = (await sim.write(NEIGHBOURS, "Hanako", "Who is it?"))["id"]
    sents = await send(
        sim,
        provider,
        title="Door",
        text="The cat",
        files=(PICTURE, SOUND, file("note.pdf", "application/pdf")),
        reply_to=str(parent),
        silent=True,
    )
    assert [sent.file for sent in sents] == ["庭 1.png", "bell.wav", "note.pdf"]
    received = await sim.received()
    assert [str(item["id"]) for item in received] == [s.message_id for s in sents]
    assert [item["reference_id"] for item in received] == ["ID-1", "ID-2", "ID-3"]
    assert [item["text"] for item in received] == ["**Door**\nThe cat", "", ""]
    assert [item["reply_to"] for item in received] == [parent, None, None]
    assert [item["silent"] for item in received] == [True] * 3
    types = ["comment", "voice-message", "comment"]
    assert [item["message_type"] for item in received] == types
    assert received[0]["sha256"] == sha256(PICTURE.data).hexdigest()
    assert received[1]["sha256"] == sha256(SOUND.data).hexdigest()
    for item, sent in zip(received, sents, strict=True):
        stem, _, suffix = (sent.file or "").rpartition(".")
        assert re.fullmatch(
            re.escape(stem) + STAMP + re.escape(f".{suffix}"), item["filename"]
        )
        assert abs(sent.sent_at.timestamp() - item["time"]) < 1
    assert {found["path"].partition("/")[0] for found in await sim.files()} == {"Talk"}
    assert len(sim.calls("make_folder")) == 1


@pytest.mark.parametrize("generation", ["between"])
async def test_files_without_captions(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a server without captions gets the text first."""
    parent = (await sim.write(NEIGHBOURS, "Hanako", "Who is it?"))["id"]
    sents = await send(
        sim, provider, text="The cat", files=(PICTURE, SOUND), reply_to=str(parent)
    )
    assert [sent.file for sent in sents] == [None, "庭 1.png", "bell.wav"]
    received = await sim.received()
    assert [str(item["id"]) for item in received] == [s.message_id for s in sents]
    assert [item["text"] for item in received] == ["The cat", "", ""]
    assert [item["reply_to"] for item in received] == [parent, None, None]
    assert [item["message_type"] for item in received] == ["comment"] * 3


@pytest.mark.parametrize("generation", ["old"])
async def test_no_files(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that nothing is sent where files cannot be."""
    with pytest.raises(UnsupportedError):
        await send(sim, provider, text="Look!", files=(PICTURE,))
    assert sim.calls() == []


@pytest.mark.filterwarnings("error:Sending a large body:ResourceWarning")
async def test_large_file(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a film."""
    film = OutgoingFile(name="a.mp4", content_type="video/mp4", data=bytes(5_000_000))
    await send(sim, provider, files=(film,))
    (received,) = await sim.received()
    assert received["sha256"] == sha256(film.data).hexdigest()
    assert received["content_type"] == "video/mp4"


@pytest.mark.parametrize(
    ("name", "content_type", "pattern"),
    [
        ("a.png", "image/png", "a{}.png"),
        ("a.b.JPG", "image/jpeg", "a.b{}.JPG"),
        ("README", "text/plain", "README{}.txt"),
        ("tts", "audio/mpeg", "tts{}.mp3"),
        ("tts.bin", "audio/mpeg", "tts.bin{}.mp3"),
        ("v1.2", "image/png", "v1.2{}.png"),
        ("x.unheard", "application/x-unheard-of", "x{}.unheard"),
        ("bell.WAV", "audio/wav", "bell{}.WAV"),
        ("../../etc/passwd", "text/plain", "etc passwd{}.txt"),
        ('a\r\n"b":c?.png', "image/png", "a b c{}.png"),
        (".htaccess", "text/plain", "htaccess{}.txt"),
        ("", "image/png", "file{}.png"),
        ("...", "image/png", "file{}.png"),
        ("日" * 100 + ".png", "image/png", "日" * 50 + "{}.png"),
        ("\ud83d.png", "image/png", "?{}.png"),
    ],
)
def test_names(name: str, content_type: str, pattern: str) -> None:
    """Test that a name stays readable, is new, and tells the type."""
    found = stored_name(file(name, content_type))
    stem, _, suffix = pattern.partition("{}")
    assert re.fullmatch(re.escape(stem) + STAMP + re.escape(suffix), found)
    assert len(found.encode()) < 250
    assert stored_name(file(name, content_type)) != found


@pytest.mark.parametrize(
    ("content_type", "name", "message_type"),
    [
        ("audio/mpeg", "a.mp3", "voice-message"),
        ("audio/wav", "a.wav", "voice-message"),
        ("audio/x-wav", "a", "voice-message"),
        ("AUDIO/MPEG", "a.mp3", "voice-message"),
        ("audio/ogg", "a.ogg", "comment"),
        ("audio/mp4", "a.m4a", "comment"),
        ("image/png", "a.png", "comment"),
    ],
)
async def test_voice(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    content_type: str,
    name: str,
    message_type: str,
) -> None:
    """Test what Talk plays as a voice message."""
    sound = OutgoingFile(name=name, content_type=content_type, data=chime())
    await send(sim, provider, files=(sound,))
    (received,) = await sim.received()
    assert received["message_type"] == message_type


async def test_no_voice(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test a server without voice messages."""
    await sim.set_feature("voice-message-sharing", False)
    await provider.rooms()
    await provider.rooms()
    await provider.sign_in()
    await send(sim, provider, files=(SOUND,))
    (received,) = await sim.received()
    assert received["message_type"] == "comment"


async def test_folder(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that the account's folder is used, made where it is not there."""
    await sim.set_config("attachments", "folder", "/Home/Talk files")
    await provider.sign_in()
    await send(sim, provider, files=(PICTURE,))
    assert "Home/Talk files" in await sim.folders()
    made = len(sim.calls("make_folder"))
    await send(sim, provider, files=(PICTURE,))
    assert len(sim.calls("make_folder")) == made
    for gone in ("Home/Talk files", "Home"):
        sim.cloud.folders.discard(gone)
    await send(sim, provider, files=(PICTURE,))
    assert len(await sim.received()) == 3


async def test_no_folder(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test an account that keeps everything in one place."""
    await sim.set_config("attachments", "folder", "/")
    await provider.sign_in()
    await send(sim, provider, files=(PICTURE,))
    assert sim.calls("make_folder") == []
    assert len(await sim.received()) == 1


@pytest.mark.parametrize(
    ("trouble", "error", "reason"),
    [
        ("quota", ForbiddenError, Reason.QUOTA),
        ("size", ForbiddenError, Reason.FILE_TOO_LARGE),
        ("shares", RateLimitedError, Reason.SHARE_LIMIT),
        ("locked", ForbiddenError, Reason.READ_ONLY),
        ("permission", ForbiddenError, None),
        ("lobby", ForbiddenError, Reason.LOBBY),
        ("folder", ForbiddenError, None),
    ],
)
async def test_refused(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    trouble: str,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test that a refusal says why, and leaves no file behind."""
    there = await sim.files()
    match trouble:
        case "quota":
            await sim.quota()
        case "size":
            await sim.set_largest_upload(4)
        case "shares":
            await sim.use_up_shares()
        case "locked":
            await sim.set_read_only(NEIGHBOURS)
        case "permission":
            await sim.set_permissions(NEIGHBOURS, 126)
        case "lobby":
            await sim.set_role(NEIGHBOURS, USER)
            await sim.set_permissions(NEIGHBOURS, 246)
            await sim.set_lobby(NEIGHBOURS)
        case _:
            await sim.break_("make_folder", "status", status=403)
    with pytest.raises(error) as raised:
        await send(sim, provider, text="Look!", files=(file(),))
    assert raised.value.reason is reason
    assert_discreet(repr(raised.value), sim)
    assert await sim.received() == []
    assert await sim.files() == there


async def test_file_that_stays(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that a file which may have been shared is left where it is."""
    monkeypatch.setattr(delivery, "LOOK_LONGER_FOR", 0.0)
    monkeypatch.setattr(delivery, "LOOK_PATIENTLY_FOR", 0.0)
    await sim.break_("share", "drop", when="after")
    await sim.break_("history", "body", body={"ocs": {"data": []}}, times=-1)
    there = await sim.files()
    with pytest.raises(ForbiddenError):
        await send(sim, provider, files=(file(),))
    assert len(await sim.files()) == len(there) + 1


@pytest.mark.parametrize("status", [403, 429])
async def test_file_that_is_shared_stays(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    status: int,
) -> None:
    """Test that trouble after the share is no reason to take it back or send again."""
    await sim.break_("history", "status", status=status, times=-1)
    there = await sim.files()
    (sent,) = await send(sim, provider, files=(file(),))
    assert sent.message_id == ""
    assert len(await sim.files()) == len(there) + 1
    assert sim.calls("delete_file") == []


async def test_half_an_emoji(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a caption which is no Unicode is sent as far as it is."""
    await send(sim, provider, text="Look \ud83d", files=(file(),))
    (received,) = await sim.received()
    assert received["text"] == "Look ?"


async def test_partly_sent(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that it is seen what has arrived before something went wrong."""
    sends = provider.send(
        sim.room_id(NEIGHBOURS), outgoing(text="Look!", files=(PICTURE, SOUND))
    )
    first = await anext(sends)
    assert first.file == PICTURE.name
    await sim.quota()
    with pytest.raises(ForbiddenError):
        await anext(sends)
    assert len(await sim.received()) == 1


@pytest.mark.parametrize("generation", ["current", "previous", "between"])
async def test_download(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a picture that somebody sent can be seen."""
    message = await sim.send_image(NEIGHBOURS, "Hanako")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message["id"]))
    (attachment,) = found.attachments
    async with provider.download(attachment) as download:
        data = b"".join([piece async for piece in download.chunks])
    assert data == landscape(message["id"])
    assert download.content_type == attachment.content_type == "image/png"
    assert download.size == attachment.size == len(data)


async def test_own_file_comes_back(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that what was sent can be fetched again, whatever it is called."""
    odd = OutgoingFile(name="a #1%20?ä.txt", content_type="text/plain", data=b"Hi")
    (sent,) = await send(sim, provider, text="Read!", files=(odd,))
    found = await provider.message(sim.room_id(NEIGHBOURS), sent.message_id)
    assert found.text == "Read!"
    async with provider.download(found.attachments[0]) as download:
        assert [piece async for piece in download.chunks] == [b"Hi"]


@pytest.mark.parametrize("source", ["", "{}", '{"path":""}', '{"path":"Talk/gone"}'])
async def test_nothing_to_download(
    provider: NextcloudTalkProvider, source: str
) -> None:
    """Test a file that is not there."""
    attachment = Attachment(id="1", name="a", content_type="a/b", source=source)
    with pytest.raises(NotFoundError):
        async with provider.download(attachment):
            pass


async def test_no_way_out_of_the_folder(
    sim: NextcloudTalkSimulator, provider: NextcloudTalkProvider
) -> None:
    """Test that a message cannot name what is not the account's."""
    source = '{"path":"../../hanako/secret"}'
    attachment = Attachment(id="1", name="a", content_type="a/b", source=source)
    with pytest.raises(ForbiddenError):
        async with provider.download(attachment):
            pass
    assert sim.calls("download") == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 500}, ConnectionError_),
        ({"kind": "status", "status": 403}, ForbiddenError),
        ({"kind": "status", "status": 404}, NotFoundError),
    ],
)
async def test_download_fails(
    sim: NextcloudTalkSimulator,
    provider: NextcloudTalkProvider,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test that what goes wrong is one of the few errors."""
    message = await sim.send_image(NEIGHBOURS, "Hanako")
    found = await provider.message(sim.room_id(NEIGHBOURS), str(message["id"]))
    await sim.break_("download", **fault)
    with pytest.raises(ProviderError) as raised:
        async with provider.download(found.attachments[0]):
            pass
    assert type(raised.value) is error
    assert_discreet(repr(raised.value), sim)
