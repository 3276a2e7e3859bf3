"""What a Nextcloud refuses, breaks and hides, and what the client makes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    Reason,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.nextcloud_talk.client import TalkClient
from custom_components.chat_rooms.providers.nextcloud_talk.constants import RoomType
from custom_components.chat_rooms.providers.nextcloud_talk.models import (
    ChatPage,
    RoomsAnswer,
    WireParticipant,
)
from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from .conftest import NEIGHBOURS, assert_discreet
from .wire import envelope

type Request = Callable[[TalkClient, str], Awaitable[object]]

NOBODY = WireParticipant(attendee_id=1, user_id="hanako")

REQUESTS: dict[str, Request] = {
    "capabilities": lambda talk, _: talk.negotiate(),
    "user": lambda talk, _: talk.server.user(),
    "rooms": lambda talk, _: talk.rooms.list(),
    "room": lambda talk, token: talk.rooms.get(token),
    "create_room": lambda talk, _: talk.rooms.create(RoomType.GROUP, name="X"),
    "rename_room": lambda talk, token: talk.rooms.rename(token, "X"),
    "describe_room": lambda talk, token: talk.rooms.describe(token, "X"),
    "delete_room": lambda talk, token: talk.rooms.delete(token),
    "allow_guests": lambda talk, token: talk.rooms.make_public(token),
    "disallow_guests": lambda talk, token: talk.rooms.make_private(token),
    "set_password": lambda talk, token: talk.rooms.set_password(token, "X"),
    "favourite": lambda talk, token: talk.rooms.set_favourite(token, True),
    "notify": lambda talk, token: talk.rooms.set_notification_level(token, 3),
    "read_only": lambda talk, token: talk.rooms.set_read_only(token, True),
    "participants": lambda talk, token: talk.participants.list(token),
    "add_participant": lambda talk, token: talk.participants.add(token, "jiro"),
    "remove_participant": lambda talk, token: talk.participants.remove(token, NOBODY),
    "leave_room": lambda talk, token: talk.participants.leave(token),
    "join_room": lambda talk, token: talk.participants.join(token),
    "leave_active": lambda talk, token: talk.participants.leave_active(token),
    "promote": lambda talk, token: talk.participants.promote(token, NOBODY),
    "demote": lambda talk, token: talk.participants.demote(token, NOBODY),
    "call": lambda talk, token: talk.calls.participants(token),
    "join_call": lambda talk, token: talk.calls.join(token),
    "leave_call": lambda talk, token: talk.calls.leave(token),
    "receive": lambda talk, token: talk.chat.receive(token, last_known=1),
    "poll": lambda talk, token: talk.chat.receive(token, last_known=1, timeout=1),
    "history": lambda talk, token: talk.chat.history(token),
    "send": lambda talk, token: talk.chat.send(token, "X"),
    "edit": lambda talk, token: talk.chat.edit(token, 1, "X"),
    "delete": lambda talk, token: talk.chat.delete(token, 1),
    "read": lambda talk, token: talk.chat.mark_read(token, 1),
    "unread": lambda talk, token: talk.chat.mark_unread(token),
    "react": lambda talk, token: talk.reactions.add(token, 1, "👍"),
    "unreact": lambda talk, token: talk.reactions.remove(token, 1, "👍"),
    "reactions": lambda talk, token: talk.reactions.list(token, 1),
    "make_folder": lambda talk, _: talk.files.make_folder("Talk"),
    "upload": lambda talk, _: talk.files.upload("Talk/a", b"", "text/plain"),
    "share": lambda talk, token: talk.files.share("Talk/a", token),
}
# These return nothing, so whatever else comes with a success does not matter.
SILENT = frozenset(
    {
        "rename_room",
        "describe_room",
        "delete_room",
        "allow_guests",
        "disallow_guests",
        "set_password",
        "favourite",
        "notify",
        "read_only",
        "add_participant",
        "remove_participant",
        "leave_room",
        "leave_active",
        "promote",
        "demote",
        "join_call",
        "leave_call",
        "read",
        "unread",
        "make_folder",
        "upload",
        "share",
    }
)
TELLING = [endpoint for endpoint in REQUESTS if endpoint not in SILENT]
USUAL_ERRORS = {
    403: ForbiddenError,
    404: NotFoundError,
    412: ForbiddenError,
    429: RateLimitedError,
    500: ConnectionError_,
    502: ConnectionError_,
    401: AuthError,
}
LISTS = {"rooms", "participants", "call", "receive", "poll", "history"}
MAPS = {"reactions", "react", "unreact"}


async def _error(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str, **fault: Any
) -> ProviderError:
    token = sim.room_id(NEIGHBOURS)
    if endpoint == "upload" and not talk.refused:
        await talk.server.user()
    await sim.break_(endpoint, **{"kind": "status", **fault})
    with pytest.raises(ProviderError) as raised:
        await REQUESTS[endpoint](talk, token)
    assert_discreet(str(raised.value), sim)
    return raised.value


@pytest.mark.parametrize("endpoint", REQUESTS)
async def test_statuses(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str
) -> None:
    """Test that each call knows the usual errors."""
    for status, error in USUAL_ERRORS.items():
        raised = await _error(sim, talk, endpoint, status=status)
        assert type(raised) is error
        assert str(raised).endswith(f": status {status}")
        assert talk.refused is (status == 401)


@pytest.mark.parametrize(
    ("endpoint", "status", "error", "reason"),
    [
        ("receive", 412, ForbiddenError, Reason.LOBBY),
        ("poll", 412, ForbiddenError, Reason.LOBBY),
        ("history", 412, ForbiddenError, Reason.LOBBY),
        ("send", 412, ForbiddenError, Reason.LOBBY),
        ("send", 413, ForbiddenError, Reason.TEXT_TOO_LONG),
        ("send", 403, ForbiddenError, None),
        ("send", 400, ProtocolError, None),
        ("edit", 413, ForbiddenError, Reason.TEXT_TOO_LONG),
        ("edit", 400, ForbiddenError, Reason.TOO_LATE),
        ("edit", 405, ForbiddenError, None),
        ("delete", 400, ForbiddenError, Reason.TOO_LATE),
        ("delete", 405, ForbiddenError, None),
        ("read", 412, ForbiddenError, Reason.LOBBY),
        ("react", 400, ForbiddenError, None),
        ("react", 412, ForbiddenError, Reason.LOBBY),
        ("unreact", 409, ProtocolError, None),
        ("participants", 412, ForbiddenError, Reason.LOBBY),
        ("promote", 412, ForbiddenError, None),
        ("promote", 400, ForbiddenError, None),
        ("remove_participant", 400, ForbiddenError, None),
        ("leave_room", 400, ForbiddenError, Reason.LAST_MODERATOR),
        ("rename_room", 400, ForbiddenError, Reason.NAME_REFUSED),
        ("describe_room", 400, ForbiddenError, Reason.DESCRIPTION_REFUSED),
        ("set_password", 400, ForbiddenError, Reason.PASSWORD_REFUSED),
        ("rename_room", 405, ForbiddenError, None),
        ("create_room", 400, ForbiddenError, Reason.NAME_REFUSED),
        ("upload", 409, NotFoundError, None),
        ("upload", 412, ForbiddenError, None),
        ("upload", 413, ForbiddenError, Reason.FILE_TOO_LARGE),
        ("upload", 507, ForbiddenError, Reason.QUOTA),
        ("make_folder", 507, ForbiddenError, Reason.QUOTA),
        ("share", 403, ForbiddenError, None),
        ("share", 429, RateLimitedError, Reason.SHARE_LIMIT),
        ("rooms", 429, RateLimitedError, None),
    ],
)
async def test_reasons(
    sim: NextcloudTalkSimulator,
    talk: TalkClient,
    endpoint: str,
    status: int,
    error: type[ProviderError],
    reason: Reason | None,
) -> None:
    """Test that a user is told why, where that is certain."""
    raised = await _error(sim, talk, endpoint, status=status)
    assert (type(raised), raised.reason) == (error, reason)


@pytest.mark.parametrize("endpoint", [*REQUESTS])
async def test_html_instead_of_json(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str
) -> None:
    """Test a proxy's login page, which answers everything with success."""
    raised = await _error(sim, talk, endpoint, kind="html")
    assert type(raised) is UnsupportedError


