"""One message, one transaction: who is it, what is asked, what is answered."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from bot.channels.base import Incoming, Reply
from bot.clock import Clock
from bot.inbound.strangers import Strangers
from bot.operation.law_book import LawBook, NewLaw
from bot.outbound.owed import answer_alone
from handlers import material
from handlers.command import Ask, Command
from handlers.dialogue import (
    ADDING,
    CONFIRM,
    GOING,
    MEANT,
    Dialogue,
    answered,
    aside,
    asked_kind,
    captions,
    drop,
    expects,
    guessed,
    left_alone,
    likely,
    save,
    shown_back,
)
from handlers.dialogue.fallback import GREETING, unheard
from handlers.dialogue.unmeant import unmeant
from handlers.language import (
    Parsed,
    UnitMatch,
    counts_speaker,
    guess_instant,
    only_time,
    parse,
    parse_date,
    parse_number,
    parse_people,
    parse_source,
    parse_unit,
    tells,
    units_in,
)
from handlers.language.frames import USAGE, Consent, Frame, Reading, puts_off, read
from handlers.registry import commands
from rules.in_force import Law
from rules.kinds import OPENED_BY, kinds_taking
from rules.kinds.steps import STEP_OF, STEPS
from rules.texts.cards import public_card
from rules.values.errors import NotRegistered, Refusal
from rules.values.kind import FieldKind, Step
from rules.values.matter import Matter
from rules.values.message import Message
from rules.values.people import Directory, Officer, Unit
from rules.values.privacy import refuse_classified
from storage import Storage, Transaction, message_of, message_text

log = logging.getLogger(__name__)

EXPIRED = "上一次填写超过30分钟没有完成，已经失效，没有发出。"
AGAIN = "请重新说明要办的事。"
UNKEPT = "一起发来的图片和文件没有保存，需要的请重新发送。"
UNDECIDED = "没有听懂。前面问的请回复“是”或者“不是”，要办别的请直接说。"
"""What is said to words that are no command while a guess waits for a yes or a no."""
ADDRESSED = frozenset({*OPENED_BY, STEPS[Step.HAND_ON].word})
"""Commands that go to one unit: where two are addressed, the officer is asked which."""
APPROVES = re.compile(
    r"^(?:是|由|经)|(?:副?(?:局长|镇长|乡长|主任|书记|队长)|同志)?"
    r"(?:已经?|口头|书面|签字|主持工作|批准|同意|签的?字?)*(?:了|的)?[。.]?$"
)
"""What stands around the name of whoever approved."""
WORDS_OF_DRAFTS = frozenset({"取消", "确认发出"})
"""They end what was shown or ask for it again; nothing is recorded by them alone."""
OWN_PLACE = frozenset(word for word, kind in OPENED_BY.items() if kind.rings)
"""In this command one's own unit is where it happened, never who is told."""


ALONE = "详情已单独发给您。"
IN_PRIVATE = "详情请在和机器人的私聊里发送“{says}”查看。"
"""Where the rest is of what a group reads."""


class _Unknown(Exception):
    """Nobody knows the sender; the platform has not been asked yet."""


