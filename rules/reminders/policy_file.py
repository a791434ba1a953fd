"""A reminder policy's file: read whole, and refused for what would silence or invent a push."""

from datetime import time
from fractions import Fraction
from pathlib import Path

from rules.kinds import KINDS
from rules.law.lifecycle import FACT_NAMES
from rules.law.periods import PeriodUnit
from rules.reminders.policy import (
    DENIES,
    LATE,
    MIDNIGHT,
    MOST_RINGS,
    OF_A_LINE,
    OF_EITHER,
    TAKES,
    Audience,
    FactTime,
    LineKind,
    LineTime,
    Mark,
    Party,
    Policy,
    Post,
    Rule,
    Says,
    Span,
    Temper,
    first_open,
    implied,
    read_span,
    read_time,
)
from rules.values.facts import FactKind
from rules.values.kind import KindSpec
from rules.values.toml_table import SHIPPED, BadFile, Table, open_toml

DEFAULT = SHIPPED / "policies" / "default.toml"


def load_policy(*dirs: Path) -> Policy:
    """The policy of a county's own directories, the last one found, or else the shipped one.

    It lies there as `policies/*.toml` or as `policy.toml`.

    Raises:
        BadFile: a file breaks a rule; all faults of it are named.
    """
    own = [
        path
        for root in dirs
        for path in (*sorted((root / "policies").glob("*.toml")), root / "policy.toml")
        if path.is_file()
    ]
    return read_policy(own[-1] if own else DEFAULT)


def read_policy(path: Path) -> Policy:
    """Read one policy file.

    Raises:
        BadFile: it breaks a rule; all faults are named.
    """
    table = open_toml(path)
    policy = Policy(
        id=table.text("id"),
        office=_span(table, "office", table.text("office")),
        daily=table.whole("daily"),
        quiet=tuple(_span(table, "quiet", words) for words in table.texts("quiet")),
        rules=tuple(_rule(item) for item in table.tables("rule")),
        rings=table.whole("rings") if table.has("rings") else MOST_RINGS,
    )
    table.close()
    _check(policy, table)
    if table.faults:
        raise BadFile(path.name, tuple(table.faults))
    return policy


def _span(table: Table, key: str, words: str) -> Span:
    span = read_span(words)
    if span is None:
        table.fault(key, f"“{words}”不是一段时间，应写作“08:30-18:00”")
    return span or Span(MIDNIGHT, time.max)


def _rule(item: Table) -> Rule:
    marks = item.choices("marks", Mark)
    rule = Rule(
        id=item.text("id"),
        says=item.choice("says", Says, Says.BEFORE),
        when=_when(item),
        to=_audiences(item, "to"),
        otherwise=_audiences(item, "otherwise"),
        kinds=item.entries("kinds", KINDS),
        duties=item.texts("duties"),
        classes=item.choices("classes", Temper),
        units=item.choices("unit", PeriodUnit),
        least=_amount(item, "least"),
        apart=Mark.APART in marks,
        needs=item.choices("needs", FactKind),
        unless=item.choices("unless", FactKind),
        ladder=item.text("ladder", ""),
        urgent=Mark.URGENT in marks,
        carries=Mark.CARRIES in marks,
        internal=Mark.INTERNAL in marks,
    )
    item.close()
    return rule


def _when(item: Table) -> FactTime | LineTime:
    """The instants of a rule: counted from a fact or from a line, never from both."""
    when = item.table("when")
    if when is None:
        item.fault("when", "缺少时点")
        return FactTime(FactKind.DELIVERED)
    if when.has("fact") == when.has("line"):
        when.fault("", "fact 和 line 应写一个，且只写一个")
    found = _fact_time(when) if when.has("fact") else _line_time(when)
    when.close()
    return found


def _fact_time(when: Table) -> FactTime:
    every, times = _repeats(when)
    shifts = when.text("shifts", "")
    if shifts and shifts != Party.RECEIVER:
        when.fault("shifts", f"“{shifts}”不认识，只能写“{Party.RECEIVER}”")
    for key in ("minutes", "every", "times"):
        if shifts and when.has(key):
            when.fault(key, "写了 shifts 就不能再写这一项")
    return FactTime(
        fact=when.choice("fact", FactKind, FactKind.DELIVERED),
        minutes=when.natural("minutes"),
        every=every,
        times=times,
        shifts=bool(shifts),
    )


