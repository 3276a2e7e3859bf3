"""Who may speak of what, what fails, and a Home Assistant that hears otherwise."""

from logging import ERROR, WARNING
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from homeassistant.components.conversation import agent_manager
from homeassistant.components.conversation.agent_manager import AgentManager
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.chat_rooms import voice
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER

from .conftest import set_up
from .helpers import our_records, send_to
from .speaking import expose, give_aliases, listen, say, settle

NOTIFY = "notify.happy_family"
EVENT = "event.happy_family_message"
ELDERS = "notify.grandparents"
ELDERS_EVENT = "event.grandparents_message"
TELL = "Tell Happy Family that tea is ready"
SENT = "Sent to Happy Family."
NO_ROOM = "I know no room called Happy Family."
READ, CONTROL = {"read": True}, {"read": True, "control": True}


def issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return the notice that voice is off."""
    return ir.async_get(hass).async_get_issue("chat_rooms", "voice_unavailable")


@pytest.mark.parametrize(
    ("entities", "answer"),
    [
        ({NOTIFY: CONTROL, EVENT: READ}, SENT),
        ({NOTIFY: READ, EVENT: READ}, "You may read this room, but not write to it."),
        ({NOTIFY: CONTROL}, NO_ROOM),
        ({EVENT: CONTROL}, "You may read this room, but not write to it."),
        ({ELDERS: CONTROL, ELDERS_EVENT: CONTROL}, NO_ROOM),
        ({}, NO_ROOM),
    ],
    ids=["all", "read", "notify_only", "event_only", "another_room", "nothing"],
)
async def test_permissions_to_send(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
    entities: dict[str, Any],
    answer: str,
) -> None:
    """A user sends to those rooms only that the user may see and control."""
    await listen(hass, NOTIFY, EVENT, ELDERS, ELDERS_EVENT)
    hass_read_only_user.mock_policy({"entities": {"entity_ids": entities}})
    told = await say(hass, TELL.lower(), user_id=hass_read_only_user.id) or ""
    assert told.startswith(answer)
    assert len(await family.received()) == (answer == SENT)


async def test_permissions_to_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_read_only_user: MockUser,
) -> None:
    """A user hears of those rooms only that the user may see."""
    await listen(hass, EVENT, ELDERS_EVENT)
    user = hass_read_only_user
    user.mock_policy({"entities": {"entity_ids": {ELDERS_EVENT: READ}}})
    for sentence in (
        "What's new in happy family?",
        "Read me the messages from happy family",
        "Do I have messages from happy family?",
    ):
        told = await say(hass, sentence, user_id=user.id) or ""
        assert told.startswith(NO_ROOM)
    everywhere = "Do I have new messages?"
    assert await say(hass, everywhere, user_id=user.id) == "You have no new messages."
    assert await say(hass, everywhere) == "There is one new message in Happy Family."
    # Of several rooms by a name, it is the one that the user may see.
    await give_aliases(hass, EVENT, "folks")
    await give_aliases(hass, ELDERS_EVENT, "folks")
    whats_new = await say(hass, "What's new in folks?", user_id=user.id)
    assert whats_new == "There is nothing new in Grandparents."


async def test_user_who_is_gone(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Somebody who is no user any more may do nothing."""
    await listen(hass, NOTIFY)
    told = await say(hass, TELL.lower(), user_id="gone") or ""
    assert told.startswith(NO_ROOM)
    assert await family.received() == []


