"""Make a folder for what a command writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stance.errors import InputError


@contextmanager
def output_folder(path: str | Path) -> Iterator[Path]:
    """Give a folder that can be written, made where it is not there; if the block fails, none is left empty.

    Raises
    ------
    InputError
        Where it cannot be made or written.
    """
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; a folder is needed")
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error
    try:
        yield path
    finally:
        for folder in made:
            with suppress(OSError):  # it holds what the block wrote
                folder.rmdir()
