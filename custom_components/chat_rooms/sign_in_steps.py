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
from .const import CONF_OTP, CONF_SERVICE, CONF_VERIFIER
from .coordinator import ChatRoomsConfigEntry
from .errors import form_error_key, where
from .providers import PROVIDERS
from .providers.errors import ProviderError, RateLimitedError
from .sign_in import SignIn
from .sign_in_forms import (
    CODE_FORM,
    CODE_STEPS,
    FORMS,
    LOCKED_OUT,
    MENUS,
    OTP_ERRORS,
    OTP_FORM,
    OTP_STEPS,
    PAGES,
    PASSING,
    SECRET,
    URL_FIELD,
    WAYS,
    InvalidUrl,
    address_of,
    left_out,
    normalised_url,
    without_blanks,
)

_LOGGER = logging.getLogger(__name__)

REFUSED = {"base": "invalid_auth"}
OTP_NEEDED = {"base": "otp_needed"}
CODE_EXPIRED = {"base": "code_expired"}
CODE_NEEDED = {"base": "code_needed"}


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
        user_input = without_blanks(user_input)
        # What is left empty of a known account stays as it is.
        empty = left_out(form, user_input)
        changed = {k: v for k, v in user_input.items() if k not in empty}
        self._config = {**known, **changed}
        self._config.pop(PASSING.get(service, ""), None)
        errors = self._normalise_urls(form) or await self._async_try(
            self._sign_in.probe(self._config)
        )
        is_complete = service in FORMS or entry is not None
        if is_complete and not errors:
            errors = await self._async_sign_in(changed, self._config)
            if not errors:
                return await self._async_finish()
        if service in MENUS and errors in ({}, REFUSED):
            self._config = address_of(self._config)
            return self._show_ways(service)
        shown = {**known, **user_input}
        self._show_first_form = partial(self._show_form, step_id, service, form, shown)
        if service in OTP_STEPS and errors == OTP_NEEDED:
            return self._show_otp(service, {})
        wants_code = errors == CODE_NEEDED or (entry is not None and errors == REFUSED)
        if service in CODE_STEPS and wants_code:
            return await self._async_open_code(service, {})
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

    async def _async_open_code(
        self, service: str, errors: dict[str, str]
    ) -> ConfigFlowResult:
        """Make a link to the page with the code, and ask for the code."""
        opening = self._sign_in.open_code(self._config)
        if failed := await self._async_try(opening):
            return self._show_first_form(failed)
        return self._show_code(service, errors)

    async def _async_code(
        self, service: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for the code until it leads on, or back to the first form."""
        if user_input is None:
            return self._show_code(service, {})
        code = user_input[CONF_VERIFIER].strip()
        errors = await self._async_try(self._sign_in.sign_in_with_code(code))
        if not errors:
            return await self._async_finish()
        if errors == CODE_EXPIRED:
            return await self._async_open_code(service, errors)
        if errors == REFUSED:
            return self._show_first_form(errors)
        return self._show_code(service, errors, code)

    def _show_code(
        self, service: str, errors: dict[str, str], code: str = ""
    ) -> ConfigFlowResult:
        """Show the link and the form for the code."""
        return self.async_show_form(
            step_id=CODE_STEPS[service],
            data_schema=self.add_suggested_values_to_schema(
                CODE_FORM, {CONF_VERIFIER: code} if code else {}
            ),
            errors=errors,
            description_placeholders={"url": self._sign_in.code_url},
        )

    def _show_ways(self, service: str) -> ConfigFlowResult:
        """Ask how to sign in."""
        return self.async_show_menu(
            step_id=MENUS[service],
            menu_options=WAYS[service],
            description_placeholders={"address": self._config[CONF_URL]},
        )

    def _normalise_urls(self, form: vol.Schema) -> dict[str, str]:
        """Bring the addresses into their form; return the form's errors."""
        errors: dict[str, str] = {}
        pages = PAGES.get(self._config[CONF_SERVICE])
        for key in (str(key) for key, kind in form.schema.items() if kind is URL_FIELD):
            try:
                self._config[key] = normalised_url(self._config[key], pages)
            except InvalidUrl:
                errors[key] = "invalid_url"
        return errors

    async def _async_sign_in(
        self, typed: Mapping[str, Any], config: Mapping[str, Any]
    ) -> dict[str, str]:
        """Sign in if nothing that was typed is empty; return the form's errors."""
        if "" in typed.values():
            return REFUSED
        return await self._async_try(self._sign_in.sign_in(config))

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
