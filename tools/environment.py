"""Set up .venv from the lock files, for make: python tools/environment.py run|dev.

Standard library only, in the syntax of Python 3.6, so that an older one can say that it is one.
Two stamps say what .venv is ready for and what it was made of: version of Python, folder, project,
locks. They are written last. A stamp that says something else: made anew. No stamp (cut off, or
made by hand): installed over what is there, if it is of this Python and has a pip.
"""

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may be older
    sys.exit(
        "没有安装：需要Python 3.11或者更新的版本，{}是{}.{}。"
        "装好以后写明用哪一个，例如：make run PYTHON=python3.11".format(
            sys.executable, *sys.version_info[:2]
        )
    )
import tomllib  # an older Python has none, and has been told

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN_LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
RUN_READY, DEV_READY = VENV / "ready-run", VENV / "ready-dev"
VERSION = "{}.{}".format(*sys.version_info[:2])


def composition(*locks: Path) -> str:
    """Digest of what an environment is made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built = project["build-system"], project["project"], project["tool"]["hatch"]
    digest = hashlib.sha256(f"{VERSION} {ROOT} {built}".encode())
    for lock in locks:
        digest.update(hashlib.sha256(lock.read_bytes()).digest())
    return digest.hexdigest()


def is_usable() -> bool:
    """Whether .venv is of this version of Python and has a pip that starts."""
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "-m", "pip", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"(python {VERSION})" in done.stdout


def refuse_without_venv() -> None:
    """Stop where this Python cannot make an environment.

    Raises:
        SystemExit: with what to install.
    """
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"没有安装：{sys.executable}缺少{'、'.join(missing)}，建不了虚拟环境。"
            f"Debian、Ubuntu上先运行apt install python{VERSION}-venv，再运行一次。"
        )


def create() -> None:
    """Make an empty environment in place of whatever is there.

    Raises:
        SystemExit: it failed; Python's own words are on stderr.
    """
    base = str(Path(sys.executable).resolve())  # not .venv's own link to it, which goes away
    if subprocess.run([base, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        sys.exit(f"没有安装：{base}没有建成虚拟环境，原因见上面的输出。")


def pip(*words: str) -> None:
    """Run the environment's own pip.

    Raises:
        SystemExit: it failed; its own words are on stderr.
    """
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    if subprocess.run(command, check=False).returncode:
        sys.exit("没有装好，原因见上面pip的输出。改好以后再运行一次，会从没有装好的地方重来。")


def install(lock: Path) -> None:
    """Install exactly what the lock lists: nothing is resolved, each file is checked by its hash.

    What a call that was cut off left there is written over, not believed.
    """
    pip("install", "--no-deps", "--require-hashes", "--ignore-installed", "-r", str(lock))


def install_project() -> None:
    """Install the project itself in place, by the build backend that the running lock holds."""
    pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))


def check() -> None:
    """Refuse an environment in which a library is missing or does not fit another.

    Raises:
        SystemExit: with what pip found.
    """
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + "没有装好：库之间不相配。请运行make clean，再运行一次。")


def set_up(wanted: dict[Path, str]) -> None:
    """Install whatever has no stamp; everything, where a stamp says something else.

    Args:
        wanted: what each stamp should say.
    """
    found = {stamp: stamp.read_text() for stamp in wanted if stamp.exists()}
    if found == wanted and PYTHON.exists():
        return
    began = time.monotonic()
    anew = any(found[stamp] != wanted[stamp] for stamp in found) or not is_usable()
    if anew:
        refuse_without_venv()
    print("正在安装……", file=sys.stderr, flush=True)
    if anew:
        create()
        found = {}
    if RUN_READY not in found:
        install(RUN_LOCK)
        install_project()
        check()
        RUN_READY.write_text(wanted[RUN_READY])
    if DEV_READY in wanted:
        install(DEV_LOCK)
        check()
        DEV_READY.write_text(wanted[DEV_READY])
    print(f"装好了，用了{time.monotonic() - began:.0f}秒。", file=sys.stderr, flush=True)


def main(purpose: str) -> None:
    """Make .venv ready to `run`, or to `dev`: for running and for developing on top."""
    wanted = {RUN_READY: composition(RUN_LOCK)}
    if purpose == "dev":
        wanted[DEV_READY] = composition(RUN_LOCK, DEV_LOCK)
    with (ROOT / "pyproject.toml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # a second make waits for the first
        set_up(wanted)


if __name__ == "__main__":
    main(sys.argv[1])
