# ruff: noqa: ANN001, ANN201, ANN202, C901 (a call costs what a branch does; numba finds the types; `stance.model.scorer.layout` has those of the arguments)
# mypy: allow-untyped-defs
"""The compiled part of the scorer: one pass over the UTF-8 bytes of many texts.

Since statements are scaled by their number of words, the score of one is a sum over its words, its pairs of words and
its lexicon entries. What a word adds, with all its character n-grams, is worked out where it is first seen, and kept.
A hash table never answers by hash alone: the entry found is compared with what was asked for.

All compiled functions are in this module, because numba's cache on disk goes by the file a function is in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numba.extending
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]

from stance.model.lexicon import SCOPE
from stance.model.scorer.characters import ALNUM, BREAK, COUNT, JOINER, OPENS, TURNS
from stance.model.scorer.layout import FREE, KEY, KEY_2, LANES, MATCHES, NONE, STEP, SUMS, SYMBOL, VARIANTS, WORDS

Function = Callable[..., Any]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_2 = np.uint64(0xC2B2AE3D27D4EB4F)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_BITS = np.uint64(63)
_LOW = np.uint64(0xFFFFFFFF)
_HIGHS = np.uint64(0x8080808080808080)  # the highest bit of each of eight bytes
_BLANKS = np.uint64(0x2020202020202020)  # the bit that makes ASCII letters small
_FROM_A = np.uint64(0x1F1F1F1F1F1F1F1F)  # added to a byte without its highest bit, sets that from "a" on
_PAST_Z = np.uint64(0x0505050505050505)  # the same, after "z"


def compiled(function: Function, **options: bool) -> Function:
    """Return a function as numba compiles it, kept on disk where a folder can be written."""
    try:
        return numba.njit(function, cache=True, nogil=True, error_model="numpy", **options)
    except RuntimeError:  # no folder for the cache: a read-only install without a home
        return numba.njit(function, nogil=True, error_model="numpy", **options)


def uncounted(function: Function) -> Function:
    """Return a compiled function that makes no array, and so need not count references: several times as fast."""
    return compiled(function, _nrt=False)


def inlined(function: Function) -> Function:
    """Return a function that becomes part of the compiled functions that call it."""
    return numba.njit(function, inline="always", nogil=True, error_model="numpy", _nrt=False)


@compiled
def index_strings(points, offsets, shift):
    """Return the hash table of strings: slot -> number."""
    slots = np.full(1 << (64 - shift), NONE, np.int32)
    for number in range(len(offsets) - 1):
        mixed = np.uint64(0)
        for i in range(offsets[number], offsets[number + 1]):
            mixed = (mixed ^ np.uint64(points[i])) * _MIX
        slot = np.int64(mixed >> np.uint64(shift))
        while slots[slot] != NONE:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = number
    return slots


@compiled
def index_pairs(pairs, values, shift):
    """Return the hash table of pairs: keys and values by slot."""
    keys = np.full(1 << (64 - shift), _EMPTY, np.uint64)
    found = np.full(1 << (64 - shift), NONE, np.int32)
    for i in range(len(pairs)):
        slot = np.int64((pairs[i] * _MIX) >> np.uint64(shift))
        while keys[slot] != _EMPTY:
            slot = (slot + 1) & (len(keys) - 1)
        keys[slot] = pairs[i]
        found[slot] = values[i]
    return keys, found


@uncounted
def find_string(strings, mixed, word, start, end):
    """Return the number of word[start:end], whose hash is known, or NONE."""
    slots = strings.slots
    slot = np.int64(mixed >> np.uint64(strings.shift))
    while slots[slot] != NONE:
        number = slots[slot]
        first = strings.offsets[number]
        if strings.offsets[number + 1] - first == end - start:
            same = True
            for i in range(end - start):
                if strings.points[first + i] != word[start + i]:
                    same = False
                    break
            if same:
                return number
        slot = (slot + 1) & (len(slots) - 1)
    return np.int32(NONE)


@uncounted
def find_symbol(strings, word, start, end):
    """Return the number of a word, or NONE."""
    mixed = np.uint64(0)
    for i in range(start, end):
        mixed = (mixed ^ np.uint64(word[i])) * _MIX
    return find_string(strings, mixed, word, start, end)


@inlined
def find_pair(keys, values, shift, left, right):
    """Return what a pair of numbers stands for, or NONE."""
    key = (np.uint64(left) << np.uint64(32)) | np.uint64(right)
    mask = np.uint64(len(keys) - 1)
    slot = (key * _MIX) >> np.uint64(shift)
    while keys[slot] != key and keys[slot] != _EMPTY:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(values[slot])


@numba.extending.intrinsic
def read_eight(typing_context, data, at):
    """Return the eight bytes of an array that start at a place, as one number, wherever in memory they are."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        eight = ir.IntType(64)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), eight.as_pointer())
        return builder.load(pointer, align=1, typ=eight)

    return numba.uint64(data, numba.int64), generate


