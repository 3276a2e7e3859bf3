"""The parts of the demo that are quick to try."""

from pathlib import Path
import socket

import pytest

from tools.demo.configuration import HOST, Configuration, free_port
from tools.demo.dashboard import dashboard
from tools.demo.rooms import Device
from tools.demo.words import ENGLISH, JAPANESE


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


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_dashboards_of_any_number_of_rooms(count: int) -> None:
    """Each room has its column; what is for all stands once."""
    rooms = [
        Device(str(number), "A room", {("event", "message"): f"event.room_{number}"})
        for number in range(count)
    ]
    [view] = dashboard(rooms, ENGLISH)["views"]
    assert len(view["sections"]) == max(count, 1)
    assert str(view).count("input_text.to_the_family") == 1
