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
    ("Reply to Happy Family with yes", "yes"),
    ("Respond to Happy Family's last message with: fine!", "fine!"),
    ("Send a text to our Happy Family saying hello", "hello"),
    ("Tell the Happy Family group that tea is ready", "tea is ready"),
    ("Tell everyone in Happy Family tea is ready", "tea is ready"),
    ("Could you tell Happy Family that tea is ready, please?", "tea is ready"),
    ("Send a message to Happy Family telling them tea is ready", "tea is ready"),
    ("Tell Happy Family lights are on", "lights are on"),
    ('Tell Happy Family "and now?"', "and now?"),
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
    ("遅れるって、ハッピーファミリーに伝えて", "遅れる"),
    ("ハッピーファミリーには遅れるって伝えて", "遅れる"),
    ("ハッピーファミリーにも、はやく寝てって言って", "はやく寝て"),
    ("ハッピーファミリーにはいって言って", "はい"),
    ("ハッピーファミリーにもう着くって送って", "もう着く"),
    ("ハッピーファミリーみんなにおやすみって伝えて", "おやすみ"),
    ("ごめんとハッピーファミリーに伝えて", "ごめん"),
    ("今どこにいるのとハッピーファミリーに送って", "今どこにいるの"),
    ("ハッピーファミリーに今どこって聞いて", "今どこ"),
    ("ハッピーファミリーにちゃんと食べてと伝えて", "ちゃんと食べて"),
    ("ハッピーファミリーに遅れるって言ってもらってもいいですか", "遅れる"),
    ("ハッピーファミリーに遅れるってメッセージを送っといて", "遅れる"),
    ("結婚したことをハッピーファミリーに伝えて", "結婚した"),
    ("明日のことをハッピーファミリーに知らせて", "明日のこと"),
    ("ハッピーファミリーに伝えて。今から帰るよ。", "今から帰るよ。"),
    (
        "ハッピーファミリーの部屋に行くって、ハッピーファミリーに言って",
        "ハッピーファミリーの部屋に行く",
    ),
]
BEGIN = "Say the message in the same breath, such as: tell Happy Family that I am late."
BEGIN_JA = "例えば「Happy Familyに遅くなるって伝えて」のように言ってください。"
NOT_OURS = [
    ("Tell me a joke", "en"),
    ("Tell Grandpa that dinner is ready", "en"),
    ("Message in a bottle", "en"),
    ("What's new?", "en"),
    ("Send the vacuum to Happy Family", "en"),
    ("Broadcast that Happy Family has a message", "en"),
    ("おじいちゃんに晩ご飯できたよって伝えて", "ja"),
    ("ハッピーファミリーの電気をつけて", "ja"),
    ("ハッピーファミリーに写真とメッセージを送って", "ja"),
    ("ハッピーファミリーに何かある？", "ja"),
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
        ("Send a message to Happy Family", "en", BEGIN),
        ("Tell Happy Family", "en", BEGIN),
        ('Tell Happy Family, "…"', "en", BEGIN),
        ("Tell Happy Family that", "en", BEGIN),
        ("Let Happy Family know", "en", BEGIN),
        ("Send a message to Happy Family saying", "en", BEGIN),
        ("Send a message to Happy Family, please", "en", BEGIN),
        ("Text Happy Family back", "en", BEGIN),
        ("Text Happy Family group", "en", BEGIN),
        ("Tell Happy Family and Grandparents that tea is ready", "en", BEGIN),
        ("Tell Happy Family lights to turn off", "en", BEGIN),
        ("おばあちゃんちにメッセージを送って", "ja", BEGIN_JA),
        ("おばあちゃんちに返信して", "ja", BEGIN_JA),
        ("おばあちゃんちに伝えて", "ja", BEGIN_JA),
        ("おばあちゃんちに、メッセージをお願い", "ja", BEGIN_JA),
        ("おばあちゃんちにちゃんと伝えて", "ja", BEGIN_JA),
        ("おばあちゃんちに何て言って", "ja", BEGIN_JA),
        ("おばあちゃんちにこのことを伝えて", "ja", BEGIN_JA),
        ("さっきのことをおばあちゃんちに伝えて", "ja", BEGIN_JA),
        ("おばあちゃんちにいつものように送って", "ja", BEGIN_JA),
        ("わかるようにおばあちゃんちに伝えて", "ja", BEGIN_JA),
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
