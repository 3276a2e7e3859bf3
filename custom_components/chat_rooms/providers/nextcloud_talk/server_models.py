"""What a Nextcloud tells of itself and of the account, typed and tolerant."""

from dataclasses import dataclass

from mashumaro import DataClassDictMixin

from ..wire import as_flag, as_name, as_text, wire_field


@dataclass(slots=True, kw_only=True)
class WireStatus(DataClassDictMixin):
    """What a server tells anybody: whether it is one, and open."""

    installed: bool = wire_field(as_flag, default=False)
    maintenance: bool = wire_field(as_flag, default=False)
    needs_db_upgrade: bool = wire_field(as_flag, "needsDbUpgrade", default=False)
    version: str = wire_field(as_name)
    product_name: str = wire_field(as_text, "productname", default="")

    @property
    def is_closed(self) -> bool:
        """Tell whether the server answers nobody for now."""
        return self.maintenance or self.needs_db_upgrade


@dataclass(slots=True, kw_only=True, repr=False)
class WireUser(DataClassDictMixin):
    """The account; `id` is not always the sign-in name."""

    id: str = wire_field(as_name)
    display_name: str = wire_field(as_text, "display-name", default="")


@dataclass(slots=True, kw_only=True, repr=False)
class WireAppPassword(DataClassDictMixin):
    """A new app password."""

    app_password: str = wire_field(as_name, "apppassword")


@dataclass(slots=True, kw_only=True, repr=False)
class WirePoll(DataClassDictMixin):
    """Where to ask whether the user has granted a sign-in, and with what."""

    token: str = wire_field(as_name)
    endpoint: str = wire_field(as_name)


@dataclass(slots=True, kw_only=True, repr=False)
class WireLoginFlow(DataClassDictMixin):
    """A sign-in that waits for the user, who opens `login` in the browser."""

    login: str = wire_field(as_name)
    poll: WirePoll


@dataclass(slots=True, kw_only=True, repr=False)
class WireLogin(DataClassDictMixin):
    """A sign-in that the user has granted."""

    server: str = wire_field(as_text, default="")
    login_name: str = wire_field(as_name, "loginName")
    app_password: str = wire_field(as_name, "appPassword")
