"""Where the server is: how its address may be typed, and what can be wrong with it."""

from collections.abc import Iterator
from pathlib import Path

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.sign_in_forms import PAGES, normalised_url
from tests.providers.server import answer as answer_with, certificate, serve
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import PASSWORD, USERNAME

from ..flows import answer, show_form, suggested
from .flows import FORM, TYPED, begin, sign_in


async def test_the_address_is_tried_without_credentials(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """Before anybody signs in, one question shows whether a Carbonio is there."""
    await sign_in(hass, carbonio)
    first, second, *_ = carbonio.calls()
    assert first.endpoint == "get_health_status"
    assert not first.holds(PASSWORD)
    assert not first.holds(USERNAME)
    assert second.endpoint != "get_health_status"


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/carbonio/",
        "/carbonio/chats/7a1c9f50-8d2e-4b6a-9c3f-5e0d1b2a4c68",
        "/login",
        "/static/login/?service=carbonio",
        "/services/chats/health",
        "/zx/auth/supported",
    ],
)
async def test_any_page_is_an_address(
    hass: HomeAssistant, carbonio: CarbonioSimulator, page: str
) -> None:
    """Whatever page the address is copied from, the server's own is found."""
    form = await sign_in(hass, carbonio, url=f"{carbonio.url}{page}")
    result = await answer(hass, form)
    assert result["data"]["url"] == carbonio.url
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mail.example.com", "https://mail.example.com"),
        ("http://mail.local:8080/", "http://mail.local:8080"),
        ("mail.example.com/carbonio/mails/folder/2", "https://mail.example.com"),
        ("https://mail.example.com//carbonio", "https://mail.example.com"),
        ("https://mail.example.com/login/?x=1#top", "https://mail.example.com"),
        ("https://mail.example.com/static/login", "https://mail.example.com"),
        ("https://mail.example.com/service/soap/", "https://mail.example.com"),
        ("https://mail.example.com/services/chats/rooms", "https://mail.example.com"),
        ("https://mail.example.com/zx/auth/v2/login", "https://mail.example.com"),
        # Whoever has it in a folder must not lose that.
        ("https://example.com/mail/carbonio/", "https://example.com/mail"),
        ("https://example.com/carbonios", "https://example.com/carbonios"),
        ("https://example.com/static", "https://example.com/static"),
        ("https://example.com/logins", "https://example.com/logins"),
    ],
)
def test_pages_have_the_address_of_their_server(typed: str, stored: str) -> None:
    """What follows a server's own address is cut off, and nothing else."""
    assert normalised_url(typed, PAGES["carbonio"]) == stored
    assert normalised_url(stored, PAGES["carbonio"]) == stored


async def test_nobody_listens(
    hass: HomeAssistant, socket_enabled: None, unused_tcp_port: int
) -> None:
    """An address where nothing listens is cannot_connect."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    form = await answer(hass, await begin(hass), url=url, **TYPED)
    assert show_form(form, FORM, {"base": "cannot_connect"})


async def test_another_site_answers(
    hass: HomeAssistant, carbonio: CarbonioSimulator
) -> None:
    """An address where something else answers is unsupported, and told no secret."""
    form = await sign_in(hass, carbonio, url=carbonio.elsewhere_url)
    assert show_form(form, FORM, {"base": "unsupported"})
    assert carbonio.calls("elsewhere")


async def test_no_chats_there(hass: HomeAssistant, carbonio: CarbonioSimulator) -> None:
    """A Carbonio without chats is unsupported."""
    await carbonio.break_("get_health_status", kind="status", status=404)
    form = await sign_in(hass, carbonio)
    assert show_form(form, FORM, {"base": "unsupported"})
    assert await carbonio.password_tries() == 0


@pytest.mark.parametrize("url", ["", "ftp://carbonio", "https://", "mail example com"])
async def test_invalid_url(
    hass: HomeAssistant, carbonio: CarbonioSimulator, url: str
) -> None:
    """What is no web address is said to be none, at its field."""
    form = await sign_in(hass, carbonio, url=url)
    assert show_form(form, FORM, {"url": "invalid_url"})
    assert suggested(form, "url") == url
    form = await answer(hass, form, url=carbonio.url, **TYPED)
    assert show_form(form, "rooms")


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
    async with CarbonioSimulator(tls=certificate(tmp_path)) as carbonio:
        form = await sign_in(hass, carbonio)
        assert show_form(form, FORM, {"base": "untrusted_certificate"})
        form = await answer(hass, form, url=carbonio.url, **TYPED, verify_ssl=False)
        result = await answer(hass, form)
        assert result["data"]["url"].startswith("https://")
        assert result["data"]["verify_ssl"] is False
        entry = result["result"]
        assert entry.state is ConfigEntryState.LOADED
        await carbonio.wait_for_sockets()
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert await carbonio.violations() == []


async def test_http_that_leads_to_https(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    """Where a server sends everybody to https, that is its address from then on."""
    async with CarbonioSimulator(tls=certificate(tmp_path)) as carbonio:
        target = f"{carbonio.url}/services/chats/health"
        async with serve(answer_with(status=301, Location=target)) as plain:
            form = await sign_in(hass, carbonio, url=plain.url, verify_ssl=False)
            result = await answer(hass, form)
            assert result["data"]["url"] == carbonio.url
            assert len(plain.seen) == 1
        assert await hass.config_entries.async_unload(result["result"].entry_id)
        assert await carbonio.violations() == []
