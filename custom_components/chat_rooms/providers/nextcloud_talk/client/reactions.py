"""Reactions: emojis on messages.

Where a message is not there, or none that can be reacted to, every call is a
NotFoundError or a ForbiddenError.
"""

from collections.abc import Mapping

from ...answers import Answer
from ...errors import Reason
from ...wire import parse_list
from ..models import WireReaction
from .ocs import data_of
from .talk import Talk

REFUSALS: Mapping[int, Reason | None] = {400: None, 412: Reason.LOBBY}
CONFLICT = 409

type Reactions = dict[str, list[WireReaction]]


class ReactionsApi:
    """The reactions to messages; all calls return who reacted, by emoji."""

    def __init__(self, talk: Talk) -> None:
        """Take the server's Talk; nothing is requested yet."""
        self._talk = talk

    async def add(self, token: str, message_id: int, reaction: str) -> Reactions:
        """React to a message: POST /reaction/{token}/{messageId}.

        Nothing happens if the account has reacted so already.
        """
        answer = await self._request(
            "POST", token, message_id, json={"reaction": reaction}
        )
        return {} if answer.status == CONFLICT else _reactions(data_of(answer))

    async def remove(self, token: str, message_id: int, reaction: str) -> Reactions:
        """Delete a reaction: DELETE /reaction/{token}/{messageId}.

        NotFoundError if the account has not reacted so.
        """
        answer = await self._request(
            "DELETE", token, message_id, params={"reaction": reaction}
        )
        return _reactions(data_of(answer))

    async def list(self, token: str, message_id: int) -> Reactions:
        """Retrieve reactions of a message: GET /reaction/{token}/{messageId}."""
        return _reactions(data_of(await self._request("GET", token, message_id)))

    async def _request(
        self,
        method: str,
        token: str,
        message_id: int,
        *,
        json: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        self._talk.capabilities.require("reactions")
        return await self._talk.ocs.request(
            method,
            self._talk.reactions + "/{token}/{messageId}",
            {"token": token, "messageId": message_id},
            json=json,
            params=params,
            accept={CONFLICT} if method == "POST" else (),
            refusals=REFUSALS,
        )


def _reactions(data: object) -> Reactions:
    if not isinstance(data, dict):
        return {}
    return {
        reaction: parse_list(WireReaction, actors)
        for reaction, actors in data.items()
        if isinstance(actors, list)
    }
