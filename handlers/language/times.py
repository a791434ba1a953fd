"""Chinese dates and times of day, read by a closed grammar against a given present."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.language.numbers import numeral
from handlers.language.text import plain
from handlers.language.values import Amount, Guess
from rules.values.dates import BEIJING

_N = "(?:[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_M = "(?:[0-9]{1,3}|[一二两三四五六七八九十百]{1,4}|半)"
_PART = (
    "凌晨|清晨|清早|大清早|一大早|一早|早晨|早上|上午|正午|"
    "中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|半夜|深夜|午夜"
)
_DAYWORD = (
    "大前[天日]|前晚上?|昨晚上?|昨夜里?|今晚上?|今夜里?|明晚上?|[昨今明](?:早上?|晨)|[昨今明][天日儿]"
    "|(?<!当)前[天日]|大后[天日]|后[天日]"
)
_NOT_TIME = "段|间|候|问题|建议|意见|要求|原因|情况|位|也|儿|都|不"


def _clock(tag: str) -> str:
    """The grammar of a clock time, its groups told apart by a tag."""
    return (
        rf"(?P<hour{tag}>{_N})(?: ?[点时](?!{_NOT_TIME})"
        rf"(?P<minute{tag}>半|[一三13]刻|整|钟|{_N}(?: ?分)?| {_N} ?分)?"
        rf"|[:：](?P<colon{tag}>[0-9]{{2}})(?::[0-5][0-9])?)(?:钟|整)?(?:左右|许|多)?"
    )


_WHEN = re.compile(
    r"(?=[0-9零一二两三四五六七八九十百半刚方现此目今本去明上这下周星礼大前昨后月年凌清早正中午傍晚夜深])"
    r"(?:"
    rf"(?P<ago>(?P<agon>{_M}|一个半)(?P<agou>个?小时|个?钟头|个?钟|分钟|天|日|"
    rf"个?星期|周|个?礼拜|个?月)(?:多|左右)?(?:之前|以前|前))"
    r"|(?P<now>刚才|刚刚|方才|刚(?=发现|接到|查|收到|看到|到)|现在|此刻|目前)"
    rf"|(?P<date>(?<![0-9])(?:"
    rf"(?:(?P<year>20[0-9]{{2}})\s?[-/.年]\s?|(?P<yearword>今年|本年|去年|"
    rf"明年)的?)(?P<month>{_N})\s?(?:[-/.]|"
    rf"月份?)\s?(?P<day>{_N})(?P<mark> ?[日号])?"
    rf"|(?P<month2>{_N}) ?月份? ?(?P<day2>{_N}) ?[日号]"
    rf"|(?P<monthword>上+个?月|本月|这个?月|下+个?月)的?(?P<day3>{_N})[日号]"
    r"|(?P<weekword>上+个?|本|这个?|下+个?)?(?<![一二两三四五六七八九十每几半0-9])"
    r"(?:周|(?:星期|礼拜)(?=[一二三四五六日天]))(?P<weekday>[一二三四五六日]|"
    r"(?<!周)天)(?!次|遍|回|个)"
    rf"|(?P<dayword>{_DAYWORD})"
    r"|(?P<end>上+个?月底|下+个?月底|本?月底|这个?月底|去年底|明年底|年底)"
    rf"|(?<!第)(?P<day4>{_N})[日号](?=\s?(?:{_PART})|\s?[0-9]{{1,2}}[点时:])"
    rf"|(?<=[至到])(?P<day5>{_N})[日号]))"
    rf"(?:的?\s?(?P<part>{_PART}|早|晚))?(?:\s?T?{_clock('')})?"
    rf"|"
    rf"(?P<part2>{_PART})\s?(?:{_clock('2')})?"
    rf"|"
    rf"(?<![0-9第])(?:{_clock('3')}))"
)
_HINT = frozenset(
    "0123456789一二两三四五六七八九十半刚今昨前明后周星礼月凌清早上下中正午傍晚夜深当年现大此目"
)
_DAY_ONLY = re.compile(rf"(?:到|至|就|定在)?(?P<day>{_N})[日号]")
_SLASHED = re.compile(r"(?:到|至)?(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_COMPACT = re.compile(r"(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])")
_DATE_LATER = re.compile(
    r"(?:至|(?<![接收查找看])到|期|期[为是:：]|截止|生产于|成立于|每|每天|每晚|自|从|办理?于)\s?\Z"
)
_NOT_AFTER = re.compile(
    r"起(?![火诉重来吊争冲纠])|以来|开始|至今|生产|到期|过期|"
    r"[之以]?前(?![往去来])|内|营业|打烊|"
    r"[-—~至到](?=[0-9一二三四五六七八九十])"
)
_HOURS = {
    **dict.fromkeys(("凌晨",), 3),
    **dict.fromkeys(("清晨", "清早", "大清早"), 6),
    **dict.fromkeys(("一大早", "一早", "早晨"), 8),
    **dict.fromkeys(("早上", "早"), 9),
    **dict.fromkeys(("上午",), 10),
    **dict.fromkeys(("正午", "中午"), 12),
    **dict.fromkeys(("午后", "下午"), 15),
    **dict.fromkeys(("傍晚",), 18),
    **dict.fromkeys(("晚上", "晚间", "晚"), 20),
    **dict.fromkeys(("夜里", "夜间"), 22),
    **dict.fromkeys(("半夜", "深夜", "午夜"), 23),
}
"""The hour taken for a part of the day when none was said; always marked as inferred."""
_STARTS = {
    "上午": 8,
    **dict.fromkeys(("正午", "中午"), 11),
    **dict.fromkeys(("午后", "下午"), 12),
    "傍晚": 16,
    **dict.fromkeys(("晚上", "晚间", "晚", "夜里", "夜间"), 18),
    **dict.fromkeys(("深夜", "半夜", "午夜"), 21),
}
"""When a part of the day begins; before that it has not happened yet."""
_LATE = frozenset(("晚上", "晚间", "晚", "夜里", "夜间", "半夜", "深夜", "午夜"))
_NOON = frozenset(("中午", "正午"))
_AFTERNOON = frozenset(("下午", "午后", "傍晚"))
_DAY_WORDS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_HALF_A_YEAR = timedelta(days=183)
_A_DAY = timedelta(days=1)
_MORNING = time(9, 0)
_SMALL = 6
"""Up to this hour somebody who names no half of the day means the afternoon."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A time that was read, and where it stood."""

    guess: Guess[datetime]
    start: int
    end: int


