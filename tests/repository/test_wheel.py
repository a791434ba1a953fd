"""The wheel holds the whole program: code, data, types, licence."""

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "storage", "rules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built by the locked backend, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - fixed words
    [file] = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_every_file_of_every_package_is_in_it(wheel: zipfile.ZipFile) -> None:
    files = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {name for name in files if name.endswith(".toml")}
    assert files - set(wheel.namelist()) == set()
    assert {f"{package}/py.typed" for package in PACKAGES} <= files


def test_it_says_its_licence_and_brings_it(wheel: zipfile.ZipFile) -> None:
    [metadata] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    folder = metadata.rsplit("/", 1)[0]
    said = message_from_bytes(wheel.read(metadata))
    assert said["License-Expression"] == "Apache-2.0"
    assert said["Requires-Python"] == ">=3.11"
    for name in ("LICENSE", "NOTICE"):
        assert wheel.read(f"{folder}/licenses/{name}") == (ROOT / name).read_bytes()
    assert b"TERMS AND CONDITIONS FOR USE" in (ROOT / "LICENSE").read_bytes()


def test_it_brings_the_command(wheel: zipfile.ZipFile) -> None:
    [points] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "liaison = bot.__main__:main" in wheel.read(points).decode()