@numba.extending.intrinsic
def trailing_zeros(typing_context, number):
    """Return how many of the lowest bits of a number other than 0 are 0."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], context.get_constant(numba.types.boolean, True))

    return numba.uint64(numba.uint64), generate


@inlined
def count_letters(eight):
    """Return how many of the lowest of eight bytes are ASCII letters, before one that is not."""
    lowered = (eight | _BLANKS) & ~_HIGHS
    letters = (lowered + _FROM_A) & ~(lowered + _PAST_Z) & ~eight & _HIGHS
    others = letters ^ _HIGHS
    return np.int64(8) if others == 0 else np.int64(trailing_zeros(others) >> np.uint64(3))


@inlined
def read_bytes(data, at, count):
    """Return up to eight bytes as one number, the first lowest."""
    if count == 0:
        return np.uint64(0)
    if at + 8 <= len(data):
        return read_eight(data, at) & (_EMPTY >> np.uint64(64 - 8 * count))
    number = np.uint64(0)
    for i in range(count):
        number |= np.uint64(data[at + i]) << np.uint64(8 * i)
    return number


@inlined
def slot_of(key, key_2):
    """Return the hash of a word's key."""
    mixed = (key ^ (key_2 * _MIX_2)) * _MIX
    return mixed ^ (mixed >> np.uint64(32))


@uncounted
def decode(data, at, end):
    """Return the code point at a byte (COUNT where the bytes are no UTF-8) and how many bytes it takes."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, 1
    if 0xC2 <= first < 0xE0 and at + 1 < end:
        return (first & 0x1F) << 6 | (np.int64(data[at + 1]) & 0x3F), 2
    if 0xE0 <= first < 0xF0 and at + 2 < end:
        return (first & 0x0F) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6 | (np.int64(data[at + 2]) & 0x3F), 3
    if 0xF0 <= first < 0xF5 and at + 3 < end:
        middle = (np.int64(data[at + 1]) & 0x3F) << 12 | (np.int64(data[at + 2]) & 0x3F) << 6
        point = (first & 0x07) << 18 | middle | (np.int64(data[at + 3]) & 0x3F)
        return min(point, COUNT), 4
    return COUNT, 1


@inlined
def make_key(data, first, last):
    """Return the key of a word, two numbers: up to 16 bytes the bytes themselves, more are mixed into 128 bits."""
    length = last - first
    key = read_bytes(data, first, min(length, 8))
    key_2 = np.uint64(0)
    if length > 8:
        key_2 = read_bytes(data, first + 8, min(length - 8, 8))
        for i in range(first + 16, last):
            byte = np.uint64(data[np.uint64(i)])
            key = ((key ^ byte) * _MIX) | np.uint64(1)
            key_2 = ((key_2 >> np.uint64(31)) ^ key_2 ^ byte) * _MIX_2
    return key, key_2


@uncounted
def spell(data, start, end, characters, form, shape):
    """Write a word's form and shape, the shape between blanks; return its length in code points."""
    length = 0
    at = start
    shape[0] = 32
    while at < end:
        point, size = decode(data, at, end)
        form[length] = characters.forms[point]
        shape[length + 1] = characters.shapes[point]
        length += 1
        at += size
    shape[length + 1] = 32
    return length


