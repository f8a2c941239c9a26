# ruff: noqa: ANN001, ANN201, ANN202, C901 (a call costs what a branch does; numba finds the types; `stance.model.scorer.layout` has those of the arguments)
# mypy: allow-untyped-defs
"""The compiled part of the scorer: one pass over the UTF-8 bytes of many texts.

What depends on a word alone is worked out where it is first seen, and kept: its features, what they add to the
scores as if each stood once in the statement, its symbols. What depends on the statement is little: which features
stand in it more than once (their sublinear term frequency is less than the sum), its pairs of words and its lexicon
entries. A hash table never answers by hash alone: the entry found is compared with what was asked for.

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
from stance.model.scorer.characters import ALNUM, BREAK, COUNT, JOINER
from stance.model.scorer.layout import (
    ENTRIES,
    FEATURE_COUNT,
    FEATURES,
    FORM,
    GROUP,
    KEPT,
    KEY,
    KEY_2,
    LANES,
    LAST_MARK,
    MARK,
    MATCHES,
    NONE,
    STATE,
    STRETCH,
    SYMBOL,
    WORDS,
)

Function = Callable[..., Any]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_2 = np.uint64(0xC2B2AE3D27D4EB4F)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_MOST_MARKS = 1 << 31
_FREQUENCIES = 1.0 + np.log(np.arange(1, 257))  # sublinear term frequencies of 1 to 256 occurrences


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


@inlined
def count_feature(cells, mark, feature, repeated, again):
    """Count an occurrence of a feature, write it where it is the second; return how many there are of these."""
    cell = max(cells[feature], mark) + np.uint32(1)
    cells[feature] = cell
    repeated[again] = feature
    return again + np.uint64(cell == mark + np.uint32(2))


@numba.extending.intrinsic
def read_eight(typing_context, data, at):
    """Return the eight bytes of an array that start at a place, as one number, wherever in memory they are."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        eight = ir.IntType(64)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), eight.as_pointer())
        return builder.load(pointer, align=1, typ=eight)

    return numba.uint64(data, numba.int64), generate


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


@uncounted
def split_bytes(data, start, end, kinds, bounds, clauses, keys):
    """Write where the words of a statement lie, their clauses and their keys of two numbers; return how many.

    The key of a word of up to 16 bytes is the bytes themselves; a longer one is mixed into 128 bits.
    """
    words = 0
    clause = 0
    at = start
    while at < end:
        point, size = np.int64(data[np.uint64(at)]), 1
        if point >= 0x80:
            point, size = decode(data, at, end)
        kind = kinds[np.uint64(point)]
        if kind != ALNUM:
            clause += kind == BREAK
            at += size
            continue
        first = at
        at += size
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
        length = at - first
        key = read_bytes(data, first, min(length, 8))
        key_2 = np.uint64(0)
        if length > 8:
            key_2 = read_bytes(data, first + 8, min(length - 8, 8))
            for i in range(first + 16, at):
                byte = np.uint64(data[i])
                key = (key ^ byte) * _MIX
                key_2 = ((key_2 >> np.uint64(31)) ^ key_2 ^ byte) * _MIX_2
        bounds[np.uint64(words), 0] = first
        bounds[np.uint64(words), 1] = at
        clauses[np.uint64(words)] = clause
        keys[np.uint64(words), 0] = key
        keys[np.uint64(words), 1] = key_2
        words += 1
    return words


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


@uncounted
def find_grams(tables, shape, first, length, found):
    """Write the known character n-grams that start in the stretch of a shape from first on; return how many."""
    count = 0
    for start in range(first, min(first + STRETCH, length)):
        mixed = np.uint64(0)
        for end in range(start + 1, min(start + tables.longest, length) + 1):
            mixed = (mixed ^ np.uint64(shape[end - 1])) * _MIX
            if end - start >= tables.shortest:
                number = find_string(tables.grams, mixed, shape, start, end)
                if number != NONE:
                    found[count] = np.uint32(tables.first_gram + number)
                    count += 1
    return count


@uncounted
def find_entry(slots, entries, key, key_2):
    """Return the number of a word's entry in the cache, or NONE."""
    mask = np.uint64(len(slots) - 1)
    slot = slot_of(key, key_2) & mask
    while True:
        number = np.int64(slots[slot])
        if number == NONE:
            return number
        if np.uint64(entries[np.uint64(number), KEY]) == key and np.uint64(entries[np.uint64(number), KEY_2]) == key_2:
            return number
        slot = (slot + np.uint64(1)) & mask


