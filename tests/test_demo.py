"""The parts of the demo that are quick to try."""

from datetime import timedelta
from pathlib import Path
import socket
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.chat_rooms.providers import PROVIDERS
from tools.demo.configuration import HOST, Configuration, free_port
from tools.demo.dashboard import FEELINGS, dashboard
from tools.demo.room_cards import room_cards
from tools.demo.rooms import Device
from tools.demo.services import OPENING, SERVICES
from tools.demo.words import ENGLISH, JAPANESE, LANGUAGES, Words

from .simulators.base import Simulator
from .simulators.bocco import BoccoSimulator
from .simulators.carbonio import CarbonioSimulator
from .simulators.carnation import CarnationSimulator
from .simulators.control import controls_of
from .simulators.hatena_coco import HatenaCocoSimulator
from .simulators.nextcloud_talk import NextcloudTalkSimulator

SIMULATORS: dict[str, type[Simulator]] = {
    "bocco": BoccoSimulator,
    "carbonio": CarbonioSimulator,
    "carnation": CarnationSimulator,
    "hatena_coco": HatenaCocoSimulator,
    "nextcloud_talk": NextcloudTalkSimulator,
}


@pytest.mark.usefixtures("socket_enabled")
def test_a_taken_port_is_passed_over() -> None:
    """The next one is chosen, as long as somebody listens."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """What is no demo is not written to."""
    (tmp_path / "configuration.yaml").touch()
    with pytest.raises(FileExistsError):
        Configuration(tmp_path)


def test_every_placeholder_has_its_value(tmp_path: Path) -> None:
    """No template's placeholder is left over, and the demo knows its directory."""
    configuration = Configuration(tmp_path)
    configuration.write(8123, ENGLISH)
    for file in tmp_path.glob("*.yaml"):
        assert "<" not in file.read_text()
    assert Configuration(tmp_path).is_new
    configuration.remember({"bocco": 1})
    assert not Configuration(tmp_path).is_new


def test_errors_are_found_with_what_belongs_to_them(tmp_path: Path) -> None:
    """A record reaches to the next one."""
    configuration = Configuration(tmp_path)
    configuration.log.write_text(
        "2026-11-01 10:00:00.000+00:00 ERROR (Main) [other] Failed\n"
        "  in custom_components/chat_rooms\n"
        "2026-11-01 10:00:01.000+00:00 WARNING (Main) [chat_rooms] Look\n"
        "2026-11-01 10:00:02.000+00:00 ERROR (Main) [other] Failed\n"
    )
    [error] = configuration.errors("chat_rooms")
    assert error.endswith("in custom_components/chat_rooms")


def test_all_languages_say_everything() -> None:
    """No text is missing in one of them."""
    assert ENGLISH.keys() == JAPANESE.keys()


def _automations(path: Path) -> list[dict[str, Any]]:
    found = parse_yaml((path / "automations.yaml").read_text())
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_no_automation_answers_itself(tmp_path: Path, words: Words) -> None:
    """Whoever writes when something was written leaves out what was written here."""
    Configuration(tmp_path).write(8123, words)
    listening = [
        trigger
        for automation in _automations(tmp_path)
        if "send_message" in str(automation["actions"])
        for trigger in automation["triggers"]
        if trigger.get("event_type") == "chat_rooms_message"
    ]
    assert len(listening) == 2
    for trigger in listening:
        assert {
            "is_own": False,
            "sent_by_home_assistant": False,
            "missed": False,
        }.items() <= trigger["event_data"].items()


def _room(name: str, account: str = "bocco", **entities: str) -> Device:
    known = {"event": "message", **entities}
    return Device(
        name,
        name,
        {(domain, kind): f"{domain}.{name}" for domain, kind in known.items()},
        account,
    )


FOR_ALL = ("write", "automation", "happened")


