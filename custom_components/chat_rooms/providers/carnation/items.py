"""Items at hand, and how others are fetched."""

from collections import OrderedDict
from collections.abc import Iterable
from time import monotonic

from ..errors import NotFoundError
from .client import CarnationClient
from .models import ItemStatus, WireItem

KEPT_ITEMS = 500
PAGE = 100
# Addresses are good for eight hours.
ADDRESSES_GOOD_FOR = 7 * 3600.0


class Items:
    """The items that were read last, so that few have to be read again.

    A user sees items before they are valid for viewers.
    """

    def __init__(self, client: CarnationClient, *, is_viewer: bool) -> None:
        """Start with none."""
        self._client = client
        self._early = None if is_viewer else True
        self._held: OrderedDict[int, tuple[WireItem, float]] = OrderedDict()
        self._absent: set[int] = set()

    def note(self, items: Iterable[WireItem]) -> None:
        """Keep items that have just been read; those that are not active are not."""
        now = monotonic()
        for item in items:
            self._held.pop(item.id, None)
            self._absent.discard(item.id)
            if item.status == ItemStatus.ACTIVE:
                self._held[item.id] = item, now
        while len(self._held) > KEPT_ITEMS:
            self._held.popitem(last=False)

    def look_again(self) -> None:
        """Forget which items were not there."""
        self._absent.clear()

    async def fetch(self, user_id: int, ids: Iterable[int]) -> dict[int, WireItem]:
        """Return those of some items of an album that are there, by their ids.

        What is not there is not asked for again until `look_again`.
        """
        wanted = set(ids) - self._absent
        # A number of them may push each other out.
        found = {id_: self._held[id_][0] for id_ in wanted if id_ in self._held}
        missing = sorted(wanted - found.keys())
        doubtful: list[int] = []
        while len(missing) > 1:
            page = await self._page(user_id, missing[0], missing[-1])
            found.update({item.id: item for item in page})
            reached = max((item.id for item in page), default=0)
            if len(page) < PAGE or reached < missing[0]:
                missing = []
                break
            # The list is in the order of time, of which several may have the same.
            doubtful += [id_ for id_ in missing if id_ <= reached and id_ not in found]
            missing = [id_ for id_ in missing if id_ > reached]
        for item_id in missing + doubtful:
            try:
                found[item_id] = await self.fresh(user_id, item_id)
            except NotFoundError:
                continue
        self._absent |= wanted - found.keys()
        return {id_: item for id_, item in found.items() if id_ in wanted}

    async def one(self, user_id: int, item_id: int) -> WireItem:
        """Return an item; its addresses are good. Raises NotFoundError."""
        item, read_at = self._held.get(item_id, (None, 0.0))
        if item is not None and monotonic() - read_at < ADDRESSES_GOOD_FOR:
            return item
        return await self.fresh(user_id, item_id)

    async def fresh(self, user_id: int, item_id: int) -> WireItem:
        """Read an item anew; raises NotFoundError if it is not there, or deleted."""
        items = await self._client.get_items(
            user_id, item_id=item_id, ignore_valid_after=self._early
        )
        self.note(items)
        for item in items:
            if item.id == item_id:
                return item
        raise NotFoundError("there is no such item")

    async def newest(
        self, user_id: int, before: int | None, count: int
    ) -> list[WireItem]:
        """Return the newest items below an id, the newest first."""
        items = await self._client.get_items(
            user_id,
            less_than=before,
            count=count,
            order="desc",
            ignore_valid_after=self._early,
        )
        self.note(items)
        return items

    async def _page(self, user_id: int, first: int, last: int) -> list[WireItem]:
        items = await self._client.get_items(
            user_id,
            greater_than=first - 1 or None,
            less_than=last + 1,
            count=PAGE,
            ignore_valid_after=self._early,
        )
        self.note(items)
        return items
