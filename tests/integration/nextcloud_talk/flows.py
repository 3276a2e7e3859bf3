"""Going through Talk's flows as a user does, and as the frontend does."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.chat_rooms.const import DOMAIN
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_world import LOGIN_NAME, PASSWORD

from ..flows import answer, show_form
from ..helpers import until

BROWSER = "nextcloud_talk_browser"
DONE = "nextcloud_talk_browser_done"
FORM = "nextcloud_talk_password"
MENU = "nextcloud_talk_sign_in"
TYPED = {"username": LOGIN_NAME, "password": PASSWORD}


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Choose Nextcloud Talk from the menu."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await choose(hass, menu, "nextcloud_talk")


async def choose(
    hass: HomeAssistant, menu: ConfigFlowResult, step: str
) -> ConfigFlowResult:
    """Choose from a menu."""
    return await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": step}
    )


async def find(hass: HomeAssistant, address: str, **what: Any) -> ConfigFlowResult:
    """Type where the server is, and come to the menu."""
    menu = await answer(hass, await begin(hass), url=address, **what)
    assert show_menu(menu, address)
    return menu


def show_menu(result: ConfigFlowResult, address: str) -> bool:
    """Tell whether a flow asks how to sign in at an address."""
    assert (result["type"], result.get("step_id")) == (FlowResultType.MENU, MENU)
    assert result["menu_options"] == [BROWSER, FORM]
    assert result["description_placeholders"] == {"address": address}
    return True


async def sign_in(
    hass: HomeAssistant, menu: ConfigFlowResult, **what: str
) -> ConfigFlowResult:
    """Sign in with user name and password."""
    form = await choose(hass, menu, FORM)
    assert show_form(form, FORM)
    return await answer(hass, form, **{**TYPED, **what})


async def open_browser(
    hass: HomeAssistant, menu: ConfigFlowResult, talk: NextcloudTalkSimulator
) -> ConfigFlowResult:
    """Go to the page of the server's that asks for consent."""
    result = await choose(hass, menu, BROWSER)
    assert result["type"] is FlowResultType.EXTERNAL_STEP
    assert result["step_id"] == BROWSER
    assert result["url"].startswith(f"{talk.address}/login/v2/flow/")
    return result


async def go_on(hass: HomeAssistant, flow: ConfigFlowResult) -> ConfigFlowResult:
    """Wait for the end of the sign-in in the browser; go on as the frontend does."""
    await until(hass, lambda: step_of(hass, flow) == DONE)
    result = await hass.config_entries.flow.async_configure(flow["flow_id"])
    await hass.async_block_till_done()
    return result


def step_of(hass: HomeAssistant, flow: ConfigFlowResult) -> str:
    """Return the step at which a flow stands."""
    return hass.config_entries.flow.async_get(flow["flow_id"])["step_id"]


async def cancel(hass: HomeAssistant, flow: ConfigFlowResult) -> None:
    """Close the dialog, and wait for all that comes of it."""
    hass.config_entries.flow.async_abort(flow["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)


def app_passwords(talk: NextcloudTalkSimulator) -> list[str]:
    """Return the names of the app passwords that there are."""
    return [app.name for app in talk.vault.apps]


def become_another_account(talk: NextcloudTalkSimulator) -> None:
    """Let the same sign-in be another person's from now on."""
    talk.cloud.account = talk.cloud.person("Hanako")
