"""Calls of which server and reference have different forms."""

from collections.abc import Awaitable, Callable, Mapping

from ..base import Memory
from ..errors import ProviderError

MEMORY = "forms"


class Forms:
    """Which form of a call has worked, remembered for the account."""

    def __init__(self, memory: Memory) -> None:
        """Take what is known from earlier runs."""
        self._memory = memory

    def ordered(self, name: str, forms: tuple[str, str]) -> tuple[str, str]:
        """Return the forms in the order in which to try them.

        First the one that has worked, else the first of `forms`, which is the
        documented one.
        """
        documented, other = forms
        return (other, documented) if self._known.get(name) == other else forms

    def remember(self, name: str, form: str) -> None:
        """Keep that a form has worked."""
        known = self._known
        if known.get(name) != form:
            self._memory[MEMORY] = {**known, name: form}

    async def call[T](
        self,
        name: str,
        forms: Mapping[str, Callable[[], Awaitable[T]]],
        wrong: Mapping[str, tuple[type[ProviderError], ...]],
    ) -> T:
        """Make a call in the form that works.

        `forms` are two, the documented one first. `wrong` are the errors of each
        that tell to try the other one, once.
        """
        documented, other = forms
        first, second = self.ordered(name, (documented, other))
        try:
            result = await forms[first]()
        except wrong[first]:
            result = await forms[second]()
            self.remember(name, second)
        else:
            self.remember(name, first)
        return result

    @property
    def _known(self) -> dict[str, object]:
        known = self._memory.get(MEMORY)
        return dict(known) if isinstance(known, Mapping) else {}
