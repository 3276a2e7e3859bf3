"""What somebody who speaks to Home Assistant can want of rooms."""

from enum import StrEnum

# Where a template has the name of a room.
NAME = "NAME"
MESSAGE_SLOT = "message"


class Deed(StrEnum):
    """What is wanted of a room, or of all of them where no name is said.

    BEGIN is the wish to send something, without the words. READ is for the last message
    too where nothing is new, READ_NEW is not.
    """

    SEND = "send"
    BEGIN = "begin"
    COUNT = "count"
    READ = "read"
    READ_NEW = "read_new"


# A template has {message} where the words to send are, or {message+(one|other)} where
# they end with one of these, which belongs to them.
type Templates = dict[Deed, tuple[str, ...]]


def one_of(*templates: str) -> str:
    """Return the template of what fits any of some.

    Home Assistant reads all names of rooms for each place of one, whenever a name
    changes: what begins or ends alike shares the place.
    """
    return f"({'|'.join(templates)})"
