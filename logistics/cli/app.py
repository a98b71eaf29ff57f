"""The Typer application, its global options and the way errors reach people."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from logistics.cli import audit, check, compare, maps, plan
from logistics.cli.output import EXIT_FAULT, complain
from logistics.errors import InfeasibleError, LogisticsError

HELP = """
Plan rail freight and cold chains on the China-Kazakhstan-Europe corridors.

Start with:

  logistics check                                   are the tables sound?

  logistics plan scenarios/base.toml                optimise, audit, write results/base/

  logistics compare results/base results/closure    what did the closure change?

Every command has --help with examples. Exit codes: 0 done, 1 data, scenario or audit at fault,
2 wrong usage, 3 no feasible answer.
"""

app = typer.Typer(
    name="logistics", help=HELP, no_args_is_help=True, rich_markup_mode="rich", add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("audit")(audit.audit)
app.command("map")(maps.map_command)
app.command("compare")(compare.compare)

_state = {"debug": False}


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
    del version
    _state["debug"] = debug


def main() -> None:
    """Run the command line; every error is one readable message."""
    _state["debug"] = "--debug" in sys.argv
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        app(args=arguments)
    except InfeasibleError as error:
        _fail(error, 3)
    except LogisticsError as error:
        _fail(error, EXIT_FAULT)
    except KeyboardInterrupt:
        complain("stopped; nothing was written")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _fail(error, EXIT_FAULT)


def _fail(error: Exception, code: int) -> None:
    """Print one message and leave."""
    if _state["debug"]:
        raise error
    complain(str(error))
    sys.exit(code)
