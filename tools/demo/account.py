"""Adds the accounts as a user does: through the config flow and its options."""

from collections.abc import Mapping
from typing import Any

from .client import ApiError, Client
from .options import add_spots, look_every
from .services import SERVICES, Service, Simulators

DOMAIN = "chat_rooms"
FLOWS = "/api/config/config_entries/flow"


async def add_accounts(
    client: Client, simulators: Simulators, *, seconds: int | None = None
) -> None:
    """Add the account of every service that has none yet.

    Those that tell nothing by themselves are asked every so many seconds, or as often
    as they are without being told.
    """
    entries = await client.command("config_entries/get", domain=DOMAIN)
    titles = [entry["title"] for entry in entries]
    for service in SERVICES:
        if any(title.startswith(service.name) for title in titles):
            continue
        info = simulators.running[service.simulator].info
        entry = await add_account(client, service, info)
        if service.spots:
            await add_spots(client, entry["entry_id"], service.spots)
        if service.is_asked and seconds is not None:
            await look_every(client, entry["entry_id"], seconds)


async def add_account(
    client: Client, service: Service, info: Mapping[str, Any]
) -> dict[str, Any]:
    """Go through the steps of one account; return its config entry."""
    step = await client.post(FLOWS, handler=DOMAIN)
    while step["type"] != "create_entry":
        if step["type"] not in ("menu", "form") or step.get("errors"):
            raise ApiError(f"{service.name}: the config flow ends with {step}")
        answer = _answer(service, info, step["step_id"])
        step = await client.post(f"{FLOWS}/{step['flow_id']}", **answer)
    return dict(step["result"])


def _answer(service: Service, info: Mapping[str, Any], step: str) -> dict[str, Any]:
    if step == "user":
        return {"next_step_id": service.simulator}
    if step == "rooms":
        return {}
    if (given := service.steps.get(step)) is None:
        raise ApiError(f"{service.name}: the demo does not know the step {step}")
    if isinstance(given, str):
        return {"next_step_id": given}
    return {field: info[field] for field in given}
