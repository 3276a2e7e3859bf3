"""What a simulated Carbonio tells live, in another way than it does by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.simulators.carbonio import CarbonioSimulator


@contextmanager
def unheard(simulator: CarbonioSimulator) -> Iterator[None]:
    """Let what is said meanwhile be archived, and told to nobody."""
    listeners = simulator.world.on_stanza
    listeners.remove(simulator.xmpp._deliver)
    yield
    listeners.append(simulator.xmpp._deliver)


def tell(
    simulator: CarbonioSimulator,
    room: str,
    stanza_id: str,
    *,
    before: str = "",
    behind: str = "",
) -> None:
    """Tell the account of a stanza, with more elements before and behind its own."""
    posted = simulator.world.room(room).find(stanza_id)
    assert posted is not None
    xml = posted.live_xml("somebody")
    begin, end = xml.index(">") + 1, xml.rindex("<")
    simulator.xmpp.lines[0].send(
        xml[:begin] + before + xml[begin:end] + behind + xml[end:]
    )
