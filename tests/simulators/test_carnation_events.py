"""The simulated carnation's likes and events, its nonsense, and a process of its own."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from .carnation import CarnationSimulator
from .carnation_client import HANA_ID, CarnationClient, visiting
from .carnation_family import CYCLE
from .carnation_records import HOUR
from .control import run_in_process

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


async def events(client: CarnationClient, **query: Any) -> list[dict[str, Any]]:
    """Return Hana's events."""
    status, answer = await client.get("user/events", user_id=HANA_ID, **query)
    assert status == 200
    found: list[dict[str, Any]] = answer["events"]
    return found


async def test_likes_merge(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A viewer's likes share an event until it is retrieved or an hour idle."""
    first, second, third = [
        (await server.add_item("Hana", title=title))["id"] for title in "abc"
    ]
    event = (await server.like("Living room", first))["id"]
    await server.pass_time(HOUR - 5)
    seen = (await events(hana))[-1]["updated_at"]
    await server.like("Living room", second)
    await server.like("Living room", second)
    [merged] = await events(hana, updated_after=seen)
    assert merged["id"] == event
    assert sorted(merged["item_ids"]) == [first, second]
    assert merged["viewer_name"] == "Living room"
    assert (await server.like("Kitchen", second))["id"] != event
    await server.pass_time(HOUR + 5)
    late = (await server.like("Living room", third))["id"]
    assert late > event
    retrieved = await hana.post("user/events/retrieved", user_id=HANA_ID, event_id=late)
    assert retrieved == (200, {"user_id": HANA_ID, "event_id": late})
    await server.wait_for_retrieved(late)
    assert (await server.like("Living room", third))["id"] > late
    _, answer = await hana.get("user/events", user_id=HANA_ID)
    assert (answer["new_count"], answer["max_retrieved_id"]) == (1, late)
    await server.delete_item(second)
    assert [e["item_ids"] for e in await events(hana, event_id=event)] == [[first]]
    _, item = await hana.get("item", item_id=third)
    assert item["liked_by"] == [{"viewer_id": 1, "count": 2}]
    assert server.complaints == []


async def test_viewer_likes(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A viewer can like again and again what it may see."""
    item_id = (await server.add_item("Taro"))["id"]
    assert await hana.post("viewer/like", item_id=item_id) == (400, "invalid token")
    await hana.sign_in_as_viewer()
    for count in (1, 2):
        status, answer = await hana.post("viewer/like", item_id=item_id)
        assert (status, answer["count"], answer["viewer_id"]) == (200, count, 1)
    assert await hana.post("viewer/like", item_id=1) == (400, "item not found")
    await server.remove_user_from_group("Taro")
    assert await hana.post("viewer/like", item_id=item_id) == (400, "access denied")
    assert server.complaints == []


async def test_marks(server: CarnationSimulator, hana: CarnationClient) -> None:
    """Events are marked under the names that the server answers with."""
    new = [(await server.add_event("Hana", "Kitchen"))["id"] for _ in range(2)]
    both = ",".join(map(str, new))
    answer = await hana.post("user/events/read", user_id=HANA_ID, event_id=both)
    assert answer == (200, {"user_id": HANA_ID, "events": new})
    assert [e["read"] for e in await events(hana, greater_than=new[0] - 1)] == [
        True
    ] * 2
    answer = await hana.post("user/events/unread", user_id=HANA_ID, event_id=new[1])
    assert answer == (200, {"user_id": HANA_ID, "event": [new[1]]})
    answer = await hana.post("user/events/unread", user_id=HANA_ID)
    assert answer == (200, {"user_id": HANA_ID, "event": "all"})
    await hana.post("user/events/retrieved", user_id=HANA_ID)
    answer = await hana.post("user/events/retrieved", user_id=HANA_ID, event_id=new[0])
    assert answer[1]["event_id"] == new[0]
    everything = await server.events("Hana")
    assert [e["retrieved"] for e in everything[-2:]] == [True, False]
    assert [e["id"] for e in await events(hana, order="desc", count=1)] == [new[1]]
    other = await hana.post("user/events/read", user_id=5)
    assert other == (400, "permission denied")
    assert server.complaints == []


async def test_nonsense(server: CarnationSimulator, hana: CarnationClient) -> None:
    """Answers can be as odd as they have been."""
    for _ in range(2):
        await server.add_event("Hana", "Kitchen")
    await server.set_options(nonsense=["times", "strings", "urls"])
    found = await events(hana)
    assert {e["updated_at"] == "13" for e in found} == {True, False}
    assert all(isinstance(e["id"], str) for e in found)
    _, answer = await hana.get("user/items", user_id=HANA_ID)
    assert {item["url"] for item in answer["items"]} == {"", None}
    await server.set_options(nonsense=["nulls", "extra"])
    _, answer = await hana.get("user/items", user_id=HANA_ID)
    assert answer["items"][0]["title"] is None
    assert "mood" in answer["items"][0]
    system = await server.add_event("Hana", event_type=0, updated_at=13)
    assert (system["event_type"], system["viewer_id"]) == (0, None)


async def test_life(server: CarnationSimulator, hana: CarnationClient) -> None:
    """The family takes photos and likes them."""
    before = len(await server.items("Hana"))
    for _ in CYCLE:
        await server.chat()
    items = await server.items("Hana")
    assert "運動会" in [item["title"] for item in items[before:]]
    assert any(item["liked_by"] for item in items[before:])
    await server.break_("get_items", "status", room="Hana", status=503)
    assert (await hana.get("user/items", user_id=5))[0] == 200
    assert (await hana.get("user/items", user_id=HANA_ID))[0] == 503


async def test_process() -> None:
    """A simulator of its own says how to sign in, and can be steered."""
    async with (
        run_in_process("carnation", "--derivative-delay", "3600") as (control, info),
        aiohttp.ClientSession() as session,
    ):
        assert {"url", "app_id", "app_secret", "email", "password"} < set(info)
        client = CarnationClient(session, info["url"])
        assert (await client.sign_in(info["email"], info["password"]))[0] == 200
        item_id = await client.upload(b"no picture")
        [upload] = await control.call("wait_for_uploads")
        assert (upload["id"], upload["status"]) == (item_id, 0)
        added = await control.call(
            "add_item", owner="Hana", kind="film", title="Film", rotation=0
        )
        assert added["mime_type"] == "video/mp4"
        assert await control.call("violations") == []
