"""The blueprint that asks the family and acts on the answer."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from aiohttp import web
from homeassistant.core import HomeAssistant, ServiceCall
import pytest

from tests.simulators.base import Handler
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.recording import Call

from ..conftest import HOME
from ..helpers import send_to, until
from .conftest import Say, Use
from .helpers import BEGIN, FAMILY_EVENT, FAMILY_NOTIFY, NO_TIME, noted, noting, taken

QUESTION = "Shall I open the blinds? (yes or no)"

type Ask = Callable[..., Awaitable[None]]


class Acts:
    """What the automation does."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have done nothing yet."""
        self._hass = hass
        self.yes, self.no, self.nobody = (
            noted(hass, name) for name in ("yes", "no", "nobody")
        )

    @property
    def all(self) -> list[ServiceCall]:
        """Return everything that it has done."""
        return [*self.yes, *self.no, *self.nobody]

    async def done(self) -> None:
        """Wait until it has done something."""
        await until(self._hass, lambda: self.all)


@pytest.fixture
def acts(hass: HomeAssistant) -> Acts:
    """Return what the automation does."""
    return Acts(hass)


@pytest.fixture
def ask(hass: HomeAssistant, family: BoccoSimulator, use: Use) -> Ask:
    """Return what asks the family, and waits until it has been asked."""

    async def begin(**inputs: Any) -> None:
        who = {"sender": "{{ answer.sender }}", "text": "{{ answer.text }}"}
        given = {
            "confirmation": "",
            "when_yes": noting("yes", **who),
            "when_no": noting("no", **who),
            "when_nobody": noting("nobody"),
        }
        await use("ask_and_act", begin=BEGIN, room=FAMILY_EVENT, **given | inputs)
        hass.bus.async_fire("test_begin")
        assert await taken(family, HOME, 1) == [QUESTION]

    return begin


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("yes", "yes"),
        ("Yes!", "yes"),
        ("Oh, yes, please.", "yes"),
        ("Go   ahead!", "yes"),
        ("はい、お願いします", "yes"),
        ("うん", "yes"),
        ("うん！", "yes"),
        ("👍🏽", "yes"),
        ("No, thanks", "no"),
        ("Please don’t", "no"),
        ("いいえ。", "no"),
        ("👎", "no"),
        ("yesterday", None),
        ("Now?", None),
        ("いい", None),
        ("yes and no", None),
        ("{{ 'yes' }} or no", None),
    ],
    ids=range(17),
)
async def test_words(
    ask: Ask, say: Say, acts: Acts, text: str, meaning: str | None
) -> None:
    """Words count as a whole; what says neither is waited out."""
    await ask()
    await say(HOME, ("Hanako", text))
    if meaning is None:
        await say(HOME, ("Grandma", "Well: yes"))
    await acts.done()
    expected = (
        {"sender": "Hanako", "text": text}
        if meaning
        else {"sender": "Grandma", "text": "Well: yes"}
    )
    assert [call.data for call in acts.all] == [expected]
    assert acts.all[0].service == (meaning or "yes")


async def test_only_once(
    hass: HomeAssistant, family: BoccoSimulator, ask: Ask, say: Say, acts: Acts
) -> None:
    """The first answer counts, and it is confirmed; a second one changes nothing."""
    await ask(confirmation="They are opening.")
    await say(HOME, ("Hanako", "Yes"))
    assert (await taken(family, HOME, 2))[1] == "They are opening."
    await acts.done()
    await say(HOME, ("Grandma", "No"), ("Grandma", "OK"))
    await hass.async_block_till_done()
    assert len(acts.all) == 1


async def test_too_late(hass: HomeAssistant, ask: Ask, say: Say, acts: Acts) -> None:
    """A yes after the time is no yes."""
    await ask(minutes=NO_TIME)
    await acts.done()
    await say(HOME, ("Hanako", "Yes"))
    await hass.async_block_till_done()
    assert [call.service for call in acts.all] == ["nobody"]


async def test_in_time_but_not_told(
    family: BoccoSimulator, ask: Ask, acts: Acts
) -> None:
    """A yes that was written in time counts, though nobody has told of it yet."""
    await family.wait_for_subscribers(2)
    room = family.home.room(HOME)
    async with _held(family, "subscribe"):
        await ask(minutes=NO_TIME * 5)
        family.home.add(room, room.user("Hanako"), "Yes")
        await acts.done()
    assert [call.service for call in acts.all] == ["yes"]


