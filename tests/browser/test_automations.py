"""The triggers and the condition in the automation editor."""

from typing import Any

from playwright.async_api import expect
import pytest

from tools.demo.client import ApiError

from .conftest import OpenWindow
from .house import House

FAMILY = "event.happy_family_message"
TRIGGER = {
    "trigger": "chat_rooms.message_received",
    "target": {"entity_id": FAMILY},
    "options": {"kinds": ["text"], "contains": ["dinner"]},
}
CONDITION = {
    "condition": "chat_rooms.has_unread",
    "target": {"entity_id": FAMILY},
    "options": {"above": 2},
}


async def saved(house: House, key: str, **automation: Any) -> str:
    """Save an automation as the editor does; return the editor's address."""
    address = f"/api/config/automation/config/{key}"
    await house.client.post(address, alias=key, actions=[], **automation)
    return f"{house.home.url}/config/automation/edit/{key}"


@pytest.mark.parametrize(
    ("language", "received", "unread", "kinds", "above"),
    [
        ("en", "Message received", "Has unread messages", "Kinds", "Above"),
        ("ja", "メッセージを受信", "未読メッセージがある", "種類", "この数より多い"),
    ],
)
async def test_editor(
    house: House,
    open_window: OpenWindow,
    language: str,
    received: str,
    unread: str,
    kinds: str,
    above: str,
) -> None:
    """The editor names trigger and condition, and has a form for their options."""
    user = await house.add_user(f"editor {language}", "system-admin", language=language)
    address = await saved(
        house, f"dinner_{language}", triggers=[TRIGGER], conditions=[CONDITION]
    )
    window = await open_window(user=user, size=(1600, 1200))
    page = window.page
    await page.goto(address)
    trigger = page.locator("ha-automation-trigger-row").first
    await expect(trigger).to_contain_text(received)
    condition = page.locator("ha-automation-condition-row").first
    await expect(condition).to_contain_text(unread)
    for row, label in ((trigger, kinds), (condition, above)):
        await row.click()
        await expect(page.get_by_text(label, exact=True)).to_be_visible()


async def test_excluded_room(house: House) -> None:
    """Who excludes one entity of a room excludes the room, in triggers and actions."""
    entities = await house.client.command("config/entity_registry/list")
    device = next(e["device_id"] for e in entities if e["entity_id"] == FAMILY)
    target = {"device_id": device}
    without = {**target, "exclude": {"entity_id": FAMILY}}
    all_of_it, nothing = [
        await house.client.subscribe(
            "subscribe_trigger",
            trigger={"trigger": "chat_rooms.message_received", "target": one},
        )
        for one in (target, without)
    ]
    await house.say("Happy Family", "Is this one excluded or not")
    await all_of_it.wait_for(lambda event: True)
    assert nothing.waiting() == []
    with pytest.raises(ApiError, match="No room was chosen"):
        await house.client.call("chat_rooms.get_messages", answer=True, target=without)
