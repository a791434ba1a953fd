"""Goes over a county's file as a second reader would: text, examples, clauses, numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from rules.documents import step_facts as regulation_facts
from rules.documents import strength
from rules.documents import unquoted as regulation_words
from rules.documents.articles import otherwise_written, stands_under
from rules.documents.clauses import clauses_of
from rules.documents.derived import doubted, of_content, of_form
from rules.law.calendar import WorkCalendar
from rules.law.duties import NotStarted, answer
from rules.law.library import Regulations
from rules.law.numerals import NUMERAL, number
from rules.law.periods import Period, PeriodUnit
from rules.law.regulation import (
    Duty,
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
from rules.law.regulation_file import parse_regulation, place_of
from rules.values.dates import day_text, moment_text
from rules.values.facts import FactKind
from rules.values.toml_table import BadFile, text_of

FEW = 5
"""How many quotations a file has at least, to judge by them whose text it is."""
HERE = timedelta(hours=8)
"""Beijing, in which the office writes its times."""
OPENING = 6
"""How many characters of a quotation must agree, whatever the punctuation after them."""
SPACE = re.compile(r"\s")
AMOUNT = re.compile(rf"({NUMERAL.pattern})\s*个?\s*(工作日|小时|日|天|个?月|年|分钟)")
COUNTED_WORDS: Mapping[PeriodUnit, tuple[str, ...]] = {
    PeriodUnit.WORKDAY: ("工作日",),
    PeriodUnit.WORKDAY_BACK: ("工作日",),
    PeriodUnit.HOUR: ("小时",),
    PeriodUnit.DAY: ("日", "天"),
}
"""How the text calls the unit of a number."""
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
        warnings: what is right and the program does not act on yet, each with its place.
    """

    regulation: Regulation | None
    faults: tuple[str, ...]
    warnings: tuple[str, ...] = ()


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
        empty = not text_of(path).strip()
        fault = "文件是空的" if empty else "不是县里的规定：没有short，也没有duty"
        return Checked(None, (fault,))
    source = text_of(path)
    regulation = parsed.regulation
    another = _another_text(regulation, text)
    if another is not None:
        text = None
    content = (
        *_own_name(path, regulation),
        *_editions(path, regulation),
        *(() if another is None else (another,)),
        *_quotes(regulation, text),
        *_articles(regulation, text),
        *_clauses(path, regulation),
        *_read_twice(regulation),
        *_numbers(regulation),
        *_words(regulation, text),
        *_twice(regulation),
        *_shown(regulation),
        *strength.faults(regulation),
        *regulation_facts.faults(regulation),
        *_superiors(regulation, others),
    )
    form = of_form(parsed.faults, content)
    found = [*form, *of_content(form, content, source)]
    if not parsed.faults:
        found += _examples(regulation, calendar, doubted(found))
    placed = (
        tuple(f"{place_of(source, one)}{one}" for one in listed)
        for listed in (found, _warnings(regulation, text, others))
    )
    return Checked(regulation, *placed)


def _own_name(path: Path, regulation: Regulation) -> Iterator[str]:
    """An id that is not the file's, as after copying another county's."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", regulation.id):
        yield f"id：“{regulation.id}”不能作编号，请用小写字母，后面可以有数字和连字符"
    elif not _named_after(path, regulation):
        yield (
            f"id：写的是{regulation.id}，文件名是{path.name}。文件名就是编号，"
            f"修订的带上年份，如{regulation.id}-2028.toml；从别的县抄来的，请改编号"
        )
    if not regulation.short.startswith("《"):
        yield "short：简称要带书名号，如《某县办法》"
    if regulation.since is not None and regulation.edition != str(regulation.since):
        yield "edition：写了since的不写edition，哪一版由施行日期区别"


def _named_after(path: Path, regulation: Regulation) -> bool:
    return path.stem == regulation.id or path.stem.startswith(f"{regulation.id}-")


def _editions(path: Path, regulation: Regulation) -> Iterator[str]:
    """Other files beside this one that give the same edition of the same document."""
    for other in sorted(path.parent.glob("*.toml")):
        try:
            parsed = None if other.name == path.name else parse_regulation(other)
        except BadFile:
            continue
        if parsed is not None and parsed.regulation.version == regulation.version:
            yield (
                f"since：{other.name}也是{regulation.edition}的{regulation.short}。"
                "修订的写新的施行日期，多余的文件请移走"
            )


def _another_text(regulation: Regulation, text: str | None) -> str | None:
    """Why a text cannot be this document's: it is empty, or has few beginnings of its quotes."""
    if text is None:
        return None
    whole = SPACE.sub("", text)
    quotes = [SPACE.sub("", entry.cite.quote) for _, entry in _places(regulation)]
    missing = sum(quote[:OPENING] not in whole for quote in quotes)
    if not whole:
        return "原文：给的文本是空的，没有核对"
    if len(quotes) >= FEW and missing * 2 > len(quotes):
        return (
            f"原文：{len(quotes)}处摘引有{missing}处连开头都不在里面，"
            "是不是拿错了文件，没有逐条核对"
        )
    return None


