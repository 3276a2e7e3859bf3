"""A Home Assistant in this process, as it is started by its owner."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
import logging
import socket
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from homeassistant import bootstrap, loader
from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .arrivals import Arrivals

DOMAIN = "chat_rooms"
EVENT = f"{DOMAIN}_message"


class SetupError(Exception):
    """Home Assistant or the integration does not start."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the config flow stores of an account.

    `entities_of_a_room` is how many each of its rooms has at least.
    """

    service: str
    data: Mapping[str, Any]
    rooms: Sequence[str]
    known_rooms: Sequence[str]
    entities_of_a_room: int


@asynccontextmanager
async def run_home() -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant with nothing but what it always has."""
    # It warns of every custom integration.
    logging.getLogger(loader.__name__).setLevel(logging.ERROR)
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


async def add_account(hass: HomeAssistant, account: Account) -> ConfigEntry[Any]:
    """Set up an account, as the end of its config flow would."""
    entry: ConfigEntry[Any] = ConfigEntry(
        version=1,
        minor_version=1,
        domain=DOMAIN,
        title="Taro",
        data={"service": account.service, **account.data},
        options={
            "rooms": list(account.rooms),
            "known_rooms": list(account.known_rooms),
            "follow_new_rooms": False,
        },
        source=SOURCE_USER,
        unique_id=f"{account.service}|{account.data['url']}|bench",
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    shown = count_entities(hass, entry)
    if entry.state is not ConfigEntryState.LOADED or (
        shown < len(account.rooms) * account.entities_of_a_room
    ):
        raise SetupError(f"The account is {entry.state}, {shown} entities")
    return entry


def count_entities(hass: HomeAssistant, entry: ConfigEntry[Any]) -> int:
    """Return how many entities of an account have a state."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return sum(hass.states.get(e.entity_id) is not None for e in entities)


def listen(hass: HomeAssistant, number_of: Callable[[Any], int] = int) -> Arrivals:
    """Note every message that comes to Home Assistant's bus from now on.

    `number_of` returns the number that a message's id stands for.
    """
    arrivals = Arrivals()

    @callback
    def came(event: Event[Any]) -> None:
        arrivals.came(event.data["room_id"], number_of(event.data["message_id"]))

    hass.bus.async_listen(EVENT, came)
    return arrivals


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