class Dispatcher:
    """What every channel hands its messages to. Called once a message; never raises."""

    def __init__(
        self,
        storage: Storage,
        book: LawBook,
        clock: Clock,
        wake: Callable[[], None],
        *,
        bot_name: str,
        unprompted: bool,
        largest: int,
        strangers: Strangers | None = None,
    ) -> None:
        """Bind the parts.

        Args:
            storage: where everything is kept.
            book: what binds the county.
            clock: the time.
            wake: called after a message that left something in the outbox.
            bot_name: what people type after the @.
            unprompted: whether some channel may write to people who never wrote to the bot.
            largest: bytes of the largest file that is kept.
            strangers: asks the platform who somebody is; None where it cannot be asked.
        """
        self._strangers = strangers or Strangers({}, clock)
        self._storage = storage
        self._book = book
        self._clock = clock
        self._wake = wake
        self._bot_name = bot_name
        self._unprompted = unprompted
        self._largest = largest

    async def __call__(self, incoming: Incoming) -> Reply:
        """Answer one message. A repeated message id gets its earlier reply again."""
        now = self._clock.now()
        try:
            try:
                reply, posted = await self._decided(incoming, now)
                if posted:
                    self._wake()
            except Refusal as refusal:
                log.info("dispatch.refused channel=%s code=%s", incoming.channel, refusal.code)
                lost = f"\n{UNKEPT}" if incoming.attachments else ""
                reply = Reply(Message(f"{refusal}{lost}"))
                if not isinstance(refusal, NotRegistered):
                    refused = reply
                    await self._storage.run(lambda tx: _remember(tx, incoming, refused, now))
        except Exception:
            incident = token_hex(3)
            log.exception("dispatch.failed incident=%s channel=%s", incident, incoming.channel)
            return Reply(
                Message(
                    f"系统出了问题，这一条没有办理。请稍后再试，并把编号 {incident} 告诉管理员。"
                )
            )
        return reply

    async def _decided(self, incoming: Incoming, now: datetime) -> tuple[Reply, int]:
        """The answer, and whether something was left in the outbox, by the law in force."""

        def work(tx: Transaction) -> tuple[Reply, int]:
            tx.hear(incoming.channel, incoming.message_id, incoming.sender, incoming.conversation)
            law = self._book.require_current(tx).on(now)
            return self._answer(tx, incoming, now, law, introduced=introduced), tx.outbox.posted

        introduced = not self._strangers.may_ask(incoming)
        while True:
            try:
                return await self._storage.run(work)
            except NewLaw:
                await self._book.refresh()
            except _Unknown:
                await self._introduce(incoming, now)
                introduced = True

    def _answer(
        self, tx: Transaction, incoming: Incoming, now: datetime, law: Law, *, introduced: bool
    ) -> Reply:
        """Everything one message does, inside one transaction."""
        earlier = tx.conversations.reply_to(incoming.channel, incoming.message_id)
        if earlier is not None:
            return _load(earlier)
        person = tx.people.officer_of(incoming.channel, incoming.sender)
        directory = tx.people.directory()
        officer = directory.officers.get(person) if person else None
        if officer is None or not officer.active:
            if not introduced:
                raise _Unknown
            return self._greeted(tx, incoming, now)
        if not incoming.group:
            tx.people.identify(
                incoming.channel, incoming.sender, officer.id, incoming.conversation, now
            )
        if incoming.entered:
            return Reply(Message(GREETING))
        refuse_classified(incoming.text)
        reply = self._converse(tx, incoming, officer, directory, now, law)
        _remember(tx, incoming, reply, now)
        return reply

    def _greeted(self, tx: Transaction, incoming: Incoming, now: datetime) -> Reply:
        """The answer to somebody whom nobody knows.

        Raises:
            Refusal: what he says carries a secrecy marking.
        """
        refuse_classified(incoming.text)
        return self._strangers.greet(tx, incoming, now)

    async def _introduce(self, incoming: Incoming, now: datetime) -> None:
        """Ask the platform whose opaque id this is."""
        userid = await self._strangers.userid(incoming)
        if userid:
            await self._storage.run(lambda tx: _bind(tx, incoming, userid, now))

    def _converse(
        self,
        tx: Transaction,
        incoming: Incoming,
        officer: Officer,
        directory: Directory,
        now: datetime,
        law: Law,
    ) -> Reply:
        stored = tx.conversations.dialogue(officer.id, incoming.conversation)
        dialogue = Dialogue.load(stored.body) if stored else None
        expired = stored is not None and stored.expires_at <= now
        parsed = parse(
            incoming.text,
            directory=directory,
            now=now,
            bot_name=self._bot_name,
            own=_own_units(officer, directory),
        )
        ask = _ask(tx, incoming, parsed, officer, directory, now, unprompted=self._unprompted)
        if dialogue is not None and not expired:
            dialogue = _raised(dialogue, ask, tx)
        if dialogue is not None:
            ask = _as_answer(ask, dialogue, law)
        before = ""
        if expired:
            tx.conversations.end_dialogue(officer.id, incoming.conversation)
            lost = drop(None, ask, tx) if dialogue is not None and dialogue.owned() else ""
            before = f"{EXPIRED}{lost}\n"
        waiting = None if expired else dialogue
        if incoming.attachments:
            reply = self._with_files(tx, ask, incoming, waiting, law)
        else:
            about = material.about_files(waiting, ask, tx, law)
            heard = about or self._route(tx, ask, dialogue, law, expired=expired)
            reply = heard or _unheard(ask, waiting, tx, law)
        after = ""
        if ask.left_out and ask.command:
            after = f"\n一次只能办一件，{'、'.join(ask.left_out)}没有包括在内，请另发一条。"
        answered = _with(reply, before, after)
        return self._apart(tx, answered, ask, incoming, law) if incoming.group else answered

    def _apart(
        self, tx: Transaction, reply: Reply, ask: Ask, incoming: Incoming, law: Law
    ) -> Reply:
        """Of a matter a group reads number, state and day; the rest the person gets alone."""
        message, private = reply.message, reply.private
        if message is None:
            return reply
        card = message.card
        if card is not None and card.number:
            private = message
            matter = tx.matters.get(card.number)
            shown = public_card(card, matter, law.owed(matter, ask.directory, ask.at), ask.at)
            message = Message(f"{shown.title}。", shown)
        if private is None:
            return reply
        if self._unprompted or tx.people.reaches(ask.officer.id):
            tx.outbox.post([answer_alone(ask.officer.id, incoming, private, ask.at)])
            hint = ALONE
        else:
            says = f"查 {card.number}" if card and card.number else f"{ask.command} {ask.number}"
            hint = IN_PRIVATE.format(says=says.strip())
        return Reply(message.framed("", f"\n{hint}"), reply.done)

    def _with_files(
        self, tx: Transaction, ask: Ask, incoming: Incoming, dialogue: Dialogue | None, law: Law
    ) -> Reply:
        """Keep the pictures and files; then do what was said with them, if anything was."""
        kept, refused = material.keep(ask, incoming.attachments, tx, self._largest)
        drafts = dialogue is not None and dialogue.kind is not None
        reply = None
        if kept and (ask.command or ask.rest) and not (drafts and captions(ask.text)):
            reply = self._route(tx, ask, dialogue, law, expired=False)
        if reply is None or (drafts and not reply.understood):
            return material.place(ask, kept, refused, dialogue, tx, law)
        beside = material.beside(ask, kept, refused, tx, law)
        return _with(reply, "", f"\n{beside}" if beside else "")

    def _route(
        self, tx: Transaction, ask: Ask, dialogue: Dialogue | None, law: Law, *, expired: bool
    ) -> Reply | None:
        """Do what was said; None for words that were not understood."""
        if dialogue is not None and expects(dialogue, ask, tx, law):
            if not expired:
                return answered(dialogue, ask, tx, law)
            if dialogue.asking in {CONFIRM, ADDING, MEANT}:
                return Reply(Message(AGAIN), "已失效")
        if dialogue is not None and not expired and _left_alone(dialogue, ask):
            return left_alone(dialogue, ask, tx, law)
        command = commands().get(ask.command)
        if command is None:
            return _without_command(ask, tx, law, expired=expired)
        return _commanded(command, ask, tx, None if expired else dialogue, law)


