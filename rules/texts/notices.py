"""What the clock says: one text, and a card, for each kind of reminder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.in_force import Law, Owed, scene_of
from rules.kinds.words import kind_word, step_word
from rules.law.duties import Answer, DutyClass
from rules.law.regulation import Duty
from rules.procedure.binding import bound, last_day, safe_day
from rules.procedure.checklist import besides, enclose_row
from rules.procedure.permit import next_steps, short
from rules.reminders.policy import Post, Says
from rules.texts.cards import ENDING, card_for, line_word, noted, since_row
from rules.texts.telephone import POSTS, Telephoned, contact_text, listed, phone_text, telephoned
from rules.values.dates import BEIJING, PROVISIONAL, clock_text, day_text, moment_text, span_text
from rules.values.facts import FactKind
from rules.values.kind import Side, State, Step
from rules.values.matter import Matter
from rules.values.message import Card, Message, Part
from rules.values.people import Directory, Officer

TARGET = "本县内部目标（非文件规定）"
"""What a time is called that the county has set itself."""
CALL_HELP = "有人员危险的，请同时拨打110、119、120。"
CALL = "请直接打电话"
MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to be said to one person.

    Attributes:
        duty: the duty it is about; None where it is about the matter.
        to: who is told.
        post: as what.
        instead_of: who is on leave and would have been told; None for nobody.
        now: when it is said.
    """

    matter: Matter
    law: Law
    directory: Directory
    now: datetime
    to: Officer
    post: Post
    instead_of: Officer | None = None
    duty: Owed | None = None

    @property
    def side(self) -> Side | None:
        """The side the addressee is on; None for a supervisor."""
        return self.matter.side(self.directory.unit_of(self.to).id)

    @property
    def owed(self) -> Owed:
        """The duty, for what is said of a line."""
        if self.duty is None:
            raise ValueError("this is said of a duty")
        return self.duty


def say(says: Says, occasion: Occasion) -> Message:
    """The message for an occasion."""
    return SPEECHES[says](occasion)


# ---- delivered ----


def _arrival(o: Occasion) -> Message:
    matter = o.matter
    sender, word = short(o.directory, matter.sender), _word(o)
    head = f"{matter.number}：{matter.kind.arrives.format(sender=sender, word=word)}"
    contact = contact_text(matter, o.directory, o.now)
    asked = f"联系人：{contact}。" if contact else ""
    owed = o.law.owed(matter, o.directory, o.now)
    unit = matter.unit(Side.RECEIVER)
    lines = [_asks(item, o) for item in owed if item.unit == unit and _open(item)]
    regulation, scene = o.law.regulation(matter), scene_of(matter, o.directory)
    send = Step.SEND.value
    since = "".join(f"{label}：{at}。" for label, at in since_row(matter))
    signs = matter.kind.expected.get((matter.state, Side.RECEIVER), ())[:1] == (Step.ACKNOWLEDGE,)
    why = f"{_why_you(o)}{'看过请签收。' if signs else '收到不用回复。'}"
    last = (
        asked,
        *besides(regulation, send, Side.RECEIVER, scene, matter.number),
        enclose_row(regulation, send, scene),
    )
    parts = (head, matter.summary, since, *lines, why, *last)
    card = _card(head, o)
    on_rows = next((line.owed for line in bound(owed)), None)
    mine = [item for item in owed if item.unit == unit and _open(item)]
    rest = [_asks(item, o) for item in mine if item != on_rows]
    if on_rows in mine and (stricter := _stricter(on_rows.answer)):
        rest.insert(0, f"{stricter}。")
    card = replace(card, note="\n".join(part for part in (why, *rest, *last) if part))
    return Message("\n".join(part for part in parts if part), card)


def _asks(owed: Owed, o: Occasion) -> str:
    """What an arrival asks for: by when, or the text's own word where it has no number."""
    duty, answer = owed.duty, owed.answer
    if answer.due is None and answer.estimate is None:
        asked = f"请{duty.name}，{_unnumbered(duty)}"
    else:
        asked = f"请{duty.name}，{_by(answer)}"
    case = f"{owed.condition}，" if owed.condition else ""
    return f"{case}{asked}（{_source(duty, o)}）。"


