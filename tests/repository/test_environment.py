"""tools/environment.py in a folder of its own, with real environments and pip, without network."""

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "environment.py"
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "place"
version = "1"
[tool.hatch]
"""
BACKEND = """
import zipfile
FILES = {
    "METADATA": "Metadata-Version: 2.1\\nName: place\\nVersion: 1\\n",
    "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}
def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(folder + "/place-1-py3-none-any.whl", "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr("place-1.dist-info/" + name, text)
    return "place-1-py3-none-any.whl"
"""


class Place:
    """A folder with a project, its two locks and the wheels that they name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "place"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        (self.folder / "tools").mkdir(parents=True)
        shutil.copy(SCRIPT, self.folder / "tools")
        (self.folder / "pyproject.toml").write_text(PROJECT)
        (self.folder / "backend.py").write_text(BACKEND)
        self.lock("requirements.lock", self.pin("alpha", "1.0"))
        self.lock("requirements-dev.lock", self.pin("beta", "1.0"))

    def pin(self, name: str, version: str, needs: str = "") -> str:
        """Publish a wheel with one module that knows its version; its line in a lock."""
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": f"VERSION = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            + (f"Requires-Dist: {needs}\n" if needs else ""),
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(
            f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
            for path, text in files.items()
        )
        file = self.wheels / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(file, "w") as wheel:
            for path, text in (*files.items(), (f"{info}/RECORD", f"{record}{info}/RECORD,,\n")):
                wheel.writestr(path, text)
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"

    def lock(self, name: str, *lines: str) -> None:
        """Write a lock file."""
        (self.folder / name).write_text("".join(lines))

    def call(self, purpose: str) -> subprocess.CompletedProcess[str]:
        """What make calls."""
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        return subprocess.run(  # noqa: S603 - fixed words
            [sys.executable, self.folder / "tools/environment.py", purpose],
            env=surroundings
            | {
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": str(self.wheels),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def sets_up(self, purpose: str) -> None:
        """It installs, and says so."""
        done = self.call(purpose)
        assert done.returncode == 0, done.stderr
        assert "装好了" in done.stderr

    def is_ready(self, purpose: str) -> None:
        """There is nothing to do, and nothing is said."""
        done = self.call(purpose)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def version(self, module: str) -> str:
        """What the environment imports; "" for nothing."""
        command = [
            str(self.folder / ".venv/bin/python"),
            "-c",
            f"import {module} as m; print(m.VERSION)",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        return done.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_one_lock_to_run_the_other_on_top_each_once_and_again_where_cut_off(place: Place) -> None:
    place.sets_up("run")
    assert (place.version("alpha"), place.version("beta")) == ("1.0", "")
    place.is_ready("run")
    place.sets_up("dev")
    assert (place.version("alpha"), place.version("beta")) == ("1.0", "1.0")
    place.is_ready("dev")
    place.is_ready("run")

    (place.folder / ".venv/ready-run").unlink()
    [module] = (place.folder / ".venv/lib").glob("*/site-packages/alpha.py")
    module.write_text("VERSION = 'half")
    next(module.parent.glob("alpha-*/RECORD")).unlink()
    assert place.version("alpha") == ""
    place.sets_up("run")
    assert place.version("alpha") == "1.0"


def test_another_lock_another_folder_or_a_python_that_has_gone_is_set_up_anew(
    place: Place,
) -> None:
    place.sets_up("dev")
    place.lock("requirements.lock", place.pin("gamma", "2.0"))
    place.sets_up("run")
    assert [place.version(one) for one in ("alpha", "beta", "gamma")] == ["", "", "2.0"]

    place.folder = place.folder.rename(place.folder.with_name("moved"))
    place.sets_up("run")
    place.is_ready("run")

    python = place.folder / ".venv/bin/python"
    python.unlink()
    python.symlink_to(place.folder / "gone")
    place.sets_up("run")
    assert place.version("gamma") == "2.0"


def test_a_lock_that_lacks_something_or_a_file_that_was_changed_is_refused(place: Place) -> None:
    """What the lock lacked was looked for elsewhere, until a newer release was found there."""
    place.lock("requirements.lock", place.pin("alpha", "1.1", needs="delta>=1"))
    done = place.call("run")
    assert done.returncode != 0
    assert "alpha 1.1 requires delta, which is not installed" in done.stderr
    assert "没有装好：库之间不相配。" in done.stderr
    place.lock("requirements.lock", place.pin("alpha", "1.2"))
    place.pin("alpha", "1.2", needs="something")
    done = place.call("run")
    assert done.returncode != 0
    assert "没有装好，原因见上面pip的输出。" in done.stderr
    assert not (place.folder / ".venv/ready-run").exists()


def told(script: Path, prepare: str) -> str:
    """What it says where this was done to Python before."""
    words = f"import sys, runpy\n{prepare}\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    done = subprocess.run(  # noqa: S603 - fixed words
        [sys.executable, "-c", words, "run"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr


def test_an_older_python_says_in_one_sentence_what_to_do() -> None:
    """`make proof-setup` asks those that there are; 3.6 has to be able to read the file."""
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))
    old = "import pathlib, subprocess\nsys.version_info = (3, 9, 18, 'final', 0)"
    assert told(SCRIPT, old) == (
        f"没有安装：需要Python 3.11或者更新的版本，{sys.executable}是3.9。"
        "装好以后写明用哪一个，例如：make run PYTHON=python3.11\n"
    )


def test_a_python_without_venv_says_in_one_sentence_what_to_do(place: Place) -> None:
    script = place.folder / "tools/environment.py"
    version = "{}.{}".format(*sys.version_info[:2])
    assert told(script, "sys.modules['ensurepip'] = None") == (
        f"没有安装：{sys.executable}缺少ensurepip，建不了虚拟环境。"
        f"Debian、Ubuntu上先运行apt install python{version}-venv，再运行一次。\n"
    )
    assert not (place.folder / ".venv").exists()
