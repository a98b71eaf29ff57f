"""What the README and the docstrings show is run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import logistics

PACKAGE = Path(logistics.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = sorted(
    "logistics." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


def test_blocks_of_the_readme_run(monkeypatch):
    """The Python blocks of the README give what they say."""
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert outcome.attempted > 4
    assert outcome.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_run(name, monkeypatch):
    """Every example in a docstring gives what it says."""
    monkeypatch.chdir(ROOT)
    module = importlib.import_module(name.removesuffix(".__init__"))
    outcome = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert outcome.attempted > 0
    assert outcome.failed == 0