def _commanded(
    command: Command, ask: Ask, tx: Transaction, dialogue: Dialogue | None, law: Law
) -> Reply | None:
    """Do what was said where it was plainly said; else ask, or say why it is not done."""
    if ask.withheld:
        said = unmeant(ask, tx, law)
        return None if said is None else aside(dialogue, ask, tx, law, lambda *_: said)
    if not ask.certain and not ask.units and command.group == "办理":
        return guessed(command.word, ask, tx, law)
    unsure = not ask.plain and ask.command not in WORDS_OF_DRAFTS
    return aside(dialogue, ask, tx, law, shown_back if unsure else command.run)


def _without_command(ask: Ask, tx: Transaction, law: Law, *, expired: bool) -> Reply | None:
    """The answer to words without a command: the place of a file, a guess; None for neither."""
    if placed := material.settle(ask, tx, law):
        return placed
    if expired:
        return Reply(Message(AGAIN))
    people, names = parse_people(ask.text, ask.directory)
    named = replace(ask, people=_with_speaker(people, ask.text, ask.officer), names=names)
    if meant_by := likely(named, tx, law):
        word, read_as = meant_by
        frames = _over(word, read_as)
        if not frames:
            return guessed(word, read_as, tx, law)
        return unmeant(replace(read_as, command=word, frames=frames), tx, law)
    return None


