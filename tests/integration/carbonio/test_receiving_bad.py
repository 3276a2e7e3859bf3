"""Nonsense from the server: nothing is lost for it, and nothing ends."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.json import json_bytes
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.carbonio import CarbonioSimulator
from tests.simulators.carbonio_family import BOOK_CLUB, FAMILY
from tests.simulators.carbonio_home import Posted
from tests.simulators.carbonio_xml import CONFIGURATION, STANZA_ID, room_address

from ..helpers import OURS, act, state, texts, until
from .helpers import CONNECTED, EVENT, LAST, refresh

WORD = "gibberish"
HERE = "HERE"
HANAKO = "HANAKO"
# Not what any archive would give out, but a place as good as any.
NEWER = "VVVVVVVVVV01"

FRAMES = {
    "empty": "",
    "blank": "   \n",
    "no_xml": WORD,
    "json": '{"type": "message"}',
    "cut": f"<message from='{HERE}/{HANAKO}@carbonio' type='groupchat'><body>{WORD}",
    "two": f"<message/><message>{WORD}</message>",
    "unclosed": f"<message xmlns='jabber:client'><body>{WORD}</message>",
    "prefix": f"<x:message from='{HERE}/{HANAKO}@carbonio'>{WORD}</x:message>",
    "null": f"<message xmlns='jabber:client'><body>{WORD}&#0;</body></message>",
    "surrogate": f"<message xmlns='jabber:client'><body>&#xD83D;{WORD}</body></message>",
    "entity": (
        f"<!DOCTYPE m [<!ENTITY a '{WORD}'>]>"
        "<message xmlns='jabber:client'><body>&a;</body></message>"
    ),
    "comment": f"<!-- {WORD} -->",
    "declaration": f"<?xml version='1.0' encoding='utf-7'?><a>{WORD}</a>",
    "deep": "<a>" * 2000 + "</a>" * 2000,
    "unknown": f"<gossip xmlns='urn:nobody'><body>{WORD}</body></gossip>",
    "no_namespace": f"<message><body>{WORD}</body></message>",
    "presence": "<presence xmlns='jabber:client' type='subscribe' from='a@b/c'/>",
    "answer": "<iq xmlns='jabber:client' type='result' id='nobody-asked'/>",
    "error": "<iq xmlns='jabber:client' type='error' id='nobody-asked'><error/></iq>",
    "chat": (
        f"<message xmlns='jabber:client' from='{HANAKO}@carbonio' type='chat' id='1'>"
        f"<body>{WORD}</body></message>"
    ),
    "no_sender": (
        "<message xmlns='jabber:client' type='groupchat' id='2'>"
        f"<body>{WORD}</body></message>"
    ),
    "odd_sender": (
        "<message xmlns='jabber:client' type='groupchat' id='3' from='@/@//'>"
        f"<body>{WORD}</body></message>"
    ),
    "other_domain": (
        "<message xmlns='jabber:client' type='groupchat' id='4'"
        f" from='{{room}}@elsewhere.example/{HANAKO}@carbonio'><body>{WORD}</body>"
        f"<stanza-id xmlns='{STANZA_ID}' by='{HERE}' id='{NEWER}'/></message>"
    ),
    "foreign_room": (
        "<message xmlns='jabber:client' type='groupchat' id='5'"
        f" from='nobody@muclight.carbonio/{HANAKO}@carbonio'><body>{WORD}</body>"
        f"<stanza-id xmlns='{STANZA_ID}' by='nobody@muclight.carbonio' id='{NEWER}'/>"
        "</message>"
    ),
    "other_archive": (
        "<message xmlns='jabber:client' type='groupchat' id='6'"
        f" from='{HERE}/{HANAKO}@carbonio'><body>{WORD}</body>"
        f"<stanza-id xmlns='{STANZA_ID}' by='mallory@carbonio' id='{NEWER}'/></message>"
    ),
    "no_ids": (
        "<message xmlns='jabber:client' type='groupchat'"
        f" from='{HERE}/{HANAKO}@carbonio'><body>{WORD}</body></message>"
    ),
    "no_stanza_id": (
        "<message xmlns='jabber:client' type='groupchat' id='7'"
        f" from='{HERE}/{HANAKO}@carbonio'><body>{WORD}</body></message>"
    ),
    "marker": (
        "<message xmlns='jabber:client' type='groupchat' id='8'"
        f" from='{HERE}/{HANAKO}@carbonio'>"
        "<displayed xmlns='urn:xmpp:chat-markers:0'/></message>"
    ),
    "result": (
        f"<message xmlns='jabber:client' from='{HERE}'>"
        "<result xmlns='urn:xmpp:mam:2' id='1' queryid='nobody-asked'/></message>"
    ),
}


def frame(carbonio: CarbonioSimulator, text: str) -> str:
    """Return a frame as it comes from the family's room."""
    room = carbonio.room_id(FAMILY)
    return (
        text.replace(HERE, room_address(room))
        .replace(HANAKO, carbonio.world.person("Hanako").id)
        .replace("{room}", room)
    )


