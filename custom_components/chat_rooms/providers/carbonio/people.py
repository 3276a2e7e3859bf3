"""The names behind the ids of those who write, asked for ten at a time and kept."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import batched
import logging
import re
from time import monotonic
from typing import Protocol

from ...model import Member, MemberKind
from ..base import ProviderError
from .models import WireUser

_LOGGER = logging.getLogger(__name__)

# More ids than these the server does not take at once.
MOST_AT_ONCE = 10
# An id that is none would cost the nine others their names.
USER_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
UNKNOWN_FOR = 60.0
SHORT_ID = 8
GUEST = "guest"
# What the room itself says, nobody of its members does.
THE_ROOM = Member(id="", name="Carbonio Chats", kind=MemberKind.SYSTEM)


class UsersApi(Protocol):
    """The call that tells users' names."""

    async def get_users(self, user_ids: Sequence[str]) -> list[WireUser]:
        """Implement getUsers; it takes at most ten ids."""


class People:
    """Everybody whose name has been asked for."""

    def __init__(self, users: UsersApi) -> None:
        """Start with nobody known."""
        self._users = users
        self._members: dict[str, Member] = {"": THE_ROOM}
        self._asked_at: dict[str, float] = {}
        self._asking = asyncio.Lock()

    def knows(self, ids: Iterable[str]) -> bool:
        """Tell whether there is a name for each of these ids."""
        return all(user_id in self._members for user_id in ids)

    async def names(self, ids: Iterable[str], *, refresh: bool = False) -> None:
        """Ask for the names of those who are unknown, with `refresh` for all.

        That it fails is no error: they stay unknown, and are asked for again after a
        minute.
        """
        wanted = {user_id for user_id in ids if USER_ID.fullmatch(user_id)}
        if not refresh and self._members.keys() >= wanted:
            return
        async with self._asking:
            if not refresh:
                wanted = {user_id for user_id in wanted if self._is_due(user_id)}
            batches = batched(sorted(wanted), MOST_AT_ONCE, strict=False)
            await asyncio.gather(*(self._ask(batch) for batch in batches))

    def member(self, user_id: str) -> Member:
        """Return a user as a member; who is unknown is called by the id's beginning."""
        if (found := self._members.get(user_id)) is not None:
            return found
        return Member(id=user_id, name=user_id[:SHORT_ID])

    def _is_due(self, user_id: str) -> bool:
        if user_id in self._members:
            return False
        asked_at = self._asked_at.get(user_id)
        return asked_at is None or monotonic() - asked_at >= UNKNOWN_FOR

    async def _ask(self, ids: Sequence[str]) -> None:
        self._asked_at.update(dict.fromkeys(ids, monotonic()))
        try:
            users = await self._users.get_users(ids)
        except ProviderError as err:
            _LOGGER.debug("Names are missing: %s", err)
            return
        for user in users:
            if user.id in ids and (name := user.name or user.email):
                kind = MemberKind.GUEST if user.type == GUEST else MemberKind.PERSON
                self._members[user.id] = Member(id=user.id, name=name, kind=kind)
                self._asked_at.pop(user.id, None)
