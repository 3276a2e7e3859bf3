"""Take a picture of the running demo's dashboard, for the documentation.

It needs Chromium, and Playwright, which scripts/screenshot brings.
"""

import argparse
from importlib import import_module
import os
from pathlib import Path
import shutil
from typing import Any

from tools.demo.configuration import PASSWORD, USER

ROOT_NEEDS = ["--no-sandbox"]
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
SETTLED = 4000


def sign_in(page: Any, url: str) -> None:
    """Sign in as a user does, and wait for the dashboard."""
    page.add_init_script("localStorage.setItem('dockedSidebar', '\"auto\"')")
    page.goto(url)
    page.locator("input[name=username]").fill(USER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("hui-sections-view")
    page.wait_for_timeout(SETTLED)


def main() -> None:
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
    # Not among the packages that the linters see.
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=QUIET + (ROOT_NEEDS if os.geteuid() == 0 else []),
        )
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if options.dark else "light",
        )
        sign_in(page, options.url)
        page.screenshot(path=options.file)
        browser.close()


if __name__ == "__main__":
    main()
