"""Score many texts with the compiled kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from stance.errors import InputError
from stance.model.scorer import kernel
from stance.model.scorer.layout import ENTRY, GROUP, NONE, STRETCH, Cache, Space, Tables
from stance.model.scorer.tables import make_tables
from stance.model.tokens import lower

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.model.linear import LinearModel

_WORDS = 1 << 16  # words that a thread keeps
_FEATURES = 1 << 21  # features of these words
_SHARE = 1 << 20  # bytes of text that a thread takes at a time


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
        shares: list[tuple[Texts, NDArray[np.float64]]] = []
        first = 0
        for chunk in chunks_of(texts):
            for share in split_texts(read_texts(chunk)):
                count = len(share.offsets) - 1
                shares.append((share, scores[first : first + count]))
                first += count
        if jobs == 1 or len(shares) < 2:
            for share, part in shares:
                self._score(share, part)
        else:
            with ThreadPoolExecutor(jobs) as pool:
                list(pool.map(self._score, *zip(*shares, strict=True)))
        return scores

    def explain(self, texts: Sequence[str], columns: Iterable[int]) -> list[dict[str, float]]:
        """Return, for each text, what its features add to the score of one label over the mean of the labels.

        The features are named as `LinearModel.explain` names them.
        """
        read = read_texts(next(chunks_of(texts)))
        return self._with_cache(
            read, lambda *room: [self._explain(read, i, column, *room) for i, column in enumerate(columns)]
        )

    def _score(self, texts: Texts, scores: NDArray[np.float64]) -> None:
        """Write the scores of texts."""
        self._with_cache(
            texts,
            lambda cache, space, matches: kernel.score(
                self._tables, cache, space, texts.data, texts.offsets, matches, scores
            ),
        )

    def _explain(
        self, texts: Texts, i: int, column: int, cache: Cache, space: Space, matches: NDArray[np.int64]
    ) -> dict[str, float]:
        """Return what the features of text i add."""
        start, end = texts.offsets[i], texts.offsets[i + 1]
        most = len(matches) * (2 + 3 * int(np.diff(self._tables.kind_bounds).max(initial=0)))
        places, weights, scores = np.empty((most, 3), np.int64), np.empty(most), np.empty((1, self._labels))
        count = kernel.explain(
            self._tables, cache, space, texts.data, texts.offsets[i : i + 2], matches, scores, column, places, weights
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
            return work(cache, make_space(self._tables, longest), np.empty((longest // 2 + 1, 6), np.int64))
        finally:
            self._caches.append(cache)


def chunks_of(texts: Sequence[str] | pa.Array | pa.ChunkedArray) -> Iterator[pa.Array]:
    """Return texts as Arrow arrays of strings or bytes."""
    if isinstance(texts, pa.ChunkedArray):
        return iter(texts.chunks)
    if isinstance(texts, pa.Array):
        return iter([texts])
    try:
        return iter([pa.array(texts, pa.large_string())])
    except UnicodeEncodeError:  # half characters (lone surrogates)
        return iter([pa.array([text.encode("utf-8", "surrogatepass") for text in texts], pa.large_binary())])


def read_texts(texts: pa.Array) -> Texts:
    """Return the buffers of an Arrow array."""
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


def split_texts(texts: Texts) -> list[Texts]:
    """Return texts in shares of about as many bytes."""
    offsets = texts.offsets
    bounds = np.arange(offsets[0], offsets[-1], _SHARE)[1:]
    cuts = [0, *np.unique(np.searchsorted(offsets, bounds)).tolist(), len(offsets) - 1]
    return [Texts(texts.data, offsets[a : b + 1]) for a, b in pairwise(cuts) if a < b]


def make_cache(tables: Tables) -> Cache:
    """Return an empty cache for one thread."""
    return Cache(
        counters=np.zeros(6, np.int64),
        slots=np.full(2 * _WORDS, NONE, np.int32),
        entries=np.empty((_WORDS, ENTRY), np.int64),
        sums=np.empty((2 * _WORDS, tables.rows.shape[1])),
        features=np.empty(_FEATURES, np.uint32),
        cells=np.zeros(len(tables.rows), np.uint32),
        repeated=np.empty(len(tables.rows) + 1, np.uint32),
    )


def make_space(tables: Tables, longest: int) -> Space:
    """Return room for the words of a text of so many bytes."""
    sizes = tables.longest - tables.shortest + 1
    words = longest // 2 + 1
    return Space(
        form=np.empty(longest, np.uint32),
        shape=np.empty(longest + 2, np.uint32),
        clauses=np.empty(words, np.int32),
        forms=np.empty(words, np.int32),
        states=np.empty(words, np.int32),
        bounds=np.empty((words, 2), np.int64),
        keys=np.empty((words, 2), np.uint64),
        grams=np.empty(STRETCH * sizes, np.uint32),
        numbers=np.empty(GROUP, np.int64),
        totals=np.empty((3, tables.rows.shape[1])),
    )
