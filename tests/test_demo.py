"""The parts of the demo that are quick to try."""

from pathlib import Path
import socket
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest

from tools.demo.configuration import HOST, Configuration, free_port
from tools.demo.dashboard import dashboard
from tools.demo.rooms import Device
from tools.demo.words import ENGLISH, JAPANESE, LANGUAGES, Words


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


def _headings(view: dict[str, Any]) -> list[str]:
    return [section["cards"][0]["heading"] for section in view["sections"]]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_dashboards_of_any_number_of_rooms(count: int) -> None:
    """Each room has its section; what is for all stands once."""
    rooms = [_room(f"room_{number}") for number in range(count)]
    [view] = dashboard(rooms, ENGLISH)["views"]
    headings = _headings(view)
    assert sorted(headings) == sorted(
        [*(room.name for room in rooms), ENGLISH["write"], ENGLISH["happened"]]
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
    writing, history = ENGLISH["write"], ENGLISH["happened"]
    assert _headings(view) == ["a", "c", writing, "b", "d", "e", history]


def test_a_room_shows_what_it_has() -> None:
    """It names its account; mute, call and writing are there where they can be."""
    account = Device(
        "talk", "Talk", {("binary_sensor", "connected"): "binary_sensor.t"}
    )
    plain = _room("plain")
    full = _room("full", "talk", switch="mute", binary_sensor="call", notify="notify")
    [view] = dashboard([account, plain, full], ENGLISH)["views"]
    of_plain, of_full, writing, _ = view["sections"]
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
