"""The platform's own published packages, fetched for this run; where that fails, skipped."""

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("@wecom/aibot-node-sdk", "@wecom/crypto")
SCRIPTS = Path(__file__).parent


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages and our scripts, in which node can be started."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not on this machine")
    folder = tmp_path_factory.mktemp("node")
    command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [*command, *PACKAGES], cwd=folder, capture_output=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not fetch the packages within two minutes")
    if done.returncode:
        pytest.skip("npm could not fetch the packages")
    for script in SCRIPTS.glob("*.cjs"):
        shutil.copy(script, folder)
    return folder
