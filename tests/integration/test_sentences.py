"""Sentence in, message out: what is said to the local agent reaches the room."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .helpers import state
from .speaking import call_it, give_aliases, listen, say

NOTIFY = "notify.happy_family"
ELDERS = "notify.grandparents"

ENGLISH = [
    ("Tell Happy Family that dinner is ready", "dinner is ready"),
    ("tell happy family dinner is ready", "dinner is ready"),
    ("Tell the Happy Family: Dinner's ready!", "Dinner's ready!"),
    ("Please tell Happy Family that that is GREAT.", "that is GREAT."),
    ("Tell Happy Family that's fine", "that's fine"),
    (
        "Could you tell Happy Family we eat at 7.30 p.m., OK? Really…",
        "we eat at 7.30 p.m., OK? Really…",
    ),
    ("Send a message to Happy Family: I'm late", "I'm late"),
    ("Send a message to Happy Family room is clean", "room is clean"),
    ("Send a message to the Happy Family chat saying hello", "hello"),
    ("send a message to happy family saying that I’m late", "I’m late"),
    ("Send Happy Family a message saying hello", "hello"),
    ('Send a message to Happy Family "Hello, you two!"', "Hello, you two!"),
    ("Message Happy Family on my way", "on my way"),
    ("Text Happy Family re-do it", "re-do it"),
    ("Can you please let Happy Family know that I am home?", "I am home?"),
    ("Reply to Happy Family yes", "yes"),
]
JAPANESE = [
    ("ハッピーファミリーに晩ご飯できたよって伝えて", "晩ご飯できたよ"),
    ("ハッピーファミリーに晩ご飯ができたと伝えてください。", "晩ご飯ができた"),
    ("ハッピーファミリーに、今から帰るって言ってくれる？", "今から帰る"),
    ("ハッピーファミリーのみんなに今から帰るって送って", "今から帰る"),
    ("ハッピーファミリーへ「ちょっと待って！」と送って", "ちょっと待って！"),
    ("ハッピーファミリーに『明日行くね』を送ってもらえますか", "明日行くね"),
    ("ハッピーファミリーに遅れるって連絡しといて", "遅れる"),
    ("ハッピーファミリーに遅れますというメッセージを送ってください", "遅れます"),
    ("ハッピーファミリーに待ってって言って", "待って"),
    ("今日は遅くなるってハッピーファミリーに伝えておいて", "今日は遅くなる"),
    ("ハッピーファミリーに早く寝るように伝えて", "早く寝るように"),
    ("ハッピーファミリーさんに ありがとう と伝えて", "ありがとう"),
    ("ハッピーファミリーに牛乳を買ってくるように言っといて", "牛乳を買ってくるように"),
    ("ハッピーファミリーに戻るように頼んでくれる？", "戻るように"),
    ("ハッピーファミリーに静かにするようにお願いして", "静かにするように"),
    ("急ぐようにハッピーファミリーに伝えておいて", "急ぐように"),
    ("ハッピーファミリーに電話をくれるよう伝えて", "電話をくれるよう"),
    ("ハッピーファミリーにおはよう伝えて", "おはよう"),
    ("ハッピーファミリーに急ぐようにと伝えて", "急ぐように"),
    ("ハッピーファミリーに晩ご飯ができたことを伝えて", "晩ご飯ができた"),
    ("ハッピーファミリーに明日のことを伝えて", "明日のこと"),
    ("ハッピーファミリーに今から帰るって送ってくださいませんか", "今から帰る"),
    ("ハッピーファミリーに今から帰るって送っておいてくれる？", "今から帰る"),
    ("ハッピーファミリーに了解って返しといて", "了解"),
    ("ハッピーファミリーに伝えて、今から帰るって", "今から帰る"),
    ("ハッピーファミリーにメッセージ送って、もう着くよって", "もう着くよ"),
    ("遅れるとハッピーファミリーに伝えて", "遅れる"),
    ("もうすぐ着くよ！とハッピーファミリーに送って", "もうすぐ着くよ！"),
    ("「パパ」とハッピーファミリーに送って", "パパ"),
    ("ハッピーファミリーにパパと伝えて", "パパ"),
]
NOT_OURS = [
    ("Tell me a joke", "en"),
    ("Tell Grandpa that dinner is ready", "en"),
    ("Message in a bottle", "en"),
    ("What's new?", "en"),
    ("Send the vacuum to Happy Family", "en"),
    ("Broadcast that Happy Family has a message", "en"),
    ("おじいちゃんに晩ご飯できたよって伝えて", "ja"),
    ("ハッピーファミリーの電気をつけて", "ja"),
    ("何か面白いことを言って", "ja"),
    ("パパとハッピーファミリーに伝えて", "ja"),
    ("おばあちゃんとハッピーファミリーに送って", "ja"),
]


@pytest.mark.parametrize(("sentence", "message"), ENGLISH)
async def test_english(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    sentence: str,
    message: str,
) -> None:
    """What is said arrives as it was said, and nothing else."""
    await listen(hass, NOTIFY, ELDERS)
    assert await say(hass, sentence) == "Sent to Happy Family."
    assert [item["text"] for item in await family.received()] == [message]
    assert len(await family.received(HOME)) == 1
    assert state(hass, NOTIFY) != "unknown"


@pytest.mark.parametrize(("sentence", "message"), JAPANESE)
async def test_japanese(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    sentence: str,
    message: str,
) -> None:
    """The same in Japanese, for a room with a Japanese name."""
    await listen(hass, NOTIFY, ELDERS)
    await call_it(hass, NOTIFY, "ハッピーファミリー")
    assert await say(hass, sentence, "ja") == "ハッピーファミリーに送りました。"
    assert [item["text"] for item in await family.received()] == [message]
    assert len(await family.received(HOME)) == 1


@pytest.mark.parametrize(("sentence", "language"), NOT_OURS)
async def test_other_commands(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    sentence: str,
    language: str,
) -> None:
    """What means no room, or no message, is left to Home Assistant."""
    await listen(hass, NOTIFY)
    await give_aliases(hass, NOTIFY, "ハッピーファミリー", "me")
    answer = await say(hass, sentence, language)
    assert answer is None or "Happy" not in answer
    assert await family.received() == []


@pytest.mark.parametrize(
    ("sentence", "language", "answer"),
    [
        ("Send a message to Happy Family", "en", "Say the message in the same breath"),
        ("Tell Happy Family", "en", "Say the message in the same breath"),
        ('Tell Happy Family, "…"', "en", "Say the message in the same breath"),
        ("Tell Happy Family that", "en", "Say the message in the same breath"),
        ("Let Happy Family know", "en", "Say the message in the same breath"),
        (
            "Send a message to Happy Family saying",
            "en",
            "Say the message in the same breath",
        ),
        (
            "おばあちゃんちにメッセージを送って",
            "ja",
            "メッセージも続けて話してください",
        ),
        ("おばあちゃんちに返信して", "ja", "「Happy Familyに遅くなるって伝えて」"),
    ],
)
async def test_without_words(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    sentence: str,
    language: str,
    answer: str,
) -> None:
    """Whoever names a room alone is told how to go on."""
    await listen(hass, NOTIFY)
    await give_aliases(hass, NOTIFY, "おばあちゃんち")
    assert answer in (await say(hass, sentence, language) or "")
    assert await family.received() == []


async def test_request_to_an_assistant_of_another_language(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """What is asked of somebody stays a request, whatever the answer's language is."""
    await listen(hass, NOTIFY)
    await give_aliases(hass, NOTIFY, "家族")
    assert await say(hass, "家族に電話するように伝えて") == "Sent to Happy Family."
    assert [item["text"] for item in await family.received()] == ["電話するように"]


@pytest.mark.parametrize("language", ["ja-JP", "ja"])
async def test_language_of_the_answer(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry, language: str
) -> None:
    """The answer is in the language in which Assist is spoken to."""
    await listen(hass, NOTIFY)
    answer = await say(hass, "Tell Happy Family that dinner is ready", language)
    assert answer == "Happy Familyに送りました。"


async def test_language_without_texts(
    hass: HomeAssistant, family: BoccoSimulator, ready: MockConfigEntry
) -> None:
    """A language that has no texts yet is answered in English."""
    await listen(hass, NOTIFY)
    answer = await say(hass, "Tell Happy Family that dinner is ready", "de-CH")
    assert answer == "Sent to Happy Family."
