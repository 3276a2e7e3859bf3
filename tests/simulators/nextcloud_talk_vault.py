"""The passwords of a simulated Nextcloud, and who asks for them in a browser."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
import secrets
import string
import time

from .nextcloud_talk_state import stable_name

LETTERS = string.ascii_letters + string.digits
LOCK_OUT = 10
FLOW_SECONDS = 20 * 60
APP_LENGTH = 72
PROOF_LENGTH = 16


@dataclass(slots=True, eq=False)
class AppPassword:
    """A password for one app, and the one name to use it with."""

    name: str
    login: str
    secret: str = field(repr=False)
    time: float = field(default_factory=time.time)


@dataclass(slots=True, eq=False)
class Flow:
    """A client that waits until its user has signed in with a browser."""

    name: str
    token: str
    page: str
    ends: float
    granted: AppPassword | None = None


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


class Vault:
    """The account's password, its app passwords, and wrong tries."""

    def __init__(self, login: str, user_id: str, password: str) -> None:
        """Keep the password of an account, which has two names to sign in with."""
        self.place = ""
        self.login = login
        self.password = password
        self.apps: list[AppPassword] = []
        self.flows: dict[str, Flow] = {}
        self.wrong_tries = 0
        self._names = (login, user_id)
        self._issued: list[str] = []
        self._typed = ""
        self._forgets = False

    @property
    def is_locked(self) -> bool:
        """Tell whether there were too many wrong tries."""
        return self.wrong_tries >= LOCK_OUT

    def make(self, name: str, secret: str = "", login: str = "") -> AppPassword:
        """Make an app password."""
        login = login or self.login
        if not secret:
            start = _letters(APP_LENGTH - PROOF_LENGTH)
            secret = start + self._proof(login, start)
        app = AppPassword(name, login, secret)
        self.apps.append(app)
        self._issued.append(app.secret)
        return app

    def make_typed(self, name: str) -> str:
        """Make an app password of the form in which people see it."""
        return self.make(name, "-".join(_letters(5) for _ in range(5))).secret

    def typed_app_password(self) -> str:
        """Return the app password that the user has made by hand."""
        if not self._typed:
            self._typed = self.make_typed("Made by hand")
        return self._typed

    def revoke(self, app: AppPassword | None = None) -> None:
        """Take back an app password, or all of them."""
        self._forgets = self._forgets or app is None
        self.apps = [other for other in self.apps if app not in (None, other)]

    def find(self, login: str, secret: str) -> AppPassword | bool:
        """Return an app password; True for the real one, False for a wrong one."""
        if login not in self._names:
            return False
        for app in self.apps:
            if (app.login, app.secret) == (login, secret):
                return app
        if self._is_from_earlier_life(login, secret):
            return self.make("From before the restart", secret, login)
        return secret == self.password

    def _is_from_earlier_life(self, login: str, secret: str) -> bool:
        """Tell an app password from before this server's restart; clients keep it."""
        start, proof = secret[:-PROOF_LENGTH], secret[-PROOF_LENGTH:]
        return (
            not self._forgets
            and bool(self.place)
            and len(secret) == APP_LENGTH
            and secret not in self._issued
            and proof == self._proof(login, start)
        )

    def _proof(self, login: str, start: str) -> str:
        return stable_name(PROOF_LENGTH, self.place, login, start)

    def begin_flow(self, name: str) -> Flow:
        """Let a client wait for its user."""
        flow = Flow(name, _letters(128), _letters(128), time.time() + FLOW_SECONDS)
        self.flows[flow.token] = flow
        return flow

    def grant(self, flow: Flow) -> None:
        """Let a client in, once."""
        flow.granted = flow.granted or self.make(flow.name)

    def collect(self, token: str) -> AppPassword | None:
        """Return what a client has waited for, once."""
        flow = self.flows.get(token)
        if not flow or time.time() > flow.ends or not flow.granted:
            return None
        return self.flows.pop(token).granted

    def secrets(self) -> Iterator[str]:
        """Return all that is secret, in each form in which a request has it."""
        for secret in (self.password, *self._issued):
            yield secret
            for name in self._names:
                yield b64encode(f"{name}:{secret}".encode()).decode()
