"""What a request says, to whom, and what the log calls it."""

import asyncio
from collections.abc import Mapping
import logging
from pathlib import Path

from aiohttp import ClientSession, web
import pytest

from custom_components.chat_rooms.providers import http
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.http import HttpClient

from .server import (
    HEADERS,
    PARAMS,
    TOKEN,
    answer,
    assert_discreet,
    certificate,
    redirect,
    serve,
)


async def _echo(request: web.BaseRequest) -> web.StreamResponse:
    return web.json_response(
        {
            "type": request.content_type,
            "length": request.content_length,
            "body": (await request.content.read()).decode(),
        }
    )


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"text": "Grüße 🌱", "n": 1, "b": True}, '{"text":"Grüße 🌱","n":1,"b":true}'),
        ([], "[]"),
        ({}, "{}"),
        ({"text": "Hm \ud83d!"}, '{"text": "Hm ?!"}'),
    ],
)
async def test_json_body(session: ClientSession, value: object, body: str) -> None:
    """Test that any JSON can be sent, even half an emoji."""
    async with serve(_echo) as server:
        got = await HttpClient(session, server.url).request("PUT", "/a", json=value)
    sent = got.json()
    assert (sent["type"], sent["body"]) == ("application/json", body)


async def test_bytes_are_sent_with_their_length(session: ClientSession) -> None:
    """Test a file's body, of which a server wants to know the size."""
    async with serve(_echo) as server:
        got = await HttpClient(session, server.url).request(
            "PUT", "/a", data=b"x" * 2_000_000, headers={"Content-Type": "image/png"}
        )
    sent = got.json()
    assert (sent["type"], sent["length"]) == ("image/png", 2_000_000)
    assert sent["body"] == "x" * 2_000_000


async def test_headers_of_one_request(session: ClientSession) -> None:
    """Test that they win over the client's, once."""
    async with serve(answer(b"1")) as server:
        client = HttpClient(session, server.url, {"Accept": "a/b", "X-Both": "client"})
        client.authorize = lambda: {"Authorization": TOKEN}
        await client.request("GET", "/a", headers={"X-Both": "request"})
        await client.request("GET", "/b", anonymous=True)
    first, second = (request.headers for request in server.seen)
    assert (first["Accept"], first["X-Both"]) == ("a/b", "request")
    assert first["Authorization"] == TOKEN
    assert (second["Accept"], second["X-Both"]) == ("a/b", "client")
    assert "Authorization" not in second


async def test_label_stands_for_the_path(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Test that a secret in a path is neither logged nor told in errors."""
    caplog.set_level(logging.DEBUG)
    async with serve(answer(b"", 404)) as server:
        client = HttpClient(session, server.url)
        with pytest.raises(NotFoundError, match=r"^GET /\{token\}: status 404$") as one:
            await client.request("GET", f"/{TOKEN}", label="/{token}")
        with pytest.raises(NotFoundError, match=r"^GET /\{file\}: status 404$") as two:
            async with client.download(f"/{TOKEN}", label="/{file}"):
                raise AssertionError
        assert len(server.seen) == 2
    assert_discreet(one.value)
    assert_discreet(two.value)
    assert TOKEN not in caplog.text
    assert "GET /{token}: 404" in caplog.text
    assert "GET /{file}: 404" in caplog.text


async def test_whole_address(session: ClientSession) -> None:
    """Test that another origin gets the body, but no credentials."""
    async with serve(_echo) as stranger, serve(_echo) as server:
        client = HttpClient(session, f"{server.url}/cloud", HEADERS)
        client.authorize = lambda: {"X-Token": TOKEN}
        for url in (stranger.url, server.url):
            got = await client.request(
                "POST", f"{url}/poll", params=PARAMS, data={"a": "1"}, headers=HEADERS
            )
            assert got.json()["body"] == "a=1"
        assert [request.path for request in stranger.seen] == ["/poll"]
        assert not stranger.told(TOKEN)
        assert [request.path for request in server.seen] == ["/poll"]
        assert server.seen[0].headers["X-Token"] == TOKEN
        assert server.seen[0].query == PARAMS


async def test_whole_address_that_redirects(session: ClientSession) -> None:
    """Test that a stranger cannot send a request on, not even back to us."""
    async with (
        serve(answer(b"1")) as server,
        serve(redirect(f"{server.url}/1")) as stranger,
    ):
        client = HttpClient(session, server.url, HEADERS)
        with pytest.raises(UnsupportedError, match="redirected"):
            await client.request("POST", f"{stranger.url}/0")
        assert not stranger.told(TOKEN)
        assert not server.seen


async def test_whole_address_is_raised_to_https(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test a server behind a proxy, which thinks that it is spoken to in the clear."""
    async with serve(answer(b"1"), certificate(tmp_path)) as server:
        client = HttpClient(session, server.url)
        got = await client.request("POST", "http://127.0.0.1/poll", data={"a": "1"})
        assert got.json() == 1


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "poll", "", "http://["])
async def test_what_is_no_whole_address(session: ClientSession, address: str) -> None:
    """Test that nonsense of a server's does not break anything."""
    with pytest.raises(UnsupportedError, match="^not a web address$"):
        await HttpClient(session, "http://127.0.0.1").request("POST", address)


