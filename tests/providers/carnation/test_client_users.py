"""Users, devices and viewers, call by call."""

from aiohttp import ClientSession
import pytest

from custom_components.chat_rooms.providers.carnation.errors import AlreadyExists
from custom_components.chat_rooms.providers.errors import (
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    UnsupportedError,
)
from tests.simulators.carnation import CarnationSimulator

from .accounts import HANA, KITCHEN, LIVING_ROOM, TARO, Account, KeptMemory, user_config
from .conftest import assert_discreet

FLAVOURS = pytest.mark.parametrize("flavour", ["server", "documented"])


@pytest.fixture
def admin(session: ClientSession, sim: CarnationSimulator) -> Account:
    """Return the administrator's account."""
    config = {"email": "admin@example.com", "password": "admin-password"}
    return Account(session, user_config(sim) | config)


async def test_create_new_user(
    sim: CarnationSimulator, admin: Account, hana: Account
) -> None:
    """Test that who may sign others up gets them, once each."""
    made = await admin.client.create_new_user("new@example.com", "a+b &c\ud83d")
    assert (made.name, made.email) == ("new_example.com", "new@example.com")
    assert sim.world.user(made.name).password == "a+b &c?"
    with pytest.raises(AlreadyExists) as raised:
        await admin.client.create_new_user("new@example.com", "x")
    assert isinstance(raised.value, ProtocolError)
    with pytest.raises(ForbiddenError):
        await hana.client.create_new_user("other@example.com", "x")


@pytest.mark.parametrize(
    ("flavour", "path"),
    [
        ("server", "/api/v1/user/attributes"),
        ("documented", "/api/v1/attributes"),
    ],
)
async def test_change_user_attribute(
    session: ClientSession, sim: CarnationSimulator, flavour: str, path: str
) -> None:
    """Test that the path is found out, and that only what is given changes."""
    await sim.set_options(flavour="documented" if flavour == "documented" else "server")
    account = Account(session, user_config(sim))
    for name in ("Hanako", "花"):
        changed = await account.client.change_user_attribute(HANA, name=name)
        assert (changed.id, changed.name) == (HANA, name)
        assert changed.email == "hana@example.com"
    calls = [call.path for call in sim.log if call.path.endswith("attributes")]
    assert calls == ["/api/v1/attributes"] * (flavour == "server") + [path] * 2
    assert account.memory["forms"]["attributes"] == path
    with pytest.raises(ForbiddenError):
        await account.client.change_user_attribute(TARO, name="x")


