"""A reminder policy's file: read whole, and refused for what would silence or invent a push."""

import re
from collections.abc import Iterable
from datetime import time
from fractions import Fraction
from pathlib import Path

from rules.kinds import KINDS
from rules.law.periods import PeriodUnit
from rules.law.regulation import Regulation
from rules.law.regulation_file import place_of
from rules.reminders.policy import (
    MIDNIGHT,
    MOST_RINGS,
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
    read_span,
    read_time,
)
from rules.reminders.policy_check import faults_of
from rules.values.facts import FactKind
from rules.values.toml_table import SHIPPED, BadFile, Table, open_toml, text_of

DEFAULT = SHIPPED / "policies" / "default.toml"


def load_policy(*dirs: Path, documents: Iterable[Regulation] = ()) -> Policy:
    """The policy of a county's own directories, the last one found, or else the shipped one.

    It lies there as `policies/*.toml` or as `policy.toml`.

    Args:
        dirs: the county's own.
        documents: as for `read_policy`.

    Raises:
        BadFile: a file breaks a rule; all faults of it are named.
    """
    own = [
        path
        for root in dirs
        for path in (*sorted((root / "policies").glob("*.toml")), root / "policy.toml")
        if path.is_file()
    ]
    return read_policy(own[-1] if own else DEFAULT, documents)


def read_policy(path: Path, documents: Iterable[Regulation] = ()) -> Policy:
    """Read one policy file.

    Args:
        path: the file.
        documents: whose duties the rules may name; without any, those that counties have in common.

    Raises:
        BadFile: it breaks a rule; all faults are named, each with its line.
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
    unread = frozenset(re.split(r"[.：](?![^\[]*\])", fault)[0] for fault in table.faults)
    for key, what in faults_of(policy, documents):
        if _follows(key, what, unread):
            continue
        table.fault(key, what)
    if table.faults:
        text = text_of(path)
        faults = dict.fromkeys(f"{place_of(text, fault)}{fault}" for fault in table.faults)
        raise BadFile(path.name, tuple(faults))
    return policy


def _follows(key: str, what: str, unread: frozenset[str]) -> bool:
    """Whether a fault only follows from a rule or a time of the head that could not be read."""
    rule = key.partition(".")[0] if key.startswith("rule[") else ""
    silent = key == "rule" and any(one.startswith("rule[") for one in unread)
    hours = ("办公时间" in what or "免打扰" in what) and not unread.isdisjoint(("office", "quiet"))
    return rule in unread or silent or hours


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
