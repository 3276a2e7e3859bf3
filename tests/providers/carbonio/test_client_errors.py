"""What a Carbonio refuses, breaks and hides, and what the client makes of it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest

from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.models import RoomType
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
    UnsupportedError,
)
from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import Generation

from .family import FAMILY, NEW, OLD, assert_discreet

type Request = Callable[[CarbonioClient, str], Awaitable[object]]
type Opening = Callable[[CarbonioClient, str], AbstractAsyncContextManager[Download]]

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PNG = "image/png"

REQUESTS: dict[str, Request] = {
    "get_tokens": lambda c, _: c.service.get_tokens(),
    "get_meeting_by_room_id": lambda c, r: c.meetings.get_meeting_by_room_id(r),
    "list_meeting": lambda c, _: c.meetings.list_meeting(),
    "list_room": lambda c, _: c.rooms.list_room(),
    "insert_room": lambda c, r: c.rooms.insert_room(RoomType.GROUP, [r], name="X"),
    "get_room": lambda c, r: c.rooms.get_room(r),
    "update_room": lambda c, r: c.rooms.update_room(r, name="X"),
    "delete_room": lambda c, r: c.rooms.delete_room(r),
    "update_room_picture": lambda c, r: c.rooms.update_room_picture(
        r, b"x", name="x", content_type=PNG
    ),
    "delete_room_picture": lambda c, r: c.rooms.delete_room_picture(r),
    "mute_room": lambda c, r: c.rooms.mute_room(r),
    "unmute_room": lambda c, r: c.rooms.unmute_room(r),
    "clear_room_history": lambda c, r: c.rooms.clear_room_history(r),
    "forward_messages": lambda c, r: c.rooms.forward_messages(r, "<x/>", NOW),
    "list_room_member": lambda c, r: c.members.list_room_member(r),
    "insert_room_member": lambda c, r: c.members.insert_room_member(r, r),
    "update_room_owners": lambda c, r: c.members.update_room_owners(r, {r: True}),
    "delete_room_member": lambda c, r: c.members.delete_room_member(r, r),
    "update_to_owner": lambda c, r: c.members.update_to_owner(r, r),
    "delete_owner": lambda c, r: c.members.delete_owner(r, r),
    "get_users": lambda c, r: c.users.get_users([r]),
    "get_capabilities": lambda c, _: c.users.get_capabilities(),
    "get_user": lambda c, r: c.users.get_user(r),
    "list_room_attachment_info": lambda c, r: c.attachments.list_room_attachment_info(
        r
    ),
    "insert_attachment": lambda c, r: c.attachments.insert_attachment(
        r, b"x", name="x", content_type=PNG
    ),
    "insert_attachment_multipart": lambda c, r: (
        c.attachments.insert_attachment_multipart(r, b"x", name="x", content_type=PNG)
    ),
    "get_attachment_info": lambda c, r: c.attachments.get_attachment_info(r),
    "delete_attachment": lambda c, r: c.attachments.delete_attachment(r),
}
OLD_REQUESTS: dict[str, Request] = {
    "insert_room": REQUESTS["insert_room"],
    "insert_room_member": REQUESTS["insert_room_member"],
    "update_workspaces_rank": lambda c, r: c.rooms.update_workspaces_rank([r]),
    "update_channels_rank": lambda c, r: c.rooms.update_channels_rank(r, [r]),
    "update_user_picture": lambda c, r: c.users.update_user_picture(
        r, b"x", name="x", content_type=PNG
    ),
    "delete_user_picture": lambda c, r: c.users.delete_user_picture(r),
}
OPENINGS: dict[str, Opening] = {
    "get_room_picture": lambda c, r: c.rooms.get_room_picture(r),
    "get_attachment": lambda c, r: c.attachments.get_attachment(r),
    "get_image_preview": lambda c, r: c.attachments.get_image_preview(r, 1, 1),
    "get_image_thumbnail": lambda c, r: c.attachments.get_image_thumbnail(r, 1, 1),
    "get_pdf_preview": lambda c, r: c.attachments.get_pdf_preview(r),
    "get_pdf_thumbnail": lambda c, r: c.attachments.get_pdf_thumbnail(r, 1, 1),
}
OLD_OPENINGS: dict[str, Opening] = {
    "get_user_picture": lambda c, r: c.users.get_user_picture(r),
}
# These return nothing, so whatever comes with a success does not matter.
SILENT = frozenset(
    {
        "delete_room",
        "update_room_picture",
        "delete_room_picture",
        "mute_room",
        "unmute_room",
        "forward_messages",
        "delete_room_member",
        "update_to_owner",
        "delete_owner",
        "delete_attachment",
        "update_workspaces_rank",
        "update_channels_rank",
        "update_user_picture",
        "delete_user_picture",
    }
)
STATUSES: dict[int, type[ProviderError]] = {
    401: AuthError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ProtocolError,
    418: ProtocolError,
    429: RateLimitedError,
    500: ConnectionError_,
    502: ConnectionError_,
    503: ConnectionError_,
}
# What a call means by a status of its own.
OWN_MEANINGS: dict[tuple[str, int], type[ProviderError]] = {
    ("list_meeting", 404): UnsupportedError,
    ("update_room", 409): ForbiddenError,
    ("insert_room", 409): ForbiddenError,
    ("forward_messages", 409): ForbiddenError,
    ("update_workspaces_rank", 409): ProtocolError,
}
NONSENSE: list[object] = ["text", 7, {"id": None}, {"id": []}, [["nested"]]]
ALL: list[tuple[Generation, str, Request]] = [
    *((NEW, name, request) for name, request in REQUESTS.items()),
    *((OLD, name, request) for name, request in OLD_REQUESTS.items()),
]
ALL_OPENINGS: list[tuple[Generation, str, Opening]] = [
    *((NEW, name, opening) for name, opening in OPENINGS.items()),
    *((OLD, name, opening) for name, opening in OLD_OPENINGS.items()),
]


def name_of(value: object) -> str:
    """Return what a test is called by; functions have no name that stays."""
    return value if isinstance(value, str) else "call"


EVERY_REQUEST = pytest.mark.parametrize(
    ("generation", "endpoint", "request_"), ALL, ids=name_of
)
EVERY_OPENING = pytest.mark.parametrize(
    ("generation", "endpoint", "opening"), ALL_OPENINGS, ids=name_of
)


@EVERY_REQUEST
async def test_statuses(
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    endpoint: str,
    request_: Request,
) -> None:
    """Test that every call says by its error what a status means."""
    room_id = simulator.room_id(FAMILY)
    for status, error in STATUSES.items():
        await simulator.break_(endpoint, "status", status=status, times=2)
        with pytest.raises(ProviderError) as raised:
            await request_(client, room_id)
        expected = OWN_MEANINGS.get((endpoint, status), error)
        assert type(raised.value) is expected, status
        assert_discreet(str(raised.value), simulator)
        assert room_id not in str(raised.value)
        await simulator.mend()
        if endpoint == "list_meeting":
            client.meetings._has_list = True


@EVERY_REQUEST
async def test_broken_answers(
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    endpoint: str,
    request_: Request,
) -> None:
    """Test pages of hotels, half answers, huge ones, and none."""
    room_id = simulator.room_id(FAMILY)
    await simulator.break_(endpoint, "drop", times=2)
    with pytest.raises(ConnectionError_) as raised:
        await request_(client, room_id)
    assert_discreet(str(raised.value), simulator)
    await simulator.mend()
    await simulator.break_(endpoint, "truncated", times=2)
    with pytest.raises(ConnectionError_):
        await request_(client, room_id)
    await simulator.mend()
    if endpoint in SILENT:
        return
    await simulator.break_(endpoint, "html")
    with pytest.raises(UnsupportedError):
        await request_(client, room_id)
    for body in NONSENSE:
        await simulator.break_(endpoint, "body", body=body)
        try:
            await request_(client, room_id)
        except ProtocolError as err:
            assert_discreet(str(err), simulator)


@EVERY_REQUEST
async def test_redirects(
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    endpoint: str,
    request_: Request,
) -> None:
    """Test that no call leaves for another host."""
    await simulator.break_(endpoint, "redirect", url=f"{simulator.elsewhere_url}/x")
    with pytest.raises(UnsupportedError):
        await request_(client, simulator.room_id(FAMILY))
    assert not simulator.calls("elsewhere")


@EVERY_OPENING
async def test_statuses_of_files(
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    endpoint: str,
    opening: Opening,
) -> None:
    """Test that every file says by its error what a status means."""
    room_id = simulator.room_id(FAMILY)
    for status, error in STATUSES.items():
        await simulator.break_(endpoint, "status", status=status, times=2)
        with pytest.raises(ProviderError) as raised:
            async with opening(client, room_id):
                pass
        assert type(raised.value) is error, status
        assert_discreet(str(raised.value), simulator)
        assert room_id not in str(raised.value)
        await simulator.mend()


@EVERY_OPENING
async def test_file_that_breaks_off(
    client: CarbonioClient,
    simulator: CarbonioSimulator,
    endpoint: str,
    opening: Opening,
) -> None:
    """Test that half a file is an error."""
    await simulator.break_(endpoint, "truncated")
    async with opening(client, simulator.room_id(FAMILY)) as file:
        with pytest.raises(ConnectionError_):
            _ = [piece async for piece in file.chunks]


async def test_answer_that_is_too_long(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that rooms without end are not read to the end."""
    await simulator.break_("list_room", "huge")
    with pytest.raises(ProtocolError, match="more than"):
        await client.rooms.list_room()


async def test_pause_that_is_asked_for(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that a pause is told on."""
    await simulator.break_(
        "list_room", "status", status=429, headers={"Retry-After": "7"}
    )
    with pytest.raises(RateLimitedError) as raised:
        await client.rooms.list_room()
    assert raised.value.retry_after == 7


async def test_ids_are_quoted(
    client: CarbonioClient, simulator: CarbonioSimulator
) -> None:
    """Test that nothing in an id leads to another call."""
    with pytest.raises(NotFoundError):
        await client.users.get_user("a/b?c#d\ud800")
    assert simulator.log[0].url.endswith("/users/a%2Fb%3Fc%23d%3F")
