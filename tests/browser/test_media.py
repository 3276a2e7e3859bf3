"""The media browser, where Home Assistant shows pictures."""

import re
from urllib.parse import quote

from playwright.async_api import expect

from .house import House
from .window import Window


async def test_browse(house: House, window: Window) -> None:
    """From the accounts one comes to a room's pictures, which are shown."""
    await house.control("bocco").call(
        "send_image", room="Happy Family", member="Hanako"
    )
    place = quote("app,media-source://chat_rooms", safe=",")
    await window.page.goto(f"{house.home.url}/media-browser/browser/{place}")
    for folder in ("BOCCO Taro", "Happy Family", "Pictures"):
        await window.page.locator("ha-card", has_text=folder).first.click()
    await window.page.locator("ha-media-player-browse ha-card").first.click()
    photo = window.page.locator(
        "ha-media-player-browse ha-card", has_text="Sent a photo"
    )
    await expect(photo.first).to_be_visible()
    thumbnail = photo.first.locator("ha-media-browser-thumbnail div").first
    await expect(thumbnail).to_have_css("background-image", re.compile("data:image"))
    await photo.first.hover()
    await photo.first.locator("ha-icon-button").click()
    picture = window.page.locator("ha-dialog img, dialog-web-browser-play-media img")
    await expect(picture.first).to_be_visible()
    assert await picture.first.evaluate("element => element.decode().then(() => true)")
