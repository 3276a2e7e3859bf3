"""Items, from their initiation to their end, and in lists."""

from collections.abc import Callable
from hashlib import sha1
from typing import Any, Literal

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carnation.errors import FileHashConflict
from custom_components.chat_rooms.providers.carnation.models import ItemStatus, WireItem
from custom_components.chat_rooms.providers.errors import (
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
)
from tests.simulators.carnation import CarnationSimulator
from tests.simulators.carnation_pictures import photo

from .accounts import HANA, LIVING_ROOM, TARO, Account, KeptMemory, viewer_config
from .conftest import assert_discreet

type Flavour = Literal["server", "documented"]
FLAVOURS = pytest.mark.parametrize("flavour", ["server", "documented"])


@FLAVOURS
async def test_upload(sim: CarnationSimulator, hana: Account, flavour: Flavour) -> None:
    """Test the whole way of a picture, and that it cannot go twice."""
    await sim.set_options(flavour=flavour)
    data = photo("hills", 7, 0)
    file_hash = sha1(data, usedforsecurity=False).hexdigest()

    async def initiate(item_id: int | None = None) -> Any:
        return await hana.client.initiate_item_upload(
            HANA,
            ".jpg",
            item_id=item_id,
            file_hash=file_hash,
            file_info="attic/1",
            timezone=9.0,
            shot_at=1_700_000_000,
            title="夏 & +",
            description="a\nb \ud83d",
        )

    first = await initiate()
    assert first.status == ItemStatus.INITIATED
    begun = await initiate(first.item_id)
    assert (begun.item_id, begun.url != first.url) == (first.item_id, True)
    with pytest.raises(FileHashConflict):
        await initiate()
    await hana.client.put_file(begun.url, data, "image/jpeg")
    state = await hana.client.notify_upload_completed(begun.item_id, valid_after=-1)
    assert (state.id, state.status) == (begun.item_id, 0)
    item = await hana.client.get_single_item(begun.item_id)
    assert item.status == ItemStatus.ACTIVE
    assert (item.title, item.description) == ("夏 & +", "a\nb ?")
    assert (item.file_hash, item.file_info) == (file_hash, "attic/1")
    assert (item.shot_at, item.timezone) == (1_700_000_000, 9.0)
    assert (item.user_id, item.extension, item.mime_type) == (
        HANA,
        ".jpg",
        "image/jpeg",
    )
    assert_discreet(f"{item!r} {begun!r}", sim)
    async with hana.client.download(item.url) as file:
        pieces = [piece async for piece in file.chunks]
    assert b"".join(pieces) == data


@FLAVOURS
async def test_item_without_anything(
    sim: CarnationSimulator, hana: Account, flavour: Flavour
) -> None:
    """Test that only what is given is sent, even where it is empty."""
    await sim.set_options(flavour=flavour)
    begun = await hana.client.initiate_item_upload(HANA, ".mp4", title="")
    (call,) = sim.calls("initiate_item_upload")
    assert dict(call.fields) == {"user_id": "4", "extension": ".mp4", "title": ""}
    assert call.query == []
    await hana.client.notify_upload_completed(begun.item_id)
    (call,) = sim.calls("notify_upload_completed")
    assert call.query == [("item_id", str(begun.item_id))]


async def test_initiate_refused(hana: Account, viewer: Account) -> None:
    """Test uploads to nobody's, to somebody else's, and by a viewer."""
    with pytest.raises(NotFoundError):
        await hana.client.initiate_item_upload(99, ".jpg")
    with pytest.raises(ForbiddenError):
        await hana.client.initiate_item_upload(TARO, ".jpg")
    with pytest.raises(ForbiddenError):
        await viewer.client.initiate_item_upload(HANA, ".jpg")
    with pytest.raises(NotFoundError):
        await hana.client.initiate_item_upload(HANA, ".jpg", item_id=9999)
    with pytest.raises(ProtocolError):
        await hana.client.initiate_item_upload(HANA, "jpg")
    with pytest.raises(NotFoundError):
        await hana.client.notify_upload_completed(9999)


