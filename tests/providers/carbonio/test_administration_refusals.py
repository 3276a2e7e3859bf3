"""What it means that a change of members is refused."""

import pytest

from custom_components.chat_rooms.providers.carbonio.provider import CarbonioProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProviderError,
    Reason,
)
from tests.simulators.carbonio import CarbonioSimulator

from .family import BOOK_CLUB, BOTH_GENERATIONS, FAMILY
from .members import Deed, add, demote, person, promote, remove

NOBODY = "99999999-1111-4111-8111-111111111111"
NOWHERE = "00000000-0000-4000-8000-000000000000"

DEEDS = {
    "insert_room_member": add,
    "delete_room_member": remove,
    "update_to_owner": promote,
    "delete_owner": demote,
}
ALL_DEEDS = pytest.mark.parametrize(("endpoint", "deed"), DEEDS.items(), ids=DEEDS)


async def refused(
    provider: CarbonioProvider, deed: Deed, room_id: str, member_id: str
) -> ProviderError:
    """Return the error with which something is not done."""
    with pytest.raises(ProviderError) as caught:
        await deed(provider, room_id, member_id)
    return caught.value


@ALL_DEEDS
@pytest.mark.parametrize("name", ["", "Bob", NOBODY + "0", f"../{NOBODY}"])
async def test_no_id(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
    name: str,
) -> None:
    """Test that what is no id of anybody's is not asked for."""
    error = await refused(provider, deed, simulator.room_id(FAMILY), name)
    assert isinstance(error, NotFoundError)
    assert error.reason is Reason.NO_SUCH_MEMBER
    assert simulator.calls() == []


@BOTH_GENERATIONS
@ALL_DEEDS
@pytest.mark.parametrize("status", [403, 404])
async def test_nobody(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
    status: int,
) -> None:
    """Test that somebody who is not there is told, however the server says so."""
    await simulator.break_(endpoint, "status", status=status)
    error = await refused(provider, deed, simulator.room_id(FAMILY), NOBODY)
    assert isinstance(error, NotFoundError)
    assert error.reason is Reason.NO_SUCH_MEMBER
    assert error.__suppress_context__


@BOTH_GENERATIONS
@pytest.mark.parametrize("deed", [add, promote, demote])
async def test_nobody_by_itself(
    simulator: CarbonioSimulator, provider: CarbonioProvider, deed: Deed
) -> None:
    """Test the same with what the server says by itself."""
    error = await refused(provider, deed, simulator.room_id(FAMILY), NOBODY)
    assert isinstance(error, NotFoundError)
    assert error.reason is Reason.NO_SUCH_MEMBER
    simulator.complaints.clear()


@ALL_DEEDS
@pytest.mark.parametrize("status", [400, 403, 404])
async def test_refused(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
    status: int,
) -> None:
    """Test that a refusal stays one where it is not about who is meant."""
    who = person(simulator, "Jiro" if deed is add else "Hanako")
    await simulator.break_(endpoint, "status", status=status, times=2)
    error = await refused(provider, deed, simulator.room_id(FAMILY), who)
    assert type(error) is (NotFoundError if status == 404 else ForbiddenError)
    assert error.reason is None


@ALL_DEEDS
async def test_refused_for_unknown_reasons(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
) -> None:
    """Test that a refusal stays one where nobody tells who is there."""
    await simulator.break_(endpoint, "status", status=403)
    for asked in ("get_users", "list_room_member"):
        await simulator.break_(asked, "status", status=500, times=2)
    error = await refused(provider, deed, simulator.room_id(FAMILY), NOBODY)
    assert (type(error), error.reason) == (ForbiddenError, None)


@BOTH_GENERATIONS
@ALL_DEEDS
async def test_not_an_owner(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
) -> None:
    """Test that those who do not own a room cannot change who is in it."""
    room = simulator.world.room(BOOK_CLUB)
    before = {member.user_id: member.owner for member in room.members.values()}
    who = person(simulator, "Jiro" if deed is add else "Grandma")
    error = await refused(provider, deed, room.id, who)
    assert (type(error), error.reason) == (ForbiddenError, None)
    assert before == {member.user_id: member.owner for member in room.members.values()}


@BOTH_GENERATIONS
@ALL_DEEDS
async def test_nowhere(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
) -> None:
    """Test that a room that is not there is not taken for a member who is not."""
    error = await refused(provider, deed, NOWHERE, person(simulator, "Hanako"))
    assert (type(error), error.reason) == (NotFoundError, None)


@ALL_DEEDS
@pytest.mark.parametrize(
    ("status", "wanted"), [(401, AuthError), (500, ConnectionError_)]
)
async def test_failures(
    simulator: CarbonioSimulator,
    provider: CarbonioProvider,
    endpoint: str,
    deed: Deed,
    status: int,
    wanted: type[ProviderError],
) -> None:
    """Test that what is no refusal is not asked about."""
    await simulator.break_(endpoint, "status", status=status, times=9)
    error = await refused(provider, deed, simulator.room_id(FAMILY), NOBODY)
    assert type(error) is wanted
    assert simulator.calls("list_room_member") + simulator.calls("get_users") == []


async def test_signed_out_meanwhile(
    simulator: CarbonioSimulator, provider: CarbonioProvider
) -> None:
    """Test that an account that is not let in any more is told so."""
    await simulator.break_("update_to_owner", "status", status=403)
    await simulator.break_("list_room_member", "status", status=401, times=9)
    error = await refused(provider, promote, simulator.room_id(FAMILY), NOBODY)
    assert type(error) is AuthError
