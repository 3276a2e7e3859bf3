"""The account, its albums, and what can be done there."""

from typing import Any

from aiohttp import ClientSession
import pytest
from yarl import URL

from custom_components.chat_rooms.model import Feature
from custom_components.chat_rooms.providers import PROVIDERS
from custom_components.chat_rooms.providers.carnation.provider import CarnationProvider
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProviderError,
    Reason,
    UnsupportedError,
)
from tests.providers.server import answer, serve
from tests.simulators.carnation import CarnationSimulator

from .accounts import user_config, viewer_config
from .albums import OWN, TAROS, Reader


@pytest.fixture
async def reader(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return Hana, who has looked at her album."""
    return await Reader.start(session, user_config(sim))


@pytest.fixture
async def watcher(session: ClientSession, sim: CarnationSimulator) -> Reader:
    """Return the television, which has looked at all albums."""
    return await Reader.start(session, viewer_config(sim))


async def test_user(sim: CarnationSimulator, reader: Reader) -> None:
    """Test a user's account and its one room."""
    assert PROVIDERS["carnation"] is CarnationProvider
    account = reader.provider.account
    assert (account.id, account.member_id, account.name) == ("user:4", "user:4", "Hana")
    assert account.features == Feature.NEW_EVENTS
    room = reader.rooms[OWN]
    assert (room.id, room.name, room.unread) == ("4", "Hana", 0)
    assert room.features == (
        Feature.SEND
        | Feature.MARK_AS_READ
        | Feature.PICTURES
        | Feature.DELETE
        | Feature.CONFIRM
    )
    assert room.limits.needs_file
    assert (room.limits.title_length, room.limits.text_length) == (255, 255)
    answer = await reader.provider.rooms()
    assert (answer.complete, answer.new_events) == (True, 0)
    await sim.rename_user("Hana", "Hanako")
    await reader.look(sweep=True)
    assert reader.rooms[OWN].name == reader.provider.account.name == "Hanako"
    assert reader.provider.feeds([OWN]) == ()


async def test_viewer(watcher: Reader) -> None:
    """Test a viewer's account and its rooms."""
    account = watcher.provider.account
    assert (account.id, account.member_id) == ("viewer:1", "viewer:1")
    assert (account.name, account.features) == ("Living room", Feature(0))
    assert [*watcher.rooms] == [OWN, TAROS]
    for room in watcher.rooms.values():
        assert room.features == (
            Feature.MARK_AS_READ
            | Feature.OWN_READ_MARK
            | Feature.PICTURES
            | Feature.REACT
        )


@pytest.mark.parametrize("missing", ["email", "password"])
@pytest.mark.parametrize("value", [None, ""])
async def test_half_a_sign_in(
    session: ClientSession, sim: CarnationSimulator, missing: str, value: str | None
) -> None:
    """Test that one of e-mail and password is not enough, and asks nobody."""
    config: dict[str, Any] = {**user_config(sim), missing: value}
    provider = CarnationProvider(session, config)
    with pytest.raises(AuthError) as raised:
        await provider.sign_in()
    assert raised.value.reason is Reason.SIGN_IN_INCOMPLETE
    assert sim.calls() == []
    with pytest.raises(AuthError):
        assert provider.account


async def test_empty_is_missing(
    session: ClientSession, sim: CarnationSimulator
) -> None:
    """Test that empty fields are a viewer's."""
    config = {**viewer_config(sim), "email": "", "password": ""}
    provider = CarnationProvider(session, config)
    assert (await provider.sign_in()).id == "viewer:1"


async def test_refused(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test a wrong password."""
    config = {**user_config(sim), "password": "wrong"}
    with pytest.raises(AuthError):
        await CarnationProvider(session, config).sign_in()


@pytest.mark.parametrize("flavour", ["server", "documented"])
async def test_probe(
    session: ClientSession, sim: CarnationSimulator, flavour: Any
) -> None:
    """Test that a carnation server is known by how it refuses."""
    await sim.set_options(flavour=flavour)
    await CarnationProvider(session, user_config(sim)).probe()
    (call,) = sim.calls()
    assert call.header("Authorization") is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "html"}, UnsupportedError),
        ({"kind": "html", "status": 400}, UnsupportedError),
        ({"kind": "html", "status": 401}, UnsupportedError),
        ({"kind": "status", "status": 404}, UnsupportedError),
        ({"kind": "status", "status": 400, "body": "what?"}, UnsupportedError),
        ({"kind": "body", "status": 401, "body": {"error": "x"}}, UnsupportedError),
        ({"kind": "body", "body": {"id": 4}}, UnsupportedError),
        ({"kind": "status", "status": 500}, ConnectionError_),
    ],
)
async def test_probe_elsewhere(
    session: ClientSession,
    sim: CarnationSimulator,
    fault: dict[str, Any],
    error: type[ProviderError],
) -> None:
    """Test what is not carnation's answer."""
    await sim.break_("get_user_info", **fault)
    with pytest.raises(error):
        await CarnationProvider(session, user_config(sim)).probe()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"WWW-Authenticate": 'Bearer realm="x"'}, None),
        ({}, {"error": "invalid_token"}),
    ],
)
async def test_probe_token(
    session: ClientSession, sim: CarnationSimulator, headers: dict[str, str], body: Any
) -> None:
    """Test the ways to say that a token is missing."""
    kind = "body" if body else "status"
    await sim.break_("get_user_info", kind, status=401, headers=headers, body=body)  # type: ignore[arg-type]
    await CarnationProvider(session, user_config(sim)).probe()


