"""Signing in, and staying signed in."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientConnectionError, ClientSession
import pytest
from yarl import URL

from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.outgoing import CheckIn
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    ProtocolError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_wire import Problems, SpotsForm

from .conftest import CAFE, assert_discreet


async def test_sign_in(
    session: ClientSession, typed: dict[str, Any], sim: HatenaCocoSimulator
) -> None:
    """Test the whole way: the page, the code, what is stored, who we are."""
    new = HatenaCocoProvider(session, {**typed, "spots": []}, language="ja")
    await new.probe()
    with pytest.raises(AuthError) as raised:
        await new.sign_in()
    assert raised.value.reason is Reason.CODE_NEEDED
    sign_in = await new.code_sign_in()
    async with session.get(URL(sign_in.url, encoded=True)) as page:
        assert sim.oauth.verifier in await page.text()
    stored = await sign_in.redeem(f" {sim.oauth.verifier}\n")
    token, *_ = sim.oauth.tokens.accesses.values()
    assert stored == {
        **typed,
        "oauth_token": token.token,
        "oauth_token_secret": token.secret,
        "url_name": "hana",
        "display_name": "Hana",
    }
    assert token.scopes == {"read_private", "write_private"}
    coco = HatenaCocoProvider(session, stored, language="ja")
    with pytest.raises(AuthError, match="not signed in"):
        _ = coco.account
    account = await coco.sign_in()
    assert coco.account is account
    assert (account.id, account.name, account.member_id) == ("hana", "Hana", "hana")
    assert account.features is Feature.CHECK_IN
    assert coco.credentials is None
    (asked,) = sim.calls("checkins")
    assert dict(asked.query)["l"] == "1"
    assert {call.header("Accept-Language") for call in sim.calls("spots")} == {"ja"}
    assert_discreet(
        f"{coco!r} {account!r} {sign_in!r} {vars(sign_in)['_token']!r}", sim
    )


async def test_without_display_name(
    session: ClientSession, config: dict[str, Any]
) -> None:
    """Test that somebody without a name goes by the Hatena id."""
    coco = HatenaCocoProvider(session, config | {"display_name": ""})
    assert (await coco.sign_in()).name == "hana"


@pytest.mark.parametrize("missing", ["oauth_token", "url_name"])
async def test_nobody_has_consented(
    session: ClientSession, config: dict[str, Any], missing: str
) -> None:
    """Test that half a sign-in is none."""
    for nothing in ({}, {missing: None}, {missing: ""}):
        rest = {name: value for name, value in config.items() if name != missing}
        with pytest.raises(AuthError) as raised:
            await HatenaCocoProvider(session, rest | nothing).sign_in()
        assert raised.value.reason is Reason.CODE_NEEDED


@pytest.mark.parametrize("place", ["both", "header", "body"])
@pytest.mark.parametrize(
    "problem", ["token_rejected", "token_revoked", "token_expired"]
)
async def test_token_is_no_good(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, place: Problems, problem: Any
) -> None:
    """Test that a token that has been taken back is said to be no good."""
    await sim.set_options(problems=place)
    await coco.sign_in()
    await sim.revoke_token(problem)
    for call in (coco.sign_in, coco.rooms):
        with pytest.raises(AuthError, match=problem) as raised:
            await call()
        assert raised.value.reason is None
        assert_discreet(str(raised.value), sim)


@pytest.mark.parametrize("place", ["both", "header", "body"])
async def test_wrong_code(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, place: Problems
) -> None:
    """Test that another code may be tried after a wrong one."""
    await sim.set_options(problems=place)
    sign_in = await coco.code_sign_in()
    for wrong in ("wrong", "", " "):
        with pytest.raises(AuthError) as raised:
            await sign_in.redeem(wrong)
        assert raised.value.reason is Reason.CODE_WRONG
    assert "oauth_token" in await sign_in.redeem(sim.oauth.verifier)
    sim.complaints.clear()


async def test_code_comes_too_late(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that a sign-in that has ended in any way has to be begun again."""

    async def reason() -> Reason | None:
        with pytest.raises(AuthError) as raised:
            await sign_in.redeem(sim.oauth.verifier)
        assert_discreet(str(raised.value), sim)
        return raised.value.reason

    sign_in = await coco.code_sign_in()
    await sign_in.redeem(sim.oauth.verifier)
    assert await reason() is Reason.CODE_EXPIRED
    sign_in = await coco.code_sign_in()
    await sim.expire_request_tokens()
    assert await reason() is Reason.CODE_EXPIRED
    sign_in = await coco.code_sign_in()
    await sim.deny()
    assert await reason() is Reason.CODE_EXPIRED


