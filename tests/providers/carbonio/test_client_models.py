"""What comes over the wire is wrong sooner or later."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from mashumaro import DataClassDictMixin
import pytest

from custom_components.chat_rooms.providers.carbonio import models
from custom_components.chat_rooms.providers.carbonio.models import (
    WireAttachment,
    WireAttachmentPage,
    WireCapabilities,
    WireCleared,
    WireHealth,
    WireMeeting,
    WireRoom,
    WireUser,
)
from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.wire import now, parse

MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type)
    and issubclass(model, DataClassDictMixin)
    and model is not DataClassDictMixin
]
NONSENSE: list[Any] = [None, [], {}, "", "x", 7, -1, 1.5, True, [None], {"x": [1]}]
NEEDED = {"id": "1", "userId": "1", "name": "database", "zmToken": "t"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nonsense_in_every_field(model: type[DataClassDictMixin]) -> None:
    """Test that a field which is not needed never makes a thing unreadable."""
    fields = {
        field.metadata.get("alias") or name
        for name, field in model.__dataclass_fields__.items()  # type: ignore[attr-defined]
    }
    needed = {
        name: value
        for name, value in NEEDED.items()
        if name in fields and not (name == "name" and "id" in fields)
    }
    for name in fields - needed.keys():
        for value in NONSENSE:
            parse(model, needed | {name: value, "unknown": value})
    if "userId" in needed and "id" in needed:
        del needed["userId"]
    empty = parse(model, needed)
    assert parse(model, needed | dict.fromkeys(fields - needed.keys())) is not None
    assert empty is not None


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("model", [WireRoom, WireUser, WireAttachment, WireMeeting])
def test_nothing_without_an_id(model: type[DataClassDictMixin], value: Any) -> None:
    """Test that what cannot be named is unreadable."""
    if value in ("x", 7, -1, 1.5) or value is True:
        assert parse(model, {"id": value}).id == str(value)  # type: ignore[attr-defined]
        return
    with pytest.raises(ProtocolError):
        parse(model, {"id": value})
    with pytest.raises(ProtocolError):
        parse(model, value)


def test_empty_room() -> None:
    """Test that what a server leaves out has its empty value."""
    room = parse(WireRoom, {"id": "1"})
    assert (room.name, room.description, room.type) == ("", "", "")
    assert (room.members, room.members_ids, room.children) == ([], [], [])
    assert (room.meeting_id, room.parent_id, room.rank) == ("", "", None)
    assert room.picture_updated_at is None
    assert room.user_settings.muted is False
    assert room.user_settings.cleared_at is None


def test_room_with_unreadable_parts() -> None:
    """Test that the rest stays."""
    room = parse(
        WireRoom,
        {
            "id": 7,
            "members": [{"userId": "a", "owner": "true"}, {"owner": True}, None],
            "membersIds": ["a", 7],
            "children": [{"id": "b", "rank": "2"}, {}],
            "userSettings": [],
            "rank": "1",
        },
    )
    assert room.id == "7"
    assert [(m.user_id, m.owner) for m in room.members] == [("a", True)]
    assert room.members_ids == ["a"]
    assert [(child.id, child.rank) for child in room.children] == [("b", 2)]
    assert (room.rank, room.user_settings.muted) == (1, False)


def test_rooms_without_end() -> None:
    """Test that rooms in rooms in rooms do no harm."""
    room: dict[str, Any] = {"id": "x"}
    for _ in range(5000):
        room = {"id": "x", "children": [room]}
    with suppress(ProtocolError):
        parse(WireRoom, room)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2019-08-24T14:15:22Z", datetime(2019, 8, 24, 14, 15, 22, tzinfo=UTC)),
        ("2019-08-24T16:15:22+02:00", datetime(2019, 8, 24, 14, 15, 22, tzinfo=UTC)),
        ("2019-08-24T14:15:22", datetime(2019, 8, 24, 14, 15, 22, tzinfo=UTC)),
        ("2019-08-24T14:15Z", datetime(2019, 8, 24, 14, 15, tzinfo=UTC)),
        (
            "2019-08-24T14:15:22.123456789Z",
            datetime(2019, 8, 24, 14, 15, 22, 123456, tzinfo=UTC),
        ),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        (1566656122, None),
        ("", None),
    ],
)
def test_dates(told: object, expected: datetime | None) -> None:
    """Test dates as servers write them, and others."""
    assert parse(WireRoom, {"id": "1", "createdAt": told}).created_at == expected


def test_history_that_was_cleared_some_time() -> None:
    """Test that nothing from before shows where a server does not say when."""
    assert now() - parse(WireCleared, {}).cleared_at < timedelta(minutes=1)


def test_numbers_as_text() -> None:
    """Test numbers and flags however they are written."""
    able = parse(
        WireCapabilities,
        {"maxRoomImageSizeInKb": "512", "canVideoCall": "true", "maxGroupMembers": 2.0},
    )
    assert able.max_room_image_size_in_kb == 512
    assert able.can_video_call is True
    assert able.max_group_members == 2
    assert able.edit_message_time_limit_in_minutes == 0


def test_lists_that_are_none() -> None:
    """Test pages, health and meetings without what they are about."""
    assert parse(WireAttachmentPage, {"attachments": {}}).attachments == []
    assert parse(WireHealth, {"dependencies": "all"}).dependencies == []
    assert parse(WireMeeting, {"id": "1", "participants": 7}).participants == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_is_shown(model: type[DataClassDictMixin]) -> None:
    """Test that what people wrote does not show in a log."""
    if model in (models.WireHealth, models.WireDependency):
        return
    thing = parse(model, NEEDED | {"name": "Grandma", "description": "Grandma"})
    assert "Grandma" not in repr(thing)
    assert "zmToken" not in repr(thing)
