"""How long small pictures may take, and who waits for whom."""

import asyncio
from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import thumbnails
from custom_components.chat_rooms.incoming import (
    AttachmentPath,
    IncomingFile,
    async_attachment,
)
from tests.simulators.bocco import BoccoSimulator

from .conftest import added_entry, set_up
from .files import coordinator_of
from .pictures import change


async def test_service_that_hangs(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
    path: AttachmentPath,
) -> None:
    """An account that waits for its service keeps no other one waiting."""
    shown = thumbnails.Thumbnails(hass)
    at_once = thumbnails.LOADED_AT_ONCE
    async with added_entry(
        hass, title="BOCCO Hanako", data=config, options=options, unique_id="another"
    ) as entry:
        await set_up(hass, entry)
        attachment = await async_attachment(coordinator_of(ready), path)

        async def small(account: MockConfigEntry, width: int) -> IncomingFile | None:
            return await shown.async_get(
                coordinator_of(account), path, attachment, width, 60
            )

        await family.break_("media", "slow", when="before", delay=60, times=at_once)
        hanging = [
            asyncio.create_task(small(ready, n)) for n in range(60, 60 + at_once)
        ]
        await family.wait_for(
            lambda: len(family.calls("media")) == at_once, 5, "what hangs"
        )
        async with asyncio.timeout(5):
            assert await small(entry, 60)
        for task in hanging:
            task.cancel()
        await asyncio.wait(hanging)


@pytest.mark.parametrize("preview", ["", "?preview=60x60"])
async def test_takes_too_long(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
    preview: str,
) -> None:
    """A picture that comes too slowly is given up, and comes the next time."""
    change(ready, path, rotation=90)
    client = await hass_client()
    with monkeypatch.context() as patched:
        patched.setattr(thumbnails, "LONGEST", 0.1)
        await family.break_("media", "slow", when="before", delay=60)
        async with asyncio.timeout(5):
            response = await client.get(path.url + preview)
        assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (await client.get(path.url + preview)).status == HTTPStatus.OK