@inlined
def add_row(totals, block, rows, number, factor=1.0):
    """Add a row, times a factor, to the totals of a block."""
    block, number = np.uint64(block), np.uint64(number)
    for first in range(np.uint64(0), np.uint64(rows.shape[1]), np.uint64(LANES)):
        for k in range(np.uint64(LANES)):
            totals[block, first + k] += factor * rows[number, first + k]


@uncounted
def make_room(tables, cache):
    """Empty a cache that has no room for another group of words."""
    counters = cache.counters
    most = GROUP * (1 + STRETCH * (tables.longest - tables.shortest + 1))
    if 2 * (counters[ENTRIES] + GROUP) > len(cache.slots) or counters[KEPT] + most > len(cache.features):
        cache.slots[:] = NONE
        counters[ENTRIES] = 0
        counters[KEPT] = 0


@uncounted
def add_entry(tables, cache, space, data, word):
    """Work out what depends on a word alone and return the number of its new entry."""
    key, key_2 = space.keys[word, 0], space.keys[word, 1]
    counters = cache.counters
    slot = slot_of(key, key_2) & np.uint64(len(cache.slots) - 1)
    while cache.slots[slot] != NONE:
        slot = (slot + np.uint64(1)) & np.uint64(len(cache.slots) - 1)
    number = counters[ENTRIES]
    counters[ENTRIES] += 1
    cache.slots[slot] = number
    length = spell(data, space.bounds[word, 0], space.bounds[word, 1], tables.characters, space.form, space.shape)
    symbol = find_symbol(tables.symbols, space.shape, 1, length + 1)
    form = find_symbol(tables.symbols, space.form, 0, length)
    kept = counters[KEPT]
    count = 0
    if symbol != NONE and tables.feature_of_symbol[symbol] != NONE:
        cache.features[kept] = tables.feature_of_symbol[symbol]
        count = 1
    if length + 2 <= STRETCH:
        count += find_grams(tables, space.shape, 0, length + 2, cache.features[kept + count :])
    entry = cache.entries[number]
    entry[KEY] = np.int64(key)
    entry[KEY_2] = np.int64(key_2)
    entry[FEATURES] = kept
    entry[FEATURE_COUNT] = count if length + 2 <= STRETCH else NONE - count
    entry[SYMBOL] = symbol if symbol != NONE and tables.in_pairs[symbol] else NONE
    entry[FORM] = form
    entry[STATE] = tables.first_words[form] if form != NONE else NONE
    cache.sums[2 * number : 2 * number + 2] = 0
    for i in range(kept, kept + count):
        feature = cache.features[i]
        add_row(cache.sums, 2 * number + (feature >= tables.first_gram), tables.rows, feature)
    counters[KEPT] += count
    return number


@inlined
def frequency(count):
    """Return the sublinear term frequency of so many occurrences."""
    return _FREQUENCIES[np.uint64(count - 1)] if count <= len(_FREQUENCIES) else 1.0 + np.log(count)


@uncounted
def add_sums(sums, numbers, count, totals):
    """Add the rows of words to the totals of their blocks."""
    for block in range(np.uint64(2)):
        for first in range(np.uint64(0), np.uint64(sums.shape[1]), np.uint64(LANES)):
            a = b = c = d = e = f = g = h = 0.0  # in registers
            for i in range(np.uint64(count)):
                row = np.uint64(2) * np.uint64(numbers[i]) + block
                a += sums[row, first]
                b += sums[row, first + np.uint64(1)]
                c += sums[row, first + np.uint64(2)]
                d += sums[row, first + np.uint64(3)]
                e += sums[row, first + np.uint64(4)]
                f += sums[row, first + np.uint64(5)]
                g += sums[row, first + np.uint64(6)]
                h += sums[row, first + np.uint64(7)]
            for k, value in enumerate((a, b, c, d, e, f, g, h)):
                totals[block, first + np.uint64(k)] += value


@inlined
def find_matches(
    step_keys, step_values, step_shift, has_next, kind_of_state, is_negator, clauses, forms, states, words, matches
):
    """Write the lexicon entries among the words: first word, last word, kind, whether negated; return how many."""
    count = 0
    negator = -SCOPE - 1
    i = 0
    while i < words:
        state = states[np.uint64(i)]
        best = NONE
        last = i
        at = i
        while state != NONE:
            if kind_of_state[np.uint64(state)] != NONE:
                best = kind_of_state[np.uint64(state)]
                last = at
            at += 1
            if (
                not has_next[np.uint64(state)]
                or at == words
                or clauses[np.uint64(at)] != clauses[np.uint64(i)]
                or forms[np.uint64(at)] == NONE
            ):
                break
            state = find_pair(step_keys, step_values, step_shift, state, forms[np.uint64(at)])
        if best != NONE:
            negated = negator >= 0 and i - negator <= SCOPE and clauses[np.uint64(negator)] == clauses[np.uint64(i)]
            matches[np.uint64(count), 0] = i
            matches[np.uint64(count), 1] = last
            matches[np.uint64(count), 2] = best
            matches[np.uint64(count), 3] = negated
            count += 1
            if is_negator[np.uint64(best)]:
                negator = last
        i = last + 1
    return count


