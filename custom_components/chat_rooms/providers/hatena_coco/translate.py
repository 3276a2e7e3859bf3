"""From what Hatena Coco sends to the model."""

from dataclasses import replace
from math import cos, hypot, inf, radians
from typing import Any
from urllib.parse import unquote, urlsplit

from ...model import Attachment, Location, Member, Message, MessageKind, Spot
from .models import WireCheckin, WireComment, WirePhoto, WireSpot, WireUser

CONTENT_TYPES = {
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
DEFAULT_TYPE = "image/jpeg"
# Addresses hold none, so that it keeps those of a photo apart.
BETWEEN_ADDRESSES = " "


def to_member(user: WireUser | None) -> Member:
    """Return who it was, somebody without an id if nobody knows."""
    if user is None:
        return Member(id="", name="")
    return Member(
        id=user.user_id,
        name=user.nickname or user.user_id,
        picture=user.profile_icon,
    )


def to_message(
    room_id: str, checkin: WireCheckin, own: Member | None = None
) -> Message:
    """Return a check-in as a message of a room.

    Where it is known to be the account's `own`, that is who sent it.
    """
    sender = to_member(checkin.user)
    if own is not None:
        sender = replace(sender, id=own.id, name=sender.name or own.name)
    return Message(
        id=str(checkin.id),
        room_id=room_id,
        position=checkin.id,
        kind=MessageKind.LOCATION,
        sender=sender,
        sent_at=checkin.created,
        text=checkin.body,
        attachments=tuple(
            _attachment(index, photo)
            for index, photo in enumerate(checkin.photos)
            if photo.original or photo.decorated or photo.decorated_thumbnail
        ),
        location=to_location(checkin.spot),
        detail=_detail(checkin),
    )


def to_location(spot: WireSpot | None) -> Location | None:
    """Return the place of a spot, None where it has none on earth."""
    if spot is None or spot.geolat is None or spot.geolong is None:
        return None
    if abs(spot.geolat) > 90 or abs(spot.geolong) > 180:
        return None
    return Location(latitude=spot.geolat, longitude=spot.geolong, name=spot.name)


def to_spot(spot: WireSpot) -> Spot:
    """Return a spot as a place where one can check in."""
    category = spot.primarycategory
    return Spot(
        key=spot.key,
        name=spot.name or spot.key,
        location=to_location(spot),
        category=(category.nodename or category.fullpathname) if category else "",
    )


def distance(place: Location, spot: Spot) -> float:
    """Return a number that is the larger the farther a spot is from a place."""
    if (there := spot.location) is None:
        return inf
    east = (there.longitude - place.longitude + 180) % 360 - 180
    return hypot(there.latitude - place.latitude, east * cos(radians(place.latitude)))


def photo_address(attachment: Attachment) -> str:
    """Return the address of a photo."""
    return attachment.source.partition(BETWEEN_ADDRESSES)[0]


def thumbnail_address(attachment: Attachment) -> str:
    """Return the address of a photo's small picture, empty if it has none."""
    return attachment.source.partition(BETWEEN_ADDRESSES)[2]


def _attachment(index: int, photo: WirePhoto) -> Attachment:
    address = photo.original or photo.decorated
    thumbnail = photo.decorated_thumbnail
    try:
        name = unquote(urlsplit(address).path.rpartition("/")[2])
    except ValueError:
        name = ""
    extension = name.rpartition(".")[2].lower()
    return Attachment(
        id=str(index),
        name=name or f"photo{index + 1}.jpg",
        content_type=CONTENT_TYPES.get(extension, DEFAULT_TYPE),
        source=BETWEEN_ADDRESSES.join(filter(None, (address or thumbnail, thumbnail))),
        has_preview=bool(thumbnail),
    )


def _detail(checkin: WireCheckin) -> dict[str, Any]:
    coins = [coin.count or 0 for coin in checkin.cococoins]
    detail: dict[str, Any] = {
        "comments": len(checkin.comments),
        "coins": sum(coins),
        "coin_reasons": [coin.reason for coin in checkin.cococoins if coin.reason],
        "rallies": [
            {
                "name": rally.name,
                "stamped": rally.stamped_spot_count,
                "target": rally.target_spot_count,
            }
            for rally in checkin.rallies
        ],
    }
    if checkin.spot is not None:
        detail["spot"] = _spot(checkin.spot)
    if checkin.comments:
        detail["latest_comment"] = _comment(checkin.comments[-1])
    if checkin.can_comment is not None:
        detail["can_comment"] = checkin.can_comment
    return detail


def _spot(spot: WireSpot) -> dict[str, Any]:
    category = spot.primarycategory
    told = {
        "category": (category.fullpathname or category.nodename) if category else "",
        "rating": spot.rating,
        "total_checkins": spot.total_checkin_count,
        "private": spot.private,
        "owner": spot.owner_hatena_id,
    }
    return {
        "key": spot.key,
        "name": spot.name,
        **{name: value for name, value in told.items() if value not in (None, "")},
    }


def _comment(comment: WireComment) -> dict[str, Any]:
    sender = to_member(comment.user)
    return {
        "sender_id": sender.id,
        "sender": sender.name,
        "text": comment.body,
        "sent_at": comment.created.isoformat() if comment.created else None,
    }
