"""The files of the simulated Nextcloud."""

from hashlib import sha256
from typing import Any

import orjson
import pytest

from .media import chime, landscape
from .nextcloud_talk import NextcloudTalkSimulator
from .talk_client import SHARES, SPREED, TalkClient

pytestmark = pytest.mark.usefixtures("socket_enabled")

NEIGHBOURS = "Neighbours"
GARDEN_CLUB = "Garden Club"
AVATAR = "/index.php/avatar"


@pytest.fixture
def token(talk: NextcloudTalkSimulator) -> str:
    """Return the token of the room that the account owns."""
    return talk.room_id(NEIGHBOURS)


async def upload(me: TalkClient, name: str, data: bytes = b"\x89PNG\xff") -> None:
    """Put a file into the folder."""
    await me.dav("MKCOL", "Talk")
    assert (await me.dav("PUT", f"Talk/{name}", data=data)).status == 201


async def test_webdav(talk: NextcloudTalkSimulator, me: TalkClient) -> None:
    """Folders and files are made once, in folders that are there."""
    assert (await me.dav("PUT", "Talk/a.png", data=b"1")).status == 409
    assert (await me.dav("MKCOL", "Talk/deep")).status == 409
    assert (await me.dav("MKCOL", "Talk")).status == 201
    assert (await me.dav("MKCOL", "Talk/")).status == 405
    assert (await me.dav("PUT", "Talk", data=b"1")).status == 409
    assert (await me.dav("PUT", "Talk/ä%20b.png", data=b"\xff1")).status == 201
    assert (await me.dav("PUT", "Talk/ä b.png", data=b"\xff2")).status == 204
    reply = await me.dav("GET", "Talk/ä b.png")
    assert (reply.body, reply.headers["Content-Type"]) == (b"\xff2", "image/png")
    assert (await me.dav("GET", "Talk/nothing.png")).status == 404
    await talk.set_largest_upload(3)
    assert (await me.dav("PUT", "Talk/c.png", data=b"1234")).status == 413
    await talk.quota()
    assert (await me.dav("PUT", "Talk/c.png", data=b"123")).status == 507
    await talk.quota(False)
    assert (await me.dav("PUT", "Talk/c.json", data=b"{x")).status == 201
    base = "/remote.php/dav/files"
    for uid in ("taro@example.com", "hanako"):
        assert (await me.call("MKCOL", f"{base}/{uid}/New")).status == 404
    me.sign_out()
    assert (await me.dav("GET", "Talk/c.json")).status == 401
    assert [file["path"] for file in await talk.files()] == [
        "Talk/ä b.png",
        "Talk/c.json",
    ]
    assert await talk.folders() == ["", "Talk"]
    assert talk.complaints == []


async def test_share(talk: NextcloudTalkSimulator, me: TalkClient, token: str) -> None:
    """A shared file is a message, with what was said about it."""
    parent = (await talk.messages(NEIGHBOURS))[-1]["id"]
    data = landscape(3)
    await upload(me, "hills.png", data)
    meta = {"caption": "Look!", "replyTo": parent, "silent": True}
    reply = await me.share(
        "/Talk/hills.png",
        token,
        referenceId="ref-1",
        talkMetaData=orjson.dumps(meta).decode(),
    )
    assert (reply.status, reply.data["share_with"]) == (200, token)
    assert "message" not in reply.data
    [message] = (await me.history(token, limit=1)).data
    assert (message["message"], message["referenceId"]) == ("Look!", "ref-1")
    assert message["parent"]["id"] == parent
    file = message["messageParameters"]["file"]
    assert file["path"] == "Talk/hills.png"
    preview = await me.call(
        "GET", "/index.php/core/preview", params={"fileId": file["id"], "x": 64}
    )
    assert (preview.status, preview.body) == (200, data)
    [received] = await talk.wait_for_received(room=NEIGHBOURS)
    assert received | {"time": 0} == {
        "id": message["id"],
        "room": token,
        "time": 0,
        "text": "Look!",
        "reference_id": "ref-1",
        "silent": True,
        "reply_to": parent,
        "message_type": "comment",
        "filename": "hills.png",
        "content_type": "image/png",
        "uploaded_as": "application/octet-stream",
        "size": len(data),
        "sha256": sha256(data).hexdigest(),
    }
    assert (await me.share("/Talk/hills.png", token)).status == 403
    assert (await me.share("/Talk/hills.png", talk.room_id(GARDEN_CLUB))).status == 200
    assert talk.complaints == []


@pytest.mark.parametrize(
    ("name", "message_type", "complaints"),
    [
        ("a.wav", "voice-message", 0),
        ("a.mp3", "voice-message", 0),
        ("a.ogg", "comment", 1),
    ],
)
async def test_voice(
    talk: NextcloudTalkSimulator,
    me: TalkClient,
    token: str,
    name: str,
    message_type: str,
    complaints: int,
) -> None:
    """Only some sounds can be voice messages."""
    await upload(me, name, chime())
    meta = '{"messageType":"voice-message"}'
    assert (await me.share(f"Talk/{name}", token, talkMetaData=meta)).status == 200
    [received] = await talk.received()
    assert received["message_type"] == message_type
    assert len(talk.complaints) == complaints


