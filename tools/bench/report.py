"""What was measured, as a table, and whether it is good enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from .arrivals import Mistakes
from .measure import Burst, Latency

LATENCY_RATIO = 1.25
CPU_EACH = 0.05
IDLE_SHARE = 0.1

MILLI = 1000
PERCENT = 100
HEAD = ("", "bare loop", "chat_rooms", "ratio", "goal", "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; `value` is what the goal, an upper limit, is about."""

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
class Results:
    """All measurements: the bare loop's first, then the integration's."""

    latency: Sequence[Latency]
    bursts: Sequence[Sequence[Burst]]
    idle: Sequence[float]

    @property
    def mistakes(self) -> Mistakes:
        """What went wrong on this integration's side."""
        all_bursts = (burst.mistakes for burst in self.bursts[1])
        return sum(all_bursts, start=self.latency[1].mistakes)

    def rows(self) -> list[Row]:
        """Return the lines of the table."""
        return [*self._latency(), *self._bursts(), *self._idle()]

    def _latency(self) -> Iterable[Row]:
        for percent, limit in ((50, LATENCY_RATIO), (95, None)):
            bare, ours = (_percentile(one.delays, percent) for one in self.latency)
            yield Row(
                name=f"one message, p{percent}, ms",
                bare=bare * MILLI,
                ours=ours * MILLI,
                goal=f"ratio <= {limit}" if limit else "",
                value=ours / bare,
                limit=limit,
            )

    def _bursts(self) -> Iterable[Row]:
        bare, ours = (min(side, key=lambda one: one.cpu) for side in self.bursts)
        each = ours.cpu_each * MILLI
        yield Row(
            name="burst, CPU for a message, ms",
            digits=3,
            bare=bare.cpu_each * MILLI,
            ours=each,
            goal=f"<= {CPU_EACH} ms",
            value=each,
            limit=CPU_EACH,
        )
        yield Row(
            name="burst, messages a second",
            digits=0,
            bare=max(one.rate for one in self.bursts[0]),
            ours=max(one.rate for one in self.bursts[1]),
        )
        for percent in (50, 95):
            yield Row(
                name=f"burst, p{percent}, ms",
                digits=0,
                bare=_percentile(bare.delays, percent) * MILLI,
                ours=_percentile(ours.delays, percent) * MILLI,
            )
        yield Row(
            name="burst, answers it came in",
            digits=0,
            bare=bare.answers,
            ours=ours.answers,
        )

    def _idle(self) -> Iterable[Row]:
        if self.idle:
            alone, followed = (share * PERCENT for share in self.idle)
            yield Row(name="idle without the account, % of a core", ours=alone)
            yield Row(
                name="idle, the account's part, % of a core",
                digits=3,
                ours=followed - alone,
                goal=f"<= {IDLE_SHARE} %",
                value=followed - alone,
                limit=IDLE_SHARE,
            )

    def notes(self) -> list[str]:
        """Return what the numbers mean."""
        count, rounds = self.bursts[1][0].count, len(self.bursts[1])
        singles, early = len(self.latency[1].delays), self.latency[1].early
        bad = self.mistakes
        return [
            f"{singles} single messages; {early} came before the last had arrived.",
            "p50 and p95 are from the server to the end: the bus, or the loop.",
            f"{rounds} bursts of {count}; shown is the one that took least CPU time.",
            f"Lost {bad.lost}, twice {bad.doubled}, out of order {bad.misplaced}.",
        ]


def as_text(results: Results) -> str:
    """Return the table for a terminal."""
    lines = [HEAD, *(row.cells for row in results.rows())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(
            cell.rjust(width) if 0 < number < 4 else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([*shown, "", *results.notes()])


def as_markdown(results: Results) -> str:
    """Return the table for the documentation."""
    rule = ("---", "---:", "---:", "---:", "---", "---")
    lines = [HEAD, rule, *(row.cells for row in results.rows())]
    table = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([*table, "", *(f"- {note}" for note in results.notes())])


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
