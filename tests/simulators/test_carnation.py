"""The simulated carnation through a socket: tokens, people, devices, strictness."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from .carnation import CarnationSimulator
from .carnation_client import HANA_ID, TARO_ID, CarnationClient, visiting
from .carnation_family import (
    APP_ID,
    APP_SECRET,
    EMAIL,
    PASSWORD,
    VIEWER_APP_ID,
    VIEWER_APP_SECRET,
)
from .carnation_records import DAY

pytestmark = pytest.mark.usefixtures("socket_enabled")

APP = APP_ID, APP_SECRET
TELEVISION = VIEWER_APP_ID, VIEWER_APP_SECRET
SIGN_IN = {"grant_type": "password", "username": EMAIL, "password": PASSWORD}


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[CarnationSimulator]:
    """Return a server that does as the public one."""
    async with CarnationSimulator() as simulator:
        yield simulator


@pytest.fixture
async def stranger(server: CarnationSimulator) -> AsyncGenerator[CarnationClient]:
    """Return a client that has not signed in."""
    async with visiting(server) as client:
        yield client


@pytest.fixture
async def hana(stranger: CarnationClient) -> CarnationClient:
    """Return a user's client."""
    assert (await stranger.sign_in())[0] == 200
    return stranger


async def test_sign_in(server: CarnationSimulator, stranger: CarnationClient) -> None:
    """Tokens are for those who know both secrets."""
    status, answer = await stranger.sign_in()
    assert status == 200
    assert set(answer) == {
        "access_token",
        "refresh_token",
        "token_type",
        "user_id",
        "expires_in",
        "scope",
    }
    assert (answer["user_id"], answer["expires_in"]) == (HANA_ID, DAY)
    status, answer = await stranger.sign_in_as_viewer()
    assert (status, answer["viewer_id"], "refresh_token" in answer) == (200, 1, False)
    for app, form, expected in (
        ((APP_ID, "wrong"), SIGN_IN, (401, "invalid_client")),
        (APP, SIGN_IN | {"password": "wrong"}, (400, "invalid_grant")),
        (APP, {"grant_type": "client_credentials"}, (400, "invalid_grant")),
        (APP, {"grant_type": "code"}, (400, "unsupported_grant_type")),
        (
            TELEVISION,
            {"grant_type": "client_credential"},
            (400, "unsupported_grant_type"),
        ),
    ):
        status, answer = await stranger.ask_token(app, **form)
        assert (status, answer["error"]) == expected
    assert server.complaints == []
    assert (await stranger.ask_token(APP))[1]["error"] == "invalid_request"
    assert len(server.complaints) == 1
    status, answer = await stranger.ask_token(APP, "PUT", **SIGN_IN)
    assert (status, answer) == (400, "no access token")
    assert stranger.headers["Content-Type"].startswith("application/json")


