"""The chat: receiving, sending, editing, and marks of what was read.

Where a room or a message is not there, every call is a NotFoundError; where a
lobby keeps the account out, a ForbiddenError with LOBBY. Nothing that is received
is marked as read by it, and the account does not seem to be online.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import NotFoundError, Reason
from ...wire import parse, parse_list
from ..models import ChatPage, WireMessage
from .ocs import data_of, number_of
from .talk import Talk

LONGEST_POLL = 30
LARGEST_PAGE = 200
# How much longer than the poll an answer may take.
POLL_MARGIN = 15.0
NOT_MODIFIED = 304
BAD_REQUEST = 400

UNSEEN = {"setReadMarker": 0, "markNotificationsAsRead": 0, "noStatusUpdate": 1}

RECEIVING: Mapping[int, Reason] = {412: Reason.LOBBY}
SENDING: Mapping[int, Reason] = {412: Reason.LOBBY, 413: Reason.TEXT_TOO_LONG}
# The message is too old for it, or none that can be changed.
CHANGING: Mapping[int, Reason] = {400: Reason.TOO_LATE, **SENDING}


class ChatApi:
    """The messages of rooms."""

    def __init__(self, talk: Talk) -> None:
        """Take the server's Talk; nothing is requested yet."""
        self._talk = talk

    async def receive(
        self,
        token: str,
        *,
        last_known: int,
        timeout: int = 0,
        limit: int = LARGEST_PAGE,
    ) -> ChatPage:
        """Receive chat messages of a room after one: GET /chat/{token}, into the future.

        Waits up to `timeout` seconds, at most 30, for the next one. Go on from
        `last_given`; an empty page without it says that nothing came.
        """
        seconds = max(0, min(timeout, LONGEST_POLL))
        return await self._page(
            token,
            {
                "lookIntoFuture": 1,
                "timeout": seconds,
                "limit": max(1, min(limit, LARGEST_PAGE)),
                "lastKnownMessageId": last_known,
                **UNSEEN,
            },
            seconds,
        )

    async def history(
        self,
        token: str,
        *,
        last_known: int | None = None,
        included: bool = False,
        limit: int = LARGEST_PAGE,
    ) -> ChatPage:
        """Receive chat messages of a room before one: GET /chat/{token}, into the past.

        Without `last_known` the newest; that one first where it is `included`, which
        the first servers do not know. `last_given` is then where older ones begin.
        """
        return await self._page(
            token,
            {
                "lookIntoFuture": 0,
                "limit": max(1, min(limit, LARGEST_PAGE)),
                "lastKnownMessageId": last_known,
                "includeLastKnown": 1 if included else None,
                **UNSEEN,
            },
        )

    async def receive_v1(
        self,
        token: str,
        *,
        offset: int = 0,
        not_older_than: int | None = None,
        timeout: int = 0,
    ) -> ChatPage:
        """Receive chat messages of a room, the reference's: GET /chat/{token}.

        Of servers without chat-v2. `offset` leaves out the first messages,
        `not_older_than` is in seconds since 1970, UTC; waits up to `timeout`
        seconds, at most 30, if there is none.
        """
        seconds = max(0, min(timeout, LONGEST_POLL))
        return await self._page(
            token,
            {
                "offset": offset,
                "notOlderThanTimestamp": not_older_than,
                "timeout": seconds,
            },
            seconds,
        )

    async def _page(
        self, token: str, params: Mapping[str, int | None], seconds: int = 0
    ) -> ChatPage:
        answer = await self._talk.ocs.request(
            "GET",
            self._talk.chat + "/{token}",
            {"token": token},
            params=params,
            timeout=seconds + POLL_MARGIN if seconds else None,
            accept={NOT_MODIFIED},
            refusals=RECEIVING,
        )
        if answer.status == NOT_MODIFIED:
            return ChatPage()
        return ChatPage(
            messages=_in_order(parse_list(WireMessage, data_of(answer))),
            last_given=number_of(answer, "X-Chat-Last-Given"),
        )

    async def send(
        self,
        token: str,
        message: str,
        *,
        reference_id: str | None = None,
        reply_to: int | None = None,
        silent: bool = False,
    ) -> WireMessage | None:
        """Send a new chat message: POST /chat/{token}.

        Returns it, or None on servers without chat-v2. It is not safe to repeat:
        look for the `reference_id`, of at most 64 characters, first. ForbiddenError
        with TEXT_TOO_LONG, or if the room can only be read; NotFoundError if what
        it replies to is not there, or nothing to reply to; UnsupportedError for a
        reply or silence that the server does not know.
        """
        fields: dict[str, Any] = {"message": message}
        if reference_id:
            fields["referenceId"] = reference_id
        if reply_to is not None:
            self._talk.capabilities.require("chat-replies")
            fields["replyTo"] = reply_to
        if silent:
            self._talk.capabilities.require("silent-send")
            fields["silent"] = True
        answer = await self._talk.ocs.request(
            "POST",
            self._talk.chat + "/{token}",
            {"token": token},
            json=fields,
            accept={BAD_REQUEST} if reply_to is not None else (),
            refusals=SENDING,
        )
        if answer.status == BAD_REQUEST:
            raise NotFoundError(f"{answer.label}: nothing to reply to")
        if self._talk.capabilities.chat_v2:
            return parse(WireMessage, data_of(answer))
        return None

    async def edit(self, token: str, message_id: int, message: str) -> WireMessage:
        """Edit a message: PUT /chat/{token}/{messageId}.

        Returns the system message that tells of it; the edited one is its parent.
        ForbiddenError for another's message, with TOO_LATE for one that is too old.
        """
        self._talk.capabilities.require("edit-messages")
        return await self._changed("PUT", token, message_id, {"message": message})

    async def delete(self, token: str, message_id: int) -> WireMessage:
        """Delete a message: DELETE /chat/{token}/{messageId}.

        Returns the system message that tells of it; what is left of the deleted
        one is its parent. ForbiddenError for another's message, with TOO_LATE for
        one that is too old.
        """
        self._talk.capabilities.require("delete-messages")
        return await self._changed("DELETE", token, message_id)

    async def _changed(
        self,
        method: str,
        token: str,
        message_id: int,
        fields: Mapping[str, str] | None = None,
    ) -> WireMessage:
        answer = await self._talk.ocs.request(
            method,
            self._talk.chat + "/{token}/{messageId}",
            {"token": token, "messageId": message_id},
            json=fields,
            refusals=CHANGING,
        )
        return parse(WireMessage, data_of(answer))

    async def mark_read(self, token: str, message_id: int | None = None) -> None:
        """Mark everything up to a message as read: POST /chat/{token}/read.

        Without one everything, where the server can do that, else
        UnsupportedError.
        """
        self._talk.capabilities.require("chat-read-marker")
        if message_id is None:
            self._talk.capabilities.require("chat-read-last")
        await self._mark(
            "POST", token, {} if message_id is None else {"lastReadMessage": message_id}
        )

    async def mark_unread(self, token: str) -> None:
        """Mark the newest message as unread: DELETE /chat/{token}/read."""
        self._talk.capabilities.require("chat-unread")
        await self._mark("DELETE", token)

    async def _mark(
        self, method: str, token: str, fields: Mapping[str, int] | None = None
    ) -> None:
        await self._talk.ocs.request(
            method,
            self._talk.chat + "/{token}/read",
            {"token": token},
            json=fields,
            refusals=RECEIVING,
        )


def _in_order(messages: Iterable[WireMessage]) -> list[WireMessage]:
    return sorted(messages, key=lambda message: message.id)
