"""A whole message: command, number, unit, time, people, and the content that remains."""

import re
from dataclasses import replace
from datetime import datetime

from handlers.language import commands, times
from handlers.language.addressee import TITLE, addressed
from handlers.language.commands import Heard
from handlers.language.draft import WORD_EDGE, Draft, Span, closed, covered, rest_of, run_of
from handlers.language.frames import USAGE, Consent, Frame, Reading, besides, read
from handlers.language.levels import given_to
from handlers.language.numbers import Number, bare, lettered, numeral
from handlers.language.people import people_in, told_apart
from handlers.language.receivers import receivers
from handlers.language.sentence import sentence
from handlers.language.text import normal, trimmed
from handlers.language.units import expected, index_of
from handlers.language.values import Parsed
from rules.values.people import Directory

_COMPLAINT = re.compile(
    r"投诉|举报|信访|(?<![0-9A-Za-z])12345(?![0-9])|反映|来信|来访|上访|控告|热线|检举"
)
_INSPECTION = re.compile(
    r"检查|巡查|巡逻|查到|查获|查出|查处时|发现|排查|抽查|看到|走访|巡河|日常监管|核查时|暗访"
)
_CHOICE = re.compile(r"(?:选|第)?([0-9]{1,2}|[一二三四五六七八九十])(?:[.、)）号个项]|选项)?\Z")
_CHOICES = {chr(0x2460 + i): str(i + 1) for i in range(10)}
_DATE_WORDS = re.compile(
    r"(?:(?:预计|预期|大概|大约|拟|再|需要?|还要|还需|还得|申请|要|期限|到|至|"
    r"延期|延长|延|改到|推迟|宽限|为|于|在)\s?)+\Z"
)
_DATE_AFTER = re.compile(r"(?:之?前|以前|左右|止|为止|前后)?(?:答复|回复|完成|办完|办结|反馈|前)?")
_BEFORE = re.compile(r"[之以]?前(?![往去来]|期)")
_TO_PERSON = re.compile(r"(?:(?:交?给|由|请|让|是|为|派|派出|派员|：|:)\s?@?|@)\s?\Z")
_PEOPLE_TAIL = re.compile(
    r"(?:等?(?:[0-9两二三四五六]人|同志)|带队|已经?|已出发|出发|前往|赶赴|"
    r"处理|办理|来办|负责|去|等)*"
)
_HELD = re.compile(r"移[送交]|转给|移给|交给|交由|转交")


def parse(
    text: str,
    *,
    directory: Directory,
    now: datetime,
    bot_name: str = "执法协作",
    own: frozenset[str] = frozenset(),
) -> Parsed:
    """Understand one message. Never raises for any text, and never guesses a value.

    Args:
        text: what was typed, tapped or spoken.
        directory: the county's units and people.
        now: the present instant; relative times refer to it.
        bot_name: the name under which the bot is mentioned.
        own: ids of the speaker's unit and of its bodies, which are nobody's addressee.
    """
    text = normal(text, bot_name)
    numbers = lettered(text)
    draft = Draft(own=own)
    heard = _heard(text, numbers, directory, draft)
    word = heard.word if heard else None
    number, others = _numbers(text, heard, numbers, word)
    if number is not None:
        draft.cuts += run_of(text, number, numbers)
    draft.begins = _command_end(text, draft)
    if not covered(text, draft.cuts):
        _read(text, word, directory, now, draft, numbers)
    ids, names = told_apart(draft.people)
    choice = _choice(text)
    spoken = draft.spoken
    reading = _reading(text, heard, draft, _places(numbers, number), directory)
    return Parsed(
        text=text,
        command=word,
        certain=heard is not None and heard.certain,
        number=number.value if number else None,
        others=others,
        units=draft.units,
        levels=draft.levels,
        unknown_unit=draft.unknown_unit,
        when=spoken.guess.value if spoken else None,
        when_text=text[spoken.start : spoken.end].strip() if spoken else "",
        when_inferred=spoken.guess.inferred if spoken else False,
        until=draft.until,
        amount=draft.amount,
        people=ids,
        names=names,
        source=parse_source(text),
        rest=_content(text, word, draft) if choice is None else "",
        choice=choice,
        ahead=times.coming(text, now) if word == "如果" else None,
        reading=reading,
    )


def _command_end(text: str, draft: Draft) -> int:
    """Where a command that begins a message ends, with its number; 0 for a letter or a sentence."""
    end = draft.begins
    if not end or TITLE.match(text):
        return 0
    for start, stop in sorted(draft.cuts):
        if text[end:start].strip(" ，,、：:。的号件案"):
            break
        end = max(end, stop)
    return end


