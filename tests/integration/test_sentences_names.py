"""The names by which rooms can be spoken of follow what the user changes."""

from typing import Any

from homeassistant.components.conversation.agent_manager import (
    AgentManager,
    get_agent_manager,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME, added_entry, set_up
from .helpers import pass_time, refresh, unload
from .speaking import call_it, expose, give_aliases, listen, put_into, say, settle

NOTIFY = "notify.happy_family"
EVENT = "event.happy_family_message"
ELDERS = "notify.grandparents"
ELDERS_EVENT = "event.grandparents_message"
GRANDPARENTS = "Grandparents"
SENT = "Sent to Happy Family."


async def tell(hass: HomeAssistant, name: str) -> str | None:
    """Tell somebody something; return what is answered."""
    return await say(hass, f"Tell {name} that tea is ready")


async def test_nothing_is_exposed_at_first(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Rooms that Assist must not know of are not spoken of, general questions too."""
    await listen(hass)
    assert await tell(hass, "Happy Family") is None
    assert await say(hass, "Do I have new messages?") is None
    assert get_agent_manager(hass).trigger_sentences == []
    await expose(hass, NOTIFY)
    assert await tell(hass, "Happy Family") == SENT
    assert await tell(hass, "Grandparents") is None
    await expose(hass, NOTIFY, should_expose=False)
    assert await tell(hass, "Happy Family") is None
    assert get_agent_manager(hass).trigger_sentences == []
    assert len(await family.received()) == 1


async def test_agent_that_comes_later(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Rooms need no agent, and are known to one that comes later."""
    await pass_time(hass, 1)
    assert "conversation" not in hass.config.components
    await listen(hass, NOTIFY)
    assert await tell(hass, "Happy Family") == SENT


async def test_agent_that_was_there(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """The agent learns of rooms that come after it."""
    await listen(hass)
    await set_up(hass, entry)
    await expose(hass, NOTIFY)
    assert await tell(hass, "Happy Family") == SENT


async def test_names(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """The user's names for the device and the entity, and aliases, are understood."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, "The Yamadas")
    await give_aliases(hass, NOTIFY, "山田家", "the folks")
    er.async_get(hass).async_update_entity(NOTIFY, name="Home sweet home")
    await settle(hass)
    for name in ("The Yamadas", "Yamadas", "the folks", "山田家", "home sweet home"):
        expected = "Sent to The Yamadas." if name != "Yamadas" else None
        assert await tell(hass, name) == expected, name
    assert await tell(hass, "Happy Family") is None
    assert await tell(hass, "Grandparents") == "Sent to Grandparents."
    await give_aliases(hass, NOTIFY)
    assert await tell(hass, "山田家") is None


async def test_alias_of_the_event_entity(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Either entity of a room can bear its aliases, if it is exposed."""
    await listen(hass, NOTIFY)
    await give_aliases(hass, EVENT, "the folks")
    assert await tell(hass, "the folks") is None
    await expose(hass, EVENT)
    assert await tell(hass, "the folks") == SENT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mum & Dad!", "mum & dad"),
        ("Mum & Dad!", "mum and dad"),
        ("Dr. Smith-Jones", "Dr Smith Jones"),
        ("Dr. Smith-Jones", "Dr. Smith-Jones"),
        ("Family 🏠❤️", "family"),
        ("ＢＯＣＣＯ", "bocco"),
        ("Mum's [x] {y} <z> (a|b); \\ c", "mum’s [x] {y} <z> (a|b); \\ c"),
        ("a)", "a)"),
        ("[message]", "[message]"),
        ("{message}", "{message}"),
        ("NAME", "name"),
        ("  Two \t words ", "two words"),
        ("Café", "Cafe\u0301"),
    ],
)
async def test_odd_names(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    name: str,
    said: str,
) -> None:
    """A name is only a name, whatever signs are in it."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, name)
    assert (await tell(hass, said) or "").startswith("Sent to ")
    assert [item["text"] for item in await family.received(HOME)] == ["tea is ready"]
    assert await tell(hass, "Grandparents") == "Sent to Grandparents."


@pytest.mark.parametrize("name", ["🏠", "!?", " ", "me", "us"])
async def test_names_that_nobody_can_say(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, name: str
) -> None:
    """They disturb nobody else."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, name)
    answer = await tell(hass, name)
    assert answer is None or "Sent" not in answer
    assert await tell(hass, "Grandparents") == "Sent to Grandparents."
    assert await family.received(HOME) == []


async def test_longer_name_is_meant(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Where one name begins with another one, only one room gets the message."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, "Anna")
    await call_it(hass, ELDERS, "Anna Maria")
    assert await say(hass, "Tell Anna Maria is here") == "Sent to Anna Maria."
    assert await say(hass, "Tell Anna that Maria is here") == "Sent to Anna."
    received = await family.received()
    assert [item["text"] for item in received] == ["is here", "Maria is here"]


async def test_name_of_several_rooms(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Nothing is sent where it is not clear to whom."""
    await listen(hass, NOTIFY, ELDERS)
    await give_aliases(hass, NOTIFY, "the folks")
    await give_aliases(hass, ELDERS, "The Folks")
    answer = await tell(hass, "the folks") or ""
    assert "Grandparents, Happy Family" in answer
    assert "alias" in answer
    assert await family.received() == []


async def test_rooms_that_are_called_alike(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """They are told apart by what differs: their accounts, areas or entities."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, "Family")
    await call_it(hass, ELDERS, "Family")
    sentence = "Familyにお茶だよって伝えて"
    answer = await say(hass, sentence, "ja") or ""
    assert answer.startswith(
        "「Family」に当てはまるルームは、"
        "Family (notify.grandparents)、Family (notify.happy_family)です。"
    )
    for entity_id, name in ((NOTIFY, "Kitchen"), (ELDERS, "Attic")):
        await put_into(hass, entity_id, ar.async_get(hass).async_create(name).id)
    answer = await say(hass, sentence, "ja") or ""
    assert "ルームは、Family (Attic)、Family (Kitchen)です。" in answer
    assert await family.received() == []


async def test_rooms_of_two_accounts(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    config: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """The account tells them apart before anything else does."""
    async with (
        BoccoSimulator() as neighbours,
        added_entry(
            hass,
            title="BOCCO Hanako",
            data={**config, "url": neighbours.url},
            options=options,
            unique_id=f"bocco|{neighbours.url}|{neighbours.home.account.uuid}",
        ) as other,
    ):
        await set_up(hass, other)
        await listen(hass, NOTIFY, f"{NOTIFY}_2")
        answer = await tell(hass, "Happy Family") or ""
        assert "Happy Family (BOCCO Hanako), Happy Family (BOCCO Taro)" in answer
        assert await neighbours.received() == await family.received() == []


async def test_areas(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """An area means the one room in it; of several it is asked which."""
    areas = ar.async_get(hass)
    kitchen = areas.async_create("Kitchen", aliases={"台所"})
    await listen(hass, NOTIFY, ELDERS)
    assert await tell(hass, "the kitchen") is None
    await put_into(hass, NOTIFY, kitchen.id)
    assert await tell(hass, "the kitchen") == SENT
    assert await say(hass, "台所にお茶だよって伝えて", "ja") == (
        "Happy Familyに送りました。"
    )
    areas.async_update(kitchen.id, name="Galley", aliases=set())
    await settle(hass)
    assert await tell(hass, "the kitchen") is None
    assert await tell(hass, "the galley") == SENT
    await put_into(hass, ELDERS, kitchen.id)
    count = len(await family.received())
    assert "Grandparents, Happy Family" in (await tell(hass, "the galley") or "")
    assert len(await family.received()) == count
    # What a room itself is called goes before.
    await call_it(hass, ELDERS, "Galley")
    assert await tell(hass, "the galley") == "Sent to Galley."
    await call_it(hass, ELDERS, "Grandparents")
    await put_into(hass, ELDERS, None)
    attic = areas.async_create("Attic")
    er.async_get(hass).async_update_entity(ELDERS_EVENT, area_id=attic.id)
    await expose(hass, ELDERS_EVENT)
    assert await tell(hass, "the galley") == SENT
    assert await tell(hass, "the attic") == "Sent to Grandparents."
    areas.async_delete(kitchen.id)
    await settle(hass)
    assert await tell(hass, "the galley") is None


async def test_room_that_is_called_like_its_area(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """It is one room, and nobody is asked which."""
    home = ar.async_get(hass).async_create("Happy Family")
    await listen(hass, NOTIFY)
    await put_into(hass, NOTIFY, home.id)
    assert await tell(hass, "Happy Family") == SENT


async def test_rooms_that_come_and_go(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Sentences are taken away with their room, or its entity."""
    await family.create_room("Club", ["Hanako"])
    await refresh(hass)
    await listen(hass, NOTIFY, "notify.club")
    assert await tell(hass, "Club") == "Sent to Club."
    await family.rename_room("Club", "Chess Club")
    await refresh(hass)
    await settle(hass)
    assert await tell(hass, "Chess Club") == "Sent to Chess Club."
    await family.leave_room("Chess Club")
    await refresh(hass)
    await refresh(hass)
    await settle(hass)
    assert await tell(hass, "Chess Club") is None
    er.async_get(hass).async_update_entity(
        NOTIFY, disabled_by=er.RegistryEntryDisabler.USER
    )
    await settle(hass)
    assert await tell(hass, "Happy Family") is None


async def test_renamed_entity(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Another entity id changes nothing."""
    await listen(hass, NOTIFY)
    er.async_get(hass).async_update_entity(NOTIFY, new_entity_id="notify.other")
    await settle(hass)
    assert await tell(hass, "Happy Family") == SENT


async def test_account_that_is_not_set_up(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Its rooms are known, and what to do is said; without the account they are not."""
    await listen(hass, NOTIFY)
    await unload(hass, ready)
    answer = await tell(hass, "Happy Family") or ""
    assert answer.startswith("The account of Happy Family is not set up right now.")
    not_known = "What is new in Happy Family is not known right now."
    for question in ("Do I have new messages?", "Read my messages"):
        assert await say(hass, question) == not_known
    await hass.config_entries.async_remove(ready.entry_id)
    await settle(hass)
    assert await tell(hass, "Happy Family") is None
    assert await say(hass, "Do I have new messages?") is None


async def test_many_changes_are_one_registration(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The agent reads all sentences anew after each, so there are few."""
    taught: list[int] = []
    register = AgentManager.register_trigger

    def count(self: AgentManager, sentences: list[str], answer: Any) -> Any:
        taught.append(len(sentences))
        return register(self, sentences, answer)

    monkeypatch.setattr(AgentManager, "register_trigger", count)
    await listen(hass, NOTIFY, EVENT)
    await expose(hass, ELDERS, ELDERS_EVENT)
    assert len(taught) <= 4
    del taught[:]
    registry = er.async_get(hass)
    for number in range(20):
        registry.async_update_entity(NOTIFY, aliases=[f"Number {number}"])
        registry.async_update_entity(ELDERS, aliases=[f"Letter {number}"])
    await settle(hass)
    assert len(taught) == 1
    assert await tell(hass, "number 19") == SENT
    assert await tell(hass, "number 18") is None
    # What changes no name changes nothing.
    registry.async_update_entity(NOTIFY, icon="mdi:chat")
    registry.async_update_entity("button.happy_family_mark_as_read", name="Read")
    assert await async_setup_component(hass, "intent", {})
    await settle(hass)
    assert len(taught) == 1
