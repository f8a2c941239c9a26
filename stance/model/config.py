"""The configuration of a training run."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.files.toml import known, read_toml

DEFAULT = Path(__file__).with_name("default.toml")

OPEN = ("classifier", "search")  # tables whose keys are the classifier's parameters: it checks them itself

KINDS: dict[type, str] = {int: "a whole number", float: "a number", str: "a string", bool: "true or false"}

Config = dict[str, Any]


def read_config(path: str | Path | None = None) -> Config:
    """Read a training configuration, completed by the default.

    Parameters
    ----------
    path : str, Path or None
        A TOML file; None gives the default.

    Raises
    ------
    InputError
        Where the file cannot be read, has a key that the default does not know, or a value of another kind.
    """
    default = read_toml(DEFAULT)
    return default if path is None else complete(read_toml(path), default, str(path))


def complete(given: Config, default: Config, where: str) -> Config:
    """Return the default with the given values laid over it."""
    config = copy.deepcopy(default)
    known(given, where, default)
    for key, value in given.items():
        if not isinstance(default[key], dict):
            config[key] = same_kind(value, default[key], f"{where}: key {key}")
            continue
        if not isinstance(value, dict):
            raise InputError(f"{where}: key {key}: must be a table")
        if key not in OPEN:
            known(value, f"{where}: [{key}]", default[key])
        for name, item in value.items():
            place = f"{where}: key {key}.{name}"
            if key == "search" and not (isinstance(item, list) and item):
                raise InputError(f"{place}: must be a list of values to try, not {item!r}")
            config[key][name] = item if key in OPEN else same_kind(item, default[key][name], place)
    return config


def same_kind(value: object, default: object, where: str) -> object:
    """Return the value, or raise where it is of another kind than the default."""
    kinds = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, kinds) or isinstance(value, bool) != isinstance(default, bool):
        raise InputError(f"{where}: must be {KINDS[type(default)]}, not {value!r}")
    return value
