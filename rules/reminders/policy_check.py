"""What is wrong with a reminder policy that reads well: silence, untruth, a condition of no use."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import time
from itertools import chain, combinations, pairwise

from rules.kinds import KINDS
from rules.law.duty_names import DUTIES
from rules.law.lifecycle import FACT_NAMES
from rules.law.periods import PeriodUnit
from rules.law.regulation import Regulation
from rules.reminders.policy import (
    DENIES,
    LATE,
    MIDNIGHT,
    OF_A_LINE,
    OF_AN_EMERGENCY,
    OF_EITHER,
    TAKES,
    Audience,
    FactTime,
    LineKind,
    LineTime,
    Party,
    Policy,
    Post,
    Rule,
    Says,
    Temper,
    first_open,
    implied,
)
from rules.values.facts import FactKind
from rules.values.kind import KindSpec
from rules.values.toml_table import unknown

Fault = tuple[str, str]
"""The key of the file, such as `rule[passed].when.line`, and what is wrong with it."""

DAY_HOURS = 24
CALLED_OUT = frozenset(
    {
        Post.ROSTER1,
        Post.ROSTER2,
        Post.ROSTER3,
        Post.DUTY,
        Post.LIAISON,
        Post.LEADER,
        Post.PRINCIPAL,
    }
)
"""Posts of a receiver each of which is enough for an emergency to count as delivered."""
STANDS_FOR: Mapping[Post, frozenset[Post]] = {
    Post.POSTS: frozenset({Post.ROSTER1, Post.ROSTER2, Post.DUTY, Post.LIAISON}),
    Post.HANDLER: frozenset({Post.LIAISON}),
}
"""Posts that name the people of others."""
TO_GO = frozenset(
    {Post.ROSTER1, Post.ROSTER2, Post.ROSTER3, Post.POSTS, Post.DEPUTY, Post.DUTY, Post.LIAISON}
)
"""Whom an emergency's call tells to confirm; anybody else is told that nobody has."""
CALLS = frozenset({Says.EMERGENCY, Says.PHONE})
RINGING = frozenset(kind for kind in KINDS.values() if kind.rings)


def faults_of(policy: Policy, documents: Iterable[Regulation]) -> Iterator[Fault]:
    """Every fault of a policy whose words were all understood.

    Args:
        policy: as read.
        documents: whose duties the rules may name; without any, those that counties have in common.
    """
    ids = [rule.id for rule in policy.rules]
    for twice in sorted({i for i in ids if i and ids.count(i) > 1}):
        yield f"rule[{twice}].id", "用了两次"
    if not policy.rules:
        yield "rule", "一条提醒也没有"
    if policy.office.end <= policy.office.start:
        yield "office", "办公时间不能跨过零点"
    elif first_open(policy.office, list(policy.quiet), MIDNIGHT) is None:
        yield "quiet", "免打扰时间盖住了全部办公时间，什么也发不出去"
    duties = _duties(documents)
    for rule in policy.rules:
        for key, what in _of_rule(rule, policy, duties):
            yield f"rule[{rule.id}].{key}", what
    yield from _of_ladders(policy)
    for kind in KINDS.values() if policy.rules else ():
        yield from _undelivered(kind, policy)


def _quoted(kinds: Iterable[KindSpec]) -> str:
    """Kinds as a policy names them."""
    return "、".join(f'"{kind.id}"' for kind in kinds)


def _duties(documents: Iterable[Regulation]) -> Mapping[str, frozenset[str]]:
    """The duties that a rule may name, each with its kinds of matter; none known for no kinds."""
    found = dict.fromkeys(DUTIES, frozenset[str]())
    for document in documents:
        for duty in document.duties:
            found[duty.id] = found.get(duty.id, frozenset()) | frozenset(duty.kinds)
    return found


# ---- one rule ----


