"""What was asked over the stream, and what has come of it so far."""

import asyncio
from collections.abc import Container, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ..errors import ProtocolError, ProviderError, Reason
from .xml import NS, split

# What answers one question with so much never ends.
MOST_RESULTS = 10_000

RESULTS = frozenset({f"{{{NS.MAM}}}result", f"{{{NS.INBOX}}}result"})


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came of a question; `results` are what was sent ahead of the answer."""

    payload: Element | None
    results: list[Element]


@dataclass(slots=True, repr=False, eq=False)
class Question:
    """A question that waits for its answer, of which parts may have come.

    They come from those `senders` alone: others could tell anything.
    """

    namespace: str
    senders: Container[str]
    answer: asyncio.Future[Element]
    results: list[Element] = field(default_factory=list)


class Questions:
    """The questions that wait, by their ids."""

    def __init__(self) -> None:
        """Start without any."""
        self._waiting: dict[str, Question] = {}

    @contextmanager
    def ask(
        self, question_id: str, payload: Element, senders: Container[str]
    ) -> Iterator[Question]:
        """Wait for the answer to a question, for as long as the context lasts."""
        future: asyncio.Future[Element] = asyncio.get_running_loop().create_future()
        question = Question(split(payload.tag)[0], senders, future)
        self._waiting[question_id] = question
        try:
            yield question
        finally:
            self._waiting.pop(question_id, None)

    def take_answer(self, iq: Element) -> None:
        """Take an iq that may be an answer."""
        question = self._waiting.get(iq.get("id", ""))
        if question and not question.answer.done():
            question.answer.set_result(iq)

    def take_result(self, result: Element, sender: str) -> None:
        """Take a result that somebody has sent ahead of an answer."""
        if query_id := result.get("queryid"):
            question = self._waiting.get(query_id)
        else:
            question = self._only_one(split(result.tag)[0])
        if not question or question.answer.done() or sender not in question.senders:
            return
        if len(question.results) < MOST_RESULTS:
            question.results.append(result)
        else:
            fail(
                question.answer,
                ProtocolError("chat: too much", reason=Reason.ANSWER_TOO_LONG),
            )

    def end(self, error: ProviderError) -> None:
        """Fail all that wait."""
        for question in self._waiting.values():
            fail(question.answer, error)

    def _only_one(self, namespace: str) -> Question | None:
        """Return what alone can be meant by a result that does not tell."""
        asked = [q for q in self._waiting.values() if q.namespace == namespace]
        return asked[0] if len(asked) == 1 else None


def fail[T](future: asyncio.Future[T], error: ProviderError) -> None:
    """Let a future raise a copy of an error, unless it has ended before."""
    if not future.done():
        future.set_exception(copy(error))
        # Nobody need be waiting for it yet, or any more.
        future.exception()
