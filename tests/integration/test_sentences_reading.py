"""What is new is counted and read aloud, and stays unread."""

from typing import Any, cast

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.chat_rooms.room import RoomState
from tests.simulators.bocco import BoccoSimulator
from tests.simulators.faults import FOREVER

from .cards import state_of
from .conftest import HOME, set_up
from .files import coordinator_of
from .helpers import act, refresh, texts, until
from .speaking import give_aliases, listen, say

NOTIFY = "notify.happy_family"
EVENT = "event.happy_family_message"
ELDERS = "event.grandparents_message"
GRANDPARENTS = "Grandparents"


@pytest.fixture
async def heard(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """Let there be two new messages in one room, and none in the other."""
    await listen(hass, EVENT, ELDERS)
    await act(hass, "mark_as_read", EVENT)
    await write(hass, family, messages, ("Hanako", "I'm home"), ("Grandma", "Good!"))


async def write(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    *lines: tuple[str, str],
    room: str = HOME,
) -> None:
    """Let members of the family write, and wait until that is here."""
    await family.wait_for_subscribers(len(family.home.rooms))
    for member, text in lines:
        await family.write(room, member, text)
    await until(hass, lambda: lines[-1][1] in texts(messages))
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "sentence",
    [
        "Do I have any new messages from Happy Family?",
        "Do I have unread messages in the Happy Family?",
        "do we have messages from happy family",
        "Are there new messages from Happy Family?",
        "Any messages from Happy Family?",
        "How many new messages are there in Happy Family?",
        "how many messages do I have from Happy Family",
        "Has Happy Family answered yet?",
        "Did Happy Family text me?",
        "Anything from Happy Family?",
        "Check for messages from Happy Family",
        "ハッピーから、メッセージ来てる？",
        "ハッピーから返事は？",
        "ハッピーは返事した？",
        "ハッピーからメッセージ来てるか教えて",
        "ハッピーに新しいメッセージある？",
        "ハッピーからメッセージ来てる？",
        "ハッピーからのメッセージはありますか？",
        "ハッピーの未読メッセージは何件？",
        "ハッピーに未読は何件ありますか",
        "ハッピーさんから返事来た？",
        "ハッピーから返事まだ？",
        "ハッピーにメッセージないの？",
        "ハッピーからの返事はまだ来てない？",
        "ハッピーに新しいメッセージない？",
        "ハッピーから何かメッセージ来てる？",
        "ハッピーから連絡ありませんか？",
        "ハッピーの新着メッセージを確認して",
    ],
)
async def test_count(hass: HomeAssistant, heard: None, sentence: str) -> None:
    """How many messages are new is said, in any of these words."""
    await give_aliases(hass, EVENT, "ハッピー")
    answer = await say(hass, sentence)
    assert answer == "There are 2 new messages in Happy Family."


@pytest.mark.parametrize(
    "sentence",
    [
        "Do I have any new messages?",
        "do I have unread messages",
        "Have I got any messages?",
        "Are there any new messages for me?",
        "How many new messages do I have?",
        "Check my messages",
        "Got any messages?",
        "誰からメッセージ来てる？",
        "新しいメッセージある？",
        "新しいメッセージはありますか？",
        "メッセージ来てる？",
        "未読ある？",
        "新着メッセージは何件？",
        "新しいメッセージない？",
        "何かメッセージある？",
        "誰かからメッセージ来てる？",
        "誰かから新しいメッセージ届いてますか？",
        "新着メッセージを確認して",
        "メッセージをチェックしてください",
    ],
)
async def test_count_all(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    heard: None,
    sentence: str,
) -> None:
    """Without a name, all rooms are meant that are exposed."""
    assert await say(hass, sentence) == "There are 2 new messages in Happy Family."
    await write(hass, family, messages, ("Grandpa", "Hm."), room=GRANDPARENTS)
    assert await say(hass, sentence) == (
        "You have 3 new messages: 2 in Happy Family, 1 in Grandparents."
    )
    assert await say(hass, sentence, "ja") == (
        "新しいメッセージが3件あります。Happy Familyに2件、Grandparentsに1件です。"
    )
    await act(hass, "mark_as_read", EVENT)
    assert await say(hass, sentence) == "There is one new message in Grandparents."
    await act(hass, "mark_as_read", ELDERS)
    assert await say(hass, sentence) == "You have no new messages."


NEW = "There are 2 new messages in Happy Family. From Hanako: I'm home. From Grandma: Good!"