def instants(text: str, now: datetime) -> Iterator[Spoken]:
    """The instants a text names in the past sense, none of them after `now`, in order."""
    if _HINT.isdisjoint(text):
        return
    local = now.astimezone(BEIJING)
    for hit in _WHEN.finditer(text):
        start, end = hit.span()
        if _DATE_LATER.search(text, max(0, start - 6), start) or _NOT_AFTER.match(text, end):
            continue
        if _is_clock_only(hit) and not _may_stand(text, start):
            continue
        guess = _instant(hit, local)
        if guess is not None:
            yield Spoken(guess, start, end)


def spans(text: str, now: datetime) -> Iterator[tuple[int, int]]:
    """The places of everything in a text that names a time, past or to come."""
    today = now.astimezone(BEIJING).date()
    for hit in _WHEN.finditer(text):
        yield hit.span()
    if _short_day(text, today, past=True) or _short_day(text, today, past=False):
        yield 0, len(text)


def days(text: str, now: datetime, *, past: bool = False) -> Iterator[tuple[date, int, int]]:
    """The days a text names, looking ahead (an announced date) or back, with their places."""
    if _HINT.isdisjoint(text):
        return
    today = now.astimezone(BEIJING).date()
    for hit in _WHEN.finditer(text):
        day = _day(hit, today, past=past)
        if day is not None and (day <= today if past else day >= today):
            yield day, *hit.span()


