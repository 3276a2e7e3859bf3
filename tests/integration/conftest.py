"""A family at BOCCO, and a Home Assistant that follows it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import FormData
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.chat_rooms import coordinator, feeds
from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.providers import repeating
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.media import landscape

from .cards import Card, connected
from .files import Upload, arrival, path_of
from .helpers import CHANGES

HOME = "Happy Family"
ACCOUNT = {
    "api_key": "demo-api-key",
    "email": "taro@example.com",
    "password": "bocco",
}


@pytest.fixture(autouse=True)
def use_this_integration(enable_custom_integrations: None) -> None:
    """Let Home Assistant see custom_components."""


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses before what failed is tried again."""
    monkeypatch.setattr(feeds, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(feeds, "HOLDS_AFTER", 0.05)
    monkeypatch.setattr(coordinator, "REFRESH_COOLDOWN", 0.05)
    monkeypatch.setattr(repeating, "RETRY_PAUSE", 0.01)


@pytest.fixture
async def family(socket_enabled: None) -> AsyncGenerator[BoccoSimulator]:
    """Return a family at a BOCCO server on this machine."""
    async with BoccoSimulator() as simulator:
        yield simulator
        assert simulator.complaints == []


@pytest.fixture
def config(family: BoccoSimulator) -> dict[str, Any]:
    """Return what the config flow stores for the family's account."""
    return {"service": "bocco", "url": family.url, **ACCOUNT}


@pytest.fixture
def options(family: BoccoSimulator) -> dict[str, Any]:
    """Return the options of the entry; a test may override them."""
    rooms = list(family.home.rooms)
    return {"rooms": rooms, "known_rooms": rooms, "follow_new_rooms": True}


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    family: BoccoSimulator,
    config: dict[str, Any],
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """Return the account's entry, not yet set up."""
    async with added_entry(
        hass,
        title="BOCCO Taro",
        data=config,
        options=options,
        unique_id=f"bocco|{family.url}|{family.home.account.uuid}",
    ) as entry:
        yield entry


@asynccontextmanager
async def added_entry(
    hass: HomeAssistant, **account: Any
) -> AsyncGenerator[MockConfigEntry]:
    """Add an account's entry; at the end it is unloaded."""
    entry = MockConfigEntry(domain=DOMAIN, **account)
    entry.add_to_hass(hass)
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def ready(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, set up."""
    await set_up(hass, entry)
    return entry


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up and wait until its entities are there."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
def messages(hass: HomeAssistant) -> list[Event[dict[str, Any]]]:
    """Return the list that every chat_rooms_message goes to."""
    return async_capture_events(hass, "chat_rooms_message")


@pytest.fixture
def told(hass: HomeAssistant) -> list[Event[Any]]:
    """Return the list to which messages and changes go, in the order they are told."""
    events: list[Event[Any]] = []

    @callback
    def hear(event: Event[Any]) -> None:
        events.append(event)

    for name in ("message", *CHANGES):
        hass.bus.async_listen(f"chat_rooms_{name}", hear)
    return events


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a folder whose files can be sent."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    assert await async_setup_component(hass, "media_source", {})
    return tmp_path


@pytest.fixture
async def message(
    family: BoccoSimulator, ready: MockConfigEntry, messages: list[Event[Any]]
) -> dict[str, Any]:
    """Return a message with a picture."""
    return await arrival(family, messages, family.send_image(HOME, "Hanako"))


@pytest.fixture
def path(message: dict[str, Any]) -> AttachmentPath:
    """Return where the picture is."""
    return path_of(message)


@pytest.fixture
def photo(message: dict[str, Any]) -> bytes:
    """Return what the picture is made of."""
    return landscape(int(message["message_id"]))


@pytest.fixture
async def card(
    hass: HomeAssistant, ready: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Card:
    """Return a card of the admin's."""
    return await connected(hass, hass_ws_client)


@pytest.fixture
async def upload(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Upload:
    """Return what uploads a file as the card does, and returns its id."""
    assert await async_setup_component(hass, "file_upload", {})
    client = await hass_client()

    async def post(name: str, data: bytes) -> str:
        form = FormData(quote_fields=False)
        form.add_field("file", data, filename=name)
        response = await client.post("/api/file_upload", data=form)
        assert response.status == HTTPStatus.OK
        file_id: str = (await response.json())["file_id"]
        return file_id

    return post
