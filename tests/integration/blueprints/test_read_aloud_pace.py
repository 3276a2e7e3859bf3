"""When the blueprint that reads messages aloud goes on to the next one."""

from homeassistant.core import HomeAssistant
import pytest

from ..conftest import HOME
from ..helpers import until
from .conftest import Say, Use
from .helpers import wait_begun, wait_over
from .speaking import ALWAYS, Speaker, read


@pytest.mark.parametrize(
    ("language", "text", "seconds"),
    [
        ("en", "Hi", 3),
        ("en", "x" * 127, 10),
        ("ja", "あ" * 63, 10),
        ("en", "あ" * 64, 10),
        ("en", "x" * 407, 30),
    ],
    ids=["short", "en", "ja", "both", "long"],
)
async def test_music(
    hass: HomeAssistant,
    use: Use,
    say: Say,
    speaker: Speaker,
    language: str,
    text: str,
    seconds: int,
) -> None:
    """Music that went on before goes on afterwards: only the time is waited for."""
    speaker.at_rest = "playing"
    speaker.be("playing")
    await read(use, **ALWAYS, language=language, longest=1000)
    await say(HOME, ("Hanako", text), ("Hanako", "."))
    assert await wait_over(hass) == seconds
    assert await wait_over(hass) == 3
    await hass.async_block_till_done()
    assert len(speaker.calls) == 2


async def test_buffering(
    hass: HomeAssistant, use: Use, say: Say, speaker: Speaker
) -> None:
    """A speaker that loads what it is to say is busy."""
    speaker.at_first = "buffering"
    await read(use, **ALWAYS)
    await say(HOME, ("Hanako", "Hi"), ("Grandma", "Ho"))
    assert await wait_over(hass) == 3
    assert await wait_begun(hass) == 10
    speaker.be("playing")
    assert len(speaker.calls) == 1
    speaker.be("idle")
    await until(hass, lambda: len(speaker.calls) == 2)
    await speaker.finish()


async def test_slow_speaker(
    hass: HomeAssistant, use: Use, say: Say, speaker: Speaker
) -> None:
    """A speaker that begins late is not interrupted."""
    speaker.at_first = "idle"
    await read(use, **ALWAYS)
    await say(HOME, ("Hanako", "Hi"), ("Grandma", "Ho"))
    assert await wait_begun(hass) == 10
    speaker.be("playing")
    await wait_begun(hass, 3)
    speaker.at_first = "playing"
    await speaker.finish(2)
    assert speaker.words == ["Hanako says: Hi", "Grandma says: Ho"]


@pytest.mark.parametrize(
    ("text", "waits"), [("Hi", [10]), ("x" * 267, [10, 10])], ids=["short", "long"]
)
async def test_a_speaker_that_shows_nothing(
    hass: HomeAssistant,
    use: Use,
    say: Say,
    speaker: Speaker,
    text: str,
    waits: list[int],
) -> None:
    """Where nobody sees it play, its time is waited for."""
    speaker.at_first = "idle"
    await read(use, **ALWAYS)
    await say(HOME, ("Hanako", text))
    assert [await wait_over(hass) for _ in waits] == waits
    await hass.async_block_till_done()


async def test_a_speaker_that_never_ends(
    hass: HomeAssistant, use: Use, say: Say, speaker: Speaker
) -> None:
    """It holds the others up for a while only."""
    await read(use, **ALWAYS)
    await say(HOME, ("Hanako", "x" * 63))
    assert [await wait_over(hass), await wait_over(hass)] == [5, 24]
    await hass.async_block_till_done()


async def test_many(use: Use, say: Say, speaker: Speaker) -> None:
    """Many may wait, and none is lost."""
    await read(use, **ALWAYS)
    lines = [("Hanako", str(number)) for number in range(40)]
    await say(HOME, *lines)
    await speaker.finish(40)
    assert speaker.words == [f"Hanako says: {number}" for number in range(40)]
