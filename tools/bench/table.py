"""What was measured, as a table, and whether it is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from .arrivals import Mistakes

NUMBERS = range(1, 4)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line; `value` is what the goal, an upper limit, is about."""

    name: str
    digits: int = 2
    bare: float | None = None
    ours: float | None = None
    goal: str = ""
    value: float = 0
    limit: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is a goal, and it is missed."""
        return self.limit is not None and self.value > self.limit

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as texts."""
        met = "missed" if self.missed else "met"
        ratio = self.ours / self.bare if self.bare and self.ours else None
        return (
            self.name,
            _number(self.bare, self.digits),
            _number(self.ours, self.digits),
            _number(ratio, 2),
            self.goal,
            "" if self.limit is None else met,
        )


@dataclass(frozen=True, kw_only=True)
class Table:
    """All lines about a service; `beside` is what this integration is held against.

    `mistakes` are those on this integration's side.
    """

    title: str
    beside: str
    rows: Sequence[Row]
    notes: Sequence[str]
    mistakes: Mistakes

    @property
    def _head(self) -> tuple[str, ...]:
        return ("", self.beside, "chat_rooms", "ratio", "goal", "")

    def as_text(self) -> str:
        """Return the table for a terminal."""
        lines = [self._head, *(row.cells for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        shown = [
            "  ".join(
                cell.rjust(width) if number in NUMBERS else cell.ljust(width)
                for number, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        ]
        return "\n".join([self.title, "", *shown, "", *self.notes])

    def as_markdown(self) -> str:
        """Return the table for the documentation."""
        rule = ("---", "---:", "---:", "---:", "---", "---")
        lines = [self._head, rule, *(row.cells for row in self.rows)]
        table = ["| " + " | ".join(line) + " |" for line in lines]
        notes = (f"- {note}" for note in self.notes)
        return "\n".join([f"### {self.title}", "", *table, "", *notes])


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which so many percent of the values are."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
