"""All units of a level at once: 全部乡镇, 各部门; and several units in one answer."""

import re

from handlers.language.commands import Heard, denied, is_question
from handlers.language.draft import Draft, closed
from handlers.language.text import plain, trimmed
from handlers.language.units import expected, index_of, match_of, parse_unit
from rules.kinds import OPENED_BY
from rules.values.people import Directory, UnitType

LEVEL = re.compile(
    r"(?:全部|所有|各个?|每个|全[县市区](?:各|所有)?)(?:的)?"
    r"(?P<level>乡镇(?:[（(]?街道(?:办事处)?[）)]?)?|镇街|街镇|乡镇街道|镇办|街道|部门|单位)"
    r"(?:和(?:各|所有|全部)?部门)?"
)
_MANY = "|".join(word for word, kind in OPENED_BY.items() if kind.several)
_GIVEN = re.compile(rf"(?P<word>{_MANY})(?:给|到|至)\s?")
"""A verb of giving in the middle of a sentence: 把检查通报共享给城关镇."""
_BETWEEN = re.compile(r"[、，,；;/\n]|以及|[和与及]")


def level_at(text: str, place: int) -> tuple[frozenset[UnitType], int] | None:
    """The levels that are named at a place and where the words end; None where none is."""
    hit = LEVEL.match(text, place)
    if hit is None:
        return None
    levels: set[UnitType] = set()
    if hit["level"] not in {"部门", "单位"}:
        levels.add(UnitType.TOWNSHIP)
    if "部门" in hit[0]:
        levels.add(UnitType.DEPARTMENT)
    return frozenset(levels or {UnitType.TOWNSHIP, UnitType.DEPARTMENT}), hit.end()


def units_in(text: str, directory: Directory) -> tuple[tuple[str, ...], frozenset[UnitType]]:
    """The units an answer names, or the levels of which it names all; neither where it is unclear.

    One name that could be two units is no answer, and neither is a list with a name nobody has.
    """
    said = trimmed(plain(text))
    level = level_at(said, 0)
    if level is not None and level[1] == len(said.rstrip("。.！! ")):
        return (), level[0]
    parts = [part for part in _BETWEEN.split(said) if part.strip()]
    named = [match.unit_ids if (match := parse_unit(part, directory)) else () for part in parts]
    if len(named) > 1 and any(len(ids) != 1 for ids in named):
        return (), frozenset()
    return tuple(dict.fromkeys(unit for ids in named for unit in ids)), frozenset()


def given_to(text: str, directory: Directory, draft: Draft) -> Heard | None:
    """What is opened by a sentence that says to whom something is given; None where none does."""
    hit = _GIVEN.search(text)
    if hit is None or denied(text, hit.start()) or is_question(text):
        return None
    level = level_at(text, hit.end())
    found = None if level else expected(text, hit.end(), index_of(directory))
    if level is not None:
        draft.levels, end = level
    elif found is not None and closed(text, found.end):
        draft.units, end = (match_of(text, found),), found.end
    else:
        return None
    draft.cuts.append((hit.start(), end))
    return Heard(hit["word"], certain=False, start=hit.start(), end=end)
