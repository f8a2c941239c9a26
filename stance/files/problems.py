"""What can be wrong with one record or one input."""

from __future__ import annotations

from stance.errors import InputError


class RecordError(InputError):
    """A record that cannot be used.

    Attributes
    ----------
    place : str
        The input.
    line : int or None
        The line (Parquet: the row), from 1; None where the input as a whole cannot be read.
    reason : str
    """

    def __init__(self, place: str, line: int | None, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if line is None else f"{place}: line {line}: {reason}")
        self.place = place
        self.line = line
        self.reason = reason

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, int | None, str]]:
        """Let worker processes hand it back."""
        return RecordError, (self.place, self.line, self.reason)
