"""How a fault of our own is told without telling anybody's words."""

from traceback import extract_tb


def where(error: BaseException) -> str:
    """Return what went wrong and where, but not the error's text.

    The text of, say, a KeyError can be a line out of somebody's message.
    """
    frames = extract_tb(error.__traceback__)[-3:]
    places = " < ".join(
        f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})"
        for frame in reversed(frames)
    )
    return f"{type(error).__name__} in {places}"