def _unheard(ask: Ask, dialogue: Dialogue | None, tx: Transaction, law: Law) -> Reply:
    """What is said to words that were not understood, with something open or without."""
    ask = replace(ask, command="") if ask.withheld else ask
    if dialogue is not None and dialogue.asking in {CONFIRM, ADDING}:
        return left_alone(dialogue, ask, tx, law)
    waits = UNDECIDED if dialogue is not None and dialogue.asking == MEANT else ""
    return Reply(Message(waits or unheard(ask)))


def _over(word: str, ask: Ask) -> frozenset[str]:
    """The frames over words that name no step but can only mean this one."""
    going = GOING.search(ask.text) if word == "出发" else None
    if going is not None:
        reading = read(ask.text, word, going.span(), (), (), told=False)
        return frozenset(reading.frames - {Frame.MODAL})
    return frozenset({Frame.PARTIAL}) if puts_off(ask.rest) else frozenset()


def _ask(
    tx: Transaction,
    incoming: Incoming,
    parsed: Parsed,
    officer: Officer,
    directory: Directory,
    now: datetime,
    *,
    unprompted: bool,
) -> Ask:
    home = directory.unit_of(officer)
    others = [match for match in parsed.units if not _is(match, home, directory)]
    named = others or (() if parsed.command in OWN_PLACE else parsed.units)
    meant = named if parsed.command in ADDRESSED else named[:1]
    ids = tuple(dict.fromkeys(i for match in meant for i in match.unit_ids))
    reading = Reading() if incoming.card else parsed.reading
    return Ask(
        officer=officer,
        unit=home,
        at=now,
        directory=directory,
        text=parsed.text,
        command=parsed.command or "",
        commands=commands(),
        certain=parsed.certain,
        number=_number(tx, parsed, home.id, incoming.quote),
        units=ids,
        listed=len(meant) > 1 and all(len(match.unit_ids) == 1 for match in meant),
        levels=parsed.levels,
        unknown_unit=parsed.unknown_unit,
        left_out=parsed.others,
        when=parsed.when,
        when_inferred=parsed.when_inferred,
        until=parsed.until,
        ahead=parsed.ahead,
        people=_with_speaker(parsed.people, parsed.text, officer),
        names=parsed.names,
        source=parsed.source or "",
        rest=parsed.rest,
        choice=parsed.choice or 0,
        conversation=incoming.conversation,
        group=incoming.group,
        source_id=f"{incoming.channel}:{incoming.message_id}",
        card_version=incoming.card_version,
        clicked=bool(incoming.card),
        unprompted=unprompted,
        only_time=only_time(parsed.text, now),
        tells=tells(parsed.rest or parsed.text, directory, now),
        frames=frozenset(reading.frames),
        withheld=reading.consent is Consent.WITHHELD,
        plain=reading.consent is Consent.GIVEN or parsed.command not in USAGE,
        left=reading.left,
        note=reading.note,
    )


def _left_alone(dialogue: Dialogue, ask: Ask) -> bool:
    """Whether a draft waits and is asked about in words that sound like a look-up: 为什么要填."""
    looks_up = ask.command == "为什么" and not ask.number
    return dialogue.asking in {CONFIRM, ADDING} and looks_up


def _raised(dialogue: Dialogue, ask: Ask, tx: Transaction) -> Dialogue:
    """The dialogue whose card was pressed on top of those that wait."""
    raised = dialogue.raised(ask.card_version) if ask.clicked else dialogue
    if raised != dialogue:
        save(raised, ask, tx)
    return raised


