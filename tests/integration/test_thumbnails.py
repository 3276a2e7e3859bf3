"""Small pictures of attachments, and large ones the right way up."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.chat_rooms import thumbnails
from custom_components.chat_rooms.incoming import AttachmentPath
from custom_components.chat_rooms.model import Attachment
from custom_components.chat_rooms.providers.base import Download
from custom_components.chat_rooms.providers.errors import AuthError, ProviderError
from custom_components.chat_rooms.thumbnails import has_thumbnail, picture_type
from tests.simulators.bocco import BoccoSimulator

from .conftest import HOME
from .files import arrival, coordinator_of, path_of, serve
from .pictures import change, photo, shown


def draw(
    monkeypatch: pytest.MonkeyPatch,
    entry: MockConfigEntry,
    data: bytes | ProviderError,
    content_type: str = "",
) -> list[tuple[int, int]]:
    """Let the service make previews; return the list of those that are asked for."""
    asked: list[tuple[int, int]] = []

    async def chunks() -> AsyncIterator[bytes]:
        assert isinstance(data, bytes)
        yield data

    @asynccontextmanager
    async def preview(_: Attachment, *size: int) -> AsyncGenerator[Download]:
        asked.append((size[0], size[1]))
        if isinstance(data, ProviderError):
            raise data
        yield Download(content_type=content_type, size=None, chunks=chunks())

    monkeypatch.setattr(coordinator_of(entry).provider, "preview", preview)
    return asked


async def test_small_picture(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """A picture is made small here where the service does not, and then kept."""
    client = await hass_client()
    for _ in range(2):
        response = await client.get(f"{path.url}?preview=60x60")
        assert (await shown(response))[0] == (60, 40)
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.headers["Cache-Control"] == "private, max-age=3600"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("inline")
        assert ".jpg" in response.headers["Content-Disposition"]
    assert len(family.calls("media")) == 1
    other = await client.get(f"{path.url}?preview=30x30")
    assert (await shown(other))[0] == (30, 20)
    assert len(family.calls("media")) == 2


async def test_part_of_a_small_picture(
    hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """What is kept can be had in parts as well."""
    client = await hass_client()
    url = f"{path.url}?preview=60x60"
    whole = await (await client.get(url)).read()
    response = await client.get(url, headers={"Range": "bytes=10-19"})
    assert response.status == HTTPStatus.PARTIAL_CONTENT
    assert await response.read() == whole[10:20]
    head = await client.head(url)
    assert head.headers["Content-Length"] == str(len(whole))


async def test_made_once_for_all(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """Many dashboards at once make one request."""
    await family.break_("media", "slow", delay=0.1)
    client = await hass_client()
    responses = await asyncio.gather(
        *(client.get(f"{path.url}?preview=60x60") for _ in range(5))
    )
    assert [(await shown(response))[0] for response in responses] == [(60, 40)] * 5
    assert len(family.calls("media")) == 1


async def test_one_of_two_leaves(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """Whoever still waits gets the picture."""
    await family.break_("media", "slow", when="before", delay=0.3)
    client = await hass_client()
    url = f"{path.url}?preview=60x60"
    leaving, staying = (asyncio.create_task(client.get(url)) for _ in range(2))
    await family.wait_for_requests("media")
    leaving.cancel()
    assert (await shown(await staying))[0] == (60, 40)
    assert len(family.calls("media")) == 1


async def test_all_leave(
    family: BoccoSimulator, hass_client: ClientSessionGenerator, path: AttachmentPath
) -> None:
    """What nobody waits for any more is not loaded, until somebody asks again."""
    await family.break_("media", "slow", when="before", delay=60)
    client = await hass_client()
    url = f"{path.url}?preview=60x60"
    loading = [asyncio.create_task(client.get(url)) for _ in range(2)]
    await family.wait_for_requests("media")
    (call,) = family.calls("media")
    for each in loading:
        each.cancel()
    await family.wait_for(lambda: call.done, 5, "the end of the download")
    assert call.status is None
    assert (await shown(await client.get(url)))[0] == (60, 40)


async def test_permission(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    path: AttachmentPath,
) -> None:
    """What is kept is for those only who may read the room."""
    client = await hass_client()
    url = f"{path.url}?preview=60x60"
    assert (await client.get(url)).status == HTTPStatus.OK
    hass_admin_user.mock_policy({"entities": {"entity_ids": {"light.kitchen": True}}})
    assert (await client.get(url)).status == HTTPStatus.FORBIDDEN


async def test_forgotten_with_the_account(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """An account that is unloaded leaves nothing behind."""
    client = await hass_client()
    url = f"{path.url}?preview=60x60"
    assert (await client.get(url)).status == HTTPStatus.OK
    assert await hass.config_entries.async_reload(ready.entry_id)
    await hass.async_block_till_done()
    assert (await client.get(url)).status == HTTPStatus.OK
    assert len(family.calls("media")) == 2


async def test_unloaded_while_it_is_made(
    hass: HomeAssistant,
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """Whoever waits for a picture of an account that goes hears that it is gone."""
    await family.break_("media", "slow", when="before", delay=60)
    client = await hass_client()
    loading = asyncio.create_task(client.get(f"{path.url}?preview=60x60"))
    await family.wait_for_requests("media")
    assert await hass.config_entries.async_unload(ready.entry_id)
    assert (await loading).status == HTTPStatus.NOT_FOUND


async def test_sound(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
    hass_client: ClientSessionGenerator,
) -> None:
    """There is no small picture of a sound, and nobody loads it to find out."""
    message = await arrival(family, messages, family.send_audio(HOME, "Grandma"))
    client = await hass_client()
    response = await client.get(f"{path_of(message).url}?preview=60x60")
    assert response.status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


async def test_film(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
) -> None:
    """Nor of a film of which the service has made none."""
    change(ready, path, content_type="video/mp4", name="a.mp4")
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert response.status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


@pytest.mark.parametrize("content_type", ["image/svg+xml", "text/html"])
async def test_what_runs_in_a_browser(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    content_type: str,
) -> None:
    """What could run there is no picture here."""
    change(ready, path, content_type=content_type)
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert response.status == HTTPStatus.NOT_FOUND
    assert family.calls("media") == []


async def test_picture_that_cannot_be_opened(
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A browser may know what is unknown here: it gets the file itself."""
    serve(monkeypatch, ready, b"a new kind", content_type="image/heic")
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert response.status == HTTPStatus.OK
    assert response.headers["Content-Type"] == "image/heic"
    assert await response.read() == b"a new kind"


