"""A small made-up integration in which the checks find nothing."""

import json
from typing import Any

from tools.checks.quality_scale import RULES

OUTGOING = '"""What goes out."""\n'

MODEL = '''
"""Model."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds."""

    TEXT = "text"
    IMAGE = "image"
'''

ERRORS = '''
"""Errors."""

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .providers.errors import AuthError, ProviderError

KEYS = {AuthError: "invalid_auth"}


def error_key(error):
    return KEYS.get(type(error), "cannot_connect")


def failed(key, **placeholders):
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders or None,
    )


def stop(error, name):
    raise failed(error_key(error), service=name)


def refuse(is_old, name):
    key = "too_old" if is_old else "too_new"
    raise failed(key, name=name)
'''

CONFIG_FLOW = '''
"""Flows."""

from homeassistant.config_entries import ConfigFlow, OptionsFlowWithReload
from homeassistant.const import CONF_PASSWORD, CONF_URL
import voluptuous as vol

from .const import CONF_ROOMS, DOMAIN
from .providers import PROVIDERS
from .providers.errors import AuthError

SECRET = object()
SCHEMAS = {
    "bocco": vol.Schema({vol.Required(CONF_PASSWORD): SECRET}),
    "talk": vol.Schema({vol.Required(CONF_URL): str, vol.Optional(CONF_PASSWORD): SECRET}),
}


def error_of(error):
    match error:
        case AuthError():
            return "invalid_auth"
        case _:
            return "unknown"


def softened(schema):
    return vol.Schema(
        {
            vol.Optional(str(marker)) if value is SECRET else marker: value
            for marker, value in schema.schema.items()
        }
    )


class RoomsFlow(ConfigFlow, domain=DOMAIN):
    async def async_step_user(self, user_input=None):
        return self.async_show_menu(step_id="user", menu_options=list(PROVIDERS))

    async def async_step_bocco(self, user_input=None):
        return await self._form("bocco", "bocco", user_input)

    async def async_step_talk(self, user_input=None):
        return await self._form("talk", "talk", user_input)

    async def async_step_reauth(self, data):
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input=None):
        entry = self._get_reauth_entry()
        return await self._form("reauth_confirm", entry.data["service"], user_input, entry)

    async def _form(self, step_id, service, user_input, entry=None):
        errors: dict[str, str] = {}
        schema = SCHEMAS[service] if entry is None else softened(SCHEMAS[service])
        if user_input is not None and not (errors := await self._sign_in(user_input)):
            self._abort_if_unique_id_configured()
            return self.async_update_reload_and_abort(entry)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, {}),
            errors=errors,
            description_placeholders={"service": service},
        )

    async def _sign_in(self, user_input):
        try:
            await user_input.sign_in()
        except AuthError as err:
            return {"base": error_of(err)}
        return {}


class RoomsOptions(OptionsFlowWithReload):
    async def async_step_init(self, user_input=None):
        if user_input is None:
            return self.async_abort(reason="cannot_connect")
        fields = {vol.Optional(CONF_ROOMS): str}
        if user_input:
            fields[vol.Optional("spots")] = str
        return self.async_show_form(data_schema=vol.Schema(fields))
'''

SENSOR = '''
"""Sensors."""

from dataclasses import dataclass

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)


@dataclass(frozen=True, kw_only=True)
class Reading(SensorEntityDescription):
    value: object


READINGS = (
    Reading(key="temperature", device_class=SensorDeviceClass.TEMPERATURE, value=1),
    Reading(key="humidity", device_class=SensorDeviceClass.HUMIDITY, value=2),
)
HEALTH = SensorEntityDescription(
    key="health", translation_key="health", options=["ok", "warn"]
)


class ReadingSensor(SensorEntity):
    def __init__(self, description: Reading, sensor):
        self._attr_translation_key = f"named_{description.key}"
        self._attr_translation_placeholders = {"sensor": sensor}
        self._attr_extra_state_attributes = {"sender": "", "kind": ""}
'''

EVENT = '''
"""Events."""

from homeassistant.components.event import EventEntity, EventEntityDescription

from .model import Kind

MESSAGE = EventEntityDescription(
    key="message",
    translation_key="message",
    event_types=[kind.value for kind in Kind],
)
'''

SERVICES = '''
"""Actions."""

from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.service import async_register_platform_entity_service
import voluptuous as vol

from .const import DOMAIN

SEND = {vol.Required("message"): cv.string, vol.Optional("title"): cv.string}
READ_SCHEMA = vol.Schema({**cv.ENTITY_SERVICE_FIELDS, vol.Optional("limit"): int})


def async_setup_services(hass, name):
    async_register_platform_entity_service(
        hass, DOMAIN, "send", entity_domain="notify", schema=SEND, func=None
    )
    hass.services.async_register(DOMAIN, "read", None, READ_SCHEMA)
    ir.async_create_issue(
        hass,
        DOMAIN,
        "gone",
        translation_key="room_gone",
        translation_placeholders={"room": name, "account": name},
    )
'''