def _own_units(officer: Officer, directory: Directory) -> frozenset[str]:
    """The officer's unit and the bodies that belong to it."""
    home = directory.unit_of(officer).id
    units = directory.units.values()
    return frozenset({home, *(unit.id for unit in units if unit.parent == home)})


def _with_speaker(people: tuple[str, ...], text: str, officer: Officer) -> tuple[str, ...]:
    """The people named, and the speaker where he counts himself among them: 我和高峰."""
    return tuple(dict.fromkeys((officer.id, *people))) if counts_speaker(text) else people


def _is(match: UnitMatch, unit: Unit, directory: Directory) -> bool:
    """Whether words name a unit or a body of it: nobody sends anything to his own unit."""
    units = (directory.units[i] for i in match.unit_ids)
    return all(unit.id in {named.id, named.parent} for named in units)


def _number(tx: Transaction, parsed: Parsed, unit: str, quote: str) -> str:
    """The matter that is meant: as typed, else the one the quoted message names.

    Bare digits, as in 收到 7, are the unit's own open matter with that number, if it is the only
    one; otherwise the command asks which.
    """
    number = parsed.number or ""
    if number.isdigit():
        fits: list[Matter] = [
            matter for matter in tx.matters.open_of(unit) if matter.number[1:] == number
        ]
        step = STEP_OF.get(parsed.command or "")
        takers = kinds_taking(step) if step else ()
        best = [m for m in fits if len(takers) == 1 and m.kind is takers[0]] or fits
        return best[0].number if len(best) == 1 else ""
    if not number and quote:
        return parse_number(quote) or ""
    return number


def _as_answer(ask: Ask, dialogue: Dialogue, law: Law) -> Ask:
    """Read a bare date, name or unit the way the open question means it."""
    match asked_kind(dialogue, law):
        case FieldKind.PAST:
            guess = guess_instant(ask.text, ask.at)
            return replace(ask, when=guess.value, when_inferred=guess.inferred) if guess else ask
        case FieldKind.FUTURE_DAY:
            return replace(ask, until=parse_date(ask.text, ask.at) or ask.until)
        case FieldKind.PEOPLE | FieldKind.OFFICER as kind:
            text = APPROVES.sub("", ask.text) if kind is FieldKind.OFFICER else ask.text
            people, names = parse_people(text, ask.directory)
            return replace(ask, people=_with_speaker(people, ask.text, ask.officer), names=names)
        case FieldKind.UNIT if not (ask.command and ask.certain):
            return _units_read(ask, dialogue)
        case FieldKind.SOURCE:
            return replace(ask, source=parse_source(ask.text) or ask.source)
        case _:
            return ask


def _units_read(ask: Ask, dialogue: Dialogue) -> Ask:
    """The units an answer names, several where several are asked for."""
    if dialogue.kind is not None and dialogue.kind.several:
        units, levels = units_in(ask.text, ask.directory)
        return replace(ask, units=units, listed=len(units) > 1, levels=levels)
    match = parse_unit(ask.text, ask.directory)
    return replace(ask, units=match.unit_ids if match else ask.units)


def _with(reply: Reply, before: str, after: str) -> Reply:
    """The reply with a sentence before and after it, on the card as well as in the text."""
    message = reply.message
    return reply if message is None else replace(reply, message=message.framed(before, after))


def _bind(tx: Transaction, incoming: Incoming, userid: str, now: datetime) -> None:
    """Keep whose account it is, if the person is in the address book."""
    if userid in tx.people.directory().officers:
        where = "" if incoming.group else incoming.conversation
        tx.people.identify(incoming.channel, incoming.sender, userid, where, now)


def _remember(tx: Transaction, incoming: Incoming, reply: Reply, now: datetime) -> None:
    text = json.dumps(
        [message_text(reply.message) if reply.message else "", reply.done], ensure_ascii=False
    )
    tx.conversations.remember_reply(incoming.channel, incoming.message_id, text, now)


def _load(text: str) -> Reply:
    message, done = json.loads(text)
    return Reply(message_of(message) if message else None, done)
