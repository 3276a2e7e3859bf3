"""Work on pictures: one at a time, whoever wants it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
import threading
from typing import Any

from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms.drawing import DRAWING, async_draw
from custom_components.chat_rooms.incoming import AttachmentPath

from .files import LIMITS, LOCAL, load, serve
from .pictures import change, photo
from .turns import PATIENCE, waiting_for


class Work:
    """Work that is done when the test wants it."""

    def __init__(self) -> None:
        """Be not begun."""
        self.began, self._end = threading.Event(), threading.Event()

    def __call__(self) -> str:
        """Wait for the end."""
        self.began.set()
        assert self._end.wait(PATIENCE)
        return "done"

    def end(self) -> None:
        """Let it be done."""
        self._end.set()


async def has_begun(hass: HomeAssistant, work: Work) -> None:
    """Wait until work is being done."""
    assert await hass.async_add_executor_job(work.began.wait, PATIENCE)


async def test_one_at_a_time(hass: HomeAssistant) -> None:
    """The next begins when the one before it is done."""
    first, second = Work(), Work()
    tasks = [asyncio.create_task(async_draw(hass, work)) for work in (first, second)]
    await has_begun(hass, first)
    await waiting_for(hass, DRAWING, 1)
    assert not second.began.is_set()
    first.end()
    second.end()
    assert await asyncio.gather(*tasks) == ["done", "done"]


async def test_nobody_waits_any_more(hass: HomeAssistant) -> None:
    """Work that goes on without anybody who wants it keeps the next one waiting."""
    first, second = Work(), Work()
    leaving = asyncio.create_task(async_draw(hass, first))
    await has_begun(hass, first)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    staying = asyncio.create_task(async_draw(hass, second))
    await waiting_for(hass, DRAWING, 1)
    assert not second.began.is_set()
    first.end()
    second.end()
    assert await staying == "done"


async def test_failure(hass: HomeAssistant) -> None:
    """Work that fails says so, and ends its turn."""

    def fail() -> None:
        raise ValueError("broken")

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            await async_draw(hass, fail)


@pytest.fixture
def lying(
    ready: MockConfigEntry, path: AttachmentPath, monkeypatch: pytest.MonkeyPatch
) -> AttachmentPath:
    """Return where a picture is that has to be turned."""
    change(ready, path, rotation=90, content_type="image/jpeg")
    serve(monkeypatch, ready, photo(), content_type="image/jpeg")
    return path


async def test_who_waits(
    hass: HomeAssistant,
    media: Path,
    hass_client: ClientSessionGenerator,
    lying: AttachmentPath,
) -> None:
    """Thumbnails, pictures that lie, the latest photo and what is sent: all wait."""
    (media / "a.jpg").write_bytes(photo())
    client = await hass_client()
    wishes: list[Callable[[], Awaitable[Any]]] = [
        lambda: client.get(f"{lying.url}?preview=60x60"),
        lambda: client.get(lying.url),
        lambda: async_get_image(hass, "image.happy_family_latest_photo"),
        lambda: load(hass, f"{LOCAL}a.jpg", replace(LIMITS, file_size=2000)),
    ]

    async def fulfil(wish: Callable[[], Awaitable[Any]]) -> None:
        await wish()

    work = Work()
    drawing = asyncio.create_task(async_draw(hass, work))
    await has_begun(hass, work)
    waiting = [asyncio.create_task(fulfil(wish)) for wish in wishes]
    await waiting_for(hass, DRAWING, len(wishes))
    work.end()
    await asyncio.gather(drawing, *waiting)
