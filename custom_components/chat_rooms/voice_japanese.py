"""What can be said in Japanese.

Its words stand side by side, so nothing here has a space.
"""

from .voice_deeds import NAME, Deed, Templates, one_of

_ROOM = (
    f"{NAME}[さん|ちゃん|くん|君|さま|様]"
    "[の(みんな|皆さん|みなさん|皆|全員|グループ|ルーム|チャット|トーク)"
    "|みんな|全員|グループ|ルーム|チャット]"
)
# Some recognizers write a comma where a breath is taken. Before the words it is theirs.
_WORDS_TO = "(に|へ|あてに|宛に|宛てに)"
_TO = f"{_WORDS_TO}[、]"
_QUOTED = "(っていうメッセージを|というメッセージを|って|」と|』と|」を|』を)"
# With one of these ends a sentence, and seldom the name of a person whom と joins to
# another one. The first that fits is taken, so longer ones stand before shorter ones,
# and greetings are without their first letter: something has to be left of the words.
_END = (
    "(やすみ|だいま|めん|うなら|疲れさま|疲れ様|大事に|かも|なの|るの|たの|いの|せん"
    "|る|た|だ|い|う|す|く|ぐ|つ|ぬ|ぶ|む|ね|よ|な|ぞ|わ|か|て|で|ろ|れ|え|け|せ|め|！|？)"
)
_TELL = (
    "(伝え(て|といて)|送(って|っといて)|言(って|っといて)|聞(いて|いといて)|きいて"
    "|送信(して|しといて)|連絡[を](して|しといて|入れて|入れといて)"
    "|返信(して|しといて)|返事(して|しといて)|伝言[を](して|しといて|お願い)"
    "|お願い(して|しといて)|頼(んで|んどいて)|返(して|しといて)|教えて"
    "|知らせて|書いて|書き込んで|投稿して)"
)
_BY_MESSAGE = "メッセージ[を](送って|送っといて|送信して|して|しといて)"
_SEND_ON = f"({_TELL}|{_BY_MESSAGE})"
_NEWS = f"(伝え(て|といて)|連絡(して|しといて)|知らせて|{_BY_MESSAGE})"
_ASK = (
    "(伝え(て|といて)|送(って|っといて)|言(って|っといて)|連絡(して|しといて)"
    f"|お願い(して|しといて)|頼(んで|んどいて)|知らせて|{_BY_MESSAGE})"
)
# How, what and as what something is to be said: no words to send.
_HOW = (
    "(ちゃんと|きちんと|ちょっと|もっと|そっと|さっと|ざっと|ずっと|やっと|しっかりと"
    "|はっきりと|何て|なんて|何と|なんと|何って)"
)
_THIS = "(この|その|あの|どの|さっきの|次の|同じ|いつもの|好きな|前の|今までの)"
_WHAT = f"({_THIS}|言いたい|今言った|いい|面白い|楽しい|大事な話の)ことを"
_LIKE = f"({_THIS}|昨日の|いい|分かる|わかる|聞こえる|伝わる)ように"
_SEND = "(送(って|っといて)|送信(して|しといて)|書いて|して)"
_READ = "(読んで|読み上げて|読んで聞かせて|聞かせて|教えて|再生して)"
_PLEASE = (
    "[おいて|あげて|やって]"
    "[(ください|下さい)[ね|ませ|ますか|ませんか]|くれ|くれ(る|ない|ないかな|ますか|ませんか)"
    "|くんない|もらえ(る|ない|ないかな|ますか|ませんか)|もらって[も]いい[ですか|かな]"
    "|いただけ(ますか|ませんか|ないでしょうか)|(ほしい|欲しい)[です|んだけど]|ちょうだい"
    "|頂戴|、お願い|お願いします|ね|よ]"
)
_NEW = (
    "(新しい|新着の|新着|未読の|未読|まだ読んでない|まだ読んでいない|届いた|届いている)"
)
_MESSAGE = "(メッセージ|チャット|トーク|投稿)"
_FROM = (
    "(の|から|からの|から来た|からきた|から届いた|に来た|にきた|に届いた|に来てる"
    "|に届いてる|にある|で)[、]"
)
_COME = (
    "(ある|あります|あった|ありました|来てる|きてる|来ている|きている|来てます|きてます"
    "|来ています|きています|来た|きた|来ました|きました|届いてる|届いている|届いてます"
    "|届いています|届いた|届きました|入ってる|入っています|ない|ありません|来ない"
    "|来てない|きてない|来ていない|来てません|来ていません|届いてない|届いていない"
    "|届いてません|届いていません)"
)
_ANYTHING = "[何か|なにか|なんか]"
_ANYBODY = "[(誰|だれ|どこ)[か]から[の]]"
_LAST = "[(最新|最後|直近)[の]]"
_ANSWER = "(返事|返信|連絡)"
_CHECK = "(確認して|チェックして)"
_SAID = (
    "(言って(る|た|きた|いる|ます|います|きました)|書いて(る|ある|いる|あります|います)"
    "|来て(る|いる|ます|います)|来た|きた|来ました)"
)
_SOMETHING_NEW = "新しい(こと|の|メッセージ)[は|が]"
_ANYTHING_NEW = f"(何か|なにか|なんか)[{_SOMETHING_NEW}]"
_IN = "(から[、]|からの|からは|に[、]|には|の|で|、)"
_IS = "[は|が|って]"
_NUMBER = "[何件|何通|いくつ]"
_HOW_MANY = f"{_NUMBER}[{_COME}]"
_Q = "[か|かな|の|よね|ですか|っけ|か(教えて|確認して|見て)[ください]]"
_WHAT_SAID = "(何て|なんて|何と|なんと)"

