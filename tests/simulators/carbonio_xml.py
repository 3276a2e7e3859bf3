"""What a simulated Carbonio's server writes into the stanzas of rooms."""

from xml.sax.saxutils import escape, quoteattr

DOMAIN = "carbonio"
ROOM_DOMAIN = "muclight.carbonio"

CONFIGURATION = "urn:xmpp:muclight:0#configuration"
AFFILIATIONS = "urn:xmpp:muclight:0#affiliations"
MARKERS = "urn:xmpp:chat-markers:0"
REPLY = "urn:xmpp:reply:0"
FASTEN = "urn:xmpp:fasten:0"
EDIT = "zextras:xmpp:edit:0"
REACTION = "zextras:xmpp:reaction:0"
RETRACT = "urn:esl:message-retract-by-stanza-id:0"
MUC_USER = "http://jabber.org/protocol/muc#user"
FORWARD = "urn:xmpp:forward:0"
DELAY = "urn:xmpp:delay"
STANZA_ID = "urn:xmpp:sid:0"

ENCODED = "encoded='UTF-8'"


def person_address(user_id: str) -> str:
    """Return the bare address of a person."""
    return f"{user_id}@{DOMAIN}"


def room_address(room_id: str) -> str:
    """Return the bare address of a room."""
    return f"{room_id}@{ROOM_DOMAIN}"


def utf16_escapes(text: str) -> str:
    """Return a text with every UTF-16 unit written as four hexadecimal digits."""
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(
        f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)
    )


def text_body(text: str) -> str:
    """Return the inner XML of what a person's client sends as a text."""
    return f"<body>{escape(text)}</body><markable xmlns='{MARKERS}'/>"


def reply_to(room_id: str, sender_id: str, stanza_id: str) -> str:
    """Return the element that names the message replied to."""
    to = f"{person_address(sender_id)}/{room_address(room_id)}"
    return f"<reply xmlns='{REPLY}' id={quoteattr(stanza_id)} to='{to}'/>"


def fastening(kind: str, target: str, value: str = "") -> str:
    """Return the inner XML of an edit, a reaction or a retract of a stanza."""
    namespace = {"edit": EDIT, "reaction": REACTION, "retract": RETRACT}[kind]
    external = "" if kind == "retract" else "<external name='body'/>"
    body = "" if kind == "retract" else f"<body>{escape(value)}</body>"
    return (
        f"<apply-to xmlns='{FASTEN}' id={quoteattr(target)}>"
        f"<{kind} xmlns='{namespace}'/>{external}</apply-to>{body}"
    )


def configuration(operation: str, body: str = "", **values: str) -> str:
    """Return the inner XML that tells of a change of a room.

    The values' names stand with underscores for hyphens. What people wrote is
    escaped and says so: value, picture_name, filename and the body.
    """
    fields = "".join(_field(name, value) for name, value in values.items())
    caption = f"<body {ENCODED}>{utf16_escapes(body)}</body>" if body else "<body/>"
    return (
        f"<x xmlns='{CONFIGURATION}'><operation>{operation}</operation>"
        f"{fields}</x>{caption}"
    )


def _field(name: str, value: str) -> str:
    tag = name.replace("_", "-")
    if name in ("value", "picture_name", "filename"):
        return f"<{tag} {ENCODED}>{utf16_escapes(value)}</{tag}>"
    return f"<{tag}>{escape(value)}</{tag}>"


def affiliation(user_id: str, role: str) -> str:
    """Return the inner XML that tells what somebody has become in a room."""
    who = person_address(user_id)
    user = f"<user affiliation='{role}'>{who}</user>"
    return f"<x xmlns='{AFFILIATIONS}'>{user}</x><body/>"