def _repeats(when: Table) -> tuple[tuple[int, ...], int | None]:
    """After how many minutes a rule speaks again, and how often."""
    every = when.wholes("every")
    if when.has("times") and not every:
        when.fault("times", "没有写 every，不知道隔多久重复")
    return every, when.whole("times") if when.has("times") else None if every else 0


def _line_time(when: Table) -> LineTime:
    before, after, hours = (_amount(when, key) for key in ("before", "after", "hours_before"))
    if before and after:
        when.fault("after", "before 和 after 只能写一个")
    every, times = _repeats(when)
    parts = tuple(_part(words, when) for words in when.texts("parts"))
    counted = when.has("minutes") or bool(every)
    own = next((key for key in ("hours_before", "parts") if when.has(key)), "")
    own = own or ("minutes" if when.has("minutes") else "every" if every else "")
    clock = None
    if own:
        keys = {"before", "after", "at", "hours_before", "parts", "minutes", "every", "times"}
        if own in {"minutes", "every"}:
            keys -= {"minutes", "every", "times"}
        for key in sorted(keys - {own}):
            if when.has(key):
                when.fault(key, f"写了 {own} 就不能再写这一项")
    else:
        words = when.text("at")
        clock = read_time(words)
        if clock is None and words:
            when.fault("at", f"“{words}”不是一个时刻，应写作“09:00”")
    return LineTime(
        line=when.choice("line", LineKind, LineKind.DUE),
        workdays=after - before,
        clock=clock,
        hours_before=hours,
        parts=parts,
        minutes=when.natural("minutes") if counted else None,
        every=every,
        times=times,
    )


def _part(words: str, when: Table) -> Fraction:
    """`3/4` of a period."""
    above, slash, below = words.partition("/")
    if slash and above.isdecimal() and below.isdecimal() and 0 < int(above) < int(below):
        return Fraction(int(above), int(below))
    when.fault("parts", f"“{words}”不是期限的一部分，应写作“3/4”")
    return Fraction(1, 2)


def _audiences(item: Table, key: str) -> tuple[Audience, ...]:
    found: list[Audience] = []
    for words in item.texts(key):
        audience = read_audience(words)
        if audience is None:
            item.fault(
                key, f"“{words}”不是提醒对象，应写作“receiver.liaison”这样的两段或“supervisor”"
            )
        else:
            found.append(audience)
    return tuple(found)


def read_audience(words: str) -> Audience | None:
    """`receiver.liaison` as people; None where it names nobody."""
    alone = {
        Post.SUPERVISOR.value: Audience(Party.COUNTY, Post.SUPERVISOR),
        Post.OPENER.value: Audience(Party.MATTER, Post.OPENER),
        Post.DUTY_OFFICE.value: Audience(Party.COUNTY, Post.DUTY_OFFICE),
    }
    if words in alone:
        return alone[words]
    party, dot, post = words.partition(".")
    parties = {Party.RECEIVER, Party.SENDER, Party.DEBTOR, Party.CREDITOR}
    if not dot or party not in parties or post not in set(Post) - set(alone):
        return None
    return Audience(Party(party), Post(post))


def _amount(table: Table, key: str) -> int:
    return table.whole(key) if table.has(key) else 0


def _check(policy: Policy, table: Table) -> None:
    """What reads well and means nothing: a time nobody is awake, a rung without a ladder."""
    ids = [rule.id for rule in policy.rules]
    for twice in sorted({i for i in ids if i and ids.count(i) > 1}):
        table.fault(f"rule[{twice}].id", "用了两次")
    if not policy.rules:
        table.fault("rule", "一条提醒也没有")
    if policy.office.end <= policy.office.start:
        table.fault("office", "办公时间不能跨过零点")
    elif first_open(policy.office, list(policy.quiet), MIDNIGHT) is None:
        table.fault("quiet", "免打扰时间盖住了全部办公时间，什么也发不出去")
    for rule in policy.rules:
        for key, what in _faults_of(rule, policy):
            table.fault(f"rule[{rule.id}].{key}", what)
    for kind in _undelivered(policy) if policy.rules else ():
        table.fault(
            "rule", f"{kind.word}送到了没有人知道：要有一条 carries 的提醒，从它送达的事实数起"
        )