def _words(regulation: Regulation, text: str | None) -> Iterator[str]:
    """Words beside the quotes that say more than the document."""
    for where, entry in _places(regulation):
        yield from regulation_words.numbers(where, entry)
    if text is not None:
        yield from regulation_words.against(regulation, text)


def _warnings(regulation: Regulation, text: str | None, others: Regulations) -> Iterator[str]:
    yield from regulation_facts.warnings(regulation)
    for duty in regulation.duties:
        superior = duty.replaces.partition("/")[0]
        if superior and superior not in {*regulation.under, *others}:
            yield f"duty[{duty.id}].replaces：{superior}没有载入，这一句不起作用"
    if text is not None:
        yield from regulation_words.loosely(regulation, text)


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


def _articles(regulation: Regulation, text: str | None) -> Iterator[str]:
    """Quotes that stand in the document under another article than the one named."""
    if text is None:
        return
    for where, entry in _places(regulation):
        quote = SPACE.sub("", entry.cite.quote)
        if (words := otherwise_written(text, entry.cite.article)) is not None:
            yield f"{where}.cite.article：写的是{entry.cite.article}，原文是{words}，请照原文写"
        elif quote and (found := stands_under(text, quote, entry.cite.article)):
            yield f"{where}.cite.article：写的是{entry.cite.article}，这句话在{'、'.join(found)}"


def _numbers(regulation: Regulation) -> Iterator[str]:
    """Numbers, units and words that the quote beside them does not say."""
    for duty in regulation.duties:
        where, quote = f"duty[{duty.id}]", duty.cite.quote
        unsaid = (
            () if duty.period is None else tuple(_unsaid(f"{where}.period", duty.period, quote))
        )
        yield from unsaid
        soft = duty.duty_class in {DutyClass.SOFT, DutyClass.NONE}
        if soft and duty.word not in quote:
            yield f"{where}.word：引文里没有“{duty.word}”，请写原文用词"
        extend = duty.extend
        if extend is None or extend.mode is ExtendMode.ANNOUNCED or duty.period is None:
            continue
        longer = Period(extend.amount, duty.period.unit)
        if not unsaid:
            yield from _unsaid(f"{where}.extend.amount", longer, extend.cite.quote)
        if extend.mode is ExtendMode.TOTAL and extend.amount <= duty.period.amount:
            yield (
                f"{where}.extend.amount：总计{extend.amount}不长于原期限{duty.period.amount}，"
                '不是延长；另加的写mode = "add"'
            )


def _unsaid(where: str, period: Period, quote: str) -> Iterator[str]:
    """What a quote does not say of a period: its number, or the number in that unit."""
    said = [(number(found[1]), found[2]) for found in AMOUNT.finditer(quote)]
    if (words := CALENDAR_WORDS.get(period.unit)) is not None:
        if period.unit is PeriodUnit.YEAR_END and quote.count("年") == quote.count("半年") > 0:
            yield f"{where}：写的是每年，引文里是半年"
        elif not any(word in quote for word in words):
            yield f"{where}：引文里没有“{words[0]}”，没有条文支持的数字不能写{_instead(said)}"
        return
    units = [unit for value, unit in said if value == period.amount]
    if not units:
        yield f"{where}：引文里没有{period.amount}，没有条文支持的数字不能写{_instead(said)}"
    elif not any(unit in COUNTED_WORDS[period.unit] for unit in units):
        unit = COUNTED_WORDS[period.unit][0]
        yield f"{where}：写的是{period.amount}{unit}，引文里是{period.amount}{units[0]}"


def _instead(said: Sequence[tuple[int, str]]) -> str:
    """What a quote says in the place of what the file has."""
    return f"；引文里是{'、'.join(f'{value}{unit}' for value, unit in said)}" if said else ""


def _twice(regulation: Regulation) -> Iterator[str]:
    """Two duties of one side for one thing: the same start, the same completion, one scene."""
    dated = [duty for duty in regulation.duties if duty.period is not None and not duty.condition]
    for place, duty in enumerate(dated):
        for earlier in dated[:place]:
            if duty.owes is earlier.owes and _overlap(duty, earlier):
                yield (
                    f"duty[{duty.id}]：与duty[{earlier.id}]起算、完成、一方和适用范围都相同，"
                    "一件事只写一项义务"
                )


