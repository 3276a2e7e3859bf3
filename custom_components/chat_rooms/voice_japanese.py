"""What can be said in Japanese.

Its words stand side by side, so nothing here has a space.
"""

from .voice_deeds import NAME, Deed, Templates

_ROOM = (
    f"{NAME}[さん|ちゃん|くん|君|さま|様]"
    "[の(みんな|皆さん|みなさん|皆|グループ|ルーム|部屋|チャット|トーク|ほう|方)"
    "|グループ|ルーム|チャット]"
)
_TO = "(に|へ|あてに|宛に|宛てに)"
_QUOTED = "(っていうメッセージを|というメッセージを|って|」と|』と|」を|』を)"
# With one of these ends a sentence, and seldom the name of a person whom と joins to
# another one.
_END = "(る|た|だ|い|う|す|く|ぐ|つ|ぬ|ぶ|む|ね|よ|な|ぞ|わ|か|せん|て|で|ろ|れ|え|け|せ|め|！|？)"
_TELL = (
    "(伝え(て|といて)|送(って|っといて)|言(って|っといて)"
    "|送信(して|しといて)|連絡(して|しといて)|返信(して|しといて)|返事(して|しといて)"
    "|お願い(して|しといて)|頼(んで|んどいて)|返(して|しといて)|教えて[あげて]"
    "|知らせて|メッセージ[を](送って|して)|書いて|書き込んで|投稿して)"
)
_ASK = (
    "(伝え(て|といて)|送(って|っといて)|言(って|っといて)|連絡(して|しといて)"
    "|お願い(して|しといて)|頼(んで|んどいて)|知らせて|メッセージ[を](送って|して))"
)
_SEND = "(送(って|っといて)|送信(して|しといて)|書いて|して)"
_READ = "(読んで|読み上げて|読んで聞かせて|聞かせて|教えて|再生して)"
_PLEASE = (
    "[おいて][ください|下さい|くださいますか|くださいませんか|くれ|くれる|くれない"
    "|くれないかな|くれますか|くれませんか|もらえる|もらえない|もらえないかな"
    "|もらえますか|もらえませんか|いただけますか|いただけませんか"
    "|いただけないでしょうか|ほしい|欲しい|ほしいです|欲しいです|ちょうだい|頂戴|ね|よ]"
)
_NEW = (
    "(新しい|新着の|新着|未読の|未読|まだ読んでない|まだ読んでいない|届いた|届いている)"
)
_MESSAGE = "(メッセージ|チャット|トーク|投稿)"
_FROM = (
    "(の|から|からの|から来た|からきた|から届いた|に来た|にきた|に届いた|に来てる"
    "|に届いてる|にある|で)"
)
_COME = (
    "(ある|あります|あった|ありました|来てる|きてる|来ている|きている|来てます|きてます"
    "|来ています|きています|来た|きた|来ました|きました|届いてる|届いている|届いてます"
    "|届いています|届いた|届きました|入ってる|入っています|ない|ありません|来ない"
    "|来てない|きてない|来ていない|来てません|来ていません|届いてない|届いていない"
    "|届いてません|届いていません)"
)
_ANYTHING = "[何か|なにか|なんか]"
_ANYBODY = "[(誰|だれ|どこ)かから[の]]"
_LAST = "[(最新|最後|直近)[の]]"
_ANSWER = "(返事|返信|連絡)"
_CHECK = "(確認して|チェックして)"
_SAID = (
    "(言って(る|た|きた|いる|ます|います|きました)|書いて(る|ある|いる|あります|います)"
    "|来て(る|いる|ます|います)|来た|きた|来ました)"
)
_SOMETHING = "(何か|なにか|なんか)[新しい(こと|の|メッセージ)[は|が]]"
_IN = "(から|からの|からは|に|には|の|で)"
_IS = "[は|が|って]"
_NUMBER = "[何件|何通|いくつ]"
_HOW_MANY = f"{_NUMBER}[{_COME}]"
_Q = "[か|かな|の|よね|ですか|っけ]"

NAMED_JAPANESE: Templates = {
    # Before SEND, whose words could be any of this.
    Deed.BEGIN: (
        f"{_ROOM}{_TO}メッセージ[を]{_SEND}{_PLEASE}",
        f"{_ROOM}{_TO}(返信|返事|連絡)[を](して|しといて){_PLEASE}",
    ),
    Deed.SEND: (
        f"{_ROOM}{_TO}{{message}}({_QUOTED}|と){_TELL}{_PLEASE}",
        f"{{message}}{_QUOTED}{_ROOM}{_TO}{_TELL}{_PLEASE}",
        f"{{message+{_END}}}と{_ROOM}{_TO}{_TELL}{_PLEASE}",
        f"{_ROOM}{_TO}{{message+ように}}{_ASK}{_PLEASE}",
        f"{{message+ように}}{_ROOM}{_TO}{_ASK}{_PLEASE}",
        f"{_ROOM}{_TO}{{message+よう}}{_ASK}{_PLEASE}",
        f"{_ROOM}{_TO}{{message+(のこと|なこと)}}を{_TELL}{_PLEASE}",
        f"{_ROOM}{_TO}{{message}}ことを{_TELL}{_PLEASE}",
        f"{_ROOM}{_TO}{_ASK}{_PLEASE}[、]{{message}}(って|」と|』と)",
    ),
    Deed.READ_NEW: (
        f"{_ROOM}{_FROM}{_NEW}{_MESSAGE}[を|は]{_READ}{_PLEASE}",
        f"{_ROOM}{_FROM}(新着|未読)[を|は]{_READ}{_PLEASE}",
        f"{_ROOM}(で|に|から|は){_SOMETHING}{_COME}{_Q}",
    ),
    Deed.READ: (
        f"{_ROOM}{_FROM}{_LAST}{_MESSAGE}[を|は]{_READ}{_PLEASE}",
        f"{_ROOM}[は|が|から|からは](何て|なんて|何と|なんと){_SAID}{_Q}",
    ),
    Deed.COUNT: (
        f"{_ROOM}{_IN}{_ANYTHING}{_NEW}{_MESSAGE}{_IS}{_HOW_MANY}{_Q}",
        f"{_ROOM}{_IN}{_ANYTHING}(メッセージ|{_ANSWER}){_IS}{_NUMBER}{_COME}{_Q}",
        f"{_ROOM}{_IN}(メッセージ|{_ANSWER}){_IS}(まだ|もう)[{_COME}]{_Q}",
        f"{_ROOM}{_IN}(新着|未読){_IS}{_HOW_MANY}{_Q}",
        f"{_ROOM}{_IN}[{_NEW}]{_MESSAGE}[を]{_CHECK}{_PLEASE}",
    ),
}

GENERAL_JAPANESE: Templates = {
    Deed.READ_NEW: (
        f"[{_NEW}]メッセージ[を|は]{_READ}{_PLEASE}",
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