def _undelivered(policy: Policy) -> list[KindSpec]:
    """Kinds of matter whose arrival no rule carries in every case."""
    return [
        kind
        for kind in KINDS.values()
        if not any(
            rule.carries
            and not rule.needs
            and (not rule.kinds or kind in rule.kinds)
            and isinstance(rule.when, FactTime)
            and rule.when.fact is kind.delivered_by
            for rule in policy.rules
        )
    ]


def _faults_of(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if not rule.to:
        faults.append(("to", "没有提醒对象"))
    on_line = isinstance(rule.when, LineTime)
    if rule.says not in OF_EITHER and on_line is not (rule.says in OF_A_LINE):
        faults.append(("says", "这句话和时点对不上：说期限的要从 line 数起，其余从 fact 数起"))
    parties = {audience.party for audience in (*rule.to, *rule.otherwise)}
    if not on_line and parties & {Party.DEBTOR, Party.CREDITOR}:
        faults.append(("to", "从事实数起的提醒没有负有义务的一方，请写 receiver 或 sender"))
    faults += _faults_of_facts(rule)
    if isinstance(rule.when, LineTime):
        faults += _faults_of_line(rule, rule.when, policy)
    else:
        faults += _faults_of_fact(rule)
    return faults


def _faults_of_facts(rule: Rule) -> list[tuple[str, str]]:
    """What is said must be true: the rule makes sure of it; and its conditions can come about."""
    faults: list[tuple[str, str]] = []
    start = {rule.when.fact} if isinstance(rule.when, FactTime) else set()
    sure, silent = implied((*start, *rule.needs)), rule.unless
    taken, denied = TAKES.get(rule.says), DENIES.get(rule.says)
    if taken is not None and taken not in sure:
        faults.append(
            ("needs", f'“{rule.says}”说到已经{FACT_NAMES[taken]}，要写 needs = ["{taken}"]')
        )
    later = not isinstance(rule.when, FactTime) or bool(
        rule.when.minutes or rule.when.every or rule.when.shifts
    )
    if denied is not None and later and implied({denied}).isdisjoint(silent):
        faults.append(
            ("unless", f'“{rule.says}”说到尚未{FACT_NAMES[denied]}，要写 unless = ["{denied}"]')
        )
    known = _recordable(rule.kinds)
    for key, kinds in (("needs", rule.needs), ("unless", rule.unless), ("when.fact", start)):
        faults += [
            (key, f"这类事项没有一步会记录“{kind}”，这一条不起作用")
            for kind in kinds
            if kind not in known
        ]
    if both := implied(rule.needs) & set(rule.unless):
        faults.append(("unless", f"{'、'.join(sorted(both))}既要有又不能有，这一条永远不说"))
    return faults


def _recordable(kinds: tuple[KindSpec, ...]) -> frozenset[FactKind]:
    """The facts that an opening or a step of some kinds can record; of all where none is named."""
    return frozenset(fact for kind in kinds or KINDS.values() for fact in kind.recordable)


def _faults_of_fact(rule: Rule) -> list[tuple[str, str]]:
    """What only means something for a line is refused where nothing counts from one."""
    written = {
        "duties": rule.duties,
        "classes": rule.classes,
        "unit": rule.units,
        "least": rule.least,
        "marks": rule.apart,
    }
    faults = [(key, "从事实数起的提醒用不上这一项") for key, value in written.items() if value]
    if rule.internal and rule.says is not Says.CHASE_DISPATCH:
        faults.append(("marks", "internal 只用于 chase-dispatch"))
    return faults


def _faults_of_line(rule: Rule, when: LineTime, policy: Policy) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if rule.internal:
        faults.append(("marks", "internal 是没有期限时的内部目标，要从 fact 数起"))
    if when.late is not (rule.says in LATE | {Says.NOT_DISPATCHED}):
        faults.append(("when", "到期之后才能说的话要写 after，到期之前的不能写 after"))
    if when.late and when.line is LineKind.SAFE:
        faults.append(("when.line", "稳妥期限过了不是逾期，到期之后的提醒要从 due 数起"))
    if rule.says is Says.ESCALATION and set(rule.classes) != {Temper.HARD}:
        faults.append(("classes", "逐级提醒只用于 hard：原则上、一般、附条件的义务不算逾期"))
    if when.clock is not None and not rule.urgent and not policy.office.holds(when.clock):
        faults.append(("when.at", f"{when.clock:%H:%M}不在办公时间内，又不是紧急提醒"))
    return faults
