"""Which version of which of Talk's APIs is asked."""

from ...errors import ProtocolError
from .capabilities import Capabilities
from .ocs import TALK, Ocs


class Talk:
    """A server's Talk: what all parts of the client share.

    `rooms`, `calls`, `chat` and `reactions` are the paths below which the calls
    about them are; the chat's version is 1 in every generation.
    """

    def __init__(self, ocs: Ocs) -> None:
        """Take the server; its capabilities become known later."""
        self.ocs = ocs
        self.known: Capabilities | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the server can do; ProtocolError before it has been asked."""
        if not self.known:
            raise ProtocolError("the capabilities are not known yet")
        return self.known

    @property
    def rooms(self) -> str:
        """The path of the rooms and their participants."""
        return f"{TALK}/{self.capabilities.rooms_version}/room"

    @property
    def calls(self) -> str:
        """The path of the calls."""
        return f"{TALK}/{self.capabilities.call_version}/call"

    chat = f"{TALK}/v1/chat"
    reactions = f"{TALK}/v1/reaction"
    avatars = f"{TALK}/v1/room"
