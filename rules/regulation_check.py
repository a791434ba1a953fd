"""Goes over a county's file as a second reader would: text, examples, clauses, numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rules.calendar import WorkCalendar
from rules.clauses import clauses_of
from rules.clock import Period, PeriodUnit
from rules.duties import NotStarted, answer
from rules.library import Regulations
from rules.reading import BadFile
from rules.regulation import (
    DutyClass,
    Entry,
    Example,
    Extend,
    ExtendMode,
    Gate,
    Note,
    Paper,
    Regulation,
    Required,
    Route,
    Row,
)
from rules.regulation_file import parse_regulation, place_of
from rules.wording import day_text, moment_text

SPACE = re.compile(r"\s")
DIGITS = "零一二三四五六七八九"
TEN = 10
CALENDAR_WORDS = {
    PeriodUnit.SAME_DAY: ("当日", "当天", "即日"),
    PeriodUnit.YEAR_END: ("年",),
    PeriodUnit.HALF_YEAR_END: ("半年",),
}
"""What the text says where a period has no number."""

DUTIES = frozenset({Row.TIMER, Row.WORD, Row.PERIODIC, Row.NOTICE})
CARRIES: Mapping[type[Entry], frozenset[Row]] = {
    Gate: frozenset({Row.GATE, Row.ROUTE}),
    Required: frozenset({Row.GATE, Row.DOCUMENT}),
    Paper: frozenset({Row.DOCUMENT}),
    Route: frozenset({Row.ROUTE}),
    Extend: frozenset({Row.TIMER, Row.ROUTE}),
}
"""What kinds of clause each kind of entry can carry out; a note those that it says."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file gone over.

    Attributes:
        regulation: what it says; None where it cannot be read.
        faults: all that is wrong, each with its place and what to do.
    """

    regulation: Regulation | None
    faults: tuple[str, ...]


def check(path: Path, text: str | None, others: Regulations, calendar: WorkCalendar) -> Checked:
    """Go over one file.

    Args:
        path: the file.
        text: the whole text of the document, to compare the quotes with; None where there is none.
        others: the documents that are loaded, for those above this one.
        calendar: for the worked examples.
    """
    try:
        parsed = parse_regulation(path)
    except BadFile as bad:
        return Checked(None, bad.faults)
    if parsed is None:
        return Checked(None, ("不是县里的规定：没有short，也没有duty",))
    source = path.read_text(encoding="utf-8")
    regulation = parsed.regulation
    found = [*parsed.faults, *_quotes(regulation, text), *_clauses(regulation)]
    if not parsed.faults:
        found += [*_numbers(regulation), *_examples(regulation, calendar)]
    found += _superiors(regulation, others)
    return Checked(regulation, tuple(f"{place_of(source, fault)}{fault}" for fault in found))


def _quotes(regulation: Regulation, text: str | None) -> Iterator[str]:
    """Quotes that are not in the document, character by character but for white space."""
    if text is None:
        return
    whole = SPACE.sub("", text)
    for where, entry in _places(regulation):
        quote = SPACE.sub("", entry.cite.quote)
        if quote and quote not in whole:
            yield f"{where}.cite.quote：原文里没有“{entry.cite.quote}”，{_near(quote, whole)}"


def _near(quote: str, whole: str) -> str:
    """How far the quote agrees with the text, so that the slip is found at a glance."""
    length = max((n for n in range(len(quote) + 1) if quote[:n] in whole), default=0)
    if not length:
        return "请照原文逐字摘引"
    place = whole.index(quote[:length]) + length
    return f"从“{quote[length : length + 6]}”起不同，原文此处是“{whole[place : place + 12]}”"


def _numbers(regulation: Regulation) -> Iterator[str]:
    """Numbers and words that the quote beside them does not say."""
    for duty in regulation.duties:
        where, quote = f"duty[{duty.id}]", duty.cite.quote
        if duty.period is not None and not _says(duty.period, quote):
            yield f"{where}.period：引文里没有{_amount(duty.period)}，没有条文支持的数字不能写"
        soft = duty.duty_class in {DutyClass.SOFT, DutyClass.NONE}
        if soft and duty.word not in quote:
            yield f"{where}.word：引文里没有“{duty.word}”，请写原文用词"
        extend = duty.extend
        if extend is None or extend.mode is ExtendMode.ANNOUNCED:
            continue
        if not _says(Period(extend.amount, PeriodUnit.WORKDAY), extend.cite.quote):
            yield f"{where}.extend.amount：引文里没有{extend.amount}，没有条文支持的数字不能写"


def _says(period: Period, quote: str) -> bool:
    words = CALENDAR_WORDS.get(period.unit)
    if words is not None:
        return any(word in quote for word in words)
    ways = {str(period.amount), _chinese(period.amount)}
    if period.amount == 2:
        ways.add("两")
    return any(re.search(rf"(?<!\d){way}(?!\d)", quote) for way in ways)


def _amount(period: Period) -> str:
    words = CALENDAR_WORDS.get(period.unit)
    return f"“{words[0]}”" if words else str(period.amount)


def _chinese(number: int) -> str:
    """A number below a hundred as documents write it: 十五."""
    tens, ones = divmod(number, TEN)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def _examples(regulation: Regulation, calendar: WorkCalendar) -> Iterator[str]:
    """Examples that come to something else, with what they come to."""
    for place, example in enumerate(regulation.examples, 1):
        where = f"example[{place}]"
        try:
            start = min(fact.at for fact in example.facts)
            found = answer(regulation, example.duty, example.facts, start, calendar)
        except NotStarted as refusal:
            yield f"{where}.facts：{example.duty}没有起算：{refusal}"
            continue
        if (wrong := _differs(example, found.last_day, found.due)) is not None:
            key = "due" if example.last is None else "last"
            yield f"{where}.{key}：{example.duty}的算例不对，{wrong}。请核对数字、放假安排或者算例"


def _differs(example: Example, last: date | None, due: datetime | None) -> str | None:
    if example.last is not None:
        if last == example.last:
            return None
        computed = day_text(last) if last else "没有日期"
        return f"写的是{day_text(example.last)}，算出来是{computed}"
    if due == example.due or example.due is None:
        return None
    computed = moment_text(due) if due else "没有时刻"
    return f"写的是{moment_text(example.due)}，算出来是{computed}"


def _clauses(regulation: Regulation) -> Iterator[str]:
    """Clauses that nothing covers, rows that are on no list, rows covered as what they are not."""
    listed = clauses_of(regulation)
    covered: set[str] = set()
    carried: dict[str, set[Row]] = {}
    for where, entry in _places(regulation):
        for clause in entry.covers:
            covered.add(clause)
            if listed and clause not in listed:
                yield f"{where}.covers：{clause}不在条款清单里，没有条款支持的不能写"
            carried.setdefault(clause, set()).update(stands_for(entry))
    for clause, row in listed.items():
        if clause not in covered:
            kind = "" if row is None else f"（{row.value}）"
            yield f"条款{clause}{kind}还没有着落：请补上相应的条目"
        elif row is not None and row not in carried[clause]:
            yield f"条款{clause}是{row.value}：现有的条目不落实这种条款，请改用相应的条目"


def stands_for(entry: Entry) -> frozenset[Row]:
    """What kinds of clause an entry can carry out."""
    if isinstance(entry, Note):
        return frozenset({entry.row})
    return CARRIES.get(type(entry), DUTIES)


def _superiors(regulation: Regulation, others: Regulations) -> Iterator[str]:
    """Two rules for one duty, and neither says that it sets the other aside."""
    set_aside = {duty.replaces for duty in regulation.duties}
    for superior in regulation.under:
        if superior not in others:
            yield f"under：上位文件{superior}没有载入"
            continue
        above = {duty.id for duty in others[superior].duties}
        for duty in regulation.duties:
            if duty.id in above and f"{superior}/{duty.id}" not in set_aside:
                yield (
                    f"duty[{duty.id}]：与{superior}的规定并存，"
                    f'请写明replaces = "{superior}/{duty.id}"'
                )


def _places(regulation: Regulation) -> Iterator[tuple[str, Entry]]:
    """Every entry that rests on a clause, and how its place in the file is called."""
    for duty in regulation.duties:
        yield f"duty[{duty.id}]", duty
        if duty.extend is not None:
            yield f"duty[{duty.id}].extend", duty.extend
        if duty.pause is not None:
            yield f"duty[{duty.id}].pause", duty.pause
    for place, asked in enumerate(regulation.requires, 1):
        yield f"requires[{place}]", asked
    for gate in regulation.gates:
        yield f"gate[{gate.id}]", gate
    for paper in regulation.papers:
        yield f"paper[{paper.id}]", paper
    for route in regulation.routes:
        yield f"route[{route.id}]", route
    for note in regulation.notes:
        yield f"note[{note.id}]", note
