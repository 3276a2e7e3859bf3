"""Speech on its way into a conversation."""

from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.media import silence
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..helpers import send_to
from ..sounds import SPEECH, set_up_ffmpeg, set_up_speech
from .helpers import NEIGHBOURS


async def test_spoken(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    media: Path,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Text-to-speech is a voice message, whatever the voice makes."""
    await set_up_ffmpeg(hass)
    speech = await set_up_speech(hass, monkeypatch)
    speech["ogg"] = silence()
    await send_to(hass, "notify.neighbours", attachments=[{"media": SPEECH}])
    (received,) = await talk.received(NEIGHBOURS)
    assert received["message_type"] == "voice-message"
    assert received["content_type"] == "audio/mpeg"
