"""What an account tells beside its rooms and messages."""

import asyncio
from collections.abc import Iterable, Mapping
import logging

from homeassistant.core import callback

from .model import Feature, Health, Reading, Room, RoomList, Whereabouts
from .providers.base import Provider
from .providers.errors import AuthError, ProviderError
from .room import RoomState

_LOGGER = logging.getLogger(__name__)

# Nothing waits longer than that for how a service feels.
HEALTH_WITHIN = 5.0


class Extras:
    """Readings of sensors, health, how much is new, and where people are.

    `name` stands for the account in the log. `readings` are by the ids of room and
    sensor, `whereabouts` by those of members.
    """

    def __init__(self, name: str) -> None:
        """Know nothing yet."""
        self._name = name
        self.readings: dict[tuple[str, str], Reading] = {}
        self.health: Health | None = None
        self.new_events: int | None = None
        self.whereabouts: dict[str, Whereabouts] = {}

    @callback
    def take_list(self, answer: RoomList) -> bool:
        """Take what comes with a list of rooms; tell whether other people are seen."""
        self.new_events = answer.new_events
        before = set(self.whereabouts)
        self.whereabouts = {seen.member.id: seen for seen in answer.whereabouts}
        return set(self.whereabouts) != before

    async def update(self, provider: Provider, rooms: Iterable[RoomState]) -> None:
        """Ask for what no list tells; raises AuthError only."""
        measuring = [
            state.room for state in rooms if Feature.READINGS in state.room.features
        ]
        answers = await asyncio.gather(
            *(self._readings_of(provider, room) for room in measuring)
        )
        # The account's listeners hear of it at the end of the update.
        self.readings = {
            (room.id, sensor_id): reading
            for room, readings in zip(measuring, answers, strict=True)
            for sensor_id, reading in readings.items()
        }
        await self.update_health(provider)

    async def update_health(self, provider: Provider) -> None:
        """Ask how the service feels."""
        if Feature.HEALTH not in provider.account.features:
            return
        try:
            async with asyncio.timeout(HEALTH_WITHIN):
                self.health = await provider.health()
        except (ProviderError, TimeoutError) as err:
            _LOGGER.debug("%s: its health is unknown for now: %s", self._name, err)
            self.health = None

    async def _readings_of(
        self, provider: Provider, room: Room
    ) -> Mapping[str, Reading]:
        try:
            return await provider.readings(room)
        except AuthError:
            raise
        except ProviderError as err:
            # No reason to do without messages.
            _LOGGER.debug("%s: no readings for now: %s", self._name, err)
            return {}
