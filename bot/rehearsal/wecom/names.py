"""The platform's translation of ids in texts: $userName=…$ becomes a name."""

import re
from copy import deepcopy
from typing import Any

from bot.rehearsal.wecom.tenant import Tenant
from bot.rehearsal.wecom.wire import Fields

MARK = re.compile(r"\$(userName|departmentName|userAlias|userAliasOrName)=([^$\s]{1,64})\$")
PLACES = (
    ("text", "content"),
    ("textcard", "title"),
    ("textcard", "description"),
    ("news", "articles", "title"),
    ("news", "articles", "description"),
    ("template_card", "source", "desc"),
    ("template_card", "main_title", "title"),
    ("template_card", "main_title", "desc"),
    ("template_card", "sub_title_text"),
    ("template_card", "horizontal_content_list", "value"),
)
"""Where the platform looks; nowhere else."""


def named(body: Fields, tenant: Tenant) -> Fields:
    """The same body with names in the place of ids, where `enable_id_trans` is 1."""
    if body.one_of("enable_id_trans", (0, 1), 0) == 0:
        return body
    value = {name: deepcopy(body.raw(name)) for name in body.names()}
    for path in PLACES:
        _walk(value, path, tenant)
    return Fields(value, body.path)


def _walk(value: Any, path: tuple[str, ...], tenant: Tenant) -> None:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        for one in value:
            _walk(one, path, tenant)
    elif isinstance(value, dict):
        first, *rest = path
        if rest:
            _walk(value.get(first), tuple(rest), tenant)
        elif isinstance(value.get(first), str):
            value[first] = MARK.sub(lambda mark: _name(mark, tenant), value[first])


def _name(mark: re.Match[str], tenant: Tenant) -> str:
    """A name; an id that nobody has stays as it stands."""
    kind, id_ = mark.groups()
    if kind == "departmentName":
        names = tenant.departments()
        known = id_.isdecimal() and 1 <= int(id_) <= len(names)
        return names[int(id_) - 1] if known else mark[0]
    person = tenant.person(id_)
    if person is None:
        return mark[0]
    return "" if kind == "userAlias" else person.name
