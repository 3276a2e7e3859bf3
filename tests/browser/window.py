"""A window of the browser, in which somebody has signed in."""

from dataclasses import dataclass
import json
import time
from typing import Any, Literal, Self

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tools.demo.configuration import USER

from .house import House

DESKTOP = (1280, 900)
PHONE = (390, 780)
# Milliseconds: the frontend of a Home Assistant that has just started takes a while.
PATIENCE = 20_000

expect.set_options(timeout=PATIENCE)


@dataclass(slots=True)
class Window:
    """A window, and what is asked of it over and over."""

    house: House
    context: BrowserContext
    page: Page

    @classmethod
    async def opened(
        cls,
        house: House,
        browser: Browser,
        *,
        user: str = USER,
        size: tuple[int, int] = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
        locale: str = "en-GB",
    ) -> Self:
        """Open an empty window of a user."""
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale=locale,
            permissions=["microphone"],
        )
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(await _kept(house, user))
        return cls(house, context, await context.new_page())

    async def close(self) -> None:
        """Close it."""
        await self.context.close()

    async def show(self, config: dict[str, Any], **how: Any) -> Locator:
        """Show a dashboard with one card of ours, in a cold window."""
        card = {"type": "custom:chat-rooms-card", **config}
        await self.page.goto(await self.house.show(card, **how))
        return self.card

    @property
    def card(self) -> Locator:
        """The card, which is there once this is visible."""
        return self.page.locator("chat-rooms-card")

    @property
    def messages(self) -> Locator:
        """The messages of the room that is shown."""
        return self.card.get_by_role("log")

    def bubble(self, text: str) -> Locator:
        """Return the messages that hold a text."""
        return self.card.get_by_role("article").filter(has_text=text)

    async def write(self, text: str) -> None:
        """Write into the field, and send."""
        field = self.card.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")

    async def scroll(self, by: int) -> None:
        """Turn the wheel over the messages, so many pixels."""
        await self.messages.hover()
        await self.page.mouse.wheel(0, by)

    async def in_page(self, script: str) -> Any:
        """Return what a script finds in the page."""
        return await self.page.evaluate(script)


async def _kept(house: House, user: str) -> str:
    """Return a script after which the frontend finds the user signed in."""
    tokens = await house.tokens(user)
    kept = {
        **tokens,
        "hassUrl": house.home.url,
        "clientId": house.home.client_id,
        "expires": (time.time() + tokens["expires_in"]) * 1000,
    }
    return f"""
        localStorage.setItem("hassTokens", {json.dumps(json.dumps(kept))});
        localStorage.setItem("dockedSidebar", '"always_hidden"');
    """
