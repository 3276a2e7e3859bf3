"""Sending: each picture once, whatever happens on the way."""

import asyncio
from hashlib import sha1
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.outgoing import OutgoingFile, Sent
from custom_components.chat_rooms.providers.carnation import lists, uploads
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import film, photo

from .accounts import user_config, viewer_config
from .albums import CLIENT_ID, OWN, Reader, outgoing

PHOTO = OutgoingFile(
    name="庭 1.jpg", content_type="image/jpeg", data=photo("hills", 77)
)
FILM = OutgoingFile(name="film.mp4", content_type="video/mp4", data=film(77))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing."""
    monkeypatch.setattr(uploads, "FIRST_PAUSE", 0.0)


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return Hana, who has looked at her album."""
    return await Reader.start(session, user_config(sim))


async def send(reader: Reader, *files: OutgoingFile, **content: Any) -> list[Sent]:
    """Send files to the own album."""
    message = outgoing(files=files, **content)
    return [sent async for sent in reader.provider.send(OWN, message)]


async def added(sim: CarnationSimulator) -> list[dict[str, Any]]:
    """Return what has come into Hana's album since the start."""
    return [item for item in await sim.items("Hana") if item["id"] > 109]


async def test_photo(sim: CarnationSimulator, reader: Reader) -> None:
    """Test a photo with its texts, which comes back as an own message."""
    (sent,) = await send(reader, PHOTO, title="庭", text="Our garden\n🙂")
    (item,) = await added(sim)
    assert (sent.message_id, sent.file) == (str(item["id"]), PHOTO.name)
    assert (item["status"], item["title"]) == (1, "庭")
    assert item["description"] == "Our garden\n🙂"
    assert item["file_hash"] == sha1(PHOTO.data).hexdigest()
    assert sim.world.item(item["id"]).valid_after <= sim.clock.now()
    (put,) = sim.calls("put_file")
    assert (put.body, put.content_type) == (PHOTO.data, "image/jpeg")
    await reader.look()
    (message,) = (await reader.page()).messages
    assert message.id == sent.message_id
    assert message.client_id == CLIENT_ID.format(1)
    assert message.sender.id == reader.provider.account.member_id


async def test_files(sim: CarnationSimulator, reader: Reader) -> None:
    """Test several files, one of them twice."""
    sents = await send(reader, FILM, PHOTO, FILM, text="Both")
    film_item, photo_item = await added(sim)
    ids = [str(film_item["id"]), str(photo_item["id"]), str(film_item["id"])]
    assert [sent.message_id for sent in sents] == ids
    assert [item["description"] for item in (film_item, photo_item)] == ["Both", "Both"]
    assert film_item["extension"] == ".mp4"
    assert len(sim.calls("put_file")) == 2


async def test_there_already(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a file that is in the album counts as sent."""
    (first,) = await send(reader, PHOTO, text="First")
    (second,) = await send(reader, PHOTO, text="Second")
    assert first.message_id == second.message_id
    (item,) = await added(sim)
    assert item["description"] == "First"
    await sim.delete_item(item["id"])
    (third,) = await send(reader, PHOTO)
    assert third.message_id != first.message_id


async def test_found_on_a_later_page(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that the same file is found in a large album."""
    (first,) = await send(reader, PHOTO)
    for _ in range(3):
        await sim.add_item("Hana", "photo")
    monkeypatch.setattr(uploads, "LONG_PAGE", 2)
    assert lists.LONG_PAGE == 1000
    (second,) = await send(reader, PHOTO)
    assert second.message_id == first.message_id
    again = {"user_id": 4, "count": 2, "items": [{"id": 1}, {"id": 2}]}
    conflict = {"kind": "status", "status": 400, "body": "file_hash conflict"}
    await sim.break_("initiate_item_upload", **conflict)  # type: ignore[arg-type]
    await sim.break_("get_items", "body", body=again, times=2)
    await send(reader, FILM)


@pytest.mark.parametrize(
    "endpoint",
    [
        "initiate_item_upload",
        "put_file",
        "notify_upload_completed",
        "get_single_item",
    ],
)
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "when": "after"},
        {"kind": "drop", "when": "before"},
        {"kind": "status", "status": 502, "when": "after"},
        {"kind": "status", "status": 503, "headers": {"Retry-After": "0"}},
    ],
)
async def test_lost_answer(
    sim: CarnationSimulator, reader: Reader, endpoint: str, fault: dict[str, Any]
) -> None:
    """Test that there is one item with its texts, whichever answer is lost."""
    await sim.break_(endpoint, **fault, times=2 if endpoint.startswith("get") else 1)
    (sent,) = await send(reader, PHOTO, title="Garden", text="Ours")
    (item,) = await added(sim)
    assert sent.message_id == str(item["id"])
    assert (item["title"], item["description"]) == ("Garden", "Ours")
    assert item["file_info"] == CLIENT_ID.format(1)


