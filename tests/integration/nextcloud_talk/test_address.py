"""Where the server is: how its address may be typed, and what can be wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.sign_in_forms import PAGES, normalised_url
from tests.providers.server import answer as answer_with, certificate, serve
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..flows import answer, show_form, suggested
from .flows import app_passwords, begin, find, show_menu, sign_in


async def test_the_form_of_the_address(hass: HomeAssistant) -> None:
    """Certificates are verified unless somebody says otherwise."""
    form = await begin(hass)
    assert show_form(form, "nextcloud_talk")
    assert form["data_schema"] is not None
    typed = {"url": "cloud.example.com"}
    assert form["data_schema"](typed) == {**typed, "verify_ssl": True}


async def test_the_address_is_tried_without_credentials(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """Before anybody signs in, one question shows whether a Nextcloud is there."""
    await find(hass, talk.address)
    assert [call.endpoint for call in talk.calls()] == ["status"]
    assert talk.calls()[0].header("Authorization") is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/",
        "/index.php",
        "/index.php/login?redirect_url=x",
        "/index.php/apps/spreed/",
        "/apps/spreed/#/",
        "/index.php/call/abcd1234#message_5",
        "/status.php",
    ],
)
@pytest.mark.parametrize("folder", ["", "/nextcloud"])
async def test_any_page_is_an_address(
    hass: HomeAssistant, socket_enabled: None, folder: str, page: str
) -> None:
    """Whatever page the address is copied from, the server's own is found."""
    async with NextcloudTalkSimulator(prefix=folder) as talk:
        menu = await answer(hass, await begin(hass), url=f"{talk.address}{page}")
        assert show_menu(menu, talk.address)
        assert talk.complaints == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cloud.example.com", "https://cloud.example.com"),
        ("http://nas.local:8080/", "http://nas.local:8080"),
        ("https://example.com/cloud/login", "https://example.com/cloud"),
        ("https://example.com/cloud//index.php/", "https://example.com/cloud"),
        ("https://example.com/ocs/v2.php/cloud", "https://example.com"),
        ("https://example.com/remote.php/dav/files/taro", "https://example.com"),
        ("https://example.com/call/x7y8z9", "https://example.com"),
        ("https://example.com/apps/files/files/12?dir=/a", "https://example.com"),
        # Whoever calls the folder of a Nextcloud so must not lose it.
        ("https://example.com/apps/nextcloud", "https://example.com/apps/nextcloud"),
        ("https://example.com/logins", "https://example.com/logins"),
        ("https://example.com/my.phpages", "https://example.com/my.phpages"),
        ("https://example.com/%E9%9B%B2/login", "https://example.com/%E9%9B%B2"),
    ],
)
def test_pages_have_the_address_of_their_server(typed: str, stored: str) -> None:
    """What follows a server's own address is cut off, and nothing else."""
    assert normalised_url(typed, PAGES["nextcloud_talk"]) == stored
    assert normalised_url(stored, PAGES["nextcloud_talk"]) == stored


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "html"}, "unsupported"),
        ({"kind": "status", "status": 404}, "unsupported"),
        ({"kind": "body", "body": {"version": "2.1"}}, "unsupported"),
        ({"kind": "body", "body": {"installed": False}}, "unsupported"),
        ({"kind": "redirect", "url": "https://example.com/"}, "unsupported"),
        ({"kind": "status", "status": 502}, "cannot_connect"),
        ({"kind": "drop", "times": 2}, "cannot_connect"),
        ({"kind": "status", "status": 429}, "too_many_attempts"),
    ],
)
async def test_what_is_wrong_with_the_address(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    fault: dict[str, Any],
    error: str,
) -> None:
    """What answers at an address, and is no Nextcloud that works, is told."""
    form = await begin(hass)
    await talk.break_("status", **fault)
    form = await answer(hass, form, url=talk.address, verify_ssl=False)
    assert show_form(form, "nextcloud_talk", {"base": error})
    assert suggested(form, "url") == talk.address
    assert suggested(form, "verify_ssl") is False
    await talk.mend()
    assert show_menu(await answer(hass, form, url=talk.address), talk.address)


async def test_nobody_listens(
    hass: HomeAssistant, socket_enabled: None, unused_tcp_port: int
) -> None:
    """An address where nothing listens is cannot_connect."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    form = await answer(hass, await begin(hass), url=url)
    assert show_form(form, "nextcloud_talk", {"base": "cannot_connect"})


async def test_another_site_answers(
    hass: HomeAssistant, talk: NextcloudTalkSimulator
) -> None:
    """An address where something else answers is unsupported."""
    form = await answer(hass, await begin(hass), url=talk.elsewhere_url)
    assert show_form(form, "nextcloud_talk", {"base": "unsupported"})


async def test_invalid_url(hass: HomeAssistant, talk: NextcloudTalkSimulator) -> None:
    """What is no web address is said to be none."""
    form = await answer(hass, await begin(hass), url="ftp://nextcloud")
    assert show_form(form, "nextcloud_talk", {"url": "invalid_url"})
    menu = await answer(hass, form, url=talk.address)
    assert show_menu(menu, talk.address)


@pytest.fixture
def server_that_is_not_trusted(hass: HomeAssistant) -> Iterator[None]:
    """Do not hear the server complain of a client that breaks off the handshake."""
    handler = hass.loop.get_exception_handler()
    hass.loop.set_exception_handler(lambda loop, context: None)
    yield
    hass.loop.set_exception_handler(handler)


@pytest.mark.usefixtures("server_that_is_not_trusted")
async def test_self_signed_certificate(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    """A certificate of the server's own making is refused until the user allows it."""
    async with NextcloudTalkSimulator(tls=certificate(tmp_path)) as talk:
        form = await answer(hass, await begin(hass), url=talk.address)
        assert show_form(form, "nextcloud_talk", {"base": "untrusted_certificate"})
        menu = await answer(hass, form, url=talk.address, verify_ssl=False)
        result = await answer(hass, await sign_in(hass, menu))
        assert result["data"]["url"].startswith("https://")
        assert result["data"]["verify_ssl"] is False
        entry = result["result"]
        assert entry.state is ConfigEntryState.LOADED
        assert await hass.config_entries.async_remove(entry.entry_id)
        assert app_passwords(talk) == []
        assert talk.complaints == []


async def test_http_that_leads_to_https(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    """Where a server sends everybody to https, that is its address from then on."""
    async with NextcloudTalkSimulator(tls=certificate(tmp_path)) as talk:
        target = f"{talk.address}/status.php"
        async with serve(answer_with(status=301, Location=target)) as plain:
            menu = await answer(
                hass, await begin(hass), url=plain.url, verify_ssl=False
            )
            assert show_menu(menu, talk.address)
            result = await answer(hass, await sign_in(hass, menu))
            assert result["data"]["url"] == talk.address
            assert len(plain.seen) == 1
        assert await hass.config_entries.async_unload(result["result"].entry_id)
        assert talk.complaints == []
