"""Dates, times of day and stretches of time as an office writes them, in Beijing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
PROVISIONAL = "暂定"
"""What stands before a date that runs into a year whose days off nobody has announced."""


def day_text(day: date) -> str:
    """A day as offices write it: 4月8日（周三）."""
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def moment_text(instant: datetime) -> str:
    """An instant in Beijing: 4月3日（周五）17:40."""
    local = instant.astimezone(BEIJING)
    return f"{day_text(local.date())}{local:%H:%M}"


def clock_text(instant: datetime) -> str:
    """The time of day in Beijing: 17:40."""
    return f"{instant.astimezone(BEIJING):%H:%M}"


def span_text(span: timedelta) -> str:
    """A stretch of time to the nearest minute: 1小时30分钟, 2天3小时."""
    minutes = round(span / MINUTE)
    if minutes < 1:
        return "不到1分钟"
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, rest = divmod(rest, HOUR_MINUTES)
    parts = ((days, "天"), (hours, "小时"), (0 if days else rest, "分钟"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)
