"""Take a picture of the running demo's dashboard, for the documentation."""

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tools.browser import chromium
from tools.demo.configuration import PASSWORD, USER

SETTLED = 4000


async def sign_in(page: Page, url: str) -> None:
    """Sign in as a user does, and wait for the dashboard."""
    await page.add_init_script("localStorage.setItem('dockedSidebar', '\"auto\"')")
    await page.goto(url)
    await page.locator("input[name=username]").fill(USER)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("hui-sections-view")
    await page.wait_for_timeout(SETTLED)


async def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/screenshot", description=__doc__)
    parser.add_argument(
        "file", type=Path, nargs="?", default=Path("docs/dashboard.png")
    )
    parser.add_argument("--url", default="http://127.0.0.1:8123")
    parser.add_argument("--size", default="1280x900", metavar="WIDTHxHEIGHT")
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    async with async_playwright() as playwright:
        browser = await chromium(playwright)
        page = await browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if options.dark else "light",
        )
        await sign_in(page, options.url)
        await page.screenshot(path=options.file)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
