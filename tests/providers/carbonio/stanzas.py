"""What comes from rooms over XMPP, made by hand."""

from datetime import UTC, datetime
from typing import Any

from custom_components.chat_rooms.providers.carbonio.muclight import Stanza, read
from custom_components.chat_rooms.providers.carbonio.xml import parse

ROOM = "1f0e6a2c-0000-4000-8000-00000000000a"
TARO = "7a1c9f50-8d2e-4b6a-9c3f-5e0d1b2a4c68"
HANAKO = "2b0e6a2c-0000-4000-8000-00000000000b"
GRANDMA = "3c0e6a2c-0000-4000-8000-00000000000c"
ADDRESS = f"{ROOM}@muclight.carbonio"

# Ids of the first microsecond of a day, and of a minute before.
EARLIER = "CMVITB85I001"
STANZA_ID = "CMVITPHU0001"
SENT_AT = datetime(2026, 9, 21, tzinfo=UTC)

PLACE = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ADDRESS}' id='{STANZA_ID}'/>"
MARKABLE = "<markable xmlns='urn:xmpp:chat-markers:0'/>"
FILE = {
    "attachment-id": "f-1",
    "filename": "a.png",
    "mime-type": "image/png",
    "size": "12",
    "area": "640x480",
}


def message(*children: str, sender: str | None = HANAKO, **attributes: str) -> str:
    """Return a message of the room, which has an id and a place."""
    source = ADDRESS if sender is None else f"{ADDRESS}/{sender}@carbonio"
    given = {"from": source, "id": "own-1", "type": "groupchat"} | attributes
    written = "".join(f" {key}='{value}'" for key, value in given.items())
    return f"<message xmlns='jabber:client'{written}>{''.join(children)}</message>"


def body(text: str, more: str = "") -> str:
    """Return a text as it is on the wire."""
    return f"<body{more}>{text}</body>"


def configuration(operation: str, **values: str) -> str:
    """Return what a room tells of itself."""
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
    return (
        "<x xmlns='urn:xmpp:muclight:0#configuration'>"
        f"<operation>{operation}</operation>{inner}</x>"
    )


def fastened(kind: str, target: str = EARLIER) -> str:
    """Return what is done to another message."""
    namespaces = {
        "edit": "zextras:xmpp:edit:0",
        "retract": "urn:esl:message-retract-by-stanza-id:0",
        "reaction": "zextras:xmpp:reaction:0",
    }
    inner = f"<{kind} xmlns='{namespaces.get(kind, 'urn:example:0')}'/>"
    external = "" if kind == "retract" else "<external name='body'/>"
    return f"<apply-to xmlns='urn:xmpp:fasten:0' id='{target}'>{inner}{external}</apply-to>"


def forwarded(inner: str, count: str = "2", sender: str = GRANDMA) -> str:
    """Return somebody's message of another room, forwarded."""
    return (
        f"<forwarded xmlns='urn:xmpp:forward:0' count='{count}'>"
        "<delay xmlns='urn:xmpp:delay' stamp='2026-09-20T10:00:00.5Z'/>"
        f"<message xmlns='jabber:client' id='inner' from='other@muclight.carbonio/"
        f"{sender}@carbonio'>{inner}</message></forwarded>"
    )


def stanza(*children: str, **options: Any) -> Stanza:
    """Return what a message of the room says."""
    told = {key: options.pop(key) for key in ("stanza_id", "stamp") if key in options}
    found = read(parse(message(*children, **options)), **told)
    assert found is not None
    return found