def log_of(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that our loggers have said."""
    return "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if record.name.startswith(OURS)
    )


async def test_strange_frames(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """They are passed over: what is said before and after comes, on the same line."""
    for name, nonsense in FRAMES.items():
        await carbonio.say(FAMILY, "Hanako", f"Before {name}")
        carbonio.xmpp.send_raw(frame(carbonio, nonsense))
    await carbonio.say(FAMILY, "Hanako", "After all")
    await until(hass, lambda: texts(told)[-1:] == ["After all"])
    await hass.async_block_till_done()
    assert texts(told) == [*(f"Before {name}" for name in FRAMES), "After all"]
    assert state(hass, CONNECTED) == "on"
    assert state(hass, LAST) == "After all"
    assert carbonio.xmpp.handshakes == 1
    assert WORD not in log_of(caplog)


CONTENTS = {
    "nothing": "",
    "empty_body": "<body/>",
    "chat_state": "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
    "unknown_operation": (
        f"<x xmlns='{CONFIGURATION}'><operation>roomPainted</operation>"
        "<value>green</value></x><body/>"
    ),
    "no_operation": f"<x xmlns='{CONFIGURATION}'/><body/>",
    "affiliation": (
        "<x xmlns='urn:xmpp:muclight:0#affiliations'><user>?</user></x><body/>"
    ),
    "nobody_fastened": (
        "<apply-to xmlns='urn:xmpp:fasten:0'><edit xmlns='zextras:xmpp:edit:0'/>"
        "</apply-to><body>x</body>"
    ),
    "unknown_fastening": (
        "<apply-to xmlns='urn:xmpp:fasten:0' id='C808PJQD9V81'>"
        "<underline xmlns='urn:nobody'/></apply-to>"
    ),
    "forwarded_nothing": "<forwarded xmlns='urn:xmpp:forward:0'/><body/>",
    "noise": "<gossip xmlns='urn:nobody'><body>x</body></gossip>",
}


async def test_messages_that_say_nothing(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
) -> None:
    """They have a place in the room and are no messages, live or in the archive."""
    for name, children in CONTENTS.items():
        for member in ("Hanako", None):
            await carbonio.say(FAMILY, "Hanako", f"{name} of {member}")
            await carbonio.post_stanza(FAMILY, member, children)
    names = [f"{name} of {who}" for name in CONTENTS for who in ("Hanako", None)]
    await until(hass, lambda: len(told) == len(names))
    await refresh(hass)
    assert texts(told) == names
    assert state(hass, LAST) == names[-1]
    found = await act(hass, "get_messages", EVENT, limit=len(names))
    assert [message["text"] for message in found["messages"]] == names
    assert state(hass, CONNECTED) == "on"


async def test_a_file_of_which_little_is_told(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What is told is shown; a size that is none is unknown."""
    operation = "<operation>attachmentAdded</operation>"
    for fields in (
        "",
        "<filename>Plan.pdf</filename>",
        "<attachment-id>1</attachment-id><size>a lot</size>",
        "<attachment-id>2</attachment-id><filename/><mime-type>?</mime-type><size>-1</size>",
    ):
        x = f"<x xmlns='{CONFIGURATION}'>{operation}{fields}</x>"
        await carbonio.post_stanza(FAMILY, "Hanako", f"{x}<body>See this</body>")
    await until(hass, lambda: len(messages) == 4)
    assert texts(messages) == ["See this"] * 4
    sizes = [[a["size"] for a in e.data["attachments"]] for e in messages]
    assert sizes == [[], [], [None], [None]]


ESCAPES = {
    "emoji": ("\\ud83d\\ude00", "😀"),
    "capitals": ("\\uD83D\\uDE00 \\u0041", "😀 A"),
    "half": ("\\ud83d!", "\ufffd!"),
    "other_half": ("\\ude00\\ud83d", "\ufffd\ufffd"),
    "between": ("\\ud83d\\u0041\\ude00", "\ufffdA\ufffd"),
    "broken": ("\\u12 \\uzzzz \\", "\\u12 \\uzzzz \\"),
    "null": ("a\\u0000b\\u0007", None),
    "plain": ("Grüße & \\n", None),
}


@pytest.mark.parametrize(("escaped", "shown"), ESCAPES.values(), ids=ESCAPES.keys())
async def test_escapes(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    escaped: str,
    shown: str | None,
) -> None:
    """Halves of letters become a mark, and all that comes can be written as JSON."""
    written = escaped.replace("&", "&amp;")
    await carbonio.post_stanza(
        FAMILY,
        "Hanako",
        f"<x xmlns='{CONFIGURATION}'><operation>attachmentAdded</operation>"
        f"<attachment-id>1</attachment-id><filename>{written}</filename></x>"
        f"<body encoded='UTF-8'>{written}</body>",
    )
    await carbonio.say(FAMILY, "Hanako", escaped.replace("&", "and"))
    await until(hass, lambda: len(messages) == 2)
    await hass.async_block_till_done()
    first, second = (event.data for event in messages)
    assert json_bytes(dict(first))
    if shown is not None:
        assert first["text"] == shown
        assert first["attachments"][0]["name"] == shown
    assert second["text"] == escaped.replace("&", "and")
    assert state(hass, LAST) == second["text"]


async def test_a_huge_text(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Events and states carry the beginning of it, get_messages has it whole."""
    text = "Once upon a time… " * 20_000
    said = await carbonio.say(FAMILY, "Hanako", text)
    await until(hass, lambda: messages)
    await hass.async_block_till_done()
    data = messages[0].data
    assert len(json_bytes(dict(data))) < 16 * 1024
    assert data["text"].endswith("…")
    assert text.startswith(data["text"][:-1])
    assert len(data["text"]) > 5_000
    for entity_id in (EVENT, LAST):
        found = hass.states.get(entity_id)
        assert found and len(json_bytes(found.as_dict())) < 16 * 1024
    assert len(state(hass, LAST)) <= 255
    (message,) = (await act(hass, "get_messages", EVENT, limit=1))["messages"]
    assert (message["message_id"], message["text"]) == (said["id"], text)


async def test_a_huge_name(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Nor can a file's name or a room's be too long for an event."""
    await carbonio.send_file(FAMILY, "Hanako", "x" * 100_000 + ".pdf", caption="Long")
    await until(hass, lambda: len(messages) == 1)
    await hass.async_block_till_done()
    found = hass.states.get(EVENT)
    assert found and len(json_bytes(found.as_dict())) < 16 * 1024
    await carbonio.rename(BOOK_CLUB, "y" * 100_000)
    await until(hass, lambda: len(messages) == 2)
    for event in messages:
        assert len(json_bytes(dict(event.data))) < 16 * 1024


async def test_a_live_message_without_its_place(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    messages: list[Event[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes without a stanza id is fetched from the archive with the next list."""
    live_xml = Posted.live_xml

    def without(posted: Posted, to: str) -> str:
        return live_xml(posted, to).replace("stanza-id", "something-else")

    monkeypatch.setattr(Posted, "live_xml", without)
    await carbonio.say(FAMILY, "Hanako", "Where am I?")
    monkeypatch.undo()
    await carbonio.say(BOOK_CLUB, "Hanako", "Here")
    await until(hass, lambda: messages)
    await refresh(hass)
    await until(hass, lambda: len(messages) == 2)
    assert texts(messages) == ["Here", "Where am I?"]
    await carbonio.say(FAMILY, "Hanako", "I see")
    await until(hass, lambda: len(messages) == 3)


EVENTS = (
    "",
    "gibberish",
    "[]",
    "null",
    "17",
    '"RoomCreated"',
    "{}",
    '{"type": null}',
    '{"type": 7}',
    '{"type": "RoomPainted", "roomId": "x"}',
    '{"type": "RoomUpdated"}',
    '{"type": "RoomUpdated", "roomId": {"a": 1}}',
    '{"type": "ROOM_MUTED", "roomId": "nobody"}',
    '{"type": "MeetingStarted", "meetingId": "nobody", "starterUser": []}',
    '{"type": "MeetingStopped"}',
    '{"type": "RoomDeleted", "roomId": "nobody"}',
    '{"type": "RoomMemberRemoved", "roomId": "nobody", "userId": "nobody"}',
    '{"type": "RoomHistoryCleared", "roomId": "nobody", "clearedAt": "soon"}',
    "[" * 5000,
)


async def test_strange_events(
    hass: HomeAssistant,
    carbonio: CarbonioSimulator,
    live: MockConfigEntry,
    told: list[Event[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """They are passed over, and what really happens is heard on the same line."""
    for text in EVENTS:
        carbonio.events.send_raw(text)
    await carbonio.mute(FAMILY)
    await until(hass, lambda: state(hass, "switch.family_mute") == "on")
    await hass.async_block_till_done()
    assert told == []
    assert state(hass, CONNECTED) == "on"
    assert carbonio.events.handshakes == 1
    assert "gibberish" not in log_of(caplog)
    assert {state(hass, f"notify.{room}") for room in ("family", "grandma")} == {
        "unknown"
    }
