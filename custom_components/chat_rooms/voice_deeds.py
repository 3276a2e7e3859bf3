"""What somebody who speaks to Home Assistant can want of rooms."""

from enum import StrEnum

# Where a template has the name of a room.
NAME = "NAME"
MESSAGE_SLOT = "message"


class Deed(StrEnum):
    """What is wanted of a room, or of all of them where no name is said.

    REQUEST is a message that asks somebody to do something, where the language marks
    it apart, and BEGIN the wish to send something, without the words. READ is for the
    last message too where nothing is new, READ_NEW is not.
    """

    SEND = "send"
    REQUEST = "request"
    BEGIN = "begin"
    COUNT = "count"
    READ = "read"
    READ_NEW = "read_new"


type Templates = dict[Deed, tuple[str, ...]]