@inlined
def add_row(totals, rows, number):
    """Add a row to the totals."""
    number = np.uint64(number)
    for first in range(np.uint64(0), np.uint64(rows.shape[1]), np.uint64(LANES)):
        for k in range(np.uint64(LANES)):
            totals[first + k] += rows[number, first + k]


@uncounted
def add_words(total, sums, slots, start, end):
    """Add what words keep in their slots, the totals in registers."""
    for first in range(np.uint64(0), np.uint64(len(total)), np.uint64(LANES)):
        a = b = c = d = 0.0
        column = first + np.uint64(SUMS)
        for i in range(np.uint64(start), np.uint64(end)):
            slot = np.uint64(slots[i])
            a += sums[slot, column]
            b += sums[slot, column + np.uint64(1)]
            c += sums[slot, column + np.uint64(2)]
            d += sums[slot, column + np.uint64(3)]
        for k, value in enumerate((a, b, c, d)):
            total[first + np.uint64(k)] += value


@uncounted
def add_grams(tables, shape, length, total):
    """Add the rows of the known character n-grams of a shape."""
    for start in range(length):
        mixed = np.uint64(0)
        for end in range(start + 1, min(start + tables.longest, length) + 1):
            mixed = (mixed ^ np.uint64(shape[end - 1])) * _MIX
            if end - start >= tables.shortest:
                number = find_string(tables.grams, mixed, shape, start, end)
                if number != NONE:
                    add_row(total, tables.rows, tables.first_gram + number)


@uncounted
def add_word(tables, cache, space, data, start, end, slot, key, key_2):
    """Keep what depends on a word alone in a free slot."""
    cache.kept[0] += 1
    length = spell(data, start, end, tables.characters, space.form, space.shape)
    symbol = find_symbol(tables.symbols, space.shape, 1, length + 1)
    form = find_symbol(tables.symbols, space.form, 0, length)
    word, total = cache.words[slot], cache.sums[slot, SUMS:]
    word[KEY] = np.int64(key)
    word[KEY_2] = np.int64(key_2)
    word[SYMBOL] = symbol if symbol != NONE and tables.in_pairs[symbol] else NONE
    state = tables.first_words[form] if form != NONE else np.int32(NONE)
    word[STEP] = (np.int64(form) << 32) | (np.int64(state) & 0xFFFFFFFF)
    total[:] = 0
    if symbol != NONE and tables.feature_of_symbol[symbol] != NONE:
        add_row(total, tables.rows, tables.feature_of_symbol[symbol])
    add_grams(tables, space.shape, length + 2, total)


@uncounted
def empty(cache):
    """Empty a cache."""
    cache.words[:, KEY] = FREE
    cache.kept[0] = 0


@inlined
def find_slot(kept, key, key_2):
    """Return the slot of a word in the cache, or the free one where it belongs."""
    mask = np.uint64(len(kept) - 1)
    slot = slot_of(key, key_2) & mask
    while np.uint64(kept[slot, KEY]) != np.uint64(FREE) and (
        np.uint64(kept[slot, KEY]) != key or np.uint64(kept[slot, KEY_2]) != key_2
    ):
        slot = (slot + np.uint64(1)) & mask
    return slot


@uncounted
def find_matches(
    step_keys, step_values, step_shift, next_forms, kind_of_state, is_negator, clauses, forms, states, words, matches
):
    """Write the lexicon entries among the words: first word, last word, kind and variant; return how many.

    The lowest bit of a clause says whether it is quoted.
    """
    count = 0
    negator = -SCOPE - 1
    i = 0
    while i < words:
        state = states[np.uint64(i)]
        if state == NONE:
            i += 1
            continue
        clause = clauses[np.uint64(i)]
        best = NONE
        last = i
        at = i
        while state != NONE:
            if kind_of_state[np.uint64(state)] != NONE:
                best = kind_of_state[np.uint64(state)]
                last = at
            at += 1
            if (
                at == words
                or clauses[np.uint64(at)] != clause
                or forms[np.uint64(at)] == NONE
                or not (next_forms[np.uint64(state)] >> (np.uint64(forms[np.uint64(at)]) & _BITS)) & np.uint64(1)
            ):
                break
            state = find_pair(step_keys, step_values, step_shift, state, forms[np.uint64(at)])
        if best != NONE:
            negated = negator >= 0 and i - negator <= SCOPE and clauses[np.uint64(negator)] == clause
            matches[np.uint64(count), 0] = i
            matches[np.uint64(count), 1] = last
            matches[np.uint64(count), 2] = VARIANTS * best + 2 * negated + (clause & 1)
            count += 1
            if is_negator[np.uint64(best)]:
                negator = last
        i = last + 1
    return count


