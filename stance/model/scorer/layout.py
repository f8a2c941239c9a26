"""How the compiled scorer lays out what it reads and writes: named tuples of arrays, and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stance.model.scorer.characters import Characters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE = -1
GROUP = 256  # words looked up together, so that their reads of memory overlap
LANES = 8  # rows are padded to a multiple of this, so that loops over them unroll
STRETCH = 64  # code points of a shape, blanks included, whose features are kept; longer ones are looked up each time


class Strings(NamedTuple):
    """Strings as code points, and a hash table of their numbers; the upper bits of a hash, shifted, are its slot."""

    slots: NDArray[np.int32]
    shift: int
    points: NDArray[np.uint32]
    offsets: NDArray[np.int64]


class Pairs(NamedTuple):
    """A hash table from two numbers (as one, the left in the upper half) to a number."""

    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    shift: int


class Tables(NamedTuple):
    """What a model knows; see `stance.model.scorer.tables`."""

    characters: Characters
    grams: Strings
    first_gram: int
    shortest: int
    longest: int
    symbols: Strings
    feature_of_symbol: NDArray[np.int32]
    in_pairs: NDArray[np.bool_]
    pairs: Pairs
    first_words: NDArray[np.int32]
    steps: Pairs
    has_next: NDArray[np.bool_]
    kind_of_state: NDArray[np.int32]
    is_negator: NDArray[np.bool_]
    has_tone: NDArray[np.bool_]
    kind_bounds: NDArray[np.int64]
    kind_features: NDArray[np.uint32]
    rows: NDArray[np.float64]
    block_ends: NDArray[np.int64]
    block_weights: NDArray[np.float64]
    intercept: NDArray[np.float64]


# Columns of the entry of a word in the cache.
KEY, KEY_2, FEATURES, FEATURE_COUNT, SYMBOL, FORM, STATE = range(7)
ENTRY = 8

# Counters of a cache.
ENTRIES, KEPT, MARK, WORDS, MATCHES, LAST_MARK = range(6)


class Cache(NamedTuple):
    """What one thread keeps from statement to statement.

    Attributes
    ----------
    counters : int64 array
        Words kept, features kept, the mark below which `cells` are of earlier statements; of the last statement
        its words, its lexicon matches and its mark.
    slots : int32 array
        Hash table of words.
    entries : int64 array of shape (words, ENTRY)
        A word's key, where its features are and how many (NONE: too long to be kept), its symbol in pairs, its
        symbol in the lexicon, the state of the lexicon after it as a first word.
    sums : float64 array of shape (2 * words, columns of a row)
        The rows of its word features, then those of its character features, added up.
    features : uint32 array
        The features of all words.
    cells : uint32 array of shape (features,)
        Mark plus occurrences in this statement.
    repeated : uint32 array
        The features that stand twice or more in this statement.
    """

    counters: NDArray[np.int64]
    slots: NDArray[np.int32]
    entries: NDArray[np.int64]
    sums: NDArray[np.float64]
    features: NDArray[np.uint32]
    cells: NDArray[np.uint32]
    repeated: NDArray[np.uint32]


class Space(NamedTuple):
    """Room for the words of the longest statement, the n-grams of a stretch, the entries of a group, and totals."""

    form: NDArray[np.uint32]
    shape: NDArray[np.uint32]
    clauses: NDArray[np.int32]
    forms: NDArray[np.int32]
    states: NDArray[np.int32]
    bounds: NDArray[np.int64]
    keys: NDArray[np.uint64]
    grams: NDArray[np.uint32]
    numbers: NDArray[np.int64]
    totals: NDArray[np.float64]
