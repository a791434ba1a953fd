"""The kinds of matter and the office's words for them: one file a kind, found by being there."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from rules.kinds.steps import STEP_OF, STEPS
from rules.values.kind import CLOSED, FieldKind, Incomplete, KindSpec, Move, Side, State, Step

SHARED = frozenset({"fields", "steps", "words"})
"""Modules of this package that are no kind."""


def _found() -> Iterator[KindSpec]:
    for module in pkgutil.iter_modules(__path__):
        if module.name not in SHARED:
            kind: KindSpec = importlib.import_module(f"{__name__}.{module.name}").KIND
            yield kind


def faults(kind: KindSpec) -> Iterator[str]:
    """What a kind leaves out, or says of something that it has not."""
    says = ("id", "word", "prefix", "command", "usage", "about", "arrives")
    yield from (f"{name} is empty" for name in says if not getattr(kind, name))
    if len(kind.prefix) != 1:
        yield "prefix is not one character"
    if not kind.usage.startswith(kind.command):
        yield "usage does not begin with the command"
    ids = [one.id for one in kind.opening]
    yield from (f"opening lacks {one!r}" for one in ("receiver", "facts") if one not in ids)
    if len(ids) != len(set(ids)):
        yield "opening asks for one thing twice"
    if kind.since is not None and kind.begins is None:
        yield "opening asks since when, and nothing begins"
    states = {state for state, _ in kind.moves} | {move.to for move in kind.moves.values()}
    steps = {step for _, step in kind.moves}
    reached = {State.DELIVERED, State.UNDELIVERED}
    if (State.REGISTERED, Step.SEND) in kind.moves:
        reached.add(State.REGISTERED)
    while more := {m.to for (at, _), m in kind.moves.items() if at in reached} - reached:
        reached |= more
    yield from (f"state {state} is never reached" for state in sorted(states - reached))
    yield from (f"no step leads out of {s}" for s in sorted(reached - CLOSED - _left(kind)))
    for what, named in (("afterwords", kind.afterwords), ("step_words", kind.step_words)):
        yield from (f"{what} names {step}, which it has not" for step in named if step not in steps)
    yield from (
        f"state_words names {s}, which it has not" for s in kind.state_words.keys() - states
    )
    for (state, side), expected in kind.expected.items():
        for step in expected:
            move = kind.moves.get((state, step))
            if move is None or move.who is not side:
                yield f"expected names {step} of {side} in {state}, which it has not"
    for (state, step), move in kind.moves.items():
        if STEPS[step].by_program != (move.who is None):
            yield f"{step} in {state} is not by whom its entry says"


def _left(kind: KindSpec) -> set[State]:
    """The states that somebody can leave."""
    return {state for (state, _), move in kind.moves.items() if move.to is not state}


def _checked(found: Iterator[KindSpec]) -> Mapping[str, KindSpec]:
    kinds = sorted(found, key=lambda kind: kind.place)
    for kind in kinds:
        if wrong := list(faults(kind)):
            raise Incomplete(f"kind {kind.id}: {'; '.join(wrong)}")
    for name in ("id", "place", "prefix", "word", "command"):
        said = [getattr(kind, name) for kind in kinds]
        if len(set(said)) != len(said):
            raise Incomplete(f"two kinds share one {name}: {said}")
    return {kind.id: kind for kind in kinds}


KINDS: Mapping[str, KindSpec] = _checked(_found())
"""Every kind by its id, in the order in which they are listed."""

PREFIXES: Mapping[str, KindSpec] = {kind.prefix: kind for kind in KINDS.values()}
"""Every kind by the first character of its numbers."""


def _fields() -> Mapping[str, FieldKind]:
    """What an answer to each question must be, by the question's id."""
    found: dict[str, FieldKind] = {}
    for kind in KINDS.values():
        for one in (*kind.opening, *(f for move in kind.moves.values() for f in move.asks)):
            if found.setdefault(one.id, one.kind) is not one.kind:
                raise Incomplete(f"kind {kind.id}: {one.id} is asked elsewhere as {found[one.id]}")
    return found


FIELD_KINDS: Mapping[str, FieldKind] = _fields()
"""What an answer is, by the id under which it is recorded."""

OPENED_BY: Mapping[str, KindSpec] = {kind.command: kind for kind in KINDS.values()}
"""Every kind by the word that opens one."""


MOVES: Mapping[tuple[KindSpec, State, Step], Move] = {
    (kind, state, step): move
    for kind in KINDS.values()
    for (state, step), move in kind.moves.items()
}
"""The whole state machine: the tables of all kinds."""

STEP_CALLED: Mapping[str, Step] = {
    **{word: step for kind in KINDS.values() for step, word in kind.step_words.items()},
    **STEP_OF,
}
"""The step of each word, those of single kinds too: 不予协助 refuses as well."""


@cache
def offered(kind: KindSpec, state: State, side: Side) -> tuple[Step, ...]:
    """The steps that the table offers a side in a state, in the table's order."""
    return tuple(
        step
        for (at, step), move in kind.moves.items()
        if at is state and move.who is side and move.offered
    )


def kinds_taking(step: Step) -> tuple[KindSpec, ...]:
    """The kinds that have a step."""
    return tuple(kind for kind in KINDS.values() if kind.takes(step))