def _unnumbered(duty: Duty) -> str:
    """What the text says in the place of a number."""
    return f"原文用语是“{duty.word}”，没有规定期限" if duty.word else "原文没有规定期限"


def _open(owed: Owed) -> bool:
    return owed.answer.status.value in {"running", "provisional", "no_number"}


# ---- before the line ----


def _before(o: Occasion) -> Message:
    return _reminder(_unsure(_days_left(o), o), o)


def _days_left(o: Occasion) -> str:
    """How long there is to the safe line: in working days, in days where none of them is one.

    A line of hours is no day's: what is left of it is said in hours.
    """
    answer = o.owed.answer
    if answer.hours and answer.due is not None:
        return f"还剩{span_text(answer.due - o.now)}"
    today, safe = o.now.astimezone(BEIJING).date(), safe_day(answer)
    if safe is None or safe <= today:
        return "今天到期"
    left = _count(today, safe, o)
    return f"还剩{left}个工作日" if left else f"还剩{(safe - today).days}天"


def _last_day(o: Occasion) -> Message:
    today = o.now.astimezone(BEIJING).date()
    safe, last = safe_day(o.owed.answer), last_day(o.owed.answer)
    if last == today:
        when = "今天到期"
    elif safe == today:
        when = "从严计算今天到期"
    else:
        when = _days_left(o)
    return _reminder(_unsure(when, o), o)


def _unsure(when: str, o: Occasion) -> str:
    """A date that nobody has announced yet is provisional wherever it is named."""
    return f"{PROVISIONAL}{when}" if o.owed.answer.provisional else when


def _hours_left(o: Occasion) -> Message:
    answer = o.owed.answer
    end = answer.due or answer.estimate
    left = span_text(end - o.now) if end else ""
    return _reminder(f"只剩{left}", o)


def _reminder(when: str, o: Occasion) -> Message:
    duty = o.owed.duty
    unit = short(o.directory, o.owed.unit)
    todo = f"{unit}{duty.name}"
    case = f"{o.owed.condition}，" if o.owed.condition else ""
    head = f"{o.matter.number}：{case}{todo}，{when}"
    text = (
        f"{head}。\n{_by(o.owed.answer)}。{_why_you(o)}{_stop(o)}{_about(o)}\n"
        f"依据{_source(duty, o)}。"
    )
    return _with_card(text, head, o)


# ---- after the line ----


def _passed(o: Occasion) -> Message:
    duty, answer = o.owed.duty, o.owed.answer
    unit = short(o.directory, o.owed.unit)
    number, end = o.matter.number, _end(answer)
    if o.owed.condition:
        head = f"{number}：{duty.lapse or '规定的时间已过'}"
        then = f"{duty.condition}{duty.name}，规定到{end}为止。"
    elif answer.duty_class is DutyClass.SOFT:
        head = f"{number}：{unit}{duty.name}未达原则性要求"
        ask = "请说明原因和预计办理时间。" if _owes(o) else ""
        then = f"原文用语是“{duty.word}”，一般到{end}为止。{ask}"
    else:
        head = f"{number}：{unit}{duty.name}已过期限（{end}）"
        then = "请安排办理；有客观原因的，办理时一并写明。" if _owes(o) else ""
    text = f"{head}。\n{then}{_why_you(o)}{_stop(o)}{_about(o)}\n依据{_source(duty, o)}。"
    return _with_card(text, head, o)


def _owes(o: Occasion) -> bool:
    """Whether the addressee is on the side that owes the duty, and so can be asked to do it."""
    return o.side is o.matter.side(o.owed.unit)


