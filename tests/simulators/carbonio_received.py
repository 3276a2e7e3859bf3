"""What a simulated Carbonio received from clients of its account."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from .carbonio_home import Attachment, Posted, iso
from .carbonio_xml import CONFIGURATION, FASTEN, FORWARD, REPLY

type Kind = Literal[
    "text", "attachment", "forwarded", "edit", "reaction", "retract", "notice"
]

CLIENT = "jabber:client"


@dataclass(slots=True)
class Received:
    """A stanza that came of what a client has done, and the file that came with it."""

    posted: Posted
    attachment: Attachment | None = None
    description: str | None = None

    @property
    def _content(self) -> Element:
        return fromstring(f"<message xmlns='{CLIENT}'>{self.posted.children}</message>")

    @property
    def kind(self) -> Kind:
        """Return what it is."""
        content = self._content
        if content.find(f"{{{FORWARD}}}forwarded") is not None:
            return "forwarded"
        if self.attachment:
            return "attachment"
        if (apply_to := content.find(f"{{{FASTEN}}}apply-to")) is not None:
            names = {child.tag.rpartition("}")[2] for child in apply_to}
            for kind in ("edit", "reaction", "retract"):
                if kind in names:
                    return kind
        is_notice = content.find(f"{{{CONFIGURATION}}}x") is not None
        return "notice" if is_notice else "text"

    def summary(self) -> dict[str, Any]:
        """Return all but the bytes of a file."""
        content = self._content
        reply = content.find(f"{{{REPLY}}}reply")
        fastened = content.find(f"{{{FASTEN}}}apply-to")
        file = self.attachment
        text = content.findtext(f"{{{CLIENT}}}body") or ""
        return described(self.posted) | {
            "kind": self.kind,
            "text": text if self.description is None else self.description,
            "reply_to": None if reply is None else reply.get("id"),
            "fastened_to": None if fastened is None else fastened.get("id"),
            "attachment": file and file.id,
            "filename": file and file.name,
            "content_type": file and file.content_type,
            "area": file and file.area,
            "size": file and len(file.data),
            "sha256": file and file.sha256,
        }


class Ledger:
    """Notes what clients of one account send, and not what is done in its name."""

    def __init__(self, account_id: str) -> None:
        """Start with nothing."""
        self.items: list[Received] = []
        self._account_id = account_id
        self._is_acting = False

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do something in the name of the account that no client of it has sent."""
        self._is_acting = True
        try:
            yield
        finally:
            self._is_acting = False

    def heard(self, posted: Posted) -> None:
        """Note a stanza, if a client of the account is behind it."""
        if posted.sender_id == self._account_id and posted.archived:
            if not self._is_acting:
                self.items.append(Received(posted))

    def explain(
        self, posted: Posted, attachment: Attachment | None, description: str
    ) -> None:
        """Add the file and the text that were sent with a stanza."""
        for item in self.items:
            if item.posted is posted:
                item.attachment, item.description = attachment, description

    def of(self, room_id: str | None, kind: str | None) -> list[Received]:
        """Return what came, in one room or all, of one kind or all but notices."""
        return [
            item
            for item in self.items
            if room_id in (None, item.posted.room_id)
            and (item.kind == kind if kind else item.kind != "notice")
        ]


def described(posted: Posted) -> dict[str, Any]:
    """Return what is to be known of a stanza."""
    return {
        "id": posted.stanza_id,
        "own_id": posted.own_id,
        "room": posted.room_id,
        "sender": posted.sender_id,
        "time": posted.stamp.timestamp(),
        "sent_at": iso(posted.stamp),
        "xml": posted.children,
        "retracted": posted.retracted_at is not None,
    }
