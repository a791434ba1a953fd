"""The kinds of push: every one has its entry, is said by some code, and nothing else is said."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.decisions.reminders import PUSH_KINDS
from rules.reminders.policy import Says
from rules.values.push import PUSHES, PushKind, Staleness

ROOT = Path(__file__).parents[2]
CODE = [
    file
    for folder in ("rules", "handlers", "scheduler", "storage", "bot")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if file != ROOT / "rules/values/push.py"
]
TREES = {file: ast.parse(file.read_text("utf-8")) for file in CODE}
IDS = {
    "arrival",
    "binding",
    "bound",
    "chase",
    "defect",
    "emergency",
    "escalation",
    "group-call",
    "group-end",
    "material",
    "onboarding",
    "overdue",
    "private",
    "reached",
    "reminder",
    "retired",
    "step",
    "stop",
    "team",
    "trouble",
    "undelivered",
    "unreachable",
}
"""What the outboxes of counties that run hold; none of it may be called otherwise."""


def made() -> Iterator[tuple[str, ast.expr]]:
    """Where a push is made, and what is given as its kind."""
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "Push":
                named = [word.value for word in node.keywords if word.arg == "kind"]
                yield f"{file.relative_to(ROOT)}:{node.lineno}", [*named, *node.args[3:4]][0]


def named() -> set[str]:
    """The entries that some code says by name."""
    return {
        node.attr
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "PushKind"
    }


def test_an_outbox_that_was_written_is_read() -> None:
    assert {kind.value for kind in PushKind} == IDS


def test_every_push_is_made_of_a_kind_of_the_vocabulary() -> None:
    found = dict(made())
    assert len(found) > 12
    assert [place for place, kind in found.items() if isinstance(kind, ast.Constant)] == []


def test_every_kind_is_said_by_some_code() -> None:
    assert named() == {kind.name for kind in PushKind}


def test_every_sentence_of_a_policy_has_its_kind() -> None:
    assert set(PUSH_KINDS) == set(Says)


@pytest.mark.parametrize("kind", PushKind)
def test_a_kind_has_a_word_of_its_own(kind: PushKind) -> None:
    assert kind.spec.word
    assert [one for one in PushKind if one.spec.word == kind.spec.word] == [kind]


def by(decision: str) -> set[str]:
    return {kind.value for kind, spec in PUSHES.items() if getattr(spec, decision)}


def test_what_is_decided_by_a_kind() -> None:
    """A second reading, by hand: who rings, what is merged, what grows stale, who else gets it."""
    assert by("calls") == {"emergency"}
    assert by("rings") == {"emergency", "chase", "overdue"}
    assert by("group") == {"group-call"}
    assert by("delay") == {"overdue"}
    assert by("latest_only") == {"emergency", "chase"}
    assert by("answers") == {"material", "private"}
    assert by("file") == {"material"}
    assert by("report") == {"unreachable"}
    assert by("of_line") == {"reminder", "overdue", "escalation"}
    stale = {kind.value: kind.spec.stale for kind in PushKind if kind.spec.stale != "never"}
    assert stale == {
        "reminder": Staleness.LINE,
        "overdue": Staleness.LINE,
        "escalation": Staleness.LINE,
        "emergency": Staleness.TAKEN_ON,
        "group-call": Staleness.TAKEN_ON,
        "chase": Staleness.STEP,
    }


def test_no_key_of_a_push_is_read() -> None:
    """A key is compared as a whole: nothing splits it, cuts it or looks for a part of it."""
    readers = {"split", "rsplit", "partition", "rpartition", "startswith", "endswith"}
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, tree in TREES.items()
        if "migrations" not in file.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in readers | {"removeprefix", "removesuffix"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"key", "push_key"}
    ]
    assert found == []
