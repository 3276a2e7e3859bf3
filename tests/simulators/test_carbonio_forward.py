"""Forwarding in the simulated Carbonio: whole messages that exist, and nothing else."""

from typing import Any

import pytest

from .carbonio import CarbonioSimulator
from .carbonio_client import CarbonioClient
from .carbonio_xml import utf16_escapes
from .test_carbonio_rooms import BOOK_CLUB, FAMILY

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def path(carbonio: CarbonioSimulator) -> str:
    """Return where messages are forwarded to."""
    return f"/rooms/{carbonio.room_id(BOOK_CLUB)}/forward"


def original(message: dict[str, Any], **changes: str) -> dict[str, str]:
    """Return what a good client sends of a message."""
    sender = f"{message['room']}@muclight.carbonio/{message['sender']}@carbonio"
    xml = (
        f"<message xmlns='jabber:client' from='{sender}' id='{message['own_id']}'"
        f" type='groupchat'>{message['xml']}</message>"
    )
    sent_at = message["sent_at"]
    return {"originalMessage": xml, "originalMessageSentAt": sent_at} | changes


async def test_text(
    carbonio: CarbonioSimulator, insider: CarbonioClient, path: str
) -> None:
    """A text is forwarded as a message inside of a message."""
    said = await carbonio.say(FAMILY, "Hanako", "Käse & 🍷")
    entry = original(said, description="Read this")
    reply = await insider.chats("POST", path, json=[entry])
    assert (reply.status, reply.body) == (204, b"")
    [received] = await carbonio.wait_for_received(room=BOOK_CLUB, kind="forwarded")
    assert (received["text"], received["attachment"]) == ("Read this", None)
    xml = received["xml"]
    for part in (
        f"<body encoded='UTF-8'>{utf16_escapes('Read this')}</body>",
        "<forwarded xmlns='urn:xmpp:forward:0' count='1'>",
        f"<delay xmlns='urn:xmpp:delay' stamp='{said['sent_at']}'/>",
        f"@muclight.carbonio/{said['sender']}@carbonio",
        f" id='{said['own_id']}'".replace("'", '"'),
        f"<body encoded='UTF-8'>{utf16_escapes('Käse & 🍷')}</body>",
    ):
        assert part in xml
    again = received | {"xml": xml.replace(" encoded='UTF-8'", "")}
    again["xml"] = again["xml"].replace(utf16_escapes("Käse & 🍷"), "Käse")
    again["xml"] = again["xml"].replace(utf16_escapes("Read this"), "Read this")
    assert (await insider.chats("POST", path, json=[original(again)])).status == 204
    newest = (await carbonio.messages(BOOK_CLUB))[-1]["xml"]
    assert "count='2'" in newest
    assert utf16_escapes("Käse") in newest
    assert said["sender"] in newest
    assert carbonio.complaints == []


async def test_attachment(
    carbonio: CarbonioSimulator, insider: CarbonioClient, path: str
) -> None:
    """A file is copied: it is the other room's own."""
    said = await carbonio.send_picture(FAMILY, "Hanako", "Hills")
    escaped = f"<body encoded='UTF-8'>{utf16_escapes('Hills')}</body>"
    assert escaped in said["xml"]
    plain = said | {"xml": said["xml"].replace(escaped, "<body>Hills</body>")}
    assert (await insider.chats("POST", path, json=[original(plain)])).status == 204
    [received] = await carbonio.received(kind="forwarded")
    assert received["attachment"] != said["attachment"]
    assert (received["filename"], received["sha256"]) == (
        said["filename"],
        said["sha256"],
    )
    assert "<operation>attachmentAdded</operation>" in received["xml"]
    info = (await insider.get(f"/attachments/{received['attachment']}")).json
    assert info["roomId"] == carbonio.room_id(BOOK_CLUB)
    assert carbonio.complaints == []


async def test_is_strict(
    carbonio: CarbonioSimulator, insider: CarbonioClient, path: str
) -> None:
    """What would break other clients, or was never said, is turned down."""
    said = await carbonio.say(FAMILY, "Hanako", "Hello")
    good = original(said)
    xml, key = good["originalMessage"], "originalMessage"
    sender = f"/{said['sender']}@carbonio"
    body = "<body>Hello</body>"
    escaped = f"<body>{utf16_escapes('Hello')}</body>"
    wrong: list[Any] = [
        good,
        [],
        [{key: xml}],
        [good | {"originalMessageSentAt": "yesterday"}],
        [good | {"originalMessageSentAt": "2026-01-01T10:00:00"}],
        [good | {"originalMessageSentAt": "2026-01-01T10:00:00Z"}],
        [good | {"sender": "Hanako"}],
        [good | {key: "Hello"}],
        [good | {key: xml.replace(f" id='{said['own_id']}'", "")}],
        [good | {key: xml.replace(said["own_id"], "own-9")}],
        [good | {key: xml.replace(sender, "")}],
        [good | {key: xml.replace(body, "<body encoded='UTF-8'>Hello</body>")}],
        [good | {key: xml.replace(body, "")}],
        [good | {key: xml.replace(body, escaped)}],
        [good | {key: xml.replace("<message", "<a:message xmlns:a='b'")}],
        [good | {key: xml.replace("message", "iq")}],
        [good | {key: f"<!DOCTYPE message>{xml}"}],
    ]
    count = len(await carbonio.messages(BOOK_CLUB))
    for number, entry in enumerate(wrong, 1):
        reply = await insider.chats("POST", path, json=entry)
        assert (reply.status, reply.body) == (400, b""), entry
        assert len(carbonio.complaints) == number, entry
    await carbonio.retract(FAMILY, "Hanako", said["id"])
    assert (await insider.chats("POST", path, json=[good])).status == 400
    room = await carbonio.add_room("Others", ["Jiro", "Grandma"])
    secret = original(await carbonio.say(room, "Hanako", "Psst"))
    assert (await insider.chats("POST", path, json=[secret])).status == 403
    there = f"/rooms/{room}/forward"
    assert (await insider.chats("POST", there, json=[good])).status == 403
    assert len(await carbonio.messages(BOOK_CLUB)) == count


async def test_operation_is_literal(
    carbonio: CarbonioSimulator, insider: CarbonioClient, path: str
) -> None:
    """Of a file the server reads that it is one, letter by letter."""
    said = await carbonio.send_file(FAMILY, "Hanako")
    entry = original(said)
    operation = "<operation>attachmentAdded</operation>"
    spaced = "<operation >attachmentAdded</operation>"
    wrong = {"originalMessage": entry["originalMessage"].replace(operation, spaced)}
    assert (await insider.chats("POST", path, json=[entry | wrong])).status == 400
    assert (await insider.chats("POST", path, json=[entry])).status == 204