def _content(text: str, word: str | None, draft: Draft) -> str:
    """What remains as content; of an opening everything that was said, if anything was."""
    rest = rest_of(text, draft.cuts)
    return trimmed(text[draft.begins :]) if rest and word in commands.FILES else rest


def _places(numbers: tuple[Number, ...], first: Number | None) -> list[Span]:
    """Where numbers of matters stand, bare digits included."""
    return sorted({(n.start, n.end) for n in (*numbers, *((first,) if first else ()))})


def _reading(
    text: str, heard: Heard | None, draft: Draft, places: list[Span], directory: Directory
) -> Reading:
    """What stands over the step's verb; for words without a step, what is said beside numbers.

    An opening names no matter and ends in a draft: nothing is done on its words.
    """
    if heard is None or heard.word not in USAGE:
        return Reading(left=besides(text, places))
    opens = heard.word in commands.FILES and not places
    if opens or heard.verb is None:
        return Reading()
    people = draft.people or (
        people_in(text, directory, strangers=False) if heard.word in _ON_THE_WAY else ()
    )
    used = [(person.start, person.end) for person in people]
    if draft.spoken is not None:
        used.append((draft.spoken.start, draft.spoken.end))
    told = bool(draft.until or draft.units or draft.people)
    reading = read(text, heard.word, heard.verb, places, used, told=told)
    return replace(reading, frames=reading.frames | {Frame.QUESTION}) if heard.asked else reading


def parse_source(text: str) -> str | None:
    """Where a case came from: `complaint` or `inspection`; a complaint wins over both."""
    if _COMPLAINT.search(text):
        return "complaint"
    return "inspection" if _INSPECTION.search(text) else None


def _choice(text: str) -> int | None:
    if len(text) > 5:  # longer than any option
        return None
    hit = _CHOICE.match(_CHOICES.get(text, text).rstrip("。 "))
    return numeral(hit[1]) or None if hit else None


def _heard(
    text: str, numbers: tuple[Number, ...], directory: Directory, draft: Draft
) -> Heard | None:
    """The command, from the surest reading to the most doubtful."""
    word = commands.alone(text)
    if word is not None:
        draft.cuts.append((0, len(text)))
        verb = (0, len(text.rstrip("?？")) or len(text))
        return Heard(word, certain=True, start=0, end=len(text), verb=verb)
    heard = commands.begins(text, numbers)
    if heard is None:
        return (
            given_to(text, directory, draft)
            or sentence(text, numbers, directory, draft)
            or _slip(text, numbers, directory, draft)
            or _inside(text, numbers, draft)
        )
    draft.cuts.append((heard.start, heard.end))
    if heard.word in _MAY_HAND_ON and heard.number is None and _HELD.search(text, heard.end):
        hands = sentence(text, numbers, directory, draft)
        if hands is not None:
            return hands
    draft.begins = heard.end
    return heard


_ON_THE_WAY = frozenset(("确认", "到场"))
"""Steps beside which colleagues are named who set out: part of the report."""
_MAY_HAND_ON = frozenset(("投诉", "登记"))
"""Openings that a 移给 at the end of the sentence turns into a referral."""


def _slip(
    text: str, numbers: tuple[Number, ...], directory: Directory, draft: Draft
) -> Heard | None:
    """A first word that only sounds like a command."""
    first = numbers[0].end if numbers and numbers[0].start == 0 else 0
    while first < len(text) and text[first] in " ，,":
        first += 1
    heard = commands.slip(text, first)
    if heard is None:
        return None
    word, end = heard
    follows = text[end : end + 1]
    if follows and follows not in WORD_EDGE and not follows.isdigit():
        beside = any(0 <= n.start - end <= 1 for n in numbers)
        if not beside and expected(text, end, index_of(directory)) is None:
            return None
    draft.cuts.append((first, end))
    draft.begins = end
    return Heard(word, certain=False, start=first, end=end, verb=(first, end))


def _inside(text: str, numbers: tuple[Number, ...], draft: Draft) -> Heard | None:
    heard = commands.inside(text, numbers)
    if heard is not None and heard.unsaid:
        places = [(n.start, n.end) for n in numbers]
        reading = read(text, heard.word, heard.verb or (0, 0), places, (), told=False)
        return heard if heard.asked or reading.consent is Consent.WITHHELD else None
    if heard is not None and heard.end == len(text.rstrip("。 了")):
        draft.cuts.append((heard.start, len(text)))
    return heard


