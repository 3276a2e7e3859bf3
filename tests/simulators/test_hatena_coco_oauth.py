"""The simulated Hatena's OAuth, which has to be as strict as the real one."""

from collections.abc import AsyncGenerator
import time

import aiohttp
import pytest

from .hatena_coco import HatenaCocoSimulator
from .hatena_coco_client import CocoTestClient
from .hatena_coco_signature import (
    base_string,
    decode,
    header_pairs,
    query_pairs,
    signature,
)

CHECKINS = "/api/v1/checkins.json"


@pytest.fixture
async def coco(socket_enabled: None) -> AsyncGenerator[HatenaCocoSimulator]:
    """Return a Hatena Coco."""
    async with HatenaCocoSimulator() as simulator:
        yield simulator


@pytest.fixture
async def stranger(coco: HatenaCocoSimulator) -> AsyncGenerator[CocoTestClient]:
    """Return a client without a token."""
    async with aiohttp.ClientSession() as session:
        yield CocoTestClient(session, coco.url)


@pytest.fixture
async def client(coco: HatenaCocoSimulator, stranger: CocoTestClient) -> CocoTestClient:
    """Return a client with a token."""
    stranger.use(await coco.sign_in())
    return stranger


def test_examples_of_the_standard() -> None:
    """The signatures are those of OAuth Core 1.0a's and RFC 5849's examples."""
    pairs = header_pairs(
        'OAuth realm="http://photos.example.net/",'
        ' oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",'
        ' oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096",'
        ' oauth_nonce="kllo9940pd9333jh", oauth_version="1.0"'
    )
    target = "/photos?file=vacation.jpg&size=original"
    pairs += query_pairs(target)
    base = base_string("get", "http", "PHOTOS.example.net:80", target, pairs)
    right = "tR3+Ty81lMeYAr/Fid0kMTYa/WM="
    assert signature(base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00") == right
    pairs = [
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("c2", ""),
        ("a3", "2 q"),
    ]
    base = base_string("POST", "http", "example.com:80", "/request?b5=%3D", pairs)
    assert base == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da"
        "%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs"
        "9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_time"
        "stamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


@pytest.mark.parametrize("text", ["%", "%4", "%zz", "%ff", "ä"])
def test_ill_formed_encoding(text: str) -> None:
    """What nobody may send is not read."""
    with pytest.raises(ValueError):
        decode(text, plus_is_space=True)


@pytest.mark.parametrize(
    "text", ["Bearer x", "OAuth a=b", 'OAuth a="/"', 'OAuth a="%2f"']
)
def test_ill_formed_header(text: str) -> None:
    """A header has to be encoded as the standard says."""
    with pytest.raises(ValueError):
        header_pairs(text)


async def test_sign_in(coco: HatenaCocoSimulator, stranger: CocoTestClient) -> None:
    """A code from the page is good once, and so is the request token."""
    begun = await stranger.initiate()
    assert begun.form["oauth_callback_confirmed"] == "true"
    target = f"/oauth/authorize?oauth_token={begun.form['oauth_token']}"
    page = await stranger.send("GET", target.replace("+", "%2B"))
    assert (page.status, b"coco-verifier" in page.data) == (200, True)
    assert (await stranger.exchange(verifier="wrong")).problem == (
        400,
        "parameter_rejected",
    )
    assert (await stranger.exchange(verifier=None)).problem == (400, "parameter_absent")
    await coco.deny()
    assert (await stranger.exchange()).problem == (401, "permission_denied")
    await coco.deny(False)
    answer = await stranger.exchange()
    assert (answer.form["url_name"], answer.form["display_name"]) == ("hana", "Hana")
    assert (await stranger.call("GET", CHECKINS)).status == 200
    stranger.use(begun.form)
    assert (await stranger.exchange()).problem == (401, "token_used")
    assert (await stranger.call("GET", CHECKINS)).problem == (401, "token_rejected")
    await stranger.initiate()
    await coco.expire_request_tokens()
    refused = await stranger.exchange()
    assert refused.problem == (401, "token_expired")
    assert 'oauth_problem="token_expired"' in refused.headers["WWW-Authenticate"]


async def test_callback(coco: HatenaCocoSimulator, stranger: CocoTestClient) -> None:
    """A client with an address gets the code there."""
    await coco.set_verifier("a&b")
    begun = await stranger.initiate(callback="http://127.0.0.1/back?flow=1")
    target = f"/oauth/authorize?oauth_token={begun.form['oauth_token']}"
    redirect = await stranger.send("GET", target.replace("+", "%2B"))
    assert redirect.status == 302
    start = "http://127.0.0.1/back?flow=1&oauth_token="
    assert redirect.headers["Location"].startswith(start)
    assert redirect.headers["Location"].endswith("&oauth_verifier=a%26b")
    assert (await stranger.exchange(verifier="a&b")).status == 200
    assert (await stranger.send("GET", target)).problem == (401, "token_rejected")


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"callback": None}, 400, "parameter_absent"),
        ({"callback": "nowhere"}, 400, "parameter_rejected"),
        ({"scope": None}, 400, "parameter_absent"),
        ({"scope": "read_private,everything"}, 400, "parameter_rejected"),
        ({"verifier": "x"}, 400, "parameter_rejected"),
        ({"consumer_key": "other"}, 401, "consumer_key_unknown"),
        ({"signature_method": "PLAINTEXT"}, 400, "signature_method_rejected"),
        ({"signature": "AAAA"}, 401, "signature_invalid"),
        ({"version": "2.0"}, 400, "version_rejected"),
        ({"timestamp": "1.5"}, 400, "parameter_rejected"),
        ({"timestamp": str(int(time.time()) - 3600)}, 401, "timestamp_refused"),
        ({"nonce": None}, 400, "parameter_absent"),
    ],
)
async def test_refused_beginnings(
    stranger: CocoTestClient, changes: dict[str, str], status: int, problem: str
) -> None:
    """What is missing, too much or wrong is refused by its name."""
    assert (await stranger.initiate(**changes)).problem == (status, problem)