def coming(text: str, now: datetime) -> datetime | None:
    """The first instant a text names from now on: 明天, 今天下午, 4月9日10点; None for none.

    A day alone is its morning, a part of a day its usual hour; what has passed today is now.
    """
    local = now.astimezone(BEIJING)
    for hit in _WHEN.finditer(text):
        if hit["now"]:
            return local
        day = _day(hit, local.date(), past=False) if hit["date"] else local.date()
        if hit["ago"] or day is None or day < local.date():
            continue
        part = hit["part"] or hit["part2"] or _part_of(hit["dayword"] or "")
        word = hit["hour"] or hit["hour2"] or hit["hour3"]
        if word is None:
            return max(datetime.combine(day, time(_HOURS.get(part, 9)), BEIJING), local)
        colon = hit["colon"] or hit["colon2"] or hit["colon3"]
        minute = int(colon) if colon else _minute(hit["minute"] or hit["minute2"] or hit["minute3"])
        hour = _hour(part, _number(word), minute)
        if hour is not None:
            small = not part and 1 <= hour <= _SMALL and not (colon and len(word) > 1)
            return max(_at(day, hour + 12 * small, minute), local)
    return None


def parse_instant(text: str, now: datetime) -> datetime | None:
    """The one instant an answer names, in Beijing and not after `now`; None if it names none."""
    guess = guess_instant(text, now)
    return guess.value if guess is not None else None


def guess_instant(text: str, now: datetime) -> Guess[datetime] | None:
    """Like `parse_instant`, saying also whether part of the time had to be inferred."""
    text = plain(text)
    found = next(instants(text, now), None)
    if found is not None:
        return found.guess
    day = _short_day(text.rstrip("。.吧的 "), now.astimezone(BEIJING).date(), past=True)
    if day is None:
        return None
    return Guess(_not_after(datetime.combine(day, _MORNING, BEIJING), now), inferred=True)


def parse_date(text: str, now: datetime, *, past: bool = False) -> date | None:
    """The one day an answer names: the next such day, or with `past` the last such day."""
    text = plain(text)
    found = next(days(text, now, past=past), None)
    if found is not None:
        return found[0]
    short = _short_day(text.rstrip("。.吧前 "), now.astimezone(BEIJING).date(), past=past)
    if short is None:
        return None
    return short


def _short_day(text: str, today: date, *, past: bool) -> date | None:
    """Forms that are dates only where a date is expected: 15号, 4-14, 20260414."""
    if hit := _COMPACT.fullmatch(text):
        day = _date(int(hit["year"]), int(hit["month"]), int(hit["day"]))
        return day if day is not None and (day <= today) == (past or day == today) else None
    if hit := _SLASHED.fullmatch(text):
        return _nearest(int(hit["month"]), int(hit["day"]), today, past=past)
    if hit := _DAY_ONLY.fullmatch(text):
        return _day_of_month(_number(hit["day"]), today, past=past)
    return None


_AMOUNT = re.compile(
    r"(?<![0-9月.])(?P<n>[0-9]{1,3}|[一二两三四五六七八九十百]{1,4}|"
    r"半)\s?个?(?P<unit>工作日|自然日|小时|钟头|天|日(?=之?内)|周|星期|礼拜|"
    r"(?<=个)月)(?!前|之前|以前|[0-9一二三四五六日天])"
)
_AMOUNTS = {
    "工作日": "workday",
    "小时": "hour",
    "钟头": "hour",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
}


def amount(text: str) -> tuple[Amount, int, int] | None:
    """The first length of time a text names, such as 5个工作日, with its place."""
    for hit in _AMOUNT.finditer(text):
        number = numeral(hit["n"])
        if number:
            return Amount(number, _AMOUNTS.get(hit["unit"], "day")), *hit.span()
    return None


def _is_clock_only(hit: re.Match[str]) -> bool:
    return hit["date"] is None and hit["ago"] is None and hit["now"] is None


_STAND = re.compile(r"(?:^|[\s，,。；;：:、（(]|于|在|约|边|大概|大约|差不多|我们?|是)\Z")


def _may_stand(text: str, start: int) -> bool:
    """Whether a time of day without a day stands where people say when, not until when."""
    return _STAND.search(text, max(0, start - 3), start) is not None