@pytest.mark.parametrize("endpoint", TELLING)
async def test_answers_without_an_envelope(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str
) -> None:
    """Test JSON that Nextcloud does not send."""
    bodies: list[object] = [None, [], {}, "x", 5, {"ocs": []}, {"ocs": {"meta": {}}}]
    for body in bodies:
        raised = await _error(sim, talk, endpoint, kind="body", body=body)
        assert type(raised) is ProtocolError


@pytest.mark.parametrize("endpoint", TELLING)
async def test_nonsense_in_the_envelope(
    sim: NextcloudTalkSimulator, talk: TalkClient, endpoint: str
) -> None:
    """Test that nonsense is a ProtocolError or nothing, but never a crash."""
    token = sim.room_id(NEIGHBOURS)
    datas: list[object] = [None, [], {}, "x", 5, [[]], {"a": None}]
    for data in datas:
        await sim.break_(endpoint, "body", body=envelope(data))
        try:
            got = await REQUESTS[endpoint](talk, token)
        except ProtocolError:
            assert endpoint not in MAPS
            assert endpoint not in LISTS or not isinstance(data, list | None)
        except UnsupportedError:
            assert endpoint == "capabilities"
        else:
            assert endpoint in LISTS | MAPS
            match got:
                case RoomsAnswer():
                    assert got.rooms == []
                case ChatPage():
                    assert (got.messages, got.last_given) == ([], None)
                case _:
                    assert not got


