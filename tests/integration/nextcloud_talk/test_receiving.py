"""The list of rooms as the heartbeat: what it costs, and what it brings."""

from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, EventStateReportedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from tests.simulators.nextcloud_talk import NextcloudTalkSimulator

from ..conftest import set_up
from ..helpers import calls_begun, pass_time, texts, until
from .conftest import Clock
from .helpers import (
    CONNECTED,
    GARDEN_CLUB,
    GRANDMA,
    HEARTBEAT,
    NEIGHBOURS,
    REFRESH,
    TOTAL,
    asked,
    heartbeat,
    held,
    ids,
    newest,
    refresh,
)

pytestmark = pytest.mark.usefixtures("no_polls")


async def test_only_what_is_new_is_fetched(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A message comes with the next list, and nothing but its room is asked for it."""
    known = newest(talk, NEIGHBOURS).id
    written = await talk.write(NEIGHBOURS, "Hanako", "Who has a ladder?")
    await talk.forget_requests()
    await heartbeat(hass)
    assert texts(messages) == ["Who has a ladder?"]
    assert ids(messages) == [written["id"]]
    calls = await calls_begun(hass, talk)
    assert [call.endpoint for call in calls] == ["rooms", "receive"]
    assert calls[1].room == talk.room_id(NEIGHBOURS)
    assert asked(calls[1]) == {
        "lookIntoFuture": "1",
        "timeout": "0",
        "limit": "200",
        "lastKnownMessageId": str(known),
        "setReadMarker": "0",
        "markNotificationsAsRead": "0",
        "noStatusUpdate": "1",
    }

    await talk.forget_requests()
    await heartbeat(hass)
    assert [c.endpoint for c in await calls_begun(hass, talk)] == ["rooms"]
    assert len(messages) == 1


async def test_a_list_every_fifteen_seconds(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Each list but the first asks only for what has changed since the one before."""
    await talk.forget_requests()
    await pass_time(hass, HEARTBEAT - 3)
    assert await calls_begun(hass, talk) == []
    for _ in range(3):
        await heartbeat(hass)
    lists = await calls_begun(hass, talk)
    assert [call.endpoint for call in lists] == ["rooms"] * 3
    for call in lists:
        assert asked(call)["noStatusUpdate"] == "1"
        assert 0 <= call.time - int(asked(call)["modifiedSince"]) < 10


async def test_messages_of_one_second(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What is written in the second of a list comes with the next, and once."""
    for word in ("One", "Two", "Three"):
        await talk.write(NEIGHBOURS, "Hanako", word)
        await heartbeat(hass)
    await heartbeat(hass)
    assert texts(messages) == ["One", "Two", "Three"]


async def test_what_nobody_sees_is_fetched_once(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The position can be beyond the last message shown; it is asked from there on."""
    await talk.write(NEIGHBOURS, "Hanako", "Shown")
    last = await talk.hidden(NEIGHBOURS, 3)
    await talk.forget_requests()
    for _ in range(3):
        await heartbeat(hass)
    assert len(talk.calls("receive")) == 1
    await talk.write(NEIGHBOURS, "Hanako", "Shown again")
    await heartbeat(hass)
    assert texts(messages) == ["Shown", "Shown again"]
    fetched = talk.calls("receive")
    assert len(fetched) == 2
    assert asked(fetched[1])["lastKnownMessageId"] == str(last)


async def test_more_than_a_page(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """What does not fit into one answer comes in order, and each message once."""
    burst = await talk.burst([NEIGHBOURS], count=450)
    await talk.forget_requests()
    await heartbeat(hass)
    await until(hass, lambda: len(messages) == 450)
    assert ids(messages) == list(range(burst["first_id"], burst["last_id"] + 1))
    assert len(talk.calls("receive")) == 3


async def test_the_whole_list_after_five_minutes(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    clock: Clock,
    ready: MockConfigEntry,
) -> None:
    """All rooms are asked for every five minutes, to see which are gone."""
    await talk.forget_requests()
    for seconds in (200, 70, 15, 15, 255, 30):
        clock.forward(seconds)
        await heartbeat(hass)
    whole = ["modifiedSince" not in asked(call) for call in talk.calls("rooms")]
    assert whole == [False, False, True, False, False, True]


async def test_refresh_asks_for_all(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """The button asks at once, and for the whole list."""
    await talk.write(NEIGHBOURS, "Hanako", "Look")
    await talk.forget_requests()
    await refresh(hass)
    assert texts(messages) == ["Look"]
    (call,) = talk.calls("rooms")
    assert "modifiedSince" not in asked(call)
    await heartbeat(hass)
    assert "modifiedSince" in asked(talk.calls("rooms")[-1])


async def test_refresh_while_a_list_is_under_way(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """Who asks for all is not put off with what has changed."""
    await talk.forget_requests()
    async with held(talk, "rooms") as waiting:
        slow = hass.async_create_task(ready.runtime_data.async_refresh())
        await talk.wait_for(lambda: waiting)
        press = hass.async_create_task(
            hass.services.async_call(
                "button", "press", {"entity_id": REFRESH}, blocking=True
            )
        )
    await slow
    await press
    whole = ["modifiedSince" not in asked(call) for call in talk.calls("rooms")]
    assert whole == [False, True]


async def test_refresh_fails(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, ready: MockConfigEntry
) -> None:
    """The user is told so, and gets the whole list as soon as there is one."""
    await talk.break_("rooms", "status", status=500)
    with pytest.raises(HomeAssistantError):
        await refresh(hass)
    await talk.forget_requests()
    for _ in range(2):
        await heartbeat(hass)
    whole = ["modifiedSince" not in asked(call) for call in talk.calls("rooms")]
    assert whole == [True, False]


async def test_idle_with_many_rooms(
    hass: HomeAssistant, talk: NextcloudTalkSimulator, entry: MockConfigEntry
) -> None:
    """While nothing happens a heartbeat is one request, and no room is written."""
    await talk.many_rooms(117)
    await set_up(hass, entry)
    await heartbeat(hass)
    await talk.forget_requests()
    changed = async_capture_events(hass, EVENT_STATE_CHANGED)
    written = set()

    @callback
    def note(data: EventStateReportedData) -> bool:
        written.add(data["entity_id"])
        return False

    hass.bus.async_listen(EVENT_STATE_REPORTED, lambda _: None, event_filter=note)
    for count in (1, 2, 3):
        await heartbeat(hass)
        assert len(await calls_begun(hass, talk)) == count
    assert {call.endpoint for call in talk.calls()} - {"elsewhere"} == {"rooms"}
    assert changed == []
    assert written == {CONNECTED, TOTAL, REFRESH}


async def test_nothing_is_marked_as_read_by_looking(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """However much is fetched, for Nextcloud nobody has read it."""
    before = {room: await talk.read_id(room) for room in talk.cloud.rooms}
    await talk.burst([NEIGHBOURS, GRANDMA, GARDEN_CLUB], count=9)
    await heartbeat(hass)
    await refresh(hass)
    assert len(messages) == 9
    after = {room: await talk.read_id(room) for room in talk.cloud.rooms}
    assert after == before
    assert talk.calls("read") == []


@pytest.fixture
def once_a_minute(options: dict[str, Any]) -> None:
    """Let the user wish for a quieter rhythm."""
    options["poll_interval"] = 60


async def test_the_user_s_own_rhythm(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    once_a_minute: None,
    ready: MockConfigEntry,
) -> None:
    """The option changes how often the list is asked for."""
    await talk.forget_requests()
    await pass_time(hass, 55)
    assert await calls_begun(hass, talk) == []
    await heartbeat(hass, 61)
    assert len(talk.calls("rooms")) == 1


async def test_a_room_whose_answer_is_broken(
    hass: HomeAssistant,
    talk: NextcloudTalkSimulator,
    ready: MockConfigEntry,
    messages: list[Event[Any]],
) -> None:
    """A room whose answer is broken keeps no other waiting, and is asked again."""
    await talk.break_("receive", "html", room=NEIGHBOURS)
    await talk.write(NEIGHBOURS, "Hanako", "Broken")
    await talk.write(GRANDMA, "Grandma", "Whole")
    await heartbeat(hass)
    assert texts(messages) == ["Whole"]
    await heartbeat(hass)
    assert texts(messages) == ["Whole", "Broken"]
