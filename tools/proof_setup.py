"""Prove the set-up from nothing: python tools/proof_setup.py [first].

What is committed is put into empty folders, and `make run` and `make test` are called there: with
Python 3.11 and the pips 23.0.1 and 23.2.1, with every other Python from 3.11 on that this machine
has and the pip it ships, and once with the newest pip. pip's cache is off. `first` does the first
of them in its small form. Ends with a table of seconds and megabytes; exit status 1 if one failed.

`make run` counts when the page answers and an answer comes in a chat; a second call has to leave
.venv alone. `make test` has to collect everything and pass a small part; in the first environment
of a full proof it passes as a whole, and the folder is moved and a call cut off, too.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
OLD_PIPS = ("23.0.1", "23.2.1")
"""Of Debian 12, and bundled with Python 3.11.7 and 3.12.1; both for Python 3.11."""
NEWEST = "newest"
SMALL = "tests/rules tests/scheduler"
"""What `make test` runs where it does not run everything: sums, SQLite, PostgreSQL, the ticker."""
LARGEST = 200
"""Megabytes that .venv may have after `make run`."""
PLACES = (
    ".pyenv/versions/*/bin",
    ".local/share/uv/python/*/bin",
    ".asdf/installs/python/*/bin",
    ".local/bin",
)
"""Where Pythons lie that are not on PATH, under the home folder."""
ELSEWHERE = ("usr/bin", "usr/local/bin", "opt/*/bin", "opt/python/*/bin")
"""The same, under the root of the file system."""
WAIT = 600
"""Seconds after which something that has not come will not come."""


class Failed(Exception):
    """Something the set-up promises did not hold."""


@dataclass(frozen=True, slots=True)
class Python:
    """An interpreter of this machine.

    Attributes:
        ships: version of the pip that its venv module installs; empty if it has none.
    """

    path: str
    version: tuple[int, ...]
    ships: str

    def __str__(self) -> str:
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True)
class Case:
    """One environment: a Python, and a pip other than the one it ships, or the same."""

    python: Python
    pip: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the two commands took: seconds until set up, MB on disk (10^6 bytes)."""

    run_seconds: float
    run_megabytes: float
    again_seconds: float
    test_seconds: float
    test_megabytes: float


def interrogated(path: Path) -> Python | None:
    """What the interpreter says of itself; None if it does not start."""
    ask = (
        "import json, sys\n"
        "try:\n import ensurepip, venv; ships = ensurepip.version()\n"
        "except ImportError: ships = ''\n"
        "print(json.dumps([sys.executable, sys.version_info[:3], ships]))"
    )
    try:
        done = subprocess.run(
            [path, "-I", "-c", ask], capture_output=True, text=True, timeout=60, check=True
        )
        executable, version, ships = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Python(os.path.realpath(executable), tuple(version), ships)


def pythons() -> list[Python]:
    """Every Python 3 on PATH and in the usual places, each once, the oldest first."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for start, places in ((Path.home(), PLACES), (Path("/"), ELSEWHERE)):
        folders += [folder for place in places for folder in sorted(start.glob(place))]
    if root := os.environ.get("PYENV_ROOT"):
        folders += sorted(Path(root).glob("versions/*/bin"))
    name = re.compile(r"python3(\.\d+)?")
    files = [
        file
        for folder in folders
        if folder.is_dir() and not (folder.parent / "pyvenv.cfg").exists()
        for file in sorted(folder.iterdir())
        if name.fullmatch(file.name) and os.access(file, os.X_OK)
    ]
    found = {python.path: python for file in files if (python := interrogated(file))}
    return sorted(found.values(), key=lambda python: python.version)


def cases(found: list[Python]) -> list[Case]:
    """The environments to be proven, the most demanding first."""
    able = [python for python in found if python.version >= OLDEST and python.ships]
    if not able:
        raise Failed("没有一个3.11以上、能建虚拟环境的Python")
    wanted: list[Case] = []
    of_debian = [python for python in able if python.version[:2] == OLDEST]
    for pip in OLD_PIPS if of_debian else ():
        whole = [python for python in of_debian if python.ships == pip]
        wanted.append(Case((whole or of_debian)[0], pip))
    shipped = [Case(python, python.ships) for python in able]
    return [
        *wanted,
        *(case for case in shipped if case not in wanted),
        Case(able[-1], NEWEST),
    ]


def put_committed(folder: Path) -> None:
    """Put the tree of the last commit into a folder that is not there yet.

    Outside of version control: everything but what the set-up and the program made.
    """
    if not (ROOT / ".git").exists():
        shutil.copytree(
            ROOT, folder, ignore=shutil.ignore_patterns(".venv", "var", "*.db*", ".*_cache")
        )
        return
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "archive", "HEAD"]
    tree = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", folder], input=tree.stdout, check=True)


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a person who has just logged in; nothing of the make that called us."""
    ours = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "PYTHONPATH", "PYTHON", "PYTHONHOME")
    return {k: v for k, v in os.environ.items() if k not in ours} | {
        "PIP_NO_CACHE_DIR": "1",
        **more,
    }


