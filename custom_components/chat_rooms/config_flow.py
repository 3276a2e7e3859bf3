"""The way from a user's sign-in to an account, and its later changes."""

from collections.abc import Mapping
import logging
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_EMAIL, CONF_PASSWORD, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol
from yarl import URL

from .const import (
    CONF_FOLLOW_NEW_ROOMS,
    CONF_KNOWN_ROOMS,
    CONF_ROOMS,
    CONF_SERVICE,
    DOMAIN,
)
from .coordinator import ChatRoomsConfigEntry
from .errors import form_error_key, where
from .model import Account, Room
from .options_flow import ChatRoomsOptionsFlow, room_selector
from .providers import PROVIDERS
from .providers.base import ProviderError
from .session import provider_for

_LOGGER = logging.getLogger(__name__)

SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))

BOCCO_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_API_KEY): SECRET,
        vol.Required(CONF_EMAIL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.EMAIL, autocomplete="username")
        ),
        vol.Required(CONF_PASSWORD): SECRET,
        vol.Optional(CONF_URL, default="https://api.bocco.me"): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        ),
    }
)
SCHEMAS: dict[str, vol.Schema] = {"bocco": BOCCO_SCHEMA}


class InvalidUrl(Exception):
    """The address is no web address."""


def normalised_url(text: str) -> str:
    """Return an address in the form that is stored and compared.

    Raises InvalidUrl.
    """
    text = text.strip()
    try:
        url = URL(text if "://" in text else f"https://{text}")
    except ValueError:
        raise InvalidUrl from None
    if (
        url.scheme not in ("http", "https")
        or not url.host
        or any(map(str.isspace, text))
    ):
        raise InvalidUrl
    plain = url.with_user(None).with_query(None).with_fragment(None)
    return str(plain).rstrip("/")


def for_known_account(schema: vol.Schema) -> vol.Schema:
    """Return a schema for changes: what is left empty stays as it is."""
    return vol.Schema(
        {
            vol.Optional(str(marker)): selector
            for marker, selector in schema.schema.items()
        }
    )


class ChatRoomsConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds an account, signs it in again, or changes it."""

    VERSION = 1

    def __init__(self) -> None:
        """Begin with nothing."""
        self._config: dict[str, Any] = {}
        self._account: Account | None = None
        self._rooms: list[Room] = []

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: ChatRoomsConfigEntry,
    ) -> ChatRoomsOptionsFlow:
        """Return the flow for the options."""
        return ChatRoomsOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which service."""
        return self.async_show_menu(step_id="user", menu_options=list(PROVIDERS))

    async def async_step_bocco(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in at BOCCO."""
        return await self._async_form("bocco", "bocco", user_input)

    async def async_step_rooms(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which rooms."""
        assert self._account is not None
        if user_input is not None:
            service = PROVIDERS[self._config[CONF_SERVICE]].name
            name = self._account.name
            return self.async_create_entry(
                title=service if name == service else f"{service} {name}",
                data=self._config,
                options=user_input
                | {CONF_KNOWN_ROOMS: [room.id for room in self._rooms]},
            )
        return self.async_show_form(
            step_id="rooms",
            data_schema=vol.Schema(
                {
                    vol.Optional(
                        CONF_ROOMS, default=[room.id for room in self._rooms]
                    ): room_selector(self._rooms),
                    vol.Optional(CONF_FOLLOW_NEW_ROOMS, default=True): (
                        BooleanSelector()
                    ),
                }
            ),
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Sign in again because the service no longer knows the account."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the account anew."""
        entry = self._get_reauth_entry()
        return await self._async_form(
            "reauth_confirm", entry.data[CONF_SERVICE], user_input, entry
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the sign-in or the address."""
        entry = self._get_reconfigure_entry()
        return await self._async_form(
            "reconfigure", entry.data[CONF_SERVICE], user_input, entry
        )

    async def _async_form(
        self,
        step_id: str,
        service: str,
        user_input: dict[str, Any] | None,
        entry: ChatRoomsConfigEntry | None = None,
    ) -> ConfigFlowResult:
        """Show a service's form until the sign-in succeeds."""
        errors: dict[str, str] = {}
        schema = SCHEMAS[service]
        if entry is not None:
            schema = for_known_account(schema)
        if user_input is not None:
            # What is left empty of a known account stays as it is.
            kept = entry.data if entry else {CONF_SERVICE: service}
            changed = {k: v for k, v in user_input.items() if v or entry is None}
            self._config = {**kept, **changed}
            if not (errors := await self._async_sign_in()):
                return await self._async_finish(entry)
        shown = {**(entry.data if entry else {}), **(user_input or {})}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema,
                {
                    key: shown[key]
                    for key, selector in schema.schema.items()
                    if selector is not SECRET and key in shown
                },
            ),
            errors=errors,
            description_placeholders={"service": PROVIDERS[service].name},
        )

    async def _async_sign_in(self) -> dict[str, str]:
        """Try what the user typed; return the form's errors."""
        try:
            self._config[CONF_URL] = normalised_url(self._config[CONF_URL])
        except InvalidUrl:
            return {CONF_URL: "invalid_url"}
        if "" in self._config.values():
            return {"base": "invalid_auth"}
        try:
            provider = provider_for(self.hass, self._config)
            await provider.sign_in()
            self._rooms = [*await provider.rooms()]
        except ProviderError as err:
            return {"base": form_error_key(err)}
        except Exception as err:  # noqa: BLE001
            # A user who signs in gets an answer, whatever it is.
            _LOGGER.error("Signing in failed: %s", where(err))
            return {"base": "unknown"}
        self._account = provider.account
        return {}

    async def _async_finish(
        self, entry: ChatRoomsConfigEntry | None
    ) -> ConfigFlowResult:
        """Store the sign-in of a known account, or go on with a new one's rooms."""
        assert self._account is not None
        service, url = self._config[CONF_SERVICE], self._config[CONF_URL]
        unique_id = f"{service}|{url}|{self._account.id}"
        await self.async_set_unique_id(unique_id)
        if entry is None:
            self._abort_if_unique_id_configured()
            if any(map(self._is_at_this_address, self._async_current_entries())):
                return self.async_abort(reason="already_configured")
            return await self.async_step_rooms()
        # An account stays itself when its server gets another address.
        if not self._is_this_account(entry):
            return self.async_abort(reason="wrong_account")
        if self.source == SOURCE_RECONFIGURE and unique_id != entry.unique_id:
            self._abort_if_unique_id_configured()
        return self.async_update_reload_and_abort(entry, data=self._config)

    def _is_this_account(self, entry: ChatRoomsConfigEntry) -> bool:
        assert self._account is not None
        account_id = (entry.unique_id or "").rpartition("|")[2]
        return account_id in (self._account.id, *self._account.former_ids)

    def _is_at_this_address(self, entry: ChatRoomsConfigEntry) -> bool:
        return self._is_this_account(entry) and all(
            entry.data[key] == self._config[key] for key in (CONF_SERVICE, CONF_URL)
        )
