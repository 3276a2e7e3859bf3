"""What was measured at Nextcloud Talk, and what it should be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from tools.bench.arrivals import Mistakes
from tools.bench.measure import Latency
from tools.bench.set_up import SetUp
from tools.bench.table import Row, Table, percentile
from tools.bench.waiting import Outcome

from .measure import SERVERS_TIME, RushResult

MILLI = 1000
PERCENT = 100
MINUTE = 60
KIBI = 1024

REQUESTS_A_MINUTE = 4.1
IDLE_SHARE = 0.1
SET_UP_SECONDS = 10
SET_UP_REQUESTS = 4
LATENCY_RATIO = 1.25
HEARTBEAT = 15
AT_ONCE = 4
FETCHING_RATIO = 1.25


@dataclass(frozen=True, kw_only=True)
class Results:
    """All measurements; of two, those beside which this service is held come first.

    `idle` are accounts in which nothing happened, by their number of rooms; there
    are none of them, nor `quiet`, where waiting was left out.
    """

    set_up: Sequence[SetUp]
    rooms: int
    rushes: RushResult
    active: Sequence[Latency]
    idle: Mapping[int, Outcome]
    quiet: Outcome | None

    def table(self) -> Table:
        """Return all of it as a table."""
        return Table(
            title="Nextcloud Talk",
            beside="beside",
            rows=[
                *self._idle(),
                *self._set_up(),
                *self._active(),
                *self._quiet(),
                *self._rushes(),
            ],
            notes=self._notes(),
            mistakes=self._mistakes,
        )

    @property
    def _mistakes(self) -> Mistakes:
        rushes = (rush.mistakes for rush in self.rushes.ours)
        mistakes = sum(rushes, start=self.active[1].mistakes)
        return mistakes + self.quiet.mistakes if self.quiet else mistakes

    def _idle(self) -> Iterable[Row]:
        if not self.idle:
            return
        accounts = {rooms: one for rooms, one in self.idle.items() if rooms}
        for rooms, one in accounts.items():
            rate = one.rate * MINUTE
            yield Row(
                name=f"idle, requests a minute, {rooms} rooms",
                ours=rate,
                goal=f"<= {REQUESTS_A_MINUTE}",
                value=rate,
                limit=REQUESTS_A_MINUTE,
            )
        most = max(accounts)
        one = accounts[most]
        share = (one.cpu - self.idle[0].cpu) * PERCENT
        yield Row(
            name="idle, a request and its answer, bytes", digits=0, ours=sum(one.small)
        )
        yield Row(
            name=f"every 5 minutes, all {most} rooms, KiB",
            digits=0,
            ours=sum(one.whole) / KIBI,
        )
        yield Row(
            name=f"idle, the part of {most} rooms, % of a core",
            digits=3,
            ours=share,
            goal=f"<= {IDLE_SHARE} %",
            value=share,
            limit=IDLE_SHARE,
        )

    def _set_up(self) -> Iterable[Row]:
        others, ours = self.set_up
        yield Row(
            name=f"set up {self.rooms} rooms, beside BOCCO, s",
            bare=others.wall,
            ours=ours.wall,
            goal=f"<= {SET_UP_SECONDS} s",
            value=ours.wall,
            limit=SET_UP_SECONDS,
        )
        yield Row(name="its CPU time, s", bare=others.cpu, ours=ours.cpu)
        yield Row(
            name="its requests",
            digits=0,
            bare=others.requests,
            ours=ours.requests,
            goal=f"<= {SET_UP_REQUESTS}",
            value=ours.requests,
            limit=SET_UP_REQUESTS,
        )
        yield Row(name="reload the account, s", bare=others.again, ours=ours.again)

    def _active(self) -> Iterable[Row]:
        for percent, limit in ((50, LATENCY_RATIO), (90, None)):
            bare, ours = (percentile(one.delays, percent) for one in self.active)
            yield Row(
                name=f"active room, beside a bare loop, p{percent}, ms",
                bare=bare * MILLI,
                ours=ours * MILLI,
                goal=f"ratio <= {limit}" if limit else "",
                value=ours / bare,
                limit=limit,
            )

    def _quiet(self) -> Iterable[Row]:
        if not self.quiet:
            return
        delays = self.quiet.delays
        yield Row(name="quiet room, mean, s", digits=1, ours=mean(delays))
        yield Row(name="quiet room, p50, s", digits=1, ours=percentile(delays, 50))
        high = percentile(delays, 90)
        yield Row(
            name="quiet room, p90, s",
            digits=1,
            ours=high,
            goal=f"<= {HEARTBEAT} s",
            value=high,
            limit=HEARTBEAT,
        )

    def _rushes(self) -> Iterable[Row]:
        rooms, ours = self.rushes.rooms, self.rushes.ours
        most = max(rush.at_once for rush in ours)
        yield Row(
            name=f"burst in {rooms} rooms, requests at once",
            digits=0,
            ours=most,
            goal=f"<= {AT_ONCE}",
            value=most,
            limit=AT_ONCE,
        )
        yield Row(
            name="its requests for messages",
            digits=0,
            bare=rooms,
            ours=max(rush.requests for rush in ours),
        )
        fetching = min(rush.fetching for rush in ours)
        bare = min(fetched.wall for fetched in self.rushes.bare)
        yield Row(
            name="from the first of them to the last event, s",
            bare=bare,
            ours=fetching,
            goal=f"ratio <= {FETCHING_RATIO}",
            value=fetching / bare,
            limit=FETCHING_RATIO,
        )
        yield Row(
            name="from the first message to the last event, at most, s",
            digits=1,
            ours=max(rush.wall for rush in ours),
        )
        messages = self.rushes.count / MILLI
        yield Row(
            name="its CPU for a message, ms",
            digits=3,
            bare=min(fetched.cpu for fetched in self.rushes.bare) / messages,
            ours=min(rush.cpu for rush in ours) / messages,
        )

    def _notes(self) -> list[str]:
        bad, count = self._mistakes, self.rushes.count
        complaints = [
            complaint
            for part in (*self.rushes.ours, *self.idle.values(), self.quiet)
            if part
            for complaint in part.violations
        ]
        singles = len(self.active[1].delays)
        quiet = len(self.quiet.delays) if self.quiet else 0
        told = ", ".join(complaints) or "nothing"
        return [
            f"{singles} single messages in active rooms, {quiet} in quiet ones.",
            f"{len(self.rushes.ours)} bursts of {count} messages.",
            f"In them the server took {SERVERS_TIME} s for each request for messages.",
            f"Lost {bad.lost}, twice {bad.doubled}, out of order {bad.misplaced}.",
            f"What the server had to complain of: {told}.",
        ]
