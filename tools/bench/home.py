"""A Home Assistant in this process, as it is started by its owner."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
import socket
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from homeassistant import bootstrap, loader
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .arrivals import Arrivals
from .family import Family

DOMAIN = "chat_rooms"
EVENT = f"{DOMAIN}_message"
ENTITIES_OF_A_ROOM = 6


class SetupError(Exception):
    """Home Assistant or the integration does not start."""


@asynccontextmanager
async def run_home() -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant with nothing but what it always has."""
    with TemporaryDirectory(prefix="chat-rooms-bench-") as directory:
        hass = HomeAssistant(directory)
        hass.config.skip_pip = True
        loader.async_setup(hass)
        config = {"http": {"server_host": ["127.0.0.1"], "server_port": _free_port()}}
        if await bootstrap.async_from_config_dict(config, hass) is None:
            raise SetupError("Home Assistant does not start")
        await hass.async_start()
        await hass.async_block_till_done()
        try:
            yield hass
        finally:
            await hass.async_stop(force=True)


async def add_account(
    hass: HomeAssistant, family: Family, rooms: Sequence[str]
) -> Arrivals:
    """Set up an account that follows some rooms, as its config flow would."""
    entry: ConfigEntry[Any] = ConfigEntry(
        version=1,
        minor_version=1,
        domain=DOMAIN,
        title="BOCCO Taro",
        data={
            "service": "bocco",
            **{key: family.account[key] for key in ("url", "api_key", "email")},
            "password": family.account["password"],
        },
        options={
            "rooms": list(rooms),
            "known_rooms": list(family.newest),
            "follow_new_rooms": False,
        },
        source=SOURCE_USER,
        unique_id=f"bocco|{family.url}|bench",
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    shown = [e for e in entities if hass.states.get(e.entity_id) is not None]
    if entry.state is not ConfigEntryState.LOADED or (
        len(shown) < len(rooms) * ENTITIES_OF_A_ROOM
    ):
        raise SetupError(f"The account is {entry.state}, {len(shown)} entities")

    arrivals = Arrivals()

    @callback
    def came(event: Event[Any]) -> None:
        arrivals.came(event.data["room_id"], int(event.data["message_id"]))

    hass.bus.async_listen(EVENT, came)
    return arrivals


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
