"""Whom a rule of the reminder policy names, and who stands in for them when it is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.law.calendar import WorkCalendar
from rules.reminders.policy import Audience, Party, Policy, Post, Rule, hold
from rules.values.matter import Matter
from rules.values.people import LEADER_ON_DUTY, Directory, Officer, Role

RANKS: Mapping[Post, int] = {Post.ROSTER1: 1, Post.ROSTER2: 2, Post.ROSTER3: LEADER_ON_DUTY}
ROLES: Mapping[Post, Role] = {
    Post.LIAISON: Role.LIAISON,
    Post.DUTY: Role.DUTY,
    Post.LEADER: Role.LEADER,
    Post.PRINCIPAL: Role.PRINCIPAL,
}


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who is told, as what, and in whose place.

    Attributes:
        instead_of: who is on leave and would have been told; None for nobody.
        at: when it may reach the person.
    """

    officer: Officer
    post: Post
    instead_of: Officer | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Addressees:
    """The people around one matter.

    Attributes:
        carriers: officer ids of who carries the matter for its receiver; nobody at first.
    """

    matter: Matter
    directory: Directory
    policy: Policy
    calendar: WorkCalendar
    carriers: tuple[str, ...]

    def people(self, rule: Rule, debtor: str, at: datetime) -> tuple[Called, ...]:
        """Everybody a rule is for at that instant, who stands in included, nobody twice.

        Args:
            rule: a row of the policy.
            debtor: unit id of who owes the duty it speaks of; "" where it speaks of none.
            at: when it is said.
        """
        found = self._gather(rule.to, rule, debtor, at)
        for audience in rule.otherwise:
            if found:
                break
            found = self._gather((audience,), rule, debtor, at)
        return tuple(found.values())

    def sides(self, at: datetime) -> tuple[Called, ...]:
        """Who acts for either side, and when a message that can wait may reach them."""
        found: dict[str, Called] = {}
        for unit in (self.matter.receiver, self.matter.sender):
            for officer in self._handlers(unit, at):
                one = self._reach(officer, Post.HANDLER, at, urgent=False)
                if one is not None:
                    found.setdefault(one.officer.id, one)
        return tuple(found.values())

    def _gather(
        self, audiences: Iterable[Audience], rule: Rule, debtor: str, at: datetime
    ) -> dict[str, Called]:
        found: dict[str, Called] = {}
        for audience in audiences:
            for officer in self._officers(audience, debtor, at):
                one = self._reach(officer, audience.post, at, urgent=rule.urgent)
                if one is not None:
                    found.setdefault(one.officer.id, one)
        return found

    def _officers(self, audience: Audience, debtor: str, at: datetime) -> tuple[Officer, ...]:
        """The people an audience names, present or not."""
        if audience.party is Party.COUNTY:
            office = audience.post is Post.DUTY_OFFICE
            return self.directory.duty_office() if office else self.directory.supervisors()
        if audience.party is Party.MATTER:
            return self._known(self.matter.opener)
        unit = self._unit(audience.party, debtor)
        match audience.post:
            case Post.ROSTER1 | Post.ROSTER2 | Post.ROSTER3:
                found = self.directory.on_duty(unit, at, RANKS[audience.post])
            case Post.HANDLER:
                found = self._handlers(unit, at)
            case Post.DEPUTY:
                found = self._deputies(unit, at)
            case Post.POSTS:
                found = (
                    self._on_duty(unit, at)
                    or self.directory.with_role(unit, Role.DUTY)
                    or self.directory.with_role(unit, Role.LIAISON)
                )
            case _:
                found = self.directory.with_role(unit, ROLES[audience.post])
        return found

    def _unit(self, party: Party, debtor: str) -> str:
        if party is Party.DEBTOR:
            return debtor
        creditor_receives = party is Party.CREDITOR and debtor == self.matter.sender
        receives = party is Party.RECEIVER or creditor_receives
        return self.matter.receiver if receives else self.matter.sender

    def _handlers(self, unit: str, at: datetime) -> tuple[Officer, ...]:
        """Who acts for a side: for the sender who filed it; the liaisons where there is nobody.

        An emergency is not asked about of liaisons who have nothing to do with it: a rule for it
        says who comes next. Somebody retired is named as long as anybody stands in for him, but
        not of an emergency: whoever is on duty is asked at once.
        """
        who = self.carriers if unit == self.matter.receiver else (self.matter.opener,)
        known = tuple(
            officer
            for one in who
            for officer in self._known(one)
            if self.directory.unit_of(officer).id == unit
            and (officer.active or (self._waits and self.directory.standing_in(officer, at)))
        )
        if known or not self._waits:
            return known
        return self.directory.answering(unit)

    @property
    def _waits(self) -> bool:
        """Whether the matter can wait for who answers for a unit in everyday matters."""
        return not self.matter.kind.rings

    def _deputies(self, unit: str, at: datetime) -> tuple[Officer, ...]:
        """Who stands in for the first and the second on duty, whether they are away or not."""
        on_duty = self._on_duty(unit, at)
        return tuple(one for o in on_duty if o.deputy for one in self._known(o.deputy))

    def _on_duty(self, unit: str, at: datetime) -> tuple[Officer, ...]:
        """The first and the second on duty."""
        return tuple(
            officer
            for rank in (RANKS[Post.ROSTER1], RANKS[Post.ROSTER2])
            for officer in self.directory.on_duty(unit, at, rank)
        )

    def _known(self, officer: str) -> tuple[Officer, ...]:
        found = self.directory.officers.get(officer)
        return () if found is None else (found,)

    def _reach(self, officer: Officer, post: Post, at: datetime, *, urgent: bool) -> Called | None:
        """Who is there when the message may arrive: the officer, or who stands in."""
        then = at if urgent else hold(at, officer, self.policy, self.calendar)
        person = self.directory.standing_in(officer, then)
        if person is None:
            return None
        if person.id == officer.id:
            return Called(officer, post, None, then)
        if not urgent:
            then = hold(at, person, self.policy, self.calendar)
        return Called(person, post, officer, then)


def to_telephone(
    unit: str, at: datetime, directory: Directory
) -> tuple[tuple[tuple[Post, ...], Officer], ...]:
    """Whom one telephones for a unit at that instant, each once with all posts.

    Who is on duty, or where nobody is, the duty post and the liaisons; then the unit's leaders; and
    the county's own duty office.
    """
    found: dict[str, list[Post]] = {}
    for post, rank in RANKS.items():
        for officer in directory.on_duty(unit, at, rank):
            found.setdefault(officer.id, []).append(post)
    unmanned = not found
    for post in (Post.DUTY, Post.LIAISON) * unmanned + (Post.LEADER, Post.PRINCIPAL):
        for officer in directory.with_role(unit, ROLES[post]):
            posts = found.setdefault(officer.id, [])
            if not posts or unmanned:
                posts.append(post)
    for officer in directory.duty_office():
        found.setdefault(officer.id, [Post.DUTY_OFFICE])
    return tuple((tuple(posts), directory.officer(who)) for who, posts in found.items())
