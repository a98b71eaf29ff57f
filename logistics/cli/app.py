"""The Typer application, its global options and the way errors reach people."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from logistics.cli import audit, calibrate, check, compare, maps, plan, route, season, validate
from logistics.cli.output import EXIT_FAULT, EXIT_NO_ANSWER, complain
from logistics.errors import InfeasibleError, LogisticsError

HELP = """
Plan rail freight and cold chains on the China-Kazakhstan-Europe corridors.

Start with:

  logistics check                               are the tables sound?

  logistics route Chongqing Duisburg --commodity electronics
                                                which way should a container go?

  logistics plan scenarios/base.toml            optimise, audit, write results

  logistics compare results/base results/other  what is different?

Every command has --help with examples. Exit codes: 0 done; 1 data, scenario or
audit at fault; 2 wrong usage; 3 no feasible answer.
"""


class _StoppedError(Exception):
    """Ctrl-C was pressed; Typer would leave in silence."""


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that says so when it is stopped."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
            sys.stdout.flush()
        except KeyboardInterrupt:
            raise _StoppedError from None
        except BrokenPipeError:
            raise typer.Exit(_leave_pipe()) from None

    return run


app = typer.Typer(
    name="logistics", help=HELP, no_args_is_help=True, rich_markup_mode="rich", add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
app.command("check")(_guarded(check.check))
app.command("route")(_guarded(route.route))
app.command("season")(_guarded(season.season))
app.command("plan")(_guarded(plan.plan))
app.command("audit")(_guarded(audit.audit))
app.command("map")(_guarded(maps.map_command))
app.command("compare")(_guarded(compare.compare))
app.command("validate")(_guarded(validate.validate))
app.command("calibrate")(_guarded(calibrate.calibrate))

_state = {"debug": False}
EXIT_STOPPED = 130


def _version(wanted: bool) -> None:
    if wanted:
        from logistics.results.manifest import version  # noqa: PLC0415  keeps --help fast

        typer.echo(f"logistics {version()}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Keep the global options."""
    del debug, version  # `main` takes --debug wherever it stands


def main() -> None:
    """Run the command line; every error is one readable message."""
    _state["debug"] = "--debug" in sys.argv
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        app(args=arguments)
    except _StoppedError:
        complain("stopped; no results were written")
        sys.exit(EXIT_STOPPED)
    except Exception as error:  # noqa: BLE001  whatever it is, people get a message
        sys.exit(_explain(error))


def _explain(error: Exception) -> int:
    """Print one message for an error and return the exit code."""
    if _state["debug"]:
        raise error
    if isinstance(error, LogisticsError):
        complain(str(error))
        return EXIT_NO_ANSWER if isinstance(error, InfeasibleError) else EXIT_FAULT
    if isinstance(error, OSError):
        complain(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error))
        return EXIT_FAULT
    complain(f"{type(error).__name__}: {error}; this should not happen, --debug shows where")
    return EXIT_FAULT


def _leave_pipe() -> int:
    """Stop quietly when nobody reads any more."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  closed with the process
    return 0
