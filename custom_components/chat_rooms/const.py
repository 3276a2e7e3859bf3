"""Names that more than one module uses."""

from datetime import timedelta
from typing import Final

DOMAIN: Final = "chat_rooms"

CONF_SERVICE: Final = "service"
CONF_OTP: Final = "otp"
CONF_APP_ID: Final = "app_id"
CONF_APP_SECRET: Final = "app_secret"
CONF_CONSUMER_KEY: Final = "consumer_key"
CONF_CONSUMER_SECRET: Final = "consumer_secret"
CONF_OAUTH_URL: Final = "oauth_url"
CONF_AUTHORIZE_URL: Final = "authorize_url"
CONF_VERIFIER: Final = "verifier"
CONF_ROOMS: Final = "rooms"
CONF_KNOWN_ROOMS: Final = "known_rooms"
CONF_FOLLOW_NEW_ROOMS: Final = "follow_new_rooms"
CONF_POLL_INTERVAL: Final = "poll_interval"
CONF_CATCH_UP: Final = "catch_up"
CONF_MARK_READ: Final = "mark_read"
CONF_SPOTS: Final = "spots"
CONF_KEY: Final = "key"
CONF_MORE: Final = "more"

EVENT_MESSAGE: Final = "chat_rooms_message"
EVENT_MEMBER: Final = "chat_rooms_member"
EVENT_EDITED: Final = "chat_rooms_message_edited"
EVENT_DELETED: Final = "chat_rooms_message_deleted"
EVENT_REACTION: Final = "chat_rooms_reaction"
EVENT_CALL: Final = "chat_rooms_call"

CATCH_UP_MESSAGES: Final = 100
CATCH_UP_AGE: Final = timedelta(hours=24)

POLL_INTERVAL_RANGE: Final = (10, 3600)
