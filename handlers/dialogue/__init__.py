"""The one dialogue: ask for what is missing, one thing at a time; show a draft; then do it."""

from handlers.dialogue.answers import asked_kind
from handlers.dialogue.guess import guessed, likely, meant
from handlers.dialogue.state import CONFIRM, MEANT, Dialogue, moved_on
from handlers.dialogue.talk import begin_opening, begin_step, proceed
from handlers.dialogue.turn import aside, expects

__all__ = [
    "CONFIRM",
    "MEANT",
    "Dialogue",
    "aside",
    "asked_kind",
    "begin_opening",
    "begin_step",
    "expects",
    "guessed",
    "likely",
    "meant",
    "moved_on",
    "proceed",
]
