"""What the demo says, in the languages that it speaks."""

from collections.abc import Mapping

type Words = Mapping[str, str]

ENGLISH = {
    "language": "en",
    "home": "Home",
    "owner": "Taro",
    "washing_machine": "Washing machine",
    "answer_questions": "Answer questions",
    "answer": (
        "Nobody is at home right now, {{ trigger.message.sender }}. It is"
        " {{ states('sensor.happy_family_temperature', rounded=True) }} °C"
        " in the living room."
    ),
    "alarm": "Tell the grandparents of alarms",
    "tell_neighbours_news": "Tell the family what the neighbours say",
    "tell_washing": "Tell that the washing is done",
    "washing_done": "The washing is done. Who hangs it out?",
    "rooms": "All rooms",
    "to_the_family": "To Happy Family, at a tap",
    "dinner": "Dinner is ready!",
    "on_my_way": "I'm on my way.",
    "automation": "Automations at work",
    "try_it": (
        "Switch the washing machine on, and off again: Home Assistant tells the"
        " family. It also answers when somebody of the family asks something, and"
        " brings them what is said in the neighbours' room at Nextcloud Talk."
    ),
    "happened": "What happened",
    "kind_image": "a picture",
    "kind_audio": "a voice message",
    "from_the_family": "From the family",
    "add_photo": "Add the family's latest photo",
    "check_in": "Check in",
}

JAPANESE = {
    "language": "ja",
    "home": "我が家",
    "owner": "太郎",
    "washing_machine": "洗濯機",
    "answer_questions": "質問に答える",
    "answer": (
        "{{ trigger.message.sender }}さん、今は誰も家にいません。居間は"
        "{{ states('sensor.happy_family_temperature', rounded=True) }} °Cです。"
    ),
    "alarm": "センサーの通知を祖父母にも伝える",
    "tell_neighbours_news": "ご近所の話を家族に伝える",
    "tell_washing": "洗濯が終わったら知らせる",
    "washing_done": "洗濯が終わりました。誰か干してください。",
    "rooms": "すべてのルーム",
    "to_the_family": "Happy Familyにワンタップで",
    "dinner": "ごはんですよ!",
    "on_my_way": "今から帰ります。",
    "automation": "オートメーション",
    "try_it": (
        "洗濯機をオンにしてからオフにすると、Home Assistantが家族に知らせます。"
        "家族の質問にも答え、Nextcloud Talkのご近所のルームに書かれたことも"
        "家族に届けます。"
    ),
    "happened": "できごと",
    "kind_image": "写真",
    "kind_audio": "ボイスメッセージ",
    "from_the_family": "家族から",
    "add_photo": "家族の最新の写真を加える",
    "check_in": "チェックイン",
}

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "ja": JAPANESE}
