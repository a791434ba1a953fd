"""The steps that need nothing but the dialogue, as commands: made from the entries of the steps."""

from collections.abc import Iterator

from handlers.command import Ask, Command, Run, step_command
from handlers.dialogue import begin_step
from rules.in_force import Law
from rules.kinds import KINDS
from rules.kinds.steps import STEPS
from rules.values.kind import Step
from rules.values.message import Reply
from storage import Transaction

OWN_MODULE = frozenset({Step.ACKNOWLEDGE, Step.CONFIRM, Step.WITHDRAW})
"""Steps whose command does more than take the step."""


def _taking(step: Step) -> Run:
    def run(ask: Ask, tx: Transaction, law: Law) -> Reply:
        return begin_step(step, ask, tx, law)

    return run


def _commands() -> Iterator[Command]:
    """One for each step with a line of help, and for each word that a kind has of its own."""
    for step, spec in STEPS.items():
        if spec.about and step not in OWN_MODULE:
            words = {kind.step_words.get(step, spec.word) for kind in KINDS.values()}
            for word in sorted({spec.word, *words}, key=lambda word: word != spec.word):
                yield step_command(step, _taking(step), word)


COMMANDS = tuple(_commands())
