"""The card as people use it: reading, writing, coming back."""

from playwright.async_api import expect

from tests.simulators.media import landscape

from .conftest import OpenWindow
from .house import House
from .window import Window

FAMILY = "Happy Family"
ROOM = {"entity": "event.happy_family_message"}
NEIGHBOURS = {"entity": "event.neighbours_message"}
COLD_LOADS = 10
THUMBNAIL_IS_THERE = """
    element => new Promise((resolve) => {
        const look = () => element.naturalWidth > 0 && resolve(element.naturalWidth);
        element.addEventListener("load", look);
        look();
    })
"""


async def test_cold_loads(open_window: OpenWindow) -> None:
    """The card is there each time that somebody opens the dashboard anew."""
    for _ in range(COLD_LOADS):
        window = await open_window()
        await window.show(ROOM)
        await expect(window.messages).to_be_visible()
        await expect(window.page.locator("hui-error-card")).to_have_count(0)
        await window.close()


async def test_receive(house: House, window: Window) -> None:
    """What somebody writes is there by itself, with the name of who wrote it."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    await house.say(FAMILY, "The bell has rung.", "Grandma")
    bubble = window.bubble("The bell has rung.")
    await expect(bubble).to_be_visible()
    await expect(bubble).to_contain_text("Grandma")


async def test_send(house: House, window: Window) -> None:
    """What is written goes out, and stands there once."""
    await window.show(ROOM)
    await window.write("I am downstairs.")
    await expect(window.bubble("I am downstairs.")).to_have_count(1)
    await expect(window.card.get_by_role("textbox")).to_have_value("")
    received = await house.control("bocco").call("wait_for_received", room=FAMILY)
    assert received[-1]["text"] == "I am downstairs."
    await house.say(FAMILY, "Coming.")
    await expect(window.bubble("Coming.")).to_be_visible()
    await expect(window.bubble("I am downstairs.")).to_have_count(1)


async def test_try_again(house: House, window: Window) -> None:
    """What could not be sent stays, says why, and goes out when asked again."""
    await window.show(NEIGHBOURS)
    await expect(window.messages).to_be_visible()
    talk = house.control("nextcloud_talk")
    await talk.call("maintenance", on=True)
    try:
        await window.write("Somebody is here.")
        failed = window.bubble("Somebody is here.")
        await expect(failed.get_by_role("alert")).to_be_visible()
    finally:
        await talk.call("maintenance", on=False)
    await failed.get_by_role("button", name="Try again").click()
    await talk.call("wait_for_received", room="Neighbours")
    await expect(window.bubble("Somebody is here.").get_by_role("alert")).to_have_count(
        0
    )
    await expect(window.bubble("Somebody is here.")).to_have_count(1)


async def test_picture(house: House, window: Window) -> None:
    """A picture is there as a thumbnail, and opens large; Escape closes it."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    await house.control("bocco").call("send_image", room=FAMILY, member="Grandma")
    picture = window.bubble("Sent a photo").last.locator("button img")
    assert await picture.evaluate(THUMBNAIL_IS_THERE) > 0
    await window.bubble("Sent a photo").last.get_by_role("button").first.click()
    dialog = window.card.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    large = dialog.locator("img").first
    assert await large.evaluate(THUMBNAIL_IS_THERE) > 0
    assert "authSig=" in str(await large.get_attribute("src"))
    await window.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_send_a_picture(house: House, window: Window) -> None:
    """A chosen picture goes out with what is written, through the upload."""
    await window.show(NEIGHBOURS)
    await expect(window.messages).to_be_visible()
    await window.card.locator("input[type=file]").set_input_files(
        {"name": "garden.png", "mimeType": "image/png", "buffer": landscape(1)}
    )
    await window.write("Look at the garden.")
    talk = house.control("nextcloud_talk")
    await expect(window.bubble("Look at the garden.")).to_be_visible()
    await expect(window.card.get_by_label("Sending")).to_have_count(0)
    files = await talk.call("files")
    assert any("garden" in str(one["path"]) for one in files)


async def test_voice_message(house: House, window: Window) -> None:
    """What is said goes out as a sound that the service plays."""
    await window.show(NEIGHBOURS)
    await expect(window.messages).to_be_visible()
    await window.card.get_by_role("button", name="Record a voice message").click()
    await expect(window.card.get_by_role("timer")).to_contain_text("0:01")
    await window.card.get_by_role("button", name="Send", exact=True).click()
    await expect(window.messages.locator("audio").last).to_be_visible()
    await expect(window.card.get_by_label("Sending")).to_have_count(0)
    files = await house.control("nextcloud_talk").call("files")
    assert any(str(one["path"]).endswith(".mp3") for one in files)


async def test_changes(house: House, window: Window) -> None:
    """An edit, a reaction and a deletion show in their place."""
    await window.show(NEIGHBOURS)
    await expect(window.messages).to_be_visible()
    talk = house.control("nextcloud_talk")
    where = {"room": "Neighbours"}
    said = await talk.call("write", **where, member="hanako", text="The gate is opn.")
    bubble = window.bubble("The gate is opn.")
    await expect(bubble).to_be_visible()
    message = {**where, "message": said["id"]}
    await talk.call("edit", **message, text="The gate is open.")
    bubble = window.bubble("The gate is open.")
    await expect(bubble).to_contain_text("edited")
    await talk.call("react", **message, member="hanako", reaction="👍")
    await expect(bubble.get_by_role("listitem")).to_contain_text("👍")
    await talk.call("delete", **message)
    await expect(window.bubble("The gate is open.")).to_have_count(0)
    await expect(window.bubble("This message was deleted")).not_to_have_count(0)


async def test_answer(house: House, window: Window) -> None:
    """An answer quotes what it answers, and goes out as one."""
    await window.show(NEIGHBOURS)
    await expect(window.messages).to_be_visible()
    talk = house.control("nextcloud_talk")
    said = await talk.call(
        "write", room="Neighbours", member="hanako", text="The ladder is gone."
    )
    bubble = window.bubble("The ladder is gone.").last
    await bubble.hover()
    await bubble.get_by_role("button", name="Reply").click()
    await window.write("I have one.")
    received = await talk.call("wait_for_received", room="Neighbours")
    assert str(received[-1]["reply_to"]) == str(said["id"])
    answer = window.bubble("I have one.")
    await expect(answer).to_contain_text("The ladder is gone.")


async def test_restart(house: House, window: Window) -> None:
    """The card says that Home Assistant is away, and goes on when it is back."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    await house.go_away()
    await expect(window.card.get_by_text("Reconnecting…")).to_be_visible()
    await house.say(FAMILY, "Written while nobody listened.")
    await house.come_back()
    await expect(window.bubble("Written while nobody listened.")).to_have_count(1)
    await expect(window.card.get_by_text("Reconnecting…")).to_have_count(0)
    await house.say(FAMILY, "And this afterwards.")
    await expect(window.bubble("And this afterwards.")).to_have_count(1)
    await window.write("All is well.")
    await expect(window.bubble("All is well.")).to_have_count(1)


async def test_reload_of_the_account(house: House, window: Window) -> None:
    """While its account is reloaded the room stays, and then it is live again."""
    await window.show(ROOM)
    await expect(window.messages).to_be_visible()
    [entry] = [
        entry
        for entry in await house.client.command("config_entries/get")
        if entry["title"] == "BOCCO Taro"
    ]
    await house.client.post(
        f"/api/config/config_entries/entry/{entry['entry_id']}/reload"
    )
    await house.say(FAMILY, "After the reload.")
    await expect(window.bubble("After the reload.")).to_have_count(1)
