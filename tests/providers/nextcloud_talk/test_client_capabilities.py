"""What a server can do, and which generation it is of."""

from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import (
    ProtocolError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import (
    Capabilities,
    TalkClient,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator
from tests.simulators.nextcloud_talk_generations import Name

from .conftest import LOGIN_NAME
from .wire import envelope


def capabilities(*features: object, **config: object) -> Capabilities:
    """Return what a server with some features can do."""
    talk = {"features": list(features), "config": config}
    return Capabilities.of({"capabilities": {"spreed": talk}})


@pytest.mark.parametrize(
    ("generation", "rooms", "chat_v2", "longest"),
    [
        ("current", "v4", True, 32_000),
        ("previous", "v4", True, 32_000),
        ("between", "v1", True, 32_000),
        ("old", "v1", False, 1_000),
    ],
)
async def test_generations(
    sim: NextcloudTalkSimulator,
    talk: TalkClient,
    generation: Name,
    rooms: str,
    chat_v2: bool,
    longest: int,
) -> None:
    """Test that rooms and chat are told apart, each by its own feature."""
    can = talk.capabilities
    assert (can.rooms_version, can.call_version) == (rooms, rooms)
    assert (can.chat_v2, can.attendees) == (chat_v2, rooms == "v4")
    assert can.max_text_length == longest
    assert (can.attachments_allowed, can.attachments_folder) == (True, "/Talk")
    assert can.features == sim.generation.features
    assert can.has("audio")
    assert not can.has("telepathy")
    with pytest.raises(UnsupportedError, match="no telepathy"):
        can.require("telepathy")


@pytest.mark.parametrize(
    ("features", "rooms"),
    [
        ((), "v1"),
        (("chat-v2",), "v1"),
        (("conversation-v2",), "v2"),
        (("conversation-v2", "conversation-v3"), "v3"),
        (("conversation-v4", "conversation-v3", "conversation-v2"), "v4"),
    ],
)
def test_versions_of_rooms(features: tuple[str, ...], rooms: str) -> None:
    """Test that the newest of several is taken."""
    can = capabilities(*features)
    assert can.rooms_version == rooms
    assert can.attendees is (rooms in ("v3", "v4"))
    if rooms in ("v1", "v2"):
        can.require_old_rooms()
    else:
        with pytest.raises(UnsupportedError):
            can.require_old_rooms()


def test_config() -> None:
    """Test what an administrator and the user have set."""
    can = capabilities(
        "chat-v2",
        attachments={"allowed": False, "folder": "/Files/Talk"},
        chat={"max-length": "500"},
        conversations={"description-length": 2_000},
    )
    assert (can.attachments_allowed, can.attachments_folder) == (False, "/Files/Talk")
    assert can.max_text_length == 500
    assert can.max_description_length == 2_000


@pytest.mark.parametrize("told", [..., None, 0, -1, "long"], ids=str)
def test_lengths_that_are_not_told(told: object) -> None:
    """Test what the servers take that do not tell how much."""
    can = capabilities(
        chat={} if told is ... else {"max-length": told},
        conversations={} if told is ... else {"description-length": told},
    )
    assert (can.max_text_length, can.max_description_length) == (1_000, 500)


@pytest.mark.parametrize("value", [None, [], {}, "", "x", -1, 0, [5], {"a": 1}])
def test_nonsense_in_the_config(value: Any) -> None:
    """Test that everything has a default."""
    for can in (
        capabilities(value, chat=value, attachments=value),
        capabilities(
            chat={"max-length": value}, attachments={"folder": value, "allowed": value}
        ),
        Capabilities.of(
            {"capabilities": {"spreed": {"features": value, "config": value, "x": 1}}}
        ),
    ):
        assert can.max_text_length == 1_000
        assert can.attachments_folder
        assert can.rooms_version == "v1"


async def test_capabilities_that_change(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that the list of rooms tells that it is time to ask again."""
    told = []

    async def look() -> None:
        await talk.rooms.list()
        told.append((talk.outdated, talk.capabilities.max_text_length))

    await look()
    await sim.set_config("chat", "max-length", 100)
    await look()
    await look()
    assert (await talk.negotiate()).max_text_length == 100
    assert not talk.outdated
    await look()
    assert told == [(False, 32_000), (True, 32_000), (True, 32_000), (False, 100)]


async def test_capabilities_that_fail_to_come(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that they stay outdated until they have come."""
    await talk.rooms.list()
    await sim.set_config("chat", "max-length", 100)
    await talk.rooms.list()
    await sim.break_("capabilities", "body", body=[])
    with pytest.raises(ProtocolError):
        await talk.negotiate()
    assert talk.outdated
    await talk.negotiate()
    assert not talk.outdated


async def test_capabilities_of_a_nextcloud_without_talk(
    sim: NextcloudTalkSimulator, new: TalkClient
) -> None:
    """Test that Talk which is switched off is not taken for a broken server."""
    new.set_credentials(LOGIN_NAME, sim.vault.make("x").secret)
    bodies: list[object] = [
        {"version": {}, "capabilities": []},
        {"version": {}, "capabilities": {}},
        {"capabilities": {"spreed": []}},
    ]
    for body in bodies:
        await sim.break_("capabilities", "body", body=envelope(body))
        with pytest.raises(UnsupportedError) as raised:
            await new.negotiate()
        assert raised.value.reason is Reason.APP_DISABLED
