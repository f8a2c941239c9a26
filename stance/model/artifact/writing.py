"""Write an artifact: plain data only, the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.files.writing import replace_when_done
from stance.model.artifact.seal import FORMAT, MARK, make_seal
from stance.model.artifact.unpickler import DEEPEST, PLAIN_DTYPE

if TYPE_CHECKING:
    import numpy as np

_CHUNK = 1 << 20
_PROTOCOL = 4  # fixed, so that no Python version changes the bytes


def write_artifact(path: str | Path, contents: dict[str, Any]) -> None:
    """Write plain data to a file that `read_artifact` opens; the file is whole or not there.

    Equal contents give equal bytes. `joblib.load` reads the file too, with the key "stance_artifact" added.

    Parameters
    ----------
    path : str or Path
    contents : dict
        Strings, numbers, booleans, None, numpy arrays of numbers, booleans or bytes, and lists and dicts
        (with string keys) of these.

    Raises
    ------
    TypeError
        Where something else is inside; the message says where.
    InputError
        Where the file cannot be written.
    """
    import joblib

    copy = {sys.intern(MARK): FORMAT, **_plain_copy(contents, "contents", {}, 0)}
    with replace_when_done(path) as temporary:
        with temporary.open("wb") as stream:
            joblib.dump(copy, stream, protocol=_PROTOCOL)
        digest = hashlib.sha256()
        with temporary.open("r+b") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
            stream.write(make_seal(digest))


def _plain_copy(value: Any, where: str, dtypes: dict[str, np.dtype[Any]], depth: int) -> Any:  # noqa: ANN401
    """Return a copy in which only equal strings and dtypes are one object: pickle writes references by identity."""
    import numpy as np

    if depth > DEEPEST:
        raise TypeError(f"{where}: nested deeper than {DEEPEST}")
    if isinstance(value, np.ndarray):
        return _plain_array(value, where, dtypes)
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or type(value) in (bool, int, float):
        return value
    if type(value) is str:
        return sys.intern(value)
    if type(value) is list:
        return [_plain_copy(item, f"{where}[{i}]", dtypes, depth + 1) for i, item in enumerate(value)]
    if type(value) is dict:
        for key in value:
            if type(key) is not str:
                raise TypeError(f"{where}: key {key!r} is not a string")
        return {
            sys.intern(key): _plain_copy(item, f"{where}[{key!r}]", dtypes, depth + 1) for key, item in value.items()
        }
    raise TypeError(
        f"{where}: {type(value).__name__} has no place in an artifact; lists, dicts, arrays, text, numbers do"
    )


def _plain_array(value: np.ndarray[Any, Any], where: str, dtypes: dict[str, np.dtype[Any]]) -> np.ndarray[Any, Any]:
    """Return a copy of an array in little-endian order, or raise where its kind has no place."""
    import numpy as np

    little = value.dtype.newbyteorder("<")
    if not PLAIN_DTYPE.fullmatch(little.str[1:]):
        raise TypeError(f"{where}: an array of {value.dtype} has no place in an artifact; numbers, booleans, bytes do")
    dtype = dtypes.setdefault(little.str, little)
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    copy = np.empty(value.shape, dtype=dtype, order=order)  # type: ignore[call-overload]
    copy[...] = value
    return copy
