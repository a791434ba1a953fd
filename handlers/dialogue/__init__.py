"""The one dialogue: ask for what is missing, one thing at a time; show a draft; then do it."""

from handlers.dialogue.answers import asked_kind
from handlers.dialogue.draft import cancelled
from handlers.dialogue.enclosures import (
    BEFORE,
    SAYS_OFF,
    captions,
    drop,
    enclosed,
    enclosed_row,
    forget,
    how_off,
    names_of,
    take_off,
    tie,
    unowned,
)
from handlers.dialogue.guess import GOING, guessed, likely, shown_back
from handlers.dialogue.state import (
    ADDING,
    CONFIRM,
    MEANT,
    Dialogue,
    finish,
    fitting,
    moved_on,
    save,
)
from handlers.dialogue.talk import asked_again, begin_opening, begin_step, left_alone, shown_again
from handlers.dialogue.turn import answered, aside, expects

__all__ = [
    "ADDING",
    "BEFORE",
    "CONFIRM",
    "GOING",
    "MEANT",
    "SAYS_OFF",
    "Dialogue",
    "answered",
    "aside",
    "asked_again",
    "asked_kind",
    "begin_opening",
    "begin_step",
    "cancelled",
    "captions",
    "drop",
    "enclosed",
    "enclosed_row",
    "expects",
    "finish",
    "fitting",
    "forget",
    "guessed",
    "how_off",
    "left_alone",
    "likely",
    "moved_on",
    "names_of",
    "save",
    "shown_again",
    "shown_back",
    "take_off",
    "tie",
    "unowned",
]
