"""The one place that knows how Home Assistant's local agent takes sentences.

That is no interface for other integrations. If it changes, voice is off and the user
is told; everything else works.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
import logging
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .errors import where
from .voice_deeds import MESSAGE_SLOT, Deed
from .voice_phrases import Phrase, longest_first, sentences
from .voice_words import bare, words_said
from .wording import async_words, common_text

if TYPE_CHECKING:
    from hassil.recognize import RecognizeResult
    from homeassistant.components.conversation import ConversationInput

_LOGGER = logging.getLogger(__name__)

CONVERSATION = "conversation"
ISSUE = "voice_unavailable"


@dataclass(frozen=True, slots=True, repr=False)
class Heard:
    """What somebody wants; `name` and `message` are empty where none was said.

    `others` are shorter names that may be meant: with them, more are words to send.
    """

    deed: Deed
    name: str
    others: Sequence[str]
    message: str
    language: str
    context: Context


type Answer = Callable[[Heard], Awaitable[str]]


class LocalAgent:
    """Hears sentences about rooms."""

    def __init__(self, hass: HomeAssistant, answer: Answer) -> None:
        """Hear nothing yet; `answer` returns what to say."""
        self._hass = hass
        self._answer = answer
        self._names: frozenset[str] = frozenset()
        self._forget: CALLBACK_TYPE | None = None
        self._is_off = False

    @callback
    def teach(self, names: Iterable[str]) -> None:
        """Hear of rooms by these names, in the form in which they are said.

        Raises whatever comes of a Home Assistant that has changed.
        """
        wanted = frozenset(names)
        if wanted != self._names:
            self._stop()
            self._start(wanted)
            self._names = wanted

    @callback
    def guarded[T](self, do: Callable[[], T]) -> T | None:
        """Do something that may no longer work with this Home Assistant.

        Then voice is off, the user is told, and this returns None.
        """
        try:
            done = do()
        except Exception as err:  # noqa: BLE001
            if not self._is_off:
                _LOGGER.warning("Rooms cannot be spoken to: %s", where(err))
            self._is_off = True
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                ISSUE,
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key="voice_unavailable",
            )
            return None
        if self._is_off:
            self._is_off = False
            ir.async_delete_issue(self._hass, DOMAIN, ISSUE)
        return done

    @callback
    def _stop(self) -> None:
        forget, self._forget = self._forget, None
        self._names = frozenset()
        if forget is not None:
            forget()

    @callback
    def _start(self, names: frozenset[str]) -> None:
        if not names:
            return
        # Not at the top: it need not be installed.
        from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415
            get_agent_manager,
        )

        phrases = sentences(names)
        self._forget = get_agent_manager(self._hass).register_trigger(
            [*phrases], partial(self._hear, phrases, longest_first(names))
        )

    async def _hear(
        self,
        phrases: Mapping[str, Phrase],
        names: list[str],
        said: ConversationInput,
        result: RecognizeResult,
    ) -> str:
        """Return what to say; the agent calls this."""
        heard = self.guarded(partial(_understood, phrases, names, said, result))
        if heard is None:
            return common_text(await async_words(self._hass), "voice_failed")
        return await self._answer(heard)


def is_exposed(hass: HomeAssistant, entity_id: str) -> bool:
    """Whether the user lets Assist know of an entity."""
    from homeassistant.components.homeassistant.exposed_entities import (  # noqa: PLC0415
        async_should_expose,
    )

    return async_should_expose(hass, CONVERSATION, entity_id)


def _understood(
    phrases: Mapping[str, Phrase],
    names: list[str],
    said: ConversationInput,
    result: RecognizeResult,
) -> Heard:
    """Find out which name was said, and which words.

    The agent tells only which sentence it was, with any of the names; the longest one
    with which it is that sentence is meant. Raises LookupError where it is none.
    """
    from hassil.intents import Intents, SlotList, WildcardSlotList  # noqa: PLC0415
    from hassil.recognize import recognize_all  # noqa: PLC0415

    sentence = result.intent_sentence
    phrase = phrases[(sentence and sentence.text) or ""]
    heard = bare(said.text)
    slots: dict[str, SlotList] = {MESSAGE_SLOT: WildcardSlotList(MESSAGE_SLOT)}
    messages: dict[str, str] = {}
    for name in names if phrase.is_named else [""]:
        if bare(name) not in heard:
            continue
        data = {"data": [{"sentences": [phrase.naming(name)]}]}
        intents = Intents.from_dict({"language": "en", "intents": {"": data}})
        for found in recognize_all(said.text, intents, slot_lists=slots):
            message = found.entities.get(MESSAGE_SLOT)
            messages[name] = (
                words_said(
                    said.text, str(message.value), message.text_span, phrase.ending
                )
                if message
                else ""
            )
            break
    if not messages:
        raise LookupError("no name")
    longest, *others = messages
    return Heard(
        deed=phrase.deed,
        name=longest,
        others=others,
        message=messages[longest],
        language=said.language,
        context=said.context,
    )
