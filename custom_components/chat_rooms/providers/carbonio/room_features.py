"""What an account can do in a room, and with the room itself."""

from ...model import ANY_TYPE, Feature, Limits, MemberRole
from ..http import MIB
from .models import RoomType, WireRoom

TEXT_LENGTH = 10_000
LARGEST_FILE = 100 * MIB
# What browsers and telephones play, the more common first.
VOICE_TYPES = ("audio/mpeg", "audio/mp4")

READING = Feature.MARK_AS_READ | Feature.PICTURES | Feature.MUTE
WRITING = (
    Feature.SEND
    | Feature.REPLY
    | Feature.REACT
    | Feature.EDIT
    | Feature.DELETE
    | Feature.FORWARD
)

OWNING = Feature.RENAME | Feature.DESCRIBE | Feature.DELETE_ROOM
# A channel has its workspace's members, and no room of two can have others.
WITH_OWN_MEMBERS = frozenset({RoomType.GROUP, RoomType.WORKSPACE, RoomType.TEMPORARY})
OWNED = WITH_OWN_MEMBERS | {RoomType.CHANNEL}
ROLES = frozenset({MemberRole.OWNER, MemberRole.USER})


def features_of(room: WireRoom, account_id: str, *, can_call: bool) -> Feature:
    """Return what an account can do in a room, by its type, and as an owner or not."""
    features = READING | Feature.LIST_MEMBERS
    if room.type != RoomType.WORKSPACE:
        # Nothing is said in a workspace.
        features |= WRITING | Feature.CLEAR_HISTORY
        if can_call:
            features |= Feature.CALL
    if room.type in WITH_OWN_MEMBERS:
        features |= Feature.LEAVE
    if any(one.owner and one.user_id == account_id for one in room.members):
        features |= _features_of_owners(room.type)
    return features


def roles_in(features: Feature) -> frozenset[MemberRole]:
    """Return the roles that whoever can do this may give to the others in a room."""
    return ROLES if Feature.CHANGE_MEMBERS in features else frozenset()


def limits_of(features: Feature, picture_size: int) -> Limits:
    """Return what a room takes; `picture_size` is in bytes, for its own picture."""
    if Feature.SEND not in features:
        return Limits(text_length=TEXT_LENGTH)
    return Limits(
        text_length=TEXT_LENGTH,
        file_size=LARGEST_FILE,
        picture_size=picture_size if Feature.ROOM_PICTURE in features else 0,
        content_types=frozenset({ANY_TYPE}),
        voice_types=VOICE_TYPES,
    )


def _features_of_owners(room_type: str) -> Feature:
    features = OWNING if room_type in OWNED else Feature(0)
    if room_type in WITH_OWN_MEMBERS:
        features |= Feature.CHANGE_MEMBERS
    if room_type == RoomType.GROUP:
        features |= Feature.ROOM_PICTURE
    return features