@pytest.mark.parametrize(
    "sentence",
    [
        "Read me the messages from Happy Family",
        "Read me the new messages from Happy Family, please",
        "Could you read out the unread messages in the Happy Family chat",
        "Read Happy Family's messages aloud",
        "What's new in Happy Family?",
        "What is new in the Happy Family group?",
        "Is there anything new in Happy Family?",
        "What did Happy Family say?",
        "What are my new messages?",
        "Read my latest messages",
        "メッセージ全部読んで",
        "ハッピーなんだって？",
        "ハッピーの返事を読んで",
        "Read my new messages",
        "read me all the messages",
        "ハッピーの新しいメッセージを読んで",
        "ハッピーのメッセージを読んで",
        "ハッピーから来たメッセージを読み上げてください",
        "ハッピーの最新メッセージを読んで",
        "ハッピーの未読を読んでくれる？",
        "ハッピーは何て言ってる？",
        "ハッピーで何かあった？",
        "新しいメッセージを読んで",
        "未読を読み上げて",
    ],
)
async def test_read(hass: HomeAssistant, heard: None, sentence: str) -> None:
    """The new messages are read aloud, in any of these words."""
    await give_aliases(hass, EVENT, "ハッピー")
    assert await say(hass, sentence) == NEW


async def test_read_in_japanese(hass: HomeAssistant, heard: None) -> None:
    """The same, for those who are answered in Japanese."""
    assert await say(hass, "Happy Familyのメッセージを読んで", "ja") == (
        "Happy Familyの新しいメッセージは2件です。"
        "Hanakoから、I'm home. Grandmaから、Good!"
    )


async def test_reading_marks_nothing(
    hass: HomeAssistant, family: BoccoSimulator, heard: None
) -> None:
    """Who has heard messages can hear them again."""
    before = await family.read_id(HOME)
    assert await say(hass, "What's new in Happy Family?") == NEW
    assert await say(hass, "What's new in Happy Family?") == NEW
    assert await family.read_id(HOME) == before


async def test_nothing_new(
    hass: HomeAssistant, family: BoccoSimulator, heard: None
) -> None:
    """Who asks for messages hears the last one, who asks for new ones does not."""
    await act(hass, "mark_as_read", EVENT)
    nothing = "There is nothing new in Happy Family."
    assert await say(hass, "Do I have messages from Happy Family?") == nothing
    assert await say(hass, "What's new in Happy Family?") == nothing
    assert await say(hass, "Read me the messages from Happy Family") == (
        f"{nothing} This is the last message. From Grandma: Good!"
    )
    assert await say(hass, "Read my messages") == "You have no new messages."


async def test_many(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    heard: None,
) -> None:
    """No more than five are read, the newest ones, and it is said how many there are."""
    lines = [("Hanako", f"Number {number}") for number in range(1, 6)]
    await write(hass, family, messages, *lines)
    numbers = " ".join(f"From Hanako: Number {number}." for number in range(1, 6))
    assert await say(hass, "What's new in Happy Family?") == (
        f"Here are the newest 5 of 7 new messages in Happy Family. {numbers}"
    )
    await write(hass, family, messages, ("Grandpa", "Zzz…"), room=GRANDPARENTS)
    numbers = " ".join(
        f"In Happy Family, from Hanako: Number {number}." for number in range(2, 6)
    )
    assert await say(hass, "Read my new messages") == (
        "You have 8 new messages: 7 in Happy Family, 1 in Grandparents. "
        f"Here are the newest 5. {numbers} In Grandparents, from Grandpa: Zzz…"
    )


async def test_many_rooms(
    hass: HomeAssistant, family: BoccoSimulator, messages: list[Event[Any]], heard: None
) -> None:
    """Of many rooms the five are named in which there is most."""
    rooms = [f"Club {letter}" for letter in "ABCDE"]
    for room in rooms:
        await family.create_room(room, ["Hanako"])
    await refresh(hass)
    for room in rooms:
        await write(hass, family, messages, ("Hanako", f"Hi, {room}"), room=room)
    await listen(
        hass, *(f"event.{room.lower().replace(' ', '_')}_message" for room in rooms)
    )
    clubs = ", ".join(f"1 in {room}" for room in rooms[:4])
    assert await say(hass, "Do I have messages?") == (
        f"You have 7 new messages: 2 in Happy Family, {clubs}, 1 elsewhere."
    )