@FLAVOURS
async def test_delete_and_undelete(
    sim: CarnationSimulator, hana: Account, flavour: Flavour
) -> None:
    """Test that an active item can come back, and an initiated one cannot."""
    await sim.set_options(flavour=flavour)
    active = (await sim.add_item("Hana"))["id"]
    for _ in range(2):
        state = await hana.client.delete_item(active)
        assert (state.id, state.status) == (active, ItemStatus.DELETED)
    assert (await hana.client.get_single_item(active)).status == ItemStatus.DELETED
    state = await hana.client.undelete_item(active)
    assert (state.id, state.status) == (active, ItemStatus.ACTIVE)
    begun = (await sim.add_item("Hana", status="initiated"))["id"]
    assert (await hana.client.delete_item(begun)).status == ItemStatus.INITIATED
    calls: list[Callable[[int], Any]] = [
        hana.client.delete_item,
        hana.client.undelete_item,
        hana.client.get_single_item,
    ]
    for call in calls:
        with pytest.raises(NotFoundError):
            await call(begun)


@pytest.mark.parametrize(
    ("flavour", "form", "first", "second"),
    [
        (
            "server",
            "items",
            ["get_single_item", "get_single_item", "get_items"],
            ["get_items"],
        ),
        ("documented", "item", ["get_single_item"], ["get_single_item"]),
    ],
)
async def test_single_item_for_a_viewer(
    session: ClientSession,
    sim: CarnationSimulator,
    viewer: Account,
    flavour: Flavour,
    form: str,
    first: list[str],
    second: list[str],
) -> None:
    """Test that a viewer gets its item, and goes the right way from then on."""
    await sim.set_options(flavour=flavour)
    item_id = (await sim.add_item("Hana", title="hers"))["id"]
    await viewer.tokens.sign_in()
    await sim.forget_requests()
    for expected in (first, second):
        item = await viewer.client.get_single_item(item_id, HANA)
        assert (item.id, item.title) == (item_id, "hers")
        seen = [call.endpoint for call in sim.log if call.endpoint != "token"]
        assert seen == expected
        await sim.forget_requests()
    assert viewer.memory["forms"]["item"] == form
    with pytest.raises(NotFoundError):
        await viewer.client.get_single_item(9999, HANA)
    await sim.remove_user_from_group("Hana")
    with pytest.raises(ForbiddenError):
        await viewer.client.get_single_item(item_id, HANA)


async def test_single_item_of_an_unknown_owner(
    sim: CarnationSimulator, viewer: Account, hana: Account
) -> None:
    """Test that a list needs an owner, and that users do not need the list."""
    item_id = (await sim.add_item("Taro"))["id"]
    with pytest.raises(ForbiddenError):
        await viewer.client.get_single_item(item_id)
    assert (await hana.client.get_single_item(item_id, TARO)).user_id == TARO
    assert "item" not in hana.memory["forms"]
    assert not sim.calls("get_items")