def _headings(view: dict[str, Any]) -> list[str]:
    return [section["cards"][0]["heading"] for section in view["sections"]]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_dashboards_of_any_number_of_rooms(count: int) -> None:
    """Each room has its section; what is for all stands once."""
    rooms = [_room(f"room_{number}") for number in range(count)]
    [view] = dashboard(rooms, ENGLISH)["views"]
    headings = _headings(view)
    assert sorted(headings) == sorted(
        [*(room.name for room in rooms), *(ENGLISH[key] for key in FOR_ALL)]
    )
    assert str(view).count("input_text.message") == 1


def test_the_first_rooms_of_all_accounts_come_first() -> None:
    """So one sees on one screen what comes from where."""
    names = [
        ("a", "bocco"),
        ("b", "bocco"),
        ("c", "talk"),
        ("d", "talk"),
        ("e", "talk"),
    ]
    [view] = dashboard([_room(*name) for name in names], ENGLISH)["views"]
    writing, automation, history = (ENGLISH[key] for key in FOR_ALL)
    assert _headings(view) == ["a", "c", writing, "b", "d", "e", automation, history]


def test_a_room_shows_what_it_has() -> None:
    """It names its account; mute, call and writing are there where they can be."""
    account = Device(
        "talk", "Talk", {("binary_sensor", "connected"): "binary_sensor.t"}
    )
    plain = _room("plain")
    full = _room("full", "talk", switch="mute", binary_sensor="call", notify="notify")
    [view] = dashboard([account, plain, full], ENGLISH)["views"]
    of_plain, of_full, writing, *_ = view["sections"]
    assert "badges" not in of_plain["cards"][0]
    [badge] = of_full["cards"][0]["badges"]
    assert badge["name"] == "Talk"
    tiles = [card["entity"] for card in of_full["cards"] if card["type"] == "tile"]
    assert tiles == ["switch.full", "binary_sensor.full"]
    assert not any(card["type"] == "tile" for card in of_plain["cards"])
    sending = [
        card["tap_action"]["data"]
        for card in writing["cards"]
        if card.get("tap_action", {}).get("perform_action") == "script.write"
    ]
    assert sending == [{"room": "notify.full"}]


def test_rooms_of_one_name_are_told_apart() -> None:
    """The buttons that write to them stand under the names of their accounts."""
    accounts = [
        Device(name, name, {("binary_sensor", "connected"): f"binary_sensor.{name}"})
        for name in ("one", "other", "silent")
    ]
    rooms = [
        Device("1", "Grandma", _writable("grandma"), "one"),
        Device("2", "Grandma", _writable("grandma_2"), "other"),
        _room("notes", "silent"),
        Device("3", "Club", _writable("club"), "one"),
    ]
    [view] = dashboard([*accounts, *rooms], ENGLISH)["views"]
    writing = view["sections"][3]["cards"]
    assert [
        card.get("heading") or card["entity"]
        for card in writing
        if card.get("heading_style") == "subtitle" or card.get("icon") == "mdi:send"
    ] == ["one", "notify.grandma", "notify.club", "other", "notify.grandma_2"]


def _writable(name: str) -> dict[tuple[str, str], str]:
    return {
        ("event", "message"): f"event.{name}",
        ("notify", "notify"): f"notify.{name}",
    }


def test_the_health_of_a_service_is_a_badge() -> None:
    """It is there once, in a colour for each of its states."""
    health = ("sensor", "health")
    accounts = [Device("a", "A", {health: "sensor.a"}), Device("b", "B")]
    [view] = dashboard(accounts, ENGLISH)["views"]
    assert {
        (condition["entity"], condition["state"]): badge["color"]
        for badge in view["badges"]
        for condition in badge["visibility"]
    } == {("sensor.a", state): color for state, color in FEELINGS.items()}


