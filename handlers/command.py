"""What a command is, and what it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.decisions.jurisdiction import decides
from rules.in_force import Law
from rules.kinds.steps import STEPS
from rules.values.errors import UnknownNumber
from rules.values.kind import Step
from rules.values.matter import Matter
from rules.values.message import Message, Reply
from rules.values.people import Directory, Officer, Role, Unit, UnitType
from storage import Transaction


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of one known officer, already taken apart.

    Attributes:
        officer: who asks; `unit` is the one that signs for the officer.
        at: now.
        directory: everybody the county knows.
        text: the whole message without the mention.
        command: the command's word; "" where none was understood.
        commands: every command there is, by its word.
        certain: False where the command was only guessed.
        number: the matter named, such as "移12"; "" for none.
        units: ids of the units that may be meant; more than one must be asked about.
        listed: the units were named side by side, each plainly: all of them are meant.
        levels: all units of these levels are meant: 全部乡镇.
        unknown_unit: words that look like a receiver and are in no directory; "" for none.
        left_out: further numbers that were named and are not acted on.
        when: an instant named, in the past.
        when_inferred: part of `when` was not said.
        until: a day named, in the future.
        ahead: an instant from now on, for a question that begins with 如果.
        people: officers named; `names` are persons the directory does not know.
        source: `complaint`, `inspection`, or "".
        rest: what remains as content.
        choice: a bare digit, for numbered options; 0 for none.
        conversation: where it was said; the officer's own id in a conversation of two.
        group: whether others read along.
        source_id: channel and message id, for the record.
        card_version: the version on the card that was clicked; 0 where nothing was clicked.
        clicked: whether a button was pressed.
        unprompted: whether some channel may write to people who never wrote to the bot.
        only_time: the message is a day or a time and nothing else.
        tells: the content says that something happened; False where it only names a time, a
            place, a unit or a party.
        frames: what stands over the step's verb: `negation`, `question`, `condition` …
        withheld: because of that the sentence does not take the step, and it is not offered.
        plain: the words take the step and say nothing else; otherwise it is shown back first.
        left: what a step without words leaves over; where no step was understood, what is said
            beside numbers.
        note: what was reported with an emergency's step, such as 明火已扑灭.
    """

    officer: Officer
    unit: Unit
    at: datetime
    directory: Directory
    text: str
    command: str
    commands: Mapping[str, "Command"]
    certain: bool
    number: str
    units: tuple[str, ...]
    unknown_unit: str
    left_out: tuple[str, ...]
    when: datetime | None
    when_inferred: bool
    until: date | None
    people: tuple[str, ...]
    names: tuple[str, ...]
    source: str
    rest: str
    choice: int
    conversation: str
    group: bool
    source_id: str
    card_version: int = 0
    clicked: bool = False
    unprompted: bool = True
    ahead: datetime | None = None
    listed: bool = False
    levels: frozenset[UnitType] = frozenset()
    only_time: bool = False
    tells: bool = True
    frames: frozenset[str] = frozenset()
    withheld: bool = False
    plain: bool = True
    left: str = ""
    note: str = ""

    def may_see(self, matter: Matter, tx: Transaction, law: Law) -> None:
        """Stop somebody who has nothing to do with a matter.

        What counts is the unit for which it was filed then: whoever filed it may sit elsewhere by
        now, and takes nothing of his former unit along.

        Raises:
            UnknownNumber: neither side is the officer's unit, nor was it filed for that unit, nor
                put before the unit to decide, nor is it an emergency and he the county's duty
                office, and the officer supervises nobody. The same words as for a number that
                does not exist.
        """
        if matter.side(self.unit.id) is not None or Role.SUPERVISOR in self.officer.roles:
            return
        called = matter.kind.rings and Role.COUNTY_DUTY in self.officer.roles
        asked = called or decides(self.unit, matter, law, self.directory)
        if not asked and tx.matters.filed_for(matter.number) != self.unit.id:
            raise UnknownNumber(matter.number)


def apart(ask: Ask, message: Message, public: str) -> Reply:
    """An answer; in a group what all may read, and the whole of it for the person alone.

    Args:
        ask: whose conversation it is.
        message: the whole answer.
        public: what a group of all units may read of it.
    """
    if not ask.group:
        return Reply(message)
    return Reply(Message(public), private=message)


def other_law(matter: Matter, law: Law) -> tuple[str, ...]:
    """What to say where dates are shown by another version of the document than the matter's."""
    if law.knows(matter):
        return ()
    now = law.regulation(matter).short
    return (
        f"注意：{matter.number} 受理时适用的规定（{matter.regulation_version}）没有载入，"
        f"期限暂按现行的{now}显示，请告诉管理员。",
    )


Run = Callable[[Ask, Transaction, Law], Reply]
"""A plain function inside one transaction; it may be run again if somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Command:
    """One chat command.

    Attributes:
        word: the canonical word.
        usage: how it is typed, for the help text.
        about: one line of help.
        run: what it does.
        group: the heading it stands under in the help text; "" leaves it out.
        also: other words that come to this command when no dialogue takes them.
    """

    word: str
    usage: str
    about: str
    run: Run
    group: str = "办理"
    also: tuple[str, ...] = ()


def step_command(step: Step, run: Run, word: str = "", *, also: tuple[str, ...] = ()) -> Command:
    """The command that takes a step, as the step's entry describes it.

    Args:
        step: which.
        run: what it does.
        word: the word for it, where one kind of matter has its own.
        also: other words that come to it when no dialogue takes them.
    """
    spec = STEPS[step]
    word = word or spec.word
    usage, about = (text.replace(spec.word, word) for text in (spec.usage, spec.about))
    return Command(word, usage, about, run, also=also)
