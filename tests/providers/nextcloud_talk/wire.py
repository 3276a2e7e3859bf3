"""Answers as Nextcloud sends them, made by hand."""

from typing import Any


def envelope(data: object, code: int = 200) -> dict[str, Any]:
    """Return the body of an OCS answer."""
    meta = {"status": "ok", "statuscode": code, "message": "OK"}
    return {"ocs": {"meta": meta, "data": data}}


def wire_message(**changes: Any) -> dict[str, Any]:
    """Return an ordinary message with some changes; ... takes a field away."""
    message = {
        "id": 60,
        "token": "abcdefgh",
        "actorType": "users",
        "actorId": "hanako",
        "actorDisplayName": "Hanako",
        "timestamp": 1_790_000_000,
        "message": "Look, {mention-user1}: {file}",
        "messageParameters": {
            "mention-user1": {"type": "user", "id": "taro", "name": "Taro"},
            "file": {
                "type": "file",
                "id": "7",
                "name": "a.png",
                "size": "12",
                "path": "Talk/a.png",
                "link": "https://cloud.example.com/f/7",
                "etag": "e",
                "mimetype": "image/png",
                "preview-available": "yes",
                "width": "640",
                "height": 480,
            },
        },
        "messageType": "comment",
        "systemMessage": "",
        "referenceId": "r-1",
        "expirationTimestamp": 0,
        "isReplyable": True,
        "reactions": {"👍": 2},
        "reactionsSelf": ["👍"],
        "markdown": True,
    }
    return {
        key: value for key, value in (message | changes).items() if value is not ...
    }


def wire_room(**changes: Any) -> dict[str, Any]:
    """Return an ordinary room with some changes; ... takes a field away."""
    room = {
        "id": 5,
        "token": "abcdefgh",
        "type": 2,
        "name": "Neighbours",
        "displayName": "Neighbours",
        "description": "",
        "participantType": 3,
        "attendeeId": 11,
        "actorType": "users",
        "actorId": "taro",
        "permissions": 254,
        "readOnly": 0,
        "lobbyState": 0,
        "hasCall": False,
        "callFlag": 0,
        "callStartTime": 0,
        "lastActivity": 1_790_000_000,
        "lastReadMessage": 59,
        "unreadMessages": 1,
        "unreadMention": True,
        "unreadMentionDirect": False,
        "isFavorite": False,
        "isArchived": False,
        "notificationLevel": 2,
        "objectType": "",
        "objectId": "",
        "avatarVersion": "v",
        "lastMessage": wire_message(),
    }
    return {key: value for key, value in (room | changes).items() if value is not ...}
