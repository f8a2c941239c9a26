"""The command line: one module a command, no logic of its own."""

from stance.cli.app import main

__all__ = ["main"]
