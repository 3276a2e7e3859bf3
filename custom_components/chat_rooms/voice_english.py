"""What can be said in English."""

from .voice_deeds import NAME, Deed, Templates, one_of

_COULD_YOU = "(can|could|would|will) you"
_PLEASE = f"[{_COULD_YOU}] [please]"
_TELL = "(tell|message|text|write to|reply to)"
_THE = "[the|my|our]"
_ROOM = f"{_THE} {NAME}['s] [chat|group|room]"
_A = "[a|the|this|another] [new|short]"
_TEXT = "(message|text|text message|note)"
# Whoever says no more than this has said no message.
_NO_WORDS = "[please|now|for me|back|again|later|something|a joke|a story]"
_SAYS = (
    "(saying|that says|which says|with the text|telling (them|her|him|everyone)) [that]"
)
_SAYING = f"[{_SAYS}|that]"
_ALL_IN = "[everyone|everybody|all] [in]"
_UNREAD = "(new|unread)"
_LAST = "[last|latest|newest|recent]"
_WITH = f"(with|{_LAST} message (with|{_SAYS}))"
_ALL = "[all] [of] [the|my|our|any]"
_READ = f"{_PLEASE} (read|play) [me|us] [out] [loud|aloud]"
_ALOUD = "[aloud|out loud|to me|to us] [please]"
_FROM = "(from|in|of|by)"
_ANY = "[any|a|some|the|got any]"
_HAVE = (
    f"(do (I|we) have {_ANY}"
    f"|have (I|we) [got] {_ANY}"
    f"|did (I|we) (get|receive) {_ANY}"
    f"|have (I|we) (gotten|received) {_ANY}"
    f"|(is|are) there {_ANY}"
    "|any|got any)"
)
_MESSAGES = "(message|messages)"
_ANSWERED = (
    "(write|written|reply|replied|answer|answered|text|texted|message|messaged) [me|us]"
    " [anything]"
)
_FOR_ME = "[for (me|us)]"
_WE_HAVE = "[(do|have) (I|we) (have|got)|are there|are]"

NAMED_ENGLISH: Templates = {
    # Before SEND: what ends with the name, or there, has no words to send.
    Deed.BEGIN: (
        one_of(f"{_PLEASE} (send|write)", "(I want|I'd like|I would like) to send")
        + f" {_A} {_TEXT} to {_ROOM} {_SAYING} {_NO_WORDS}",
        f"{_PLEASE} send {_ROOM} {_A} {_TEXT} {_SAYING} {_NO_WORDS}",
        f"{_PLEASE} {_TELL} {_THE} {NAME} ({_SAYING} {_NO_WORDS}|chat|group|room)",
        f"{_PLEASE} let {_THE} {NAME} know [that] {_NO_WORDS}",
    ),
    Deed.SEND: (
        # "Room" is a word of the message unless another one begins it.
        f"{_PLEASE} (send|write) {_A} {_TEXT} to {_ROOM} {_SAYS} {{message}}",
        f"{_PLEASE} (send|write) {_A} {_TEXT} to {_THE} {NAME} {_SAYING} {{message}}",
        f"{_PLEASE} send {_ROOM} {_A} {_TEXT} {_SAYING} {{message}}",
        f"{_PLEASE} {_TELL} {_THE} {NAME} (chat|group|room) (that|{_SAYS}) {{message}}",
        f"{_PLEASE} (reply|respond) to {_THE} {NAME}['s] {_WITH} {{message}}",
        f"{_COULD_YOU} {_TELL} {_THE} {NAME} {_SAYING} {{message}} please",
        f"{_PLEASE} {_TELL} {_ALL_IN} {_THE} {NAME} {_SAYING} {{message}}",
        f"{_PLEASE} let {_THE} {NAME} know [that] {{message}}",
    ),
    Deed.READ_NEW: (
        one_of(
            f"{_READ} {_ALL} {_UNREAD} {_MESSAGES} {_FROM}",
            "what['s| is|s] new (in|from|with|at|on)",
            "[is there|do I have|do we have] (anything|something) new (in|from)",
        )
        + f" {_ROOM} {_ALOUD}",
        f"{_READ} {_ROOM} {_UNREAD} {_MESSAGES} {_ALOUD}",
    ),
    Deed.READ: (
        f"{_READ} {_ALL} {_LAST} {_MESSAGES} {_FROM} {_ROOM} {_ALOUD}",
        f"{_READ} {_ROOM} {_LAST} {_MESSAGES} {_ALOUD}",
        f"what (did|does|do) {_THE} {NAME} (say|write|send) [me|us]",
    ),
    Deed.COUNT: (
        one_of(
            f"{_HAVE} [new|unread] {_MESSAGES} {_FOR_ME} {_FROM}",
            f"how many [new|unread] messages {_WE_HAVE} {_FROM}",
            "[is there] (anything|something) from",
            f"check [for] [my] [new] messages {_FROM}",
        )
        + f" {_ROOM}",
        f"(did|has|have) {_THE} {NAME} {_ANSWERED} [me|us] [back|yet]",
    ),
}

GENERAL_ENGLISH: Templates = {
    Deed.READ_NEW: (
        f"{_READ} {_ALL} [new|unread|last|latest] {_MESSAGES} {_ALOUD}",
        f"what are my [new|unread] {_MESSAGES}",
        "what['s| is|s] new in my (chats|messages|rooms|chat rooms)",
    ),
    Deed.COUNT: (
        f"{_HAVE} [new|unread] {_MESSAGES} {_FOR_ME}",
        f"how many [new|unread] messages {_WE_HAVE} {_FOR_ME}",
        "check [(for|my)] [new] messages",
    ),
}