async def test_count_that_is_not_known(
    hass: HomeAssistant, heard: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody knows what is new, the last message can be heard."""
    monkeypatch.setattr(RoomState, "unread", None)
    unknown = "How many messages are new in Happy Family is not known yet."
    for sentence in ("Any messages from Happy Family", "What's new in Happy Family"):
        assert (await say(hass, sentence) or "").startswith(unknown)
    assert await say(hass, "Read Happy Family's messages") == (
        "This is the last message. From Grandma: Good!"
    )
    for question in ("Do I have messages?", "Read my messages"):
        assert await say(hass, question) == (
            "What is new in Grandparents, Happy Family is not known right now."
        )


async def test_one_count_that_is_not_known(
    hass: HomeAssistant,
    ready: MockConfigEntry,
    heard: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the other rooms it is told what is known."""
    elders = state_of(coordinator_of(ready), GRANDPARENTS)
    known = vars(RoomState)["unread"].fget

    def unread(state: RoomState) -> int | None:
        return None if state is elders else cast("int", known(state))

    monkeypatch.setattr(RoomState, "unread", property(unread))
    rest = "What is new in Grandparents is not known right now."
    assert await say(hass, "Do I have messages?") == (
        f"There are 2 new messages in Happy Family. {rest}"
    )
    assert await say(hass, "Read my new messages") == f"{NEW} {rest}"
    await act(hass, "mark_as_read", EVENT)
    for question in ("Do I have messages?", "Read my new messages"):
        assert await say(hass, question) == f"You have no new messages. {rest}"


async def test_many_counts_that_are_not_known(
    hass: HomeAssistant,
    family: BoccoSimulator,
    heard: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A few rooms are named."""
    rooms = [f"Club {letter}" for letter in "ABCDE"]
    for room in rooms:
        await family.create_room(room, ["Hanako"])
    await refresh(hass)
    await listen(
        hass, *(f"event.{room.lower().replace(' ', '_')}_message" for room in rooms)
    )
    monkeypatch.setattr(RoomState, "unread", None)
    named = ", ".join(rooms)
    assert await say(hass, "Do I have messages?") == (
        f"What is new in {named}, 2 others is not known right now."
    )


@pytest.fixture
async def long_unread(
    hass: HomeAssistant, family: BoccoSimulator, entry: MockConfigEntry
) -> None:
    """Let Taro have read nothing for a while, and nothing of it be held here."""
    home = family.home.room(HOME)
    me = next(one for one in home.members if one.user.nickname == "Taro")
    me.read_id = home.messages[0].id
    await set_up(hass, entry)
    state_of(coordinator_of(entry), HOME).held.clear()
    await listen(hass, NOTIFY)


async def test_messages_of_before(hass: HomeAssistant, long_unread: None) -> None:
    """What came before the start is asked for; what is one's own is not new."""
    assert await say(hass, "What's new in Happy Family?") == (
        "There are 2 new messages in Happy Family."
        " From Hanako: School is over. I'm on my way."
        " From Hanako: The cake was great!"
    )
    await act(hass, "mark_as_read", EVENT)
    assert (await say(hass, "Read Happy Family messages") or "").endswith(
        "This is the last message. From Hanako: The cake was great!"
    )


async def test_kinds(
    hass: HomeAssistant,
    family: BoccoSimulator,
    messages: list[Event[Any]],
    heard: None,
) -> None:
    """What is no text is described."""
    await act(hass, "mark_as_read", EVENT)
    await family.send_image(HOME, "Hanako")
    await family.send_audio(HOME, "Grandma")
    await family.send_stamp(HOME, "Hanako")
    await until(hass, lambda: len(messages) == 5)
    await hass.async_block_till_done()
    answer = await say(hass, "What's new in Happy Family?") or ""
    assert "From Hanako: a picture" in answer
    assert "From Grandma: a voice message" in answer
    assert "From Hanako: a sticker" in answer


async def test_service_that_does_not_answer(
    hass: HomeAssistant, family: BoccoSimulator, long_unread: None
) -> None:
    """Where messages cannot be asked for, that is the answer, with what to do."""
    await family.break_("messages", "status", status=503, times=FOREVER)
    answer = await say(hass, "What's new in Happy Family?") or ""
    assert answer.startswith("BOCCO does not answer right now. Try again")
    await family.mend()


async def test_room_that_does_not_answer(
    hass: HomeAssistant,
    family: BoccoSimulator,
    entry: MockConfigEntry,
    messages: list[Event[Any]],
    long_unread: None,
) -> None:
    """The messages of the others are heard all the same."""
    await listen(hass, ELDERS)
    await act(hass, "mark_as_read", ELDERS)
    await write(hass, family, messages, ("Grandma", "Hello!"), room=GRANDPARENTS)
    await family.break_("messages", "status", status=503, times=FOREVER)
    assert await say(hass, "Read my new messages") == (
        "You have 3 new messages: 2 in Happy Family, 1 in Grandparents."
        " Here are the newest 1. In Grandparents, from Grandma: Hello!"
        " The messages of Happy Family cannot be had right now. Try again later."
    )
    state_of(coordinator_of(entry), GRANDPARENTS).held.clear()
    answer = await say(hass, "Read my new messages") or ""
    assert answer.startswith("BOCCO does not answer right now. Try again")
    await family.mend()