async def test_good_beginnings(
    coco: HatenaCocoSimulator, stranger: CocoTestClient
) -> None:
    """The version may be absent, and the parameters may be in the body."""
    assert (await stranger.initiate(version=None)).status == 200
    header = stranger.header("GET", CHECKINS, {})
    stranger.use(await coco.sign_in())
    header = stranger.header("GET", CHECKINS, {})
    query = "&".join(part.replace('"', "") for part in header[6:].split(", "))
    assert (await stranger.send("GET", f"{CHECKINS}?{query}")).status == 200
    assert await coco.violations() == []


async def test_signed_bytes(client: CocoTestClient) -> None:
    """What is sent has to be what was signed, however it is spelled."""
    space = f"{CHECKINS}?l=5&x=a%20b%2Bc"
    assert (await client.call("GET", space)).status == 200
    same = f"{CHECKINS}?x=a+b%2bc&l=5"
    assert (await client.call("GET", space, sent_as=same)).status == 200
    for other in (f"{CHECKINS}?l=5&x=a+b+c", f"{CHECKINS}?l=6&x=a%20b%2Bc"):
        wrong = await client.call("GET", space, sent_as=other)
        assert wrong.problem == (401, "signature_invalid")
    path = "/api/v1/%63heckins.json"
    assert (await client.call("GET", path, sent_as=CHECKINS)).status == 401
    assert (await client.call("GET", path)).status == 200
    header = client.header("POST", "/api/v1/checkin.json", {"key": "a", "body": "b"})
    form = {"key": "a", "body": "c"}
    answer = await client.send(
        "POST", "/api/v1/checkin.json", form, Authorization=header
    )
    assert answer.problem == (401, "signature_invalid")


async def test_nonces_and_clocks(
    coco: HatenaCocoSimulator, client: CocoTestClient
) -> None:
    """No nonce is good twice, and the server's clock counts."""
    assert (await client.call("GET", CHECKINS, nonce="once")).status == 200
    again = await client.call("GET", CHECKINS, nonce="once")
    assert again.problem == (401, "nonce_used")
    await coco.set_clock(600)
    refused = await client.call("GET", CHECKINS)
    assert refused.problem == (401, "timestamp_refused")
    first, last = map(int, refused.form["oauth_acceptable_timestamps"].split("-"))
    assert first < time.time() + 600 < last + 1


async def test_scopes_and_ends(
    coco: HatenaCocoSimulator, client: CocoTestClient
) -> None:
    """Every call needs its scope, and a token that is still good."""
    target, form = "/api/v1/checkin.json", {"key": "nowhere"}
    client.use(await coco.sign_in(scopes=["write_private"]))
    assert (await client.call("GET", CHECKINS)).problem == (401, "permission_denied")
    assert (await client.call("POST", target, form)).status == 404
    client.use(await coco.sign_in(scopes=["read_private"]))
    denied = await client.call("POST", target, form)
    assert denied.problem == (401, "permission_denied")
    assert (await client.call("GET", CHECKINS)).status == 200
    await coco.revoke_token("token_revoked")
    assert (await client.call("GET", CHECKINS)).problem == (401, "token_revoked")
    assert (await client.send("GET", CHECKINS)).problem == (401, "parameter_absent")
    await coco.set_options(problems="header")
    refused = await client.call("GET", CHECKINS)
    assert (refused.data, refused.status) == (b"", 401)
    assert "token_revoked" in refused.headers["WWW-Authenticate"]
    client.consumer_secret = "other"
    await coco.set_options(problems="body")
    refused = await client.call("GET", CHECKINS)
    assert refused.problem == (401, "signature_invalid")
    assert "oauth_problem" not in refused.headers["WWW-Authenticate"]


async def test_tokens_outlive_the_server(client: CocoTestClient) -> None:
    """A token from before a restart is good at the same address only."""
    async with HatenaCocoSimulator() as other:
        client.url = other.url
        assert (await client.call("GET", CHECKINS)).status == 401
        port = int(other.url.rpartition(":")[2])
        client.use(await other.sign_in("taro", ["read_private"]))
    async with HatenaCocoSimulator(port=port) as reborn:
        history = await client.call("GET", "/api/v1/history.json?name=taro")
        assert history.status == 200
        await reborn.revoke_token()
        refused = await client.call("GET", CHECKINS)
        assert refused.problem == (401, "token_rejected")
