"""The dashboard card: served, and among the resources of the dashboards."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.card import CARD_FILE, CARD_URL, Plan, plan
from custom_components.chat_rooms.const import DOMAIN

OTHER = {"id": "other", "type": "module", "url": "/local/other-card.js?v=1"}
URL = f"{CARD_URL}?v=2"


def _card(resource_id: str, url: str, kind: str = "module") -> dict[str, str]:
    return {"id": resource_id, "type": kind, "url": url}


@pytest.mark.parametrize(
    ("resources", "url", "expected"),
    [
        pytest.param([OTHER], URL, Plan(create=URL), id="new"),
        pytest.param([OTHER, _card("a", URL)], URL, Plan(), id="there"),
        pytest.param(
            [_card("a", f"{CARD_URL}?v=1")], URL, Plan(update=("a", URL)), id="older"
        ),
        pytest.param(
            [_card("a", CARD_URL)], URL, Plan(update=("a", URL)), id="by-hand"
        ),
        pytest.param(
            [_card("a", URL, "js")], URL, Plan(update=("a", URL)), id="wrong-type"
        ),
        pytest.param(
            [_card("a", URL), _card("b", CARD_URL), _card("c", URL)],
            URL,
            Plan(delete=("b", "c")),
            id="twice",
        ),
        pytest.param(
            [OTHER, _card("a", URL), _card("b", CARD_URL)],
            None,
            Plan(delete=("a", "b")),
            id="none-wanted",
        ),
        pytest.param([OTHER], None, Plan(), id="none-there"),
    ],
)
def test_plan(resources: list[dict[str, str]], url: str | None, expected: Plan) -> None:
    """What there is leads to the present version, once, or to none."""
    assert plan(resources, url) == expected


@pytest.fixture
async def dashboards(hass: HomeAssistant) -> None:
    """Home Assistant keeps what dashboards load."""
    assert await async_setup_component(hass, "lovelace", {})


def _resources(hass: HomeAssistant) -> list[dict[str, Any]]:
    return list(hass.data[LOVELACE_DATA].resources.async_items())


@pytest.fixture
async def client(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> TestClient[Any, Any]:
    """Somebody who has not signed in: a dashboard loads scripts without."""
    assert await async_setup_component(hass, DOMAIN, {})
    return await hass_client_no_auth()


async def test_file(client: TestClient[Any, Any]) -> None:
    """The card is served as a script that a browser may keep."""
    response = await client.get(CARD_URL)
    assert response.status == 200
    assert "javascript" in response.headers["Content-Type"]
    assert "max-age" in response.headers["Cache-Control"]
    assert await response.read() == CARD_FILE.read_bytes()


@pytest.mark.usefixtures("dashboards")
async def test_added_once_and_removed_with_the_last_account(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The first account brings the card, a reload changes nothing."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    [resource] = _resources(hass)
    assert resource["type"] == "module"
    assert resource["url"].startswith(f"{CARD_URL}?v=")

    other = MockConfigEntry(domain=DOMAIN, data=entry.data, unique_id="other")
    other.add_to_hass(hass)
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert _resources(hass) == [resource]

    await hass.config_entries.async_remove(entry.entry_id)
    assert _resources(hass) == [resource]
    await hass.config_entries.async_remove(other.entry_id)
    assert _resources(hass) == []


@pytest.mark.usefixtures("dashboards")
async def test_upgrade(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An earlier version makes place for the present one, and others stay."""
    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    for url in ("/local/other-card.js", f"{CARD_URL}?v=0.0.1"):
        await resources.async_create_item({"res_type": "module", "url": url})
    earlier = _resources(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    other, card = _resources(hass)
    assert other == earlier[0]
    assert card["id"] == earlier[1]["id"]
    assert card["url"] != earlier[1]["url"]


async def test_resources_in_yaml(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """What the user writes is the user's."""
    config = {"lovelace": {"resource_mode": "yaml", "resources": []}}
    assert await async_setup_component(hass, "lovelace", config)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert _resources(hass) == []


async def test_without_dashboards(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A Home Assistant without dashboards has the rooms all the same."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(DOMAIN)