async def test_documented(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test servers that do as the reference says."""
    await sim.set_options(flavour="documented")
    for config in (user_config(sim), viewer_config(sim)):
        reader = await Reader.start(session, config)
        item = (await sim.add_item("Hana", "photo"))["id"]
        assert await reader.news(sweep=True) == [f"image {item}"]
        await sim.expire_tokens()
        assert await reader.news() == []


async def test_nonsense(session: ClientSession, sim: CarnationSimulator) -> None:
    """Test that nothing that servers write breaks anything, or comes twice."""
    await sim.set_options(nonsense=["times", "strings", "nulls", "extra"])
    for config in (user_config(sim), viewer_config(sim)):
        reader = await Reader.start(session, config)
        item = (await sim.add_item("Hana", "photo"))["id"]
        assert await reader.news(sweep=True) == [f"image {item}"]
        assert await reader.news(sweep=True) == []


async def test_delete(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that an item is deleted, and that a like cannot be."""
    await reader.provider.delete(OWN, "109")
    assert (await sim.item(109))["status"] == 2
    assert await reader.news() == ["deleted 109"]
    last = reader.rooms[OWN].last_message
    assert last is not None
    assert last.id == "106"
    with pytest.raises(UnsupportedError):
        await reader.provider.delete(OWN, "like-1-106")
    with pytest.raises(NotFoundError):
        await reader.provider.delete(OWN, "99999")


@pytest.mark.parametrize(
    "reaction",
    ["like", " Like ", "いいね", "👍", "👍🏽", "❤️", "❤", "💙", "🥰", "⭐️", "🌸"],
)
async def test_react(sim: CarnationSimulator, watcher: Reader, reaction: str) -> None:
    """Test what is a like."""
    before = (await sim.item(103))["liked_by"]
    await watcher.provider.react(TAROS, "103", reaction)
    assert before == []
    assert (await sim.item(103))["liked_by"] == [{"viewer_id": 1, "count": 1}]


async def test_react_otherwise(sim: CarnationSimulator, watcher: Reader) -> None:
    """Test what is no like, or not of something."""
    react = watcher.provider.react
    for reaction in ("👎", "", "likes", "🏽"):
        with pytest.raises(UnsupportedError) as raised:
            await react(OWN, "109", reaction)
        assert raised.value.reason is Reason.ONLY_LIKES
    with pytest.raises(UnsupportedError) as raised:
        await react(OWN, "109", "👍", remove=True)
    assert raised.value.reason is Reason.ONLY_LIKES
    for message_id in ("event-7", "one", "-1"):
        with pytest.raises(NotFoundError):
            await react(OWN, message_id, "👍")
    assert sim.calls("like_item") == []
    await react(OWN, "like-7-109", "👍")
    assert dict(sim.calls("like_item")[0].fields) == {"item_id": "109"}


async def test_not_for_this_account(
    sim: CarnationSimulator, reader: Reader, watcher: Reader
) -> None:
    """Test that a user does not like, and a viewer does not own."""
    before = len(sim.calls())
    with pytest.raises(UnsupportedError):
        await reader.provider.react(OWN, "109", "👍")
    for call in (
        watcher.provider.delete(OWN, "109"),
        watcher.provider.confirm(OWN, 109),
        watcher.provider.mark_as_read(OWN, "109"),
    ):
        with pytest.raises(UnsupportedError):
            await call
    for room in ("6", "x", ""):
        with pytest.raises(NotFoundError):
            await reader.provider.messages_after(room, 0, 10)
    assert len(sim.calls()) == before


async def test_position_of(reader: Reader) -> None:
    """Test the places of messages that no journal knows."""
    position_of = reader.provider.position_of
    assert position_of("101") == 101
    assert position_of("like-7-101") == 101
    assert position_of("event-7") == 0
    for id_ in ("", "x", "1" * 13, "like-1", "-5", "١"):
        with pytest.raises(NotFoundError):
            position_of(id_)


async def test_failing(sim: CarnationSimulator, reader: Reader) -> None:
    """Test that nothing is lost where a look fails."""
    item = (await sim.add_item("Hana", "photo"))["id"]
    await sim.break_("get_user_events", "status", status=500)
    with pytest.raises(ConnectionError_):
        await reader.look()
    assert await reader.news() == [f"image {item}"]


async def test_moved_to_https(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test that what to store is the address to which the service has moved."""
    there = "https://carnation.example.com/api/v1/user"
    respond = iter([answer(b"", 301, Location=there), answer(b"no access token", 400)])

    async def handle(request: Any) -> Any:
        return await next(respond)(request)

    async with serve(handle) as server:
        request = session._request

        async def divert(method: str, url: URL, **options: Any) -> Any:
            return await request(
                method, URL(server.url).join(url.relative()), **options
            )

        monkeypatch.setattr(session, "_request", divert)
        typed = {
            "url": "http://carnation.example.com",
            "app_id": "a",
            "app_secret": "b",
        }
        provider = CarnationProvider(session, typed)
        assert provider.credentials is None
        await provider.probe()
    assert provider.credentials == typed | {"url": "https://carnation.example.com"}
