"""The rooms that the accounts brought into Home Assistant, and their entities."""

from dataclasses import dataclass, field
from typing import Any

from .account import DOMAIN
from .client import Client

CLIMATE = ("temperature", "humidity", "illuminance")


@dataclass(slots=True)
class Device:
    """A device of the integration, with its entities by domain and meaning.

    `account` is the id of the account's device, None for that one itself; `friends`
    are the devices of those whom an account sees at places.
    """

    id: str
    name: str
    entities: dict[tuple[str, str], str] = field(default_factory=dict)
    account: str | None = None
    friends: list[Device] = field(default_factory=list)

    def entity(self, domain: str, meaning: str) -> str | None:
        """Return the id of an entity, if there is one."""
        return self.entities.get((domain, meaning))

    @property
    def is_room(self) -> bool:
        """Tell whether messages arrive here."""
        return self.entity("event", "message") is not None

    @property
    def is_album(self) -> bool:
        """Tell whether an account has pictures and films instead of rooms."""
        return self.entity("sensor", "new_events") is not None

    @property
    def tracker(self) -> str | None:
        """The device tracker of somebody who is seen at places."""
        return self.entity("device_tracker", "location")


async def devices(client: Client) -> list[Device]:
    """Return the devices of the integration, accounts first; friends are in these."""
    found: dict[str, Device] = {}
    names: dict[str, dict[str, Any]] = {
        device["id"]: device
        for device in await client.command("config/device_registry/list")
    }
    for entity in await client.command("config/entity_registry/list"):
        if entity["platform"] != DOMAIN or not (device_id := entity["device_id"]):
            continue
        known = names[device_id]
        device = found.setdefault(
            device_id,
            Device(
                device_id,
                known["name_by_user"] or known["name"],
                account=known["via_device_id"],
            ),
        )
        domain = entity["entity_id"].partition(".")[0]
        meaning = entity["translation_key"] or _last_word(entity["unique_id"])
        device.entities[domain, meaning] = entity["entity_id"]
    for device in found.values():
        if device.tracker and (account := found.get(device.account or "")):
            account.friends.append(device)
    rooms_and_accounts = (device for device in found.values() if not device.tracker)
    return sorted(rooms_and_accounts, key=lambda device: device.is_room)


def _last_word(unique_id: str) -> str:
    return str(unique_id).rpartition("_")[2]
