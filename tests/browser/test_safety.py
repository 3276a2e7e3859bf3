"""What people write does nothing but stand there, and only those see it who may."""

from playwright.async_api import expect
import pytest

from tests.simulators.media import landscape

from .conftest import OpenWindow
from .house import House
from .window import Window

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "\"><img src=x onerror='alert(1)'>",
    "[click](javascript:alert(1))",
    "![x](https://tracker.invalid/pixel.png)",
    "javascript:alert(1)",
    "{{ constructor.constructor('alert(1)')() }}",
)
FOREIGN = """
    () => {
        const walk = (root) => [...root.querySelectorAll("*")].flatMap(
            (element) => [element, ...(element.shadowRoot ? walk(element.shadowRoot) : [])]
        );
        const card = document.querySelector("home-assistant");
        return walk(card.shadowRoot)
            .filter((element) => element.getRootNode().host?.closest?.("*"))
            .filter((element) => {
                const address = element.src || element.href || "";
                return element.localName === "script" && element.closest("ha-card")
                    || /^javascript:/i.test(address)
                    || String(address).includes("tracker.invalid")
                        && element.localName === "img"
                    || element.hasAttribute("onerror") || element.hasAttribute("onload");
            })
            .map((element) => element.outerHTML);
    }
"""


@pytest.fixture
async def watched(open_window: OpenWindow) -> Window:
    """Return a window that notes each dialog and each request to elsewhere."""
    window = await open_window()
    window.page.on("dialog", lambda dialog: dialog.dismiss())
    await window.page.add_init_script(
        "window.alerts = []; window.alert = (text) => alerts.push(text);"
    )
    return window


async def _expect_harmless(window: Window) -> None:
    # What an attack would do, it would do within two frames.
    await window.in_page(
        "new Promise((resolve) => requestAnimationFrame(() =>"
        " requestAnimationFrame(resolve)))"
    )
    assert await window.in_page("alerts") == []
    assert await window.page.evaluate(FOREIGN) == []


async def test_texts(house: House, watched: Window) -> None:
    """Neither plain text nor Markdown becomes anything else; it stands as typed."""
    await watched.show({"entity": "event.neighbours_message"})
    await expect(watched.messages).to_be_visible()
    talk = house.control("nextcloud_talk")
    for attack in ATTACKS:
        await talk.call("write", room="Neighbours", member="hanako", text=attack)
    await talk.call("write", room="Neighbours", member="hanako", text="**The end.**")
    await expect(watched.bubble("The end.").last).to_be_visible()
    await expect(watched.bubble("The end.").last.locator("strong")).to_have_count(1)
    for attack in ATTACKS[:4]:
        await expect(watched.bubble(attack)).not_to_have_count(0)
    await _expect_harmless(watched)
    await watched.show({"entity": "event.happy_family_message"})
    await expect(watched.messages).to_be_visible()
    for attack in ATTACKS:
        await house.say("Happy Family", attack)
    await house.say("Happy Family", "That is all.")
    await expect(watched.bubble("That is all.").last).to_be_visible()
    for attack in ATTACKS:
        await expect(watched.bubble(attack)).not_to_have_count(0)
    await _expect_harmless(watched)


async def test_names(house: House, watched: Window) -> None:
    """Names of people and rooms are names."""
    family = house.control("bocco")
    room = await house.new_room("Shed", ATTACKS[0])
    await watched.show({"entity": room})
    await expect(watched.messages).to_be_visible()
    await house.say("Shed", "I am called oddly.", ATTACKS[0])
    await expect(watched.bubble("I am called oddly.")).to_contain_text(ATTACKS[0])
    await family.call("rename_room", room="Shed", name=ATTACKS[2])
    await house.client.call(
        "button.press", target={"entity_id": "button.bocco_taro_refresh"}
    )
    await expect(watched.card.get_by_role("heading")).to_contain_text(ATTACKS[2])
    await _expect_harmless(watched)


async def test_files(house: House, watched: Window) -> None:
    """Names of files and captions are texts; what a file holds does not run."""
    await watched.show({"entity": "event.neighbours_message"})
    await expect(watched.messages).to_be_visible()
    talk = house.control("nextcloud_talk")
    where = {"room": "Neighbours", "member": "hanako"}
    await talk.call("send_image", **where, caption=ATTACKS[0])
    await talk.call(
        "send_file",
        **where,
        name="<img src=x onerror=alert(1)>.html",
        content_type="text/html",
        data="<script>alert(1)</script>",
    )
    await talk.call(
        "send_file",
        **where,
        name="drawing.svg",
        content_type="image/svg+xml",
        data="<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        caption="The last one.",
    )
    await expect(watched.bubble("The last one.").last).to_be_visible()
    await expect(watched.bubble("onerror=alert(1)>.html")).not_to_have_count(0)
    await _expect_harmless(watched)


async def test_who_may_only_read(house: House, open_window: OpenWindow) -> None:
    """A reader sees the room and has no field to write in."""
    reader = await house.add_user("reader", "system-read-only")
    window = await open_window(user=reader)
    await window.show({"entity": "event.happy_family_message"})
    await expect(window.messages).to_be_visible()
    await expect(window.card.get_by_role("textbox")).to_have_count(0)
    await expect(window.card).to_contain_text("You may read this room")


async def test_upload_of_what_is_no_picture(house: House, window: Window) -> None:
    """A picture that is none says why, and one can send it away."""
    await window.show({"entity": "event.happy_family_message"})
    await expect(window.messages).to_be_visible()
    await window.card.locator("input[type=file]").set_input_files(
        {"name": "broken.webp", "mimeType": "image/webp", "buffer": landscape(1)[:40]}
    )
    await window.card.get_by_role("button", name="Send", exact=True).click()
    failed = window.card.get_by_role("article").filter(has_text="broken.webp")
    await expect(failed.get_by_role("alert")).to_be_visible()
    await failed.get_by_role("button", name="Discard").click()
    await expect(failed).to_have_count(0)
