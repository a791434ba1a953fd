"""An open transaction: all that the rest of the program can read and write."""

from storage.anchors import Anchors
from storage.calendars import Calendars
from storage.conversations import Conversations
from storage.hearing import hear
from storage.inspection import Inspection
from storage.installation import Installation
from storage.materials import Materials
from storage.matters import Matters
from storage.outbox import Outbox
from storage.part import Shared
from storage.people import People
from storage.reach import Reach
from storage.statement import Rows
from storage.views import Views


class Transaction:
    """An open transaction. It cannot commit: whoever opened it does, once.

    Its functions are plain and synchronous, and the work done with them may be run again when
    somebody else was faster, so it has no effect but theirs. Each subject is a part with a file of
    its own.

    Attributes:
        matters: matters, their entries and lines; `record` writes an outcome with its pushes.
        outbox: what must be said.
        people: the address book, and who somebody is on a channel.
        conversations: replies that were given, and dialogues that are open.
        calendars: calendar files that were loaded.
        materials: pictures and files.
        reach: cards that can be changed, refusals of channels, requests to bind an account.
        views: lists for chat and pages.
        installation: the database as a whole.
        inspection: reading the record back.
        anchors: heads of the whole record.
    """

    def __init__(self, rows: Rows, shared: Shared) -> None:
        self._rows = rows
        self.outbox = Outbox(rows, shared)
        self.matters = Matters(rows, shared, self.outbox)
        self.people = People(rows, shared)
        self.conversations = Conversations(rows, shared)
        self.calendars = Calendars(rows, shared)
        self.materials = Materials(rows, shared)
        self.reach = Reach(rows, shared)
        self.views = Views(rows, shared, self.matters)
        self.installation = Installation(rows, shared, self.matters, self.people)
        self.inspection = Inspection(rows, shared, self.matters, self.materials)
        self.anchors = Anchors(rows, shared)

    def hear(self, channel: str, message_id: str, raw_id: str, conversation: str) -> None:
        """Read at once what an incoming message meets; see `storage.hearing`.

        Raises:
            NoCounty: nobody has said yet whose database this is.
        """
        hear(self._rows, self.people, self.conversations, channel, message_id, raw_id, conversation)
