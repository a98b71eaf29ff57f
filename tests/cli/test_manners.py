"""Help, speed of help, hostile names, interruptions, surprises."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from logistics.cli import output
from logistics.cli.app import app
from logistics.cli.output import plain, say, show_json, show_table

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "data" / "tiny.toml"
COMMANDS = sorted(command.name or "" for command in app.registered_commands)
START = "import sys; sys.argv[0] = 'logistics'; from logistics.cli import main; main()"


SLOW = """
import signal
import time
import logistics.planning

def solve_scenario(*_, **__):
    print("solving", flush=True)
    time.sleep(60)

logistics.planning.solve_scenario = solve_scenario
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell gives its background jobs a deaf ear
"""


def start(*arguments, cwd, code=START):
    """Start the command line as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_the_commands_are_those_of_the_readme():
    """The table in README.md lists every command, and no other."""
    table = re.findall(r"^\| `logistics (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(table) == COMMANDS == [
        "audit", "calibrate", "check", "compare", "map", "plan", "route", "season", "validate",
    ]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(logistics, command):
    """Every command shows at least two ways to call it."""
    outcome = logistics(command, "--help")
    assert outcome.code == 0
    examples = re.findall(rf"^\s*logistics {command}\b.*", outcome.out, re.MULTILINE)
    assert "Examples:" in outcome.out
    assert len(examples) >= 2


def test_help_and_version(logistics):
    """The first page says where to start; without arguments it is shown as well."""
    outcome = logistics("--help")
    assert outcome.code == 0
    for words in ("Exit codes: 0 done", "logistics plan scenarios/base.toml", *COMMANDS):
        assert words in outcome.out
    assert re.fullmatch(r"logistics \d\S*\n", logistics("--version").out)
    assert "Exit codes" in logistics().out


def test_help_loads_no_heavy_library(tmp_path):
    """Help is quick because nothing that computes is imported."""
    code = (
        "import sys\nsys.argv = ['logistics', '--help']\nfrom logistics.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'numba', 'ortools', 'geopandas', 'matplotlib', 'pyarrow'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


HOSTILE = (
    "[/x]",
    "[bold red]x",
    ":warning:",
    "\x1b[31mred\x07",
    "a\\",
    "=cmd",
    "two\nlines",
    "\u202eright",
    "[link=x]y[/]",
)


def test_hostile_names_in_tables_and_messages(capsys, monkeypatch):
    """Markup, emoji codes and control characters from files are shown as they are, in every part of a table."""
    monkeypatch.setenv("COLUMNS", "300")
    for name in HOSTILE:
        shown = plain(name)
        show_table(name, [name, "b"], [(name, name)])
        say(name)
        out = capsys.readouterr().out
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
        for line in shown.splitlines():
            assert out.count(line) >= 4


def test_hostile_names_in_json(capsys):
    """JSON escapes what a terminal could take for a command."""
    show_json({"name": HOSTILE, "number": float("nan"), "far": float("inf")})
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "NaN" not in out


def test_hostile_names_of_results_folders(logistics, solved, tmp_path):
    """Folders may have any name."""
    for name in ("[bold]", "[-red-]", "-dash", ":warning:"):
        (tmp_path / name).symlink_to(solved, target_is_directory=True)
        outcome = logistics("compare", solved, tmp_path / name)
        assert outcome.code == 0
        assert "The inputs are the same." in outcome.out
        assert logistics("audit", tmp_path / name).code == 0
    outcome = logistics("audit", "[/nothing]")
    assert outcome.code == 1
    assert "[/nothing] is not a results folder" in outcome.err


def test_hostile_names_in_tables_reach_messages_harmlessly(logistics, tiny_copy):
    """A cell with markup and escapes is quoted in the message."""
    tiny_copy.edit("links", "dostyk-almaty", to_terminal="[/red]:boom:")
    tiny_copy.edit("links", "almaty-aktau", operator="\x1b[2J")
    outcome = logistics("check", tiny_copy.path)
    assert outcome.code == 1
    assert "'[/red]:boom:' is not in terminals.csv" in outcome.out
    assert "\x1b" not in outcome.out


def test_ctrl_c_in_a_command_leaves_nothing(logistics, monkeypatch):
    """Stopped while solving: one line, exit code 130, no folder."""

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("logistics.planning.solve_scenario", stop)
    outcome = logistics("plan", TINY)
    assert outcome.code == 130
    assert outcome.err == "error: stopped; no results were written\n"
    assert list(Path.cwd().iterdir()) == []


def test_ctrl_c_while_writing_keeps_the_old_results(logistics, solved, tiny_plan, monkeypatch, tmp_path):
    """The folder of yesterday is still there, and nothing beside it."""
    monkeypatch.setattr("logistics.planning.solve_scenario", lambda *_, **__: tiny_plan)
    assert logistics("plan", TINY).code == 0
    before = {path.name: path.read_bytes() for path in Path("results/tiny").iterdir()}

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("logistics.report.folder.write_html", stop)
    assert logistics("plan", TINY).code == 130
    assert [path.name for path in Path("results").iterdir()] == ["tiny"]
    assert {path.name: path.read_bytes() for path in Path("results/tiny").iterdir()} == before


def test_an_interrupted_process_leaves_nothing(tmp_path):
    """The signal of Ctrl-C, sent to a real process: no traceback, no folder."""
    process = start("plan", TINY, cwd=tmp_path, code=SLOW + START)
    assert process.stdout is not None
    assert process.stdout.readline() == "solving\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped; no results were written" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_is_no_error(tmp_path):
    """`logistics check --json | head -1` ends quietly."""
    process = start("check", ROOT / "tests" / "data" / "tiny_network", "--json", cwd=tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_surprises_are_one_message_and_debug_shows_where(logistics, monkeypatch, capsys):
    """A defect of the program is said to be one."""

    def fail(*_, **__):
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr("logistics.planning.solve_scenario", fail)
    outcome = logistics("plan", TINY)
    assert outcome.code == 1
    assert outcome.err.startswith("error: ZeroDivisionError: float division by zero; this should not happen")
    monkeypatch.setattr(sys, "argv", ["logistics", "--debug", "plan", str(TINY)])
    from logistics.cli import main

    with pytest.raises(ZeroDivisionError):
        main()
    monkeypatch.setattr(sys, "argv", ["logistics", "plan", "nowhere.toml", "--debug"])
    with pytest.raises(Exception, match=r"nowhere\.toml"):
        main()


def test_a_narrow_terminal_leaves_columns_out_and_says_so(monkeypatch, capsys):
    """Columns that may be spared go one by one until the rest fits; in a wide terminal all stay."""
    header, rows = ["id", "first", "second", "days"], [["a", "x" * 20, "y" * 20, "7"]]
    for width, hidden in ((80, []), (50, ["second"]), (30, ["second", "first"])):
        monkeypatch.setattr(output, "console", Console(width=width, highlight=False))
        output.show_table("T", header, rows, spare=["second", "first"])
        told = capsys.readouterr()
        assert "days" in told.out
        assert "id" in told.out
        assert [name for name in ("second", "first") if name not in told.out.split("\n")[2]] == hidden
        assert ("No room for: " + ", ".join(hidden) in told.err) == bool(hidden)
