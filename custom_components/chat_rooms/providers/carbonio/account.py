"""All that one account is made of, once it is known which one it is."""

from .administration import CarbonioAdministration
from .archive import Archive
from .client import CarbonioClient
from .delivery import Delivery
from .events import EventsSocket
from .events_feed import EventsFeed
from .feed import MessagesFeed
from .file_delivery import FileDelivery
from .forwarding import Forwarding
from .history import History
from .link import ChatLink
from .marks import Marks
from .people import People
from .places import Places
from .rooms import RoomBook
from .sending import Sender
from .translate import Translator


class AccountParts:
    """The parts of an account, which know of each other what they need."""

    def __init__(
        self,
        client: CarbonioClient,
        link: ChatLink,
        events: EventsSocket,
        places: Places,
        account_id: str,
        language: str,
    ) -> None:
        """Put the account together; nothing is requested yet."""
        self.account_id = account_id
        self._people = people = People(client.users)
        archive = Archive(link)
        translator = Translator(people, places, language, account_id)
        self.book = RoomBook(client, link, translator, people, places, account_id)
        self.history = History(
            archive, people, places, self.book, translator, account_id
        )
        delivery = Delivery(link, archive, places, account_id, self.history.sent)
        attachments = client.attachments
        files = FileDelivery(attachments, link, delivery, account_id)
        self.sender = Sender(self.history, delivery, files)
        self.marks = Marks(
            link, self.history, delivery, attachments, self.book, places, account_id
        )
        self.administration = CarbonioAdministration(
            client, self.book, people, self.marks, account_id
        )
        self.forwarding = Forwarding(client.rooms, self.history, translator, account_id)
        self.events_feed = EventsFeed(events, self.book, people, account_id)
        self.messages_feed = MessagesFeed(
            link,
            self.history,
            places,
            account_id,
            is_listed=lambda room_id: bool(self.book.name_of(room_id)),
        )

    async def close(self) -> None:
        """Give up what is asked in the background."""
        await self._people.close()
