"""What commands say: data to standard output, messages to standard error."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class Stopped(Exception):  # noqa: N818, not an error
    """Ctrl-C, with what became of the work."""


@cache
def output() -> Console:
    """Return the console for data."""
    from rich.console import Console

    return Console()


@cache
def messages() -> Console:
    """Return the console for messages."""
    from rich.console import Console

    return Console(stderr=True)


def tell(message: str) -> None:
    """Print a message line to standard error, as it stands."""
    messages().print(message, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress(stage: str) -> Iterator[Callable[[str], None]]:
    """Show the stage of a long task: turning on a terminal, else a message line as each begins.

    Gives what takes the name of the next stage.
    """
    with messages().status(stage) as status:

        def say(stage: str) -> None:
            status.update(stage)
            if not messages().is_terminal:
                tell(stage)

        yield say


def command_line() -> str:
    """Return what the user typed, to repeat it."""
    return shlex.join(["stance", *sys.argv[1:]])
