"""What goes wrong with a user's input, said in one line."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used: the message names the place and the remedy, in one line."""