def _escalation(o: Occasion) -> Message:
    duty, answer = o.owed.duty, o.owed.answer
    unit = short(o.directory, o.owed.unit)
    days = _workdays_over(o)
    passed = o.now - answer.due if answer.due else timedelta(0)
    over = f"{days}个工作日" if days else span_text(passed)
    head = f"{o.matter.number}：{unit}{duty.name}已过期限{over}，尚无办理记录"
    if o.post is Post.SUPERVISOR:
        then = f"请了解情况，协调办理。可以发送“为什么 {o.matter.number}”查看计算依据。"
    elif o.post is Post.HANDLER:
        then = "请尽快办理；有客观原因的，办理时一并写明。"
    else:
        then = "请协调解决办理中的困难。"
    text = (
        f"{head}。\n期限{_end(answer)}。{then}{_why_you(o)}{_stop(o)}{_about(o)}\n"
        f"依据{_source(duty, o)}。"
    )
    return _with_card(text, head, o)


# ---- emergencies ----


def _emergency(o: Occasion) -> Message:
    matter = o.matter
    waited = _since_told(o)
    head = f"紧急通报 {matter.number}"
    if waited >= MINUTE:
        head += f"：已{span_text(waited)}无人确认"
    caller = _caller(o)
    stop = f"{_why_you(o)}发送“{_word_of(Step.CONFIRM, o)} {matter.number}”即停止呼叫。"
    text = f"{head}\n{matter.account}\n通报：{caller}\n{_go(o)}\n{_at_scene(o)}{stop}"
    lines = (("编号", matter.number), ("联系", caller))
    return Message(text, _night_card(head, lines, stop, o), in_full(o.matter))


def _since_told(o: Occasion) -> timedelta:
    return o.now - _notified(o.matter)


def _at_scene(o: Occasion) -> str:
    """The one thing the document wants of who is called besides setting out; one row at night."""
    regulation, scene = o.law.regulation(o.matter), scene_of(o.matter, o.directory)
    rows = besides(regulation, Step.SEND.value, Side.RECEIVER, scene, o.matter.number, most=1)
    return "".join(f"{row}\n" for row in rows)


def _phone_up(o: Occasion) -> Message:
    matter = o.matter
    waited = _since_told(o)
    unit = short(o.directory, matter.receiver)
    if matter.state is State.UNDELIVERED:
        nobody = f"{span_text(waited)}仍然没有送达{unit}"
    elif waited >= MINUTE:
        nobody = f"{span_text(waited)}无人确认"
    else:
        nobody = f"{unit}暂时没有人可以呼叫"
    head = f"紧急通报 {matter.number}：{nobody}，{CALL}"
    caller = "" if o.to.id == matter.opener else f"通报：{_caller(o)}\n"
    stop = (
        f"{_why_you(o)}{unit}任何一人发送“{_word_of(Step.CONFIRM, o)} {matter.number}”即停止呼叫。"
    )
    people = _to_phone(o)
    text = f"{head}\n{matter.account}\n{_call(people, o)}\n{caller}{_go(o)}\n{stop}"
    note = f"{stop}{CALL}。" if people else f"{_call(people, o)}{stop}"
    card = _night_card(head, _phone_rows(people, o), note, o)
    return Message(text, card, (*in_full(o.matter), _phone_part(people, o)))


def _unreached(o: Occasion) -> Message:
    matter = o.matter
    unit = short(o.directory, matter.receiver)
    head = f"{_word(o)} {matter.number} 没有送达{unit}，联系不上对方任何人"
    stop = (
        f"{_why_you(o)}{unit}任何一人发送“{_word_of(Step.CONFIRM, o)} {matter.number}”即停止呼叫。"
    )
    people = _to_phone(o)
    text = f"{head}\n{matter.account}\n通报：{_caller(o)}\n{_call(people, o)}\n{CALL_HELP}\n{stop}"
    note = f"{stop}{CALL_HELP}" if people else f"{_call(people, o)}{stop}{CALL_HELP}"
    card = _night_card(head, _phone_rows(people, o), note, o)
    return Message(text, card, (*in_full(o.matter), _phone_part(people, o)))


