"""Devices that get push notifications: section 6 of the reference."""

from ...wire import parse
from ..models import Devices, WireDevice
from .calls import Calls

DEVICE = "/api/v1/user/device"


class DevicesApi(Calls):
    """The devices of a user.

    What the server answers to a change is nowhere told, and not looked at.
    """

    async def register_device(
        self, user_id: int, deviceid: str, devicetype: int
    ) -> None:
        """Register device to receive push notifications: POST /api/v1/user/device.

        `devicetype` is 1 for iOS, 2 for Android, 3 for Windows. AlreadyExists
        where the device is registered.
        """
        await self._call(
            "POST", DEVICE, user_id=user_id, deviceid=deviceid, devicetype=devicetype
        )

    async def get_devices(self, user_id: int) -> list[WireDevice]:
        """Get the list of registered devices: GET /api/v1/user/device."""
        answer = await self._json("GET", DEVICE, user_id=user_id)
        return parse(Devices, answer).devices

    async def delete_device(self, user_id: int, deviceid: str) -> None:
        """Delete device registration: DELETE /api/v1/user/device."""
        await self._call("DELETE", DEVICE, user_id=user_id, deviceid=deviceid)

    async def send_to_device(self, user_id: int, deviceid: str, message: str) -> None:
        """Send a message to a registered device: GET /api/v1/user/device/send."""
        await self._call(
            "GET",
            f"{DEVICE}/send",
            user_id=user_id,
            deviceid=deviceid,
            message=message,
        )