def _number(text: str | None) -> int:
    value = numeral(text) if text else None
    return -1 if value is None else value


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date, *, past: bool) -> date | None:
    """The last or next such day within half a year; a day of another half is a slip, not a date."""
    for year in (today.year, today.year - 1) if past else (today.year, today.year + 1):
        found = _date(year, month, day)
        if found is None:
            continue
        if (found <= today) if past else (found >= today):
            return found if abs(found - today) <= _HALF_A_YEAR or year == today.year else None
    return None


def _shift_month(today: date, by: int, day: int) -> date | None:
    months = today.year * 12 + today.month - 1 + by
    return _date(months // 12, months % 12 + 1, day)


def _day_of_month(day: int, today: date, *, past: bool) -> date | None:
    here = _shift_month(today, 0, day)
    if here is not None and ((here <= today) if past else (here >= today)):
        return here
    return _shift_month(today, -1 if past else 1, day)


def _day(hit: re.Match[str], today: date, *, past: bool) -> date | None:  # noqa: PLR0911
    """The day a hit names; None if there is no such day or it names only a time."""
    if hit["ago"]:
        return _ago_day(hit, today) if past else None
    if hit["year"]:
        return _date(int(hit["year"]), _number(hit["month"]), _number(hit["day"]))
    if hit["yearword"]:
        year = today.year + {"去年": -1, "明年": 1}.get(hit["yearword"], 0)
        return _date(year, _number(hit["month"]), _number(hit["day"]))
    if hit["month2"]:
        return _nearest(_number(hit["month2"]), _number(hit["day2"]), today, past=past)
    if hit["monthword"]:
        return _shift_month(today, _steps(hit["monthword"]), _number(hit["day3"]))
    if hit["weekday"]:
        return _weekday(hit["weekword"] or "", hit["weekday"], today, past=past)
    if hit["dayword"]:
        word = hit["dayword"]
        return today + timedelta(days=_DAY_WORDS[word[:2] if word[0] == "大" else word[0]])
    if hit["end"]:
        return _end(hit["end"], today)
    if hit["day4"] or hit["day5"]:
        return _day_of_month(_number(hit["day4"] or hit["day5"]), today, past=past)
    return None


def _weekday(word: str, name: str, today: date, *, past: bool) -> date | None:
    index = 6 if name in "日天" else "一二三四五六".index(name)
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=_steps(word), days=index)
    if not word and past and day > today:
        day -= timedelta(weeks=1)
    elif not word and not past and day < today:
        day += timedelta(weeks=1)
    elif not word and not past and day == today:
        return None  # said on a Wednesday, 周三 may be today or a week ahead
    return day


def _end(word: str, today: date) -> date | None:
    if word.endswith("年底"):
        return date(today.year + {"去": -1, "明": 1}.get(word[0], 0), 12, 31)
    first = _shift_month(today, _steps(word) + 1, 1)
    return first - _A_DAY if first is not None else None


def _steps(word: str) -> int:
    """How many weeks or months on: 下下个月 is two, 上月 one back."""
    return word.count("下") - word.count("上")


def _ago(hit: re.Match[str]) -> timedelta | None:
    """How long ago; None where the words fit no length."""
    word, unit = hit["agon"], hit["agou"]
    if word == "一个半":
        number = 1.5
    elif word == "半":
        number = 0.5
    else:
        number = _number(word)
    if number <= 0:
        return None
    if "小时" in unit or "钟头" in unit or unit in ("个钟", "钟"):
        return timedelta(hours=number)
    if unit == "分钟":
        return timedelta(minutes=number)
    if number != int(number) and not unit.endswith(("天", "日")):
        return None
    return timedelta(days=number * (7 if unit.endswith(("周", "星期", "礼拜")) else 1))


def _ago_day(hit: re.Match[str], today: date) -> date | None:
    ago = _ago(hit)
    if (
        ago is None
        or hit["agou"].endswith("月")
        or not hit["agou"].endswith(("天", "日", "周", "星期", "礼拜"))
    ):
        return None
    return today - timedelta(days=ago.days)


def _not_after(at: datetime, now: datetime) -> datetime:
    return min(at, now.astimezone(BEIJING))


