"""Conversations that are spoken to, and what they say aloud."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import act, until
from ..speaking import call_it, listen, say
from .helpers import GARDEN_CLUB, GRANDMA, NEIGHBOURS, heartbeat
from .test_rooms_closed import NO_MODERATOR

NOTIFY = "notify.neighbours"
EVENT = "event.neighbours_message"


async def test_send(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Each conversation hears what is meant for it, in either language."""
    await listen(hass, NOTIFY, "notify.grandma", "notify.garden_club")
    await call_it(hass, "notify.grandma", "おばあちゃん")
    assert await say(hass, "Tell the neighbours: BBQ at 6!") == "Sent to Neighbours."
    assert await say(hass, "おばあちゃんに「明日行くね！」と送って", "ja") == (
        "おばあちゃんに送りました。"
    )
    assert await say(hass, "Let Garden Club know that the BEANS are dry") == (
        "Sent to Garden Club."
    )
    assert [item["text"] for item in await talk.received(NEIGHBOURS)] == ["BBQ at 6!"]
    assert [item["text"] for item in await talk.received(GRANDMA)] == ["明日行くね！"]
    assert len(await talk.received()) == 3


@pytest.mark.parametrize(
    ("language", "read_only", "lobby"),
    [
        (
            "en",
            "This room can only be read right now.",
            "This room of Nextcloud Talk has not opened its lobby yet.",
        ),
        (
            "ja",
            "このルームは今は読むだけです。",
            "Nextcloud Talkのこのルームはまだ開いていません",
        ),
    ],
)
async def test_closed_conversations(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    language: str,
    read_only: str,
    lobby: str,
) -> None:
    """Where nobody can write, that is the answer."""
    await listen(hass, "notify.garden_club")
    await talk.set_permissions(GARDEN_CLUB, NO_MODERATOR)
    await talk.set_read_only(GARDEN_CLUB)
    await heartbeat(hass)
    sentence = "Tell Garden Club that tea is ready"
    assert (await say(hass, sentence, language) or "").startswith(read_only)
    await talk.set_read_only(GARDEN_CLUB, on=False)
    await talk.set_lobby(GARDEN_CLUB)
    await heartbeat(hass)
    assert (await say(hass, sentence, language) or "").startswith(lobby)
    assert await talk.received() == []


async def test_read(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    live: dict[str, Any],
) -> None:
    """Markdown, links, files and places become words."""
    await listen(hass, EVENT)
    await act(hass, "mark_as_read", EVENT)
    before = len(messages)
    await talk.write(
        NEIGHBOURS,
        "Hanako",
        "# Party\n- **Saturday**, at [our house](https://a.test/b)",
    )
    await talk.write(NEIGHBOURS, "Grandma", "See https://cloud.example.com/s/AbC?x=1")
    await talk.send_image(NEIGHBOURS, "Hanako")
    await talk.send_voice(NEIGHBOURS, "Grandma")
    await talk.share_location(NEIGHBOURS, "Hanako", "The old mill")
    await until(hass, lambda: len(messages) >= before + 5)
    await hass.async_block_till_done()
    assert await say(hass, "What's new in Neighbours?") == (
        "There are 5 new messages in Neighbours."
        " From Hanako: Party. Saturday, at our house."
        " From Grandma: See a link to cloud.example.com."
        " From Hanako: a picture."
        " From Grandma: a voice message."
        " From Hanako: The old mill."
    )
    assert await talk.unread(NEIGHBOURS) == 5
