"""What each service asks for when an account signs in."""

from collections.abc import Mapping
import re
from typing import Any

from homeassistant.const import (
    CONF_API_KEY,
    CONF_EMAIL,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol
from yarl import URL

from .const import (
    CONF_APP_ID,
    CONF_APP_SECRET,
    CONF_AUTHORIZE_URL,
    CONF_CONSUMER_KEY,
    CONF_CONSUMER_SECRET,
    CONF_OAUTH_URL,
    CONF_OTP,
    CONF_SERVICE,
    CONF_VERIFIER,
)

URL_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
TEXT_FIELD = TextSelector(TextSelectorConfig(type=TextSelectorType.TEXT))
USERNAME_FIELD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.TEXT, autocomplete="username")
)
EMAIL_FIELD = TextSelector(
    TextSelectorConfig(type=TextSelectorType.EMAIL, autocomplete="username")
)

# What is pasted, with blanks around it at times; those of a password are its own.
PASTED = frozenset(
    {
        CONF_API_KEY,
        CONF_APP_ID,
        CONF_APP_SECRET,
        CONF_CONSUMER_KEY,
        CONF_CONSUMER_SECRET,
        CONF_EMAIL,
    }
)

# Services that are asked for everything in one form.
FORMS: dict[str, vol.Schema] = {
    "bocco": vol.Schema(
        {
            vol.Required(CONF_API_KEY): SECRET,
            vol.Required(CONF_EMAIL): EMAIL_FIELD,
            vol.Required(CONF_PASSWORD): SECRET,
            vol.Optional(CONF_URL, default="https://api.bocco.me"): URL_FIELD,
        }
    ),
    "carbonio": vol.Schema(
        {
            vol.Required(CONF_URL): URL_FIELD,
            vol.Required(CONF_USERNAME): USERNAME_FIELD,
            vol.Required(CONF_PASSWORD): SECRET,
            vol.Optional(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        }
    ),
    "carnation": vol.Schema(
        {
            vol.Required(CONF_URL): URL_FIELD,
            vol.Required(CONF_APP_ID): TEXT_FIELD,
            vol.Required(CONF_APP_SECRET): SECRET,
            vol.Optional(CONF_EMAIL): EMAIL_FIELD,
            vol.Optional(CONF_PASSWORD): SECRET,
            vol.Optional(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        }
    ),
    "hatena_coco": vol.Schema(
        {
            vol.Required(CONF_CONSUMER_KEY): TEXT_FIELD,
            vol.Required(CONF_CONSUMER_SECRET): SECRET,
            vol.Optional(CONF_URL, default="http://c.hatena.com"): URL_FIELD,
            vol.Optional(CONF_OAUTH_URL, default="https://www.hatena.com"): URL_FIELD,
            vol.Optional(
                CONF_AUTHORIZE_URL, default="https://www.hatena.ne.jp/oauth/authorize"
            ): URL_FIELD,
        }
    ),
}

# Services that are asked for their address first; then a menu offers ways to sign in.
ADDRESSES: dict[str, vol.Schema] = {
    "nextcloud_talk": vol.Schema(
        {
            vol.Required(CONF_URL): URL_FIELD,
            vol.Optional(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        }
    ),
}
MENUS: dict[str, str] = {"nextcloud_talk": "nextcloud_talk_sign_in"}
WAYS: dict[str, list[str]] = {
    "nextcloud_talk": ["nextcloud_talk_browser", "nextcloud_talk_password"]
}

PASSWORD_FORM = vol.Schema(
    {
        vol.Required(CONF_USERNAME): USERNAME_FIELD,
        vol.Required(CONF_PASSWORD): SECRET,
    }
)

# Services that may ask for a one-time password after their first form, and where.
OTP_STEPS: dict[str, str] = {"carbonio": "carbonio_otp"}
OTP_FORM = vol.Schema(
    {
        vol.Required(CONF_OTP): TextSelector(
            TextSelectorConfig(type=TextSelectorType.TEXT, autocomplete="one-time-code")
        ),
    }
)
# After these another code may do; whatever else goes wrong, no code helps.
OTP_ERRORS = frozenset({"cannot_connect", "maintenance", "otp_needed", "otp_wrong"})

# Services whose sign-in goes on with a code that the user gets in the browser, and
# where it is asked for.
CODE_STEPS: dict[str, str] = {"hatena_coco": "hatena_coco_authorize"}
CODE_FORM = vol.Schema({vol.Required(CONF_VERIFIER): TEXT_FIELD})

# What a sign-in makes at the service and has to go there once nobody uses it.
MADE: dict[str, str] = {"nextcloud_talk": "app_password"}

# What a sign-in got there and stored: whoever signs in again does so without it.
PASSING: dict[str, str] = {"carbonio": "token"}

# How the addresses of a service's pages go on after the service's own.
PAGES: dict[str, re.Pattern[str]] = {
    "carbonio": re.compile(r"/+(?:carbonio|login|static/login|services?|zx)(?:/.*)?$"),
    "nextcloud_talk": re.compile(
        r"/+(?:(?:ocs/)?\w+\.php|login|call/[^/]+|apps/(?:spreed|dashboard|files))"
        r"(?:/.*)?$"
    ),
}

# What it means where a service wants to be left alone at a sign-in.
LOCKED_OUT: dict[str, str] = {
    "carbonio": "too_many_attempts",
    "nextcloud_talk": "too_many_attempts",
}


class InvalidUrl(Exception):
    """The address is no web address."""


def normalised_url(text: str, pages: re.Pattern[str] | None = None) -> str:
    """Return an address in the form that is stored and compared.

    With `pages` it may be the address of any of the service's pages. Raises
    InvalidUrl.
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
    if pages is not None and (page := pages.search(plain.raw_path)):
        plain = plain.with_path(plain.raw_path[: page.start()], encoded=True)
    return str(plain).rstrip("/")


def without_blanks(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, keys and secrets without the blanks around them."""
    return {
        key: value.strip() if key in PASTED else value for key, value in typed.items()
    }


def for_known_account(schema: vol.Schema) -> vol.Schema:
    """Return a schema for changes: what is left empty stays as it is."""
    return vol.Schema(
        {
            vol.Optional(str(marker)): selector
            for marker, selector in schema.schema.items()
        }
    )


def left_out(form: vol.Schema, typed: Mapping[str, Any]) -> set[str]:
    """Return the fields that were left empty, of those that may be."""
    return {
        str(marker)
        for marker in form.schema
        if isinstance(marker, vol.Optional)
        and marker.default is vol.UNDEFINED
        and typed.get(str(marker)) == ""
    }


def address_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of an account before anybody signs in.

    It is an account of a service that is asked for its address first.
    """
    fields = {CONF_SERVICE, *map(str, ADDRESSES[config[CONF_SERVICE]].schema)}
    return {key: value for key, value in config.items() if key in fields}