def _of_rule(rule: Rule, policy: Policy, duties: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    if not rule.to:
        yield "to", "没有提醒对象"
    on_line = isinstance(rule.when, LineTime)
    if rule.says not in OF_EITHER and on_line is not (rule.says in OF_A_LINE):
        yield "says", "这句话和时点对不上：说期限的要从 line 数起，其余从 fact 数起"
    parties = {audience.party for audience in (*rule.to, *rule.otherwise)}
    if not on_line and parties & {Party.DEBTOR, Party.CREDITOR}:
        yield "to", "从事实数起的提醒没有负有义务的一方，请写 receiver 或 sender"
    yield from _of_kinds(rule)
    yield from _of_facts(rule)
    if isinstance(rule.when, LineTime):
        yield from _of_line(rule, rule.when, policy)
        yield from _of_duties(rule, duties)
    else:
        yield from _of_fact(rule, rule.when, lowest=policy.ladder(rule)[0] is rule)
    if rule.carries:
        yield from _of_carrier(rule)


def _of_kinds(rule: Rule) -> Iterator[Fault]:
    """A sentence about an emergency, or about an arrival, is for matters of which it is true."""
    if rule.says in OF_AN_EMERGENCY and set(rule.kinds) != RINGING:
        yield "kinds", f"“{rule.says}”只说紧急通报，要写 kinds = [{_quoted(RINGING)}]"
    if rule.says is not Says.ARRIVAL:
        return
    delivers = {kind.delivered_by for kind in rule.kinds or KINDS.values()}
    if isinstance(rule.when, FactTime) and {rule.when.fact} != delivers:
        names = "、".join(f'"{fact}"' for fact in sorted(delivers))
        yield "when.fact", f"“{rule.says}”说的是送达，要从这类事项送达的事实数起：{names}"
    if any(a.party is not Party.RECEIVER for a in (*rule.to, *rule.otherwise)):
        yield "to", f"“{rule.says}”是对收件方说的，只能写 receiver 的人员"


def _of_facts(rule: Rule) -> Iterator[Fault]:
    """What is said must be true: the rule makes sure of it; and its conditions can come about."""
    start = {rule.when.fact} if isinstance(rule.when, FactTime) else set()
    sure, silent = implied((*start, *rule.needs)), set(rule.unless)
    taken, denied = TAKES.get(rule.says), DENIES.get(rule.says)
    if taken is not None and taken not in sure:
        yield "needs", f'“{rule.says}”说到已经{FACT_NAMES[taken]}，要写 needs = ["{taken}"]'
    later = not isinstance(rule.when, FactTime) or bool(
        rule.when.minutes or rule.when.every or rule.when.shifts
    )
    if denied is not None and later and implied({denied}).isdisjoint(silent):
        name = FACT_NAMES[denied]
        yield "unless", f'“{rule.says}”说到尚未{name}，要写 unless = ["{denied}"]'
    kinds = rule.kinds or tuple(KINDS.values())
    for key, facts in (("needs", rule.needs), ("when.fact", tuple(start))):
        for fact in facts:
            idle = [kind for kind in kinds if fact not in kind.recordable]
            if idle and (rule.kinds or len(idle) == len(kinds)):
                named = "、".join(kind.word for kind in idle)
                yield key, f"{named}没有一步会记录“{fact}”，这一条对它不起作用"
    for fact in rule.unless:
        if all(fact not in kind.recordable for kind in kinds):
            yield "unless", f"这类事项没有一步会记录“{fact}”，这个条件不起作用"
    if both := sure & silent:
        yield "unless", f"{'、'.join(sorted(both))}既要有又不能有，这一条永远不说"


def _of_fact(rule: Rule, when: FactTime, *, lowest: bool) -> Iterator[Fault]:
    """What only means something for a line is refused where nothing counts from one.

    Args:
        rule: counts from a fact.
        when: its instants.
        lowest: whether it is called before any other rung, or stands alone.
    """
    written = {
        "duties": rule.duties,
        "classes": rule.classes,
        "unit": rule.units,
        "least": rule.least,
        "marks": rule.apart,
    }
    for key, value in written.items():
        if value:
            yield key, "从事实数起的提醒用不上这一项"
    if rule.internal and rule.says is not Says.CHASE_DISPATCH:
        yield "marks", "internal 只用于 chase-dispatch"
    if when.every and when.times is None and not rule.unless:
        yield "when.every", "会一直重复下去：要写 unless，说明有了什么就不再提醒，或者写 times"
    at_once = lowest and not when.minutes and not when.shifts
    if rule.says in CALLS and at_once and not all(map(_goes, rule.to)):
        yield "to", "通报的当时还不能说无人确认：不去现场的人，要写 minutes，晚一些再告诉"


def _goes(audience: Audience) -> bool:
    return audience.party is Party.RECEIVER and audience.post in TO_GO


def _of_line(rule: Rule, when: LineTime, policy: Policy) -> Iterator[Fault]:
    if rule.internal:
        yield "marks", "internal 是没有期限时的内部目标，要从 fact 数起"
    if when.late is not (rule.says in LATE | {Says.NOT_DISPATCHED}):
        yield "when", "到期之后才能说的话要写 after，到期之前的不能写 after"
    if when.late and when.line is LineKind.SAFE:
        yield "when.line", "稳妥期限过了不是逾期，到期之后的提醒要从 due 数起"
    if rule.says is Says.ESCALATION and set(rule.classes) != {Temper.HARD}:
        yield "classes", "逐级提醒只用于 hard：原则上、一般、附条件的义务不算逾期"
    if rule.says is Says.LAST_DAY and (when.workdays or when.clock is None):
        yield "when", "“last-day”说的是今天到期，只能写 line 和 at"
    if rule.least and len(rule.units) != 1:
        yield "least", "写了 least 还要写一个 unit，说明是几个什么"
    yield from _of_hours(rule, when, policy)


def _of_hours(rule: Rule, when: LineTime, policy: Policy) -> Iterator[Fault]:
    """A time at which nothing that is not urgent may be sent."""
    if rule.urgent:
        return
    if (clock := when.clock) is not None:
        if not policy.office.holds(clock):
            yield "when.at", f"{clock:%H:%M}不在办公时间内，又不是紧急提醒"
        elif first_open(policy.office, list(policy.quiet), clock) != clock:
            yield "when.at", f"{clock:%H:%M}在免打扰时间内，又不是紧急提醒"
    whole_days = not rule.units or set(rule.units) - {PeriodUnit.HOUR}
    if when.hours_before and whole_days:
        then = time((DAY_HOURS - when.hours_before % DAY_HOURS) % DAY_HOURS)
        if not policy.office.holds(then):
            yield "when.hours_before", f"按日计算的期限到24:00，那时是{then:%H:%M}，不在办公时间内"


def _of_duties(rule: Rule, duties: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Duties that no document has, or only for other kinds of matter."""
    for duty in rule.duties:
        if duty not in duties:
            yield "duties", unknown(duty, duties)
        elif (
            rule.kinds and duties[duty] and duties[duty].isdisjoint(kind.id for kind in rule.kinds)
        ):
            named = "、".join(kind.word for kind in rule.kinds)
            yield "duties", f"{named}没有“{duty}”这项义务，这一条不起作用"


# ---- ladders ----


def _of_ladders(policy: Policy) -> Iterator[Fault]:
    """Rungs that are never climbed: of two sorts, or not in the order of their times."""
    ladders: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        if rule.ladder:
            ladders.setdefault(rule.ladder, []).append(rule)
    for name, rungs in ladders.items():
        on_lines = {isinstance(rule.when, LineTime) for rule in rungs}
        if len(on_lines) > 1:
            yield f"rule[{rungs[-1].id}].ladder", f"“{name}”的各条要都从 fact 或者都从 line 数起"
            continue
        if len(rungs) == 1 and on_lines == {True}:
            yield f"rule[{rungs[0].id}].ladder", f"“{name}”只有这一条，没有台阶"
        for lower, higher in pairwise(rungs):
            if _height(higher) < _height(lower):
                yield f"rule[{higher.id}].when", f"“{name}”的各条要按时间先后写"


def _height(rule: Rule) -> tuple[int, int, time]:
    when = rule.when
    if isinstance(when, FactTime):
        return 0, when.minutes, MIDNIGHT
    return when.workdays, when.minutes or 0, when.clock or MIDNIGHT


# ---- delivery ----


def _of_carrier(rule: Rule) -> Iterator[Fault]:
    """What delivers a matter tells the receiver of it, at once, and of nothing else."""
    if rule.says not in {Says.ARRIVAL, Says.EMERGENCY}:
        yield "marks", "靠它送达的（carries），要用 arrival 或者 emergency 告诉收件方"
    when = rule.when
    if not isinstance(when, FactTime):
        yield "marks", "靠它送达的（carries）要从送达的事实数起，不从期限数起"
    elif when.minutes or when.every or when.shifts:
        yield "when", "靠它送达的（carries）要在送达的当时说，不能写 minutes、every、shifts"
    if all(audience.party is not Party.RECEIVER for audience in (*rule.to, *rule.otherwise)):
        yield "to", "靠它送达的（carries）要告诉收件方，请写 receiver 的人员"


def _undelivered(kind: KindSpec, policy: Policy) -> Iterator[Fault]:
    """Whether in some case, or at some unit, nobody hears that a matter of the kind arrived."""
    word, delivers = kind.word, kind.delivered_by
    carriers = [rule for rule in policy.rules if _carries(rule, kind)]
    for facts in _cases(kind):
        if not any(_speaks(rule, facts) for rule in carriers):
            extra = "、".join(sorted(facts - {delivers, FactKind.FOUND}))
            case = f"（有“{extra}”的）" if extra and carriers else ""
            yield (
                "rule",
                f"{word}{case}送到了没有人知道：要有一条 carries 的提醒，从它送达的事实数起",
            )
            return
    wanted = CALLED_OUT if kind.rings else frozenset({Post.LIAISON})
    for facts in _cases(kind):
        speaking = [rule for rule in carriers if _speaks(rule, facts)]
        rungs = chain.from_iterable(policy.ladder(rule) for rule in speaking)
        reached = _posts(a for rule in rungs for a in (*rule.to, *rule.otherwise))
        if missing := wanted - reached:
            yield (
                f"rule[{speaking[0].id}].to",
                f"{word}送达时，只有{'、'.join(sorted(missing))}的单位没有人知道：请补进"
                " to、otherwise 或者同一个 ladder",
            )
            return


def _carries(rule: Rule, kind: KindSpec) -> bool:
    when = rule.when
    return (
        rule.carries
        and (not rule.kinds or kind in rule.kinds)
        and isinstance(when, FactTime)
        and when.fact is kind.delivered_by
    )


def _cases(kind: KindSpec) -> Iterator[frozenset[FactKind]]:
    """What may be known of a matter of the kind when it is delivered."""
    sure = {kind.delivered_by} | (kind.opening_facts & {FactKind.FOUND})
    may = sorted(kind.opening_facts - sure)
    some: Iterable[Collection[FactKind]] = chain.from_iterable(
        combinations(may, n) for n in range(len(may) + 1)
    )
    return (frozenset(sure | set(chosen)) for chosen in some)


def _speaks(rule: Rule, facts: frozenset[FactKind]) -> bool:
    return facts.issuperset(rule.needs) and facts.isdisjoint(rule.unless)


def _posts(audiences: Iterable[Audience]) -> frozenset[Post]:
    """The posts of the receiver that some audiences reach."""
    named = {a.post for a in audiences if a.party is Party.RECEIVER}
    return frozenset(named).union(*(STANDS_FOR.get(post, frozenset()) for post in named))
