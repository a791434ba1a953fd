"""The platform's own published packages, at fixed versions, fetched for this run.

Where that fails, the tests say so and are skipped; with CI=true they fail.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent


def missing(why: str) -> NoReturn:
    """End the test that wants the packages."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages and our scripts, in which node can be started."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        missing("node and npm are not on this machine")
    folder = tmp_path_factory.mktemp("node")
    for file in (*HERE.glob("package*.json"), *HERE.glob("*.cjs")):
        shutil.copy(file, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            command, cwd=folder, capture_output=True, text=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        missing("npm did not fetch the packages within three minutes")
    if done.returncode:
        missing(f"npm could not fetch the packages: {done.stderr.strip()[-300:]}")
    return folder
