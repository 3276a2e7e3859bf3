"""The way from a user's sign-in to an account, and its later changes."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigFlowResult
from homeassistant.const import CONF_URL, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.helpers.selector import BooleanSelector
import voluptuous as vol

from .const import (
    CONF_FOLLOW_NEW_ROOMS,
    CONF_KNOWN_ROOMS,
    CONF_ROOMS,
    CONF_SERVICE,
    DOMAIN,
)
from .coordinator import ChatRoomsConfigEntry
from .options_flow import ChatRoomsOptionsFlow, room_selector
from .providers import PROVIDERS
from .sign_in_forms import (
    ADDRESSES,
    FORMS,
    PASSWORD_FORM,
    address_of,
    for_known_account,
)
from .sign_in_steps import SignInSteps


class ChatRoomsConfigFlow(SignInSteps, domain=DOMAIN):
    """Adds an account, signs it in again, or changes it."""

    VERSION = 1

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
        return await self._async_form("bocco", "bocco", FORMS["bocco"], user_input)

    async def async_step_carbonio(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in at Carbonio."""
        return await self._async_form(
            "carbonio", "carbonio", FORMS["carbonio"], user_input
        )

    async def async_step_carbonio_otp(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in at Carbonio with a one-time password as well."""
        return await self._async_otp("carbonio", user_input)

    async def async_step_carnation(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in at carnation, as a user or as a viewer."""
        return await self._async_form(
            "carnation", "carnation", FORMS["carnation"], user_input
        )

    async def async_step_hatena_coco(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where Hatena Coco is now, and for the key to it."""
        return await self._async_form(
            "hatena_coco", "hatena_coco", FORMS["hatena_coco"], user_input
        )

    async def async_step_hatena_coco_authorize(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the user to Hatena, and ask for the code from there."""
        return await self._async_code("hatena_coco", user_input)

    async def async_step_nextcloud_talk(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the Nextcloud is."""
        return await self._async_form(
            "nextcloud_talk", "nextcloud_talk", ADDRESSES["nextcloud_talk"], user_input
        )

    async def async_step_nextcloud_talk_sign_in(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in at Nextcloud."""
        return self._show_ways("nextcloud_talk")

    async def async_step_nextcloud_talk_browser(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user sign in in the browser."""
        if self._sign_in.browser is None:
            opening = self._sign_in.open_browser(self._config, self._async_go_on)
            if errors := await self._async_try(opening):
                return self._show_browser_errors(errors)
        if (browser := self._sign_in.browser) is None:
            return self._show_password({"base": "browser_not_supported"})
        if browser.has_ended:
            return self.async_external_step_done(
                next_step_id="nextcloud_talk_browser_done"
            )
        return self.async_external_step(
            step_id="nextcloud_talk_browser", url=browser.url
        )

    async def async_step_nextcloud_talk_browser_done(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in with what was granted; if nothing was, offer to choose again."""
        if self._sign_in.browser is None or user_input is not None:
            self._sign_in.close_browser()
            return self._show_ways("nextcloud_talk")
        if errors := await self._async_try(self._sign_in.sign_in_as_granted()):
            return self._show_browser_errors(errors)
        return await self._async_finish()

    async def async_step_nextcloud_talk_password(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Sign in with a password; where it can be, an app password takes its place."""
        if user_input is None:
            return self._show_password({})
        config = {**self._config, **user_input}
        if errors := await self._async_sign_in(user_input, config):
            return self._show_password(errors, user_input[CONF_USERNAME])
        return await self._async_finish()

    async def async_step_rooms(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which rooms."""
        known = [room.id for room in self._sign_in.rooms]
        if user_input is not None:
            stored = self._sign_in.stored
            service = PROVIDERS[stored[CONF_SERVICE]].name
            name = self._sign_in.account.name
            self._sign_in.keep()
            return self.async_create_entry(
                title=service if name == service else f"{service} {name}",
                data=stored,
                options=user_input | {CONF_KNOWN_ROOMS: known},
            )
        return self.async_show_form(
            step_id="rooms",
            data_schema=vol.Schema(
                {
                    vol.Optional(CONF_ROOMS, default=known): (
                        room_selector(self._sign_in.rooms)
                    ),
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
        service = entry_data[CONF_SERVICE]
        if service in FORMS:
            return await self.async_step_reauth_confirm()
        self._config = address_of(entry_data)
        return self._show_ways(service)

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the account anew."""
        service = self._get_reauth_entry().data[CONF_SERVICE]
        return await self._async_form(
            "reauth_confirm", service, for_known_account(FORMS[service]), user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the sign-in or the address."""
        service = self._get_reconfigure_entry().data[CONF_SERVICE]
        form = FORMS.get(service) or ADDRESSES[service]
        return await self._async_form(
            "reconfigure", service, for_known_account(form), user_input
        )

    def _show_browser_errors(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Tell why there was no sign-in in the browser."""
        return self.async_show_form(
            step_id="nextcloud_talk_browser_done", errors=errors
        )

    def _show_password(
        self, errors: dict[str, str], username: str | None = None
    ) -> ConfigFlowResult:
        """Ask for user name and password."""
        if username is None and (entry := self._entry) is not None:
            username = entry.data[CONF_USERNAME]
        return self.async_show_form(
            step_id="nextcloud_talk_password",
            data_schema=self.add_suggested_values_to_schema(
                PASSWORD_FORM, {CONF_USERNAME: username} if username else {}
            ),
            errors=errors,
            description_placeholders={"address": self._config[CONF_URL]},
        )

    async def _async_go_on(self) -> None:
        """Leave the external step."""
        await self.hass.config_entries.flow.async_configure(self.flow_id)

    @override
    async def _async_finish(self) -> ConfigFlowResult:
        """Store the sign-in of a known account, or go on with a new one's rooms."""
        stored = self._sign_in.stored
        unique_id = "|".join(
            (stored[CONF_SERVICE], stored[CONF_URL], self._sign_in.account.id)
        )
        await self.async_set_unique_id(unique_id)
        if (entry := self._entry) is None:
            self._abort_if_unique_id_configured()
            if any(map(self._is_at_this_address, self._async_current_entries())):
                return self.async_abort(reason="already_configured")
            return await self.async_step_rooms()
        # An account stays itself when its server gets another address.
        if not self._is_this_account(entry):
            return self.async_abort(reason="wrong_account")
        if self.source == SOURCE_RECONFIGURE and unique_id != entry.unique_id:
            self._abort_if_unique_id_configured()
        self._sign_in.keep()
        return self.async_update_reload_and_abort(entry, data=stored)

    def _is_this_account(self, entry: ChatRoomsConfigEntry) -> bool:
        # An account's id may have a bar in it, an address has none.
        account_id = (entry.unique_id or "").partition("|")[2].partition("|")[2]
        account = self._sign_in.account
        return account_id in (account.id, *account.former_ids)

    def _is_at_this_address(self, entry: ChatRoomsConfigEntry) -> bool:
        stored = self._sign_in.stored
        return self._is_this_account(entry) and all(
            entry.data[key] == stored[key] for key in (CONF_SERVICE, CONF_URL)
        )