def _numbers(
    text: str, heard: Heard | None, numbers: tuple[Number, ...], word: str | None
) -> tuple[Number | None, tuple[str, ...]]:
    """The number the command is about, and any others."""
    first = heard.number if heard else None
    if first is None and numbers:
        first = numbers[0]
    if first is None and heard is not None and heard.end and word not in commands.FILES:
        at = heard.end
        while at < len(text) and text[at] in " ，,：:了的":
            at += 1
        first = bare(text, at)
    others = dict.fromkeys(n.value for n in numbers if first is None or n.value != first.value)
    return first, tuple(others)


def _read(
    text: str,
    word: str | None,
    directory: Directory,
    now: datetime,
    draft: Draft,
    numbers: tuple[Number, ...],
) -> None:
    """Units, times and people, as far as the command has use for them."""
    if not (draft.units or draft.levels or draft.unknown_unit) and (
        word is None or word in commands.TAKES_UNITS
    ):
        index = index_of(directory)
        if not addressed(text, word, index, draft):
            receivers(text, word, index, draft)
    if word in commands.TAKES_DATE or (word == "协助" and "前" in text):
        _dates(text, word, now, draft)
    if word is None or word in commands.TAKES_TIME:
        _times(text, now, draft)
    if word is None:
        draft.cuts.clear()
    if word in commands.TAKES_PEOPLE or "@" in text:
        _people(text, word, directory, draft, numbers)


def _dates(text: str, word: str | None, now: datetime, draft: Draft) -> None:
    """An announced day or a length of time; elsewhere only a day followed by 前."""
    for day, start, end in times.days(text, now):
        if any(s < end and start < e for s, e in draft.cuts):
            continue
        if word not in commands.TAKES_DATE and not _BEFORE.match(text, end):
            continue
        draft.until = day
        _cut_date(text, start, end, draft)
        return
    if word not in commands.TAKES_DATE:
        return
    length = times.amount(text)
    if length is not None:
        draft.amount = length[0]
        _cut_date(text, length[1], length[2], draft)


def _cut_date(text: str, start: int, end: int, draft: Draft) -> None:
    """Take a date out of the content if it stands as a word, with the words around it."""
    floor = max((e for _, e in draft.cuts if e <= start), default=0)
    lead = _DATE_WORDS.search(text, floor, start)
    start = lead.start() if lead else start
    after = _DATE_AFTER.match(text, end)
    end = after.end() if after else end
    before_ok = start <= floor or text[start - 1] in WORD_EDGE
    if before_ok and closed(text, end):
        draft.cuts.append((start, end))


def _times(text: str, now: datetime, draft: Draft) -> None:
    """When it happened: the time in the clause that tells of the finding, else the first."""
    spoken = list(times.instants(text, now))
    if not spoken:
        return
    told = [one for one in spoken if _SEEN.match(text, one.end)]
    draft.spoken = chosen = (told or spoken)[0]
    before = chosen.start == 0 or text[chosen.start - 1] in WORD_EDGE
    opens = any(end == chosen.start for _, end in draft.cuts)
    ends = closed(text, chosen.end) or any(start == chosen.end for start, _ in draft.cuts)
    if (before or opens) and ends and draft.cuts:
        draft.cuts.append((chosen.start, chosen.end))


_SEEN = re.compile(r"[^。；;]{0,16}?(?:发现|查到|查获|查出|巡查|检查|接到|收到|投诉|举报|反映)")


def _people(
    text: str, word: str | None, directory: Directory, draft: Draft, numbers: tuple[Number, ...]
) -> None:
    """Who is named. 出发 expects names, so there a stranger's name counts as well."""
    masked = list(text)
    for start, end in [*draft.cuts, *((n.start, n.end) for n in numbers)]:
        masked[start:end] = " " * (end - start)
    draft.people = people_in("".join(masked), directory, strangers=word == "出发")
    for person in draft.people:
        floor = max((e for _, e in draft.cuts if e <= person.start), default=0)
        lead = _TO_PERSON.search(text, max(floor, person.start - 4), person.start)
        start = lead.start() if lead else person.start
        before = start == 0 or text[start - 1] in WORD_EDGE or text[start - 1] in "和与及"
        near = any(end == start for _, end in draft.cuts)
        tail = _PEOPLE_TAIL.match(text, person.end)
        end = tail.end() if tail else person.end
        joined = closed(text, end) or text[end] in "和与及"
        if (before or near) and (joined or word == "出发"):
            joint = 1 if end < len(text) and text[end] in "和与及" else 0
            draft.cuts.append((start, end + joint))
