"""Every example runs: docstrings of all modules, Python blocks of the README files, commands that they name."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

import logistics
from logistics.cli import output as cli_output
from logistics.cli import route_show
from logistics.cli.app import app

ROOT = Path(__file__).parents[1]
PACKAGE = Path(logistics.__file__).parent
README = (ROOT / "README.md", ROOT / "network_data" / "README.md")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def module_name(path: Path) -> str:
    """Return the dotted name of a module file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def blocks(path: Path, *languages: str) -> list[tuple[int, str]]:
    """Return line and text of the fenced blocks of some languages."""
    text = path.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start(2)), m[2]) for m in BLOCK.finditer(text) if m[1] in languages]


WITH_EXAMPLES = sorted(
    module_name(path) for path in PACKAGE.rglob("*.py") if ">>>" in path.read_text(encoding="utf-8")
)  # fmt: skip


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_docstrings(name, monkeypatch):
    """What a docstring shows is what happens."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert tried, f"{name} has '>>>' that doctest does not find"
    assert not failed


@pytest.mark.parametrize("path", README, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_blocks_of_the_readme_run(path, monkeypatch):
    """The blocks of a file run one after another, as a reader would type them."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for line, text in blocks(path, "python", "pycon"):
        if ">>>" in text:
            test = doctest.DocTestParser().get_doctest(text, names, path.name, str(path), line)
            runner.run(test, clear_globs=False)
            names = test.globs
        else:
            exec(compile("\n" * line + text, path, "exec"), names)  # noqa: S102
    assert runner.summarize(verbose=False).failed == 0


def test_the_readme_shows_python():
    """The block that the test above runs is there."""
    assert "lg.solve(" in "".join(text for _, text in blocks(README[0], "python"))


def test_routes_in_the_readme_are_what_is_answered(monkeypatch):
    """Examples, table and sentences about closures are those of the shipped tables; readme_examples.py writes them."""
    monkeypatch.syspath_prepend(ROOT / "tests" / "benchmarks")
    for module in (cli_output, route_show):
        monkeypatch.setattr(module, "console", module.console)  # the script replaces it
    monkeypatch.setattr(cli_output, "progress_console", cli_output.progress_console)
    examples = importlib.import_module("readme_examples")
    text = README[0].read_text(encoding="utf-8")
    shown = text.split(examples.START + "\n")[1].split("\n" + examples.END)[0]
    assert shown == examples.written()


def test_commands_in_the_readme_exist():
    """Every ``logistics`` line of a shell block names a command, options and files that exist."""
    commands = get_command(app).commands
    lines = [line for path in README for _, text in blocks(path, "sh", "bash", "console") for line in text.splitlines()]
    calls = [shlex.split(line.split("#")[0]) for line in lines if re.search(r"\blogistics [a-z]", line)]
    assert calls
    for words in calls:
        at = next(i for i, word in enumerate(words) if word.endswith("logistics") and i + 1 < len(words))
        command = commands[words[at + 1]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words[at + 2 :] if word.startswith("-")} <= known
        for word in words[at + 2 :]:
            assert (ROOT / word).exists() or not word.endswith(".toml"), word


def test_make_targets_in_the_readme_exist():
    """``make plan`` and the others are targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake (\w+)", "".join(text for _, text in blocks(README[0], "sh"))))
    assert {"plan", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