async def test_before_the_question(ask: Ask, say: Say, acts: Acts) -> None:
    """A yes of before the question answers something else."""
    await say(HOME, ("Hanako", "Yes, it is raining"))
    await ask()
    await say(HOME, ("Grandma", "Hm"), ("Grandma", "No."))
    await acts.done()
    assert [call.data["text"] for call in acts.no] == ["No."]
    assert len(acts.all) == 1


async def test_while_it_asks(
    family: BoccoSimulator, ask: Ask, say: Say, acts: Acts
) -> None:
    """A yes that comes before the service has confirmed the question counts."""
    await family.wait_for_subscribers(2)
    async with _held(family, "post"):
        await ask()
        await say(HOME, ("Hanako", "Yes"))
        assert acts.all == []
    await acts.done()
    assert [call.service for call in acts.all] == ["yes"]


async def test_two_at_once(ask: Ask, say: Say, acts: Acts) -> None:
    """An answer right behind another message is not overheard."""
    await ask()
    await say(
        HOME,
        ("Grandma", "Hm"),
        ("Hanako", "Yes"),
        ("BOCCO", "No"),
    )
    await acts.done()
    assert [call.data["sender"] for call in acts.yes] == ["Hanako"]


@pytest.mark.parametrize(
    ("who", "inputs", "counts"),
    [
        ("Taro", {}, True),
        ("Taro", {"own": False}, False),
        ("BOCCO", {}, False),
        ("BOCCO", {"people_only": False}, True),
        ("Grandma", {"senders": ["GRANDMA", "Jiro"]}, True),
        ("Grandma", {"senders": ["Hanako"]}, False),
    ],
    ids=range(6),
)
async def test_whose_answer_counts(
    ask: Ask, say: Say, acts: Acts, who: str, inputs: dict[str, Any], counts: bool
) -> None:
    """People answer, and this account is a person's too; others only if wanted."""
    await ask(**inputs)
    await say(HOME, (who, "Yes"), ("Hanako", "OK"))
    await acts.done()
    answered = [call.data["sender"] for call in acts.all]
    assert answered == [who if counts else "Hanako"]


async def test_home_assistant_does_not_answer_itself(
    hass: HomeAssistant, ask: Ask, say: Say, acts: Acts
) -> None:
    """What Home Assistant writes meanwhile is no answer."""
    await ask()
    await send_to(hass, FAMILY_NOTIFY, message="Yes, the washing is done.")
    await say(HOME, ("Hanako", "No"))
    await acts.done()
    assert [call.service for call in acts.all] == ["no"]


async def test_a_look_that_fails(
    family: BoccoSimulator, ask: Ask, say: Say, acts: Acts
) -> None:
    """Where the service does not answer, the next message makes it look again."""
    await family.forget_requests()
    await ask()
    # It looks for the first time when its own question comes back.
    await family.wait_for_requests("messages", 1, HOME)
    await family.break_("messages", "status", status=400)
    await say(HOME, ("Hanako", "Yes"))
    await family.wait_for_requests("messages", 1, HOME, 400)
    assert acts.all == []
    await say(HOME, ("Grandma", "Hello?"))
    await acts.done()
    assert [call.data["sender"] for call in acts.yes] == ["Hanako"]


@asynccontextmanager
async def _held(family: BoccoSimulator, endpoint: str) -> AsyncGenerator[None]:
    """Let the answers of an endpoint wait until the context ends."""
    work, release = family.work, asyncio.Event()

    async def hold(handler: Handler, call: Call) -> web.StreamResponse:
        response = await work(handler, call)
        if call.endpoint == endpoint:
            await release.wait()
        return response

    with patch.object(family, "work", hold):
        try:
            yield
        finally:
            release.set()


async def test_one_word_for_a_list(ask: Ask, say: Say, acts: Acts) -> None:
    """One word in YAML is a word, and its letters mean nothing."""
    await ask(yes_words="jawohl", senders="Hanako")
    await say(HOME, ("Hanako", "W a l o"))
    await say(HOME, ("Hanako", "Jawohl!"))
    await acts.done()
    assert [call.data["text"] for call in acts.yes] == ["Jawohl!"]