@pytest.mark.parametrize(
    ("form", "status", "complaints"),
    [
        ({"path": "/Talk/nothing.png"}, 404, 0),
        ({"shareWith": "nowhere"}, 404, 0),
        ({"shareType": 0}, 400, 0),
        ({"talkMetaData": "{"}, 400, 1),
        ({"talkMetaData": "[]"}, 400, 1),
        ({"talkMetaData": '{"silent":1}'}, 200, 1),
        ({"talkMetaData": '{"captoin":"x"}'}, 200, 1),
    ],
)
async def test_refused_share(
    talk: NextcloudTalkSimulator,
    me: TalkClient,
    token: str,
    form: dict[str, Any],
    status: int,
    complaints: int,
) -> None:
    """A share has to be right in every part."""
    await upload(me, "a.png")
    right = {"path": "/Talk/a.png", "shareWith": token, "shareType": 10}
    reply = await me.server("POST", SHARES, form=right | form)
    assert reply.status == status
    assert len(talk.complaints) == complaints


async def test_no_share_into_locked_rooms(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Where nothing can be said nothing can be shown."""
    await upload(me, "a.png")
    await talk.set_read_only(NEIGHBOURS)
    assert (await me.share("/Talk/a.png", token)).status == 404
    assert await talk.received() == []


async def test_take_away(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """A file can be deleted; one that people can see should not be."""
    await upload(me, "a.png")
    await upload(me, "b.png")
    assert (await me.dav("DELETE", "Talk/a.png")).status == 204
    assert (await me.dav("DELETE", "Talk/a.png")).status == 404
    assert talk.complaints == []
    await me.share("/Talk/b.png", token)
    assert (await me.dav("DELETE", "Talk/b.png")).status == 204
    assert len(talk.complaints) == 1


async def test_share_limit(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """After 20 shares there is a long pause, and no word how long."""
    await upload(me, "a.png")
    statuses = [(await me.share("/Talk/a.png", token)).status for _ in range(20)]
    assert statuses == [200] + [403] * 19
    reply = await me.share("/Talk/a.png", token)
    assert (reply.status, reply.body) == (429, b"")
    assert "Retry-After" not in reply.headers
    await talk.forgive()
    assert (await me.share("/Talk/a.png", token)).status == 403
    await talk.use_up_shares()
    assert (await me.share("/Talk/a.png", token)).status == 429


async def test_files_of_others(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """What others share lies among the account's own files."""
    sent = await talk.send_image(NEIGHBOURS, "Hanako")
    path = sent["messageParameters"]["file"]["path"]
    assert (await me.dav("GET", path)).body == landscape(sent["id"])
    assert sent["sha256"] == sha256(landscape(sent["id"])).hexdigest()
    assert (await me.dav("MKCOL", "Talk")).status == 405


async def test_pictures(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Rooms and users have pictures, files only if they are some."""
    avatar = await me.call("GET", f"{SPREED}/v1/room/{token}/avatar")
    assert avatar.headers["Content-Type"].startswith("image/svg+xml")
    assert avatar.body.startswith(b"<svg")
    assert (await me.call("GET", f"{SPREED}/v1/room/none/avatar")).status == 404
    assert (await me.call("GET", f"{AVATAR}/hanako/64")).body.startswith(b"\x89PNG")
    assert (await me.call("GET", f"{AVATAR}/nobody/64")).status == 404
    sent = await talk.send_file(NEIGHBOURS, "Hanako", "a.txt")
    number = sent["messageParameters"]["file"]["id"]
    preview = "/index.php/core/preview"
    assert (await me.call("GET", preview, params={"fileId": number})).status == 404
    await talk.talk_off()
    assert (await me.call("GET", f"{SPREED}/v1/room/{token}/avatar")).status == 404


async def test_elsewhere(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """Another host gives the files to anybody, and must not learn a secret."""
    sent = await talk.send_image(NEIGHBOURS, "Hanako")
    path = f"/remote.php/dav/files/taro/{sent['messageParameters']['file']['path']}"
    url = f"{talk.elsewhere_url}{path}"
    good = me.headers.pop("Authorization")
    assert (await me.call("GET", url)).body == landscape(sent["id"])
    assert talk.complaints == []
    me.headers["Authorization"] = good
    await me.call("GET", url)
    assert talk.complaints[0].endswith("a secret was told to another host")
    assert (await me.call("GET", f"{talk.elsewhere_url}/x")).status == 404


async def test_place_in_the_list(
    talk: NextcloudTalkSimulator, me: TalkClient, token: str
) -> None:
    """The list of rooms tells a file's name, and only the chat where it lies."""
    await talk.send_image("Neighbours", "Hanako")
    (room,) = [room for room in (await me.rooms()).data if room["token"] == token]
    listed = room["lastMessage"]["messageParameters"]["file"]
    assert listed["path"] == listed["name"]