@inlined
def find_together(tones, together_keys, together_values, together_shift, matches, count):
    """Return the feature of the tones of the matches together, or NONE."""
    mask = np.uint64(0)
    for m in range(count):
        mask |= tones[np.uint64(matches[np.uint64(m), 2])]
    if mask == 0:
        return np.int64(NONE)
    return find_pair(together_keys, together_values, together_shift, mask >> np.uint64(32), mask & _LOW)


@uncounted
def score(tables, cache, space, data, offsets, scores):
    """Write the linear scores of statements, whose bytes lie between offsets.

    Of the last statement, words and matches stay in `space`.
    """
    # Arrays as local names: reading one from a named tuple counts a reference each time.
    kept, sums, rows, kinds = cache.words, cache.sums, tables.rows, tables.characters.kinds
    bounds, clauses, forms, states = space.bounds, space.clauses, space.forms, space.states
    symbols, slots, matches, total = space.symbols, space.slots, space.matches, space.total
    pair_keys, pair_values, pair_shift = tables.pairs.keys, tables.pairs.values, np.uint64(tables.pairs.shift)
    step_keys, step_values, step_shift = tables.steps.keys, tables.steps.values, np.uint64(tables.steps.shift)
    next_forms, kind_of_state = tables.next_forms, tables.kind_of_state
    is_negator, tones, kind_sums, intercept = tables.is_negator, tables.tones, tables.kind_sums, tables.intercept
    together_keys, together_values = tables.together.keys, tables.together.values
    together_shift = np.uint64(tables.together.shift)
    labels, has_pairs = len(intercept), tables.has_pairs
    for n in range(len(scores)):
        for k in range(np.uint64(len(total))):
            total[k] = 0.0
        at, end = offsets[n], offsets[n + 1]
        words = added = 0
        clause = 0
        while at < end:
            point, size = np.int64(data[np.uint64(at)]), 1
            if point >= 0x80:
                point, size = decode(data, at, end)
            kind = kinds[np.uint64(point)]
            if kind != ALNUM:
                if kind >= BREAK:
                    clause += 2
                    if kind > BREAK:
                        quoted = (clause & 1) == 0 if kind == TURNS else kind == OPENS
                        clause = (clause & ~1) | quoted
                at += size
                continue
            first = at
            at += size
            while at + 8 <= len(data):
                letters = count_letters(read_eight(data, at))
                at += letters
                if letters < 8:
                    break
            at = min(at, end)
            while at < end:
                point, size = np.int64(data[np.uint64(at)]), 1
                if point >= 0x80:
                    point, size = decode(data, at, end)
                kind = kinds[np.uint64(point)]
                if kind != ALNUM:
                    if kind != JOINER or at + size >= end:
                        break
                    after, _ = decode(data, at + size, end)
                    if kinds[np.uint64(after)] != ALNUM:
                        break
                at += size
            key, key_2 = make_key(data, first, at)
            slot = find_slot(kept, key, key_2)
            if kept[slot, KEY] == FREE:
                if 2 * cache.kept[0] > len(kept):
                    add_words(total, sums, slots, added, words)
                    added = words
                    empty(cache)
                    slot = find_slot(kept, key, key_2)
                add_word(tables, cache, space, data, first, at, slot, key, key_2)
            word = np.uint64(words)
            slots[word] = slot
            bounds[word, 0] = first
            bounds[word, 1] = at
            clauses[word] = clause
            forms[word] = kept[slot, STEP] >> 32
            states[word] = np.int32(kept[slot, STEP] & 0xFFFFFFFF)
            symbols[word] = kept[slot, SYMBOL]
            words += 1
        add_words(total, sums, slots, added, words)
        if has_pairs:
            for i in range(1, words):
                left, right = symbols[np.uint64(i - 1)], symbols[np.uint64(i)]
                if left != NONE and right != NONE:
                    pair = find_pair(pair_keys, pair_values, pair_shift, left, right)
                    if pair != NONE:
                        add_row(total, rows, pair)
        count = find_matches(
            step_keys,
            step_values,
            step_shift,
            next_forms,
            kind_of_state,
            is_negator,
            clauses,
            forms,
            states,
            words,
            matches,
        )
        for m in range(count):
            add_row(total, kind_sums, matches[np.uint64(m), 2])
        feature = find_together(tones, together_keys, together_values, together_shift, matches, count)
        if feature != NONE:
            add_row(total, rows, feature)
        scale = 1.0 / np.sqrt(max(words, 1))
        for k in range(labels):
            scores[n, k] = intercept[k] + scale * total[k]
        space.counts[WORDS] = words
        space.counts[MATCHES] = count


