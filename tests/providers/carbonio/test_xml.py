"""XML in and out, also such as nobody should send."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement

import pytest

from custom_components.chat_rooms.providers.carbonio.xml import (
    NS,
    build,
    delay,
    find,
    forwarded,
    parse,
    put_into_client,
    split,
    text_of,
    to_text,
)
from custom_components.chat_rooms.providers.errors import ProtocolError
from custom_components.chat_rooms.providers.wire import date_or_none

LAUGHS = """<!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">]>
<lolz>&lol2;</lolz>"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hotel",
        "<hotel>",
        "<a/><hotel/>",
        "<a>\x00hotel</a>",
        "<a>\ud83dhotel</a>",
        "<a b='1' b='hotel'/>",
        "<hotel:a/>",
        "<a>&hotel;</a>",
        "<!DOCTYPE hotel><a/>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1/hotel'><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///hotel'>]><a>&x;</a>",
        LAUGHS,
    ],
)
def test_what_is_no_xml(text: str) -> None:
    """Test that broken and forbidden XML is one kind of error, which quotes nothing."""
    with pytest.raises(ProtocolError) as raised:
        parse(text)
    assert str(raised.value) == "broken XML"
    assert raised.value.__suppress_context__


def test_element_as_text() -> None:
    """Test that names are literal, and namespaces named where they change."""
    message = build(
        "message",
        NS.CLIENT,
        build("body", NS.CLIENT, "Hello"),
        build("markable", NS.MARKERS),
        build("x", NS.DATA, build("value", NS.DATA, "1"), build("y", NS.MARKERS)),
        to="room@muclight.carbonio",
        type="groupchat",
        id=None,
    )
    assert to_text(message) == (
        "<message xmlns='jabber:client' to='room@muclight.carbonio' type='groupchat'>"
        "<body>Hello</body><markable xmlns='urn:xmpp:chat-markers:0'/>"
        "<x xmlns='jabber:x:data'><value>1</value><y xmlns='urn:xmpp:chat-markers:0'/>"
        "</x></message>"
    )


def test_prefixes_do_not_survive() -> None:
    """Test an element as a server may send it: the same things, without prefixes."""
    element = parse(
        "<c:message xmlns:c='jabber:client' xmlns:o='urn:o' xml:lang='en' o:k='1'>"
        "<c:body a='2'>x</c:body><plain xmlns=''/></c:message>"
    )
    text = to_text(element)
    assert text == (
        "<message xmlns='jabber:client'><body a='2'>x</body><plain xmlns=''/></message>"
    )
    assert [e.tag for e in parse(text).iter()] == [e.tag for e in element.iter()]


@pytest.mark.parametrize(
    "text", ["<&>'\"", "]]>", "a\r\nb\tc", "👨‍👩‍👧 家族", "&amp;", "\ufffd\U0010ffff"]
)
def test_any_text_comes_back(text: str) -> None:
    """Test that what people write arrives as it is, in texts and attributes."""
    element = build("a", "urn:a'&\"<", text, build("b", "urn:b"), text, k=text)
    back = parse(to_text(element))
    assert (back.text, back[0].tail, back.get("k")) == (text, text, text)
    assert split(back.tag) == ("urn:a'&\"<", "a")


def test_characters_that_xml_forbids() -> None:
    """Test that they are left out, as are halves of characters."""
    bad = "a\x00\x08\x0b\x1f\ufffe\uffff\ud83db"
    back = parse(to_text(build("a", "urn:a", bad, k=bad)))
    assert (back.text, back.get("k")) == ("ab", "ab")


def test_texts_are_joined() -> None:
    """Test several texts beside each other, and after children."""
    element = build("a", "", "1", "2", build("b", ""), "3", "4")
    assert to_text(element) == "<a>12<b/>34</a>"


def test_nesting_without_end() -> None:
    """Test that an abyss can be read, but is not sent on."""
    depth = 100_000
    element = parse("<a>" * depth + "</a>" * depth)
    with pytest.raises(ProtocolError, match="too deep"):
        to_text(element)


def test_finding() -> None:
    """Test that children are found by name and namespace."""
    element = parse("<a xmlns='urn:a'><b xmlns='urn:b'>1</b><b>2</b><c/><b>3</b></a>")
    assert text_of(element, "b", "urn:a") == "2"
    assert text_of(element, "b", "urn:b") == "1"
    assert text_of(element, "c", "urn:a") == ""
    assert text_of(element, "d", "urn:a") == ""
    found = find(element, "c", "urn:a")
    assert found is not None and found.tag == "{urn:a}c"
    assert find(element, "c", "urn:b") is None


def wrapped(message: str, stamp: str = "2023-03-20T13:58:29.624130Z") -> Element:
    """Return something that forwards a message."""
    return parse(
        "<result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"<delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>{message}"
        "</forwarded></result>"
    )


BODY = "<body>x</body><markable xmlns='urn:xmpp:chat-markers:0'/>"
INNER = (
    "<forwarded xmlns='urn:xmpp:forward:0'><message id='2'>"
    f"{BODY}</message></forwarded>"
)


@pytest.mark.parametrize("namespace", [" xmlns='jabber:client'", ""])
def test_forwarded_message(namespace: str) -> None:
    """Test that its namespace is right, even if it is not named, at every level."""
    result = wrapped(f"<message id='1'{namespace}>{BODY}{INNER}</message>")
    message, stamp = forwarded(result)
    assert stamp == datetime(2023, 3, 20, 13, 58, 29, 624130, UTC)
    assert message is not None
    assert message.tag == "{jabber:client}message"
    assert text_of(message, "body", NS.CLIENT) == "x"
    assert find(message, "markable", NS.MARKERS) is not None
    inner, nothing = forwarded(message)
    assert nothing is None
    assert inner is not None and inner.get("id") == "2"
    assert text_of(inner, "body", NS.CLIENT) == "x"
    assert forwarded(result)[0] is message


def test_nothing_forwarded() -> None:
    """Test what forwards nothing, or something else than a message."""
    assert forwarded(parse("<result xmlns='urn:xmpp:mam:2'/>")) == (None, None)
    message, stamp = forwarded(wrapped("<iq xmlns='jabber:client'/>"))
    assert message is None
    assert stamp is not None


def test_stanza_without_namespace() -> None:
    """Test that only what has none is put into that of a client."""
    stanza = parse(f"<message>{BODY}<x xmlns='urn:x'><y/></x></message>")
    put_into_client(stanza, "")
    assert [e.tag for e in stanza.iter()] == [
        "{jabber:client}message",
        "{jabber:client}body",
        "{urn:xmpp:chat-markers:0}markable",
        "{urn:x}x",
        "{urn:x}y",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-01T09:00:00Z", datetime(2026, 10, 1, 9, tzinfo=UTC)),
        ("2026-10-01T09:00:00+09:00", datetime(2026, 10, 1, tzinfo=UTC)),
        ("2026-10-01T09:00:00", datetime(2026, 10, 1, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moments(text: str, expected: datetime | None) -> None:
    """Test dates of all kinds, and what is none."""
    assert date_or_none(text) == expected
    holder = Element("a")
    SubElement(holder, f"{{{NS.DELAY}}}delay", stamp=text)
    assert delay(holder) == expected
    assert delay(Element("a")) is None
