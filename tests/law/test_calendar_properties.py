"""Whatever is loaded, whenever: counting twice changes nothing, and what has passed stays.

The changes to 2026 and the notice for 2027 are invented.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.decisions.recompute import moves, recompute
from rules.decisions.steps import lines_of
from rules.in_force import Law, Owed
from rules.kinds import KINDS
from rules.law.calendar import WorkCalendar, read_calendars
from rules.law.duties import Status
from rules.values.dates import BEIJING
from rules.values.facts import Fact, FactKind
from rules.values.matter import Matter
from rules.values.toml_table import KeptText, data_files
from tests.scheduler.town import CANGZHOU, QINGFENG, TOWN, matter

NEXT_YEAR = Path(__file__).parent / "invented" / "2027.toml"
CHANGES = {
    "nothing": ("", ""),
    "longer": ("to      = 2026-10-07", "to      = 2026-10-09"),
    "shorter": ("to      = 2026-10-07", "to      = 2026-10-05"),
    "no make-up": ("make_up = [2026-09-20, 2026-10-10]", "make_up = [2026-09-20]"),
}


@cache
def calendar(change: str, *, next_year: bool) -> WorkCalendar:
    shipped = data_files("calendars")
    text = next(p for p in shipped if p.name == "2026.toml").read_text(encoding="utf-8")
    extra = [KeptText("2026", text.replace(*CHANGES[change]))] if change != "nothing" else []
    more = [NEXT_YEAR] if next_year else []
    return read_calendars((*shipped, *extra, *more))


def instant(day: date, hours: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(hours=hours)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Matter, Law, Law, datetime]:
    """A matter, the law it ran under, the law after a file was loaded, and when that was."""
    law = draw(st.sampled_from([QINGFENG, CANGZHOU]))
    kind = draw(st.sampled_from([KINDS["referral"], KINDS["assistance"]]))
    days = st.dates(date(2026, 9, 21), date(2026, 12, 31))
    opened = instant(draw(days), draw(st.integers(8, 18)))
    after = [opened + timedelta(hours=n) for n in sorted(draw(st.lists(st.integers(1, 400))))[:3]]
    later = [FactKind.SUPPLEMENT_ASKED, FactKind.SUPPLIED, FactKind.REPLIED][: len(after)]
    start = matter(kind, f"{opened:%Y-%m-%d %H:%M}")
    facts = (Fact(FactKind.FOUND, opened - timedelta(hours=1)), *start.facts)
    if draw(st.booleans()):
        facts = (*facts, Fact(FactKind.COMPLAINT_RECEIVED, opened - timedelta(hours=1)))
    version = law.regulations[law.county].version
    story = replace(
        start,
        regulation=law.county,
        regulation_version=version,
        facts=(*facts, *map(Fact, later, after)),
    )
    now = max([opened, *after]) + timedelta(hours=draw(st.integers(1, 600)))
    old = replace(law, calendar=calendar("nothing", next_year=False))
    change, next_year = draw(st.sampled_from(list(CHANGES))), draw(st.booleans())
    new = replace(
        law,
        calendar=calendar(change, next_year=next_year),
        earlier=((now, old.calendar),),
        version=1,
    )
    return story, old, new, now


def ended(owed: Owed, now: datetime) -> bool:
    """Done, or its line passed, as people were told before the file was loaded."""
    answer = owed.answer
    if answer.status is Status.PROVISIONAL:
        return False
    return answer.met_at is not None or (answer.due is not None and answer.due <= now)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scene=scenes())
def test_counting_twice_changes_nothing(scene: tuple[Matter, Law, Law, datetime]) -> None:
    story, old, new, now = scene
    lines = lines_of(old.owed(story, TOWN, now))
    first = recompute(story, lines, new, TOWN, now, "载入")
    if first is None:
        assert moves(story, lines, new, TOWN, now) == ()
        return
    assert recompute(first.after, first.lines, new, TOWN, now, "再次载入") is None
    told = [push for push in first.pushes if ":recompute:" in push.key]
    assert len({push.to for push in told}) == len(told), "each is told once"
    assert bool(told) == bool(first.entries), "what is told is in the record, and the reverse"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scene=scenes(), later=st.integers(0, 2000))
def test_what_has_passed_never_moves(scene: tuple[Matter, Law, Law, datetime], later: int) -> None:
    story, old, new, now = scene
    then = now + timedelta(hours=later)
    before = [owed for owed in old.owed(story, TOWN, now) if ended(owed, now)]
    after = {owed.duty.id: owed for owed in new.owed(story, TOWN, then)}
    for owed in before:
        same = after[owed.duty.id].answer
        assert (same.due, same.status) == (owed.answer.due, owed.answer.status)
        assert same.calendar_version == owed.answer.calendar_version
    lines = lines_of(old.owed(story, TOWN, now))
    moved = {one.owed.duty.id for one in moves(story, lines, new, TOWN, now)}
    assert moved.isdisjoint(owed.duty.id for owed in before)