def _call(people: tuple[Telephoned, ...], o: Occasion) -> str:
    """Whom to telephone, as rows of a text."""
    if not people:
        unit = short(o.directory, o.matter.receiver)
        return f"通讯录里没有{unit}的号码，请设法联系。"
    return f"{CALL}：\n{listed(people)}"


def _chase_dispatch(o: Occasion) -> Message:
    passed = span_text(_since_told(o))
    due = _dispatch_due(o)
    left = f"，还有{span_text(due - o.now)}" if due and due > o.now else ""
    head = f"{o.matter.number}：已确认，尚无出发记录，通报已过{passed}{left}"
    target = f"本次提醒按{TARGET}。" if due is None else ""
    text = (
        f"{head}。\n{_why_you(o)}"
        f"发送“{_word_of(Step.DISPATCH, o)} {o.matter.number} 姓名”后不再提醒。\n{_go(o)}{target}"
    )
    return replace(_with_card(text, head, o), whole=in_full(o.matter))


def _not_dispatched(o: Occasion) -> Message:
    unit = short(o.directory, o.matter.receiver)
    passed = span_text(_since_told(o))
    due = _dispatch_due(o)
    line = f"，已过期限（{moment_text(due)}）" if due and due <= o.now else ""
    taken = any(fact.kind is FactKind.ACKNOWLEDGED for fact in o.matter.facts)
    nobody = "尚无出发记录" if taken else "尚无人确认，尚无出发记录"
    head = f"{o.matter.number}：通报已过{passed}，{unit}{nobody}{line}"
    if o.post is Post.HANDLER:
        stop = f"发送“{_word_of(Step.DISPATCH, o)} {o.matter.number} 姓名”后不再提醒。"
        text = f"{head}。\n{o.matter.account}\n{_dispatch_source(o)}{_why_you(o)}{stop}"
        return replace(_with_card(text, head, o), whole=in_full(o.matter))
    people = _to_phone(o)
    why = f"{_why_you(o)}{unit}登记出发后不再提醒。"
    asked = f"请打电话了解：\n{listed(people)}\n" if people else ""
    text = f"{head}。\n{o.matter.account}\n{asked}通报：{_caller(o)}\n{_dispatch_source(o)}{why}"
    ask = "请打电话了解情况。" if people else ""
    note = f"{why}{ask}{_dispatch_source(o)}"
    card = replace(_card(head, o), lines=_phone_rows(people, o), note=note)
    return Message(text, card, (*in_full(o.matter), _phone_part(people, o)))


def _chase_arrival(o: Occasion) -> Message:
    left = min(fact.at for fact in o.matter.facts if fact.kind is FactKind.DISPATCHED)
    passed = span_text(_since_told(o))
    head = f"{o.matter.number}：人员已于{clock_text(left)}出发，尚无到场记录，通报已过{passed}"
    text = (
        f"{head}。\n到场后方便时发送“{_word_of(Step.ARRIVE, o)} {o.matter.number}”，不再询问。"
        f"\n{_why_you(o)}"
    )
    return replace(_with_card(text, head, o), whole=in_full(o.matter))


def _go(o: Occasion) -> str:
    """Who must set out by when: the clock time where the document has a number."""
    unit = short(o.directory, o.matter.receiver)
    owed = _dispatch(o)
    if owed is None:
        return f"请{unit}派员赶赴现场。"
    due, source = owed.answer.due, _source(owed.duty, o)
    if due is None:
        return f"请{unit}{owed.duty.name}，{_unnumbered(owed.duty)}（{source}）。"
    if due <= o.now:
        return f"{unit}{owed.duty.name}的期限（{moment_text(due)}）已过，请尽快（{source}）。"
    return f"请{unit}在{moment_text(due)}前{owed.duty.name}（{source}）。"


def _dispatch(o: Occasion) -> Owed | None:
    owed = o.law.owed(o.matter, o.directory, o.now)
    return next((item for item in owed if FactKind.DISPATCHED in item.duty.met_by), None)