async def test_broken_and_endless_answers(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test an answer that breaks off, and one that does not end."""
    raised = await _error(sim, talk, "rooms", kind="truncated")
    assert type(raised) is ConnectionError_
    raised = await _error(sim, talk, "rooms", kind="huge", size=9_000_000)
    assert type(raised) is ProtocolError
    raised = await _error(sim, talk, "send", kind="drop")
    assert type(raised) is ConnectionError_


async def test_redirects(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that no call is sent on to a stranger, with or without credentials."""
    for endpoint in ("rooms", "send", "upload"):
        raised = await _error(
            sim, talk, endpoint, kind="redirect", url=sim.elsewhere_url
        )
        assert type(raised) is UnsupportedError
    assert not sim.calls("elsewhere")


async def test_maintenance(sim: NextcloudTalkSimulator, talk: TalkClient) -> None:
    """Test that a closed server is told from one that asks for a pause."""
    await talk.server.user()
    await sim.maintenance()
    for endpoint in ("rooms", "send", "upload", "share"):
        with pytest.raises(ConnectionError_) as raised:
            await REQUESTS[endpoint](talk, sim.room_id(NEIGHBOURS))
        assert raised.value.reason is Reason.MAINTENANCE
    assert (await talk.server.status()).is_closed
    assert not talk.refused
    await sim.maintenance(False)
    assert not (await talk.server.status()).is_closed
    assert len((await talk.rooms.list()).rooms) == 3
    raised_503 = await _error(sim, talk, "rooms", status=503)
    assert (type(raised_503), raised_503.reason) == (ConnectionError_, None)


async def test_talk_that_is_switched_off(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that rooms are not gone only because Talk is."""
    await sim.talk_off()
    for endpoint in ("rooms", "room", "receive", "send", "react", "call"):
        with pytest.raises(UnsupportedError) as raised:
            await REQUESTS[endpoint](talk, sim.room_id(NEIGHBOURS))
        assert raised.value.reason is Reason.APP_DISABLED
    with pytest.raises(UnsupportedError) as raised:
        await talk.negotiate()
    assert raised.value.reason is Reason.APP_DISABLED
    assert talk.capabilities.has("chat-v2")


async def test_other_apps_that_are_switched_off(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test that a missing call of another app says nothing about Talk."""
    for endpoint in ("share", "user"):
        await sim.break_(endpoint, "body", status=404, body=envelope([], 998))
        with pytest.raises(UnsupportedError) as raised:
            await REQUESTS[endpoint](talk, sim.room_id(NEIGHBOURS))
        assert raised.value.reason is None
    await sim.break_("room", "body", status=404, body=envelope([], 404))
    with pytest.raises(NotFoundError):
        await talk.rooms.get(sim.room_id(NEIGHBOURS))


async def test_rooms_that_are_not_there(
    sim: NextcloudTalkSimulator, talk: TalkClient
) -> None:
    """Test a room that somebody has deleted."""
    token = sim.room_id(NEIGHBOURS)
    await sim.remove_room(NEIGHBOURS)
    roomless = ("capabilities", "user", "rooms", "create_room", "make_folder", "upload")
    for endpoint, request in REQUESTS.items():
        if endpoint not in roomless:
            with pytest.raises(NotFoundError):
                await request(talk, token)


async def test_before_anything_is_known(new: TalkClient) -> None:
    """Test that a call of Talk's needs to know its version."""
    with pytest.raises(ProtocolError, match="not known yet"):
        await new.rooms.list()
    with pytest.raises(ProtocolError, match="not known yet"):
        _ = new.capabilities