async def test_reading_is_exposed_and_sending_is_not(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A room of which only the event entity is exposed is not written to."""
    await listen(hass, EVENT)
    told = await say(hass, TELL) or ""
    assert told.startswith("Happy Family may only be read by voice.")
    assert "notify entity" in told
    assert await family.received() == []
    await expose(hass, NOTIFY)
    assert await say(hass, TELL) == SENT


@pytest.mark.parametrize(
    ("fault", "language", "answer"),
    [
        (
            {"kind": "status", "status": 503},
            "en",
            "BOCCO does not answer right now. Try again in a few minutes.",
        ),
        (
            {"kind": "status", "status": 429},
            "en",
            "BOCCO asks for a pause. Wait a few minutes, then try again.",
        ),
        ({"kind": "drop"}, "ja", "BOCCOが今は応答しません。"),
    ],
    ids=["down", "too_many", "dropped"],
)
async def test_sending_fails(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    fault: dict[str, Any],
    language: str,
    answer: str,
) -> None:
    """Why it was not sent is said, and what to do."""
    await listen(hass, NOTIFY)
    await family.break_("post", times=FOREVER, **fault)
    assert (await say(hass, TELL, language) or "").startswith(answer)
    await family.mend()


async def test_text_that_is_too_long(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What the room cannot take is said as well."""
    await listen(hass, NOTIFY)
    told = await say(hass, f"Tell Happy Family {'very ' * 2000}long") or ""
    assert told.startswith("The text is longer than")


async def test_fault_of_our_own(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is answered too, and the log tells where it was but not what was said."""
    await listen(hass, NOTIFY)
    with patch.object(voice, "_sender", side_effect=KeyError("tea is ready")):
        told = await say(hass, TELL) or ""
    assert told.startswith("That did not work.")
    lines = [r.getMessage() for r in our_records(caplog) if r.levelno == ERROR]
    assert len(lines) == 1
    assert "KeyError" in lines[0]
    assert "tea" not in lines[0]
    assert issue(hass) is None


def _gone(hass: HomeAssistant) -> AgentManager:
    raise AttributeError("'HomeAssistant' object has no attribute 'agents'")


def _other_arguments(hass: HomeAssistant) -> Any:
    def register_trigger(*, triggers: list[str]) -> None:
        """Take other arguments."""

    return SimpleNamespace(register_trigger=register_trigger)


@pytest.mark.parametrize(
    "get_agent_manager",
    [_gone, _other_arguments, lambda hass: None, None],
    ids=["raises", "arguments", "none", "import"],
)
async def test_home_assistant_that_hears_otherwise(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    get_agent_manager: Any,
) -> None:
    """Voice is off with one notice and all else works; it goes away with its cause."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    with monkeypatch.context() as patched:
        if get_agent_manager is None:
            patched.delattr(agent_manager, "get_agent_manager")
        else:
            patched.setattr(agent_manager, "get_agent_manager", get_agent_manager)
        await set_up(hass, entry)
        assert issue(hass) is None
        await expose(hass, NOTIFY)
        found = issue(hass)
        assert found
        assert not found.is_fixable
        assert found.severity is ir.IssueSeverity.WARNING
        assert found.translation_key == "voice_unavailable"
        await send_to(hass, NOTIFY, message="Hello")
        await expose(hass, ELDERS)
        assert issue(hass) == found
        assert len(ir.async_get(hass).issues) == 1
    lines = [r.getMessage() for r in our_records(caplog) if r.levelno == WARNING]
    assert len(lines) == 1
    assert "Happy" not in lines[0]
    assert "agents" not in lines[0]
    await give_aliases(hass, NOTIFY, "folks")
    assert issue(hass) is None
    assert await say(hass, "Tell folks that tea is ready") == SENT


async def test_exposure_that_is_otherwise(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same where Home Assistant does not tell any more what is exposed."""
    where = "homeassistant.components.homeassistant.exposed_entities"
    with monkeypatch.context() as patched:
        patched.delattr(f"{where}.async_should_expose")
        await listen(hass)
        assert issue(hass)
    await expose(hass, NOTIFY)
    assert issue(hass) is None
    assert await say(hass, TELL) == SENT


async def test_sentence_that_comes_otherwise(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sentence that cannot be understood is answered, and nothing is sent."""
    answers: list[Any] = []
    register = AgentManager.register_trigger

    def keep(self: AgentManager, sentences: list[str], answer: Any) -> Any:
        answers.append(answer)
        return register(self, sentences, answer)

    monkeypatch.setattr(AgentManager, "register_trigger", keep)
    await listen(hass, NOTIFY)
    told = await answers[-1](SimpleNamespace(text=TELL), SimpleNamespace())
    assert told.startswith("That did not work.")
    assert issue(hass)
    assert await family.received() == []
    assert await say(hass, TELL) == SENT
    assert issue(hass) is None


async def test_stop_with_a_change_under_way(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """When Home Assistant stops, a change that has just come is left alone."""
    await listen(hass, NOTIFY)
    er.async_get(hass).async_update_entity(NOTIFY, aliases=["folks"])
    await hass.async_block_till_done()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await settle(hass)
    assert await say(hass, "Tell folks that tea is ready") is None
