"""How the compiled scorer lays out what it reads and writes: named tuples of arrays, and their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stance.model.scorer.characters import Characters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE = -1
FREE = 0  # the key of no word
LANES = 4  # rows are padded to a multiple of this, so that loops over them unroll
VARIANTS = 4  # of an entry: as it is, quoted, negated, both


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
    next_forms: NDArray[np.uint64]
    kind_of_state: NDArray[np.int32]
    is_negator: NDArray[np.bool_]
    tones: NDArray[np.uint64]
    together: Pairs
    kind_bounds: NDArray[np.int64]
    kind_features: NDArray[np.uint32]
    kind_sums: NDArray[np.float64]
    rows: NDArray[np.float64]
    has_pairs: bool
    intercept: NDArray[np.float64]


# Columns of a word in the cache; what its features add to each label begins at SUMS. Four labels make 64 bytes, a line
# of the processor's own cache.
KEY, KEY_2, SYMBOL, STEP, SUMS = range(5)

# Counts of the last statement.
WORDS, MATCHES = range(2)


class Cache(NamedTuple):
    """What one thread keeps from statement to statement: a hash table of words.

    Attributes
    ----------
    kept : int64 array of shape (1,)
        How many words.
    words : int64 array of shape (slots, SUMS + columns of a row)
        A word's key, its symbol in pairs, its step in the lexicon: its symbol there in the upper half, and in the lower
        the state after it as a first word.
    sums : float64 array
        The same memory as numbers: from column SUMS on, the rows of a word's features, added up.
    """

    kept: NDArray[np.int64]
    words: NDArray[np.int64]
    sums: NDArray[np.float64]


class Space(NamedTuple):
    """Room for the longest statement: one word spelt out, all its words, its lexicon matches, its total.

    A match is its first word, its last word, and VARIANTS times its kind, plus two where it is negated and one where it
    is quoted.
    """

    form: NDArray[np.uint32]
    shape: NDArray[np.uint32]
    clauses: NDArray[np.int32]
    forms: NDArray[np.int32]
    states: NDArray[np.int32]
    symbols: NDArray[np.int32]
    slots: NDArray[np.int64]
    bounds: NDArray[np.int64]
    matches: NDArray[np.int64]
    counts: NDArray[np.int64]
    total: NDArray[np.float64]
