"""A message that nobody understands keeps none of the others back."""

import logging
from typing import Any

import pytest

from custom_components.chat_rooms.providers.carbonio.muclight import Stanza
from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.carbonio.translate import Translator
from tests.simulators.carbonio import CarbonioSimulator

from .accounts import Listener
from .family import FAMILY


async def test_fault_of_our_own(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Test that the others come, and that the log tells of it without its words."""
    to_message = Translator.to_message

    def fail(self: Translator, stanza: Stanza) -> Any:
        if stanza.body == "Secret poison":
            raise KeyError(stanza.body)
        return to_message(self, stanza)

    monkeypatch.setattr(Translator, "to_message", fail)
    before = await simulator.say(FAMILY, "Hanako", "Before")
    await simulator.say(FAMILY, "Hanako", "Secret poison")
    after = await simulator.say(FAMILY, "Hanako", "After")
    start = provider.position_of(before["id"]) - 1
    page = await provider.messages_after(simulator.room_id(FAMILY), start, 50)
    assert [message.text for message in page.messages] == ["Before", "After"]
    assert page.end == provider.position_of(after["id"])
    # Every page tells of it, and the log once.
    assert len(await provider.messages_before(page.messages[0].room_id, None, 2)) == 2
    errors = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert [r.getMessage() for r in errors] == ["A message is not understood: KeyError"]


async def test_list_and_lookup(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Test that neither the list fails nor what is told of such a message."""
    said = await simulator.say(FAMILY, "Hanako", "Poison")
    await simulator.say(FAMILY, "Hanako", "Poison")

    def fail(self: Translator, stanza: Stanza) -> Any:
        raise KeyError(stanza.body)

    to_message = Translator.to_message
    monkeypatch.setattr(Translator, "to_message", fail)
    rooms = (await provider.rooms()).rooms
    assert {room.last_message for room in rooms} == {None}
    await listener.start()
    await listener.settled()
    await simulator.edit(FAMILY, "Hanako", said["id"], "Medicine")
    await listener.until(listener.told)
    monkeypatch.setattr(Translator, "to_message", to_message)
    await simulator.say(FAMILY, "Hanako", "After")
    await listener.come("After")
