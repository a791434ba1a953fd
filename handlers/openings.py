"""The commands that open a matter, one for each kind: made from the kinds."""

from handlers.command import Ask, Command, Run
from handlers.dialogue import begin_opening, begin_step
from rules.in_force import Law
from rules.kinds import KINDS
from rules.values.kind import KindSpec, Step
from rules.values.message import Reply
from storage import Transaction


def _opening(kind: KindSpec) -> Run:
    def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
        """Draft a matter; with the number of one that is only registered, send that."""
        if ask.number and kind.takes(Step.SEND):
            return begin_step(Step.SEND, ask, tx, law)
        return begin_opening(kind, ask, tx, law)

    return run


COMMANDS = tuple(
    Command(kind.command, kind.usage, kind.about, _opening(kind), group="发起")
    for kind in KINDS.values()
)