def megabytes(folder: Path) -> float:
    """What the files of the folder take on disk."""
    return sum(file.lstat().st_blocks * 512 for file in folder.rglob("*")) / 1e6


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ask(url: str, body: dict[str, Any] | None = None) -> Any:
    """GET the address, or POST the JSON; the JSON that came back, or the text."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read().decode()
    return json.loads(text) if "json" in response.headers["Content-Type"] else text


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for it.

    Raises:
        Failed: it did not come.
    """
    end = time.monotonic() + WAIT
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"没有等到：{what}")
        time.sleep(0.05)


def answers_in_chat(url: str) -> None:
    """Let the first person of the sample county say something; the robot has to answer him.

    Raises:
        Failed: the robot did not come on line, or did not answer.
    """
    words = {"from": ask(f"{url}/sandbox/people")[0]["userid"], "chat": "bot", "text": "待办"}
    heard: list[str] = []

    def is_heard() -> bool:
        said = ask(f"{url}/sandbox/say", words)
        heard.extend([said["id"]] if said["reached"] else [])
        return bool(heard)

    def is_answered() -> bool:
        messages = ask(f"{url}/sandbox/messages")
        return any(one["reply_to"] == heard[0] and one["text"] for one in messages)

    until(is_heard, "机器人上线")
    until(is_answered, "对话里的回答")


