"""Who is in rooms and in calls, at servers of all years."""

import pytest

from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from custom_components.chat_rooms.providers.nextcloud_talk.constants import (
    ParticipantType,
)
from custom_components.chat_rooms.providers.nextcloud_talk.models import WireParticipant
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import GARDEN_CLUB, NEIGHBOURS

ALL = ["current", "previous", "between", "old"]
OLD = ("between", "old")


async def _people(talk: TalkClient, token: str) -> dict[str, WireParticipant]:
    return {who.actor_id: who for who in await talk.participants.list(token)}


@pytest.mark.parametrize("generation", ALL)
async def test_list(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test that people have the same names whatever the server."""
    session = await sim.add_guest(GARDEN_CLUB, "Visitor")
    people = await talk.participants.list(sim.room_id(GARDEN_CLUB))
    assert [(p.actor_type, p.display_name, p.participant_type) for p in people] == [
        ("users", "Hanako", ParticipantType.OWNER),
        ("users", "Taro", ParticipantType.USER),
        ("users", "Grandma", ParticipantType.USER),
        ("guests", "Visitor", ParticipantType.GUEST),
    ]
    assert [p.actor_id for p in people[:3]] == ["hanako", "taro", "grandma"]
    guest = people[3]
    if generation in OLD:
        assert (guest.session_id, guest.attendee_id) == (session, None)
        assert len(guest.actor_id) == 40
    else:
        assert guest.session_ids == [session]
        assert guest.attendee_id
        assert guest.permissions is not None


@pytest.mark.parametrize("generation", ALL)
async def test_add_and_remove(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test that people come and go, guests too."""
    room = sim.cloud.room(NEIGHBOURS)
    await sim.add_guest(NEIGHBOURS, "Visitor")
    await talk.participants.add(room.token, "jiro")
    people = await _people(talk, room.token)
    assert {"jiro", "taro", "hanako", "grandma"} < set(people)
    for who in people.values():
        if who.actor_type == "guests" or who.actor_id == "jiro":
            await talk.participants.remove(room.token, who)
    assert {a.user.id for a in room.attendees} == {"taro", "hanako", "grandma"}
    with pytest.raises(NotFoundError):
        await talk.participants.remove(room.token, people["jiro"])
    with pytest.raises(NotFoundError):
        await talk.participants.add(room.token, "nobody")
    with pytest.raises(ForbiddenError):
        await talk.participants.remove(room.token, people["taro"])
    with pytest.raises(ForbiddenError):
        await talk.participants.add(sim.room_id(GARDEN_CLUB), "jiro")


async def test_add_somebody_of_another_kind(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a kind that the server does not take is refused."""
    with pytest.raises(ForbiddenError):
        await talk.participants.add(sim.room_id(NEIGHBOURS), "x@y.example", "emails")


@pytest.mark.parametrize("generation", ALL)
async def test_remove_guest(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test the reference's call, which later servers do not have."""
    room = sim.cloud.room(NEIGHBOURS)
    session = await sim.add_guest(NEIGHBOURS, "Visitor")
    if generation in OLD:
        await talk.participants.remove_guest(room.token, session)
        assert len(room.attendees) == 3
        with pytest.raises(NotFoundError):
            await talk.participants.remove_guest(room.token, session)
    else:
        with pytest.raises(UnsupportedError):
            await talk.participants.remove_guest(room.token, session)
        assert not sim.log


@pytest.mark.parametrize("generation", ALL)
async def test_promote_and_demote(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test moderators, and those who cannot become or cease to be one."""
    room = sim.cloud.room(NEIGHBOURS)
    people = await _people(talk, room.token)
    await talk.participants.promote(room.token, people["grandma"])
    assert room.attendee("grandma").participant_type == ParticipantType.MODERATOR
    await talk.participants.demote(room.token, people["grandma"])
    assert room.attendee("grandma").participant_type == ParticipantType.USER
    for call in (
        talk.participants.demote(room.token, people["grandma"]),
        talk.participants.promote(room.token, people["hanako"]),
        talk.participants.promote(room.token, people["taro"]),
        talk.participants.promote(sim.room_id(GARDEN_CLUB), people["hanako"]),
    ):
        with pytest.raises(ForbiddenError):
            await call


@pytest.mark.parametrize("generation", ["current", "old"])
async def test_somebody_without_a_name(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test that nobody is asked to change who cannot be named."""
    nobody, token = WireParticipant(actor_type="users"), sim.room_id(NEIGHBOURS)
    for call in (
        talk.participants.remove,
        talk.participants.promote,
        talk.participants.demote,
    ):
        with pytest.raises(NotFoundError, match="the participant "):
            await call(token, nobody)
    assert not sim.log


@pytest.mark.parametrize("generation", ALL)
async def test_join_and_leave(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test being there, being no longer there, and leaving for good."""
    room = sim.cloud.room(GARDEN_CLUB)
    me = room.attendee("taro")
    joined = await talk.participants.join(room.token)
    assert joined.session_id == me.session != "0"
    assert me.session not in repr(joined)
    await talk.participants.leave_active(room.token)
    assert me.session == "0"
    await talk.participants.leave(room.token)
    assert {a.user.id for a in room.attendees} == {"hanako", "grandma"}
    with pytest.raises(NotFoundError):
        await talk.participants.list(room.token)


@pytest.mark.parametrize("generation", ["current", "old"])
async def test_join_with_a_password(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test somebody who follows a public link."""
    room = sim.cloud.room(GARDEN_CLUB)
    room.password = "pässword"
    await sim.set_role(GARDEN_CLUB, ParticipantType.PUBLIC_LINK)
    with pytest.raises(ForbiddenError):
        await talk.participants.join(room.token)
    with pytest.raises(ForbiddenError):
        await talk.participants.join(room.token, "wrong")
    assert (await talk.participants.join(room.token, "pässword")).session_id


@pytest.mark.parametrize("generation", ALL)
async def test_calls(
    sim: NextcloudTalkSimulator, talk: TalkClient, generation: str
) -> None:
    """Test who calls, and joining them as far as that goes."""
    room = sim.cloud.room(NEIGHBOURS)
    assert await talk.calls.participants(room.token) == []
    await sim.start_call(NEIGHBOURS, "Hanako")
    (caller,) = await talk.calls.participants(room.token)
    assert (caller.actor_type, caller.actor_id) == ("users", "hanako")
    assert caller.last_ping
    await talk.participants.join(room.token)
    await talk.calls.join(room.token)
    assert len(await talk.calls.participants(room.token)) == 2
    if generation in OLD:
        await talk.calls.ping(room.token)
        assert sim.calls("ping_call", status=200)
    else:
        with pytest.raises(UnsupportedError, match="no ping"):
            await talk.calls.ping(room.token)
        assert not sim.calls("ping_call")
    await talk.calls.leave(room.token)
    assert len(await talk.calls.participants(room.token)) == 1
    assert (await talk.rooms.get(room.token)).has_call