NAMED_JAPANESE: Templates = {
    # Before SEND, whose words could be any of this.
    Deed.BEGIN: (
        f"{_ROOM}{_TO}"
        + one_of(
            f"メッセージ[を][{_SEND}|送信|お願い|送りたい[です|んだけど]]",
            "(返信|返事|連絡|伝言)[を][して|しといて|したい|お願い]",
            "(伝えて|送って)",
            f"({_HOW}|{_WHAT}){_TELL}",
            f"{_LIKE}{_ASK}",
        )
        + _PLEASE,
        f"({_LIKE}|{_WHAT}){_ROOM}{_TO}{_ASK}{_PLEASE}",
    ),
    Deed.SEND: (
        f"{_ROOM}{_WORDS_TO}{{message}}"
        + one_of(f"{_QUOTED}[、]{_SEND_ON}", f"と[、]{_TELL}")
        + _PLEASE,
        f"{_ROOM}{_WORDS_TO}{{message+{_END}}}と{_BY_MESSAGE}{_PLEASE}",
        "{message}"
        + one_of(f"{_QUOTED}[、]", "(って|と)メッセージ[を]")
        + f"{_ROOM}{_TO}{_SEND_ON}{_PLEASE}",
        f"{{message+{_END}}}と[、]{_ROOM}{_TO}{_SEND_ON}{_PLEASE}",
        f"{_ROOM}{_WORDS_TO}{{message+(ように|よう)}}[、]{_ASK}{_PLEASE}",
        f"{{message+ように}}[、]{_ROOM}{_TO}{_ASK}{_PLEASE}",
        f"{_ROOM}{_WORDS_TO}{{message+(のこと|なこと)}}を{_NEWS}{_PLEASE}",
        f"{_ROOM}{_WORDS_TO}{{message}}ことを{_NEWS}{_PLEASE}",
        f"{{message+(のこと|なこと)}}を{_ROOM}{_TO}{_NEWS}{_PLEASE}",
        f"{{message}}ことを{_ROOM}{_TO}{_NEWS}{_PLEASE}",
        f"{_ROOM}{_TO}{_ASK}{_PLEASE}"
        + one_of("[、]{message}(って|」と|』と)", "(。|：|:){message}"),
    ),
    Deed.READ_NEW: (
        _ROOM
        + one_of(
            f"{_FROM}({_NEW}{_MESSAGE}|新着|未読)[を|は]{_READ}{_PLEASE}",
            f"(で|から){_ANYTHING_NEW}{_COME}{_Q}",
            f"(に|は)(何か|なにか|なんか){_SOMETHING_NEW}{_COME}{_Q}",
        ),
    ),
    Deed.READ: (
        _ROOM
        + one_of(
            f"{_FROM}({_LAST}{_MESSAGE}|{_ANSWER})[を|は]{_READ}{_PLEASE}",
            f"[は|が|から|からは]{_WHAT_SAID}[返事|返信]{_SAID}{_Q}",
            f"[は|が]{_WHAT_SAID}(返事|返信)(した|してきた|しました){_Q}",
            "[は|が|から](何て|なんて|何だって|なんだって)",
        ),
    ),
    Deed.COUNT: (
        _ROOM
        + one_of(
            f"(から|からの)(メッセージ|{_ANSWER})は",
            f"[は|が|から](返事|返信)[を][して](した|くれた|くれました|しました){_Q}",
            f"{_IN}{_ANYTHING}{_NEW}{_MESSAGE}{_IS}{_HOW_MANY}{_Q}",
            f"{_IN}{_ANYTHING}(メッセージ|{_ANSWER}){_IS}{_NUMBER}{_COME}{_Q}",
            f"{_IN}(メッセージ|{_ANSWER}){_IS}(まだ|もう)[{_COME}]{_Q}",
            f"{_IN}(新着|未読){_IS}{_HOW_MANY}{_Q}",
            f"{_IN}[{_NEW}]{_MESSAGE}[を]{_CHECK}{_PLEASE}",
        ),
    ),
}

GENERAL_JAPANESE: Templates = {
    Deed.READ_NEW: (
        f"[{_NEW}|最新の|最後の|来てる|来ている]メッセージ[を|は][全部|全て|すべて]{_READ}{_PLEASE}",
        f"(新着|未読)[を|は]{_READ}{_PLEASE}",
    ),
    Deed.COUNT: (
        f"{_ANYBODY}{_ANYTHING}{_NEW}メッセージ{_IS}{_HOW_MANY}{_Q}",
        f"{_ANYBODY}{_ANYTHING}メッセージ{_IS}{_NUMBER}{_COME}{_Q}",
        f"{_ANYBODY}{_ANYTHING}{_ANSWER}{_IS}{_COME}{_Q}",
        f"[{_NEW}]メッセージ[を]{_CHECK}{_PLEASE}",
        f"(新着|未読)[を]{_CHECK}{_PLEASE}",
        f"(新着|未読){_IS}{_HOW_MANY}{_Q}",
    ),
}
