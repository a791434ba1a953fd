"""What is printed is watched, and what is watched is printed."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decisions.reminders import look
from rules.law.duties import DutyClass
from rules.procedure.binding import binding
from rules.texts.cards import due_rows
from rules.values.kind import State
from tests.rules.test_steps import walks
from tests.rules.walk import COUNTIES, Walk


@settings(max_examples=120, deadline=None)
@given(walk=walks(), hours=st.integers(0, 24 * 40))
def test_every_line_on_a_card_is_one_that_the_clock_watches(walk: Walk, hours: int) -> None:
    """But for what stands still, and for what no document gives a number."""
    directory, now = COUNTIES[walk.county].directory, walk.now + timedelta(hours=hours)
    lines = binding(walk.matter, walk.law, directory, now)
    owed = walk.law.owed(walk.matter, directory, now)
    assert len(due_rows(owed, directory, now)) == len(lines)
    assert [one.legal for one in lines if not one.owed.condition and one.legal] == sorted(
        one.legal for one in lines if not one.owed.condition and one.legal
    )
    for one in lines:
        numbered = one.owed.answer.duty_class in {DutyClass.HARD, DutyClass.SOFT}
        assert one.watched is (numbered and not one.paused)
        assert one.paused or one.legal is not None
        assert one.legal is None or (one.safe is not None and one.safe <= one.legal)
        ahead = one.watched and one.legal is not None and one.legal > now
        if ahead and one.owed.answer.due and walk.matter.state is not State.WITHDRAWN:
            seen = look(walk.matter, walk.law, directory, now)
            assert seen.next_look is not None, "the clock comes back before or at the line"
            assert seen.next_look <= one.owed.answer.due
