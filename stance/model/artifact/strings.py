"""Many strings as two arrays: what a vocabulary costs to open is then one copy, not one object a word."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from stance.model.artifact.seal import ArtifactError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pack_strings(strings: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Return strings as their UTF-8 bytes, one after the other, and the offsets where each starts.

    Returns
    -------
    dict
        "bytes": uint8, all strings joined; "offsets": int64 of shape (n + 1,), into the bytes.
    """
    import numpy as np

    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(item) for item in encoded], out=offsets[1:])
    return {"bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8), "offsets": offsets}


def unpack_strings(packed: dict[str, NDArray[Any]]) -> list[str]:
    """Return the strings that `pack_strings` packed.

    Raises
    ------
    ArtifactError
        Where the arrays do not hold strings.
    """
    import numpy as np

    try:
        data, offsets = packed["bytes"], packed["offsets"]
        if data.dtype != np.uint8 or offsets.dtype.kind != "i" or data.ndim != 1 or offsets.ndim != 1:
            raise ValueError("arrays of the wrong kind")
        if not len(offsets) or offsets[0] != 0 or offsets[-1] != len(data) or (np.diff(offsets) < 0).any():
            raise ValueError("offsets do not fit the bytes")
        text = data.tobytes().decode("utf-8", "surrogatepass")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ArtifactError(f"packed strings cannot be read: {error}") from error
    if len(text) < len(data):  # not all ASCII: from byte offsets to offsets of characters
        characters = np.zeros(len(data) + 1, dtype=np.int64)
        np.cumsum((data & 0xC0) != 0x80, out=characters[1:])
        offsets = characters[offsets]
    bounds = offsets.tolist()
    return [text[start:end] for start, end in pairwise(bounds)]
