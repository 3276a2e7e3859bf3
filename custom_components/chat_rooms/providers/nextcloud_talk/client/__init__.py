"""Talk's API, call by call, named as its reference names them.

Every call may raise any ProviderError; the docstrings name those that mean
something of their own.
"""

from ...http import HttpClient
from .calls import CallsApi
from .capabilities import Capabilities
from .chat import ChatApi
from .files import FilesApi
from .ocs import Ocs
from .participants import ParticipantsApi
from .reactions import ReactionsApi
from .rooms import RoomsApi
from .server import ServerApi
from .talk import Talk

__all__ = ["Capabilities", "TalkClient"]


class TalkClient:
    """All calls of one account."""

    def __init__(self, http: HttpClient) -> None:
        """Take the way to the server; nothing is requested yet."""
        self._ocs = Ocs(http)
        self._talk = Talk(self._ocs)
        self.server = ServerApi(self._ocs)
        self.rooms = RoomsApi(self._talk)
        self.participants = ParticipantsApi(self._talk)
        self.calls = CallsApi(self._talk)
        self.chat = ChatApi(self._talk)
        self.reactions = ReactionsApi(self._talk)
        self.files = FilesApi(self._talk, self.server)

    def set_credentials(self, login_name: str, password: str) -> None:
        """Ask with these from now on; `password` may be an app password."""
        self._ocs.set_credentials(login_name, password)

    @property
    def refused(self) -> bool:
        """Whether the server has refused the credentials: nothing is asked then."""
        return self._ocs.refused

    @property
    def address(self) -> str:
        """The server's base address; https where it has sent us there."""
        return self._ocs.http.address

    async def negotiate(self) -> Capabilities:
        """Ask what the server can do, before the first call and when `outdated`.

        UnsupportedError with APP_DISABLED if Talk is switched off.
        """
        before = self._ocs.talk_hash
        self._talk.known = await self.server.capabilities()
        self._ocs.known_hash = before
        return self._talk.known

    @property
    def capabilities(self) -> Capabilities:
        """What the server can do; ProtocolError before `negotiate`."""
        return self._talk.capabilities

    @property
    def outdated(self) -> bool:
        """Whether the server has said that its capabilities have changed."""
        return self._ocs.talk_hash != self._ocs.known_hash
