"""Calling again what is safe to call again."""

import pytest

from custom_components.chat_rooms.providers import repeating
from custom_components.chat_rooms.providers.errors import (
    AuthError,
    ConnectionError_,
    NotFoundError,
    ProtocolError,
    ProviderError,
    RateLimitedError,
)
from custom_components.chat_rooms.providers.repeating import repeat


class _Flaky:
    """Something that fails a few times."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses that would have been made."""
    made: list[float] = []

    class Clock:
        @staticmethod
        async def sleep(seconds: float) -> None:
            made.append(seconds)

    def longest(low: float, high: float) -> float:
        assert low < high
        return high

    monkeypatch.setattr(repeating, "RETRY_PAUSE", 1.0)
    monkeypatch.setattr(repeating, "uniform", longest)
    monkeypatch.setattr(repeating, "asyncio", Clock)
    return made


async def test_repeat(pauses: list[float]) -> None:
    """Test that pauses grow, and that two failures are forgiven."""
    flaky = _Flaky(ConnectionError_("a"), ConnectionError_("b"))
    assert await repeat(flaky) == "done"
    assert flaky.calls == 3
    assert pauses == [1.5, 3]


async def test_repeat_gives_up(pauses: list[float]) -> None:
    """Test that the last error is told."""
    flaky = _Flaky(*(ConnectionError_(name) for name in "abcd"))
    with pytest.raises(ConnectionError_, match="^b$"):
        await repeat(flaky, attempts=2)
    assert len(pauses) == 1


@pytest.mark.parametrize(
    ("error", "waited"),
    [
        (RateLimitedError("", 10), [10]),
        (RateLimitedError("", 10.1), None),
        (RateLimitedError(""), None),
        (AuthError(), None),
        (ProtocolError(), None),
        (NotFoundError(), None),
    ],
)
async def test_what_is_repeated(
    pauses: list[float], error: ProviderError, waited: list[float] | None
) -> None:
    """Test that a short pause is made, and that the rest is hopeless."""
    flaky = _Flaky(error)
    if waited is None:
        with pytest.raises(type(error)):
            await repeat(flaky)
        assert flaky.calls == 1
    else:
        assert await repeat(flaky) == "done"
    assert pauses == (waited or [])