@pytest.mark.parametrize(
    ("status", "body", "error", "reason"),
    [
        (401, "", AuthError, Reason.CODE_WRONG),
        (401, "oauth_problem=verifier_invalid", AuthError, Reason.CODE_WRONG),
        (401, "oauth_problem=consumer_key_unknown", AuthError, None),
        (403, "", ForbiddenError, None),
        (500, "", ConnectionError_, None),
        (200, "oauth_token=a&oauth_token_secret=b", ProtocolError, None),
        (200, "<html>", UnsupportedError, None),
    ],
)
async def test_odd_answers_to_a_code(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    status: int,
    body: str,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test what else a server may say to a code."""
    sign_in = await coco.code_sign_in()
    await sim.break_("token", "status", status=status, body=body)
    with pytest.raises(error) as raised:
        await sign_in.redeem(sim.oauth.verifier)
    assert raised.value.reason is reason


@pytest.mark.parametrize("field", ["consumer_key", "consumer_secret"])
async def test_wrong_consumer(
    session: ClientSession, config: dict[str, Any], field: str
) -> None:
    """Test that a wrong key or secret is no matter of a code."""
    coco = HatenaCocoProvider(session, config | {field: "wrong"})
    for call in (coco.code_sign_in, coco.sign_in):
        with pytest.raises(AuthError) as raised:
            await call()
        assert raised.value.reason is None


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, "", UnsupportedError),
        (200, "<html>", UnsupportedError),
        (200, "oauth_token=a", UnsupportedError),
        (405, "", UnsupportedError),
        (400, "oauth_problem=parameter_rejected", UnsupportedError),
        (503, "", ConnectionError_),
    ],
)
async def test_nowhere_to_sign_in(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    status: int,
    body: str,
    error: type[ProviderError],
) -> None:
    """Test addresses that are none of Hatena's OAuth."""
    await sim.break_("initiate", "status", status=status, body=body)
    with pytest.raises(error):
        await coco.code_sign_in()


@pytest.mark.parametrize(
    "address", ["", "ftp://example.com", "http://", "http://[", "x"]
)
async def test_no_web_address(
    session: ClientSession, config: dict[str, Any], address: str
) -> None:
    """Test that what is typed as the page to consent at has to be an address."""
    coco = HatenaCocoProvider(session, config | {"authorize_url": address or "/"})
    with pytest.raises(UnsupportedError, match="not a web address"):
        await coco.code_sign_in()


@pytest.mark.parametrize("typed_path", ["", "/", "/oauth", "/oauth/"])
async def test_address_of_oauth(
    session: ClientSession,
    config: dict[str, Any],
    sim: HatenaCocoSimulator,
    typed_path: str,
) -> None:
    """Test that a part of the path may have been typed."""
    address = {"oauth_url": f"{sim.url}{typed_path}"}
    await HatenaCocoProvider(session, config | address).code_sign_in()
    assert [call.path for call in sim.log] == ["/oauth/initiate"]


async def test_page_with_a_query(
    session: ClientSession, config: dict[str, Any], sim: HatenaCocoSimulator
) -> None:
    """Test that the page's address may have a query, and keeps it."""
    page = {"authorize_url": f"{config['authorize_url']}?lang=ja"}
    sign_in = await HatenaCocoProvider(session, config | page).code_sign_in()
    token, *_ = sim.oauth.tokens.requests
    assert URL(sign_in.url).query == {"lang": "ja", "oauth_token": token}
    assert "+" not in urlsplit(sign_in.url).query


async def test_addresses_of_hatena(
    session: ClientSession, config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that without addresses they are those that the service had."""
    called = []

    async def refuse(self: ClientSession, method: str, url: URL, **_: Any) -> None:
        called.append(str(url))
        raise ClientConnectionError

    monkeypatch.setattr(ClientSession, "_request", refuse)
    del config["url"]
    coco = HatenaCocoProvider(
        session, config | {"oauth_url": "", "authorize_url": None}
    )
    for call in (coco.sign_in, coco.code_sign_in):
        with pytest.raises(ConnectionError_):
            await call()
    assert called == [
        "http://c.hatena.com/api/v1/checkins.json?l=1&page=0",
        "https://www.hatena.com/oauth/initiate",
    ]


@pytest.mark.parametrize("form", ["object", "list"])
async def test_probe(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, form: SpotsForm
) -> None:
    """Test that the service is known by its spots, without a signature."""
    await sim.set_options(spots_form=form)
    await coco.probe()
    (asked,) = sim.log
    assert asked.endpoint == "spots"
    assert asked.header("Authorization") is None


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "", UnsupportedError),
        (403, "", UnsupportedError),
        (404, "", UnsupportedError),
        (200, "<html>", UnsupportedError),
        (200, "{}", UnsupportedError),
        (200, '{"spots": {}}', UnsupportedError),
        (200, '"spots"', UnsupportedError),
        (200, "{", UnsupportedError),
        (500, "", ConnectionError_),
    ],
)
async def test_another_service(
    sim: HatenaCocoSimulator,
    coco: HatenaCocoProvider,
    status: int,
    body: str,
    error: type[ProviderError],
) -> None:
    """Test that another service is not taken for this one, nor a pause for an end."""
    await sim.break_("spots", "status", status=status, body=body)
    with pytest.raises(error):
        await coco.probe()


async def test_clock(sim: HatenaCocoSimulator, coco: HatenaCocoProvider) -> None:
    """Test that a clock that is wrong is nothing to sign in again for, nor to repeat."""
    await sim.set_clock(3600)
    key = await sim.spot_key(CAFE)
    for call in (
        coco.sign_in,
        coco.rooms,
        coco.code_sign_in,
        partial(coco.check_in, CheckIn(spot=key)),
    ):
        with pytest.raises(ForbiddenError, match="timestamp_refused") as raised:
            await call()
        assert raised.value.reason is Reason.CLOCK_WRONG
    assert len(sim.calls("initiate")) == len(sim.calls("checkin")) == 1
    await sim.set_clock(0)
    await coco.sign_in()


async def test_nonce_that_came_before(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that a request is made again with a fresh nonce, once."""
    body = "oauth_problem=nonce_used"
    await sim.break_("checkins", "status", status=401, body=body)
    await coco.sign_in()
    first, second = (call.header("Authorization") for call in sim.calls("checkins"))
    assert first != second
    await sim.break_("checkins", "status", status=401, body=body, times=2)
    with pytest.raises(ConnectionError_):
        await coco.sign_in()
    assert len(sim.calls("checkins")) == 4
