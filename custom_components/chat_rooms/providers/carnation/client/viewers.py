"""Viewers, which show the pictures: section 7 of the reference."""

from ...wire import parse
from ..models import Liked, ViewerUser, ViewerUsers, WireViewer
from .calls import Calls

VIEWER = "/api/v1/viewer"


class ViewersApi(Calls):
    """What a viewer can do."""

    async def get_viewer_users(self) -> list[ViewerUser]:
        """Retrieve users that can be accessed by viewer: GET /api/v1/viewer/users."""
        return parse(ViewerUsers, await self._json("GET", f"{VIEWER}/users")).users

    async def like_item(self, item_id: int) -> Liked:
        """Post viewer likes item: POST /api/v1/viewer/like.

        Each like counts; on servers that keep to the reference the second one takes
        the first one back.
        """
        return parse(Liked, await self._json("POST", f"{VIEWER}/like", item_id=item_id))

    async def get_viewer_info(self, viewer_id: int) -> WireViewer:
        """Get viewer info: GET /api/v1/viewer."""
        return parse(WireViewer, await self._json("GET", VIEWER, viewer_id=viewer_id))