async def test_picture_that_is_too_large(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A giant is not read to be made small; it is handed on as it is."""
    monkeypatch.setattr(thumbnails, "LARGEST_PICTURE", 10)
    asked = draw(monkeypatch, ready, photo(), "image/jpeg")
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert (await shown(response))[0] == (240, 160)
    assert len(asked) == 1


@pytest.mark.parametrize("preview", ["", "?preview=100x100"])
async def test_service_is_down(
    family: BoccoSimulator,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    preview: str,
) -> None:
    """What does not come for now comes the next time."""
    await family.break_("media", "status", status=500)
    client = await hass_client()
    response = await client.get(path.url + preview)
    assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert (await client.get(path.url + preview)).status == HTTPStatus.OK


@pytest.mark.parametrize(
    "content_type", ["image/jpeg", "application/octet-stream", "text/plain"]
)
async def test_service_makes_one(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
    content_type: str,
) -> None:
    """The service's own preview is upright, comes as it is, and is kept as well."""
    change(ready, path, rotation=90)
    small = photo(90, 45)
    asked = draw(monkeypatch, ready, small, content_type)
    client = await hass_client()
    for _ in range(2):
        response = await client.get(f"{path.url}?preview=60x40")
        assert await response.read() == small
        assert response.headers["Content-Type"] == "image/jpeg"
    assert asked == [(60, 40)]
    assert family.calls("media") == []


async def test_service_makes_a_large_one(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A preview that takes too much memory is made smaller."""
    monkeypatch.setattr(thumbnails, "LARGEST_PREVIEW", 100)
    change(ready, path, rotation=90)
    draw(monkeypatch, ready, photo(), "image/jpeg")
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert await shown(response) == ((60, 30), "red")
    assert family.calls("media") == []


async def test_service_makes_no_picture(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page in place of a preview is not shown; the picture is made small here."""
    draw(monkeypatch, ready, b"<script>", "text/html")
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert (await shown(response))[0] == (60, 40)


async def test_sign_in_is_refused(
    family: BoccoSimulator,
    ready: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: AttachmentPath,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Credentials that were refused once are not tried again for the file."""
    draw(monkeypatch, ready, AuthError("refused"))
    response = await (await hass_client()).get(f"{path.url}?preview=60x60")
    assert response.status == HTTPStatus.BAD_GATEWAY
    assert family.calls("media") == []


@pytest.mark.parametrize(
    ("attachment", "kind", "found"),
    [
        (Attachment(id="1", name="a", content_type="image/jpg"), "image/jpeg", True),
        (Attachment(id="1", name="a.png", content_type=""), "image/png", True),
        (Attachment(id="1", name="a.png", content_type="text/plain"), None, False),
        (Attachment(id="1", name="a.svg", content_type="image/svg+xml"), None, False),
        (Attachment(id="1", name="a.pdf", content_type="application/pdf"), None, False),
        (
            Attachment(
                id="1", name="a.pdf", content_type="application/pdf", has_preview=True
            ),
            None,
            True,
        ),
    ],
    ids=["alias", "name", "told", "svg", "pdf", "preview"],
)
def test_which_have_one(attachment: Attachment, kind: str | None, found: bool) -> None:
    """Every picture has a small one, and whatever the service draws."""
    assert picture_type(attachment) == kind
    assert has_thumbnail(attachment) is found
