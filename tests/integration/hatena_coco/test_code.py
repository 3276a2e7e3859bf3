"""The code that a user brings from Hatena."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import UnknownFlow
import pytest

from custom_components.chat_rooms.providers.base import Provider
from tests.simulators.hatena_coco import HatenaCocoSimulator

from ..flows import answer, show_form, suggested
from .flows import FORM, asks_code, begin, give_code, held, link, sign_in


async def test_a_wrong_code(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """A code that was mistyped can be typed again, with the same link."""
    form = await sign_in(hass, typed)
    again = await give_code(hass, form, "wrong")
    assert asks_code(again, "code_wrong")
    assert link(again) == link(form)
    # A mistyped code is the user's fault, not ours.
    coco.complaints.clear()
    assert show_form(await give_code(hass, again), "rooms")
    assert len(coco.calls("initiate")) == 1


async def test_no_code(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """Without a code the service is not asked."""
    form = await give_code(hass, await sign_in(hass, typed), " ")
    assert asks_code(form, "code_needed")
    assert suggested(form, "verifier") is None
    assert coco.calls("token") == []
    assert show_form(await give_code(hass, form), "rooms")


async def test_a_link_that_is_too_old(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
) -> None:
    """Whoever comes too late gets another link at once."""
    form = await sign_in(hass, typed)
    await coco.expire_request_tokens()
    again = await give_code(hass, form)
    assert asks_code(again, "code_expired")
    assert link(again) != link(form)
    assert suggested(again, "verifier") is None
    assert len(waiting) == 1
    assert show_form(await give_code(hass, again), "rooms")
    assert waiting == []


async def test_access_is_denied(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """Whoever said no can think again, with another link."""
    form = await sign_in(hass, typed)
    await coco.deny()
    again = await give_code(hass, form)
    assert asks_code(again, "code_expired")
    await coco.deny(False)
    assert show_form(await give_code(hass, again), "rooms")


async def test_no_other_link(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
) -> None:
    """Where there is no other link either, the first form tells why."""
    form = await sign_in(hass, typed)
    await coco.expire_request_tokens()
    await coco.break_("initiate", "status", status=503)
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": "cannot_connect"})
    assert suggested(form, "consumer_key") == typed["consumer_key"]
    form = await answer(hass, form, **typed)
    assert asks_code(form)
    assert len(waiting) == 1
    assert show_form(await give_code(hass, form), "rooms")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "drop"}, "cannot_connect"),
        ({"kind": "status", "status": 503}, "cannot_connect"),
        ({"kind": "status", "status": 429}, "cannot_connect"),
        ({"kind": "status", "status": 403}, "forbidden"),
        ({"kind": "html"}, "unsupported"),
    ],
    ids=["dropped", "away", "too_many", "forbidden", "a_web_page"],
)
async def test_the_code_is_tried_again(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    fault: dict[str, Any],
    error: str,
) -> None:
    """What goes wrong for now costs neither the link nor the code."""
    form = await sign_in(hass, typed)
    code = coco.credentials["verifier"]
    await coco.break_("token", **fault)
    again = await give_code(hass, form)
    assert asks_code(again, error)
    assert link(again) == link(form)
    assert suggested(again, "verifier") == code
    await coco.mend()
    assert show_form(await give_code(hass, again), "rooms")


async def test_the_code_is_redeemed_once(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """A code is good once; what follows can be tried again without it."""
    form = await sign_in(hass, typed)
    await coco.break_("checkins", "status", status=503)
    form = await give_code(hass, form)
    assert asks_code(form, "cannot_connect")
    await coco.mend()
    assert show_form(await give_code(hass, form), "rooms")
    assert len(coco.calls("token")) == 1


async def test_the_consumer_goes_meanwhile(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """Where no code helps, the form with which it began tells why."""
    form = await sign_in(hass, typed)
    await coco.set_consumer_secret("new")
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": "invalid_auth"})
    form = await answer(hass, form, **{**typed, "consumer_secret": "new"})
    assert show_form(await give_code(hass, form), "rooms")


async def test_the_token_is_no_good(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """A token that is refused at once is not tried again for ever."""
    form = await sign_in(hass, typed)
    await coco.break_("checkins", "status", status=401)
    form = await give_code(hass, form)
    assert show_form(form, FORM, {"base": "invalid_auth"})
    form = await answer(hass, form, **typed)
    assert show_form(await give_code(hass, form), "rooms")
    assert len(coco.calls("token")) == 2


async def test_looked_at_again(
    hass: HomeAssistant, coco: HatenaCocoSimulator, typed: dict[str, str]
) -> None:
    """A dialog that is opened anew shows the same link."""
    form = await sign_in(hass, typed)
    again = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert asks_code(again)
    assert link(again) == link(form)
    assert show_form(await give_code(hass, again), "rooms")
    assert len(coco.calls("initiate")) == 1


async def test_nothing_stays_open_after_the_sign_in(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
) -> None:
    """Nothing waits for a code that has come, while the user chooses rooms."""
    form = await sign_in(hass, typed)
    assert len(waiting) == 1
    assert show_form(await give_code(hass, form), "rooms")
    await hass.async_block_till_done()
    assert waiting == []


async def test_cancelled(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
) -> None:
    """Whoever closes the dialog is waited for no longer."""
    form = await sign_in(hass, typed)
    assert len(waiting) == 1
    hass.config_entries.flow.async_abort(form["flow_id"])
    await hass.async_block_till_done()
    assert waiting == []


async def test_cancelled_while_it_begins(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
) -> None:
    """A link that comes when the dialog is closed is kept by nobody."""
    form = await begin(hass)
    async with held(coco, "initiate") as asked:
        signing_in = hass.async_create_task(answer(hass, form, **typed))
        await coco.wait_for(lambda: asked)
        assert len(waiting) == 1
        hass.config_entries.flow.async_abort(form["flow_id"])
    with pytest.raises(UnknownFlow):
        await signing_in
    await hass.async_block_till_done()
    assert waiting == []


async def test_cancelled_while_the_code_is_redeemed(
    hass: HomeAssistant,
    coco: HatenaCocoSimulator,
    typed: dict[str, str],
    waiting: list[Provider],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A request that is on its way comes to its end first."""
    form = await sign_in(hass, typed)
    async with held(coco, "token") as asked:
        giving = hass.async_create_task(give_code(hass, form))
        await coco.wait_for(lambda: asked)
        hass.config_entries.flow.async_abort(form["flow_id"])
        assert len(waiting) == 1
    with pytest.raises(UnknownFlow):
        await giving
    await hass.async_block_till_done()
    assert waiting == []
    assert "Signing in failed" not in caplog.text
