"""Unpickle plain data and numpy arrays, and nothing else: no name is imported, no class made, no code run.

The pickle machine of Python's own `pickle._Unpickler` is kept, its instructions cut down to those that plain data
needs. The three names that joblib's format writes (its array wrapper, numpy.ndarray, numpy.dtype) stand for
themselves here and are never looked up.
"""

from __future__ import annotations

import pickle
import re
from math import prod
from typing import Any, ClassVar, NoReturn

import numpy as np

from stance.model.artifact.seal import ArtifactError

DEEPEST = 50  # lists in lists
PLAIN_DTYPE = re.compile(r"b1|[iu][1248]|f[248]|S[1-9]\d{0,8}")
_MOST_STEPS = 4_000_000  # instructions of a pickle; arrays, which hold the bulk, are one each
_MOST_DIMENSIONS = 8
_WRAPPER_KEYS = {"subclass", "shape", "order", "dtype", "allow_mmap", "numpy_array_alignment_bytes"}
_LONGEST_PADDING = 16


class Name:
    """A name that the pickle may hold; it stands for nothing but itself."""


WRAPPER, NDARRAY, DTYPE = Name(), Name(), Name()
_NAMES = {
    ("joblib.numpy_pickle", "NumpyArrayWrapper"): WRAPPER,
    ("numpy", "ndarray"): NDARRAY,
    ("numpy", "dtype"): DTYPE,
}


class PlainDtype:
    """A dtype as the pickle builds it: a code, then a byte order."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.dtype: np.dtype[Any] | None = None


class PlainArray:
    """An array as the pickle builds it, before its bytes are read."""


class Stream:
    """The bytes of a pickle, read in order; asking for more than there are is an error."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.position = 0

    def take(self, size: int) -> memoryview:
        """Return the next bytes, uncopied."""
        if size < 0 or size > len(self.data) - self.position:
            raise ArtifactError("refused: it ends in the middle of a value")
        self.position += size
        return self.data[self.position - size : self.position]

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        return bytes(self.take(size))

    def readline(self) -> NoReturn:
        """Refuse: only instructions that are not admitted read lines."""
        raise ArtifactError("refused: it holds an instruction of another kind of pickle")


