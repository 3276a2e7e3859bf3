"""What the sign-ins of all services have in common, step by step."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, partial
import logging
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_URL
from homeassistant.core import callback
import voluptuous as vol

from .browser_wait import SignInExpired
from .const import CONF_OTP, CONF_SERVICE
from .coordinator import ChatRoomsConfigEntry
from .errors import form_error_key, where
from .providers import PROVIDERS
from .providers.errors import ProviderError, RateLimitedError
from .sign_in import SignIn
from .sign_in_forms import (
    FORMS,
    LOCKED_OUT,
    MENUS,
    OTP_ERRORS,
    OTP_FORM,
    OTP_STEPS,
    PAGES,
    PASSING,
    SECRET,
    WAYS,
    InvalidUrl,
    address_of,
    normalised_url,
)

_LOGGER = logging.getLogger(__name__)

REFUSED = {"base": "invalid_auth"}
OTP_NEEDED = {"base": "otp_needed"}


class SignInSteps(ConfigFlow):
    """A flow that signs an account in.

    `_config` is what is known of the account until it is signed in.
    """

    _config: dict[str, Any]
    _show_first_form: Callable[[dict[str, str]], ConfigFlowResult]

    @abstractmethod
    async def _async_finish(self) -> ConfigFlowResult:
        """Go on with an account that is signed in."""

    @cached_property
    def _sign_in(self) -> SignIn:
        return SignIn(self.hass)

    @callback
    @override
    def async_remove(self) -> None:
        """Leave nothing behind that nobody uses."""
        self._sign_in.close()

    @property
    def _entry(self) -> ChatRoomsConfigEntry | None:
        """The account's entry, None for a new account."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    async def _async_form(
        self,
        step_id: str,
        service: str,
        form: vol.Schema,
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Show a service's first form until it leads on."""
        entry = self._entry
        known = entry.data if entry else {CONF_SERVICE: service}
        if user_input is None:
            return self._show_form(step_id, service, form, known, {})
        # What is left empty of a known account stays as it is.
        changed = {k: v for k, v in user_input.items() if v != "" or not entry}
        self._config = {**known, **changed}
        self._config.pop(PASSING.get(service, ""), None)
        errors = self._normalise_url() or await self._async_try(
            self._sign_in.probe(self._config)
        )
        is_complete = service in FORMS or entry is not None
        if is_complete and not errors:
            signing_in = self._sign_in.sign_in(self._config)
            if not (errors := await self._async_try(signing_in)):
                return await self._async_finish()
        if service in MENUS and errors in ({}, REFUSED):
            self._config = address_of(self._config)
            return self._show_ways(service)
        shown = {**known, **user_input}
        if service in OTP_STEPS and errors == OTP_NEEDED:
            self._show_first_form = partial(
                self._show_form, step_id, service, form, shown
            )
            return self._show_otp(service, {})
        return self._show_form(step_id, service, form, shown, errors)

    def _show_form(
        self,
        step_id: str,
        service: str,
        form: vol.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
    ) -> ConfigFlowResult:
        """Show a service's first form, filled in but for secrets."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                form,
                {
                    key: shown[key]
                    for key, selector in form.schema.items()
                    if selector is not SECRET and key in shown
                },
            ),
            errors=errors,
            description_placeholders={"service": PROVIDERS[service].name},
        )

    async def _async_otp(
        self, service: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for a one-time password until it leads on, or back to the first form."""
        errors: dict[str, str] = {}
        if user_input is not None:
            code = user_input[CONF_OTP].strip()
            signing_in = self._sign_in.sign_in(self._config, otp=code)
            if not (errors := await self._async_try(signing_in)):
                return await self._async_finish()
            if errors["base"] not in OTP_ERRORS:
                return self._show_first_form(errors)
        return self._show_otp(service, errors)

    def _show_otp(self, service: str, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form for a one-time password."""
        return self.async_show_form(
            step_id=OTP_STEPS[service],
            data_schema=OTP_FORM,
            errors=errors,
            description_placeholders={"address": self._config[CONF_URL]},
        )

    def _show_ways(self, service: str) -> ConfigFlowResult:
        """Ask how to sign in."""
        return self.async_show_menu(
            step_id=MENUS[service],
            menu_options=WAYS[service],
            description_placeholders={"address": self._config[CONF_URL]},
        )

    def _normalise_url(self) -> dict[str, str]:
        """Bring the address into its form; return the form's errors."""
        try:
            self._config[CONF_URL] = normalised_url(
                self._config[CONF_URL], PAGES.get(self._config[CONF_SERVICE])
            )
        except InvalidUrl:
            return {CONF_URL: "invalid_url"}
        return {}

    async def _async_try(self, attempt: Awaitable[None]) -> dict[str, str]:
        """Wait for an attempt; return the form's errors."""
        try:
            await attempt
        except SignInExpired:
            return {"base": "sign_in_expired"}
        except RateLimitedError as err:
            service = self._config[CONF_SERVICE]
            return {"base": LOCKED_OUT.get(service, form_error_key(err))}
        except ProviderError as err:
            return {"base": form_error_key(err)}
        except Exception as err:  # noqa: BLE001
            # A user who signs in gets an answer, whatever it is.
            _LOGGER.error("Signing in failed: %s", where(err))
            return {"base": "unknown"}
        return {}
