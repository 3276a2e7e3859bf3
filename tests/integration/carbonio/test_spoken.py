"""Speech on its way into a room."""

from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import FAMILY
from tests.simulators.media import chime

from ..helpers import send_to
from ..sounds import SPEECH, set_up_ffmpeg, set_up_speech


async def test_spoken(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    media: Path,
    ready: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Text-to-speech is a file that every browser plays."""
    await carbonio.wait_for_sockets()
    await set_up_ffmpeg(hass)
    speech = await set_up_speech(hass, monkeypatch)
    speech["wav"] = chime()
    await send_to(hass, "notify.family", attachments=[{"media": SPEECH}])
    (received,) = await carbonio.received(FAMILY)
    assert received["filename"] == "speech.mp3"
    assert received["content_type"] == "audio/mpeg"
