"""The `stance` command: its subcommands, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from stance.cli import compare, corpus, evaluate, inspect, predict, report, schema, train, train_attribution
from stance.cli.console import Stopped, tell
from stance.errors import InputError

INTERRUPTED = 130  # what a shell reports for a command that Ctrl-C ended

app = typer.Typer(
    name="stance",
    help="Who condemned, supported or regretted what: the stance of every attributed statement in news text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("predict")(predict.predict)
app.command("train")(train.train)
app.command("train-attribution")(train_attribution.train_attribution)
app.command("evaluate")(evaluate.evaluate)
app.command("compare")(compare.compare)
app.command("report")(report.report)
app.command("inspect")(inspect.inspect)
app.add_typer(schema.app, name="schema")
app.add_typer(corpus.app, name="corpus")


def main() -> None:
    """Run the command line; end with 0, 1 for bad input, 2 for wrong usage, 130 for Ctrl-C."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        end(str(error), 1)
    except Stopped as stop:
        end(f"stopped; {stop}", INTERRUPTED)
    except KeyboardInterrupt:
        end("stopped", INTERRUPTED)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # the reader (head, less) has gone: nothing is wrong
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        if stop.code == INTERRUPTED:  # typer turns Ctrl-C into this, without a word
            end("stopped", INTERRUPTED)
        raise


def end(message: str, code: int) -> NoReturn:
    """Say why the command ends, in one line, and end."""
    tell(f"stance: {message}")
    sys.exit(code)
