"""The lock files hold what installs without resolving, and nothing that is unused."""

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CODE = [
    file
    for package in ("bot", "handlers", "scheduler", "storage", "rules")
    for file in sorted((ROOT / package).rglob("*.py"))
]
NOT_IMPORTED = {"tzdata"}
"""Data that the standard library reads where the system has none."""


def locked(name: str) -> dict[str, Requirement]:
    """What a lock file pins, by name."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pins = [Requirement(line.split("--hash=")[0]) for line in lines]
    return {canonicalize_name(pin.name): pin for pin in pins}


RUN, DEV = locked("requirements.lock"), locked("requirements-dev.lock")


def needed(*roots: str) -> set[str]:
    """Names of everything these ask for on this machine, with their extras, and so on down."""
    open_, seen = [Requirement(root) for root in roots], set()
    names: set[str] = set()
    while open_:
        one = open_.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key in seen:
            continue
        seen.add(key)
        names.add(key[0])
        for line in requires(one.name) or ():
            wanted = Requirement(line)
            environments = [{"extra": extra} for extra in ("", *sorted(one.extras))]
            if wanted.marker is None or any(map(wanted.marker.evaluate, environments)):
                open_.append(wanted)
    return names


def applies(pin: Requirement) -> bool:
    """Whether it is installed on this machine at all."""
    return pin.marker is None or pin.marker.evaluate()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_pins_one_version_with_hashes_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    for line in lines:
        assert re.match(r"[a-z0-9.-]+(\[[a-z, ]+\])?==\S+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line
    assert "://" not in text
    assert "--index" not in text


def test_the_second_lock_lies_on_top_of_the_first() -> None:
    assert RUN.keys() & DEV.keys() == set()


def test_the_running_lock_is_what_the_program_needs_and_no_more() -> None:
    """A dependency of a dependency by its extra as well: the one that once broke the set-up."""
    roots = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["install"]]
    assert needed(*roots) == {name for name, pin in RUN.items() if applies(pin)}


def test_both_locks_are_what_the_tests_need_and_no_more() -> None:
    roots = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["install"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    assert needed(*roots) == {name for name, pin in (RUN | DEV).items() if applies(pin)}


def test_an_extra_that_is_asked_for_stays_written() -> None:
    asked = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    for one in asked:
        assert RUN[canonicalize_name(one.name)].extras == one.extras, one.name


def test_what_is_installed_is_what_is_locked() -> None:
    found = {}
    for name, pin in (RUN | DEV).items():
        if applies(pin):
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = "missing"
    assert found == {
        name: next(iter(pin.specifier)).version for name, pin in (RUN | DEV).items() if applies(pin)
    }


def test_every_dependency_is_imported_somewhere() -> None:
    modules = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
    of = packages_distributions()
    used = {canonicalize_name(name) for module in modules for name in of.get(module, ())}
    asked = {
        canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]
    }
    assert asked - used == NOT_IMPORTED


def test_the_changelog_begins_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(r"^## ([0-9.]+)", text, re.MULTILINE)
    assert found is not None
    assert found[1] == PROJECT["project"]["version"]
