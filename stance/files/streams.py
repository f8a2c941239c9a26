"""Open inputs: files, compressed files, standard input."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from stance.files.inputs import STDIN
from stance.files.problems import RecordError

_CODECS = {".gz": "gzip", ".zst": "zstd"}


class Opened(NamedTuple):
    """An open input.

    Attributes
    ----------
    stream : BinaryIO
        Its bytes, decompressed.
    file : BinaryIO
        The file itself, which tells how far reading has come.
    """

    stream: BinaryIO
    file: BinaryIO


@contextmanager
def open_input(path: str | Path) -> Iterator[Opened]:
    """Open a file for reading bytes, decompressing .gz and .zst; "-" is standard input.

    Raises
    ------
    RecordError
        Where it cannot be opened, or reading it fails.
    """
    if str(path) == STDIN:
        yield Opened(sys.stdin.buffer, sys.stdin.buffer)
        return
    try:
        with Path(path).open("rb") as file:
            codec = _CODECS.get(Path(path).suffix.lower())
            yield Opened(decompressed(file, codec) if codec else file, file)
    except OSError as error:
        raise RecordError(str(path), None, (error.strerror or str(error)).lower()) from error


def decompressed(file: BinaryIO, codec: str) -> BinaryIO:
    """Return the decompressed bytes of a file as a stream in constant memory."""
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), codec)
    return cast(BinaryIO, io.BufferedReader(stream, 1 << 17))


def name_of(path: str | Path) -> str:
    """Return what messages call an input."""
    return "standard input" if str(path) == STDIN else str(path)
