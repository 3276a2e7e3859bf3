"""Whose check-ins they are."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.hatena_coco.provider import (
    HatenaCocoProvider,
)
from tests.simulators.hatena_coco import HatenaCocoSimulator

from .conftest import PARK
from .test_rooms import newest_id, rooms_of

FRIENDS = "friends"
OWN = "own"


@pytest.mark.parametrize(
    "user",
    [
        None,
        {},
        {"user_id": None, "nickname": "Hana"},
        {"user_id": "Hana"},
        {"user_id": "hana", "nickname": "Hana"},
    ],
)
async def test_own_are_own(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider, user: Any
) -> None:
    """Test that the own list's are the account's, whatever they say of it."""
    body = {"checkins": [{"id": 7, "user": user}]}
    await sim.break_("history", "body", body=body)
    room = (await rooms_of(coco))[OWN]
    (message,) = (await coco.messages_after(OWN, 6, 10)).messages
    assert room.last_message == message == await coco.message(OWN, "7")
    assert [message] == await coco.messages_before(OWN, None, 10)
    assert message.sender.id == "hana"
    assert message.sender.name.lower() == "hana"


async def test_a_stranger_among_the_own(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that what somebody else has done is not taken for the account's."""
    body = {"checkins": [{"id": 7, "user": {"user_id": "taro"}}]}
    await sim.break_("history", "body", body=body)
    await coco.rooms()
    assert not (await coco.messages_after(OWN, 6, 10)).messages


async def test_own_in_other_letters_among_friends(
    session: ClientSession, sim: HatenaCocoSimulator, config: dict[str, Any]
) -> None:
    """Test that the account's user is known however the id is written."""
    await sim.set_options(own_in_checkins=True)
    coco = HatenaCocoProvider(session, config | {"url_name": "HANA"})
    await sim.check_in("hana", PARK, "Me")
    room = (await rooms_of(coco))[FRIENDS]
    assert room.last_message
    assert room.last_message.text == "Home again."


async def test_own_among_friends(
    sim: HatenaCocoSimulator, coco: HatenaCocoProvider
) -> None:
    """Test that where the account's user is, is no news of friends."""
    await sim.set_options(own_in_checkins=True)
    before = (await rooms_of(coco))[FRIENDS].newest or 0
    await sim.check_in("hana", PARK, "Me")
    room = (await rooms_of(coco))[FRIENDS]
    assert room.last_message
    assert room.last_message.text == "Home again."
    page = await coco.messages_after(FRIENDS, before, 10)
    assert page.messages == ()
    assert page.end == room.newest == newest_id(sim, "hana")
    listed = await coco.messages_before(FRIENDS, None, 50)
    assert {m.sender.id for m in listed} == {"taro", "obaachan"}
    assert {w.member.id for w in (await coco.rooms()).whereabouts} == {
        "taro",
        "obaachan",
    }
