"""An open transaction: all that the rest of the program can read and write."""

from storage.anchors import Anchors
from storage.calendars import Calendars
from storage.hearing import Hearing
from storage.installation import Installation
from storage.reach import Reach
from storage.views import Views


class Transaction(Anchors, Installation, Calendars, Hearing, Reach, Views):
    """An open transaction. It cannot commit: whoever opened it does, once.

    Its functions are plain and synchronous, and the work done with them may be run again when
    somebody else was faster, so it has no effect but theirs. Each subject has a file of its own:
    `matters.py` and `outbox.py`, `people.py`, `reach.py` and `calendars.py`, `conversations.py`
    and `hearing.py`, `materials.py`, `views.py` for lists, `inspection.py` and `anchors.py` for
    reading the record back, and `installation.py` for the database as a whole.
    """
