"""Which reactions are a like, the only one that carnation knows."""

SKIN_TONES = range(0x1F3FB, 0x1F400)
TEXT_OR_EMOJI = range(0xFE0E, 0xFE10)
LIKES = frozenset(
    [
        "like",
        "いいね",
        *"👍❤♥🩷🧡💛💚🩵💙💜🤎🖤🩶🤍",
        *"💗💖💕💓💞💘💝💟❣",
        *"😍🥰😊👏⭐🌸",
    ]
)


def is_like(reaction: str) -> bool:
    """Whether somebody who reacts so likes what there is, in whatever colour."""
    letters = (
        letter
        for letter in reaction.strip().lower()
        if ord(letter) not in SKIN_TONES and ord(letter) not in TEXT_OR_EMOJI
    )
    return "".join(letters) in LIKES
