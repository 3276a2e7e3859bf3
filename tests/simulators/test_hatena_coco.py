"""The simulated Hatena Coco, which has to be as strict as its reference."""

from collections.abc import AsyncGenerator
from io import BytesIO

import aiohttp
from PIL import Image
import pytest

from .control import ControlError, run_in_process
from .hatena_coco import HatenaCocoSimulator
from .hatena_coco_client import CocoTestClient
from .hatena_coco_photos import snapshot

CHECKIN = "/api/v1/checkin.json"
CHECKINS = "/api/v1/checkins.json"
HISTORY = "/api/v1/history.json"
SPOTS = "/api/v1/spots.json"


@pytest.fixture
async def coco(socket_enabled: None) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return a Hatena Coco."""
    async with HatenaCocoSimulator() as simulator:
        yield simulator


@pytest.fixture
async def client(coco: HatenaCocoSimulator) -> AsyncGenerator[CocoTestClient]:
    """Return a client with a token."""
    async with aiohttp.ClientSession() as session:
        client = CocoTestClient(session, coco.url)
        client.use(await coco.sign_in())
        yield client


def photos(
    data: bytes, name: str = "photos", filename: str = "a.jpg", kind: str = "image/jpeg"
) -> aiohttp.FormData:
    """Return a multipart form with a file."""
    form = aiohttp.FormData({"key": "", "body": "Ü & ü"})
    form.add_field(name, data, filename=filename, content_type=kind)
    return form


async def test_check_in(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """A check-in is one of the account's own, each time anew."""
    key = await coco.spot_key("喫茶ココ")
    form = {"key": key, "body": "おいしい & good+", "twitter": "1"}
    first = (await client.call("POST", CHECKIN, form)).json["checkin"]
    assert isinstance(first["id"], int)
    assert first["spot"]["geolat"] == "35.7143"
    assert first["cococoins"] == [{"count": 2, "reason": "はじめてイマココしました"}]
    assert (first["body"], first["photos"]) == ("おいしい & good+", [])
    second = (await client.call("POST", CHECKIN, form)).json["checkin"]
    assert second["id"] > first["id"]
    assert second["cococoins"][0]["count"] == 1
    listed = (await client.call("GET", f"{HISTORY}?name=hana&l=2")).json["checkins"]
    assert [c["id"] for c in listed] == [str(second["id"]), str(first["id"])]
    assert listed[0]["rallies"] == listed[0]["comments"] == []
    received = await coco.wait_for_received(2)
    assert [(r["spot"], r["twitter"], r["mixi"]) for r in received] == [
        ("喫茶ココ", True, False)
    ] * 2
    assert await coco.violations() == []