async def test_refresh(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A refresh replaces both tokens at once; an old token can be refreshed."""
    old, old_refresh = hana.token, hana.refresh
    await server.pass_time(DAY + 1)
    assert (await hana.get("user", user_id=HANA_ID))[0] == 401
    assert 'error="invalid_token"' in hana.headers["WWW-Authenticate"]
    again = {"grant_type": "refresh_token", "refresh_token": old_refresh}
    assert (await hana.ask_token(APP, **again))[0] == 200
    assert (await hana.get("user", user_id=HANA_ID))[0] == 200
    assert hana.token != old
    assert await server.refresh_tokens() == [hana.refresh]
    assert (await hana.ask_token(APP, **again))[1]["error"] == "invalid_grant"
    await hana.sign_in()
    await server.forget_tokens()
    assert (await hana.get("user", user_id=HANA_ID))[0] == 401
    again["refresh_token"] = hana.refresh
    assert (await hana.ask_token(APP, **again))[0] == 400


async def test_bearer(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A token comes once, in the header."""
    query = {"user_id": HANA_ID, "access_token": hana.token}
    status, answer = await hana.get("user", **query)
    assert (status, answer["error"]) == (400, "invalid_request")
    hana.token = ""
    assert server.complaints == []
    assert (await hana.get("user", **query))[0] == 200
    assert "belongs into the header" in server.complaints[0]
    assert await hana.get("user", user_id=HANA_ID) == (400, "no access token")


async def test_strictness(server: CarnationSimulator, hana: CarnationClient) -> None:
    """What a good client does not do is refused or at least noted."""
    foreign = {"Referer": "http://elsewhere.example/page"}
    assert (await hana.get("user", user_id=HANA_ID, headers=foreign))[0] == 403
    assert (await hana.get("user/", user_id=HANA_ID)) == (404, "no such api")
    assert (await hana.get("nothing")) == (404, "no such api")
    assert (await hana.post("attributes", user_id=HANA_ID))[0] == 404
    assert server.complaints == []
    status, answer = await hana.post("user/events/read", json={"user_id": HANA_ID})
    assert (status, answer) == (404, "user not found")
    await hana.get("user", user_id=HANA_ID, verbose=1)
    await hana.get("user/items", user_id=HANA_ID, no_details="false")
    assert [complaint.partition(": ")[2] for complaint in server.complaints] == [
        "a body in 'application/json' is ignored",
        "parameters are missing: ['user_id']",
        "unknown parameters ['verbose']",
        "no_details should be left out",
    ]
    assert (await hana.get("user/items", user_id=HANA_ID, count=-1))[0] == 500


async def test_users(server: CarnationSimulator, hana: CarnationClient) -> None:
    """People can be looked up, changed, created and deleted by those who may."""
    status, answer = await hana.get("user", user_id=HANA_ID)
    assert (status, answer["name"], answer["role"]) == (200, "Hana", 100)
    assert [v["credentials"]["appid"] for v in answer["viewers"]][0] == VIEWER_APP_ID
    assert (await hana.get("user", user_id=TARO_ID))[0] == 200
    assert await hana.get("user", user_id=1) == (400, "access denied")
    assert await hana.get("user", user_id=99) == (404, "user not found")
    assert await hana.get("user_by_email", email="taro@example.com") == (
        200,
        {"user_id": TARO_ID},
    )
    assert await hana.get("user_by_email", email="x") == (404, "user not found")
    change = {"user_id": HANA_ID, "name": "Hanako", "password": "new"}
    status, answer = await hana.post("user/attributes", **change)
    assert (status, answer["name"]) == (200, "Hanako")
    taken = {"user_id": HANA_ID, "email": "taro@example.com"}
    text = "sepcified email already exists"
    assert await hana.post("user/attributes", **taken) == (400, text)
    newcomer = {"email": "jiro@example.com", "password": "abc"}
    assert await hana.post("user", **newcomer) == (400, "access denied")
    assert (await hana.sign_in())[0] == 200
    await hana.sign_in("signup@example.com", "signup-password")
    status, answer = await hana.post("user", **newcomer)
    assert (status, answer["name"], answer["password"]) == (
        200,
        "jiro_example.com",
        "abc",
    )
    assert await hana.post("user", **newcomer) == (400, text)
    assert await hana.delete("user", user_id=answer["id"]) == (400, "access denied")
    await hana.sign_in("admin@example.com", "admin-password")
    assert (await hana.delete("user", user_id=answer["id"]))[0] == 200
    assert (await hana.delete("user", user_id=answer["id"]))[0] == 404
    assert server.complaints == []


async def test_viewers(server: CarnationSimulator, hana: CarnationClient) -> None:
    """A viewer sees the albums of its groups, and itself."""
    status, answer = await hana.get("viewer", viewer_id=2)
    assert (status, answer["name"]) == (200, "Kitchen")
    assert [group["name"] for group in answer["belong_to_groups"]] == ["Family"]
    assert await hana.get("viewer/users") == (400, "invalid token")
    await hana.sign_in_as_viewer()
    assert await hana.get("viewer/users") == (
        200,
        {
            "viewer_id": 1,
            "users": [
                {"user_id": HANA_ID, "name": "Hana"},
                {"user_id": TARO_ID, "name": "Taro"},
            ],
        },
    )
    assert (await hana.get("viewer", viewer_id=1))[0] == 200
    await server.remove_user_from_group("Taro")
    assert len((await hana.get("viewer/users"))[1]["users"]) == 1
    status, answer = await hana.get("user/items", user_id=TARO_ID)
    assert (status, answer) == (400, "no accesss grant")
    await server.add_user_to_group("Taro")
    await server.rename_user("Taro", "Papa")
    assert (await hana.get("viewer/users"))[1]["users"][1]["name"] == "Papa"
    assert await hana.get("user/events", user_id=HANA_ID) == (404, "user not found")
    assert server.complaints == []
    assert await hana.get("viewer") == (404, "viewer not found")


async def test_devices(server: CarnationSimulator, hana: CarnationClient) -> None:
    """Telephones are registered once, listed, told things and forgotten."""
    device = {"user_id": HANA_ID, "deviceid": "phone"}
    status, answer = await hana.post("user/device", **device, devicetype=2)
    assert (status, answer["deviceid"], answer["devicetype"]) == (200, "phone", 2)
    twice = await hana.post("user/device", **device, devicetype=2)
    assert twice == (400, "deviceid might already exist")
    status, answer = await hana.get("user/device", user_id=HANA_ID)
    assert (answer["count"], len(answer["devices"])) == (1, 1)
    status, answer = await hana.get("user/device/send", **device, message="Hi")
    assert (status, answer["message"]) == (200, "Hi")
    status, answer = await hana.delete("user/device", **device)
    assert (status, answer["deleted"]["deviceid"]) == (200, "phone")
    assert await hana.delete("user/device", **device) == (400, "no such device")
    assert server.complaints == []
    assert await hana.post("user/device", **device) == (400, "devietype required")
    other = {**device, "user_id": TARO_ID}
    assert await hana.get("user/device", **other) == (400, "permission denied")


async def test_documented(
    server: CarnationSimulator, stranger: CarnationClient
) -> None:
    """A server can do as the reference says instead."""
    await server.set_options(flavour="documented")
    assert (await stranger.ask_token(APP, **SIGN_IN))[0] == 400
    status, answer = await stranger.ask_token(
        TELEVISION, "PUT", grant_type="client_credential"
    )
    assert (status, answer["user_id"]) == (200, 1)
    first = (await stranger.get("user/items", user_id=HANA_ID))[1]["items"][0]["id"]
    assert (await stranger.get("item", item_id=first))[0] == 200

    async def like() -> Any:
        return (await stranger.post("viewer/like", item_id=first))[1]["count"]

    assert [await like(), await like()] == [0, 1]
    assert (await stranger.ask_token(APP, "PUT", **SIGN_IN))[0] == 200
    change = {"user_id": HANA_ID, "password": "new"}
    assert (await stranger.post("user/attributes", **change))[0] == 404
    assert (await stranger.post("attributes", **change))[0] == 200
    status, answer = await stranger.post(
        "user/events/read", user_id=HANA_ID, event_id="1"
    )
    assert answer == {"user_id": HANA_ID, "event": [1]}
    await server.expire_tokens()
    assert await stranger.get("item", item_id=first) == (400, "invalid token")
    assert (await stranger.ask_token(APP, "PUT", **SIGN_IN))[0] == 400
    assert server.complaints == []
