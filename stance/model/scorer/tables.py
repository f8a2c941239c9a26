"""The linear model as the arrays that the compiled scorer reads.

Features of all blocks have one numbering: words and pairs of words, then characters, then lexicon categories; in
each the most frequent first, so that what is read most lies close together in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stance.model.features import AND, TOGETHER, name_categories, name_tones
from stance.model.lexicon import NEGATOR, Lexicon
from stance.model.scorer.characters import read_characters
from stance.model.scorer.kernel import index_pairs, index_strings
from stance.model.scorer.layout import LANES, NONE, Pairs, Strings, Tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.model.linear import Block, LinearModel

WORDS, CHARACTERS, CATEGORIES = "words", "characters", "lexicon"


class Numbered(NamedTuple):
    """A block's features in the scorer's numbering: `names[i]` has number `first + i`."""

    names: list[str]
    first: int
    rows: NDArray[np.float64]

    def numbers(self) -> dict[str, int]:
        """Return feature -> number."""
        return {name: self.first + i for i, name in enumerate(self.names)}


def make_tables(model: LinearModel) -> tuple[Tables, list[str]]:
    """Return a model's tables, and the names of its features by number."""
    blocks = {block.name: block for block in model.blocks}
    numbered, first = [], 0
    for name in (WORDS, CHARACTERS, CATEGORIES):
        numbered.append(number_features(blocks.get(name), first, len(model.labels)))
        first += len(numbered[-1].names)
    words, characters, categories = numbered
    word_numbers = words.numbers()
    symbols = number_symbols(words.names, model.lexicon)
    feature_of_symbol = np.array([word_numbers.get(symbol, NONE) for symbol in symbols], np.int32)
    pairs = {
        (symbols[left], symbols[right]): number
        for name, number in word_numbers.items()
        for left, blank, right in [name.partition(" ")]
        if blank and " " not in right
    }
    first_words, steps, kinds = make_trie(model.lexicon, symbols)
    kind_names = sorted({categories for categories in model.lexicon.entries.values() if categories})
    kind_numbers = {kind: i for i, kind in enumerate(kind_names)}
    bounds, features = make_kinds(kind_names, categories.numbers())
    tones, together = make_tones(kind_names, categories.numbers())
    rows = np.concatenate([block.rows for block in numbered])
    in_pairs = np.zeros(len(symbols), np.bool_)
    in_pairs[list(chain.from_iterable(pairs))] = True
    next_forms = np.zeros(len(kinds), np.uint64)  # bits of the words that may follow: most others need no look-up
    for state, symbol in steps:
        next_forms[state] |= np.uint64(1 << symbol % 64)
    shortest, longest = model.character_ngrams
    tables = Tables(
        characters=read_characters(),
        grams=make_strings(characters.names),
        first_gram=characters.first,
        shortest=shortest,
        longest=longest,
        symbols=make_strings(list(symbols)),
        feature_of_symbol=feature_of_symbol,
        in_pairs=in_pairs,
        pairs=make_pairs(pairs),
        first_words=first_words,
        steps=make_pairs(steps),
        next_forms=next_forms,
        kind_of_state=np.array([kind_numbers.get(kind, NONE) for kind in kinds], np.int32),
        is_negator=np.array([NEGATOR in kind for kind in kind_names], np.bool_),
        tones=tones,
        together=together,
        kind_bounds=bounds,
        kind_features=features,
        kind_sums=np.array([rows[features[a:b]].sum(axis=0) for a, b in pairwise(bounds)]).reshape(-1, rows.shape[1]),
        rows=rows,
        has_pairs=bool(pairs),
        intercept=np.array(model.intercept, np.float64),
    )
    return tables, [name for block in numbered for name in block.names]


