"""Files on their way to the storage, and from it."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    UnsupportedError,
)
from tests.providers.server import answer, serve
from tests.simulators.carnation import CarnationSimulator

from .accounts import HANA, Account

FILE = b"%PDF\x00\xff" * 50_000


@pytest.fixture(params=[False, True], autouse=True)
async def origin(
    sim: CarnationSimulator, request: pytest.FixtureRequest
) -> AsyncGenerator[bool]:
    """Keep the files at the server's own address, too, and tell it no secret there."""
    await sim.set_options(same_origin=request.param)
    yield request.param
    for endpoint in ("put_file", "get_file"):
        for call in sim.calls(endpoint):
            assert call.header("Authorization") is None


async def test_put_file(sim: CarnationSimulator, hana: Account) -> None:
    """Test that the storage takes a file, which is as strict as the real one."""
    begun = await hana.client.initiate_item_upload(HANA, ".jpg")
    await hana.client.put_file(begun.url, FILE, "image/jpeg")
    known = await sim.file(begun.item_id)
    assert (known["size"], known["content_type"]) == (len(FILE), "image/jpeg")
    (call,) = sim.calls("put_file")
    assert begun.url.endswith(call.url)
    assert "%2F" in call.url
    assert call.header("Transfer-Encoding") is None
    assert call.header("Content-Length") == str(len(FILE))


async def test_expired_address(sim: CarnationSimulator, hana: Account) -> None:
    """Test that an address that is too old is forbidden, both ways."""
    begun = await hana.client.initiate_item_upload(HANA, ".jpg")
    item = (await hana.client.get_items(HANA))[0]
    await sim.expire_urls()
    with pytest.raises(ForbiddenError, match=r"^PUT file: status 403$"):
        await hana.client.put_file(begun.url, FILE, "image/jpeg")
    with pytest.raises(ForbiddenError, match=r"^GET file: status 403$"):
        async with hana.client.download(item.url):
            raise AssertionError
    fresh = await hana.client.initiate_item_upload(HANA, ".jpg", item_id=begun.item_id)
    await hana.client.put_file(fresh.url, FILE, "image/jpeg")


async def test_address_for_another_method(
    sim: CarnationSimulator, hana: Account
) -> None:
    """Test that an address to put to is not one to get from."""
    begun = await hana.client.initiate_item_upload(HANA, ".jpg")
    with pytest.raises(ForbiddenError):
        async with hana.client.download(begun.url):
            raise AssertionError


@pytest.mark.parametrize("url", ["", None])
async def test_no_address(
    sim: CarnationSimulator, hana: Account, url: str | None
) -> None:
    """Test that a missing address is said to be missing."""
    with pytest.raises(ProtocolError, match="no address"):
        await hana.client.put_file(url, FILE, "image/jpeg")
    with pytest.raises(ProtocolError, match="no address"):
        async with hana.client.download(url):
            raise AssertionError
    assert not sim.log


async def test_download(sim: CarnationSimulator, hana: Account) -> None:
    """Test a file, whole and of the right kind; one that is lost is not there."""
    item = (await hana.client.get_items(HANA))[0]
    async with hana.client.download(item.url) as file:
        assert (file.content_type, file.size) == ("image/jpeg", item.filesize)
        size = sum([len(piece) async for piece in file.chunks])
    assert size == item.filesize
    sim.storage.files.clear()
    with pytest.raises(NotFoundError):
        async with hana.client.download(item.url):
            raise AssertionError


async def test_get_upload_url(
    sim: CarnationSimulator, hana: Account, viewer: Account
) -> None:
    """Test the place for files that are no items."""
    for account in (hana, viewer):
        place = await account.client.get_upload_url()
        assert place.path in place.url
        assert "X-Amz" not in repr(place)
        await account.client.put_file(place.url, b"a log", "text/plain")
        assert (await sim.stored_files())[place.path] == 5
    assert dict(sim.calls("get_upload_url")[0].query) == {
        "server_type": "1",
        "file_type": "1",
    }


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, ForbiddenError), (503, ConnectionError_), (307, UnsupportedError)],
)
async def test_storage_that_says_no(
    hana: Account, status: int, error: type[Exception]
) -> None:
    """Test that a storage's refusal says nothing about the account."""
    async with serve(answer(b"", status, Location="/elsewhere")) as storage:
        with pytest.raises(error) as raised:
            await hana.client.put_file(f"{storage.url}/a", FILE, "image/jpeg")
        assert len(storage.seen) == 1
    assert type(raised.value) is error


async def test_redirected_download(session: ClientSession, hana: Account) -> None:
    """Test that a storage may send a reader on, by an address that stays as it is."""
    seen = []

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        seen.append(request.raw_path)
        if len(seen) == 1:
            return web.Response(status=307, headers={"Location": f"{url}/b%2fc?d=%2F"})
        return web.Response(body=b"file")

    async with serve(handle) as storage:
        url = storage.url
        async with hana.client.download(f"{url}/a") as file:
            assert [piece async for piece in file.chunks] == [b"file"]
        assert seen == ["/a", "/b%2fc?d=%2F"]
