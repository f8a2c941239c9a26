"""Score many texts with the compiled kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from stance.errors import InputError
from stance.model.scorer import kernel
from stance.model.scorer.layout import NONE, SUMS, Cache, Space, Tables
from stance.model.scorer.tables import make_tables
from stance.model.tokens import lower

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.model.linear import LinearModel

_SLOTS = 1 << 17  # of the hash table of words that a thread keeps; at most half are taken
_LINE = 8  # numbers in a line of the processor's cache
_SHARE = 1 << 12  # texts that a thread takes at a time


class Texts(NamedTuple):
    """Texts as their UTF-8 bytes; text i lies from offsets[i] to offsets[i + 1]."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]


class Scorer:
    """The same function as `LinearModel.scores`, for many texts.

    Parameters
    ----------
    model : LinearModel
    """

    def __init__(self, model: LinearModel) -> None:
        self._tables, self._names = make_tables(model)
        self._labels = len(model.labels)
        self._caches: list[Cache] = []  # those that no thread is using

    def scores(self, texts: Sequence[str] | pa.Array | pa.ChunkedArray, jobs: int = 1) -> NDArray[np.float64]:
        """Return the linear scores, shape (n, n_labels).

        Parameters
        ----------
        texts : sequence of str, or pyarrow.Array or ChunkedArray of strings
        jobs : int
            Threads.

        Raises
        ------
        InputError
            Where a text is null.
        """
        scores = np.empty((len(texts), self._labels))
        shares = list(share_out(texts))
        parts = np.split(scores, np.cumsum([len(share) for share in shares]))[:-1]
        if jobs == 1 or len(shares) < 2:
            for share, part in zip(shares, parts, strict=True):
                self._score(share, part)
        else:
            with ThreadPoolExecutor(jobs) as pool:
                list(pool.map(self._score, shares, parts))
        return scores

    def explain(self, texts: Sequence[str], columns: Iterable[int]) -> list[dict[str, float]]:
        """Return, for each text, what its features add to the score of one label over the mean of the labels.

        The features are named as `LinearModel.explain` names them.
        """
        read = read_texts(texts)
        return self._with_cache(
            read, lambda *room: [self._explain(read, i, column, *room) for i, column in enumerate(columns)]
        )

    def _score(self, share: Sequence[str] | pa.Array, scores: NDArray[np.float64]) -> None:
        """Write the scores of texts."""
        texts = read_texts(share)
        self._with_cache(
            texts,
            lambda cache, space: kernel.score(self._tables, cache, space, texts.data, texts.offsets, scores),
        )

    def _explain(self, texts: Texts, i: int, column: int, cache: Cache, space: Space) -> dict[str, float]:
        """Return what the features of text i add."""
        start, end = texts.offsets[i], texts.offsets[i + 1]
        most = len(space.matches) * (3 + int(np.diff(self._tables.kind_bounds).max(initial=0)))
        places, weights, scores = np.empty((most, 3), np.int64), np.empty(most), np.empty((1, self._labels))
        count = kernel.explain(
            self._tables, cache, space, texts.data, texts.offsets[i : i + 2], scores, column, places, weights
        )
        text = texts.data[start:end].tobytes()
        added: dict[str, float] = {}
        for (feature, first, last), weight in zip(
            (places[:count] - [0, start, start]).tolist(), weights[:count].tolist(), strict=True
        ):
            if feature == NONE:
                name = lower(text[first:last].decode("utf-8", "surrogatepass"))
            else:
                name = f"lexicon: {self._names[feature]}"
            added[name] = added.get(name, 0.0) + weight
        return added

    def _with_cache(self, texts: Texts, work: Callable[..., Any]) -> Any:  # noqa: ANN401
        """Return what work does with a cache, and with room for the longest of these texts."""
        try:
            cache = self._caches.pop()
        except IndexError:
            cache = make_cache(self._tables)
        longest = int(np.diff(texts.offsets).max(initial=0))
        try:
            return work(cache, make_space(self._tables, longest))
        finally:
            self._caches.append(cache)


def share_out(texts: Sequence[str] | pa.Array | pa.ChunkedArray) -> Iterator[Sequence[str] | pa.Array]:
    """Yield texts in shares for threads to take, in order."""
    for chunk in texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]:
        for start in range(0, len(chunk), _SHARE):
            yield chunk[start : start + _SHARE]


def read_texts(texts: Sequence[str] | pa.Array) -> Texts:
    """Return the UTF-8 bytes of texts: the buffers of an Arrow array."""
    if not isinstance(texts, pa.Array):
        try:
            texts = pa.array(texts, pa.large_string())
        except UnicodeEncodeError:  # half characters (lone surrogates)
            encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
            texts = pa.array(encoded, pa.large_binary())
    if texts.null_count:
        raise InputError("a text is null")
    if not pa.types.is_large_binary(texts.type):
        texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if not len(texts):
        return Texts(np.zeros(0, np.uint8), np.zeros(1, np.int64))
    read = np.frombuffer(data or b"", np.uint8)
    read.flags.writeable = False
    return Texts(read, np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1].copy())


def make_cache(tables: Tables) -> Cache:
    """Return an empty cache for one thread."""
    columns = SUMS + tables.rows.shape[1]
    room = np.zeros(_SLOTS * columns + _LINE, np.int64)
    start = -room.ctypes.data % (8 * _LINE) // 8  # at the beginning of a line of the processor's cache
    words = room[start : start + _SLOTS * columns].reshape(_SLOTS, columns)
    return Cache(kept=np.zeros(1, np.int64), words=words, sums=words.view(np.float64))


def make_space(tables: Tables, longest: int) -> Space:
    """Return room for a text of so many bytes."""
    words = longest // 2 + 1
    return Space(
        form=np.empty(longest, np.uint32),
        shape=np.empty(longest + 2, np.uint32),
        clauses=np.empty(words, np.int32),
        forms=np.empty(words, np.int32),
        states=np.empty(words, np.int32),
        symbols=np.empty(words, np.int32),
        slots=np.empty(words, np.int64),
        bounds=np.empty((words, 2), np.int64),
        matches=np.empty((words, 3), np.int64),
        counts=np.zeros(2, np.int64),
        total=np.empty(tables.rows.shape[1]),
    )
