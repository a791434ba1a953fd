"""The one dialogue: ask for what is missing, one thing at a time; show a draft; then do it."""

from handlers.dialogue.answers import asked_kind
from handlers.dialogue.guess import GOING, guessed, likely, shown_back
from handlers.dialogue.state import ADDING, CONFIRM, MEANT, Dialogue, finish, moved_on, save
from handlers.dialogue.talk import begin_opening, begin_step, fitting, left_alone
from handlers.dialogue.turn import answered, aside, expects

__all__ = [
    "ADDING",
    "CONFIRM",
    "GOING",
    "MEANT",
    "Dialogue",
    "answered",
    "aside",
    "asked_kind",
    "begin_opening",
    "begin_step",
    "expects",
    "finish",
    "fitting",
    "guessed",
    "left_alone",
    "likely",
    "moved_on",
    "save",
    "shown_back",
]
