"""Pictures that lie on their side, shown the right way up."""

from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import thumbnails
from custom_components.chat_rooms.incoming import AttachmentPath

from .files import serve
from .pictures import change, photo, shown


@pytest.mark.parametrize(
    ("rotation", "orientation", "corner", "wide"),
    [
        (0, None, "red", True),
        (90, None, "red", False),
        (180, None, "blue", True),
        (90, 6, "red", False),
        (180, 6, "red", False),
    ],
)
@pytest.mark.parametrize("preview", ["", "?preview=100x100"])
async def test_upright(
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
    rotation: int,
    orientation: int | None,
    corner: str,
    wide: bool,
    preview: str,
) -> None:
    """A picture is turned as it says itself, else as the service says."""
    change(ready, path, rotation=rotation, content_type="image/jpeg")
    serve(monkeypatch, ready, photo(orientation=orientation), content_type="image/jpeg")
    long, short = (100, 50) if preview else (400, 200)
    response = await (await hass_client()).get(path.url + preview)
    size = (long, short) if wide else (short, long)
    assert await shown(response) == (size, corner)
    assert response.headers["Content-Type"] == "image/jpeg"


async def test_upright_in_parts(
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Parts are those of what is shown."""
    change(ready, path, rotation=90, content_type="image/jpeg")
    serve(monkeypatch, ready, photo(), content_type="image/jpeg")
    client = await hass_client()
    whole = await (await client.get(path.url)).read()
    response = await client.get(path.url, headers={"Range": "bytes=10-19"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == whole[10:20]


async def test_giant_stays_as_it_is(
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is too large to be turned is shown lying."""
    monkeypatch.setattr(thumbnails, "LARGEST_PICTURE", 10)
    change(ready, path, rotation=90, content_type="image/jpeg")
    data = photo()
    serve(monkeypatch, ready, data, content_type="image/jpeg")
    response = await (await hass_client()).get(path.url)
    assert await response.read() == data
