"""The simulated carnation's albums through a socket: uploads, lists, files."""

from collections.abc import AsyncGenerator
from hashlib import sha1
from io import BytesIO

from PIL import Image
import pytest

from .carnation import CarnationSimulator
from .carnation_client import HANA_ID, TARO_ID, CarnationClient, visiting
from .carnation_pictures import film, photo
from .carnation_records import DAY
from .carnation_storage import URL_SECONDS

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[CarnationSimulator]:
    """Return a server that does as the public one."""
    async with CarnationSimulator() as simulator:
        yield simulator


@pytest.fixture
async def hana(server: CarnationSimulator) -> AsyncGenerator[CarnationClient]:
    """Return a user's client."""
    async with visiting(server) as client:
        assert (await client.sign_in())[0] == 200
        yield client


async def ids(client: CarnationClient, **query: object) -> list[int]:
    """Return the ids in a list of Hana's album."""
    query = {"user_id": HANA_ID, "output": "compact"} | query
    status, answer = await client.get("user/items", **query)
    assert (status, answer["count"]) == (200, len(answer["items"]))
    found: list[int] = answer["items"]
    return found


async def test_opening(server: CarnationSimulator, hana: CarnationClient) -> None:
    """There are pictures from the start, upright where the server made them."""
    _, answer = await hana.get("user/items", user_id=HANA_ID)
    assert [item["title"] for item in answer["items"]][:2] == [
        "A walk in the hills",
        "お花見",
    ]
    askew = answer["items"][1]
    assert (askew["rotation"], askew["width"], askew["height"]) == (90, 640, 420)
    status, data = await hana.load(askew["url"])
    with Image.open(BytesIO(data)) as picture:
        assert (status, picture.size) == (200, (420, 640))
        assert picture.getexif()[0x0112] == 6
    assert sha1(data, usedforsecurity=False).hexdigest() == askew["file_hash"]
    medium, thumbnail = askew["derivatives"]
    for derivative, size in ((medium, (640, 420)), (thumbnail, (100, 100))):
        status, data = await hana.load(derivative["url"])
        assert (status, len(data)) == (200, derivative["filesize"])
        with Image.open(BytesIO(data)) as picture:
            assert picture.size == size
            assert not picture.getexif()
    [movie] = [item for item in answer["items"] if item["mime_type"] == "video/mp4"]
    assert (movie["duration"], movie["width"], movie["extension"]) == (2, 160, ".mp4")
    assert server.complaints == []


async def test_upload(server: CarnationSimulator, hana: CarnationClient) -> None:
    """An upload becomes active when its pictures have been made."""
    await server.set_options(derivative_delay=30)
    data = photo("sports", 1)
    item_id = await hana.upload(data, "運動会", description="がんばった")
    assert item_id not in await ids(hana)
    waiting = {"item_id": item_id, "status": 0}
    await server.pass_time(1)
    assert await ids(hana, **waiting) == [item_id]
    _, item = await hana.get("item", item_id=item_id)
    assert (item["status"], item["derivatives"], item["width"]) == (0, [], None)
    created, updated = item["created_at"], item["updated_at"]
    assert created == updated
    await server.pass_time(40)
    _, item = await hana.get("item", item_id=item_id)
    assert (item["status"], item["title"], item["width"]) == (1, "運動会", 640)
    assert item["updated_at"] >= created + 30
    assert item["shot_at"] == created
    assert item_id in await ids(hana, updated_after=updated)
    [uploaded] = await server.wait_for_uploads()
    assert uploaded["id"] == item_id
    conflict = await hana.post(
        "item/initiate", user_id=HANA_ID, extension=".jpg", file_hash=item["file_hash"]
    )
    assert conflict == (400, "file_hash conflict")
    # A film of which is known when it was shot comes without a new updated_at.
    for shot_at, moves in (("", True), ("1413100923", False)):
        status, answer = await hana.post(
            "item/initiate", user_id=HANA_ID, extension=".mp4", shot_at=shot_at
        )
        await hana.store(answer["url"], film(7), **{"Content-Type": "video/mp4"})
        await hana.put("item/activate", item_id=answer["item_id"])
        await server.pass_time(60)
        movie = await server.item(answer["item_id"])
        assert movie["status"] == 1
        assert (movie["updated_at"] > movie["created_at"]) is moves
    assert server.complaints == []


async def test_failed_uploads(
    server: CarnationSimulator, hana: CarnationClient
) -> None:
    """What is no picture, or is not looked at, stays as it is."""
    broken = await hana.upload(b"no picture at all")
    await server.hold_derivatives()
    held = await hana.upload(photo("sea", 2))
    await server.pass_time(DAY)
    assert (await hana.sign_in())[0] == 200
    assert [(await server.item(i))["status"] for i in (broken, held)] == [0, 0]
    await server.release()
    assert (await server.item(held))["status"] == 1
    await server.break_derivatives()
    assert (await server.item(await hana.upload(photo("sea", 3))))["status"] == 0
    await server.release()
    again = {"user_id": HANA_ID, "item_id": held, "title": "Again"}
    status, answer = await hana.post("item/initiate", **again)
    assert (status, answer["item_id"], answer["status"]) == (200, held, 0)
    assert (await server.item(held))["description"] is None
    assert (await hana.put("item/activate", item_id=held))[0] == 200
    assert (await server.item(held))["status"] == 1
    status, answer = await hana.put("item/activate", item_id=held)
    assert (status, answer["status"]) == (200, 1)
    for form, text in (
        ({"user_id": 99}, "user_id invalid"),
        ({"user_id": TARO_ID}, "access denied"),
        ({"user_id": HANA_ID}, "extension required"),
        ({"user_id": HANA_ID, "extension": "jpg"}, "extension invalid"),
        ({"user_id": HANA_ID, "item_id": 9}, "item_id invalid"),
    ):
        assert await hana.post("item/initiate", **form) == (400, text)
    assert await hana.put("item/activate", item_id=9) == (400, "item not found")
    assert server.complaints == []


