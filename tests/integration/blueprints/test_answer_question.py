"""The blueprint that answers a question."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import NEIGHBOURS

from ..conftest import HOME
from ..helpers import send_to
from ..nextcloud_talk.helpers import heartbeat
from .conftest import Say, Use
from .helpers import FAMILY_EVENT, FAMILY_NOTIFY, GRANDPARENTS, TALK_EVENT, taken

ROOMS = {"entity_id": [FAMILY_EVENT]}
WARM = {
    "words": ["how warm", "何度"],
    "answer": "It is {{ states('sensor.hall') }} °C, says who knows how warm it is.",
}


@pytest.fixture(autouse=True)
def hall(hass: HomeAssistant) -> None:
    """Let it be warm in the hall."""
    hass.states.async_set("sensor.hall", "21.5")


async def test_answer(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say
) -> None:
    """Each question gets one answer, and the answer is no question."""
    await use("answer_question", rooms=ROOMS, **WARM)
    await say(HOME, ("Hanako", "And HOW WARM is it?"))
    await say(HOME, ("Grandma", "Hello"))
    await say(HOME, ("Grandma", "今、何度ですか？"))
    assert (
        await taken(family, HOME, 2)
        == ["It is 21.5 °C, says who knows how warm it is."] * 2
    )
    await say(HOME, ("Hanako", "Thanks!"))
    await hass.async_block_till_done()
    assert len(await family.received()) == 2


async def test_answer_in_its_room(
    family: BoccoSimulator, ready: MockConfigEntry, use: Use, say: Say
) -> None:
    """With several rooms, the answer goes where the question was."""
    rooms = {"entity_id": [FAMILY_EVENT, "event.grandparents_message"]}
    await use("answer_question", rooms=rooms, **WARM)
    await say(GRANDPARENTS, ("Grandpa", "How warm is it?"))
    assert len(await taken(family, GRANDPARENTS, 1)) == 1
    assert await family.received(HOME) == []


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize(
    ("who", "option"), [("Taro", "own"), ("BOCCO", "robots"), ("Grandma", "senders")]
)
async def test_who_is_answered(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    say: Say,
    who: str,
    option: str,
    asked: bool,
) -> None:
    """Some get an answer only if wanted: this account, robots, who is not named."""
    everybody = ["hanako", "GRANDMA"] if asked else ["hanako"]
    given = {option: everybody if option == "senders" else asked}
    await use("answer_question", rooms=ROOMS, **WARM, **given)
    await say(HOME, (who, "How warm is it there?"))
    await say(HOME, ("Hanako", "How warm is it here?"))
    await hass.async_block_till_done()
    assert len(await family.received(HOME)) == 1 + asked


async def test_what_people_write_is_no_template(
    family: BoccoSimulator, use: Use, say: Say
) -> None:
    """A question may be quoted: nothing in it is worked out."""
    answer = "You ask: {{ trigger.message.text }}"
    await use("answer_question", rooms=ROOMS, words=["how"], answer=answer)
    await say(HOME, ("Hanako", "How is {{ 6 * 7 }}?"))
    assert await taken(family, HOME, 1) == ["You ask: How is {{ 6 * 7 }}?"]


async def test_what_home_assistant_asks(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say
) -> None:
    """It does not answer itself, whatever else it answers."""
    await use("answer_question", rooms=ROOMS, own=True, robots=True, **WARM)
    await send_to(hass, FAMILY_NOTIFY, message="How warm is it?")
    await say(HOME, ("Hanako", "No idea."))
    await hass.async_block_till_done()
    assert await taken(family, HOME, 1) == ["How warm is it?"]


@pytest.mark.parametrize("words", [[], [""], ""], ids=str)
async def test_no_words(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, words: object
) -> None:
    """Without words to listen for, nothing is a question."""
    await use("answer_question", rooms=ROOMS, **WARM | {"words": words})
    await say(HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    assert await family.received() == []


@pytest.mark.parametrize("as_reply", [False, True])
async def test_replies(
    hass: HomeAssistant,
    family: BoccoSimulator,
    talk: NextcloudTalkSimulator,
    neighbours: MockConfigEntry,
    use: Use,
    say: Say,
    caplog: pytest.LogCaptureFixture,
    as_reply: bool,
) -> None:
    """A reply shows its question; where a service has none, the answer comes without."""
    rooms = {"entity_id": [FAMILY_EVENT, TALK_EVENT]}
    await use("answer_question", rooms=rooms, as_reply=as_reply, **WARM)
    asked = await talk.write(NEIGHBOURS, "Hanako", "How warm is it?")
    await heartbeat(hass)
    (answer,) = await talk.wait_for_received(1, NEIGHBOURS)
    assert answer["reply_to"] == (asked["id"] if as_reply else None)
    await say(HOME, ("Hanako", "How warm is it?"))
    assert len(await taken(family, HOME, 1)) == 1
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
