"""A dialogue as it is kept: what is known so far, and what is being asked."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zlib import crc32

from handlers.command import Ask
from rules.decisions.act import Act, Said
from rules.in_force import Law
from rules.kinds import KINDS
from rules.kinds.steps import STEPS
from rules.kinds.words import step_word
from rules.procedure.permit import next_steps
from rules.reminders.responsibility import NOTHING, History
from rules.values.kind import KindSpec, Side, Step
from rules.values.matter import Entry, Matter
from rules.values.message import Button
from storage import Transaction

LIFE = timedelta(minutes=30)
DEEPEST = 3
"""How many dialogues may wait below the open one."""
CONFIRM = "confirm"
ADDING = "adding"
"""Asked while it is open whether free words said of a draft are to be part of it."""
NUMBER = "number"
MEANT = "meant"
CONTENT = "content"
"""Under which what was said with it stands."""
WORD = "word"
"""Under which the guessed command stands while it is asked whether it is meant."""
INFERRED = "inferred"
"""Marks a time of which part was not said, so that the draft says so."""
LACKS = re.compile(r"缺|补齐|补全|补充|补一下|不[全齐足够]|没有?附|漏[了附]")
"""What is said of material beside a step that takes no words."""
CANCEL = Button("取消", "取消", 3)
STAYING = frozenset({Step.ACKNOWLEDGE, Step.EXTEND, Step.PHONE, Step.RECOMPUTE, Step.ATTACH})
"""Steps after which an earlier card of the matter still says what can be done."""
HOW_TO_CANCEL = "不办了请发送“取消”。"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation that waits for an answer; it belongs to one person in one conversation.

    Attributes:
        draft: printed into the draft's card, so that an old card confirms no newer draft.
        kind: the kind of matter to open; None for a step.
        step: the step to take; None for an opening, and while a guess is asked about.
        number: the matter the step is for; "" while that is what is asked.
        said: what is known so far.
        asking: the field asked for, `confirm`, `adding`, `number` or `meant`.
        options: what a bare digit chooses from: unit ids or matter numbers.
        seen: how many entries the matter had when the step was shown back; 0 before that.
        below: the dialogue that waits until this one is done; None for none.
        files: of an opening, which pictures and files go with it, by their numbers.
    """

    draft: int
    kind: KindSpec | None
    step: Step | None
    number: str
    said: Said
    asking: str = ""
    options: tuple[str, ...] = ()
    seen: int = 0
    below: "Dialogue | None" = None
    files: tuple[int, ...] = ()

    def dump(self) -> str:
        """As text for storage."""
        return json.dumps(self._values(), ensure_ascii=False)

    def _values(self) -> list[object]:
        return [
            self.draft,
            self.kind.id if self.kind else None,
            self.step,
            self.number,
            self.said.pairs,
            self.asking,
            self.options,
            self.seen,
            self.below._values() if self.below is not None else None,
            self.files,
        ]

    def step_word(self, tx: Transaction, law: Law) -> str:
        """The county's word for the step; "" for an opening."""
        if self.step is None:
            return ""
        if not self.number:
            return STEPS[self.step].word
        matter = tx.matters.get(self.number)
        return step_word(self.step, matter.kind, law.regulation(matter))

    @classmethod
    def load(cls, text: str) -> "Dialogue":
        """From storage."""
        return cls._of(json.loads(text))

    @classmethod
    def _of(cls, values: Sequence[Any]) -> "Dialogue":
        draft, kind, step, number, pairs, asking, options, *later = values
        missing: tuple[Any, ...] = (0, None, ())
        seen, below, files = (*later, *missing[len(later) :])
        return cls(
            draft,
            KINDS[kind] if kind else None,
            Step(step) if step else None,
            number,
            Said(tuple((i, value) for i, value in pairs)),
            asking,
            tuple(options),
            seen,
            cls._of(below) if below is not None else None,
            tuple(files),
        )

    def owned(self) -> frozenset[int]:
        """Every picture and file that goes with this dialogue or one below it."""
        return frozenset(self.files) | (self.below.owned() if self.below else frozenset())

    def raised(self, draft: int) -> "Dialogue":
        """The same dialogues with the one of that draft on top, if it is one of those waiting."""
        chain, rest = [], self
        while rest.draft != draft:
            chain.append(rest)
            if rest.below is None:
                return self
            rest = rest.below
        under = rest.below
        for one in reversed(chain):
            under = replace(one, below=under)
        return replace(rest, below=under)


def moved_on(entry: Entry, kind: KindSpec) -> bool:
    """Whether an earlier card of the matter is out of date after it.

    Names that are added to a departure change nothing of what can be done; a step that is the end
    of a matter of the kind does.
    """
    added = entry.step is Step.DISPATCH and not entry.facts
    return (entry.step not in STAYING or kind.ends_with(entry.step)) and not added


def draft_of(ask: Ask) -> int:
    """The number of a draft that begins with this message; never 0."""
    return crc32(ask.source_id.encode()) & 0x7FFFFFFF or 1


def waiting(ask: Ask, tx: Transaction) -> Dialogue | None:
    """The open dialogue that waits for one that begins now; a guess does not wait."""
    stored = tx.conversations.dialogue(ask.officer.id, ask.conversation)
    if stored is None or stored.expires_at <= ask.at:
        return None
    open_ = Dialogue.load(stored.body)
    return open_.below if open_.asking == MEANT else open_


def above(dialogue: Dialogue, *, same: bool, most: int = DEEPEST) -> Dialogue | None:
    """What waits below a new dialogue: the open one, or where that is the same, what it hides."""
    under = dialogue.below if same else dialogue
    if under is None or most == 0:
        return None
    return replace(
        under, below=above(under.below, same=False, most=most - 1) if under.below else None
    )


def finish(dialogue: Dialogue, ask: Ask, tx: Transaction) -> None:
    """The dialogue is over; what waited below it is open again."""
    if dialogue.below is not None:
        save(dialogue.below, ask, tx)
    else:
        tx.conversations.end_dialogue(ask.officer.id, ask.conversation)


def save(dialogue: Dialogue, ask: Ask, tx: Transaction) -> None:
    """Keep the dialogue; its life begins anew."""
    tx.conversations.save_dialogue(ask.officer.id, ask.conversation, dialogue.dump(), ask.at + LIFE)


def act_of(dialogue: Dialogue, ask: Ask, tx: Transaction, law: Law) -> Act:
    """The act that the dialogue comes to."""
    return Act(
        officer=ask.officer,
        at=ask.at,
        said=dialogue.said,
        law=law,
        directory=ask.directory,
        reaches=lambda officer: ask.unprompted or tx.people.reaches(officer.id),
        conversation=ask.conversation if ask.group else "",
        source=ask.source_id,
        history=_history(dialogue, tx),
    )


def _history(dialogue: Dialogue, tx: Transaction) -> History:
    """Who was called for an emergency so far; of other kinds nobody asks."""
    if not dialogue.number:
        return NOTHING
    matter = tx.matters.get(dialogue.number)
    return tx.matters.history(matter) if matter.kind.rings else NOTHING


def side_of(matter: Matter, ask: Ask) -> Side:
    """The side on which the officer's unit is, which is known to be on one."""
    side = matter.side(ask.unit.id)
    assert side is not None  # noqa: S101  # open_matters gives the unit's own
    return side


def fitting(step: Step, ask: Ask, tx: Transaction, law: Law) -> list[Matter]:
    """The open matters of the officer's unit that allow the step now."""
    return [
        matter
        for matter in tx.matters.open_of(ask.unit.id)
        if step in next_steps(matter, side_of(matter, ask), law, ask.directory)
    ]
