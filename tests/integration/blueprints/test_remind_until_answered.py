"""The blueprint that reminds a room until somebody answers."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
import pytest

from tests.simulators.bocco import BoccoSimulator

from ..conftest import HOME
from ..helpers import pass_time, send_to, until
from .conftest import Say, Use
from .helpers import BEGIN, FAMILY_EVENT, FAMILY_NOTIFY, NO_TIME, noted, noting, taken

HALF_AN_HOUR = 30 * 60 + 1
DOG = "Who takes the dog out?"

type Outcome = tuple[list[ServiceCall], list[ServiceCall]]


@pytest.fixture
def outcome(hass: HomeAssistant) -> Outcome:
    """Return what is done after an answer, and when there is none."""
    return noted(hass, "answered"), noted(hass, "given_up")


async def _remind(hass: HomeAssistant, use: Use, **inputs: Any) -> None:
    await use(
        "remind_until_answered",
        begin=BEGIN,
        room=FAMILY_EVENT,
        reminder=DOG,
        when_answered=noting("answered", text="{{ answer.text }}"),
        when_given_up=noting("given_up"),
        **inputs,
    )
    hass.bus.async_fire("test_begin")


async def test_nobody_answers(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, outcome: Outcome
) -> None:
    """It reminds as often as it may, then gives up."""
    answered, given_up = outcome
    await _remind(hass, use, minutes=NO_TIME, times=3)
    assert await taken(family, HOME, 3) == [DOG] * 3
    await until(hass, lambda: given_up)
    assert len(await family.received()) == 3
    assert answered == []


async def test_an_answer_ends_it(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, outcome: Outcome
) -> None:
    """A person's word is enough, thanks are said, and it does not remind again."""
    answered, given_up = outcome
    await _remind(hass, use, minutes=30, thanks="Thank you!")
    await taken(family, HOME, 1)
    await say(HOME, ("BOCCO", "Woof!"), ("Hanako", "Me :)"))
    await until(hass, lambda: answered)
    assert [call.data["text"] for call in answered] == ["Me :)"]
    assert await taken(family, HOME, 2) == [DOG, "Thank you!"]
    await pass_time(hass, HALF_AN_HOUR)
    assert len(await family.received()) == 2
    assert given_up == []


async def test_an_answer_to_the_second_reminder(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, outcome: Outcome
) -> None:
    """It waits its time, reminds again, and still listens."""
    answered, _ = outcome
    await say(HOME, ("Grandma", "Not me, today."))
    await _remind(hass, use, minutes=NO_TIME, times=50)
    assert await taken(family, HOME, 2) == [DOG] * 2
    await say(HOME, ("Taro", "I do."))
    await until(hass, lambda: answered)
    assert [call.data["text"] for call in answered] == ["I do."]


@pytest.mark.parametrize(
    ("who", "inputs"),
    [("Taro", {"own": False}), ("Grandma", {"senders": ["hanako"]}), ("BOCCO", {})],
    ids=["own", "others", "robot"],
)
async def test_who_does_not_count(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    say: Say,
    outcome: Outcome,
    who: str,
    inputs: dict[str, Any],
) -> None:
    """Some may talk without ending it, and Home Assistant may too."""
    answered, _ = outcome
    await _remind(hass, use, minutes=30, **inputs)
    await taken(family, HOME, 1)
    await send_to(hass, FAMILY_NOTIFY, message="The washing is done.")
    await say(HOME, (who, "Nice weather!"))
    await say(HOME, ("Hanako", "On my way"))
    await until(hass, lambda: answered)
    assert [call.data["text"] for call in answered] == ["On my way"]


async def test_a_reminder_that_fails(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, outcome: Outcome
) -> None:
    """The next one is tried all the same."""
    await family.break_("post", "status", status=400)
    await _remind(hass, use, minutes=NO_TIME, times=2)
    assert await taken(family, HOME, 1) == [DOG]
    await until(hass, lambda: outcome[1])
    assert len(family.calls("post")) == 2
