"""A service that moves to https."""

from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession
import pytest
from yarl import URL

from custom_components.chat_rooms.providers.errors import UnsupportedError
from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.providers.server import HOST, answer, serve
from tests.simulators.hatena_coco import HatenaCocoSimulator


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[tuple[str, str]]]:
    """Return what sends all requests to a server, and lists schemes and signatures."""

    def divert(address: str) -> list[tuple[str, str]]:
        async def move(self: ClientSession, method: str, url: URL, **given: Any) -> Any:
            made.append((url.scheme, given["headers"]["Authorization"]))
            port = URL(address).port
            target = url.with_scheme("http").with_host(HOST).with_port(port)
            return await request(self, method, target.with_path("/"), **given)

        made: list[tuple[str, str]] = []
        request = ClientSession._request
        monkeypatch.setattr(ClientSession, "_request", move)
        return made

    return divert


async def test_move_to_https(
    session: ClientSession,
    config: dict[str, Any],
    sim: HatenaCocoSimulator,
    sent: Callable[[str], list[tuple[str, str]]],
) -> None:
    """Test that a signature is made anew where the service has moved to https.

    A signature is of the whole address, so that the one that was sent on is no good.
    """
    refused = answer(b"oauth_problem=signature_invalid", 401)
    statuses = iter([301, 401, 200])

    async def respond(made: Any) -> Any:
        status = next(statuses)
        if status == 401:
            return await refused(made)
        there = "https://coco.example.com/api/v1/checkins.json?l=1&page=0"
        return await answer(b'{"checkins": []}', status, Location=there)(made)

    async with serve(respond) as server:
        asked = sent(server.url)
        there = {"url": "http://coco.example.com"}
        coco = HatenaCocoProvider(session, config | there)
        await coco.sign_in()
    assert [scheme for scheme, _ in asked] == ["http", *["https"] * 2]
    signed = [signature for _, signature in asked]
    assert signed[0] == signed[1] != signed[2]
    kept = {name: value for name, value in config.items() if name != "spots"}
    assert coco.credentials == kept | {"url": "https://coco.example.com"}


@pytest.mark.parametrize("times", [1, 2])
async def test_sign_in_has_moved_to_https(
    session: ClientSession,
    typed: dict[str, Any],
    sim: HatenaCocoSimulator,
    sent: Callable[[str], list[tuple[str, str]]],
    times: int,
) -> None:
    """Test that what is posted is not sent on, but signed and posted there, once."""
    statuses = iter([301] * times + [200])

    async def respond(made: Any) -> Any:
        there = "https://coco.example.com/oauth/initiate"
        body = b"oauth_token=t&oauth_token_secret=s"
        return await answer(body, next(statuses), Location=there)(made)

    async with serve(respond) as server:
        asked = sent(server.url)
        there = {"oauth_url": "http://coco.example.com"}
        coco = HatenaCocoProvider(session, typed | there)
        if times == 1:
            assert (await coco.code_sign_in()).url.endswith("oauth_token=t")
        else:
            with pytest.raises(UnsupportedError):
                await coco.code_sign_in()
    assert [scheme for scheme, _ in asked] == ["http", "https"]
    assert asked[0][1] != asked[1][1]
