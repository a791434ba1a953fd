"""What a document says at a step: what to check, what to enclose, who decides, what else to do."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from rules.kinds.steps import STEPS
from rules.law.regulation import (
    Duty,
    Gate,
    Note,
    Owes,
    Paper,
    Regulation,
    Required,
    Route,
    Scene,
    fits,
)
from rules.law.vocabulary import ROUTE_SUBJECTS
from rules.values.kind import Side, Step

MOST = 3
"""How many rows a reply carries besides; the rest is there for 条文."""

SIGN = "sign-as-body"
CLASSIFIED = "share-secret"
"""Barred acts that are no steps, of which a draft warns: this program signs for the unit and for no
body of it, and nothing classified goes through it."""

Clause: TypeAlias = Duty | Gate | Required | Paper | Route | Note


def checks(regulation: Regulation, step: str, scene: Scene) -> tuple[str, ...]:
    """What must be shown for a step, each with its article."""
    return tuple(f"{g.needs}（{g.cite.article}）" for g in regulation.asking(step, scene))


def quoted(regulation: Regulation, step: str, scene: Scene) -> tuple[str, ...]:
    """The conditions of a step in the document's own words."""
    return tuple(
        f"请核对：{g.needs}。{regulation.where(g.cite)}：“{g.cite.quote}”。"
        for g in regulation.asking(step, scene)
    )


def papers(regulation: Regulation, step: str, scene: Scene) -> tuple[str, ...]:
    """What must go with a step, each with its article."""
    return tuple(f"{p.name}（{p.cite.article}）" for p in regulation.papers_for(step, scene))


def enclose_row(regulation: Regulation, step: str, scene: Scene) -> str:
    """The papers of a step in one row; "" where there are none."""
    found = papers(regulation, step, scene)
    return f"应附材料：{'；'.join(found)}。" if found else ""


def besides(
    regulation: Regulation, step: str, side: Side, scene: Scene, number: str, most: int = MOST
) -> tuple[str, ...]:
    """What a side must do or know besides, when a step has been taken: the first few.

    Args:
        regulation: the matter's document.
        step: what has been taken.
        side: who is told.
        scene: what decides which entries hold.
        number: the matter's, for where the rest can be read.
        most: how many rows at the most.
    """
    notes = regulation.notes_for(step, Owes(side.value), scene)
    arrives = step == Step.SEND.value and side is Side.RECEIVER
    routes = () if arrives else regulation.routes_for(step, scene)
    items: tuple[Clause, ...] = (*routes, *notes)
    if not items:
        return ()
    shown = "；".join(f"{clause_text(item)}（{item.cite.article}）" for item in items[:most])
    more = f"其他规定请发送“条文 {number}”。" if len(items) > most else ""
    return (f"还应当注意：{shown}。{more}",)


def _step_word(step: str) -> str:
    """A step in the office's word; a step to come as the file calls it."""
    if step == Step.SEND.value:
        return "发出"
    return STEPS[Step(step)].word if step in set(Step) else "办理"


def _decides(route: Route) -> str:
    """Who decides what."""
    about = ROUTE_SUBJECTS[route.id.partition("-")[0]]
    return f"{about}提请{route.to}解决"


def clause_text(item: Clause) -> str:
    """One entry in one line, without its article."""
    words = item.says.rstrip("。") if isinstance(item, Note) else ""
    match item:
        case Duty():
            words = f"{item.condition}{'，' if item.condition else ''}{_length(item)}{item.name}"
        case Gate() if item.bars == SIGN:
            words = "以单位的名义发出，不以内设机构的名义"
        case Gate() if item.bars:
            words = f"“{item.cite.quote}”" + (f"，可以{item.instead}" if item.instead else "")
        case Gate():
            words = f"{_step_word(item.asks)}前核对：{item.needs}"
        case Required():
            words = f"要写明{item.label}"
        case Paper():
            words = f"附{item.name}"
        case Route():
            words = _decides(item)
        case Note():
            pass
    return words


def _length(duty: Duty) -> str:
    period = duty.period
    if period is None:
        return "" if duty.word in duty.name else duty.word
    soft = duty.word if duty.word and not duty.condition else ""
    return soft + LENGTHS[period.unit.value].format(period.amount)


LENGTHS: Mapping[str, str] = {
    "workday": "{}个工作日内",
    "workday-back": "提前{}个工作日",
    "day": "{}日内",
    "hour": "{}小时内",
    "same-day": "当日",
    "year-end": "每年",
    "half-year-end": "每半年",
}
"""A period in the words of a sentence."""

GROUPS: tuple[tuple[str, tuple[type[Clause], ...]], ...] = (
    ("期限", (Duty,)),
    ("前提", (Gate, Required)),
    ("材料", (Paper,)),
    ("去向", (Route,)),
    ("其他", (Note,)),
)
"""The headings under which clauses are listed."""


def grouped(items: Iterable[Clause]) -> tuple[tuple[str, tuple[Clause, ...]], ...]:
    """Entries under their headings; headings without any are left out."""
    found = tuple(items)
    groups = ((head, tuple(i for i in found if isinstance(i, kinds))) for head, kinds in GROUPS)
    return tuple((head, group) for head, group in groups if group)


def bearing(regulation: Regulation, scene: Scene) -> tuple[Clause, ...]:
    """Every entry that bears on a matter."""
    return tuple(item for item in all_entries(regulation) if fits(item, scene))


def all_entries(regulation: Regulation) -> tuple[Clause, ...]:
    """Every entry of a document, extensions and pauses within their duties."""
    return (
        *regulation.duties,
        *regulation.gates,
        *regulation.requires,
        *regulation.papers,
        *regulation.routes,
        *regulation.notes,
    )
