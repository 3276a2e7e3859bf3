"""Changes an account's options as a user does: through their flow."""

import asyncio
from collections.abc import Iterable
from typing import Any

from .client import ApiError, Client

FLOWS = "/api/config/config_entries/options/flow"
RELOADED = "loaded"
# What becomes of an account that is set up anew, for good or not.
ENDS = (RELOADED, "setup_error", "setup_retry")
# Seconds.
RELOAD_TIMEOUT = 60


async def add_spots(client: Client, entry_id: str, names: Iterable[str]) -> None:
    """Look for spots around home, and add some of them by their names."""
    flow = OptionsFlow(client, entry_id)
    await flow.start()
    await flow.choose("find_spot")
    await flow.submit()
    keys = flow.choices("spots")
    if missing := [name for name in names if name not in keys]:
        raise ApiError(f"There are no spots {missing} around home: {[*keys]}")
    await flow.finish(spots=[keys[name] for name in names])


async def look_every(client: Client, entry_id: str, seconds: int) -> None:
    """Let a service be asked every so many seconds."""
    flow = OptionsFlow(client, entry_id)
    await flow.start()
    if flow.is_menu:
        await flow.choose("settings")
    await flow.finish(poll_interval=seconds)


class OptionsFlow:
    """The steps of an account's options; raises ApiError where they lead nowhere."""

    def __init__(self, client: Client, entry_id: str) -> None:
        """Belong to the account of a config entry."""
        self._client = client
        self._entry_id = entry_id
        self._step: dict[str, Any] = {}

    @property
    def is_menu(self) -> bool:
        """Tell whether there is something to choose from."""
        return bool(self._step["type"] == "menu")

    async def start(self) -> None:
        """Come to the first step."""
        self._step = await self._client.post(FLOWS, handler=self._entry_id)

    async def choose(self, option: str) -> None:
        """Take an option of a menu."""
        await self._go_on({"next_step_id": option})

    async def submit(self, **changes: object) -> None:
        """Send a form as it is shown, but for some changes."""
        await self._go_on({**shown(self._fields), **changes})

    async def finish(self, **changes: object) -> None:
        """Send the last form, and wait until the account is there anew."""
        states = await self._client.subscribe("config_entries/subscribe")
        await self.submit(**changes)
        if self._step["type"] != "create_entry":
            raise ApiError(f"The options end with {self._step}")

        def has_left(changed: Any) -> bool:
            return any(state != RELOADED for state in self._states(changed))

        def has_come(changed: Any) -> bool:
            return any(state in ENDS for state in self._states(changed))

        async with asyncio.timeout(RELOAD_TIMEOUT):
            await states.wait_for(has_left)
            [state] = self._states(await states.wait_for(has_come))
        if state != RELOADED:
            raise ApiError(f"The account does not come back with its options: {state}")

    def choices(self, name: str) -> dict[str, str]:
        """Return the values that a field can have, by what they are called."""
        [field] = [field for field in self._fields if field["name"] == name]
        options = field["selector"]["select"]["options"]
        return {option["label"]: option["value"] for option in options}

    @property
    def _fields(self) -> list[dict[str, Any]]:
        fields: list[dict[str, Any]] = self._step.get("data_schema") or []
        return fields

    async def _go_on(self, answer: dict[str, Any]) -> None:
        address = f"{FLOWS}/{self._step['flow_id']}"
        self._step = await self._client.post(address, **answer)
        if self._step.get("errors"):
            raise ApiError(f"The options are refused: {self._step}")

    def _states(self, changed: Any) -> list[str]:
        entries = [change["entry"] for change in changed]
        return [e["state"] for e in entries if e["entry_id"] == self._entry_id]


def shown(fields: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what a form has in its fields when it comes up."""
    return {
        field["name"]: value for field in fields if (value := _value(field)) is not None
    }


def _value(field: dict[str, Any]) -> Any:
    suggested = (field.get("description") or {}).get("suggested_value")
    return field.get("default") if suggested is None else suggested
