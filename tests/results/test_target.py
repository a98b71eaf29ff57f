"""Folders for results are tried before a long run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from logistics.errors import ResultsError
from logistics.results import check_target


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, monkeypatch):
    """The nearest folder that there is tells why; nothing is made, nor left behind."""
    (tmp_path / "file").touch()
    text = f"new cannot be written: {tmp_path / 'file'}: Not a directory; choose another one with -o"
    with pytest.raises(ResultsError, match=re.escape(text)):
        check_target(tmp_path / "file" / "deep" / "new")
    check_target(tmp_path / "deep" / "new")
    monkeypatch.chdir(tmp_path)
    check_target(Path("new"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_trial_is_made_and_taken_away(tmp_path, monkeypatch):
    """A folder beside the one that is to come, under a name of its own; none where it is there already."""
    made = []
    mkdir = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", lambda path, *more: made.append(path) or mkdir(path, *more))
    check_target(tmp_path / "new")
    assert [(path.parent, path.name.startswith(".new.")) for path in made] == [(tmp_path, True)]
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "manifest.json").touch()  # of a plan, which a new one replaces
    made.clear()
    check_target(tmp_path / "there")
    assert made == []
