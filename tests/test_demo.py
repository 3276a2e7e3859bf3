"""The parts of the demo that are quick to try."""

from pathlib import Path
import socket
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.chat_rooms.providers import PROVIDERS
from tools.demo.configuration import HOST, Configuration, free_port
from tools.demo.dashboard import FEELINGS, dashboard
from tools.demo.room_cards import CHAT
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
        if "send_message" in str(automation.get("actions"))
        for trigger in automation["triggers"]
        if "chat_rooms" in str(trigger)
    ]
    assert len(listening) == 2
    for trigger in listening:
        assert trigger["trigger"] == "chat_rooms.message_received"
        assert not {"include_own", "include_sent", "include_missed"} & set(
            trigger["options"]
        )


def _room(name: str, account: str = "bocco", **entities: str) -> Device:
    known = {"event": "message", **entities}
    return Device(
        name,
        name,
        {(domain, kind): f"{domain}.{name}" for domain, kind in known.items()},
        account,
    )


def _chats(view: dict[str, Any]) -> list[str | None]:
    """Return of which room each section's first card is, None where it is of none."""
    firsts = [section["cards"][0] for section in view["sections"]]
    return [card.get("entity") for card in firsts]


def _rooms_of(view: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the cards of the sections of rooms, by their entities."""
    return {
        entity: section["cards"]
        for entity, section in zip(_chats(view), view["sections"], strict=True)
        if entity is not None
    }


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_dashboards_of_any_number_of_rooms(count: int) -> None:
    """Each room has its section; what is for all stands once."""
    rooms = [_room(f"room_{number}") for number in range(count)]
    [view] = dashboard(rooms, ENGLISH)["views"]
    events = [f"event.{room.name}" for room in rooms]
    assert _chats(view) == [None, *events, None, None]
    lists = [
        card
        for section in view["sections"]
        for card in section["cards"]
        if card["type"] == CHAT and "entities" in card
    ]
    assert [card["entities"] for card in lists] == ([events] if events else [])


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
    assert list(_rooms_of(view)) == [f"event.{name}" for name in "acbde"]


def test_a_room_shows_what_it_has() -> None:
    """Mute and call are there where they can be."""
    account = Device(
        "talk", "Talk", {("binary_sensor", "connected"): "binary_sensor.t"}
    )
    plain = _room("plain")
    full = _room("full", "talk", switch="mute", binary_sensor="call", notify="notify")
    [view] = dashboard([account, plain, full], ENGLISH)["views"]
    rooms = _rooms_of(view)
    tiles = [card["entity"] for card in rooms["event.full"] if card["type"] == "tile"]
    assert tiles == ["switch.full", "binary_sensor.full"]
    assert [card["type"] for card in rooms["event.plain"]] == [CHAT]


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


def test_an_album_is_given_photos() -> None:
    """There is a button for a photo where it is shown."""
    account = Device("album", "Album", {("sensor", "new_events"): "sensor.new_events"})
    hana, other = _room("hana", "album", notify="notify"), _room("a", notify="notify")
    [view] = dashboard([account, hana, other], ENGLISH)["views"]
    rooms = _rooms_of(view)
    sending = _actions(rooms["event.hana"])["chat_rooms.send_message"]
    assert sending["target"] == {"entity_id": "notify.hana"}
    [attachment] = sending["data"]["attachments"]
    assert attachment["media"]["media_content_id"].startswith("media-source://image/")
    assert _actions(rooms["event.a"]) == {}


def test_friends_are_shown_once_and_spots_are_to_check_in_at() -> None:
    """The first room tells where they are; each spot has a button of its own."""
    friends = [_friend("taro"), _friend("obaachan")]
    account = Device("coco", "Coco", friends=friends)
    rooms = [_room("friends", "coco"), _room("pond", "coco", notify="notify")]
    [view] = dashboard([account, *rooms], ENGLISH)["views"]
    rooms_of = _rooms_of(view)
    of_friends, of_spot = rooms_of["event.friends"], rooms_of["event.pond"]
    trackers = [friend.tracker for friend in friends]
    assert [card.get("entity") for card in of_friends][-2:] == trackers
    assert str(view).count("device_tracker.") == len(friends)
    assert "chat_rooms.check_in" not in _actions(of_friends)
    checking_in = _actions(of_spot)["chat_rooms.check_in"]
    assert checking_in["data"] == {"device_id": "coco", "spot": "pond"}


def _friend(name: str) -> Device:
    tracker = {("device_tracker", "location"): f"device_tracker.{name}"}
    return Device(name, name, tracker, "coco")


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