async def test_photos(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """Photos lie elsewhere, where nobody may say who it is."""
    form = aiohttp.FormData({"key": await coco.spot_key("Ueno Park"), "body": "ü+&"})
    for number in (1, 2):
        name = f"{number}.jpg"
        form.add_field(
            "photos", snapshot(number), filename=name, content_type="image/jpeg"
        )
    made = (await client.call("POST", CHECKIN, files=form)).json["checkin"]
    assert (made["body"], len(made["photos"])) == ("ü+&", 2)
    for photo in made["photos"]:
        for address in photo.values():
            assert address.startswith(coco.elsewhere_url)
    client.url = coco.elsewhere_url
    path = made["photos"][0]["original"].removeprefix(coco.elsewhere_url)
    assert (await client.send("GET", path)).data == snapshot(1)
    thumbnail = path.replace(".jpg", "_decorated_thumb.jpg")
    picture = Image.open(BytesIO((await client.send("GET", thumbnail)).data))
    assert (picture.format, picture.width) == ("JPEG", 120)
    icon = made["user"]["profile_icon"].removeprefix(coco.elsewhere_url)
    answer = await client.send("GET", icon)
    assert answer.headers["Content-Type"] == "image/gif"
    assert Image.open(BytesIO(answer.data)).format == "GIF"
    assert (await client.send("GET", "/nothing.jpg")).status == 404
    assert await coco.violations() == []
    assert (await client.send("GET", path, Authorization="OAuth")).status == 400
    assert len(await coco.violations()) == 1
    assert [r["photos"][1]["filename"] for r in await coco.received()] == ["2.jpg"]


async def test_bad_check_ins(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """What is not as the reference has it is refused."""
    key = await coco.spot_key("Ueno Park")
    secret = await coco.spot_key("Yamada's secret place")
    for status, form in (
        (400, {"body": "x"}),
        (404, {"key": "nowhere"}),
        (403, {"key": secret}),
        (200, {"key": await coco.spot_key("Grandma's house")}),
        (400, {"key": key, "mixi": "2"}),
        (400, {"key": key, "photos": "a.jpg"}),
    ):
        assert (await client.call("POST", CHECKIN, form)).status == status, form
    for files in (
        photos(b"GIF9", kind="image/jpeg"),
        photos(snapshot(1), name="photo"),
        photos(snapshot(1), filename=""),
        photos(snapshot(1), kind="image/png"),
        photos(snapshot(1)),
    ):
        assert (await client.call("POST", CHECKIN, files=files)).status == 400
    assert (await client.call("POST", CHECKIN)).status == 400
    assert (await client.call("GET", f"{CHECKIN}?key={key}")).status == 405
    assert (await client.call("POST", CHECKINS)).headers["Allow"] == "GET"
    assert (await client.call("GET", "/api/v1/nothing.json")).status == 404


async def test_lists(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """Friends are seen page by page, newest first; others are not."""
    burst = await coco.burst(count=60)
    pages = [
        (await client.call("GET", f"{CHECKINS}?page={page}")).json["checkins"]
        for page in range(4)
    ]
    assert [len(page) for page in pages] == [25, 25, 14, 0]
    ids = [int(check_in["id"]) for page in pages for check_in in page]
    assert ids[0] == burst["last_id"] and ids == sorted(ids, reverse=True)
    who = {c["user"]["user_id"] for page in pages for c in page}
    assert who == {"taro", "obaachan"}
    park = next(c for c in pages[2] if c["rallies"])
    assert park["comments"][0]["user"]["user_id"] == "hana"
    assert park["spot"]["primarycategory"]["id"] == "19"
    assert park["created"].endswith("+09:00")
    await coco.set_options(own_in_checkins=True, photos_in_lists=False)
    own = (await client.call("GET", f"{CHECKINS}?l=50&page=1")).json["checkins"]
    assert "hana" in {check_in["user"]["user_id"] for check_in in own}
    assert not any("photos" in check_in for check_in in own)
    for status, query in (
        (200, "name=taro"),
        (404, "name=nobody"),
        (403, "name=yamada"),
        (400, "l=2"),
        (400, "name=taro&l=51"),
        (400, "name=taro&page=51"),
        (400, "name=taro&page=-1"),
        (400, "name=taro&name=hana"),
    ):
        answer = await client.call("GET", f"{HISTORY}?{query}")
        assert answer.status == status, query
    await coco.remove_friend("taro")
    assert (await client.call("GET", f"{HISTORY}?name=taro")).status == 403


async def test_without_signing_in(
    coco: HatenaCocoSimulator, client: CocoTestClient
) -> None:
    """Anybody may ask for spots and numbers, but not for secret spots."""
    near = f"{SPOTS}?geolat=35.658&geolong=139.7016"
    names = [s["name"] for s in (await client.send("GET", near)).json["spots"]]
    assert names[0] == "Hana's office"
    assert "Home" not in names
    own = (await client.call("GET", f"{near}&l=2&page=0")).json["spots"]
    assert [spot["name"] for spot in own] == ["Home", "Hana's office"]
    for query in ("geolat=35", "geolat=91&geolong=0", "geolat=x&geolong=0"):
        assert (await client.send("GET", f"{SPOTS}?{query}")).status == 400
    stats = (await client.send("GET", "/hana/stats.json")).json
    assert stats.pop("travel_distance_of_this_week") in range(3000, 4500)
    assert stats == {
        "cocohere_count": 2,
        "cococoin_count": 4,
        "visited_cocospot_count": 2,
        "created_cocospot_count": 2,
    }
    assert (await client.send("GET", "/nobody/stats.json")).status == 404
    await coco.set_options(stats_form="wrapped", spots_form="list")
    assert "stats" in (await client.send("GET", "/hana/stats.json")).json
    assert isinstance((await client.send("GET", near)).json, list)


async def test_messy(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """Every second check-in can look as the reference's examples do."""
    await coco.set_options(messy=True)
    for _ in range(2):
        await coco.check_in("taro", "Ueno Park")
    lists = (await client.call("GET", f"{CHECKINS}?l=2")).json["checkins"]
    odd = next(c for c in lists if int(c["id"]) % 2)
    even = next(c for c in lists if c is not odd)
    assert (type(odd["id"]), type(even["id"])) == (int, str)
    assert odd["created"].endswith("+09: 00")
    assert odd["spot"]["image_url"].startswith("http: //")
    assert odd["spot"]["primarycategory"] is None
    assert (odd["body"], even["body"], odd["comments"]) == (None, "", None)


async def test_life(coco: HatenaCocoSimulator, client: CocoTestClient) -> None:
    """Things happen by themselves, and as they are ordered."""
    before = len(await coco.check_ins())
    for _ in range(12):
        await coco.chat()
    news = (await coco.check_ins())[before:]
    assert len(news) == 9
    assert sum(len(check_in["photos"]) for check_in in news) == 5
    assert sum(len(check_in["comments"]) for check_in in news) == 3
    key = await coco.add_spot("Corner", 35.1, 139.1, category="Shop/Book")
    await coco.add_friend("jiro")
    made = await coco.check_in(
        "Jiro",
        key,
        comments=[{"user": "hana", "body": "Nice"}],
        coins=[{"count": 3, "reason": "Lucky"}],
        rallies=[{"id": 1, "name": "Books", "target": 3, "stamped": 1}],
    )
    seen = (await client.call("GET", f"{HISTORY}?name=jiro")).json["checkins"]
    assert seen == [{k: v for k, v in made.items() if k != "time"}]
    await coco.add_comment(int(made["id"]), "taro", "Which one?")
    await coco.rename_spot("Corner", "Edge")
    await coco.rename_user("jiro", "J.")
    (seen,) = (await client.call("GET", f"{HISTORY}?name=jiro")).json["checkins"]
    assert (seen["spot"]["name"], len(seen["comments"])) == ("Edge", 2)
    await coco.delete_check_in(int(made["id"]))
    await coco.remove_spot("Edge")
    assert (await client.call("POST", CHECKIN, {"key": key})).status == 404
    with pytest.raises(ControlError):
        await coco.check_in("jiro", "Edge")
    await coco.break_("history", "status", room="taro", status=500)
    assert (await client.call("GET", f"{HISTORY}?name=jiro")).status == 200
    assert (await client.call("GET", f"{HISTORY}?name=taro")).status == 500


async def test_process(socket_enabled: None) -> None:
    """In a process of its own it says all that a client needs."""
    async with run_in_process("hatena_coco", "--messy") as (control, info):
        assert info["oauth_url"] == info["url"]
        assert info["authorize_url"] == f"{info['url']}/oauth/authorize"
        async with aiohttp.ClientSession() as session:
            client = CocoTestClient(session, info["url"])
            assert (await client.initiate()).status == 200
            assert (await client.exchange(verifier=info["verifier"])).status == 200
            await control.call("check_in", user="taro", spot="Skytree", photos=1)
            assert (await client.call("GET", CHECKINS)).status == 200
        assert await control.call("violations") == []
