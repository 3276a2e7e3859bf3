"""A room with ten thousand messages."""

from playwright.async_api import Locator, expect
import pytest

from .house import ARCHIVED, House
from .window import Window

ROOM = {"entity": "event.archive_message"}
MOST_HELD = 100
FIRST_PAGE = 50
# Two pieces of history are in the window at most, so this is plenty.
MOST_MEGABYTES = 40
LONG_TASK = 100
IDLE_SECONDS = 3

COUNT_LONG_TASKS = """
    window.longTasks = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
"""


async def _heap(window: Window) -> float:
    """Return the memory that scripts use, in megabytes, without what is garbage."""
    session = await window.context.new_cdp_session(window.page)
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    await session.detach()
    return float(usage["usedSize"]) / 1_000_000


def _said(window: Window) -> Locator:
    return window.card.locator("chat-rooms-bubble .bubble")


def _number(text: str) -> int:
    return int(text.split("Message ")[1].split(" of ", maxsplit=1)[0])


async def test_older_messages(house: House, window: Window) -> None:
    """They come when one scrolls up, in order, and one stays where one was."""
    await window.show(ROOM)
    newest = f"Message {ARCHIVED} of {ARCHIVED}"
    await expect(window.bubble(newest)).to_be_in_viewport()
    older = window.bubble(f"Message {ARCHIVED - 60} of {ARCHIVED}")
    await expect(older).to_have_count(0)
    while await older.count() == 0:
        await window.scroll(-2_000)
    numbers = [_number(text) for text in await _said(window).all_inner_texts()]
    assert len(numbers) > FIRST_PAGE
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    await window.card.get_by_role("button", name="Go to the newest message").click()
    await expect(window.bubble(newest)).to_be_in_viewport()


@pytest.mark.timeout(600)
async def test_scrolled_through(house: House, window: Window) -> None:
    """However far back one goes, no more than a window of it is held."""
    await window.page.add_init_script(COUNT_LONG_TASKS)
    await window.show(ROOM)
    said = _said(window)
    await expect(window.bubble(f"Message {ARCHIVED} of {ARCHIVED}")).to_be_visible()
    before = await _heap(window)
    oldest = ARCHIVED
    while oldest > 1:
        await window.messages.evaluate("element => { element.scrollTop = 0; }")
        await window.page.wait_for_function(
            """oldest => {
                const walk = (root) => [...root.querySelectorAll("*")].flatMap(
                    (element) => [element, ...(element.shadowRoot
                        ? walk(element.shadowRoot) : [])]);
                const card = walk(document).find(
                    (element) => element.localName === "chat-rooms-messages");
                const first = card.session.messages[0];
                const number = Number(first.text.split(" ")[1]);
                return number < oldest || number === 1;
            }""",
            arg=oldest,
        )
        oldest = _number(await said.first.inner_text())
        assert await said.count() <= MOST_HELD
    assert await _heap(window) - before < MOST_MEGABYTES
    await window.in_page("longTasks.length = 0")
    await window.page.wait_for_timeout(IDLE_SECONDS * 1000)
    long_tasks = await window.in_page("longTasks")
    assert [task for task in long_tasks if task > LONG_TASK] == []
