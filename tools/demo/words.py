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
    "tell_neighbours_news": "Tell the family what the neighbours say",
    "tell_washing": "Tell that the washing is done",
    "keep_conversation": "Keep the last messages for the dashboard",
    "washing_done": "The washing is done. Who hangs it out?",
    "unread": "Unread",
    "mark_as_read": "Mark as read",
    "nothing_yet": "No message yet.",
    "write": "Write",
    "to_the_family": "To Happy Family, at a tap",
    "dinner": "Dinner is ready!",
    "on_my_way": "I'm on my way.",
    "automation": "Automations at work",
    "try_it": (
        "Switch the washing machine on, and off again: Home Assistant tells the"
        " family. It also answers when somebody of the family asks something, and"
        " brings them what is said in the neighbours' room at Nextcloud Talk."
    ),
    "day": "%-d %B,",
    "happened": "What happened",
    "kind_image": "a picture",
    "kind_audio": "a voice message",
    "kind_video": "a film",
    "kind_file": "a file",
    "kind_stamp": "a stamp",
    "kind_like": "likes it",
    "kind_location": "is here",
    "from_the_family": "From the family",
    "add_photo": "Add the family's latest photo",
    "check_in": "Check in",
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
    "tell_neighbours_news": "ご近所の話を家族に伝える",
    "tell_washing": "洗濯が終わったら知らせる",
    "keep_conversation": "最新のメッセージをダッシュボードに残す",
    "washing_done": "洗濯が終わりました。誰か干してください。",
    "unread": "未読",
    "mark_as_read": "既読にする",
    "nothing_yet": "まだメッセージはありません。",
    "write": "メッセージを送る",
    "to_the_family": "Happy Familyにワンタップで",
    "dinner": "ごはんですよ!",
    "on_my_way": "今から帰ります。",
    "automation": "オートメーション",
    "try_it": (
        "洗濯機をオンにしてからオフにすると、Home Assistantが家族に知らせます。"
        "家族の質問にも答え、Nextcloud Talkのご近所のルームに書かれたことも"
        "家族に届けます。"
    ),
    "day": "%-m月%-d日",
    "happened": "できごと",
    "kind_image": "写真",
    "kind_audio": "ボイスメッセージ",
    "kind_video": "動画",
    "kind_file": "ファイル",
    "kind_stamp": "スタンプ",
    "kind_like": "いいね!",
    "kind_location": "ここにいます",
    "from_the_family": "家族から",
    "add_photo": "家族の最新の写真を加える",
    "check_in": "チェックイン",
}

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "ja": JAPANESE}
