"""One Home Assistant for all tests, and a browser window for each."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from playwright.async_api import Browser, Error, Page, async_playwright
import pytest

from tools.browser import chromium

from .house import House
from .window import Window

CANNOT_LOAD = "Failed to fetch dynamically imported module"

type OpenWindow = Callable[..., Awaitable[Window]]


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Return a Home Assistant with the rooms of all services."""
    async with AsyncExitStack() as stack:
        yield await House.built(stack, tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a browser with a microphone that hums."""
    async with async_playwright() as playwright:
        browser = await chromium(
            playwright,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        )
        yield browser
        await browser.close()


@pytest.fixture
async def open_window(house: House, browser: Browser) -> AsyncGenerator[OpenWindow]:
    """Return what opens a window of a user; nothing in it may go wrong unnoticed."""
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", note)

    def note(error: Error) -> None:
        # The frontend's own parts cannot be loaded while Home Assistant is away.
        if not error.message.startswith(CANNOT_LOAD):
            faults.append(f"{error.name}: {error.message}")

    async with AsyncExitStack() as stack:

        async def open_(**how: Any) -> Window:
            window = await Window.opened(house, browser, **how)
            stack.push_async_callback(window.close)
            watch(window.page)
            return window

        yield open_
    assert not faults


@pytest.fixture
async def window(open_window: OpenWindow) -> Window:
    """Return the owner's window."""
    return await open_window()