def _dispatch_due(o: Occasion) -> datetime | None:
    owed = _dispatch(o)
    return owed.answer.due if owed else None


def _dispatch_source(o: Occasion) -> str:
    owed = _dispatch(o)
    return f"依据{_source(owed.duty, o)}。" if owed else ""


def in_full(matter: Matter) -> tuple[Part, ...]:
    """What has happened, in the words in which it was reported."""
    return (Part(f"{matter.number} 通报全文", (("", matter.account),)),)


def _caller(o: Occasion) -> str:
    """Who passed it on, or has taken over, with the number; the unit alone where nobody has."""
    return f"{short(o.directory, o.matter.sender)}{contact_text(o.matter, o.directory, o.now)}"


def _to_phone(o: Occasion) -> tuple[Telephoned, ...]:
    """Posts and person of each to telephone; nobody is told to call himself."""
    return telephoned(o.matter, o.to, o.directory, o.now)


def _phone_rows(people: Iterable[Telephoned], o: Occasion) -> tuple[tuple[str, str], ...]:
    """By when, then one row a person, who reported it among them."""
    rows = [(POSTS[posts[0]], f"{who.name}{phone_text(who)}") for posts, who in people]
    if o.matter.opener != o.to.id:
        rows.append(("通报人", _caller(o)))
    return (*_setting_out(o), *rows)


def _phone_part(people: Iterable[Telephoned], o: Occasion) -> Part:
    """The same for a text of its own, each with all his posts."""
    rows = [
        ("、".join(POSTS[post] for post in posts), f"{who.name}{phone_text(who)}")
        for posts, who in people
    ]
    if o.matter.opener != o.to.id:
        rows.append(("通报人", _caller(o)))
    return Part(f"{o.matter.number} {CALL}", tuple(rows))


def _setting_out(o: Occasion) -> tuple[tuple[str, str], ...]:
    """By when somebody must have set out; a line that has passed says so."""
    due = _dispatch_due(o)
    if due is None:
        return ()
    return (("出发", f"{moment_text(due)}前" if due > o.now else f"{moment_text(due)}已过"),)


def _night_card(head: str, lines: tuple[tuple[str, str], ...], note: str, o: Occasion) -> Card:
    """Large and few: what happened, whom to call, until when, and one button."""
    card = _card(head, o)
    if not any(label == "出发" for label, _ in lines):
        lines += _setting_out(o)
    step = _word_of(Step.CONFIRM, o)
    one = tuple(button for button in card.buttons if button.text == step)
    return replace(card, lines=lines, buttons=one, note=note)


# ---- pieces ----


def _by(answer: Answer) -> str:
    """Both lines in a few words; for an unannounced year that it is provisional."""
    if answer.due is None:
        day = last_day(answer)
        what = f"暂定{day_text(day)}" if day else "日期暂定"
        return f"{what}，放假安排公布后重新计算"
    line = f"{line_word(answer)}{_end(answer)}"
    stricter = _stricter(answer)
    return f"{line}，{stricter}" if stricter else line


def _stricter(answer: Answer) -> str:
    """What is said beside a legal line that reminders do not work to; "" for nothing."""
    safe = answer.safe_due
    if answer.due is None or answer.hours or safe is None or safe >= answer.due:
        return ""
    if safe_day(answer) == last_day(answer):
        return f"请尽量在当日{clock_text(safe)}前"
    return f"从严计算为{moment_text(safe)}"


def _end(answer: Answer) -> str:
    """The legal line: a day and its 24:00, or for hours the instant."""
    if answer.hours and answer.due is not None:
        return moment_text(answer.due)
    day = last_day(answer)
    return f"{day_text(day)}24:00" if day else "原期限"


def _workdays_over(o: Occasion) -> int:
    """Working days after the last day up to today."""
    return _count(last_day(o.owed.answer), o.now.astimezone(BEIJING).date(), o)


