"""What was measured at Carbonio, and what it should be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.bench.arrivals import Mistakes
from tools.bench.measure import Burst, Latency
from tools.bench.set_up import SetUp
from tools.bench.table import Row, Table, percentile
from tools.bench.waiting import Outcome

from .measure import Look, Outage

MILLI = 1000
PERCENT = 100
MINUTE = 60

LATENCY_RATIO = 1.4
IDLE_SHARE = 0.1
# The inbox a few times; and the archive of each room that has changed, twice where a
# list of rooms was on its way at that moment.
QUESTIONS_OF_ALL = 4
QUESTIONS_OF_ONE = 2


@dataclass(frozen=True, kw_only=True)
class Results:
    """All measurements; this integration's are the last of several.

    Of the three that got single messages and bursts, the first only receives and the
    second parses as well. `idle` are accounts in which nothing happened, by their
    number of rooms; there are none of them where waiting was left out.
    """

    rooms: int
    set_up: Sequence[SetUp]
    look: Look
    outages: Sequence[Outage]
    latency: Sequence[Latency]
    bursts: Sequence[Sequence[Burst]]
    idle: Mapping[int, Outcome]
    violations: Sequence[str]

    def table(self) -> Table:
        """Return all of it as a table."""
        return Table(
            title="Carbonio Chats",
            beside="beside",
            rows=[
                *self._latency(),
                *self._bursts(),
                *self._outages(),
                *self._set_up(),
                *self._idle(),
            ],
            notes=self._notes(),
            mistakes=self._mistakes,
        )

    @property
    def _mistakes(self) -> Mistakes:
        bursts = (burst.mistakes for burst in self.bursts[-1])
        outages = (outage.mistakes for outage in self.outages)
        return sum((*bursts, *outages), start=self.latency[-1].mistakes)

    def _latency(self) -> Iterable[Row]:
        received, parsed, ours = self.latency
        for beside, bare, limit in (
            ("a bare socket", received, LATENCY_RATIO),
            ("one that parses", parsed, None),
        ):
            for percent in (50, 90):
                there, here = (percentile(o.delays, percent) for o in (bare, ours))
                goal = limit if percent == 50 else None
                yield Row(
                    name=f"one message, beside {beside}, p{percent}, ms",
                    bare=there * MILLI,
                    ours=here * MILLI,
                    goal=f"ratio <= {goal}" if goal else "",
                    value=here / there,
                    limit=goal,
                )

    def _bursts(self) -> Iterable[Row]:
        received, parsed, ours = (min(b.cpu_each for b in s) for s in self.bursts)
        name = "burst, CPU for a message, beside"
        for beside, bare in (("a bare socket", received), ("one that parses", parsed)):
            yield Row(
                name=f"{name} {beside}, ms",
                digits=3,
                bare=bare * MILLI,
                ours=ours * MILLI,
            )
        yield Row(
            name="burst, messages a second",
            digits=0,
            bare=max(one.rate for one in self.bursts[1]),
            ours=max(one.rate for one in self.bursts[-1]),
        )

    def _outages(self) -> Iterable[Row]:
        for one in self.outages:
            missed = (
                f"outage, {one.count} messages in {one.rooms} of {self.rooms} rooms"
            )
            limit = QUESTIONS_OF_ALL + QUESTIONS_OF_ONE * one.rooms
            yield Row(
                name=f"{missed}, questions",
                digits=0,
                ours=one.questions,
                goal=f"<= {limit}",
                value=one.questions,
                limit=limit,
            )
            yield Row(name="until the last is there, s", ours=one.wall)
            yield Row(name="its CPU time, s", ours=one.cpu)

    def _set_up(self) -> Iterable[Row]:
        others, ours = self.set_up
        yield Row(
            name=f"set up {self.rooms} rooms, beside BOCCO, s",
            bare=others.wall,
            ours=ours.wall,
        )
        yield Row(name="its CPU time, s", bare=others.cpu, ours=ours.cpu)
        yield Row(
            name="its requests", digits=0, bare=others.requests, ours=ours.requests
        )
        yield Row(name="its questions to the chat", digits=0, ours=ours.questions)
        yield Row(name="reload the account, s", bare=others.again, ours=ours.again)
        yield Row(
            name=f"every 5 minutes, all {self.rooms} rooms, requests",
            digits=0,
            ours=self.look.requests,
        )
        yield Row(name="its questions to the chat", digits=0, ours=self.look.questions)
        yield Row(name="its CPU time, s", digits=3, ours=self.look.cpu)

    def _idle(self) -> Iterable[Row]:
        for rooms, one in self.idle.items():
            if not rooms:
                continue
            share = (one.cpu - self.idle[0].cpu) * PERCENT
            yield Row(
                name=f"idle, {rooms} rooms, requests a minute", ours=one.rate * MINUTE
            )
            yield Row(name="its frames a minute", ours=one.frames * MINUTE)
            yield Row(
                name="its part, % of a core",
                digits=3,
                ours=share,
                goal=f"<= {IDLE_SHARE} %",
                value=share,
                limit=IDLE_SHARE,
            )

    def _notes(self) -> list[str]:
        bad = self._mistakes
        singles, rounds = len(self.latency[-1].delays), self.bursts[-1]
        complaints = [c for one in self.idle.values() for c in one.violations]
        told = ", ".join((*complaints, *self.violations)) or "nothing"
        return [
            f"{singles} single messages, {len(rounds)} bursts of {rounds[0].count}.",
            f"Lost {bad.lost}, twice {bad.doubled}, out of order {bad.misplaced}.",
            f"What the server had to complain of: {told}.",
        ]
