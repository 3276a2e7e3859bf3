"""The card as people use it: reading, writing, scrolling, coming back."""

from typing import Any

from playwright.async_api import Locator, expect
import pytest

from .conftest import OpenWindow
from .house import House
from .window import PHONE, Window

FAMILY = "Happy Family"
EVENT = "event.happy_family_message"
ROOM = {"entity": EVENT}
COLD_LOADS = 10


def _bubble(card: Locator, text: str) -> Locator:
    return card.locator("chat-rooms-bubble", has_text=text)


async def _write(house: House, text: str, member: str = "Hanako") -> dict[str, Any]:
    """Let somebody of the family write."""
    return dict(
        await house.control("bocco").call(
            "write", room=FAMILY, member=member, text=text
        )
    )


async def test_cold_loads(open_window: OpenWindow) -> None:
    """The card is there each time that somebody opens the dashboard anew."""
    for _ in range(COLD_LOADS):
        window = await open_window()
        card = await window.show(ROOM)
        await expect(card.get_by_role("log")).to_be_visible()
        await expect(window.page.locator("hui-error-card")).to_have_count(0)
        await window.close()


async def test_receive(house: House, window: Window) -> None:
    """What somebody writes is there by itself, with the name of who wrote it."""
    card = await window.show(ROOM)
    await expect(card.get_by_role("log")).to_be_visible()
    await _write(house, "The bell has rung.")
    bubble = _bubble(card, "The bell has rung.")
    await expect(bubble).to_be_visible()
    await expect(bubble).to_contain_text("Hanako")


async def test_send(house: House, window: Window) -> None:
    """What is written goes out, and stands there once."""
    card = await window.show(ROOM)
    field = card.get_by_role("textbox")
    await field.fill("I am downstairs.")
    await field.press("Enter")
    await expect(_bubble(card, "I am downstairs.")).to_have_count(1)
    await expect(field).to_have_value("")
    received = await house.control("bocco").call("wait_for_received", room=FAMILY)
    assert received[-1]["text"] == "I am downstairs."
    await _write(house, "Coming.")
    await expect(_bubble(card, "Coming.")).to_be_visible()
    await expect(_bubble(card, "I am downstairs.")).to_have_count(1)
