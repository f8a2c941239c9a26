"""Read TOML and check its keys, naming the file, the key and the remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError


def read_toml(path: str | Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    InputError
        Where the file cannot be read or is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from error


def required(data: Mapping[str, Any], where: str, keys: Iterable[str]) -> None:
    """Raise where a key is missing."""
    for key in keys:
        if key not in data:
            raise InputError(f"{where}: key {key} is missing; add it")


def known(data: Mapping[str, Any], where: str, keys: Iterable[str]) -> None:
    """Raise where a key is none of those the format has."""
    for key in data:
        if key not in keys:
            raise InputError(f"{where}: unknown key {key}; known are {', '.join(keys)}")


def string(data: Mapping[str, Any], key: str, where: str) -> str:
    """Return a string value, empty where the key is absent."""
    value = data.get(key, "")
    if not isinstance(value, str):
        raise InputError(f"{where}: key {key}: must be a string, not {type(value).__name__}")
    return value


def strings(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Return a list of strings, empty where the key is absent."""
    value = data.get(key, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{where}: key {key}: must be a list of strings")
    return tuple(value)