async def test_single_item_of_an_updated_server(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that a list that is gone is no reason to lose an item."""
    await sim.set_options(flavour="documented")
    memory = KeptMemory({"forms": {"item": "items"}})
    account = Account(session, viewer_config(sim), memory)
    item_id = (await sim.add_item("Hana"))["id"]
    await sim.break_("get_items", "body", status=404, body="no such api")
    assert (await account.client.get_single_item(item_id, HANA)).id == item_id
    assert memory["forms"]["item"] == "item"


async def test_get_items(sim: CarnationSimulator, hana: Account) -> None:
    """Test what is in an item."""
    added = await sim.add_item("Hana", title="turned", rotation=90)
    await sim.like("Living room", added["id"])
    item = (await hana.client.get_items(HANA))[-1]
    assert isinstance(item, WireItem)
    assert (item.id, item.rotation, item.width) == (
        added["id"],
        added["rotation"],
        added["width"],
    )
    assert [(like.viewer_id, like.count) for like in item.liked_by] == [
        (LIVING_ROOM, 1)
    ]
    medium, thumbnail = item.derivatives
    assert (medium.index, medium.name, medium.mime_type) == (1, "medium", "image/jpeg")
    assert (thumbnail.index, thumbnail.width, thumbnail.height) == (2, 100, 100)
    async with hana.client.download(thumbnail.url) as file:
        assert file.size == thumbnail.filesize


async def test_filters(sim: CarnationSimulator, hana: Account) -> None:
    """Test that every filter goes out as the server wants it."""
    everything = await hana.client.get_item_ids(HANA)
    assert await hana.client.get_item_ids(HANA, "minimum") == everything
    summaries = await hana.client.get_item_summaries(HANA, status=1)
    assert [summary.id for summary in summaries] == everything
    assert all(len(summary.file_hash) == 40 for summary in summaries)
    newest = await hana.client.get_item_ids(HANA, order="desc", count=1)
    assert newest == everything[-1:]
    after = await hana.client.get_item_ids(HANA, greater_than=everything[0])
    assert after == everything[1:]
    begun = (await sim.add_item("Hana", status="initiated"))["id"]
    hidden = await hana.client.get_item_ids(
        HANA, ignore_status=True, ignore_valid_after=True, greater_than=everything[-1]
    )
    assert hidden == [begun]
    assert (
        await hana.client.get_item_ids(HANA, ignore_status=False, status=None)
        == everything
    )
    await hana.client.get_items(
        HANA,
        item_id=None,
        count=0,
        less_than=10**6,
        created_after=1,
        created_before=2**40,
        shot_after=1,
        shot_before=2**40,
        updated_after=1,
        updated_before=2**40,
        offset=1,
        order_by="updated_at",
    )
    assert dict(sim.calls("get_items")[-1].query) == {
        "user_id": "4",
        "count": "0",
        "less_than": "1000000",
        "created_after": "1",
        "created_before": "1099511627776",
        "shot_after": "1",
        "shot_before": "1099511627776",
        "updated_after": "1",
        "updated_before": "1099511627776",
        "offset": "1",
        "order_by": "updated_at",
    }
    assert dict(sim.calls("get_items")[-2].query) == {
        "user_id": "4",
        "ignore_status": "false",
        "output": "compact",
    }


@FLAVOURS
async def test_items_refused(
    sim: CarnationSimulator, hana: Account, viewer: Account, flavour: Flavour
) -> None:
    """Test albums that are closed, or nobody's."""
    await sim.set_options(flavour=flavour)
    await sim.remove_user_from_group("Taro")
    for account in (hana, viewer):
        with pytest.raises(ForbiddenError):
            await account.client.get_items(TARO)
        with pytest.raises(NotFoundError):
            await account.client.get_items(99)
    with pytest.raises(ConnectionError_):
        await hana.client.get_items(HANA, count=-1)


@pytest.mark.parametrize("body", [[], {}, {"items": {}}, {"items": "x"}, 1, None])
async def test_lists_that_are_none(
    sim: CarnationSimulator, hana: Account, body: object
) -> None:
    """Test that nonsense is not taken for an empty album."""
    await hana.tokens.sign_in()
    await sim.break_("get_items", "body", body=body, times=-1)
    with pytest.raises(ProtocolError):
        await hana.client.get_items(HANA)
    with pytest.raises(ProtocolError):
        await hana.client.get_item_ids(HANA)
    with pytest.raises(ProtocolError):
        await hana.client.get_item_summaries(HANA)


async def test_nonsense(sim: CarnationSimulator, hana: Account) -> None:
    """Test odd times, numbers as texts, and nulls."""
    await sim.set_options(nonsense=["times", "strings", "nulls", "urls", "extra"])
    items = await hana.client.get_items(HANA)
    assert len(items) > 3
    assert 13 in {item.updated_at for item in items}
    for item in items:
        assert (item.user_id, item.title, item.width, item.url) == (HANA, "", None, "")
        assert item.liked_by == []
        assert item.status == ItemStatus.ACTIVE


async def test_single_item_that_is_another(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that a server that lists something else has not found the item."""
    memory = KeptMemory({"forms": {"item": "items"}})
    account = Account(session, viewer_config(sim), memory)
    await account.tokens.sign_in()
    await sim.break_("get_items", "body", body={"items": [{"id": 1}]})
    with pytest.raises(NotFoundError):
        await account.client.get_single_item(101, HANA)
    assert not sim.calls("get_single_item")
