"""Texts that are no entity's, error's or form's: "common" among the translations."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN

type Words = Mapping[str, str]


async def async_words(
    hass: HomeAssistant, language: str | None = None, category: str = "common"
) -> Words:
    """Return the texts in Home Assistant's language, or in another one.

    Whatever has no text in it is in English.
    """

    async def texts(tag: str) -> Words:
        return await async_get_translations(hass, tag, category, [DOMAIN])

    language = language or hass.config.language
    words = await texts(language)
    general = language.partition("-")[0]
    if general != language and words == await texts("en"):
        # What is not written for a country is written for its language.
        return await texts(general)
    return words


def common_text(words: Words, key: str, **placeholders: str) -> str:
    """Return one of the texts."""
    return words[f"component.{DOMAIN}.common.{key}"].format(**placeholders)