def _overlap(one: Duty, other: Duty) -> bool:
    """Whether one matter can fall under both duties, from the same fact to the same fact."""
    shared = [
        (one.starts, other.starts),
        (one.met_by, other.met_by),
        (one.kinds, other.kinds),
    ]
    open_ended = [(one.sender, other.sender), (one.receiver, other.receiver)]
    return (
        all(set(a) & set(b) for a, b in shared)
        and all(not a or not b or set(a) & set(b) for a, b in open_ended)
        and (one.source is None or other.source is None or one.source is other.source)
    )


def _shown(regulation: Regulation) -> Iterator[str]:
    """Extensions of a number that no worked example shows."""
    extended = {
        example.duty
        for example in regulation.examples
        if any(fact.kind is FactKind.EXTENDED for fact in example.facts)
    }
    for duty in regulation.duties:
        if duty.extend is not None and duty.period is not None and duty.id not in extended:
            yield f"duty[{duty.id}].extend：延长也要有一个算例（facts里写extended）"


def _read_twice(regulation: Regulation) -> Iterator[str]:
    """A document that one person alone has transcribed."""
    checked = regulation.checked
    if checked is None:
        yield "source.checked：缺少核对记录，请写明on（日期）、by（录入人）、second（复核人）"
    elif checked.by == checked.second:
        yield f"source.checked：录入和复核是同一个人（{checked.by}），请由另一人复核"


def _examples(
    regulation: Regulation, calendar: WorkCalendar, doubtful: frozenset[str]
) -> Iterator[str]:
    """Examples that come to something else, with what they come to; not of doubtful duties."""
    periods = {duty.id: duty.period for duty in regulation.duties}
    for place, example in enumerate(regulation.examples, 1):
        where, period = f"example[{place}]", periods.get(example.duty)
        if example.duty in doubtful or example.duty not in periods:
            continue
        if period is None:
            yield f"{where}.duty：{example.duty}没有数字，没有期限可算，请去掉这个算例"
            continue
        if (period.unit is PeriodUnit.HOUR) != (example.due is not None):
            key, kind = ("due", "按小时") if example.due is None else ("last", "按日")
            written = "last" if example.due is None else "due"
            yield f"{where}.{written}：{example.duty}{kind}计算，请写{key}"
            continue
        if any(fact.at.utcoffset() != HERE for fact in example.facts):
            yield f"{where}.facts：时间要写北京时间，末尾是+08:00"
            continue
        try:
            start = min(fact.at for fact in example.facts)
            found = answer(regulation, example.duty, example.facts, start, calendar)
        except NotStarted as refusal:
            yield f"{where}.facts：{example.duty}没有起算：{refusal}"
            continue
        if found.provisional:
            year = (found.estimate or start).year
            yield f"{where}.last：{year}年的放假安排还没有公布，算不准，请换一个有放假安排的年份"
            continue
        if (wrong := _differs(example, found.last_day, found.due)) is not None:
            key = "due" if example.last is None else "last"
            yield f"{where}.{key}：{example.duty}的算例不对，{wrong}。请核对数字、放假安排或者算例"


def _differs(example: Example, last: date | None, due: datetime | None) -> str | None:
    if example.last is not None:
        if last == example.last:
            return None
        computed = day_text(last) if last else "没有日期"
        year = f"{example.last.year}年" if last and last.year != example.last.year else ""
        return f"写的是{year}{day_text(example.last)}，算出来是{computed}"
    if due == example.due or example.due is None:
        return None
    computed = moment_text(due) if due else "没有时刻"
    return f"写的是{moment_text(example.due)}，算出来是{computed}"


def _clauses(path: Path, regulation: Regulation) -> Iterator[str]:
    """Clauses that nothing covers, rows that are on no list, rows covered as what they are not."""
    if not _named_after(path, regulation):
        return
    listed = clauses_of(regulation)
    listing = "source.clauses：" if regulation.rows else ""
    for clause in sorted({row for row in regulation.rows if regulation.rows.count(row) > 1}):
        yield f"source.clauses：{clause}写了两次，一个编号只写一次"
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
            yield f"{listing}条款{clause}{kind}还没有着落：请补上相应的条目"
        elif row is not None and row not in carried[clause]:
            yield f"{listing}条款{clause}是{row.value}：现有的条目不落实这种条款，请改用相应的条目"


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
