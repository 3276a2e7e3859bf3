"""One line a step: what happened, and how long it took."""

from collections.abc import Iterator
from contextlib import contextmanager
import time


class StepFailed(Exception):
    """A step of the check did not do what it should."""


class Report:
    """Prints the steps as they are done."""

    def line(self, verdict: str, seconds: float, what: str) -> None:
        """Print a step."""
        print(f"{verdict:4} {seconds:6.2f} s  {what}", flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Time a step; whatever goes wrong in it becomes StepFailed."""
        started = time.monotonic()
        try:
            yield
        except StepFailed:
            self.line("FAIL", time.monotonic() - started, what)
            raise
        except TimeoutError as error:
            self.line("FAIL", time.monotonic() - started, what)
            raise StepFailed(str(error) or "It did not happen in time") from error
        except Exception as error:
            self.line("FAIL", time.monotonic() - started, what)
            raise StepFailed(f"{type(error).__name__}: {error}") from error
        except BaseException:
            self.line("----", time.monotonic() - started, f"{what}: interrupted")
            raise
        self.line("ok", time.monotonic() - started, what)


def expect_in(what: str, wanted: str, found: str) -> None:
    """Raise StepFailed unless a text holds another."""
    if wanted not in found:
        raise StepFailed(f"{what}: expected {wanted!r} in {found!r}")


def expect(what: str, wanted: object, found: object) -> None:
    """Raise StepFailed unless the two are equal."""
    if wanted != found:
        raise StepFailed(f"{what}: expected {wanted!r}, found {found!r}")
