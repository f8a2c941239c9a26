"""Open an artifact without trusting it."""

from __future__ import annotations

import mmap as memory_map
from pathlib import Path
from typing import Any

from stance.model.artifact.seal import LONGEST_SEAL, MARK, SEAL, ArtifactError, check_seal


def read_artifact(path: str | Path, mmap: bool = True) -> dict[str, Any]:
    """Return the contents of an artifact.

    Nothing in the file is imported or run: it is read as text, numbers, lists, dicts and arrays, or refused.

    Parameters
    ----------
    path : str or Path
    mmap : bool
        Arrays are read-only views of the file in memory, which processes share; else copies.

    Raises
    ------
    ArtifactError
        Where the file cannot be read, is no artifact, is damaged, is newer than this version of stance
        or holds anything but plain data. The message says which.
    """
    try:
        with Path(path).open("rb") as stream:
            empty = stream.seek(0, 2) == 0
            data = b"" if empty else memory_map.mmap(stream.fileno(), 0, access=memory_map.ACCESS_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArtifactError(f"{path}: {reason.lower()}") from error
    view = memoryview(data)
    try:
        version, end = check_seal(view)
        contents = read_contents(view[:end], version, not mmap)
    except ArtifactError as error:
        raise ArtifactError(f"{path}: {error}") from error
    return contents


def read_fingerprint(path: str | Path) -> str:
    """Return the SHA-256 that an artifact is sealed with: the same for the same contents, whatever its name.

    Raises
    ------
    ArtifactError
        Where the file cannot be read or has no seal. Whether the seal fits is for `read_artifact` to say.
    """
    try:
        with Path(path).open("rb") as stream:
            stream.seek(-min(LONGEST_SEAL, stream.seek(0, 2)), 2)
            seal = SEAL.search(stream.read())
    except OSError as error:
        raise ArtifactError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    if seal is None:
        raise ArtifactError(f"{path}: not a stance artifact")
    return seal[2].decode()


def read_contents(data: memoryview, version: int, copy: bool) -> dict[str, Any]:
    """Return the contents of an artifact: one dict that begins with the mark and its format version.

    Format 1 is read as format 2 is; `Model.open` knows its models by what they lack.
    """
    from stance.model.artifact.unpickler import PlainUnpickler

    if version < 1:
        raise ArtifactError(f"format {version} is none that stance ever wrote")
    contents = PlainUnpickler(data, copy).load()
    if type(contents) is not dict or contents.pop(MARK, None) != version:
        raise ArtifactError("sealed as a stance artifact, but holds none")
    return contents
