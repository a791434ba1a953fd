"""Who hears of a step: the other side, and of an emergency everybody who was called for it."""

from collections.abc import Callable, Iterable

from rules.decisions.act import Act
from rules.in_force import scene_of
from rules.kinds.fields import REASON, RESULT, TEAM
from rules.reminders.policy import hold
from rules.texts import emergencies, news
from rules.texts.last_resort import EVERYBODY
from rules.values.kind import Side, State, Step
from rules.values.matter import Matter, Push
from rules.values.message import Message
from rules.values.people import Officer
from rules.values.privacy import discreet
from rules.values.push import PushKind

UNHEARD = frozenset({State.DELIVERED, State.UNDELIVERED})
"""States of an emergency that nobody has taken on."""
ENDS = frozenset({Step.WITHDRAW, Step.SETTLE})
"""Steps after which nobody has to do anything for an emergency any more."""


def tell(before: Matter, after: Matter, step: Step, side: Side, act: Act) -> tuple[Push, ...]:
    """Tell the other side what was done; an acknowledgement is evidence and rings nobody."""
    if step in {Step.ACKNOWLEDGE, Step.PHONE}:
        return ()
    if step in {Step.SEND, Step.HAND_ON, Step.SERVE_ON_PAPER}:
        audience = _side_people(before, Side.SENDER, act) if step is Step.HAND_ON else ()
    elif side is Side.SENDER and after.kind.rings:
        audience = ()
    else:
        audience = _side_people(after, side.other, act)
    urgent = after.kind.rings
    viewer = Side.SENDER if step is Step.HAND_ON else side.other
    message = news.stepped(
        after,
        step,
        viewer,
        act.officer,
        act.said.pairs,
        act.law,
        act.directory,
        act.at,
        scene=scene_of(before, act.directory),
        added=step is Step.DISPATCH and before.state not in {*UNHEARD, State.CONFIRMED},
    )
    pushes = tuple(
        Push(
            key=f"{after.number}:{step}:{after.entries}:{person.id}",
            to=person.id,
            number=after.number,
            kind=PushKind.STEP,
            message=message,
            at=act.at if urgent else hold(act.at, person, act.law.policy, act.law.calendar),
            urgent=urgent,
        )
        for person in audience
        if person.id != act.officer.id
    )
    if after.kind.rings:
        pushes += _everybody_called(before, after, step, act, {person.id for person in audience})
    return pushes


def _side_people(matter: Matter, side: Side, act: Act) -> tuple[Officer, ...]:
    """Who hears for a side: of the sender who filed it, else the unit's liaisons.

    A unit that has handed a matter on is its sender now, and who filed it sits elsewhere.
    """
    filed = matter.opener if side is Side.SENDER else ""
    return act.directory.carriers(matter.unit(side), filed, act.at)


def _everybody_called(
    before: Matter, after: Matter, step: Step, act: Act, told: set[str]
) -> tuple[Push, ...]:
    """What everybody hears of a step who was called for an emergency, or went for it.

    That somebody has taken it on, by all who were rung; that somebody has set out, by all who had
    heard that nobody had; that one is in the team, by those named; the end, by all of them.

    Args:
        before: as it was.
        after: as it is.
        step: what was done.
        act: who did it.
        told: officer ids who hear of the step as a party.
    """
    history, law, directory, at = act.history, act.law, act.directory, act.at
    messages: dict[str, tuple[PushKind, Message]] = {}

    def tell(people: Iterable[str], kind: PushKind, words: Callable[[Officer], Message]) -> None:
        for one in people:
            officer = directory.officers.get(one)
            if officer is not None and officer.active:
                messages.setdefault(one, (kind, words(officer)))
            elif one == EVERYBODY:
                message = emergencies.group_ended(after, step, law, directory, at)
                messages.setdefault(one, (PushKind.GROUP_END, message))

    if step is Step.DISPATCH:
        team = emergencies.in_team(after, act.officer, law, directory, at)
        tell(act.said.people(TEAM.id), PushKind.TEAM, lambda _: team)
    if step in ENDS:
        why = discreet(act.said.get(REASON.id) or act.said.get(RESULT.id))
        over = emergencies.ended(after, step, act.officer, why, law, directory, at)
        people = (*history.rung(), *history.acted(after.receiver), *history.team(), after.opener)
        tell(people, PushKind.STOP, lambda _: over)
    elif before.state in UNHEARD and after.state not in UNHEARD:
        tell(
            history.rung(),
            PushKind.STOP,
            lambda to: emergencies.confirmed(after, step, act.officer, to, law, directory, at),
        )
    elif before.state is State.CONFIRMED and after.state is not State.CONFIRMED:
        gone = emergencies.set_out(after, step, act.officer, law, directory, at)
        tell(history.waiting(), PushKind.STOP, lambda _: gone)
    return tuple(
        Push(
            key=f"{after.number}:{kind}:{after.entries}:{person}",
            to=person,
            number=after.number,
            kind=kind,
            message=message,
            at=at,
            urgent=True,
        )
        for person, (kind, message) in messages.items()
        if person != act.officer.id and person not in told
    )
