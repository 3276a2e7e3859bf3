"""What several actions take in their fields."""

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

# Spaces around it do not count, and there has to be something else.
FILLED_TEXT = vol.All(cv.string, vol.Strip, vol.Length(min=1))
