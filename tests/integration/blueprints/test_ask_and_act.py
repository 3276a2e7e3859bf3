"""The blueprint that asks the family and acts on the answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from aiohttp import web
from homeassistant.core import Event, HomeAssistant, ServiceCall
import pytest

from tests.simulators.base import Handler
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.recording import Call

from ..conftest import HOME
from ..helpers import send_to, until
from .conftest import Use
from .helpers import (
    BEGIN,
    FAMILY_EVENT,
    FAMILY_NOTIFY,
    NO_TIME,
    noted,
    noting,
    said,
    taken,
)

QUESTION = "Shall I open the blinds? (yes or no)"

type Messages = list[Event[dict[str, Any]]]


class Acts:
    """What the automation does."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have done nothing yet."""
        self.yes, self.no, self.nobody = (
            noted(hass, name) for name in ("yes", "no", "nobody")
        )

    @property
    def all(self) -> list[ServiceCall]:
        """Return everything that it has done."""
        return [*self.yes, *self.no, *self.nobody]


@pytest.fixture
def acts(hass: HomeAssistant) -> Acts:
    """Return what the automation does."""
    return Acts(hass)


async def _ask(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, **inputs: Any
) -> None:
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
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
    text: str,
    meaning: str | None,
) -> None:
    """Words count as a whole; what says neither is waited out."""
    await _ask(hass, family, use)
    await said(hass, family, messages, HOME, ("Hanako", text))
    if meaning is None:
        await said(hass, family, messages, HOME, ("Grandma", "Well: yes"))
    await until(hass, lambda: acts.all)
    expected = (
        {"sender": "Hanako", "text": text}
        if meaning
        else {"sender": "Grandma", "text": "Well: yes"}
    )
    assert [call.data for call in acts.all] == [expected]
    assert acts.all[0].service == (meaning or "yes")


async def test_only_once(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """The first answer counts, and it is confirmed; a second one changes nothing."""
    await _ask(hass, family, use, confirmation="They are opening.")
    await said(hass, family, messages, HOME, ("Hanako", "Yes"))
    assert (await taken(family, HOME, 2))[1] == "They are opening."
    await until(hass, lambda: acts.yes)
    await said(hass, family, messages, HOME, ("Grandma", "No"), ("Grandma", "OK"))
    await hass.async_block_till_done()
    assert len(acts.all) == 1


async def test_too_late(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """A yes after the time is no yes."""
    await _ask(hass, family, use, minutes=NO_TIME)
    await until(hass, lambda: acts.nobody)
    await said(hass, family, messages, HOME, ("Hanako", "Yes"))
    await hass.async_block_till_done()
    assert [call.service for call in acts.all] == ["nobody"]


async def test_in_time_but_not_told(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, acts: Acts
) -> None:
    """A yes that was written in time counts, though nobody has told of it yet."""
    await family.wait_for_subscribers(2)
    room = family.home.room(HOME)
    async with _held(family, "subscribe"):
        await _ask(hass, family, use, minutes=NO_TIME * 5)
        family.home.add(room, room.user("Hanako"), "Yes")
        await until(hass, lambda: acts.all)
    assert [call.service for call in acts.all] == ["yes"]


async def test_before_the_question(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """A yes of before the question answers something else."""
    await said(hass, family, messages, HOME, ("Hanako", "Yes, it is raining"))
    await _ask(hass, family, use)
    await said(hass, family, messages, HOME, ("Grandma", "Hm"), ("Grandma", "No."))
    await until(hass, lambda: acts.all)
    assert [call.data["text"] for call in acts.no] == ["No."]
    assert len(acts.all) == 1


async def test_while_it_asks(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """A yes that comes before the service has confirmed the question counts."""
    await family.wait_for_subscribers(2)
    async with _held(family, "post"):
        await _ask(hass, family, use)
        await said(hass, family, messages, HOME, ("Hanako", "Yes"))
        assert acts.all == []
    await until(hass, lambda: acts.all)
    assert [call.service for call in acts.all] == ["yes"]


async def test_two_at_once(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """An answer right behind another message is not overheard."""
    await _ask(hass, family, use)
    await said(
        hass,
        family,
        messages,
        HOME,
        ("Grandma", "Hm"),
        ("Hanako", "Yes"),
        ("BOCCO", "No"),
    )
    await until(hass, lambda: acts.all)
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
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
    who: str,
    inputs: dict[str, Any],
    counts: bool,
) -> None:
    """People answer, and this account is a person's too; others only if wanted."""
    await _ask(hass, family, use, **inputs)
    await said(hass, family, messages, HOME, (who, "Yes"), ("Hanako", "OK"))
    await until(hass, lambda: acts.all)
    answered = [call.data["sender"] for call in acts.all]
    assert answered == [who if counts else "Hanako"]


async def test_home_assistant_does_not_answer_itself(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """What Home Assistant writes meanwhile is no answer."""
    await _ask(hass, family, use)
    await send_to(hass, FAMILY_NOTIFY, message="Yes, the washing is done.")
    await said(hass, family, messages, HOME, ("Hanako", "No"))
    await until(hass, lambda: acts.all)
    assert [call.service for call in acts.all] == ["no"]


async def test_a_look_that_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    acts: Acts,
) -> None:
    """Where the service does not answer, the next message makes it look again."""
    await family.forget_requests()
    await _ask(hass, family, use)
    # It looks for the first time when its own question comes back.
    await family.wait_for_requests("messages", 1, HOME)
    await family.break_("messages", "status", status=400)
    await said(hass, family, messages, HOME, ("Hanako", "Yes"))
    await family.wait_for_requests("messages", 1, HOME, 400)
    assert acts.all == []
    await said(hass, family, messages, HOME, ("Grandma", "Hello?"))
    await until(hass, lambda: acts.all)
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


async def test_one_word_for_a_list(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    acts: Acts,
    messages: Messages,
) -> None:
    """One word in YAML is a word, and its letters mean nothing."""
    await _ask(hass, family, use, yes_words="jawohl", senders="Hanako")
    await said(hass, family, messages, HOME, ("Hanako", "W a l o"))
    await said(hass, family, messages, HOME, ("Hanako", "Jawohl!"))
    await until(hass, lambda: acts.all)
    assert [call.data["text"] for call in acts.yes] == ["Jawohl!"]