@contextmanager
def running(folder: Path, *words: str) -> Iterator[str]:
    """`make run` in that folder, until the block ends; then Ctrl+C, after which it has to end.

    Yields:
        The address of its page, which answers.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["make", "run", f"PORT={port}", *words]
    log = folder.parent / "run.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=surroundings(),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + WAIT
        while True:
            if process.poll() is not None or time.monotonic() > end:
                raise Failed(f"make run没有起来：\n{log.read_text()[-3000:]}")
            try:
                ask(url)
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        yield url
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        raise Failed("make run在Ctrl+C以后没有结束") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def make_test(folder: Path, *words: str, options: str = "") -> None:
    """`make test`, with these words for pytest.

    Raises:
        Failed: it did not pass; the end of what it said.
    """
    done = subprocess.run(
        ["make", "test", *words],
        cwd=folder,
        env=surroundings(PYTEST_ADDOPTS=options),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"make test {options}\n{done.stdout[-5000:]}")
    last = done.stdout.strip().splitlines()[-1].strip("= ")
    print(f"    make test {options or '（全部）'}: {last}", flush=True)


def environment_of(case: Case, folder: Path) -> None:
    """Make .venv with a pip that this Python does not ship, as somebody by hand would."""
    venv = folder / ".venv"
    subprocess.run([case.python.path, "-m", "venv", venv], check=True)
    wanted = "pip" if case.pip == NEWEST else f"pip=={case.pip}"
    pip = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--upgrade", wanted]
    subprocess.run(pip, check=True, env=surroundings())


def prove(case: Case, folder: Path, *, whole: bool) -> Figures:
    """Both commands in an empty folder.

    Raises:
        Failed: with what did not hold.
    """
    put_committed(folder)
    words = (f"PYTHON={case.python.path}",)
    if case.pip != case.python.ships:
        environment_of(case, folder)
    venv, stamp = folder / ".venv", folder / ".venv/ready-run"

    began = time.time()
    with running(folder, *words) as url:
        answers_in_chat(url)
    run_seconds, run_megabytes = stamp.stat().st_mtime - began, megabytes(venv)
    if run_megabytes > LARGEST:
        raise Failed(f"make run装了{run_megabytes:.0f} MB，超过{LARGEST} MB")

    made, began = stamp.stat().st_mtime_ns, time.time()
    with running(folder):
        again_seconds = time.time() - began
    if stamp.stat().st_mtime_ns != made:
        raise Failed("第二次make run又装了一遍")

    began = time.time()
    make_test(folder, options="--collect-only")
    stamp = venv / "ready-dev"
    test_seconds, test_megabytes, made = (
        stamp.stat().st_mtime - began,
        megabytes(venv),
        stamp.stat().st_mtime_ns,
    )
    make_test(folder, options="" if whole else SMALL)
    if stamp.stat().st_mtime_ns != made:
        raise Failed("第二次make test又装了一遍")
    if whole:
        moved_and_cut_off(folder, words)
    return Figures(run_seconds, run_megabytes, again_seconds, test_seconds, test_megabytes)


def moved_and_cut_off(folder: Path, words: tuple[str, ...]) -> None:
    """A folder that was moved is set up anew, and so is one whose set-up was killed half-way."""
    moved = folder.rename(folder.with_name("moved"))
    process = subprocess.Popen(
        ["make", "run", *words],
        cwd=moved,
        env=surroundings(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    libraries = "lib/*/site-packages/sqlalchemy"
    try:
        until(lambda: not list((moved / ".venv").glob(libraries)), "移动以后重新安装")
        until(lambda: bool(list((moved / ".venv").glob(libraries))), "装到一半")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if (moved / ".venv/ready-run").exists():
        raise Failed("装到一半的被当作装好的")
    with running(moved, *words) as url:
        answers_in_chat(url)
    print("    移动文件夹、装到一半中断以后：重新装好，有回答", flush=True)


def refused(python: Python) -> None:
    """A Python that cannot do it says so in one sentence.

    Raises:
        Failed: it said something else.
    """
    command = ["make", "--silent", "run", f"PYTHON={python.path}"]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "liaison"
        put_committed(folder)
        done = subprocess.run(
            command, cwd=folder, env=surroundings(), capture_output=True, text=True, check=False
        )
    said = done.stderr.splitlines()
    lines = [line for line in said if not line.startswith("make: ")]
    if done.returncode == 0 or len(lines) != 1 or not lines[0].startswith("没有安装："):
        raise Failed(f"Python {python}:\n{done.stderr}")
    print(f"Python {python}: {lines[0]}", flush=True)


def main(*, first: bool) -> int:
    """Prove one environment after the other; a table at the end.

    Returns:
        Exit status.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # children inherit one that is ignored
    found = pythons()
    rows: list[tuple[Case, Figures | None]] = []
    failures = 0
    for number, case in enumerate(cases(found)[: 1 if first else None]):
        print(f"Python {case.python}, pip {case.pip} ({case.python.path})", flush=True)
        parent = Path(tempfile.mkdtemp(prefix="proof-"))
        try:
            figures = prove(case, parent / "liaison", whole=number == 0 and not first)
            rows.append((case, figures))
        except (Failed, OSError, subprocess.SubprocessError) as failure:
            failures += 1
            rows.append((case, None))
            print(f"没有通过：{failure}", file=sys.stderr, flush=True)
        finally:
            shutil.rmtree(parent, ignore_errors=True)
    for python in () if first else found:
        if python.version < OLDEST or not python.ships:
            try:
                refused(python)
            except Failed as failure:
                failures += 1
                print(f"没有通过：{failure}", file=sys.stderr, flush=True)
    print("\nPython   pip      make run安装          再次启动  make test再装，共")
    for case, row in rows:
        start = f"{case.python!s:<8} {case.pip:<8} "
        if row is None:
            print(f"{start}没有通过")
            continue
        print(
            f"{start}{row.run_seconds:4.0f} s {row.run_megabytes:5.0f} MB       "
            f"{row.again_seconds:4.1f} s  {row.test_seconds:4.0f} s {row.test_megabytes:5.0f} MB"
        )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(first=sys.argv[1:] == ["first"]))
