"""Somebody who speaks to Home Assistant's local agent."""

from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.chat_rooms import sentences

from .helpers import pass_time


async def listen(hass: HomeAssistant, *entity_ids: str) -> None:
    """Set up the local agent, and let it know of some entities."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await expose(hass, *entity_ids)


async def expose(
    hass: HomeAssistant, *entity_ids: str, should_expose: bool = True
) -> None:
    """Let Assist know of some entities, or of them no more."""
    for entity_id in entity_ids:
        async_expose_entity(hass, "conversation", entity_id, should_expose)
    await settle(hass)


async def settle(hass: HomeAssistant) -> None:
    """Let what has changed become sentences."""
    await hass.async_block_till_done()
    await pass_time(hass, sentences.PAUSE + 0.1)


async def say(
    hass: HomeAssistant, text: str, language: str = "en", user_id: str | None = None
) -> str | None:
    """Say something; return what is answered, None where it is not understood."""
    result = await async_converse(
        hass, text, None, Context(user_id=user_id), language=language
    )
    answer = result.response.as_dict()
    if answer["data"].get("code") == "no_intent_match":
        return None
    spoken: str = answer["speech"]["plain"]["speech"]
    return spoken


def device_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the id of an entity's device."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity
    assert entity.device_id
    return entity.device_id


async def call_it(hass: HomeAssistant, entity_id: str, name: str) -> None:
    """Give a room a name, as its user does."""
    device_id = device_of(hass, entity_id)
    dr.async_get(hass).async_update_device(device_id, name_by_user=name)
    await settle(hass)


async def put_into(hass: HomeAssistant, entity_id: str, area_id: str | None) -> None:
    """Put a room into an area."""
    device_id = device_of(hass, entity_id)
    dr.async_get(hass).async_update_device(device_id, area_id=area_id)
    await settle(hass)


async def give_aliases(hass: HomeAssistant, entity_id: str, *aliases: str) -> None:
    """Give an entity aliases beside its name."""
    er.async_get(hass).async_update_entity(
        entity_id, aliases=[er.COMPUTED_NAME, *aliases]
    )
    await settle(hass)
