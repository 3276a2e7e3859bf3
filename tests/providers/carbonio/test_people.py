"""People: whose names are asked for, how often, and what they are called until then."""

import asyncio
import logging
from typing import Any

import pytest

from custom_components.chat_rooms.model import Member, MemberKind
from custom_components.chat_rooms.providers.carbonio import people as people_module
from custom_components.chat_rooms.providers.carbonio.client import CarbonioClient
from custom_components.chat_rooms.providers.carbonio.people import People
from tests.simulators.carbonio import CarbonioSimulator

from .family import ON_OLD
from .listed import add_people

GONE = "99999999-1111-4111-8111-111111111111"


@pytest.fixture
def people(client: CarbonioClient) -> People:
    """Return people of whom nobody is known."""
    return People(client.users)


def asked(simulator: CarbonioSimulator) -> list[int]:
    """Return how many names each request asked for, the most first."""
    calls = simulator.calls("get_users")
    return sorted((len(call.query) for call in calls), reverse=True)


async def test_names(simulator: CarbonioSimulator, people: People) -> None:
    """Test that names are asked for once, and kept."""
    hanako = simulator.world.person("Hanako").id
    assert people.member(hanako) == Member(id=hanako, name=hanako[:8])
    assert not people.knows([hanako])
    await people.names([hanako, hanako, ""])
    assert people.member(hanako) == Member(id=hanako, name="Hanako")
    assert people.knows([hanako, ""])
    await people.names([hanako])
    assert asked(simulator) == [1]


async def test_ten_at_a_time(simulator: CarbonioSimulator, people: People) -> None:
    """Test that no request asks for more than the server takes."""
    ids = add_people(simulator, 25)
    await people.names(ids)
    assert asked(simulator) == [10, 10, 5]
    assert {people.member(user_id).name for user_id in ids} == {
        f"Neighbour {number}" for number in range(25)
    }


async def test_refresh(simulator: CarbonioSimulator, people: People) -> None:
    """Test that names change, and are kept where the new ones cannot be had."""
    grandma = simulator.world.person("Grandma")
    await people.names([grandma.id])
    grandma.name = "Granny"
    await people.names([grandma.id], refresh=True)
    assert people.member(grandma.id).name == "Granny"
    await simulator.break_("get_users", "status", status=500, times=9)
    await people.names([grandma.id], refresh=True)
    assert people.member(grandma.id).name == "Granny"


@ON_OLD
async def test_pictures(simulator: CarbonioSimulator, people: People) -> None:
    """Test that a picture is known with the name, and that it changes."""
    hanako = simulator.world.person("Hanako")
    await people.names([hanako.id])
    assert people.member(hanako.id).picture == ""
    shown = set()
    for number in (1, 2):
        await simulator.set_face("Hanako", number)
        await people.names([hanako.id], refresh=True)
        shown.add(people.member(hanako.id).picture)
    assert len(shown) == 2
    await simulator.set_face("Hanako", None)
    await people.names([hanako.id], refresh=True)
    assert people.member(hanako.id).picture == ""
    assert asked(simulator) == [1] * 4


@ON_OLD
async def test_guests(simulator: CarbonioSimulator, people: People) -> None:
    """Test that guests are told from members of the house."""
    hanako, grandma = map(simulator.world.person, ("Hanako", "Grandma"))
    grandma.is_guest = True
    await people.names([hanako.id, grandma.id])
    assert people.member(grandma.id).kind is MemberKind.GUEST
    assert people.member(hanako.id).kind is MemberKind.PERSON


