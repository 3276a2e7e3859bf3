"""What can be said in English."""

from .voice_deeds import NAME, Deed, Templates

_PLEASE = "[(can|could|would|will) you] [please]"
_TELL = "(tell|message|text|write to|reply to)"
_ROOM = f"[the] {NAME}['s] [chat|group|room]"
_A = "[a|the|this|another] [new|short|text]"
_SAYS = "(saying|that says|which says|with the text) [that]"
_SAYING = f"[{_SAYS}|that]"
_UNREAD = "(new|unread)"
_LAST = "[last|latest|newest|recent]"
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
    "|any)"
)
_MESSAGES = "(message|messages)"
_ANSWERED = "(write|written|reply|replied|answer|answered)"
_FOR_ME = "[for (me|us)]"
_WE_HAVE = "[(do|have) (I|we) (have|got)|are there|are]"

NAMED_ENGLISH: Templates = {
    # Before SEND: what ends with the name, or there, has no words to send.
    Deed.BEGIN: (
        f"{_PLEASE} (send|write) {_A} message to {_ROOM} {_SAYING}",
        f"{_PLEASE} send {_ROOM} {_A} message {_SAYING}",
        f"{_PLEASE} {_TELL} [the] {NAME} {_SAYING}",
        f"{_PLEASE} let [the] {NAME} know [that]",
    ),
    Deed.SEND: (
        # "Room" is a word of the message unless another one begins it.
        f"{_PLEASE} (send|write) {_A} message to {_ROOM} {_SAYS} {{message}}",
        f"{_PLEASE} (send|write) {_A} message to [the] {NAME} {_SAYING} {{message}}",
        f"{_PLEASE} send {_ROOM} {_A} message {_SAYING} {{message}}",
        f"{_PLEASE} {_TELL} [the] {NAME} {_SAYING} {{message}}",
        f"{_PLEASE} let [the] {NAME} know [that] {{message}}",
    ),
    Deed.READ_NEW: (
        f"{_READ} {_ALL} {_UNREAD} {_MESSAGES} {_FROM} {_ROOM} {_ALOUD}",
        f"{_READ} {_ROOM} {_UNREAD} {_MESSAGES} {_ALOUD}",
        f"what['s| is|s] new (in|from|with|at|on) {_ROOM}",
        f"(is there|do I have|do we have) (anything|something) new (in|from) {_ROOM}",
        f"anything new (in|from) {_ROOM}",
    ),
    Deed.READ: (
        f"{_READ} {_ALL} {_LAST} {_MESSAGES} {_FROM} {_ROOM} {_ALOUD}",
        f"{_READ} {_ROOM} {_LAST} {_MESSAGES} {_ALOUD}",
        f"what did [the] {NAME} (say|write|send) [me|us]",
        f"what (does|do) [the] {NAME} say",
    ),
    Deed.COUNT: (
        f"{_HAVE} [new|unread] {_MESSAGES} {_FOR_ME} {_FROM} {_ROOM}",
        f"how many [new|unread] messages {_WE_HAVE} {_FROM} {_ROOM}",
        f"(did|has|have) [the] {NAME} {_ANSWERED} [me|us] [back|yet]",
    ),
}

GENERAL_ENGLISH: Templates = {
    Deed.READ_NEW: (
        f"{_READ} {_ALL} [new|unread] {_MESSAGES} {_ALOUD}",
        "what['s| is|s] new in my (chats|messages|rooms|chat rooms)",
    ),
    Deed.COUNT: (
        f"{_HAVE} [new|unread] {_MESSAGES} {_FOR_ME}",
        f"how many [new|unread] messages {_WE_HAVE} {_FOR_ME}",
        "check [(for|my)] [new] messages",
    ),
}
