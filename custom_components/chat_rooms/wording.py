"""Texts that are no entity's, error's or form's: "common" among the translations."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN

type Words = Mapping[str, str]


async def async_words(hass: HomeAssistant) -> Words:
    """Return the texts in Home Assistant's language."""
    return await async_get_translations(
        hass, hass.config.language, "common", integrations=[DOMAIN]
    )


def common_text(words: Words, key: str, **placeholders: str) -> str:
    """Return one of the texts."""
    return words[f"component.{DOMAIN}.common.{key}"].format(**placeholders)
