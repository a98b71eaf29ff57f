"""The derived tables come from the other tables and the inputs alone, and every demand row can be carried."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DERIVED = ("services", "stops", "background", "demand")


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run one script of the derivation in a copy of the network folder."""
    return subprocess.run(
        [sys.executable, str(folder / "derivation" / script)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Give a copy of the network folder without the derived tables."""
    folder = tmp_path_factory.mktemp("network") / "network_data"
    shutil.copytree(ROOT / "network_data", folder, ignore=shutil.ignore_patterns("geometry", "basemap", "__pycache__"))
    for name in DERIVED:
        (folder / f"{name}.csv").unlink()
    built = run(folder, "build.py")
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.parametrize("name", DERIVED)
def test_rebuilding_gives_the_same_bytes(copied, name):
    """A table that was edited by hand, or whose inputs changed without a rebuild, differs."""
    assert (copied / f"{name}.csv").read_bytes() == (ROOT / "network_data" / f"{name}.csv").read_bytes()


def test_every_demand_row_has_a_chain_of_services(copied):
    """Routes are joined on their gauge, and no origin-destination is out of reach or out of time."""
    checked = run(copied, "check.py")
    assert checked.returncode == 0, checked.stdout
