"""Items, which are pictures and films: sections 3 and 4 of the reference."""

from typing import Any, Literal, TypedDict, Unpack

from ...errors import ForbiddenError, NotFoundError, ProtocolError, UnsupportedError
from ...wire import parse, parse_list
from ..models import Initiated, ItemPage, ItemState, ItemSummary, WireItem, ids
from .calls import Calls

ITEM = "/api/v1/item"
ITEMS = "/api/v1/user/items"


class Filter(TypedDict, total=False):
    """Which items are meant, and in which order.

    `greater_than` and `less_than` are ids; what ends in `_after` and `_before` is
    unix seconds. All bounds are left out themselves. With `item_id` only that item
    is looked for. `count` is 50 without it, at most 1000.
    """

    item_id: int | None
    count: int | None
    greater_than: int | None
    less_than: int | None
    created_after: int | None
    created_before: int | None
    shot_after: int | None
    shot_before: int | None
    updated_after: int | None
    updated_before: int | None
    offset: int | None
    order: Literal["asc", "desc"] | None
    order_by: Literal["created_at", "shot_at", "updated_at"] | None
    ignore_status: bool | None
    status: int | None
    ignore_valid_after: bool | None


class ItemsApi(Calls):
    """The pictures and films of users."""

    async def initiate_item_upload(
        self,
        user_id: int,
        extension: str,
        *,
        item_id: int | None = None,
        file_hash: str | None = None,
        file_info: str | None = None,
        timezone: float | None = None,
        shot_at: int | None = None,
        title: str | None = None,
        description: str | None = None,
    ) -> Initiated:
        """Initiate item upload: POST /api/v1/item/initiate.

        `extension` is ".jpg", ".png", ".mp4" or ".mov", `file_hash` the SHA-1 in
        hex: FileHashConflict where the user has that file already. With `item_id`
        the item gets a new address; what is not sent again is lost.
        """
        answer = await self._json(
            "POST",
            f"{ITEM}/initiate",
            user_id=user_id,
            item_id=item_id,
            file_hash=file_hash,
            file_info=file_info,
            timezone=timezone,
            shot_at=shot_at,
            title=title,
            description=description,
            extension=extension,
        )
        return parse(Initiated, answer)

    async def notify_upload_completed(
        self, item_id: int, *, valid_after: int | None = None
    ) -> ItemState:
        """Notify upload completed: PUT /api/v1/item/activate.

        `valid_after` is in how many seconds viewers may see it.
        """
        return await self._set_state(
            "PUT", f"{ITEM}/activate", item_id=item_id, valid_after=valid_after
        )

    async def delete_item(self, item_id: int) -> ItemState:
        """Delete item: DELETE /api/v1/item.

        One that is only initiated is destroyed, any other can be undeleted.
        """
        return await self._set_state("DELETE", ITEM, item_id=item_id)

    async def undelete_item(self, item_id: int) -> ItemState:
        """Undelete item: PUT /api/v1/item/undelete."""
        return await self._set_state("PUT", f"{ITEM}/undelete", item_id=item_id)

    async def get_single_item(
        self, item_id: int, user_id: int | None = None
    ) -> WireItem:
        """Get single item: GET /api/v1/item.

        Some servers refuse this to viewers. If `user_id` tells whose item it is,
        it is looked for with GET /api/v1/user/items then.
        """
        if not self._tokens.is_viewer or user_id is None:
            return await self._item(item_id)
        return await self._forms.call(
            "item",
            {
                "item": lambda: self._item(item_id),
                "items": lambda: self._item_of(user_id, item_id),
            },
            {
                "item": (ForbiddenError, ProtocolError, UnsupportedError),
                "items": (UnsupportedError,),
            },
        )

    async def get_items(self, user_id: int, **wanted: Unpack[Filter]) -> list[WireItem]:
        """Get items: GET /api/v1/user/items, as whole items."""
        answer = await self._json("GET", ITEMS, user_id=user_id, **wanted)
        return parse(ItemPage, answer).items

    async def get_item_ids(
        self,
        user_id: int,
        output: Literal["compact", "minimum"] = "compact",
        **wanted: Unpack[Filter],
    ) -> list[int]:
        """Get items: GET /api/v1/user/items, as ids only."""
        answer = await self._json(
            "GET", ITEMS, user_id=user_id, output=output, **wanted
        )
        return ids(_items_in(answer))

    async def get_item_summaries(
        self, user_id: int, **wanted: Unpack[Filter]
    ) -> list[ItemSummary]:
        """Get items: GET /api/v1/user/items, with status and file hash."""
        answer = await self._json(
            "GET", ITEMS, user_id=user_id, output="summary", **wanted
        )
        return parse_list(ItemSummary, _items_in(answer))

    async def _item(self, item_id: int) -> WireItem:
        return parse(WireItem, await self._json("GET", ITEM, item_id=item_id))

    async def _item_of(self, user_id: int, item_id: int) -> WireItem:
        for item in await self.get_items(user_id, item_id=item_id):
            if item.id == item_id:
                return item
        raise NotFoundError(f"GET {ITEMS}: no such item")

    async def _set_state(
        self, method: str, path: str, *, item_id: int, valid_after: int | None = None
    ) -> ItemState:
        answer = await self._json(
            method, path, item_id=item_id, valid_after=valid_after
        )
        return parse(ItemState, answer)


def _items_in(answer: Any) -> list[Any]:
    found = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise ProtocolError("not a list of items")
    return found
