"""Nobody gets what is said to others by giving a room of the service their name."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .helpers import refresh
from .speaking import call_it, give_aliases, listen, put_into, say, settle

NOTIFY = "notify.happy_family"
ELDERS = "notify.grandparents"
GRANDPARENTS = "Grandparents"
TO_THE_KITCHEN = "Tell the kitchen that tea is ready"


async def rename_theirs(hass: HomeAssistant, family: BoccoSimulator, name: str) -> None:
    """Let somebody else rename a room at the service."""
    await family.rename_room(GRANDPARENTS, name)
    await refresh(hass)
    await settle(hass)


async def test_area_that_a_room_is_renamed_to(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Whoever renames a room at the service gets nothing that is said to an area."""
    kitchen = ar.async_get(hass).async_create("Kitchen")
    await listen(hass, NOTIFY, ELDERS)
    await put_into(hass, NOTIFY, kitchen.id)
    await rename_theirs(hass, family, "kitchen")
    answer = await say(hass, TO_THE_KITCHEN) or ""
    assert "Happy Family, kitchen" in answer
    assert await family.received() == []
    await give_aliases(hass, NOTIFY, "Kitchen")
    assert "Happy Family, kitchen" in (await say(hass, TO_THE_KITCHEN) or "")
    # The user's own word decides.
    await give_aliases(hass, NOTIFY)
    await give_aliases(hass, ELDERS, "Kitchen")
    assert await say(hass, TO_THE_KITCHEN) == "Sent to kitchen."


async def test_longer_name_than_an_area(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """Nor by a name that begins with that of an area."""
    kitchen = ar.async_get(hass).async_create("Kitchen")
    await listen(hass, NOTIFY, ELDERS)
    await put_into(hass, NOTIFY, kitchen.id)
    await rename_theirs(hass, family, "Kitchen that")
    answer = await say(hass, TO_THE_KITCHEN) or ""
    assert "Happy Family, Kitchen that" in answer
    assert await family.received() == []


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        ("Grandma", "Grandma that", "Tell Grandma that I am late"),
        ("Grandma", "the Grandma I", "Tell the Grandma I am late"),
        ("Grandma", "Grandma chat", "Send a message to Grandma chat saying hello"),
        ("家族", "家族のみんな", "家族のみんなに遅れるって伝えて"),
    ],
    ids=["that", "words", "chat", "japanese"],
)
async def test_longer_name_that_others_gave(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    mine: str,
    theirs: str,
    said: str,
) -> None:
    """Whoever renames a room at the service gets nothing that is said to another one."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, mine)
    await rename_theirs(hass, family, theirs)
    assert f"{mine}, {theirs}" in (await say(hass, said) or "")
    assert await family.received() == []
    # The user's own word decides.
    await give_aliases(hass, ELDERS, theirs)
    assert await say(hass, said) == f"Sent to {theirs}."
