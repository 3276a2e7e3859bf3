"""What the card looks like: themes, widths, languages, lists, settings."""

from typing import Any

from playwright.async_api import expect

from .conftest import OpenWindow
from .house import House
from .window import PHONE, Window

FAMILY = "event.happy_family_message"
NEIGHBOURS = "event.neighbours_message"
ROOM = {"entity": FAMILY}
NARROW = (320, 640)

OVERFLOW = "element => element.scrollWidth - element.clientWidth"
COLOUR = "element => getComputedStyle(element).backgroundColor"
LUMINANCE = """
    element => {
        const context = document.createElement("canvas").getContext("2d");
        const light = (colour) => {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
                const part = value / 255;
                return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const style = getComputedStyle(element);
        const [one, other] = [light(style.backgroundColor), light(style.color)];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
"""
READABLE = 4.5


async def _contrast(window: Window) -> float:
    bubble = window.card.locator("chat-rooms-bubble .bubble").last
    return float(await bubble.evaluate(LUMINANCE))


async def test_dark_theme(house: House, open_window: OpenWindow) -> None:
    """The theme's colours are the card's, and what is written can be read."""
    backgrounds = []
    for scheme in ("light", "dark"):
        window = await open_window(scheme=scheme)
        await window.show(ROOM)
        await house.say("Happy Family", f"It is {scheme}.")
        await expect(window.bubble(f"It is {scheme}.").last).to_be_visible()
        backgrounds.append(await window.card.locator("ha-card").evaluate(COLOUR))
        assert await _contrast(window) > READABLE
    assert backgrounds[0] != backgrounds[1]


async def test_phone(open_window: OpenWindow) -> None:
    """On a phone nothing is cut off, and one can write."""
    for size in (PHONE, NARROW):
        window = await open_window(size=size)
        await window.show(ROOM)
        await expect(window.messages).to_be_visible()
        assert await window.messages.evaluate(OVERFLOW) <= 0
        assert await window.in_page("document.documentElement.scrollWidth") <= size[0]
        field = window.card.get_by_role("textbox")
        await expect(field).to_be_in_viewport()
        await field.fill("A long line, " * 20)
        assert await window.messages.evaluate(OVERFLOW) <= 0


async def test_japanese(house: House, open_window: OpenWindow) -> None:
    """The card speaks the user's language."""
    user = await house.add_user("hana", "system-admin", language="ja")
    window = await open_window(user=user)
    await window.show(ROOM)
    await expect(window.card.get_by_role("textbox")).to_have_attribute(
        "placeholder", "メッセージ"
    )
    await expect(window.card.get_by_text("今日").first).to_be_visible()


async def test_composing(house: House, window: Window) -> None:
    """Whoever picks a word with Enter, as one does in Japanese, sends nothing."""
    await window.show(ROOM)
    field = window.card.get_by_role("textbox")
    await field.fill("こんにちは")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await expect(field).to_have_value("こんにちは")
    await field.press("Shift+Enter")
    await expect(field).to_have_value("こんにちは\n")
    await field.press("Enter")
    await expect(window.bubble("こんにちは")).to_have_count(1)


async def test_several_rooms(house: House, window: Window) -> None:
    """A list shows what was said last and what is unread; a tap opens a room."""
    await window.show({"entities": [FAMILY, NEIGHBOURS], "title": "Everybody"})
    rooms = window.card.get_by_role("list", name="Rooms").get_by_role("button")
    await expect(rooms).to_have_count(2)
    await house.say("Happy Family", "The cat sleeps on the roof.")
    family = rooms.filter(has_text="Happy Family")
    await expect(family).to_contain_text("The cat sleeps on the roof.")
    await expect(rooms.first).to_contain_text("Happy Family")
    await family.click()
    await expect(window.bubble("The cat sleeps on the roof.").last).to_be_visible()
    await window.card.get_by_role("button", name="Back to the rooms").click()
    await expect(rooms).to_have_count(2)
    await expect(family.get_by_label("unread")).to_have_count(0)


async def test_keyboard(window: Window) -> None:
    """Whoever has no mouse reaches the field and the messages."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    await window.messages.focus()
    await window.page.keyboard.press("End")
    focused: set[str] = set()
    for _ in range(12):
        await window.page.keyboard.press("Tab")
        focused.add(
            await window.in_page(
                """(() => {
                    let element = document.activeElement;
                    while (element?.shadowRoot?.activeElement)
                        element = element.shadowRoot.activeElement;
                    return element.localName;
                })()"""
            )
        )
    assert "textarea" in focused


async def test_settings(house: House, window: Window) -> None:
    """The card is in the picker, suggests itself, and has a form."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    known: dict[str, Any] = await window.in_page(
        """(async () => {
            const hass = document.querySelector("home-assistant").hass;
            const [card] = window.customCards.filter(
                (one) => one.type === "chat-rooms-card");
            const element = customElements.get("chat-rooms-card");
            return {
                preview: card.preview,
                suggestion: card.getEntitySuggestion(
                    hass, "notify.happy_family")?.config,
                other: card.getEntitySuggestion(hass, "sun.sun"),
                stub: await element.getStubConfig(hass),
                form: element.getConfigForm().schema.flatMap(
                    (field) => field.schema ?? [field]).map((field) => field.name),
                grid: document.createElement("chat-rooms-card").getGridOptions(),
            };
        })()"""
    )
    assert known["preview"] is True
    assert known["suggestion"] == {
        "type": "custom:chat-rooms-card",
        "entity": "notify.happy_family",
    }
    assert not known["other"]
    assert known["stub"]["entity"].startswith(("event.", "notify."))
    assert {"entity", "entities", "title", "show_input", "mark_read", "height"} <= set(
        known["form"]
    )
    assert known["grid"]["columns"]


async def test_wrong_settings(window: Window) -> None:
    """What cannot be a card says why, and what to do."""
    await window.show({"entity": "light.kitchen"})
    await expect(window.page.locator("hui-error-card")).to_be_visible()
    for config, said in (
        ({"entity": "light.kitchen"}, "light.kitchen"),
        ({}, "Choose a room"),
        ({"entities": "event.happy_family_message"}, "list"),
    ):
        error = await window.page.evaluate(
            """config => {
                try {
                    document.createElement("chat-rooms-card").setConfig(config);
                } catch (error) {
                    return error.message;
                }
            }""",
            config,
        )
        assert said in error


async def test_a_room_that_is_not_there(window: Window) -> None:
    """The card says so in place of the messages."""
    await window.show({"entity": "event.nowhere_message"})
    await expect(window.card).to_contain_text("There is no such room for you")
