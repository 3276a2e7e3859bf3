"""Messages in words that a voice can read, and words out of what a voice said."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.model import Location, Member, Message, MessageKind
from custom_components.chat_rooms.speakable import ended, joined, speakable
from custom_components.chat_rooms.voice_phrases import spoken
from custom_components.chat_rooms.voice_words import words_said
from custom_components.chat_rooms.wording import async_words


def message(**what: Any) -> Message:
    """Return a message of Hanako's."""
    return Message(
        **{
            "id": "1",
            "room_id": "1",
            "position": 1,
            "kind": MessageKind.TEXT,
            "sender": Member(id="1", name="Hanako"),
            "sent_at": datetime(2026, 11, 22, tzinfo=UTC),
            **what,
        }
    )


MARKDOWN = [
    ("**bold**, *slanted*, __under__ and `code`", "bold, slanted, under and code"),
    ("snake_case and 2*3*4", "snake_case and 2*3*4"),
    ("# Title\n\n> quoted\n1. one\n- two", "Title. quoted. one. two"),
    ("![cat](https://a.test/c.png) and [a page](http://b.test)", "cat and a page"),
    ("```python\nprint()\n```", "print()"),
]


@pytest.mark.parametrize(("text", "said"), MARKDOWN, ids=range(len(MARKDOWN)))
async def test_markdown(hass: HomeAssistant, text: str, said: str) -> None:
    """Marks are not read aloud; in a text that is no Markdown they are what they are."""
    words = await async_words(hass)
    assert speakable(words, message(text=text, is_markdown=True)) == said
    plain = "2 * 3 # 4"
    assert speakable(words, message(text=plain)) == plain


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"text": " Hello\n\nyou  two "}, "Hello. you two"),
        ({"text": "はい\nいいえ"}, "はい。いいえ"),
        (
            {"text": "HTTPS://Example.com:8123/a?b=(c)d, ok"},
            "a link to Example.com:8123",
        ),
        ({"kind": MessageKind.IMAGE, "text": "My cat"}, "a picture, My cat"),
        ({"kind": MessageKind.IMAGE, "title": "Zoo"}, "a picture, Zoo"),
        ({"kind": MessageKind.FILE}, "a file"),
        ({"kind": MessageKind.VIDEO}, "a film"),
        ({"kind": MessageKind.LIKE}, "a like"),
        ({"kind": MessageKind.LOCATION}, "a place"),
        (
            {
                "kind": MessageKind.LOCATION,
                "location": Location(latitude=1, longitude=2, name="Mill"),
                "text": "Mill",
            },
            "Mill",
        ),
        ({"kind": MessageKind.SENSOR, "text": "Door open"}, "Door open"),
        ({}, "a message without words"),
    ],
    ids=[
        "lines",
        "japanese",
        "link",
        "caption",
        "title",
        "file",
        "film",
        "like",
        "place",
        "named_place",
        "sensor",
        "empty",
    ],
)
async def test_kinds(hass: HomeAssistant, what: dict[str, Any], said: str) -> None:
    """What is no text is described before the text that it has."""
    assert speakable(await async_words(hass), message(**what)).startswith(said)


async def test_long_text(hass: HomeAssistant) -> None:
    """Nobody is read a novel."""
    said = speakable(await async_words(hass), message(text="word " * 1000))
    assert len(said) <= 501
    assert said.endswith("word…")


async def test_hostile_text(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that would keep an expression busy for seconds is not looked at whole."""
    lengths: list[int] = []

    class Expression:
        def sub(self, _: str, text: str) -> str:
            lengths.append(len(text))
            return text

    monkeypatch.setattr("custom_components.chat_rooms.speakable.LINK", Expression())
    words = await async_words(hass)
    said = speakable(words, message(text="[" * 32_000, is_markdown=True))
    assert max(lengths) <= 2_000
    assert said.endswith("…")


def test_sentences_one_after_the_other() -> None:
    """Each ends with a mark, and there are spaces where the language has them."""
    assert [ended(text) for text in ("", "Yes", "No!", "はい", "え？", "「あ」")] == [
        "",
        "Yes.",
        "No!",
        "はい。",
        "え？",
        "「あ」",
    ]
    assert joined(["One.", "二。", "三。", "Four."]) == "One. 二。三。Four."


@pytest.mark.parametrize(
    ("sentence", "heard", "place", "words"),
    [
        ("tell a hi!", "hi", (7, 9), "hi!"),
        ("tell a hi!", "hi", None, "hi"),
        ("tell a hi!", "hi", (0, 4), "hi"),
        ("tell a 「hi！」", "「hi」", (7, 12), "hi！"),
        ('tell a "hi" and "ho"', '"hi" and "ho"', (7, 20), '"hi" and "ho"'),
        ("tell a 👍", "👍", (7, 8), "👍"),
        ("tell a “…”", "“”", (7, 10), ""),
    ],
    ids=["mark", "no_place", "wrong", "quoted", "two_quotes", "sign", "nothing"],
)
def test_words_said(
    sentence: str, heard: str, place: tuple[int, int] | None, words: str
) -> None:
    """They are as they were said, or at least as the agent has heard them."""
    assert words_said(sentence, heard, place) == words


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Happy Family", {"Happy Family"}),
        ("Dr. No", {"Dr. No", "Dr No"}),
        ("家族（ＡＢ）", {"家族（ＡＢ）", "家族(AB)"}),
        ("A_b-c", {"A b c"}),
        ("🏠 Home", {"🏠 Home", "Home"}),
        ("🏠", set()),
        ("Us", set()),
    ],
)
def test_forms_of_names(name: str, forms: set[str]) -> None:
    """A name can be said as it is written, and as the agent hears it."""
    assert spoken(name) == forms