@uncounted
def mark_toned(has_tone, matches, count):
    """Write which of the matches is the first and which the last with a tone."""
    first, last = NONE, NONE
    for m in range(count):
        matches[m, 4] = matches[m, 5] = 0
        if has_tone[matches[m, 2]]:
            first = m if first == NONE else first
            last = m
    if last != NONE:
        matches[first, 4] = 1
        matches[last, 5] = 1


@inlined
def list_of(matches, m, part):
    """Return the number of a list of features of a match: see `stance.model.scorer.tables.make_kinds`."""
    return 6 * matches[m, 2] + 3 * matches[m, 3] + part


@uncounted
def score(tables, cache, space, data, offsets, matches, scores):
    """Write the linear scores of statements, whose bytes lie between offsets.

    Of the last statement, words and counts stay in `space` and `cache`.
    """
    # Arrays as local names: reading one from a named tuple counts a reference each time.
    counters, slots, entries, features, all_sums = (
        cache.counters,
        cache.slots,
        cache.entries,
        cache.features,
        cache.sums,
    )
    cells, repeated, rows, kinds, pairs = (
        cache.cells,
        cache.repeated,
        tables.rows,
        tables.characters.kinds,
        tables.pairs,
    )
    grams, numbers = space.grams, space.numbers
    bounds, clauses, keys = space.bounds, space.clauses, space.keys
    forms, states, totals = space.forms, space.states, space.totals
    kind_bounds, kind_features = tables.kind_bounds, tables.kind_features
    pair_keys, pair_values, pair_shift = pairs.keys, pairs.values, np.uint64(pairs.shift)
    step_keys, step_values, step_shift = tables.steps.keys, tables.steps.values, np.uint64(tables.steps.shift)
    has_next, kind_of_state = tables.has_next, tables.kind_of_state
    is_negator, has_tone = tables.is_negator, tables.has_tone
    block_weights, intercept = tables.block_weights, tables.intercept
    first_gram, first_category = np.uint32(tables.block_ends[0]), np.uint32(tables.block_ends[1])
    labels = len(intercept)
    columns = totals.shape[1]
    for n in range(len(scores)):
        if counters[MARK] > _MOST_MARKS:
            cells[:] = 0
            counters[MARK] = 0
        mark = np.uint32(counters[MARK])
        most = np.int64(0)  # occurrences counted
        again = np.uint64(0)  # features repeated
        before = np.int64(NONE)
        for block in range(3):
            for k in range(columns):
                totals[block, k] = 0.0
        words = split_bytes(data, offsets[n], offsets[n + 1], kinds, bounds, clauses, keys)
        for group in range(0, words, GROUP):
            make_room(tables, cache)
            last = min(group + GROUP, words)
            for word in range(group, last):
                number = find_entry(slots, entries, keys[np.uint64(word), 0], keys[np.uint64(word), 1])
                numbers[np.uint64(word - group)] = (
                    number if number != NONE else add_entry(tables, cache, space, data, word)
                )
            add_sums(all_sums, numbers, last - group, totals)
            for word in range(group, last):
                number = np.uint64(numbers[np.uint64(word - group)])
                count = entries[number, FEATURE_COUNT]
                start = np.uint64(entries[number, FEATURES])
                for i in range(start, start + np.uint64(count if count >= 0 else NONE - count)):
                    feature = features[i]
                    again = count_feature(cells, mark, feature, repeated, again)
                most += max(count, 1)
                if count < 0:
                    length = (
                        spell(data, bounds[word, 0], bounds[word, 1], tables.characters, space.form, space.shape) + 2
                    )
                    for place in range(0, length, STRETCH):
                        found = find_grams(tables, space.shape, place, length, grams)
                        for i in range(found):
                            feature = grams[i]
                            add_row(totals, 1, rows, feature)
                            again = count_feature(cells, mark, feature, repeated, again)
                        most += found
                symbol = entries[number, SYMBOL]
                if before != NONE and symbol != NONE:
                    pair = find_pair(pair_keys, pair_values, pair_shift, before, symbol)
                    if pair != NONE:
                        feature = np.uint32(pair)
                        add_row(totals, 0, rows, feature)
                        again = count_feature(cells, mark, feature, repeated, again)
                        most += 1
                before = symbol
                forms[np.uint64(word)] = entries[number, FORM]
                states[np.uint64(word)] = entries[number, STATE]
        found_matches = find_matches(
            step_keys,
            step_values,
            step_shift,
            has_next,
            kind_of_state,
            is_negator,
            clauses,
            forms,
            states,
            words,
            matches,
        )
        mark_toned(has_tone, matches, found_matches)
        for m in range(found_matches):
            for part in range(3):
                if part == 0 or matches[m, 3 + part]:
                    bound = list_of(matches, m, part)
                    for i in range(kind_bounds[bound], kind_bounds[bound + 1]):
                        feature = kind_features[np.uint64(i)]
                        add_row(totals, 2, rows, feature)
                        again = count_feature(cells, mark, feature, repeated, again)
                        most += 1
        for i in range(again):
            feature = repeated[i]
            times = np.int64(cells[feature] - mark)
            of_feature = np.uint64(feature >= first_gram) + np.uint64(feature >= first_category)
            value = frequency(times)
            square = rows[feature, 0] * (value * value - value)
            add_row(totals, of_feature, rows, feature, value - times)
            totals[of_feature, 0] += square
        for k in range(labels):
            scores[n, k] = intercept[k]
        for block in range(3):
            if totals[block, 0] > 0:
                scale = block_weights[block] / np.sqrt(totals[block, 0])
                for k in range(labels):
                    scores[n, k] += scale * totals[block, k + 1]
        counters[WORDS] = words
        counters[MATCHES] = found_matches
        counters[LAST_MARK] = mark
        counters[MARK] += most + 1


