"""Who they are that write: their names and pictures, asked for ten at a time."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import batched
import logging
import re
from time import monotonic
from typing import Protocol

from ...model import Member, MemberKind
from ..errors import ProviderError
from .client.users import MOST_USERS
from .models import WireUser

_LOGGER = logging.getLogger(__name__)

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
    """Everybody whose name has been asked for.

    What was asked runs on when nobody waits for it any more, until `close`.
    """

    def __init__(self, users: UsersApi) -> None:
        """Start with nobody known."""
        self._users = users
        self._members: dict[str, Member] = {"": THE_ROOM}
        self._asked_at: dict[str, float] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def knows(self, ids: Iterable[str]) -> bool:
        """Tell whether there is a name for each of these ids."""
        return self._members.keys() >= set(ids)

    def is_to_ask(self, ids: Iterable[str]) -> bool:
        """Tell whether somebody is unknown among these ids, and not asked for lately."""
        members = self._members
        for user_id in ids:
            if (
                user_id not in members
                and user_id not in self._asking
                and USER_ID.fullmatch(user_id)
                and self._is_due(user_id)
            ):
                return True
        return False

    async def names(self, ids: Iterable[str], *, refresh: bool = False) -> None:
        """Ask for the names of those who are unknown, with `refresh` for all.

        That it fails is no error: they stay unknown, and are asked for again after a
        minute.
        """
        wanted = {user_id for user_id in ids if USER_ID.fullmatch(user_id)}
        if not refresh and self._members.keys() >= wanted:
            return
        fresh = [
            user_id
            for user_id in sorted(wanted - self._asking.keys())
            if refresh or self._is_due(user_id)
        ]
        for batch in batched(fresh, MOST_USERS, strict=False):
            task = asyncio.create_task(self._ask(batch))
            self._asking |= dict.fromkeys(batch, task)
            task.add_done_callback(self._asked)
        waiting = {self._asking[id_] for id_ in wanted & self._asking.keys()}
        if waiting:
            await asyncio.wait(waiting)

    async def close(self) -> None:
        """Give up what is asked."""
        tasks = set(self._asking.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

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
        try:
            users = await self._users.get_users(ids)
        except ProviderError as err:
            _LOGGER.debug("Names are missing: %s", err)
            return
        finally:
            self._asked_at.update(dict.fromkeys(ids, monotonic()))
        for user in users:
            if user.id in ids and (name := user.name or user.email):
                kind = MemberKind.GUEST if user.type == GUEST else MemberKind.PERSON
                picture = user.picture_updated_at
                self._members[user.id] = Member(
                    id=user.id,
                    name=name,
                    kind=kind,
                    picture=picture.isoformat() if picture else "",
                )
                self._asked_at.pop(user.id, None)

    def _asked(self, task: asyncio.Task[None]) -> None:
        """Notice the end of a question, of which nobody else may hear."""
        self._asking = {k: v for k, v in self._asking.items() if v is not task}
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOGGER.error("Names are missing: %s", type(error).__name__)
