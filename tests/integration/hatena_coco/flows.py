"""Going through Hatena Coco's flows as a user does."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from aiohttp import web
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.base import Handler
from tests.simulators.hatena_coco import HatenaCocoSimulator
from tests.simulators.hatena_coco_oauth import VERIFIER
from tests.simulators.recording import Call

from ..flows import answer, show_form

FORM = "hatena_coco"
CODE_FORM = "hatena_coco_authorize"

# What the service does before a user is sent to it, where, and what the form shows.
REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "away": ("spots", {"kind": "status", "status": 503}, "cannot_connect"),
    "dropped": ("spots", {"kind": "drop", "times": 2}, "cannot_connect"),
    "too_many": ("spots", {"kind": "status", "status": 429}, "cannot_connect"),
    "a_web_page": ("spots", {"kind": "html"}, "unsupported"),
    "not_found": ("spots", {"kind": "status", "status": 404}, "unsupported"),
    "a_redirect": (
        "spots",
        {"kind": "redirect", "url": "https://example.com/"},
        "unsupported",
    ),
}
# What it does when the flow asks for a link.
WITHOUT_LINK: dict[str, tuple[str, dict[str, Any], str]] = {
    "no_link_away": ("initiate", {"kind": "status", "status": 503}, "cannot_connect"),
    "no_link_dropped": ("initiate", {"kind": "drop"}, "cannot_connect"),
    "no_link_refused": ("initiate", {"kind": "status", "status": 403}, "forbidden"),
    "no_link_not_found": (
        "initiate",
        {"kind": "status", "status": 404},
        "unsupported",
    ),
    "no_link_a_web_page": ("initiate", {"kind": "html"}, "unsupported"),
}


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose Hatena Coco from the menu."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": FORM}
    )


async def sign_in(
    hass: HomeAssistant, typed: dict[str, str], **what: str
) -> ConfigFlowResult:
    """Fill in the first form and send it."""
    return await answer(hass, await begin(hass), **typed, **what)


async def give_code(
    hass: HomeAssistant, form: ConfigFlowResult, code: str = VERIFIER
) -> ConfigFlowResult:
    """Type a code where one is asked for."""
    assert form.get("step_id") == CODE_FORM
    return await answer(hass, form, verifier=code)


def asks_code(form: ConfigFlowResult, error: str | None = None) -> bool:
    """Tell whether a flow asks for the code, with an error."""
    return show_form(form, CODE_FORM, {"base": error} if error else None)


def link(form: ConfigFlowResult) -> str:
    """Return where the user is sent."""
    assert form["description_placeholders"] is not None
    return form["description_placeholders"]["url"]


async def page(hass: HomeAssistant, form: ConfigFlowResult) -> str:
    """Open the link as a browser does; return what it shows."""
    async with async_get_clientsession(hass).get(link(form)) as response:
        return await response.text()


@asynccontextmanager
async def held(coco: HatenaCocoSimulator, endpoint: str) -> AsyncGenerator[list[Call]]:
    """Let the answers of an endpoint wait until the context ends.

    What has been asked stands in the list as soon as the answer is known.
    """
    work, release = coco.work, asyncio.Event()
    waiting: list[Call] = []

    async def hold(handler: Handler, call: Call) -> web.StreamResponse:
        response = await work(handler, call)
        if call.endpoint == endpoint:
            waiting.append(call)
            coco.notify()
            await release.wait()
        return response

    with patch.object(coco, "work", hold):
        try:
            yield waiting
        finally:
            release.set()