def _count(after: date | None, until: date | None, o: Occasion) -> int:
    if after is None or until is None:
        return 0
    days = range(after.toordinal() + 1, until.toordinal() + 1)
    return sum(o.law.calendar.day(date.fromordinal(n)).kind.working for n in days)


def _notified(matter: Matter) -> datetime:
    """When the emergency was passed on."""
    told = [fact.at for fact in matter.facts if fact.kind is FactKind.EMERGENCY_NOTIFIED]
    return max(told, default=matter.opened_at)


def _about(o: Occasion) -> str:
    matter = o.matter
    sides = f"{short(o.directory, matter.sender)}→{short(o.directory, matter.receiver)}"
    when = "".join(f"\n{label}：{at}。" for label, at in since_row(matter))
    return f"\n{_word(o)}（{sides}）：{matter.summary}{when}"


def _why_you(o: Occasion) -> str:
    """Why this person is told."""
    home = short(o.directory, o.directory.unit_of(o.instead_of or o.to).id)
    post = POSTS[o.post]
    if o.instead_of is not None:
        return f"您代{home}{post}{o.instead_of.name}办理。"
    return f"您是{home}{post}。"


def _stop(o: Occasion) -> str:
    """What makes the reminders stop: the debtor's own next step that discharges the duty."""
    debtor = o.matter.side(o.owed.unit)
    if debtor is None:
        return ""
    steps = next_steps(o.matter, debtor, o.law, o.directory)
    facts = {o.matter.kind.moves[o.matter.state, step].fact: step for step in reversed(steps)}
    advised = _discharging([facts[fact] for fact in o.owed.duty.met_by if fact in facts], o)
    if not advised:
        return f"发送“查 {o.matter.number}”查看进展。"
    command = "或者".join(f"“{_word_of(step, o)} {o.matter.number}”" for step in advised)
    return f"发送{command}后不再提醒。" if o.side is debtor else f"对方{command}后不再提醒。"


def _discharging(steps: Iterable[Step], o: Occasion) -> list[Step]:
    """Of the steps that end a duty what is advised now.

    A duty that is owed in one case only ends otherwise as well, and once its line has passed no
    supplement is asked for any more.
    """
    if not o.owed.duty.condition:
        return list(steps)[:1]
    due = o.owed.answer.due
    late = due is not None and due <= o.now
    fit = [s for s in steps if s not in ENDING and not (late and s is Step.ASK_SUPPLEMENT)]
    return sorted(fit, key=lambda step: step is Step.ASK_SUPPLEMENT)[:2]


def _source(duty: Duty, o: Occasion) -> str:
    return o.law.regulation(o.matter).where(duty.cite)


def _word(o: Occasion) -> str:
    return kind_word(o.matter.kind, o.law.regulation(o.matter))


def _word_of(step: Step, o: Occasion) -> str:
    return step_word(step, o.matter.kind, o.law.regulation(o.matter))


def _card(head: str, o: Occasion) -> Card:
    owed = (o.duty,) if o.duty else o.law.owed(o.matter, o.directory, o.now)
    return card_for(
        o.matter,
        title=head,
        viewer=o.side,
        law=o.law,
        directory=o.directory,
        owed=owed,
        now=o.now,
    )


def _with_card(text: str, head: str, o: Occasion) -> Message:
    return Message(text, noted(_card(head, o), text))


SPEECHES: Mapping[Says, Callable[[Occasion], Message]] = {
    Says.ARRIVAL: _arrival,
    Says.BEFORE: _before,
    Says.LAST_DAY: _last_day,
    Says.HOURS_LEFT: _hours_left,
    Says.PASSED: _passed,
    Says.ESCALATION: _escalation,
    Says.EMERGENCY: _emergency,
    Says.PHONE: _phone_up,
    Says.CHASE_DISPATCH: _chase_dispatch,
    Says.NOT_DISPATCHED: _not_dispatched,
    Says.CHASE_ARRIVAL: _chase_arrival,
    Says.UNREACHED: _unreached,
}
"""Every kind of speech has its sentences."""
