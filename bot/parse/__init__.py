"""Understanding what an officer types: text in, values out, nothing else touched."""

from bot.parse.content import only_time, tells
from bot.parse.message import parse, parse_source
from bot.parse.numbers import parse_number
from bot.parse.people import counts_speaker, parse_people
from bot.parse.times import guess_instant, parse_date, parse_instant
from bot.parse.units import parse_unit
from bot.parse.values import Amount, Guess, Parsed, UnitMatch

__all__ = [
    "Amount",
    "Guess",
    "Parsed",
    "UnitMatch",
    "counts_speaker",
    "guess_instant",
    "only_time",
    "parse",
    "parse_date",
    "parse_instant",
    "parse_number",
    "parse_people",
    "parse_source",
    "parse_unit",
    "tells",
]