async def test_name_and_password_in_addresses(session: ClientSession) -> None:
    """Test that they do not collide with the credentials in a header."""
    async with serve(answer(b"1")) as server:
        host = server.url.removeprefix("http://")
        client = HttpClient(session, f"http://taro:{TOKEN}@{host}", HEADERS)
        got = await client.request("GET", "/a")
        assert got.json() == 1
        assert client.address == server.url
        async with client.download(f"http://hana:ko@{host}/b"):
            pass
        assert [r.headers["Authorization"] for r in server.seen] == [
            HEADERS["Authorization"]
        ] * 2


async def test_credentials_are_asked_for_when_it_is_their_turn(
    session: ClientSession,
) -> None:
    """Test that what waits for its turn hears of what happened meanwhile."""
    refused = False
    release = asyncio.Event()

    def authorize() -> Mapping[str, str]:
        if refused:
            raise AuthError("refused before")
        return {"Authorization": TOKEN}

    async def wait(request: web.BaseRequest) -> web.StreamResponse:
        await release.wait()
        return web.json_response([])

    async with serve(wait) as server:
        client = HttpClient(session, server.url)
        client.authorize = authorize
        tasks = [asyncio.create_task(client.request("GET", "/a")) for _ in range(9)]
        await server.wait_until(lambda: len(server.seen) == http.SHORT_REQUESTS)
        refused = True
        release.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert len(server.seen) == http.SHORT_REQUESTS
        assert [type(result) for result in results[4:]] == [AuthError] * 5
        with pytest.raises(AuthError):
            async with client.download("/file"):
                raise AssertionError
        got = await client.request("GET", "/a", anonymous=True)
        assert got.json() == []
        assert "Authorization" not in server.seen[-1].headers


async def test_address_becomes_https_for_good(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test that the way to https is asked for once, and then posts go there, too."""
    async with serve(_echo, certificate(tmp_path)) as safe:

        async def raise_to_https(request: web.BaseRequest) -> web.StreamResponse:
            return web.Response(
                status=301, headers={"Location": f"{safe.url}{request.raw_path}"}
            )

        async with serve(raise_to_https) as server:
            client = HttpClient(session, f"{server.url}/cloud/", HEADERS)
            assert client.address == f"{server.url}/cloud"
            await client.request("GET", "/a")
            assert client.address == f"{safe.url}/cloud"
            await client.request("POST", "/b", params=PARAMS)
            assert len(server.seen) == 1
        assert [request.path for request in safe.seen] == ["/cloud/a", "/cloud/b"]
        assert safe.seen[1].headers["Authorization"] == f"Bearer {TOKEN}"
        assert safe.seen[1].query == PARAMS


async def test_address_stays_where_https_is_another_place(
    session: ClientSession, tmp_path: Path
) -> None:
    """Test that one page at https says nothing about all the others."""
    async with (
        serve(answer(b"1"), certificate(tmp_path)) as safe,
        serve(redirect(f"{safe.url}/welcome")) as server,
    ):
        client = HttpClient(session, server.url)
        await client.request("GET", "/0")
        assert client.address == server.url