def _actions(cards: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    actions = (card.get("tap_action", {}) for card in cards)
    return {
        action["perform_action"]: action
        for action in actions
        if "perform_action" in action
    }


def test_an_album_is_given_photos_and_no_texts() -> None:
    """There is a button for a photo where it is shown, and none to write to it."""
    account = Device("album", "Album", {("sensor", "new_events"): "sensor.new_events"})
    hana, other = _room("hana", "album", notify="notify"), _room("a", notify="notify")
    [view] = dashboard([account, hana, other], ENGLISH)["views"]
    of_album, _, writing, *_ = view["sections"]
    sending = _actions(of_album["cards"])["chat_rooms.send_message"]
    assert sending["target"] == {"entity_id": "notify.hana"}
    [attachment] = sending["data"]["attachments"]
    assert attachment["media"]["media_content_id"].startswith("media-source://image/")
    asked = [card.get("entity") for card in writing["cards"]]
    assert "notify.a" in asked
    assert "notify.hana" not in asked


def test_friends_are_shown_once_and_spots_are_to_check_in_at() -> None:
    """The first room tells where they are; each spot has a button of its own."""
    friends = [_friend("taro"), _friend("obaachan")]
    account = Device("coco", "Coco", friends=friends)
    rooms = [_room("friends", "coco"), _room("pond", "coco", notify="notify")]
    [view] = dashboard([account, *rooms], ENGLISH)["views"]
    of_friends, _, of_spot, *_ = view["sections"]
    trackers = [friend.tracker for friend in friends]
    assert [card.get("entity") for card in of_friends["cards"]][-2:] == trackers
    assert str(view).count("device_tracker.") == len(friends)
    assert "chat_rooms.check_in" not in _actions(of_friends["cards"])
    checking_in = _actions(of_spot["cards"])["chat_rooms.check_in"]
    assert checking_in["data"] == {"device_id": "coco", "spot": "pond"}


def _friend(name: str) -> Device:
    tracker = {("device_tracker", "location"): f"device_tracker.{name}"}
    return Device(name, name, tracker, "coco")


def test_a_conversation(hass: HomeAssistant) -> None:
    """It tells of what was not said today when that was, and of files their names."""
    moment = dt_util.start_of_local_day() + timedelta(hours=9)
    before = moment - timedelta(days=1)
    messages = [
        _message("room", before, text="[Look](http://elsewhere)"),
        _message("room", moment, kind="file", attachments=[{"name": "List_1.pdf"}]),
        _message("room", moment, kind="image", attachments=[{"name": "a.png"}]),
        _message("room", moment, kind="like"),
        _message("room", moment, kind="image", title="The pond", text="Today"),
        _message("room", moment, kind="location", location={"name": "Park"}, text="Hi"),
        _message("other", moment, text="Not here"),
    ]
    hass.states.async_set("sensor.conversation", "7", {"messages": messages})
    [conversation] = [
        card
        for card in room_cards(_room("room"), None, ENGLISH)
        if card["type"] == "markdown"
    ]
    shown = Template(conversation["content"], hass).async_render(parse_result=False)
    text, day = r"\[Look\]\(http\:\/\/elsewhere\)", f"{before.day} {before:%B}"
    assert [line for line in shown.splitlines() if line.strip()] == [
        f"**Hanako** {day}, 09:00<br>{text}",
        r"**Hanako** 09:00<br>List\_1\.pdf",
        f"**Hanako** 09:00<br>{ENGLISH['kind_image']}",
        f"**Hanako** 09:00<br>{ENGLISH['kind_like']}",
        "**Hanako** 09:00<br>The pond<br>Today",
        "**Hanako** 09:00<br>📍 Park<br>Hi",
    ]


def _message(room: str, sent_at: Any, **fields: Any) -> dict[str, Any]:
    return {
        "device_id": room,
        "sender": "Hanako",
        "sent_at": sent_at.isoformat(),
        "is_own": False,
        "kind": "text",
        "title": "",
        "text": "",
        "attachments": [],
        "location": None,
        **fields,
    }


def test_every_service_has_a_name_that_its_accounts_bear() -> None:
    """The demo knows by it which accounts are there."""
    names = {service.simulator: service.name for service in SERVICES}
    assert names == {key: PROVIDERS[key].name for key in names}
    assert names.keys() == SIMULATORS.keys()


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("service", SIMULATORS)
async def test_something_happens_at_every_service(service: str) -> None:
    """It can be told from elsewhere, and the lines of a day can be said twice."""
    async with SIMULATORS[service]() as simulator:
        chat = controls_of(type(simulator))["chat"]
        for _ in range(3 * OPENING):
            await chat(simulator)
        assert simulator.complaints == []
