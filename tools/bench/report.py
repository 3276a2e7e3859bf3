"""What was measured at BOCCO, and what it should be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .arrivals import Mistakes
from .measure import Burst, Latency
from .table import Row, Table, percentile

LATENCY_RATIO = 1.25
CPU_EACH = 0.05
IDLE_SHARE = 0.1

MILLI = 1000
PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Results:
    """All measurements: the bare loop's first, then the integration's."""

    latency: Sequence[Latency]
    bursts: Sequence[Sequence[Burst]]
    idle: Sequence[float]

    def table(self) -> Table:
        """Return all of it as a table."""
        return Table(
            title="BOCCO",
            beside="bare loop",
            rows=[*self._latency(), *self._bursts(), *self._idle()],
            notes=self._notes(),
            mistakes=self._mistakes,
        )

    @property
    def _mistakes(self) -> Mistakes:
        """What went wrong on this integration's side."""
        all_bursts = (burst.mistakes for burst in self.bursts[1])
        return sum(all_bursts, start=self.latency[1].mistakes)

    def _latency(self) -> Iterable[Row]:
        for percent, limit in ((50, LATENCY_RATIO), (95, None)):
            bare, ours = (percentile(one.delays, percent) for one in self.latency)
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
                bare=percentile(bare.delays, percent) * MILLI,
                ours=percentile(ours.delays, percent) * MILLI,
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

    def _notes(self) -> list[str]:
        """Return what the numbers mean."""
        count, rounds = self.bursts[1][0].count, len(self.bursts[1])
        singles, early = len(self.latency[1].delays), self.latency[1].early
        bad = self._mistakes
        return [
            f"{singles} single messages; {early} came before the last had arrived.",
            "p50 and p95 are from the server to the end: the bus, or the loop.",
            f"{rounds} bursts of {count}; shown is the one that took least CPU time.",
            f"Lost {bad.lost}, twice {bad.doubled}, out of order {bad.misplaced}.",
        ]
