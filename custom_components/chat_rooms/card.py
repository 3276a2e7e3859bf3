"""The dashboard card: served, and known to the dashboards."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from homeassistant.components.http.server import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.loader import async_get_integration

from .const import DOMAIN

CARD_URL = f"/{DOMAIN}/chat-rooms-card.js"
CARD_FILE = Path(__file__).parent / "frontend" / "chat-rooms-card.js"
HASH_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done that dashboards load the card once, in its present version.

    `create` and `update` hold the address to load; `update` and `delete` name
    resources by their ids.
    """

    create: str | None = None
    update: tuple[str, str] | None = None
    delete: tuple[str, ...] = ()


def plan(resources: Iterable[Mapping[str, Any]], url: str | None) -> Plan:
    """Return what leads from the resources that there are to this one; None for none.

    A resource is the card's, whoever wrote it, if its path is the card's.
    """
    own = [
        resource
        for resource in resources
        if str(resource["url"]).partition("?")[0] == CARD_URL
    ]
    if url is None:
        return Plan(delete=tuple(resource["id"] for resource in own))
    if not own:
        return Plan(create=url)
    first, *others = own
    is_right = first["url"] == url and first["type"] == "module"
    return Plan(
        update=None if is_right else (first["id"], url),
        delete=tuple(resource["id"] for resource in others),
    )


class Card:
    """The card's file, and its place among the resources of the dashboards."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without being served."""
        self._hass = hass
        self._url = CARD_URL
        # Accounts are set up side by side.
        self._lock = asyncio.Lock()

    async def async_serve(self) -> None:
        """Serve the file; another content has another version in its address."""
        integration = await async_get_integration(self._hass, DOMAIN)
        content = await self._hass.async_add_executor_job(CARD_FILE.read_bytes)
        digest = sha256(content).hexdigest()[:HASH_LENGTH]
        self._url = f"{CARD_URL}?v={integration.version}-{digest}"
        await self._hass.http.async_register_static_paths(
            [StaticPathConfig(CARD_URL, str(CARD_FILE))]
        )

    async def async_add(self) -> None:
        """Let dashboards load the card, where Home Assistant keeps what they load."""
        await self._async_follow(self._url)

    async def async_remove(self) -> None:
        """Let dashboards load it no more."""
        await self._async_follow(None)

    async def _async_follow(self, url: str | None) -> None:
        lovelace = self._hass.data.get(LOVELACE_DATA)
        resources = lovelace.resources if lovelace else None
        if not isinstance(resources, ResourceStorageCollection):
            # In YAML the user says what is loaded.
            return
        async with self._lock:
            # Only this makes sure that they have been read.
            await resources.async_get_info()
            await _carry_out(plan(resources.async_items(), url), resources)


async def _carry_out(todo: Plan, resources: ResourceStorageCollection) -> None:
    if todo.create:
        await resources.async_create_item({"res_type": "module", "url": todo.create})
    if todo.update:
        resource_id, address = todo.update
        await resources.async_update_item(
            resource_id, {"res_type": "module", "url": address}
        )
    for resource_id in todo.delete:
        await resources.async_delete_item(resource_id)


@singleton(f"{DOMAIN}_card")
@callback
def card_of(hass: HomeAssistant) -> Card:
    """Return the card, of which there is one."""
    return Card(hass)
