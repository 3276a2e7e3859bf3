"""Carbonio's REST API, call by call, named as its reference names them.

Every call may raise any ProviderError; the docstrings name those that mean
something of their own.
"""

from collections.abc import MutableMapping
from typing import Any

from ...http import HttpClient
from .attachments import AttachmentsApi
from .generation import Generation, Known
from .meetings import MeetingsApi
from .members import MembersApi
from .rest import Account, Rest
from .rooms import RoomsApi
from .service import ServiceApi
from .users import UsersApi

__all__ = ["CarbonioClient"]


class CarbonioClient:
    """All calls of one account."""

    def __init__(
        self,
        http: HttpClient,
        account: Account,
        memory: MutableMapping[str, Any] | None = None,
    ) -> None:
        """Take the way to the server, and where to remember its generation.

        `account` is the SignIn that the calls are made with. Nothing is requested
        yet.
        """
        rest = Rest(http, account)
        self._generation = Generation({} if memory is None else memory)
        self.rooms = RoomsApi(rest, self._generation)
        self.members = MembersApi(rest, self._generation)
        self.users = UsersApi(rest, self._generation)
        self.attachments = AttachmentsApi(rest, self._generation)
        self.service = ServiceApi(rest)
        self.meetings = MeetingsApi(rest)

    @property
    def generation(self) -> Known | None:
        """What the server has shown itself to be, None until then."""
        return self._generation.known
