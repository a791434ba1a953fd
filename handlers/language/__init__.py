"""Understanding what an officer types: text in, values out, nothing else touched."""

from handlers.language.content import only_time, tells
from handlers.language.levels import units_in
from handlers.language.message import parse, parse_source
from handlers.language.numbers import parse_number
from handlers.language.people import counts_speaker, parse_people
from handlers.language.times import guess_instant, parse_date, parse_instant
from handlers.language.units import parse_unit
from handlers.language.values import Amount, Guess, Parsed, UnitMatch

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
    "units_in",
]
