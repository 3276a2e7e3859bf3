"""From the names of rooms to the sentences in which they can be said.

These are templates as Home Assistant's local agent takes them: (a|b) is one of both,
[a] may be left out, {message} is anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re
from typing import Self
import unicodedata

from .voice_deeds import MESSAGE_SLOT, NAME, Deed, Templates
from .voice_english import GENERAL_ENGLISH, NAMED_ENGLISH
from .voice_japanese import GENERAL_JAPANESE, NAMED_JAPANESE

ENDING = re.compile(rf"\{{{MESSAGE_SLOT}\+([^}}]*)\}}")
SYNTAX = re.compile(r"([\\()\[\]{}<>|;])")
# The agent leaves these out of what it hears, at the beginning and end of words.
MARKS = r"[.。,，、?¿？؟!¡！;；:：…—–―]+"
MARKS_AROUND_WORDS = re.compile(rf"(?<!\w){MARKS}|{MARKS}(?!\w)")
# It breaks words there that it hears, and not those that it knows.
BREAKS = re.compile(r"[-_]")
SYMBOLS = frozenset({"So", "Sk", "Cf", "Cc", "Mn", "Me"})
# Whoever says these means nobody's room.
PRONOUNS = frozenset({"me", "us", "you", "it", "him", "her", "them"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence that wants something.

    `template` has the place of a name, if any. `ending` is what belongs to the words
    to send although it stands after their place.
    """

    deed: Deed
    template: str
    ending: re.Pattern[str] | None = None

    @classmethod
    def written(cls, deed: Deed, template: str) -> Self:
        """Return the phrase of a template as the languages write it."""
        if (found := ENDING.search(template)) is None:
            return cls(deed, template)
        before, after = template[: found.start()], template[found.end() :]
        bare = f"{before}{{{MESSAGE_SLOT}}}{found[1]}{after}"
        return cls(deed, bare, re.compile(found[1]))

    @property
    def is_named(self) -> bool:
        """Whether it names a room."""
        return NAME in self.template

    def naming(self, *forms: str) -> str:
        """Return the sentence with any of some names in it."""
        names = "|".join(SYNTAX.sub(r"\\\1", form) for form in forms)
        return self.template.replace(NAME, f"({names})")


def _phrases(*languages: Templates) -> tuple[Phrase, ...]:
    return tuple(
        Phrase.written(deed, template)
        for templates in languages
        for deed, several in templates.items()
        for template in several
    )


NAMED = _phrases(NAMED_ENGLISH, NAMED_JAPANESE)
GENERAL = _phrases(GENERAL_ENGLISH, GENERAL_JAPANESE)


def sentences(forms: Iterable[str]) -> Mapping[str, Phrase]:
    """Return all sentences about rooms with these names.

    There is one for each phrase, however many names there are: Home Assistant reads
    all of them anew after each change, and that takes it a moment for each.
    """
    names = longest_first(forms)
    return {phrase.naming(*names): phrase for phrase in (*NAMED, *GENERAL)}


def longest_first(forms: Iterable[str]) -> list[str]:
    """Return names in the order in which they are looked for.

    Where one begins with another one, it is the longer that is meant.
    """
    return sorted(forms, key=lambda form: (-len(form), form))


def spoken(name: str) -> frozenset[str]:
    """Return how a name can be said; nothing where it cannot be."""
    forms = set()
    plain = unicodedata.normalize("NFKC", name)
    for text in (name, plain, plain.replace("&", " and ")):
        whole = _words(text)
        forms |= {whole, _words(MARKS_AROUND_WORDS.sub(" ", _without_symbols(whole)))}
    return frozenset(
        form
        for form in forms
        if any(map(str.isalnum, form)) and form.casefold() not in PRONOUNS
    )


def _words(text: str) -> str:
    return " ".join(BREAKS.sub(" ", text).split())


def _without_symbols(text: str) -> str:
    """Leave out hearts and houses: nobody says them."""
    return "".join(
        " " if unicodedata.category(sign) in SYMBOLS else sign
        for sign in unicodedata.normalize("NFC", text)
    )
