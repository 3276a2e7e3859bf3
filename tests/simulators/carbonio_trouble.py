"""What can go wrong at the server of a simulated Carbonio."""

from typing import Any

from .carbonio_host import DEPENDENCIES, HealthStatus
from .carbonio_life import CarbonioLife
from .carbonio_sign_in import AccountState
from .control import ControlError, control


class CarbonioTrouble(CarbonioLife):
    """A Carbonio that is looked after, more or less."""

    # The sign-in

    @control
    async def set_account_state(self, state: AccountState) -> None:
        """Lock the account or let it in again; its tokens stay good."""
        self.door.state = state

    @control
    async def set_fault(self, code: str = "") -> None:
        """Let SOAP sign-ins with the right password fail with a code; "" ends it."""
        self.door.fault = code

    @control
    async def change_password(self, password: str) -> None:
        """Change the password; tokens stay good."""
        self.door.password = password

    @control
    async def ask_otp(self, on: bool = True) -> None:
        """Let the advanced edition ask for a one-time password, or not any more."""
        self.door.asks_otp = on

    @control
    async def forget_devices(self) -> None:
        """Let no device be trusted any more."""
        self.trusted_devices.clear()

    @control
    async def expire_token(self) -> None:
        """Let all tokens made so far be bad; sockets that are open stay."""
        self.world.vault.expire()

    @control
    async def make_token(self, member: str | None = None) -> str:
        """Return a new token, of the account or of somebody else."""
        person = self.world.person(member) if member else self.world.account
        return self.world.vault.issue(person.id)

    @control
    async def password_tries(self) -> int:
        """Return how many passwords were tried, right and wrong ones."""
        return self.door.tries

    # The service

    @control
    async def set_health(
        self,
        status: HealthStatus = "ok",
        broken: list[str] | None = None,
        is_live: bool = True,
    ) -> None:
        """Let the service say how it is, and which of its dependencies are broken."""
        if unknown := set(broken or ()) - set(DEPENDENCIES):
            raise ControlError(f"No dependencies {sorted(unknown)}")
        self.health.status = status
        self.health.broken = broken or []
        self.health.is_live = is_live

    @control
    async def set_capability(self, name: str, value: Any) -> None:
        """Change what the account may do, such as canVideoCall."""
        if name not in self.capabilities:
            raise ControlError(f"No capability {name!r}")
        self.capabilities[name] = value

    @control
    async def set_largest_upload(self, size: int | None) -> None:
        """Let the server refuse larger files; None for no limit."""
        self.largest_upload = size

    @control
    async def archive_delay(self, seconds: float) -> None:
        """Let what is posted from now on come late into the archive."""
        self.world.archive_delay = seconds

    # The sockets

    @control
    async def cut_xmpp(self) -> None:
        """Close all XMPP sockets without a word."""
        self.xmpp.cut()

    @control
    async def hold_xmpp(self, on: bool = True) -> None:
        """Take no new XMPP sockets, or take them again."""
        self.xmpp.hold(on)

    @control
    async def silence_xmpp(self, on: bool = True) -> None:
        """Answer no pings on XMPP sockets, or answer them again."""
        self.xmpp.silence(on)

    @control
    async def cut_events(self) -> None:
        """Close all events sockets without a word."""
        self.events.cut()

    @control
    async def hold_events(self, on: bool = True) -> None:
        """Take no new events sockets, or take them again."""
        self.events.hold(on)

    @control
    async def silence_events(self, on: bool = True) -> None:
        """Answer no pings on events sockets, or answer them again."""
        self.events.silence(on)

    @control
    async def swallow_echo(self, count: int = 1) -> None:
        """Keep the next messages over XMPP from their sender."""
        self.xmpp.swallow_echo(count)

    @control
    async def drop_next(self, count: int = 1) -> None:
        """Lose the next messages over XMPP."""
        self.xmpp.drop_next(count)

    @control
    async def sockets(self) -> dict[str, int]:
        """Return how many sockets of each kind are told what happens."""
        return {"xmpp": self.xmpp.present, "events": self.events.present}

    @control
    async def wait_for_sockets(
        self, xmpp: int = 1, events: int = 1, timeout: float = 10
    ) -> dict[str, int]:
        """Wait until at least so many sockets of each kind are told what happens."""
        await self.xmpp.joined(xmpp, timeout)
        await self.events.joined(events, timeout)
        return await self.sockets()