SERVICES_YAML = """
send:
  target: &rooms
    entity:
      domain: notify
  fields:
    message:
      selector:
        text:
    title:
      selector:
        select:
          translation_key: titles
          options:
            - short
            - long
read:
  target: *rooms
  fields:
    limit:
      selector:
        number:
"""

FIELD = {"name": "Name", "description": "What it is."}
PASSWORD = {"data": {"password": "P"}, "data_description": {"password": "P."}}
BOTH = {
    "data": {"password": "P", "url": "U"},
    "data_description": {"password": "P.", "url": "U."},
}

EN: dict[str, Any] = {
    "config": {
        "step": {
            "user": {"title": "T", "menu_options": {"bocco": "B", "talk": "T"}},
            "bocco": {"title": "At {service}", **PASSWORD},
            "talk": {"title": "T", "description": "For {service}", **BOTH},
            "reauth_confirm": {"title": "Again, {name}", **BOTH},
        },
        "error": {"invalid_auth": "No.", "unknown": "What?"},
        "abort": {"already_configured": "There."},
    },
    "options": {
        "step": {
            "init": {
                "title": "T",
                "data": {"rooms": "R", "spots": "S"},
                "data_description": {"rooms": "R.", "spots": "S."},
            }
        },
        "abort": {"cannot_connect": "No."},
    },
    "entity": {
        "event": {
            "message": {
                "name": "Message",
                "state_attributes": {
                    "event_type": {"state": {"image": "Picture", "text": "Text"}}
                },
            }
        },
        "sensor": {
            "health": {"name": "Health", "state": {"ok": "OK", "warn": "Hm"}},
            "named_humidity": {"name": "{sensor} humidity"},
            "named_temperature": {"name": "{sensor} temperature"},
        },
    },
    "services": {
        "read": {**FIELD, "fields": {"limit": FIELD}},
        "send": {**FIELD, "fields": {"message": FIELD, "title": FIELD}},
    },
    "selector": {"titles": {"options": {"long": "Long", "short": "Short"}}},
    "exceptions": {
        "cannot_connect": {"message": "{service} is away."},
        "invalid_auth": {"message": "{service} says no."},
        "too_new": {"message": "{name} is new."},
        "too_old": {"message": "{name} is old."},
    },
    "issues": {"room_gone": {"title": "{room}", "description": "{account}: {room}"}},
}

ICONS = {
    "entity": {
        "event": {
            "message": {
                "default": "mdi:message",
                "state_attributes": {"event_type": {"state": {"image": "mdi:image"}}},
            }
        },
        "sensor": {"health": {"default": "mdi:heart", "state": {"ok": "mdi:check"}}},
    },
    "services": {"read": {"service": "mdi:eye"}, "send": {"service": "mdi:send"}},
}

MANIFEST = {
    "domain": "rooms",
    "name": "Rooms",
    "codeowners": ["@somebody"],
    "config_flow": True,
    "dependencies": ["http"],
    "documentation": "https://example.com/",
    "integration_type": "service",
    "iot_class": "cloud_push",
    "issue_tracker": "https://example.com/issues",
    "requirements": ["mashumaro>=3.17", "some-thing==1.0"],
    "version": "1.2.3",
}

HERE = "custom_components/rooms"

FILES: dict[str, str] = {
    f"{HERE}/__init__.py": '"""Rooms."""\n',
    f"{HERE}/const.py": 'DOMAIN = "rooms"\nCONF_ROOMS = "rooms"\n',
    f"{HERE}/model.py": MODEL,
    f"{HERE}/outgoing.py": OUTGOING,
    f"{HERE}/errors.py": ERRORS,
    f"{HERE}/config_flow.py": CONFIG_FLOW,
    f"{HERE}/sensor.py": SENSOR,
    f"{HERE}/event.py": EVENT,
    f"{HERE}/services.py": SERVICES,
    f"{HERE}/providers/__init__.py": 'PROVIDERS = {"bocco": 1, "talk": 2}\n',
    f"{HERE}/providers/base.py": "from ..model import Kind\n",
    f"{HERE}/providers/bocco/__init__.py": "",
    f"{HERE}/providers/bocco/client.py": (
        "import aiohttp\nfrom ...model import Kind\nfrom ..base import Kind as Other\n"
    ),
    f"{HERE}/services.yaml": SERVICES_YAML,
    f"{HERE}/quality_scale.yaml": "rules:\n"
    + "".join(f"  {rule}: done\n" for rules in RULES.values() for rule in rules),
    f"{HERE}/manifest.json": json.dumps(MANIFEST, indent=2),
    f"{HERE}/icons.json": json.dumps(ICONS, indent=2),
    f"{HERE}/translations/en.json": json.dumps(EN, indent=2),
    f"{HERE}/translations/ja.json": json.dumps(EN, indent=2),
    "hacs.json": '{"name": "Rooms"}\n',
    "pyproject.toml": '[project]\nname = "rooms"\nversion = "1.2.3"\n',
}
