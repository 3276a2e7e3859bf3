"""What the demo says, in the languages that it speaks."""

from collections.abc import Mapping

type Words = Mapping[str, str]

ENGLISH = {
    "language": "en",
    "home": "Home",
    "owner": "Taro",
    "washing_machine": "Washing machine",
    "message": "Message",
    "send": "Send",
    "answer_questions": "Answer questions",
    "answer": (
        "Nobody is at home right now, {{ trigger.event.data.sender }}. It is"
        " {{ states('sensor.happy_family_temperature', rounded=True) }} °C"
        " in the living room."
    ),
    "tell_washing": "Tell that the washing is done",
    "keep_conversation": "Keep the last messages for the dashboard",
    "washing_done": "The washing is done. Who hangs it out?",
    "unread": "Unread",
    "mark_as_read": "Mark as read",
    "nothing_yet": "No message yet.",
    "write": "Write to the family",
    "dinner": "Dinner is ready!",
    "on_my_way": "I'm on my way.",
    "automation": "An automation at work",
    "try_it": (
        "Switch the washing machine on, and off again: Home Assistant tells the"
        " family. It also answers when a person asks something."
    ),
    "happened": "What happened",
    "kind_image": "a picture",
    "kind_audio": "a voice message",
    "kind_stamp": "a stamp",
}

JAPANESE = {
    "language": "ja",
    "home": "我が家",
    "owner": "太郎",
    "washing_machine": "洗濯機",
    "message": "メッセージ",
    "send": "送信",
    "answer_questions": "質問に答える",
    "answer": (
        "{{ trigger.event.data.sender }}さん、今は誰も家にいません。居間は"
        "{{ states('sensor.happy_family_temperature', rounded=True) }} °Cです。"
    ),
    "tell_washing": "洗濯が終わったら知らせる",
    "keep_conversation": "最新のメッセージをダッシュボードに残す",
    "washing_done": "洗濯が終わりました。誰か干してください。",
    "unread": "未読",
    "mark_as_read": "既読にする",
    "nothing_yet": "まだメッセージはありません。",
    "write": "家族に送る",
    "dinner": "ごはんですよ!",
    "on_my_way": "今から帰ります。",
    "automation": "オートメーション",
    "try_it": (
        "洗濯機をオンにしてからオフにすると、Home Assistantが家族に知らせます。"
        "誰かの質問にも答えます。"
    ),
    "happened": "できごと",
    "kind_image": "写真",
    "kind_audio": "ボイスメッセージ",
    "kind_stamp": "スタンプ",
}

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "ja": JAPANESE}
