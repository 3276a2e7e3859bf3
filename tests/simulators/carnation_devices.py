"""The telephones that a simulated carnation tells of news."""

from collections.abc import Iterable

from .carnation_home import OwnPart
from .carnation_records import Device, User
from .carnation_strict import Answer, Asked, Route, broken, refused


class DevicesPart(OwnPart):
    """Remembers the telephones of users."""

    def routes(self) -> Iterable[Route]:
        """Return the endpoints."""
        path, one = "/api/v1/user/device", "user_id deviceid"
        yield Route("POST", path, "register_device", self.register, f"{one} devicetype")
        yield Route("GET", path, "get_devices", self.list, "user_id", "deviceid")
        yield Route("DELETE", path, "delete_device", self.delete, one)
        yield Route(
            "GET", f"{path}/send", "send_to_device", self.send, f"{one} message"
        )

    def register(self, asked: Asked) -> Answer:
        """6.1: a user's telephone can be there only once."""
        owner, deviceid = self.own(asked), asked.given("deviceid")
        if deviceid is None:
            raise broken()
        if not deviceid:
            raise refused("deviceid required")
        if (devicetype := asked.number("devicetype")) <= 0:
            raise refused("devietype required")
        if devicetype > 3:
            asked.complain(asked.call, f"there is no devicetype {devicetype}")
        if any(device.deviceid == deviceid for device in self._of(owner)):
            raise refused("deviceid might already exist")
        now = self.world.clock.now()
        number = max((d.id for d in self.world.devices), default=0) + 1
        device = Device(number, owner, deviceid, devicetype, now)
        self.world.devices.append(device)
        return self.wire.device(device)

    def list(self, asked: Asked) -> Answer:
        """6.2: all, or the one that is named."""
        owner, wanted = self.own(asked), asked.text("deviceid")
        found = [d for d in self._of(owner) if wanted in (None, d.deviceid)]
        return {
            "user_id": owner.id,
            "count": len(found),
            "devices": [self.wire.device(device) for device in found],
        }

    def delete(self, asked: Asked) -> Answer:
        """6.3."""
        owner = self.own(asked)
        device = self._device(asked, owner)
        self.world.devices.remove(device)
        return {"user_id": owner.id, "deleted": self.wire.device(device)}

    def send(self, asked: Asked) -> Answer:
        """6.4."""
        owner = self.own(asked)
        device = self._device(asked, owner)
        if not (message := asked.text("message")):
            raise refused("message required")
        self.world.sent.append((device, message))
        return {"user_id": owner.id, "deviceid": device.deviceid, "message": message}

    def _of(self, owner: User) -> Iterable[Device]:
        return (device for device in self.world.devices if device.owner is owner)

    def _device(self, asked: Asked, owner: User) -> Device:
        if not (deviceid := asked.text("deviceid")):
            raise refused("deviceid required")
        for device in self._of(owner):
            if device.deviceid == deviceid:
                return device
        raise refused("no such device")
