"""Take a picture of the running demo's dashboard, for the documentation."""

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import FloatRect, Page, async_playwright

from tools.browser import chromium
from tools.demo.configuration import PASSWORD, USER

SETTLED = 4000
MARGIN = 12


async def sign_in(page: Page, url: str) -> None:
    """Sign in as a user does, and wait for the dashboard."""
    await page.add_init_script("localStorage.setItem('dockedSidebar', '\"auto\"')")
    await page.goto(url)
    await page.locator("input[name=username]").fill(USER)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("hui-sections-view")
    await page.wait_for_timeout(SETTLED)


async def around(page: Page, cards: int) -> FloatRect:
    """Return what the first so many chat cards take of the page, and a little more."""
    boxes = [
        box
        for card in (await page.locator("chat-rooms-card").all())[:cards]
        if (box := await card.bounding_box())
    ]
    left = min(box["x"] for box in boxes) - MARGIN
    top = min(box["y"] for box in boxes) - MARGIN
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


async def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/screenshot", description=__doc__)
    parser.add_argument(
        "file", type=Path, nargs="?", default=Path("docs/dashboard.png")
    )
    parser.add_argument("--url", default="http://127.0.0.1:8123")
    parser.add_argument("--size", default="1280x900", metavar="WIDTHxHEIGHT")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument(
        "--cards", type=int, metavar="N", help="only the first so many chat cards"
    )
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    async with async_playwright() as playwright:
        browser = await chromium(playwright)
        page = await browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if options.dark else "light",
        )
        await sign_in(page, options.url)
        clip = await around(page, options.cards) if options.cards else None
        await page.screenshot(path=options.file, clip=clip)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