async def test_unknown(
    simulator: CarbonioSimulator, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that whoever is unknown is asked for again after a minute."""
    (neighbour,) = add_people(simulator, 1)
    person = simulator.world.people.pop(neighbour)
    for now, requests in ((1000.0, 1), (1059.0, 1), (1060.0, 2), (1061.0, 2)):
        monkeypatch.setattr(people_module, "monotonic", lambda now=now: now)
        await people.names([neighbour])
        assert len(asked(simulator)) == requests
    assert people.member(neighbour).name == neighbour[:8]
    simulator.world.people[neighbour] = person
    await people.names([neighbour])
    assert len(asked(simulator)) == 2
    monkeypatch.setattr(people_module, "monotonic", lambda: 1120.0)
    await people.names([neighbour])
    assert people.member(neighbour).name == "Neighbour 0"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
async def test_failures(
    simulator: CarbonioSimulator, people: People, status: int
) -> None:
    """Test that it is no error that names cannot be had, and hurts no others."""
    ids = add_people(simulator, 15)
    await simulator.break_("get_users", "status", status=status, times=2)
    await people.names(ids[:1])
    assert people.member(ids[0]).name == ids[0][:8]
    await simulator.mend()
    await people.names(ids)
    assert people.knows(ids[1:])
    assert not people.knows(ids[:1])


async def test_nobody_at_home(simulator: CarbonioSimulator, people: People) -> None:
    """Test that it is no error either that the server is away."""
    await simulator.break_("get_users", "drop", times=9)
    await people.names([GONE])
    assert people.member(GONE).name == GONE[:8]


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"name": "Hanako"}, "Hanako"),
        ({"name": ""}, "h@example.com"),
        ({"name": None}, "h@example.com"),
        ({"name": {"first": "H"}, "email": []}, GONE[:8]),
        ({"id": None}, GONE[:8]),
        ({"id": "somebody else"}, GONE[:8]),
    ],
)
async def test_nonsense(
    simulator: CarbonioSimulator, people: People, user: dict[str, Any], name: str
) -> None:
    """Test that people have some name whatever the server says."""
    wire = {"id": GONE, "name": "x", "email": "h@example.com", "type": 7} | user
    await simulator.break_("get_users", "body", body=[None, "x", wire])
    await people.names([GONE])
    assert people.member(GONE).name == name
    assert people.member("somebody else").name == "somebody"


@pytest.mark.parametrize("no_id", ["hanako", "", "x" * 36, f"{GONE}\n", f"{{{GONE}}}"])
async def test_no_ids(simulator: CarbonioSimulator, people: People, no_id: str) -> None:
    """Test that what is no user's id is not asked for, and hurts no others."""
    hanako = simulator.world.person("Hanako").id
    await people.names([no_id])
    assert asked(simulator) == []
    await people.names([no_id, hanako])
    assert people.member(hanako).name == "Hanako"
    assert people.member(no_id).id == no_id


@pytest.mark.parametrize("body", [None, {}, "x", 7])
async def test_no_list(
    simulator: CarbonioSimulator, people: People, body: object
) -> None:
    """Test an answer that is no list of people."""
    await simulator.break_("get_users", "body", body=body)
    await people.names([GONE])
    assert not people.knows([GONE])


async def test_nobody_waits_any_more(
    simulator: CarbonioSimulator, people: People
) -> None:
    """Test that what was asked runs on, and is not asked twice."""
    hanako = simulator.world.person("Hanako").id
    await simulator.break_("get_users", "slow", when="before", delay=0.3)
    assert people.is_to_ask({hanako})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await people.names([hanako])
    assert not people.is_to_ask({hanako})
    assert not people.knows([hanako])
    await people.names([hanako])
    assert people.member(hanako).name == "Hanako"
    assert asked(simulator) == [1]


async def test_close(simulator: CarbonioSimulator, people: People) -> None:
    """Test that nothing is asked any more when nobody needs it."""
    await people.close()
    await simulator.break_("get_users", "slow", when="before", delay=30)
    waiting = asyncio.create_task(people.names([simulator.world.person("Hanako").id]))
    while not simulator.calls("get_users"):
        await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await people.close()
        await waiting


async def test_own_fault(people: People, caplog: pytest.LogCaptureFixture) -> None:
    """Test that a fault of our own is seen, and keeps nobody waiting."""

    async def fail(user_ids: object) -> None:
        raise ZeroDivisionError(f"secret: {user_ids}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people._users, "get_users", fail)
        await people.names([GONE])
    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert errors == ["Names are missing: ZeroDivisionError"]
    assert not people.is_to_ask({GONE})
