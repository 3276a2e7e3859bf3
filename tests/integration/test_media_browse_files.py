"""What files are called in the media browser, and how they are told from folders."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.chat_rooms.const import DOMAIN
from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.media_folders import (
    FileKind,
    Folder,
    InMonth,
    Month,
    Older,
)
from custom_components.chat_rooms.media_history import File
from custom_components.chat_rooms.media_items import file_item, title_of
from custom_components.chat_rooms.model import Attachment, Member, Message, MessageKind
from custom_components.chat_rooms.payload import media_content_id
from custom_components.chat_rooms.providers.errors import NotFoundError

from .browsing import day


def a_file(
    name: str = "",
    text: str = "",
    content_type: str = "image/jpeg",
    *,
    count: int = 1,
    has_preview: bool = False,
    sender: str = "Hanako",
) -> File:
    """Return a file, of a message with so many of them."""
    attachments = [
        Attachment(
            id=str(number),
            name=name,
            content_type=content_type,
            has_preview=has_preview,
        )
        for number in range(count)
    ]
    message = Message(
        id="4711",
        room_id="~room",
        position=1,
        kind=MessageKind.FILE,
        sender=Member(id="hanako", name=sender),
        sent_at=day(2026, 3, 2),
        text=text,
        attachments=tuple(attachments),
    )
    return File(message, attachments[0])


@pytest.mark.parametrize(
    ("file", "title"),
    [
        (a_file("IMG_0001.jpg"), "IMG_0001.jpg"),
        (a_file("IMG_0001.jpg", "The sea"), "The sea"),
        (a_file("IMG_0001.jpg", "The sea", count=2), "IMG_0001.jpg"),
        (a_file("4711.jpg", "The sea", count=2), "The sea"),
        (a_file("4711.jpg"), "Hanako · 2026-03-02 04:00"),
        (a_file("20260302123456.jpg"), "Hanako · 2026-03-02 04:00"),
        (
            a_file("1B4E28BA-2FA1-11D2-883F-B9A761BDE3FB.png"),
            "Hanako · 2026-03-02 04:00",
        ),
        (a_file("q8x7Zk29fjw0sLLa03hdT.png"), "Hanako · 2026-03-02 04:00"),
        (a_file(""), "Hanako · 2026-03-02 04:00"),
        (a_file("", sender=""), "2026-03-02 04:00"),
        (a_file("Minutes of our meeting.pdf"), "Minutes of our meeting.pdf"),
        (a_file("voice.mp3", "Listen!", "audio/mpeg"), "Hanako · 2026-03-02 04:00"),
        (a_file("a.jpg", "x" * 200), "x" * 79 + "…"),
    ],
    ids=range(13),
)
async def test_title(hass: HomeAssistant, file: File, title: str) -> None:
    """A file has a title that says something, and never a mere number."""
    assert title_of(file) == title


@pytest.mark.parametrize(
    ("content_type", "has_preview", "media_class", "can_play", "has_thumbnail"),
    [
        ("image/jpeg", False, "image", True, True),
        ("video/mp4", False, "video", True, False),
        ("video/mp4", True, "video", True, True),
        ("audio/x-m4a", False, "music", True, False),
        ("application/pdf", True, "url", False, True),
        ("application/zip", False, "url", False, False),
        ("image/svg+xml", False, "url", False, False),
        ("nonsense", False, "url", False, False),
    ],
)
async def test_item(
    content_type: str,
    has_preview: bool,
    media_class: str,
    can_play: bool,
    has_thumbnail: bool,
) -> None:
    """What a browser can show can be played; pictures always have a thumbnail."""
    item = file_item(
        "account", a_file(content_type=content_type, has_preview=has_preview)
    )
    assert item.media_class == media_class
    assert item.can_play is can_play
    assert (item.thumbnail is not None) is has_thumbnail


@pytest.mark.parametrize(
    "folder",
    [
        Folder(),
        Folder("account"),
        Folder("~account", "~pictures"),
        Folder("a/b", "100% ~"),
        Folder("account", "room", FileKind.FILMS),
        Folder("account", "~room", FileKind.VOICE, Older(12)),
        Folder("account", "room", FileKind.FILES, Older(0, Month(2026, 1))),
        Folder(
            "account", "room", FileKind.PICTURES, InMonth(Month(2026, 12), None, 10**25)
        ),
        Folder(
            "account", "room", FileKind.PICTURES, InMonth(Month(1999, 1), 9, 3, True)
        ),
    ],
    ids=range(9),
)
def test_folder_is_found_again(folder: Folder) -> None:
    """A folder's identifier leads to it, and to no file."""
    assert Folder.from_identifier(folder.identifier) == folder
    with pytest.raises(NotFoundError):
        AttachmentPath.from_identifier(folder.identifier)


@pytest.mark.parametrize(
    "path",
    [
        AttachmentPath("account", "room", "1", "image"),
        AttachmentPath("~account", "~room", "~pictures", "~before-1"),
        AttachmentPath("a b", "日本", "%7Epictures", "~"),
        AttachmentPath("account", "room", "~", "~~"),
    ],
    ids=range(4),
)
def test_file_is_no_folder(path: AttachmentPath) -> None:
    """Whatever its ids begin with, a file is never taken for a folder."""
    assert AttachmentPath.from_identifier(path.identifier) == path
    with pytest.raises(NotFoundError):
        Folder.from_identifier(path.identifier)


def test_identifier_of_an_event() -> None:
    """Events name files by the same identifier."""
    file = a_file()
    media = media_content_id("~account", file.message, "~1")
    assert media == f"media-source://{DOMAIN}/%7Eaccount/%7Eroom/4711/%7E1"


def test_identifier_of_old() -> None:
    """What an older version wrote still leads to the file."""
    path = AttachmentPath.from_identifier("account/~room/4711/1")
    assert path == ("account", "~room", "4711", "1")