@uncounted
def weigh_feature(tables, cache, space, mark, feature, column):
    """Return what one occurrence of a feature adds to the score of a label, over what it adds on average."""
    times = np.int64(cache.cells[feature] - mark)
    block = 0 if feature < tables.block_ends[0] else (1 if feature < tables.block_ends[1] else 2)
    labels = len(tables.intercept)
    mean = 0.0
    for k in range(1, labels + 1):
        mean += tables.rows[feature, k] / labels
    scale = tables.block_weights[block] / np.sqrt(space.totals[block, 0])
    return scale * frequency(times) / times * (tables.rows[feature, column + 1] - mean)


@inlined
def write_place(places, i, feature, first, last):
    """Write where a feature stands."""
    places[i, 0] = feature
    places[i, 1] = first
    places[i, 2] = last


@uncounted
def explain(tables, cache, space, data, offsets, matches, scores, column, places, weights):
    """Write what each word, pair and lexicon feature of one statement adds to the score of a label.

    Returns how many there are. A place is the number of the lexicon feature (NONE for words) and the bytes.
    """
    score(tables, cache, space, data, offsets, matches, scores)
    mark = np.uint32(cache.counters[LAST_MARK])
    count = 0
    before = np.int64(NONE)
    for i in range(cache.counters[WORDS]):
        first, last = space.bounds[i, 0], space.bounds[i, 1]
        number = find_entry(cache.slots, cache.entries, space.keys[i, 0], space.keys[i, 1])
        if number == NONE:  # the cache was emptied since
            make_room(tables, cache)
            number = add_entry(tables, cache, space, data, i)
        entry = cache.entries[number]
        kept = entry[FEATURE_COUNT]
        weight = 0.0
        for f in range(entry[FEATURES], entry[FEATURES] + (kept if kept >= 0 else NONE - kept)):
            weight += weigh_feature(tables, cache, space, mark, cache.features[f], column)
        if kept < 0:
            length = spell(data, first, last, tables.characters, space.form, space.shape) + 2
            for place in range(0, length, STRETCH):
                for f in range(find_grams(tables, space.shape, place, length, space.grams)):
                    weight += weigh_feature(tables, cache, space, mark, space.grams[f], column)
        write_place(places, count, NONE, first, last)
        weights[count] = weight
        count += 1
        symbol = entry[SYMBOL]
        pair = np.int64(NONE)
        if before != NONE and symbol != NONE:
            pair = find_pair(tables.pairs.keys, tables.pairs.values, tables.pairs.shift, before, symbol)
        if pair != NONE:
            write_place(places, count, NONE, space.bounds[i - 1, 0], last)
            weights[count] = weigh_feature(tables, cache, space, mark, np.uint32(pair), column)
            count += 1
        before = symbol
    for m in range(cache.counters[MATCHES]):
        for part in range(3):
            if part and not matches[m, 3 + part]:
                continue
            bound = list_of(matches, m, part)
            for i in range(tables.kind_bounds[bound], tables.kind_bounds[bound + 1]):
                feature = tables.kind_features[i]
                write_place(places, count, feature, space.bounds[matches[m, 0], 0], space.bounds[matches[m, 1], 1])
                weights[count] = weigh_feature(tables, cache, space, mark, feature, column)
                count += 1
    return count
