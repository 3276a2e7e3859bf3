"""The words of a message as they were said, out of the sentence that bears them."""

import re
import unicodedata

# What the local agent leaves out between words, and at the end of all.
LEFT_OUT = frozenset(" \u3000.。,，、?¿？؟!¡！;；:：’…—–―")
# What is left of a message without words.
NO_WORDS = "".join(LEFT_OUT) + '"“”「」『』'
# Between the name of a room and the words for it, and after them.
SEPARATORS = ",，、;；:：—–― \u3000"
# A particle of the name before, which no message begins with.
PARTICLE = re.compile(r"(?:は|も|だけ)(?:[、\s]+|(?=[0-9０-９ァ-ヺ一-鿿]))")
# Somebody or something else is spoken to: two rooms, or what is in an area.
OTHERS = re.compile(
    r"(?:and|or|&)\s"
    r"|(?:lights?|lamps?|tv|television|speakers?|fans?|heating|thermostat|blinds?|vacuum)"
    r"\s(?:to|that)\s",
    re.IGNORECASE,
)
QUOTED = re.compile(r'(?:"([^"]+)"|“([^”]+)”|「([^」]+)」?|『([^』]+)』?)[.。]?')


def words_said(
    sentence: str,
    heard: str,
    place: tuple[int, int] | None,
    ending: re.Pattern[str] | None = None,
) -> str:
    """Return the words with their marks, without quotation marks around all of them.

    `heard` is what the agent has heard of them, `place` where they begin and end in
    the sentence; an `ending` that follows there is theirs. Where that is not so, it is
    what the agent has heard.
    """
    start, end = place or (0, 0)
    if bare(sentence[start:end]) != bare(heard):
        return heard
    if ending and (found := ending.match(sentence, end)):
        end = found.end()
    while end < len(sentence) and sentence[end] in LEFT_OUT:
        end += 1
    words = sentence[start:end].lstrip(SEPARATORS).rstrip(",，、 \u3000\n")
    if particle := PARTICLE.match(words):
        words = words[particle.end() :]
    if not words.strip(NO_WORDS) or OTHERS.match(words):
        return ""
    quoted = QUOTED.fullmatch(words)
    return next(filter(None, quoted.groups())) if quoted else words


def bare(text: str) -> str:
    """Return the letters and digits of a text, to hold it against another one."""
    text = unicodedata.normalize("NFC", text)
    return "".join(filter(str.isalnum, text.casefold()))
