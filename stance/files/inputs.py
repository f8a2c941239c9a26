"""Which files a command reads: named ones, what folders hold, what patterns match, standard input."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from glob import glob
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError

FORMATS = ("jsonl", "csv", "parquet")
STDIN = "-"
_COMPRESSED = (".gz", ".zst")


class Input(NamedTuple):
    """A file to read.

    Attributes
    ----------
    path : str
        "-" is standard input.
    doc_id : str
        What its rows call the document: the file's name without endings, below the folder that was given.
    file_format : {"text", "jsonl", "csv", "parquet"}
    """

    path: str
    doc_id: str
    file_format: str


def find_inputs(given: Iterable[str | Path], leave_out: Collection[Path] = ()) -> list[Input]:
    """Return the files that names, folders and patterns such as "archive/**/*.txt" stand for.

    A folder stands for the .txt, .jsonl, .csv and .parquet files below it, compressed ones (.gz, .zst) too,
    hidden ones not, sorted by path.

    Parameters
    ----------
    given : iterable of str or Path
    leave_out : collection of Path
        Files that a folder does not stand for: those about to be written.

    Raises
    ------
    InputError
        Where a file is missing, or a folder or a pattern holds nothing to read.
    """
    skipped = {path.resolve() for path in leave_out}
    return [found for name in given for found in _find(str(name), skipped)]


def _find(name: str, skipped: Collection[Path]) -> Iterator[Input]:
    """Yield the files that one name stands for."""
    path = Path(name)
    if name == STDIN:
        yield Input(STDIN, "stdin", "text")
    elif path.is_dir():
        paths = [
            below
            for below in sorted(path.rglob("*"))
            if has_known_ending(below)
            and below.is_file()
            and not any(part.startswith(".") for part in below.relative_to(path).parts)
            and below.resolve() not in skipped
        ]
        if not paths:
            raise InputError(f"{name}: no .txt, .jsonl, .csv or .parquet file in this folder")
        yield from (Input(str(below), doc_id_of(below.relative_to(path)), format_of(below)) for below in paths)
    elif path.exists():
        yield Input(name, doc_id_of(Path(path.name)), format_of(path))
    elif any(char in name for char in "*?["):
        matches = [match for match in sorted(glob(name, recursive=True)) if Path(match).is_file()]  # noqa: PTH207
        if not matches:
            raise InputError(f"{name}: no file matches")
        yield from (Input(match, doc_id_of(Path(Path(match).name)), format_of(match)) for match in matches)
    else:
        raise InputError(f"{name}: no such file or directory")


def format_of(path: str | Path) -> str:
    """Return the format that a file's name stands for: "jsonl", "csv" or "parquet", else "text"."""
    ending = _ending(Path(path))
    return ending if ending in FORMATS else "text"


def has_known_ending(path: Path) -> bool:
    """Return whether a folder stands for a file of this name."""
    return _ending(path) in ("txt", *FORMATS)


def doc_id_of(path: Path) -> str:
    """Return a path without its endings, with "/" between folders."""
    if path.suffix.lower() in _COMPRESSED:
        path = path.with_suffix("")
    return path.with_suffix("").as_posix()


def _ending(path: Path) -> str:
    """Return the last ending of a name that is not a compression's."""
    if path.suffix.lower() in _COMPRESSED:
        path = path.with_suffix("")
    return path.suffix.lstrip(".").lower()
