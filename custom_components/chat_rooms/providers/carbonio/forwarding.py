"""Forwards a message as it is in the archive, whole."""

from copy import deepcopy
from xml.etree.ElementTree import Element

from ..errors import ForbiddenError, NotFoundError
from .client.escapes import unescaped
from .client.rooms import RoomsApi
from .history import History
from .muclight import BODY, Kind, read_kept
from .places import position, time_of
from .translate import Translator
from .xml import NS, build, to_text

EMPTY_BODY = "<body/>"
OPEN_BODY = "<body></body>"


class Forwarding:
    """Forwards messages between the rooms of one account."""

    def __init__(
        self,
        rooms: RoomsApi,
        history: History,
        translator: Translator,
        account_id: str,
    ) -> None:
        """Take the way to the server, and who knows and understands the messages."""
        self._rooms = rooms
        self._history = history
        self._translator = translator
        self._account_id = account_id

    async def forward(
        self, room_id: str, message_id: str, to_room_id: str, client_id: str
    ) -> None:
        """Forward a message, with the text that it has by now, to another room.

        The server gives what comes of it an id of its own; `client_id` is what it is
        called here.
        Raises ForbiddenError for what nobody wrote: notices of the room.
        """
        item = await self._history.original(room_id, message_id)
        message = await self._history.message(room_id, message_id)
        if message.deleted:
            raise NotFoundError("the message has been deleted")
        stanza = read_kept(item)
        if stanza is None or not stanza.sender_id or not stanza.id:
            raise ForbiddenError("a notice of the room cannot be forwarded")
        if stanza.operation and stanza.attachment is None:
            raise ForbiddenError("a notice of the room cannot be forwarded")
        is_text = stanza.attachment is None and stanza.forwarded is None
        newest = await self._history.newest_text(room_id, message) if is_text else None
        element = _plain(
            item.element, newest, escaped=stanza.kind is Kind.CONFIGURATION
        )
        sent_at = item.stamp or time_of(position(item.stanza_id, None))
        self._translator.expect_forwarded(
            to_room_id, stanza.id, self._account_id, client_id
        )
        await self._rooms.forward_messages(
            to_room_id,
            to_text(element).replace(EMPTY_BODY, OPEN_BODY),
            sent_at,
        )


def _plain(element: Element, text: str | None, *, escaped: bool) -> Element:
    """Return a message whose bodies are as they were typed, without attributes.

    The server looks for them without reading the XML as such. `text` is the newest,
    where it may have been edited; `escaped` is what the server wrote without saying so.
    """
    copy = deepcopy(element)
    own = copy.find(BODY)
    if own is None:
        own = build("body", NS.CLIENT)
        copy.append(own)
    for body in copy.iter(BODY):
        if body.get("encoded") or (escaped and body is own):
            body.text = unescaped(body.text or "")
        body.attrib.clear()
    if text is not None:
        own.text = text
    return copy
