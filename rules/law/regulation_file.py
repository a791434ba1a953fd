"""Reads a county document's file; refuses a number without article, quote and example."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from rules.law.duty_names import DUTIES
from rules.law.periods import COUNTED, Period, PeriodUnit
from rules.law.regulation import (
    AnswerKind,
    Checked,
    Cite,
    Duty,
    DutyClass,
    Example,
    Extend,
    ExtendMode,
    Gate,
    Note,
    Owes,
    Paper,
    PauseRule,
    Regulation,
    Required,
    Route,
    Row,
    Source,
)
from rules.law.vocabulary import (
    COMMAND_WORDS,
    KIND_NAMES,
    ROUTE_SUBJECTS,
    STEP_NAMES,
    USUAL_KIND,
    WORD_KEYS,
)
from rules.values.facts import Fact, FactKind
from rules.values.people import Role, UnitType
from rules.values.toml_table import BadFile, Table, open_toml, text_of, unknown

ONLY_WORKDAYS = "只有按工作日计算的期限才能延长或者扣除"
"""What is said of a period in days or hours that has an extension or a pause."""
LABEL = 5
"""How many characters of a label a card has room for."""
_KIND_IDS = {kind: kind for kind in KIND_NAMES}


class Parsed(NamedTuple):
    """What a file says as far as it can be read, and all that is wrong with its form."""

    regulation: Regulation
    faults: tuple[str, ...]


def read_regulation(path: Path) -> Regulation | None:
    """Read one file; None where it is not a county document but another kind of data.

    Raises:
        BadFile: it breaks a rule; all faults are named.
    """
    parsed = parse_regulation(path)
    if parsed is None:
        return None
    if parsed.faults:
        text = text_of(path)
        raise BadFile(path.name, tuple(f"{place_of(text, f)}{f}" for f in parsed.faults))
    return parsed.regulation


def parse_regulation(path: Path) -> Parsed | None:
    """Take one file apart, faults and all; None where it is another kind of data.

    Raises:
        BadFile: it is not TOML.
    """
    table = open_toml(path)
    if not table.has("short") and not table.has("duty"):
        return None
    source = table.table("source") or Table({}, "source.", table.faults)
    since, undated = table.day("since"), table.text("undated", "")
    edition = table.text("edition", str(since) if since else "")
    if since is None and not (edition and undated):
        table.fault("since", "缺少施行日期；原文没有日期的，写明edition和undated（理由）")
    regulation = Regulation(
        id=table.text("id"),
        short=table.text("short"),
        title=source.text("title"),
        issuer=source.text("issuer"),
        edition=edition,
        since=since,
        undated=undated,
        checked=_checked(source),
        under=table.texts("under"),
        words=_words(table),
        duties=tuple(_duty(item) for item in table.tables("duty")),
        gates=tuple(_gate(item) for item in table.tables("gate")),
        requires=tuple(_required(item) for item in table.tables("requires")),
        papers=tuple(_paper(item) for item in table.tables("paper")),
        routes=tuple(_route(item) for item in table.tables("route")),
        examples=tuple(_example(item) for item in table.tables("example")),
        notes=tuple(_note(item) for item in table.tables("note")),
        region=table.text("region", ""),
        rows=source.texts("clauses"),
    )
    source.close()
    table.close()
    return Parsed(regulation, (*table.faults, *_broken_rules(regulation)))


PLACE = re.compile(r"(?P<name>\w+)\[(?P<id>[^\]]+)\](?:\.(?P<keys>[\w.\[\]]+))?")


def place_of(text: str, fault: str) -> str:
    """The line of the file that a fault is about, as `第12行 `; "" where none can be told.

    Args:
        text: the file.
        fault: begins with its place, such as `duty[refer].period.amount：`.
    """
    lines = text.splitlines()
    if not (found := PLACE.match(fault)):
        return _place_of_key(lines, fault.partition("：")[0].split("."))
    heads = [n for n, line in enumerate(lines) if line.strip() == f"[[{found['name']}]]"]
    blocks = [(head, _block_end(lines, head, found["name"])) for head in heads]
    named = f'"{found["id"]}"'
    own = [
        (head, end)
        for place, (head, end) in enumerate(blocks, 1)
        if str(place) == found["id"]
        or any(re.match(r"id\s*=", line) and named in line for line in lines[head:end])
    ]
    if not own:
        return ""
    head, end = own[-1]
    for key in (found["keys"] or "").split("."):
        name = key.partition("[")[0]
        for n in range(head, end):
            if name and re.match(rf"{name}\s*=|\[.*\b{name}\]", lines[n]):
                head = n
                break
    return f"第{head + 1}行 "


def _place_of_key(lines: list[str], keys: list[str]) -> str:
    """The line of a key of the head, of a table of its own or of a key in it; "" for none."""
    if not all(key.isascii() and re.fullmatch(r"[\w-]+", key) for key in keys):
        return ""
    head, end = 0, next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    found = None
    for depth, key in enumerate(keys):
        titles = (n for n, line in enumerate(lines) if re.match(rf"\[+{key}\]", line))
        own = (n for n in range(head, end) if re.search(rf"(?:^|[{{,])\s*{key}\s*=", lines[n]))
        if (title := next(titles, None)) is not None and depth == 0:
            head, end, found = title + 1, _block_end(lines, title, key), title
        elif (place := next(own, None)) is not None:
            head, end, found = place, place + 1, place
    return "" if found is None else f"第{found + 1}行 "


def _block_end(lines: list[str], head: int, name: str) -> int:
    """Where the table that begins at a line ends: its sub-tables belong to it."""
    for n in range(head + 1, len(lines)):
        line = lines[n].strip()
        if line.startswith("[") and not line.startswith(f"[{name}."):
            return n
    return len(lines)


def _broken_rules(regulation: Regulation) -> list[str]:
    """What holds between the parts of a file."""
    ids = [duty.id for duty in regulation.duties]
    shown = {example.duty for example in regulation.examples}
    faults = [
        f"duty[{duty}]：同一义务写了两次" for duty in sorted({i for i in ids if ids.count(i) > 1})
    ]
    for section, names in (
        ("gate", [gate.id for gate in regulation.gates]),
        ("paper", [paper.id for paper in regulation.papers]),
        ("route", [route.id for route in regulation.routes]),
        ("note", [note.id for note in regulation.notes]),
    ):
        faults += [
            f"{section}[{name}]：同一个id写了两次，请另取一个"
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
    faults += [
        f"duty[{duty.id}]：有数字的期限至少要有一个算例"
        for duty in regulation.duties
        if duty.period is not None and duty.id not in shown
    ]
    faults += [
        f"example[{place}].duty：算例的{example.duty}没有这项义务"
        for place, example in enumerate(regulation.examples, 1)
        if example.duty not in ids and len(set(ids)) == len(ids)
    ]
    faults += [
        f"duty[{duty.id}].pause.window：{duty.pause.window}没有这项义务"
        for duty in regulation.duties
        if duty.pause is not None and duty.pause.window and duty.pause.window not in ids
    ]
    return faults


def _words(table: Table) -> dict[str, str]:
    words = dict(table.pairs("words"))
    for term in words:
        if term not in WORD_KEYS:
            table.fault(f"words.{term}", unknown(term, WORD_KEYS))
    return words


def _cite(item: Table) -> Cite:
    table = item.table("cite")
    if table is None:
        item.fault("cite", "缺少条文和原文")
        return Cite("", "")
    cite = Cite(table.text("article"), table.text("quote"))
    table.close()
    return cite


def _covers(item: Table) -> tuple[str, ...]:
    covers = item.texts("covers")
    if not covers:
        item.fault("covers", "缺少所落实的条款编号")
    return covers


def _checked(source: Table) -> Checked | None:
    table = source.table("checked")
    if table is None:
        return None
    on = table.day("on")
    if on is None:
        table.fault("on", "缺少核对日期")
        return None
    checked = Checked(on, table.text("by"), table.text("second"))
    table.close()
    return checked


def _duty(item: Table) -> Duty:
    duty_id = item.text("id")
    period = _period(item)
    word = item.text("word", "")
    usual = DutyClass.NONE if period is None else DutyClass.HARD
    duty_class = item.choice("class", DutyClass, usual)
    unread = item.has("period") and period is None
    if not unread and (duty_class is DutyClass.NONE) != (period is None):
        item.fault("class", "none与period不能并存，没有period的只能是none")
    if not unread and duty_class in {DutyClass.NONE, DutyClass.SOFT} and not word:
        item.fault("word", "没有数字或者只是原则性的，要写出原文用词")
    starts, met_by = item.choices("starts", FactKind), item.choices("met_by", FactKind)
    if not starts:
        item.fault("starts", "缺少起算的事实")
    if not met_by and period is not None:
        item.fault("met_by", "缺少完成的事实")
    condition, lapse = item.text("condition", ""), item.text("lapse", "")
    scope = _scope(item)
    if lapse and not condition:
        item.fault("lapse", "只有附条件的义务才写")
    duty = Duty(
        id=duty_id,
        name=item.text("name", DUTIES.get(duty_id, "")),
        owes=item.choice("owes", Owes, Owes.RECEIVER),
        starts=starts,
        met_by=met_by,
        cite=_cite(item),
        duty_class=duty_class,
        kinds=_kinds(item),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        period=period,
        word=word,
        extend=_extend(item),
        pause=_pause(item),
        lifted_by=item.choices("lifted_by", FactKind),
        chase=item.choices("chase", FactKind),
        condition=condition,
        lapse=lapse,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
        replaces=item.text("replaces", ""),
    )
    near = () if duty_id in DUTIES else get_close_matches(duty_id, DUTIES, n=1, cutoff=0.85)
    if near:
        item.fault("id", f"不认识“{duty_id}”，是不是“{near[0]}”；本县自己的义务另取一个名称")
    if duty_id and not re.fullmatch(r"[a-z0-9-]+", duty_id):
        item.fault("id", f"“{duty_id}”不能作编号，请用小写字母、数字和连字符")
    if not item.has("owes"):
        item.fault("owes", "缺少义务一方")
    if not duty.name:
        item.fault("name", "缺少名称")
    if (duty.extend or duty.pause) and not _stretches(duty):
        item.fault("period", f"{ONLY_WORKDAYS}；当日的可以延到告知的日期")
    item.close()
    return duty


def _stretches(duty: Duty) -> bool:
    """Whether a period can be extended or paused: working days, or 当日 to an announced day."""
    unit = None if duty.period is None else duty.period.unit
    announced = duty.extend is not None and duty.extend.mode is ExtendMode.ANNOUNCED
    return unit is PeriodUnit.WORKDAY or (
        unit is PeriodUnit.SAME_DAY and announced and duty.pause is None
    )


def _period(item: Table) -> Period | None:
    table = item.table("period")
    if table is None:
        return None
    unit = table.choice("unit", PeriodUnit, PeriodUnit.WORKDAY)
    if not table.has("unit"):
        table.fault("unit", "缺少")
    amount = table.whole("amount") if unit in COUNTED else 1
    if unit not in COUNTED and table.natural("amount"):
        table.fault("amount", f"{unit}到哪一天由日历定，不写amount")
    table.close()
    return Period(amount, unit)


def _extend(item: Table) -> Extend | None:
    table = item.table("extend")
    if table is None:
        return None
    mode = table.choice("mode", ExtendMode, ExtendMode.ANNOUNCED)
    if not table.has("mode"):
        table.fault("mode", "缺少")
    announced = table.raw("mode") == ExtendMode.ANNOUNCED
    if announced and table.natural("amount"):
        table.fault("amount", "announced以告知的日期为准，不写amount")
    extend = Extend(
        mode=mode,
        cite=_cite(table),
        amount=0 if announced or not table.has("mode") else table.whole("amount"),
        grounds=table.texts("grounds"),
        covers=_covers(table),
        doubt=table.text("doubt", ""),
    )
    table.close()
    return extend


def _pause(item: Table) -> PauseRule | None:
    table = item.table("pause")
    if table is None:
        return None
    pause = PauseRule(
        asked=table.choice("asked", FactKind, FactKind.SUPPLEMENT_ASKED),
        ended=table.choice("ended", FactKind, FactKind.SUPPLIED),
        cite=_cite(table),
        window=table.text("window", ""),
        covers=_covers(table),
    )
    table.close()
    return pause


def _gate(item: Table) -> Gate:
    scope = _scope(item)
    gate = Gate(
        id=item.text("id"),
        cite=_cite(item),
        bars=item.word("bars", STEP_NAMES, ""),
        asks=item.word("asks", STEP_NAMES, ""),
        needs=item.text("needs", ""),
        instead=item.word("instead", COMMAND_WORDS, ""),
        kinds=_kinds(item, USUAL_KIND),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
    )
    if bool(gate.bars) == bool(gate.asks):
        item.fault("bars", "bars（禁止）和asks（附条件）写且只写一个")
    if gate.asks and not gate.needs:
        item.fault("needs", "附条件的要写明需要什么")
    item.close()
    return gate


class _Scope(NamedTuple):
    sender: tuple[UnitType, ...]
    receiver: tuple[UnitType, ...]
    source: Source | None


def _scope(item: Table) -> _Scope:
    """Between which units, and from which source, an entry holds."""
    return _Scope(
        item.choices("sender", UnitType),
        item.choices("receiver", UnitType),
        item.choice("source", Source, Source.COMPLAINT) if item.has("source") else None,
    )


def _kinds(item: Table, *usual: str) -> tuple[str, ...]:
    kinds = item.entries("kinds", _KIND_IDS) if item.has("kinds") else usual
    return tuple(str(kind) for kind in kinds)


def _kind(item: Table) -> str:
    if not item.has("kind"):
        item.fault("kind", "缺少事项种类")
    return item.entry("kind", _KIND_IDS, USUAL_KIND)


def _required(item: Table) -> Required:
    answer = item.choice("answer", AnswerKind, AnswerKind.TEXT)
    scope = _scope(item)
    required = Required(
        kind=_kind(item),
        field=item.text("field"),
        label=item.text("label"),
        question=item.text("question"),
        cite=_cite(item),
        answer=answer,
        least=item.whole("least") if item.has("least") else 1,
        role=item.choice("role", Role, Role.LEADER) if item.has("role") else None,
        choices=item.texts("choices"),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
    )
    known = item.raw("answer") in {"", *AnswerKind}
    if known and (answer is AnswerKind.OFFICER) != (required.role in {Role.LEADER, Role.PRINCIPAL}):
        item.fault("role", "answer为officer的写明role：leader（领导）或者principal（主要领导）")
    if required.question and required.question[-1] not in "？。":
        item.fault("question", "问题以“？”结尾，要求以“。”结尾")
    if len(required.label) > LABEL:
        item.fault("label", f"“{required.label}”太长，卡片上最多{LABEL}个字")
    if (answer is AnswerKind.CHOICE) != (len(required.choices) > 1):
        item.fault("choices", "answer为choice的写明choices，至少两类；其他的不写")
    if item.has("least") and answer is not AnswerKind.PEOPLE:
        item.fault("least", "只有answer为people的才写至少几人")
    item.close()
    return required


def _paper(item: Table) -> Paper:
    scope = _scope(item)
    paper = Paper(
        id=item.text("id"),
        kind=_kind(item),
        name=item.text("name"),
        cite=_cite(item),
        step=item.word("step", STEP_NAMES, "send"),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
    )
    item.close()
    return paper


def _route(item: Table) -> Route:
    scope = _scope(item)
    subject = item.text("id", "").partition("-")[0]
    if subject and subject not in ROUTE_SUBJECTS:
        item.fault("id", f"第一个词说明裁定什么：{unknown(subject, ROUTE_SUBJECTS)}")
    route = Route(
        id=item.text("id"),
        to=item.text("to"),
        cite=_cite(item),
        steps=item.words("steps", STEP_NAMES),
        kinds=_kinds(item, USUAL_KIND),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
    )
    item.close()
    return route


NOTED = frozenset("NPXRGD")
"""The rows a note can stand for; periods are duties."""


def _note(item: Table) -> Note:
    scope = _scope(item)
    note = Note(
        id=item.text("id"),
        row=item.choice("row", Row, Row.PRINCIPLE),
        says=item.text("says"),
        cite=_cite(item),
        step=item.word("step", STEP_NAMES, "") if item.raw("step") else "",
        side=item.choice("side", Owes, Owes.RECEIVER),
        kinds=_kinds(item),
        sender=scope.sender,
        receiver=scope.receiver,
        source=scope.source,
        covers=_covers(item),
        doubt=item.text("doubt", ""),
    )
    if not item.has("row"):
        item.fault("row", "缺少条款性质")
    if note.row.value not in NOTED:
        item.fault("row", "有期限的条款写成duty")
    if note.step and not item.has("side"):
        item.fault("side", "写了step的要写明告诉哪一方")
    item.close()
    return note


def _example(item: Table) -> Example:
    facts = tuple(fact for t in item.tables("facts") if (fact := _fact(t)) is not None)
    example = Example(
        duty=item.text("duty"),
        facts=facts,
        last=item.day("last"),
        due=item.instant("due"),
        why=item.text("why"),
    )
    if not facts:
        item.fault("facts", "算例缺少事实")
    if item.has("last") == item.has("due"):
        item.fault("last", "算例写明最后一日（last），按小时的写明时刻（due）")
    item.close()
    return example


def _fact(table: Table) -> Fact | None:
    at = table.instant("at")
    if at is None:
        table.fault("at", "缺少时间")
        return None
    kind = table.choice("fact", FactKind, FactKind.FOUND)
    if not table.has("fact"):
        table.fault("fact", "缺少")
    fact = Fact(kind, at, table.day("until"), table.text("reason", ""))
    table.close()
    return fact
