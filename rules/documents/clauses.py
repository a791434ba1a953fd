"""The list of clauses: every row of the county documents, and what it is."""

from collections.abc import Mapping
from functools import cache

from rules.law.regulation import Regulation, Row
from rules.values.toml_table import SHIPPED, BadFile, open_toml


@cache
def clause_list() -> Mapping[str, Mapping[str, Row]]:
    """By document id, every clause row and its letter, in the order of their numbers."""
    table = open_toml(SHIPPED / "clauses.toml")
    found: dict[str, Mapping[str, Row]] = {}
    for regulation in table.keys():  # noqa: SIM118  # not a dict
        rows = table.table(regulation)
        if rows is None:
            continue
        letters = {clause: row for row in Row for clause in rows.texts(row.value)}
        rows.close()
        found[regulation] = dict(sorted(letters.items()))
    if table.faults:
        raise BadFile("clauses.toml", tuple(table.faults))
    return found


def clauses_of(regulation: Regulation) -> Mapping[str, Row | None]:
    """The clauses a document must account for; None where its own list gives no letters.

    The shipped list, or the one the file itself gives; none where there is neither.
    """
    listed = clause_list().get(regulation.id)
    return dict.fromkeys(regulation.rows) if listed is None else listed
