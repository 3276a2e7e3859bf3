"""What is unread: where the room opens, and when it counts as read."""

from playwright.async_api import expect

from .conftest import OpenWindow
from .house import House
from .window import Window

LINES = 30


async def _read_id(house: House, room: str) -> int:
    return int(await house.control("bocco").call("read_id", room=room))


async def test_opens_where_the_unread_ones_begin(
    house: House, open_window: OpenWindow
) -> None:
    """A line stands above the first of them; what is seen to the end is read."""
    room = await house.new_room("Kitchen", "Hanako")
    for number in range(LINES):
        await house.say("Kitchen", f"Old line {number}.")
    first = await open_window()
    await first.show({"entity": room})
    await expect(first.bubble(f"Old line {LINES - 1}.")).to_be_visible()
    await first.scroll(10_000)
    await house.client.state(
        "sensor.kitchen_unread_messages", lambda state: state["state"] == "0"
    )
    await first.close()
    for number in range(LINES):
        last = await house.say("Kitchen", f"New line {number}.")
    await house.client.state(
        "sensor.kitchen_unread_messages", lambda state: state["state"] == str(LINES)
    )
    window = await open_window()
    await window.show({"entity": room})
    await expect(window.card.get_by_role("separator")).to_be_in_viewport()
    await expect(window.bubble("New line 0.")).to_be_in_viewport()
    await expect(window.bubble(f"New line {LINES - 1}.")).not_to_be_in_viewport()
    badge = window.card.get_by_label(f"{LINES} unread")
    await expect(badge.first).to_be_visible()
    assert await _read_id(house, "Kitchen") < last["id"]
    await window.scroll(10_000)
    await house.client.state(
        "sensor.kitchen_unread_messages", lambda state: state["state"] == "0"
    )
    assert await _read_id(house, "Kitchen") == last["id"]
    await expect(badge).to_have_count(0)


async def test_only_what_is_on_the_screen_is_read(house: House, window: Window) -> None:
    """A card below the fold marks nothing until somebody scrolls there."""
    room = await house.new_room("Cellar", "Hanako")
    tall = {"type": "markdown", "content": "<br>" * 120 + "The end."}
    card = {"type": "custom:chat-rooms-card", "entity": room}
    await window.page.goto(await house.show(tall, card, sections=False))
    # Home Assistant loads what stands above later, and until then it has no height.
    await expect(window.page.get_by_text("The end.")).to_be_attached()
    await expect(window.messages).not_to_be_in_viewport()
    said = await house.say("Cellar", "It is dark down here.")
    await expect(window.bubble("It is dark down here.")).to_be_attached()
    unread = "sensor.cellar_unread_messages"
    await house.client.state(unread, lambda state: state["state"] == "1")
    assert await _read_id(house, "Cellar") < said["id"]
    await window.card.scroll_into_view_if_needed()
    await house.client.state(unread, lambda state: state["state"] == "0")
    assert await _read_id(house, "Cellar") == said["id"]


async def test_a_card_that_does_not_mark(house: House, window: Window) -> None:
    """With mark_read off, what is shown stays unread."""
    room = await house.new_room("Attic", "Hanako")
    await window.show({"entity": room, "mark_read": False})
    await expect(window.messages).to_be_visible()
    said = await house.say("Attic", "Just so you know.")
    await expect(window.bubble("Just so you know.")).to_be_in_viewport()
    await house.client.state(
        "sensor.attic_unread_messages", lambda state: state["state"] == "1"
    )
    other = await house.say("Attic", "And this.")
    await expect(window.bubble("And this.")).to_be_in_viewport()
    assert await _read_id(house, "Attic") < said["id"] < other["id"]