async def test_attributes_of_an_updated_server(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that a form that worked before is given up when it does not any more."""
    memory = KeptMemory({"forms": {"attributes": "/api/v1/attributes", "x": "y"}})
    account = Account(session, user_config(sim), memory)
    await account.client.change_user_attribute(HANA, timezone=3.0)
    assert memory["forms"]["attributes"] == "/api/v1/user/attributes"
    assert memory["forms"]["x"] == "y"
    assert (await account.client.get_user_info(HANA)).timezone == 3.0
    await sim.set_options(flavour="documented")
    await account.client.change_user_attribute(HANA, email="h@example.com")
    assert memory["forms"]["attributes"] == "/api/v1/attributes"


@FLAVOURS
async def test_attributes_of_nobody(
    sim: CarnationSimulator, admin: Account, flavour: str
) -> None:
    """Test that a user who is not there is told from a call that is not there."""
    await sim.set_options(flavour="documented" if flavour == "documented" else "server")
    with pytest.raises(NotFoundError):
        await admin.client.change_user_attribute(99, name="x")


async def test_delete_user(admin: Account, hana: Account) -> None:
    """Test that only an administrator can."""
    with pytest.raises(ForbiddenError):
        await hana.client.delete_user(TARO)
    deleted = await admin.client.delete_user(TARO)
    assert (deleted.id, deleted.name) == (TARO, "Taro")
    with pytest.raises(NotFoundError):
        await admin.client.delete_user(TARO)


async def test_get_user_info(
    sim: CarnationSimulator, hana: Account, viewer: Account
) -> None:
    """Test what is told of a user, and that credentials of viewers are not read."""
    user = await hana.client.get_user_info(HANA)
    assert (user.id, user.name, user.email, user.timezone) == (
        HANA,
        "Hana",
        "hana@example.com",
        9.0,
    )
    assert [(v.id, v.name, v.user_id) for v in user.viewers] == [
        (LIVING_ROOM, "Living room", HANA),
        (KITCHEN, "Kitchen", HANA),
    ]
    assert [group.name for group in user.groups] == ["Family"]
    assert [group.user_id for group in user.belong_to_groups] == [HANA]
    assert_discreet(f"{user!r} {user.viewers!r} {user.groups!r}", sim)
    assert "secret" not in str(user.to_dict())
    assert (await viewer.client.get_user_info(TARO)).name == "Taro"
    with pytest.raises(NotFoundError):
        await hana.client.get_user_info(99)


async def test_get_user_id_by_email(hana: Account, viewer: Account) -> None:
    """Test that everybody may ask."""
    assert await hana.client.get_user_id_by_email("taro@example.com") == TARO
    assert await viewer.client.get_user_id_by_email("hana@example.com") == HANA
    with pytest.raises(NotFoundError):
        await hana.client.get_user_id_by_email("a+b&c@example.com")


async def test_devices(sim: CarnationSimulator, hana: Account) -> None:
    """Test a telephone from its registration to its end."""
    await hana.client.register_device(HANA, "dev/ice+1", 2)
    with pytest.raises(AlreadyExists):
        await hana.client.register_device(HANA, "dev/ice+1", 2)
    (device,) = await hana.client.get_devices(HANA)
    assert (device.deviceid, device.devicetype) == ("dev/ice+1", 2)
    assert "dev/ice" not in repr(device)
    await hana.client.send_to_device(HANA, "dev/ice+1", "夕ご飯 & more")
    assert [text for _, text in sim.world.sent] == ["夕ご飯 & more"]
    await hana.client.delete_device(HANA, "dev/ice+1")
    assert await hana.client.get_devices(HANA) == []
    with pytest.raises(NotFoundError):
        await hana.client.delete_device(HANA, "dev/ice+1")
    with pytest.raises(ForbiddenError):
        await hana.client.get_devices(TARO)


async def test_viewer(sim: CarnationSimulator, hana: Account, viewer: Account) -> None:
    """Test what a viewer is, and whose albums it may see."""
    users = await viewer.client.get_viewer_users()
    assert [(user.user_id, user.name) for user in users] == [
        (HANA, "Hana"),
        (TARO, "Taro"),
    ]
    info = await viewer.client.get_viewer_info(LIVING_ROOM)
    assert (info.id, info.name, info.user_id) == (LIVING_ROOM, "Living room", HANA)
    assert [group.name for group in info.belong_to_groups] == ["Family"]
    with pytest.raises(NotFoundError):
        await viewer.client.get_viewer_info(99)
    with pytest.raises(ForbiddenError):
        await hana.client.get_viewer_users()


@pytest.mark.parametrize(
    ("flavour", "counts"), [("server", [1, 2]), ("documented", [1, 0])]
)
async def test_like_item(
    sim: CarnationSimulator, viewer: Account, flavour: str, counts: list[int]
) -> None:
    """Test that likes are counted as the server counts them."""
    await sim.set_options(flavour="documented" if flavour == "documented" else "server")
    item_id = (await sim.add_item("Taro"))["id"]
    for count in counts:
        liked = await viewer.client.like_item(item_id)
        assert (liked.viewer_id, liked.item_id, liked.count) == (
            LIVING_ROOM,
            item_id,
            count,
        )
        assert liked.updated_at
    with pytest.raises(NotFoundError):
        await viewer.client.like_item(9999)


async def test_call_that_the_server_lacks(
    sim: CarnationSimulator, hana: Account
) -> None:
    """Test that a missing call is told from a missing thing."""
    await sim.break_("get_devices", "body", status=404, body="no such api")
    with pytest.raises(UnsupportedError):
        await hana.client.get_devices(HANA)
    await sim.break_("register_device", "html", status=404)
    with pytest.raises(UnsupportedError):
        await hana.client.register_device(HANA, "x", 1)
