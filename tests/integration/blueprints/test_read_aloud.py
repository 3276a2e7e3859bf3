"""The blueprint that reads new messages aloud."""

from datetime import datetime
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from tests.simulators.bocco import BoccoSimulator

from ..conftest import HOME
from ..files import arrival
from ..helpers import send_to
from .conftest import Say, Use
from .helpers import FAMILY_EVENT, FAMILY_NOTIFY
from .speaking import ALWAYS, HALL, Speaker, read

type Messages = list[Event[dict[str, Any]]]


async def test_texts(use: Use, say: Say, speaker: Speaker) -> None:
    """Each message is said once, one after the other, where somebody can hear it."""
    await read(use, **ALWAYS)
    await say(HOME, ("Hanako", "I am {{ 6 * 7 }}!"), ("Grandma", "42"))
    await speaker.finish(2)
    assert speaker.words == ["Hanako says: I am {{ 6 * 7 }}!", "Grandma says: 42"]
    data = speaker.calls[0].data
    assert data["entity_id"] == ["tts.robot"]
    assert data["media_player_entity_id"] == [HALL]
    assert "language" not in data


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Hanako in Happy Family says: Look at a link and …",
                "Hanako in Happy Family sent a picture.",
                "Grandma in Happy Family sent a voice message. Sent a voice message",
                "Front door in Happy Family: Open.",
            ],
        ),
        (
            "ja",
            [
                "Happy Family。Hanakoさんから。Look at リンク and so …",
                "Happy Family。Hanakoさんが写真を送りました。",
                "Happy Family。Grandmaさんが音声メッセージを送りました。Sent a voice message",
                "Happy Family。Front door。Open.",
            ],
        ),
    ],
    ids=["en", "ja"],
)
async def test_kinds(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
    language: str,
    lines: list[str],
) -> None:
    """Pictures and sounds are named, links are not spelt, long texts are cut."""
    await read(
        use,
        **ALWAYS,
        language=language,
        say_room=True,
        longest=20,
        voice_language="ja-JP",
        rooms={"entity_id": [FAMILY_EVENT]},
    )
    for happening in (
        family.write(HOME, "Hanako", "Look at https://example.com/a?b and so on"),
        family.send_image(HOME, "Hanako"),
        family.send_audio(HOME, "Grandma"),
        family.ring(HOME, "Front door", "Open."),
    ):
        await arrival(family, messages, happening)
    await speaker.finish(4)
    assert speaker.words == lines
    assert {call.data["language"] for call in speaker.calls} == {"ja-JP"}


@pytest.mark.parametrize(
    ("clock", "is_quiet"),
    [
        ("21:59", False),
        ("22:00", True),
        ("23:30", True),
        ("00:00", True),
        ("06:59", True),
        ("07:00", False),
        ("12:00", False),
    ],
)
async def test_quiet_hours(
    use: Use,
    say: Say,
    speaker: Speaker,
    monkeypatch: pytest.MonkeyPatch,
    clock: str,
    is_quiet: bool,
) -> None:
    """At night, across midnight, nothing is said, and nothing later either."""
    now = datetime.fromisoformat(f"2026-11-22 {clock}").replace(
        tzinfo=dt_util.get_default_time_zone()
    )
    monkeypatch.setattr(dt_util, "now", lambda _=None: now)
    await read(use, mark_read=True)
    await say(HOME, ("Hanako", "Are you awake?"))
    await speaker.finish(not is_quiet)
    assert len(speaker.calls) == (not is_quiet)


@pytest.mark.parametrize("mark_read", [False, True])
async def test_mark_as_read(
    family: BoccoSimulator,
    use: Use,
    say: Say,
    messages: Messages,
    speaker: Speaker,
    mark_read: bool,
) -> None:
    """What has been said is read, if wanted."""
    await read(use, **ALWAYS, mark_read=mark_read)
    before = await family.read_id(HOME)
    await say(HOME, ("Hanako", "Hello"))
    await speaker.finish()
    newest = int(messages[-1].data["message_id"])
    assert await family.read_id(HOME) == (newest if mark_read else before)


async def test_no_speaker(
    hass: HomeAssistant, family: BoccoSimulator, use: Use, say: Say, speaker: Speaker
) -> None:
    """Without a speaker nothing is said, and nothing is marked as read."""
    speaker.be("unavailable")
    await read(use, **ALWAYS, mark_read=True)
    before = await family.read_id(HOME)
    await say(HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    assert speaker.calls == []
    assert await family.read_id(HOME) == before


async def test_who_isread(
    hass: HomeAssistant, use: Use, say: Say, speaker: Speaker
) -> None:
    """Others, this account and Home Assistant are left out."""
    await read(use, **ALWAYS, senders=["Hanako", "Taro"])
    await send_to(hass, FAMILY_NOTIFY, message="The washing is done.")
    await say(
        HOME,
        ("Grandma", "Hello"),
        ("Taro", "Hello!"),
        ("Hanako", "Hello?"),
    )
    await speaker.finish()
    assert speaker.words == ["Hanako says: Hello?"]


async def test_only_if(
    hass: HomeAssistant, use: Use, say: Say, speaker: Speaker
) -> None:
    """Conditions hold it back."""
    await read(use, **ALWAYS, only_if=["{{ is_state('zone.home', '1') }}"])
    await say(HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    assert speaker.calls == []


async def test_one_speaker_for_a_list(use: Use, say: Say, speaker: Speaker) -> None:
    """In YAML one speaker may stand for a list."""
    await read(use, speakers=HALL, **ALWAYS)
    await say(HOME, ("Hanako", "Hello"))
    await speaker.finish()
    assert speaker.words == ["Hanako says: Hello"]
