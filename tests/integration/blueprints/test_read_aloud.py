"""The blueprint that reads new messages aloud."""

from datetime import datetime
from typing import Any

from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.util import dt as dt_util
import pytest

from tests.simulators.bocco import BoccoSimulator

from ..conftest import HOME
from ..files import arrival
from ..helpers import send_to, until
from .conftest import Use
from .helpers import FAMILY_EVENT, FAMILY_NOTIFY, said

HALL, KITCHEN = "media_player.hall", "media_player.kitchen"
ALWAYS = {"quiet_from": "00:00:00", "quiet_until": "00:00:00"}

type Messages = list[Event[dict[str, Any]]]


class Speaker:
    """A speaker that plays for a moment, and does not like to be interrupted."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have nothing to say yet."""
        self.calls: list[ServiceCall] = []
        self._hass = hass
        self.be("idle")

    @callback
    def speak(self, call: ServiceCall) -> None:
        """Say something."""
        assert self._hass.states.is_state(HALL, "idle")
        self.calls.append(call)
        self.be("playing")
        self._hass.loop.call_later(0.05, self.be, "idle")

    def be(self, state: str) -> None:
        """Show what it does."""
        self._hass.states.async_set(HALL, state)

    @property
    def words(self) -> list[str]:
        """Return what it has said."""
        return [call.data["message"] for call in self.calls]


@pytest.fixture
def speaker(hass: HomeAssistant) -> Speaker:
    """Return a speaker, beside another one that is not there."""
    hass.states.async_set(KITCHEN, "unavailable")
    speaker = Speaker(hass)
    hass.services.async_register("tts", "speak", speaker.speak)
    return speaker


async def _read(use: Use, **inputs: Any) -> None:
    given = {
        "rooms": {"entity_id": FAMILY_EVENT},
        "voice": "tts.robot",
        "speakers": [HALL, KITCHEN],
    }
    await use("read_aloud", **given | inputs)


async def test_texts(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
) -> None:
    """Each message is said once, one after the other, where somebody can hear it."""
    await _read(use, **ALWAYS)
    await said(
        hass, family, messages, HOME, ("Hanako", "I am {{ 6 * 7 }}!"), ("Grandma", "42")
    )
    await hass.async_block_till_done()
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
    await _read(
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
    await hass.async_block_till_done()
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
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
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
    await _read(use, mark_read=True)
    await said(hass, family, messages, HOME, ("Hanako", "Are you awake?"))
    await hass.async_block_till_done()
    assert len(speaker.calls) == (not is_quiet)


@pytest.mark.parametrize("mark_read", [False, True])
async def test_mark_as_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
    mark_read: bool,
) -> None:
    """What has been said is read, if wanted."""
    await _read(use, **ALWAYS, mark_read=mark_read)
    before = await family.read_id(HOME)
    await said(hass, family, messages, HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    newest = int(messages[-1].data["message_id"])
    assert await family.read_id(HOME) == (newest if mark_read else before)


async def test_no_speaker(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
) -> None:
    """Without a speaker nothing is said, and nothing is marked as read."""
    speaker.be("unavailable")
    await _read(use, **ALWAYS, mark_read=True)
    before = await family.read_id(HOME)
    await said(hass, family, messages, HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    assert speaker.calls == []
    assert await family.read_id(HOME) == before


async def test_who_is_read(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
) -> None:
    """Others, this account and Home Assistant are left out."""
    await _read(use, **ALWAYS, senders=["Hanako", "Taro"])
    await send_to(hass, FAMILY_NOTIFY, message="The washing is done.")
    await said(
        hass,
        family,
        messages,
        HOME,
        ("Grandma", "Hello"),
        ("Taro", "Hello!"),
        ("Hanako", "Hello?"),
    )
    await hass.async_block_till_done()
    assert speaker.words == ["Hanako says: Hello?"]


async def test_only_if(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    messages: Messages,
    speaker: Speaker,
) -> None:
    """Conditions hold it back."""
    await _read(use, **ALWAYS, only_if=["{{ is_state('zone.home', '1') }}"])
    await said(hass, family, messages, HOME, ("Hanako", "Hello"))
    await hass.async_block_till_done()
    assert speaker.calls == []


async def test_one_speaker_for_a_list(
    hass: HomeAssistant,
    family: BoccoSimulator,
    use: Use,
    speaker: Speaker,
    messages: Messages,
) -> None:
    """In YAML one speaker may stand for a list."""
    await _read(use, speakers=HALL, **ALWAYS)
    await said(hass, family, messages, HOME, ("Hanako", "Hello"))
    await until(hass, lambda: speaker.words and hass.states.is_state(HALL, "idle"))
    assert speaker.words == ["Hanako says: Hello"]