@inlined
def weigh(row, labels, column):
    """Return what a row adds to a label over what it adds on average."""
    mean = 0.0
    for k in range(labels):
        mean += row[k] / labels
    return row[column] - mean


@uncounted
def explain(tables, cache, space, data, offsets, scores, column, places, weights):
    """Write what each word, pair and lexicon feature of one statement adds to the score of a label.

    Returns how many there are. A place is the number of the lexicon feature (NONE for words) and the bytes.
    """
    score(tables, cache, space, data, offsets, scores)
    labels, words, bounds, matches = len(tables.intercept), space.counts[WORDS], space.bounds, space.matches
    count = 0
    for i in range(words):
        start, end = bounds[i, 0], bounds[i, 1]
        key, key_2 = make_key(data, start, end)
        slot = find_slot(cache.words, key, key_2)
        if cache.words[slot, KEY] == FREE:  # the cache was emptied since
            if 2 * cache.kept[0] > len(cache.words):
                empty(cache)
                slot = find_slot(cache.words, key, key_2)
            add_word(tables, cache, space, data, start, end, slot, key, key_2)
        places[count, 0], places[count, 1], places[count, 2] = NONE, start, end
        weights[count] = weigh(cache.sums[slot, SUMS:], labels, column)
        count += 1
        pair = np.int64(NONE)
        if i and space.symbols[i - 1] != NONE and space.symbols[i] != NONE:
            pair = find_pair(
                tables.pairs.keys, tables.pairs.values, tables.pairs.shift, space.symbols[i - 1], space.symbols[i]
            )
        if pair != NONE:
            places[count, 0], places[count, 1], places[count, 2] = NONE, bounds[i - 1, 0], end
            weights[count] = weigh(tables.rows[pair], labels, column)
            count += 1
    together = find_together(
        tables.tones,
        tables.together.keys,
        tables.together.values,
        np.uint64(tables.together.shift),
        matches,
        space.counts[MATCHES],
    )
    for m in range(space.counts[MATCHES]):
        start, end = bounds[matches[m, 0], 0], bounds[matches[m, 1], 1]
        for i in range(tables.kind_bounds[matches[m, 2]], tables.kind_bounds[matches[m, 2] + 1]):
            feature = tables.kind_features[i]
            places[count, 0], places[count, 1], places[count, 2] = feature, start, end
            weights[count] = weigh(tables.rows[feature], labels, column)
            count += 1
        if together != NONE and tables.tones[matches[m, 2]] != 0:  # at the first entry with a tone
            places[count, 0], places[count, 1], places[count, 2] = together, start, end
            weights[count] = weigh(tables.rows[together], labels, column)
            count += 1
            together = np.int64(NONE)
    for i in range(count):
        weights[i] /= np.sqrt(words)
    return count