class PlainUnpickler(pickle._Unpickler):
    """Read one value from a pickle in joblib's format.

    Parameters
    ----------
    data : memoryview
        The pickle, to its last byte.
    copy : bool
        Arrays own their bytes; else they are read-only views of `data`.
    """

    dispatch: ClassVar[dict[int, Any]] = {}

    def __init__(self, data: memoryview, copy: bool) -> None:
        self._stream = Stream(data)
        self._copy = copy
        super().__init__(self._stream)

    def load(self) -> Any:  # noqa: ANN401
        """Return the value.

        Raises
        ------
        ArtifactError
            Where the pickle holds anything but plain data, or is not one.
        """
        self._unframer = pickle._Unframer(self._stream.read, self._stream.readline)  # type: ignore[attr-defined]
        self.read = self._unframer.read
        self.metastack: list[list[Any]] = []
        self.stack: list[Any] = []
        self.append = self.stack.append
        try:
            for _ in range(_MOST_STEPS):
                step = self.dispatch.get(self.read(1)[0])
                if step is None:
                    raise ArtifactError("refused: it holds pickle instructions that plain data does not need")
                step(self)
        except pickle._Stop as stop:  # type: ignore[attr-defined]
            if self.stack or self.metastack or self._stream.position != len(self._stream.data):
                raise ArtifactError("refused: it holds more than one value") from None
            check_plain(stop.value)
            return stop.value
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pickle.UnpicklingError) as error:
            if isinstance(error, ArtifactError):
                raise
            raise ArtifactError(f"refused: its pickle is not well formed ({error})") from error
        raise ArtifactError(f"refused: more than {_MOST_STEPS} pickle instructions")

    def _load_proto(self) -> None:
        if self.read(1)[0] != 4:
            raise ArtifactError("refused: not pickle protocol 4")

    def _load_stack_global(self) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        if type(name) is not str or type(module) is not str:
            raise ArtifactError("refused: it looks up a name that is not text")
        if (module, name) not in _NAMES:
            raise ArtifactError(
                f"refused: it names {module[:80]!r}.{name[:80]!r}, code that no artifact needs; not run"
            )
        self.append(_NAMES[module, name])

    def _load_newobj(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if name is not WRAPPER or type(arguments) is not tuple or arguments:
            raise ArtifactError("refused: it makes an object that is no array")
        self.append(PlainArray())

    def _load_reduce(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if name is not DTYPE or type(arguments) is not tuple or len(arguments) != 3:
            raise ArtifactError("refused: it calls something that is no array type")
        code = arguments[0]
        if type(code) is not str or not PLAIN_DTYPE.fullmatch(code):
            raise ArtifactError(
                f"refused: an array of type {str(code)[:20]!r}; only numbers, booleans and bytes are opened"
            )
        self.append(PlainDtype(code))

    def _load_build(self) -> None:
        state, made = self.stack.pop(), self.stack[-1]
        if type(made) is PlainDtype:
            made.dtype = read_dtype(made.code, state)
        elif type(made) is PlainArray:
            self.stack[-1] = self._read_array(state)
        else:
            raise ArtifactError("refused: it sets the state of something that is no array")

    def _load_append(self) -> None:
        value = self.stack.pop()
        self._top(list).append(value)

    def _load_appends(self) -> None:
        items = self._since_mark()
        self._top(list).extend(items)

    def _load_setitem(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set_items([key, value])

    def _load_setitems(self) -> None:
        self._set_items(self._since_mark())

    def _set_items(self, items: list[Any]) -> None:
        mapping = self._top(dict)
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) is not str:  # before it is hashed: tuples of tuples can take for ever
                raise ArtifactError("refused: a key that is not text")
            mapping[key] = value

    def _since_mark(self) -> list[Any]:
        """Return what was put on the stack after the last mark."""
        items = self.stack
        self.stack = self.metastack.pop()
        self.append = self.stack.append
        return items

    def _top(self, kind: type) -> Any:  # noqa: ANN401
        if type(self.stack[-1]) is not kind:
            raise ArtifactError(f"refused: it fills something that is no {kind.__name__}")
        return self.stack[-1]

    def _read_array(self, state: Any) -> np.ndarray[Any, Any]:  # noqa: ANN401
        """Return the array whose bytes come next in the stream."""
        if type(state) is not dict or set(state) != _WRAPPER_KEYS or state["subclass"] is not NDARRAY:
            raise ArtifactError("refused: an array is not described as joblib does")
        shape, order, kind = state["shape"], state["order"], state["dtype"]
        if type(shape) is not tuple or len(shape) > _MOST_DIMENSIONS or not all(is_size(size) for size in shape):
            raise ArtifactError("refused: an array has an impossible shape")
        if type(kind) is not PlainDtype or kind.dtype is None or type(order) is not str or order not in ("C", "F"):
            raise ArtifactError("refused: an array is not described as joblib does")
        frame = self._unframer.current_frame
        if frame is not None and frame.read(1):
            raise ArtifactError("refused: the bytes of an array are not where they should be")
        padding = self._stream.read(1)[0]
        if padding > _LONGEST_PADDING:
            raise ArtifactError("refused: the bytes of an array are not where they should be")
        self._stream.take(padding)
        count = prod(shape)
        data = self._stream.take(count * kind.dtype.itemsize)
        if not count:
            return np.zeros(shape, dtype=kind.dtype)
        array = np.frombuffer(data, dtype=kind.dtype).reshape(shape, order=order)  # type: ignore[call-overload]
        return array.copy(order=order) if self._copy else array


def is_size(value: object) -> bool:
    """Return whether a value can be the length of a dimension."""
    return type(value) is int and 0 <= value < 2**48


def read_dtype(code: str, state: Any) -> np.dtype[Any]:  # noqa: ANN401
    """Return the dtype that a code and the state numpy pickles with it stand for."""
    size = int(code[1:])
    expected = [size, 1] if code[0] == "S" else [-1, -1]
    plain = type(state) is tuple and len(state) == 8 and all(type(item) in (int, str, type(None)) for item in state)
    if not plain or list(state[2:]) != [None, None, None, *expected, 0] or state[1] not in ("<", ">", "|", "="):
        raise ArtifactError("refused: an array type is not described as numpy does")
    return np.dtype(("" if state[1] == "|" else state[1]) + code)


def check_plain(value: Any) -> None:  # noqa: ANN401
    """Raise unless a value is plain data, a tree: a list in two places could unfold without end."""
    seen: set[int] = set()
    level = [value]
    for _ in range(DEEPEST + 3):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind in (str, int, float, bool, type(None), np.ndarray):
                continue
            if kind not in (list, dict):
                raise ArtifactError("refused: it holds something other than text, numbers, arrays, lists and dicts")
            if id(item) in seen:
                raise ArtifactError("refused: a list or dict stands in two places")
            seen.add(id(item))
            below.extend(item if kind is list else item.values())
        if not below:
            return
        level = below
    raise ArtifactError(f"refused: nested deeper than {DEEPEST}")


_KEPT = [
    "FRAME",
    "NONE",
    "NEWTRUE",
    "NEWFALSE",
    "BININT",
    "BININT1",
    "BININT2",
    "LONG1",
    "BINFLOAT",
    "SHORT_BINUNICODE",
    "BINUNICODE",
    "BINUNICODE8",
    "EMPTY_LIST",
    "EMPTY_DICT",
    "EMPTY_TUPLE",
    "TUPLE",
    "TUPLE1",
    "TUPLE2",
    "TUPLE3",
    "MARK",
    "MEMOIZE",
    "BINGET",
    "LONG_BINGET",
    "STOP",
]
_OWN = {
    "PROTO": PlainUnpickler._load_proto,
    "STACK_GLOBAL": PlainUnpickler._load_stack_global,
    "NEWOBJ": PlainUnpickler._load_newobj,
    "REDUCE": PlainUnpickler._load_reduce,
    "BUILD": PlainUnpickler._load_build,
    "APPEND": PlainUnpickler._load_append,
    "APPENDS": PlainUnpickler._load_appends,
    "SETITEM": PlainUnpickler._load_setitem,
    "SETITEMS": PlainUnpickler._load_setitems,
}
for _name in _KEPT:
    _code = getattr(pickle, _name)[0]
    PlainUnpickler.dispatch[_code] = pickle._Unpickler.dispatch[_code]
for _name, _step in _OWN.items():
    PlainUnpickler.dispatch[getattr(pickle, _name)[0]] = _step