async def test_upload_is_taken_up_again(
    sim: CarnationSimulator, reader: Reader
) -> None:
    """Test that a second call goes on with an upload that has failed."""
    await sim.break_("put_file", "status", status=500, times=-1)
    with pytest.raises(ConnectionError_):
        await send(reader, PHOTO)
    await sim.mend()
    (sent,) = await send(reader, PHOTO, title="Again")
    (item,) = await added(sim)
    assert (sent.message_id, item["title"]) == (str(item["id"]), "Again")


async def test_address_too_old(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that the storage's refusal leads to a new address, once."""
    await sim.break_("put_file", "status", status=403)
    (sent,) = await send(reader, PHOTO, title="Garden")
    (item,) = await added(sim)
    assert (sent.message_id, item["title"]) == (str(item["id"]), "Garden")
    await sim.break_("put_file", "status", status=403, times=-1)
    with pytest.raises(ProviderError):
        await send(reader, FILM)
    assert len(sim.calls("put_file")) == 4


@pytest.mark.parametrize(("status", "reason"), [(413, "too_large"), (507, "quota")])
async def test_storage_is_full(
    sim: CarnationSimulator, reader: Reader, status: int, reason: str
) -> None:
    """Test that no other address helps against that, and none is asked for."""
    await sim.break_("put_file", "status", status=status, times=-1)
    with pytest.raises(ForbiddenError) as raised:
        await send(reader, PHOTO)
    assert raised.value.reason == reason
    assert len(sim.calls("put_file")) == len(sim.calls("initiate_item_upload")) == 1


async def test_storage_hangs_up(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a new address is tried where the old one only breaks connections."""
    await sim.break_("put_file", "drop", times=4)
    (sent,) = await send(reader, PHOTO)
    (item,) = await added(sim)
    assert sent.message_id == str(item["id"])
    assert len(sim.calls("initiate_item_upload")) == 2


async def test_waits(
    sim: CarnationSimulator,
    reader: Reader,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Test that a file counts as sent only when it can be seen, with its progress."""
    await sim.hold_derivatives()
    sends = reader.provider.send(OWN, outgoing(files=(PHOTO,)))
    sending = asyncio.ensure_future(anext(sends))
    await sim.wait_for_requests("get_single_item", 3)
    assert not sending.done()
    await sim.release()
    sent = await sending
    assert f"Item {sent.message_id} has status 0" in caplog.text
    assert f"Item {sent.message_id} has status 1" in caplog.text


async def test_never_shown(
    sim: CarnationSimulator, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that it is given up after a while."""
    monkeypatch.setattr(uploads, "GIVE_UP_AFTER", -1.0)
    await sim.break_derivatives()
    with pytest.raises(ProtocolError) as raised:
        await send(reader, PHOTO)
    assert raised.value.reason is Reason.FILE_NOT_SHOWN


async def test_deleted_meanwhile(sim: CarnationSimulator, reader: Reader) -> None:
    """Test an upload that somebody deletes before it is shown."""
    await sim.break_("get_single_item", "body", body={"id": 1, "status": 2})
    with pytest.raises(NotFoundError):
        await send(reader, PHOTO)


async def test_conflict_without_a_file(sim: CarnationSimulator, reader: Reader) -> None:
    """Test a server that contradicts itself, and one that has changed its mind."""
    conflict = {"kind": "status", "status": 400, "body": "file_hash conflict"}
    await sim.break_("initiate_item_upload", **conflict)  # type: ignore[arg-type]
    assert len(await send(reader, PHOTO)) == 1
    await sim.break_("initiate_item_upload", **conflict, times=2)  # type: ignore[arg-type]
    with pytest.raises(ProtocolError):
        await send(reader, FILM)


async def test_conflict_for_ever(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that a conflict that nothing resolves is the server's mistake."""
    await sim.break_derivatives()
    await sim.break_("put_file", "status", status=507)
    with pytest.raises(ForbiddenError):
        await send(reader, PHOTO)
    conflict = {"kind": "status", "status": 400, "body": "file_hash conflict"}
    await sim.break_("initiate_item_upload", **conflict, times=-1)  # type: ignore[arg-type]
    with pytest.raises(ProtocolError):
        await send(reader, PHOTO)


async def test_nothing_to_upload(
    session: ClientSession, sim: CarnationSimulator, reader: Reader
) -> None:
    """Test what an album does not take."""
    gif = OutgoingFile(name="a.gif", content_type="image/gif", data=b"GIF89a")
    with pytest.raises(UnsupportedError):
        await send(reader, gif)
    with pytest.raises(UnsupportedError):
        await send(reader, text="Words")
    viewer = await Reader.start(session, viewer_config(sim))
    with pytest.raises(UnsupportedError):
        await send(viewer, PHOTO)
    assert sim.calls("initiate_item_upload") == []


async def test_signed_out(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that what is refused for good ends it."""
    await sim.forget_tokens()
    await sim.set_password("Hana", "another")
    with pytest.raises(AuthError):
        await send(reader, PHOTO)