def number_features(block: Block | None, first: int, labels: int) -> Numbered:
    """Return a block's features, most frequent first, each with a row: what it adds to each label, then zeros."""
    columns = -(-labels // LANES) * LANES
    if block is None:
        return Numbered([], first, np.zeros((0, columns)))
    order = np.argsort(block.idf, kind="stable")
    rows = np.zeros((len(order), columns))
    rows[:, :labels] = block.weight * block.idf[order, None] * block.coefficients[order]
    return Numbered([block.features[i] for i in order.tolist()], first, rows)


def number_symbols(word_features: Iterable[str], lexicon: Lexicon) -> dict[str, int]:
    """Return word -> number, for all words that stand in features or in entries of the lexicon."""
    words = chain.from_iterable(name.split(" ") for name in chain(word_features, lexicon.entries))
    return {word: i for i, word in enumerate(dict.fromkeys(words))}


def make_trie(
    lexicon: Lexicon, symbols: Mapping[str, int]
) -> tuple[NDArray[np.int32], dict[tuple[int, int], int], list[tuple[str, ...]]]:
    """Return the lexicon's entries as a trie: a state is what one or more words have in common as a beginning.

    Returns
    -------
    first_words : ndarray
        Symbol -> the state after it as a first word.
    steps : dict of (int, int) to int
        (state, symbol) -> the state after it.
    kinds : list of tuple of str
        State -> the categories of the entry that ends there.
    """
    states = {entry: state for state, entry in enumerate(lexicon.entries)}
    first_words = np.full(len(symbols), NONE, np.int32)
    steps = {}
    for entry, state in states.items():
        beginning, _, last = entry.rpartition(" ")
        if beginning:
            steps[states[beginning], symbols[last]] = state
        else:
            first_words[symbols[last]] = state
    return first_words, steps, list(lexicon.entries.values())


def make_kinds(
    kinds: Sequence[tuple[str, ...]], numbers: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the known features of entries by their kind.

    Of kind i there are VARIANTS lists, each as it is, quoted, negated, and both. List n is
    features[bounds[n]:bounds[n + 1]].
    """
    lists = [
        [numbers[name] for name in name_categories(kind, negated, quoted) if name in numbers]
        for kind in kinds
        for negated in (False, True)
        for quoted in (False, True)
    ]
    bounds = np.cumsum([0, *map(len, lists)])
    return bounds, np.array(list(chain.from_iterable(lists)), np.uint32)


def make_tones(kinds: Sequence[tuple[str, ...]], numbers: Mapping[str, int]) -> tuple[NDArray[np.uint64], Pairs]:
    """Return the tones of entries by kind and variant, a bit each, and what tones together are as a feature."""
    variants = [name_tones(kind, negated) for kind in kinds for negated in (False, False, True, True)]
    bits = {tone: 1 << bit for bit, tone in enumerate(sorted(set(chain.from_iterable(variants))))}
    known = {name.removeprefix(TOGETHER): number for name, number in numbers.items() if name.startswith(TOGETHER)}
    together = {}
    for tones, number in known.items():
        mask = sum(bits.get(tone, 0) for tone in tones.split(AND))
        together[mask >> 32, mask & 0xFFFFFFFF] = number
    return np.array([sum(bits[tone] for tone in tones) for tones in variants], np.uint64), make_pairs(together)


def make_strings(strings: Sequence[str]) -> Strings:
    """Return strings with a hash table that finds their numbers."""
    points = np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)
    offsets = np.cumsum([0, *map(len, strings)])
    shift = slot_shift(len(strings))
    return Strings(index_strings(points, offsets, shift), shift, points, offsets)


def make_pairs(pairs: Mapping[tuple[int, int], int]) -> Pairs:
    """Return a hash table from pairs of numbers to numbers."""
    lefts = np.array([left for left, _ in pairs], np.uint64)
    rights = np.array([right for _, right in pairs], np.uint64)
    values = np.array(list(pairs.values()), np.int32)
    shift = slot_shift(len(pairs))
    keys, found = index_pairs((lefts << np.uint64(32)) | rights, values, shift)
    return Pairs(keys, found, shift)


def slot_shift(count: int) -> int:
    """Return the shift that leaves of 64 bits a slot in a table at least twice as large as what it holds."""
    return 63 - max(count, 1).bit_length()
