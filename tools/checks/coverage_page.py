"""docs/api-coverage.md: its tables of calls, and the table that counts them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
import re

PAGE = "docs/api-coverage.md"
SERVICE = re.compile(r"/providers/(\w+)/")
CODE = re.compile(r"`([^`]+)`")
REQUEST = re.compile(r"`([A-Z, ]+ /[^`]*)`")
# A call that nothing uses says why, or that the one above says it.
UNUSED = re.compile(r"nothing\b")
REASON = re.compile(r"nothing(: .|, as above$)")
# The columns of a table of calls, and the heads that tell what a table is.
CALL, METHOD, USED_BY, TESTS = range(4)
METHOD_HEAD = "Method"
REFERENCE_HEAD = "Call"
COUNT_HEAD = "Calls of its reference"
ALL = "All"


@dataclass(frozen=True)
class Row:
    """A line of a table of calls.

    `title` is what the page calls the service, whose provider is `service`. Where the
    table `is_reference`, the `request` is one of those that the reference has.
    """

    line: int
    title: str
    service: str
    is_reference: bool
    request: str
    methods: list[str]
    used_by: str
    tests: list[str]

    @property
    def is_used(self) -> bool:
        """Whether something uses the call."""
        return not UNUSED.match(self.used_by)

    @property
    def is_explained(self) -> bool:
        """Whether it says what uses the call, or why nothing does."""
        return bool(self.used_by) and (self.is_used or bool(REASON.match(self.used_by)))

    def actions(self, domain: str) -> Iterator[str]:
        """Yield the integration's actions that use the call."""
        for code in CODE.findall(self.used_by):
            if code.startswith(f"{domain}."):
                yield code.removeprefix(f"{domain}.")


@dataclass(frozen=True)
class Count:
    """How many calls a service's reference has, and how many are used or not."""

    line: int
    title: str
    numbers: tuple[str, ...]


@dataclass
class Page:
    """What the page tells."""

    rows: list[Row] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Page:
        """Read the tables; other tables than those two kinds are passed over."""
        page = cls()
        title = service = ""
        head: list[str] = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("## "):
                title, service = line.removeprefix("## ").strip(), ""
            if not line.startswith("|"):
                head = []
                if not service and (named := SERVICE.search(line)):
                    service = named[1]
                continue
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not head:
                head = cells
            elif set(line) <= set("|-: "):
                continue
            elif METHOD_HEAD in head and len(cells) == len(head) > TESTS:
                page.rows.append(
                    Row(
                        line=number,
                        title=title,
                        service=service,
                        is_reference=head[CALL] == REFERENCE_HEAD,
                        request=_request(cells[CALL]),
                        methods=CODE.findall(cells[METHOD]),
                        used_by=cells[USED_BY],
                        tests=CODE.findall(cells[TESTS]),
                    )
                )
            elif COUNT_HEAD in head:
                page.counts.append(Count(number, cells[0], tuple(cells[1:])))
        return page

    def counted(self) -> dict[str, tuple[str, ...]]:
        """Return the numbers that the tables of calls give, by the service's title.

        The same request may have several lines: it is one call, used where one is.
        """
        used: dict[str, dict[str, bool]] = {}
        for row in self.rows:
            requests = used.setdefault(row.title, {})
            if row.is_reference:
                requests[row.request] = requests.get(row.request, False) or row.is_used
        sums = [(len(each), sum(each.values())) for each in used.values()]
        total = tuple(map(sum, zip(*sums, strict=True))) if sums else (0, 0)
        return {
            title: (str(calls), str(count), str(calls - count))
            for title, (calls, count) in zip([*used, ALL], [*sums, total], strict=True)
        }


def _request(cell: str) -> str:
    found = REQUEST.search(cell)
    return found[1] if found else cell