def _instant(hit: re.Match[str], now: datetime) -> Guess[datetime] | None:
    """The instant a hit names in the past sense; None if impossible or still to come."""
    if hit["now"] or hit["ago"]:
        return _ago_instant(hit, now) if hit["ago"] else Guess(now, inferred=True)
    day = _day(hit, now.date(), past=True) if hit["date"] else now.date()
    if day is None or day > now.date():
        return None
    part = hit["part"] or hit["part2"] or _part_of(hit["dayword"] or "")
    hour = hit["hour"] or hit["hour2"] or hit["hour3"]
    if hour is None:
        return _part_instant(day, part, now)
    minute_word = hit["minute"] or hit["minute2"] or hit["minute3"]
    colon = hit["colon"] or hit["colon2"] or hit["colon3"]
    minute = int(colon) if colon else _minute(minute_word)
    clock = "hour" if hit["hour"] else "hour2" if hit["hour2"] else "hour3"
    mark = hit.string[hit.end(clock) :].lstrip()[0]
    padded = mark == "时" or (colon is not None and len(hour) == 2)  # 09:30, 9时30分
    spoken = _hour(part, _number(hour), minute)
    if spoken is None:
        return None
    if part or padded or not 1 <= spoken < 12:
        return _said(day, spoken, minute, now, floats=not hit["date"])
    return _either_half(day, spoken, minute, now)


def _ago_instant(hit: re.Match[str], now: datetime) -> Guess[datetime] | None:
    day = _ago_day(hit, now.date())
    if day is not None:
        return Guess(datetime.combine(day, _MORNING, BEIJING), inferred=True)
    ago = _ago(hit)
    if ago is None or hit["agou"].endswith("月"):
        return None
    return Guess(now - ago, inferred=False)


def _part_of(word: str) -> str:
    if "早" in word or "晨" in word:
        return "早上"
    return "晚上" if "晚" in word or "夜" in word else ""


def _minute(word: str | None) -> int:
    if word is None or word in ("整", "钟"):
        return 0
    if word == "半":
        return 30
    if word.endswith("刻"):
        return 45 if word[0] in "三3" else 15
    return _number(word.strip().removesuffix("分").strip())


def _part_instant(day: date, part: str, now: datetime) -> Guess[datetime] | None:
    """A part of a day without an hour, or a whole day: an hour is inferred, never after now."""
    if day == now.date() and now.hour < _STARTS.get(part, 0):
        return None
    at = datetime.combine(day, time(_HOURS.get(part, 9)), BEIJING)
    return Guess(_not_after(at, now), inferred=True)


def _hour(part: str, hour: int, minute: int) -> int | None:
    """The hour of the day, 24 and more for the small hours after it; None if there is none."""
    if not (0 <= hour <= 24 and 0 <= minute < 60) or (hour == 24 and minute):
        return None
    if part in _LATE:  # 昨晚2点 is 02:00 of the day after
        return hour % 12 + 24 if hour <= 5 or hour == 12 else hour + 12 * (hour < 12)
    if part in _AFTERNOON:
        return hour + 12 * (hour < 12)
    if part in _NOON:
        return hour + 12 if hour <= 3 else hour
    if part == "凌晨":
        return hour % 12 if hour <= 6 or hour == 12 else None
    return None if part and hour > 12 else hour  # there is no 上午15点


def _said(
    day: date, hour: int, minute: int, now: datetime, *, floats: bool
) -> Guess[datetime] | None:
    """An hour whose half of the day was said; `floats` where the day itself was not."""
    at = _at(day, hour, minute)
    if floats and hour >= 24 and at > now:  # 夜里2点
        at -= _A_DAY
    return Guess(at, inferred=False) if at <= now else None


def _either_half(day: date, hour: int, minute: int, now: datetime) -> Guess[datetime] | None:
    """An hour from 1 to 11 without a half: inferred wherever the other one is possible too."""
    early, late = _at(day, hour, minute), _at(day, hour + 12, minute)
    small = hour <= _SMALL  # three o'clock is hardly at night
    if late <= now:
        return Guess(late if small else early, inferred=True)
    return Guess(early, inferred=small) if early <= now else None


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day + _A_DAY * (hour // 24), time(hour % 24, minute), BEIJING)
