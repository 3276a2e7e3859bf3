"""The browser in which the card is tested and its pictures are taken."""

import os
import shutil

from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ROOT_NEEDS = ("--no-sandbox",)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


async def chromium(playwright: Playwright, *arguments: str) -> Browser:
    """Start the machine's Chromium without a window on the screen."""
    return await playwright.chromium.launch(
        executable_path=next(filter(None, map(shutil.which, NAMES)), None),
        args=[*QUIET, *(ROOT_NEEDS if os.geteuid() == 0 else ()), *arguments],
    )