async def test_storage(server: CarnationSimulator, hana: CarnationClient) -> None:
    """An address is good for one method, for eight hours, and byte for byte."""
    _, answer = await hana.post("item/initiate", user_id=HANA_ID, extension=".jpg")
    url = answer["url"]
    assert not url.startswith(server.url)
    assert await hana.store(url, b"x", Authorization="Bearer x") == 400
    assert len(server.complaints) == 1

    async def chunks() -> AsyncGenerator[bytes]:
        yield b"x"

    assert await hana.store(url, chunks()) == 411
    assert await hana.store(url.replace("%2F", "/"), b"x") == 403
    assert await hana.store(url.replace("Signature=", "Signature=0"), b"x") == 403
    assert (await hana.load(url))[0] == 403
    assert await hana.store(url, b"x") == 200
    item = (await server.items("Hana"))[0]
    assert (await hana.load(item["url"], Authorization="Bearer x"))[0] == 400
    await server.pass_time(URL_SECONDS - 5)
    assert (await hana.load(item["url"]))[0] == 200
    await server.pass_time(10)
    status, text = await hana.load(item["url"])
    assert (status, b"AccessDenied" in text) == (403, True)
    url = (await server.item(item["id"]))["url"]
    await server.expire_urls()
    assert (await hana.load(url))[0] == 403
    assert (await hana.load((await server.item(item["id"]))["url"]))[0] == 200
    await server.set_options(same_origin=True)
    url = (await server.item(item["id"]))["url"]
    assert url.startswith(server.url)
    assert (await hana.load(url))[0] == 200
    _, log = await hana.get("uploadurl", server_type=1, file_type=1)
    assert log["path"].startswith("log/user/00000004/")
    assert await hana.store(log["url"], b"log") == 200
    assert (await server.stored_files())[log["path"]] == 3
    assert len(await server.requests("get_file", status=200)) == 3


async def test_lists(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A list has what is active and out, in the order and form that is asked for."""
    everything = await ids(hana)
    assert everything == sorted(everything)
    assert await ids(hana, order="desc") == everything[::-1]
    assert await ids(hana, count=2, offset=1) == everything[1:3]
    assert await ids(hana, greater_than=everything[2]) == everything[3:]
    assert await ids(hana, less_than=everything[1]) == everything[:1]
    items = await server.items("Hana")
    newest = items[-1]["updated_at"]
    assert await ids(hana, updated_after=newest) == []
    assert await ids(hana, updated_after=newest - 1) == everything[-1:]
    later = (await server.add_item("Hana", valid_after=60))["id"]
    begun = (await server.add_item("Hana", status="initiated"))["id"]
    gone = (await server.add_item("Hana", status="deleted"))["id"]
    assert await ids(hana) == everything
    assert await ids(hana, status=2) == [gone]
    assert await ids(hana, status=0) == []
    assert await ids(hana, status=0, ignore_valid_after="true") == [begun]
    wide = {"ignore_status": "true", "ignore_valid_after": "true"}
    assert await ids(hana, **wide) == [*everything, later, begun, gone]
    await server.pass_time(62)
    assert await ids(hana) == [*everything, later]
    _, answer = await hana.get("user/items", user_id=HANA_ID, output="summary", count=1)
    assert set(answer["items"][0]) == {"id", "status", "file_hash"}
    _, answer = await hana.get(
        "user/items", user_id=HANA_ID, no_details="true", count=1
    )
    assert answer["items"] == [{"id": everything[0]}]
    await hana.sign_in_as_viewer()
    _, answer = await hana.get("user/items", user_id=HANA_ID, status=2)
    assert [i["url"] for i in answer["items"]] == [None]
    assert [d["url"] for d in answer["items"][0]["derivatives"]] == [None, None]
    assert await ids(hana, **wide) == [*everything, later]
    item = await hana.get("item", item_id=everything[0])
    assert item == (400, "invalid token")
    assert server.complaints == []


async def test_deletion(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A deleted item can come back, one that was only begun cannot."""
    item_id = (await server.add_item("Hana"))["id"]
    await server.pass_time(5)
    answer = (200, {"id": item_id, "status": 2})
    assert await hana.delete("item", item_id=item_id) == answer
    item = await server.item(item_id)
    assert item["updated_at"] >= item["created_at"] + 5
    assert (await hana.get("item", item_id=item_id))[1]["url"]
    await server.pass_time(5)
    answer = (200, {"id": item_id, "status": 1})
    assert await hana.put("item/undelete", item_id=item_id) == answer
    assert (await server.item(item_id))["updated_at"] > item["updated_at"]
    begun = (await server.add_item("Hana", status="initiated"))["id"]
    answer = (200, {"id": begun, "status": 0})
    assert await hana.delete("item", item_id=begun) == answer
    assert await hana.delete("item", item_id=begun) == (400, "item_id invalid")
    taros = (await server.add_item("Taro"))["id"]
    assert await hana.delete("item", item_id=taros) == (400, "access denied")
    assert (await hana.get("item", item_id=taros))[0] == 200
    assert server.complaints == []
