"""What carnation's answers may hold, and what not."""

from typing import Any

from mashumaro import DataClassDictMixin
import pytest

from custom_components.chat_rooms.providers.answers import Answer
from custom_components.chat_rooms.providers.carnation.errors import (
    AlreadyExists,
    FileHashConflict,
    InvalidToken,
    raise_refusal,
)
from custom_components.chat_rooms.providers.carnation.models import (
    EventPage,
    Initiated,
    ItemPage,
    ItemState,
    Liked,
    Marked,
    Token,
    UploadUrl,
    WireEvent,
    WireItem,
    WireUser,
    ids,
)
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    ForbiddenError,
    NotFoundError,
    ProtocolError,
    ProviderError,
    UnsupportedError,
)
from custom_components.chat_rooms.providers.wire import parse


def _answer(status: int, body: bytes) -> Answer:
    return Answer(label="GET /x", status=status, seconds=0, headers={}, body=body)


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (400, "access denied", ForbiddenError),
        (400, "Permission denied", ForbiddenError),
        (400, "no access grant", ForbiddenError),
        (400, "no accesss grant", ForbiddenError),
        (400, '"no acces grant"', ForbiddenError),
        (400, "acces denied", ForbiddenError),
        (400, "no such user", NotFoundError),
        (404, "user not found", NotFoundError),
        (404, "viewer not found", NotFoundError),
        (400, "item not found", NotFoundError),
        (400, "item not  dound", NotFoundError),
        (400, "item_id invalid", NotFoundError),
        (400, "item_id_ invalid", NotFoundError),
        (400, "user_id invalid", NotFoundError),
        (400, "no such device", NotFoundError),
        (400, "file_hash conflict", FileHashConflict),
        (400, "sepcified email already exists", AlreadyExists),
        (400, "specified email already exists", AlreadyExists),
        (400, "deviceid might already exist", AlreadyExists),
        (400, "invalid token", InvalidToken),
        (400, "token invalid", InvalidToken),
        (400, '{"error":"invalid_token"}', InvalidToken),
        (400, "no access token", ProtocolError),
        (400, "extension required", ProtocolError),
        (400, "extension invalid", ProtocolError),
        (400, "invalid parameter  email", ProtocolError),
        (400, '{"error":"invalid_request"}', ProtocolError),
        (400, '{"error":{"of":"mine"}}', ProtocolError),
        (400, "", ProtocolError),
        (400, "x" * 5000, ProtocolError),
        (400, "x" * 300 + " access denied", ProtocolError),
        (404, "no such api", UnsupportedError),
        (404, "<h1>Not Found</h1>", UnsupportedError),
        (404, "", UnsupportedError),
        (401, "access denied", AuthError),
        (403, "Forbidden", ForbiddenError),
        (500, "access denied", ConnectionError_),
    ],
)
def test_refusals(status: int, text: str, error: type[ProviderError]) -> None:
    """Test what a refusal stands for, however it is spelt, and that it is not told."""
    with pytest.raises(error) as raised:
        raise_refusal(_answer(status, text.encode()))
    assert type(raised.value) is error
    assert str(raised.value) == f"GET /x: status {status}"


def test_refusal_in_another_language() -> None:
    """Test that what is no text at all is a refusal, too."""
    with pytest.raises(ProtocolError):
        raise_refusal(_answer(400, b"\xff\xfe\x00"))
    raise_refusal(_answer(200, b"access denied"))


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"events": [4, "5", None, "x", -1]}, [4, 5]),
        ({"event": [4]}, [4]),
        ({"event_id": 4}, [4]),
        ({"event_id": "4"}, [4]),
        ({"event_id": "4,5"}, [4, 5]),
        ({"event_id": "all"}, None),
        ({"events": "all"}, None),
        ({"events": None, "event": [6]}, [6]),
        ({"events": []}, []),
        ({"event_id": {}}, []),
        ({}, []),
    ],
)
def test_marked(wire: dict[str, Any], expected: list[int] | None) -> None:
    """Test every way in which events are named."""
    marked = parse(Marked, {"user_id": "4", **wire})
    assert (marked.user_id, marked.ids) == (4, expected)


def test_ids() -> None:
    """Test lists of ids and of objects that have one."""
    assert ids([1, "2", {"id": 3}, {"id": "4"}, {}, None, [], True, 0, 10**12]) == [
        1,
        2,
        3,
        4,
    ]
    assert ids({"id": 1}) == ids(None) == ids("12") == []


@pytest.mark.parametrize(
    "value",
    [13, "13", 13.0],
)
def test_odd_times(value: object) -> None:
    """Test that a time passes as it came."""
    item = parse(WireItem, {"id": "1", "updated_at": value, "shot_at": 10**15})
    assert (item.updated_at, item.shot_at, item.created_at) == (13, None, None)


@pytest.mark.parametrize("nonsense", [None, [], {}, "x", -1.5, True, 10**30, [None]])
def test_empty_values(nonsense: object) -> None:
    """Test that whatever may be missing may be anything."""
    item = parse(
        WireItem,
        dict.fromkeys(
            ("width", "height", "shot_at", "liked_by", "derivatives"), nonsense
        )
        | {"id": 1},
    )
    assert (item.width, item.height, item.shot_at) == (None, None, None)
    assert (item.liked_by, item.derivatives, item.rotation) == ([], [], 0)
    event = parse(WireEvent, {"id": 1, "item_ids": nonsense, "viewer_id": "?"})
    assert (event.item_ids, event.viewer_id, event.viewer_name) == ([], None, "")
    user = parse(WireUser, {"id": 1, "viewers": nonsense, "groups": nonsense})
    assert (user.viewers, user.groups) == ([], [])


@pytest.mark.parametrize("flag", [True, "true", 1, "1"])
def test_flags(flag: object) -> None:
    """Test that true is true, however it is written."""
    event = parse(WireEvent, {"id": 1, "read": flag, "retrieved": "false"})
    assert (event.read, event.retrieved) == (True, False)


def test_lists_go_on_without_what_is_broken() -> None:
    """Test one unreadable thing among readable ones."""
    page = parse(ItemPage, {"items": [{"id": 1}, {"id": None}, 7, {"id": 2}]})
    assert [item.id for item in page.items] == [1, 2]
    events = parse(EventPage, {"events": None})
    assert (events.events, events.new_count) == ([], 0)
    items = [{"viewer_id": 1, "count": "2"}, {"count": 1}, {"viewer_id": 2}]
    item = parse(WireItem, {"id": 1, "liked_by": items})
    assert [(like.viewer_id, like.count) for like in item.liked_by] == [(1, 2), (2, 0)]


@pytest.mark.parametrize(
    ("model", "wire"),
    [
        (Token, {"user_id": 4}),
        (Token, {"access_token": None}),
        (WireItem, {}),
        (WireItem, {"id": 10**12}),
        (Initiated, {"status": 0, "url": "x"}),
        (ItemState, {"id": "x"}),
        (EventPage, {"user_id": 4}),
        (EventPage, {"events": {}}),
        (WireUser, []),
        (Marked, []),
        (Liked, None),
        (UploadUrl, "x"),
    ],
)
def test_unreadable(model: type[DataClassDictMixin], wire: object) -> None:
    """Test that what a thing cannot be without makes it unreadable."""
    with pytest.raises(ProtocolError, match=f"^not a {model.__name__}$"):
        parse(model, wire)


def test_token_is_not_shown() -> None:
    """Test that a token is in no repr."""
    token = parse(Token, {"access_token": "s3cret", "refresh_token": "r3fresh"})
    assert "s3cret" not in repr(token)
    assert "r3fresh" not in repr(token)
