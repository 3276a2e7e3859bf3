"""Messages as BOCCO sends them, made by hand."""

from typing import Any

USER = {"uuid": "u-1", "user_type": "human", "nickname": "Hanako"}


def wire_message(**changes: Any) -> dict[str, Any]:
    """Return an ordinary message with some changes; ... takes a field away."""
    message = {
        "id": 60,
        "unique_id": "4ECD2AC5",
        "date": "2015-06-18T18:08:05+09:00",
        "media": "text",
        "message_type": "normal",
        "user": USER,
        "text": "F",
        "audio": "http://localhost:8000/1/messages/60.ogg",
        "image": "",
        "sender": "u-1",
        "detail": None,
    }
    return {
        key: value for key, value in (message | changes).items() if value is not ...
    }
