"""carnation's API, call by call, named as its reference names them.

Every call may raise any ProviderError; the docstrings name those that mean
something of their own. A call that is not for this account is a ForbiddenError,
whatever it is about and cannot be found a NotFoundError, and a call that the server
lacks an UnsupportedError.
"""

from .devices import DevicesApi
from .events import EventsApi
from .files import FilesApi
from .items import ItemsApi
from .users import UsersApi
from .viewers import ViewersApi

__all__ = ["CarnationClient"]


class CarnationClient(UsersApi, ItemsApi, EventsApi, DevicesApi, ViewersApi, FilesApi):
    """All calls of one account; those for tokens are a part of their own."""
