"""The tolerant converters that all services share."""

from dataclasses import dataclass
from typing import Any

from mashumaro import DataClassDictMixin
import pytest

from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.wire import (
    as_name,
    as_text,
    flag_or_none,
    map_of,
    one_or_none,
    parse,
    text_or_none,
    texts,
    whole_or_none,
    wire_field,
)


@dataclass(slots=True, kw_only=True)
class _Thing(DataClassDictMixin):
    display_name: str = wire_field(as_name, "displayName")
    inner: _Thing | None = wire_field(one_or_none(lambda: _Thing), default=None)
    note: str = wire_field(as_text, default="", repr=False)


def test_field_with_another_name_on_the_wire() -> None:
    """Test that only the name of the wire is read."""
    thing = parse(_Thing, {"displayName": "a", "note": 5, "other": 1})
    assert (thing.display_name, thing.note) == ("a", "5")
    assert "5" not in repr(thing)
    with pytest.raises(ProtocolError, match="^not a _Thing$"):
        parse(_Thing, {"display_name": "a"})


def test_endless_nesting() -> None:
    """Test that what is nested beyond reason breaks nothing."""
    value: dict[str, Any] = {"displayName": "innermost"}
    for _ in range(5000):
        value = {"displayName": "a", "inner": value}
    try:
        thing: _Thing | None = parse(_Thing, value)
    except ProtocolError:
        thing = None
    while thing:
        thing = thing.inner


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        ("1", True),
        ("0", False),
        ("true", True),
        ("FALSE", False),
        ("yes", True),
        ("no", False),
        (None, None),
        ("", None),
        ("maybe", None),
        (2, None),
        ([], None),
        ({}, None),
    ],
)
def test_flags(value: object, flag: bool | None) -> None:
    """Test everything that servers write for true and false."""
    assert flag_or_none(value) is flag


def test_texts() -> None:
    """Test a text that may be missing, and lists of texts."""
    assert text_or_none("") == ""
    assert text_or_none(None) is None
    assert text_or_none(7) is None
    assert texts(["a", 1, None, "b", []]) == ["a", "b"]
    assert texts({"a": "b"}) == []
    assert texts(None) == []


def test_maps() -> None:
    """Test that a map keeps what can be read, and that no map is an empty one."""
    convert = map_of(whole_or_none)
    assert convert({"a": 1, "b": "2", "c": None, "d": [], 5: 6.0}) == {
        "a": 1,
        "b": 2,
        "5": 6,
    }
    assert convert([]) == {}
    assert convert([1]) == {}
    assert convert(None) == {}
    assert convert("a") == {}
