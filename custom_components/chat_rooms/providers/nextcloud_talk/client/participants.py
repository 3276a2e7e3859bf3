"""Participants: who is in a room, and as what.

Where the account is no moderator, changing another one is a ForbiddenError; where
a room or a participant is not there, every call is a NotFoundError.
"""

from collections.abc import Mapping

from ...errors import NotFoundError, Reason
from ...wire import parse, parse_list
from ..constants import ActorType
from ..models import WireParticipant, WireSession
from .ocs import data_of
from .talk import Talk

# What is wrong with whom, today's servers say with 400 and old ones with 412.
REFUSALS: Mapping[int, None] = {400: None, 412: None}


class ParticipantsApi:
    """The participants of rooms.

    Old servers name a participant by the user id or a guest's session, later ones
    by the id of the attendee: whoever is to be changed is therefore given as
    `list` returned it.
    """

    def __init__(self, talk: Talk) -> None:
        """Take the server's Talk; nothing is requested yet."""
        self._talk = talk

    async def list(self, token: str) -> list[WireParticipant]:
        """Get list of participants in a room: GET /room/{token}/participants.

        ForbiddenError with LOBBY where that keeps the account out.
        """
        answer = await self._talk.ocs.request(
            "GET",
            self._talk.rooms + "/{token}/participants",
            {"token": token},
            refusals={412: Reason.LOBBY},
        )
        return parse_list(WireParticipant, data_of(answer))

    async def add(self, token: str, new_participant: str, source: str = "") -> None:
        """Add a participant to a room: POST /room/{token}/participants.

        `source` is what `new_participant` names, where that is not a user.
        ForbiddenError for a one-to-one room.
        """
        fields = {"newParticipant": new_participant}
        if source:
            fields["source"] = source
        await self._talk.ocs.request(
            "POST",
            self._talk.rooms + "/{token}/participants",
            {"token": token},
            json=fields,
            refusals=REFUSALS,
        )

    async def remove(self, token: str, participant: WireParticipant) -> None:
        """Delete a participant from a room: DELETE /room/{token}/participants.

        On later servers DELETE /room/{token}/attendees; a guest of an old one is
        removed as `remove_guest` does. ForbiddenError for an owner.
        """
        if self._talk.capabilities.attendees:
            await self._delete("/{token}/attendees", token, _attendee(participant))
        elif participant.actor_type == ActorType.GUESTS:
            await self.remove_guest(token, participant.session_id)
        else:
            await self._delete("/{token}/participants", token, _user(participant))

    async def remove_guest(self, token: str, session_id: str) -> None:
        """Remove a guest from a room: DELETE /room/{token}/participants/guests.

        Of old servers only; on later ones `remove` removes guests, too.
        """
        self._talk.capabilities.require_old_rooms()
        await self._delete(
            "/{token}/participants/guests", token, {"participant": session_id}
        )

    async def leave(self, token: str) -> None:
        """Remove yourself from a room: DELETE /room/{token}/participants/self.

        ForbiddenError with LAST_MODERATOR for the last one.
        """
        await self._delete(
            "/{token}/participants/self",
            token,
            refusals={400: Reason.LAST_MODERATOR},
        )

    async def join(self, token: str, password: str = "") -> WireSession:
        """Join a room: POST /room/{token}/participants/active.

        Only guests need the password. ForbiddenError if it does not match.
        """
        answer = await self._talk.ocs.request(
            "POST",
            self._talk.rooms + "/{token}/participants/active",
            {"token": token},
            json={"password": password} if password else {},
        )
        return parse(WireSession, data_of(answer))

    async def leave_active(self, token: str) -> None:
        """Leave a room, as a participant: DELETE /room/{token}/participants/active."""
        await self._delete("/{token}/participants/active", token)

    async def promote(self, token: str, participant: WireParticipant) -> None:
        """Promote a user to a moderator: POST /room/{token}/moderators.

        ForbiddenError if that is no normal user.
        """
        await self._talk.ocs.request(
            "POST",
            self._talk.rooms + "/{token}/moderators",
            {"token": token},
            json=self._named(participant),
            refusals=REFUSALS,
        )

    async def demote(self, token: str, participant: WireParticipant) -> None:
        """Demote a moderator to a user: DELETE /room/{token}/moderators.

        ForbiddenError if that is no moderator, or oneself.
        """
        await self._delete("/{token}/moderators", token, self._named(participant))

    def _named(self, participant: WireParticipant) -> dict[str, str | int]:
        if self._talk.capabilities.attendees:
            return _attendee(participant)
        return _user(participant)

    async def _delete(
        self,
        path: str,
        token: str,
        params: Mapping[str, str | int] | None = None,
        *,
        refusals: Mapping[int, Reason | None] = REFUSALS,
    ) -> None:
        await self._talk.ocs.request(
            "DELETE",
            self._talk.rooms + path,
            {"token": token},
            params=params,
            refusals=refusals,
        )


def _attendee(participant: WireParticipant) -> dict[str, str | int]:
    if participant.attendee_id is None:
        raise NotFoundError("the participant has no id")
    return {"attendeeId": participant.attendee_id}


def _user(participant: WireParticipant) -> dict[str, str | int]:
    if not participant.user_id:
        raise NotFoundError("the participant is no user")
    return {"participant": participant.user_id}
