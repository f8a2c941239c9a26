"""Who says it: the subject that governs a cue, without its time, place and audience."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .masks import DETERMINED, FINITE, QUOTE
from .noun_phrases import LONGEST, is_verb, noun_phrase_after, noun_phrase_before
from .tokens import Tag, Tokens, read_words, words

_BE = words("is are was were be been being 's ’s 're ’re am got")
_NOT = words("not never 't ’t")
_REFLEXIVE = words("himself herself itself themselves")
_CHAINS = Tag.WORD | Tag.CUE | Tag.AUX | Tag.VERB | Tag.ADV
_MARKS = Tag.COMMA | Tag.DASH
_NO_PARENTHESIS = QUOTE | Tag.STOP | Tag.COLON | Tag.SEMI
_MAY_END_SUBJECT = Tag.WORD | Tag.NAME | Tag.PRON | Tag.TO | Tag.AUX | Tag.ADV | Tag.VERB
_ADVERBIAL = Tag.PREP | Tag.SUB | Tag.ADV | Tag.TIME


class Subject(NamedTuple):
    """A source found beside a cue.

    Attributes
    ----------
    first, end : int
        Token range; ``first == end`` where there is none.
    group : int
        First token of the verb group that it governs.
    how : str
        How it was found: "noun", "relative", "shared", "chain", "main", "after", "none" and so on.
    passive : bool
        Whether the verb group is passive.
    negated : bool
        Whether it is negated.
    """

    first: int
    end: int
    group: int
    how: str
    passive: bool = False
    negated: bool = False


class VerbGroup(NamedTuple):
    """Auxiliaries and adverbs before a verb: first token, end of what stands before, passive, negated."""

    first: int
    before: int
    passive: bool
    negated: bool


@cache
def time_openers() -> frozenset[str]:
    """Words that open an expression of time ("on", "last")."""
    return read_words()["time_openers"]


def verb_group(tokens: Tokens, i: int, low: int) -> VerbGroup:
    """Walk left from the verb at ``i`` over auxiliaries, adverbs and times."""
    tags, lows = tokens.tags, tokens.lows
    j = i - 1
    first = i
    passive = negated = False
    while j >= low:
        tag, word = tags[j], lows[j]
        if (tag & Tag.AUX and not tag & Tag.NAME) or (
            tag & Tag.GENITIVE and j > low and tags[j - 1] & (Tag.PRON | Tag.NAME)
        ):
            passive = passive or word in _BE
            negated = negated or word in _NOT
            first = j
        elif tag & Tag.ADV and not tag & (Tag.CAP | Tag.SUB):
            negated = negated or word in _NOT
            if first == j + 1:
                first = j
        elif tag & Tag.TIME:
            opening = _time_start(tokens, j, low)
            if opening <= low:
                break
            j = opening
        elif not tag & Tag.SKIP:
            break
        j -= 1
    return VerbGroup(first, j + 1, passive, negated)


def _time_start(tokens: Tokens, j: int, low: int) -> int:
    tags, lows = tokens.tags, tokens.lows
    openers = time_openers()
    while j > low and (tags[j - 1] & (Tag.TIME | Tag.NUM) or lows[j - 1] in openers):
        j -= 1
    return j


def find_subject(tokens: Tokens, i: int, low: int, last: Subject | None) -> Subject:
    """Find who governs the verb at token ``i``.

    Parameters
    ----------
    tokens : Tokens
    i : int
        The verb.
    low : int
        First token of its sentence.
    last : Subject or None
        The subject found for the cue before it in the same sentence: the one that "and condemned" or
        ", adding" share.
    """
    tags, lows = tokens.tags, tokens.lows
    group, chained = _whole_group(tokens, i, low)
    before = group.before

    def subject(first: int, end: int, how: str) -> Subject:
        return Subject(first, end, group.first, how if first < end else "none", group.passive, group.negated)

    if before <= low:
        return subject(before, before, "none")
    tag, word = tags[before - 1], lows[before - 1]
    if word in ("who", "which", "that", "whom"):
        return subject(before - 1, before, "relative")
    if tag & Tag.CONJ or word in ("but", "then"):
        if last is not None and last.first < last.end <= before:
            return subject(last.first, last.end, "shared")
        return subject(*main_subject(tokens, low, before - 1), "shared")
    first, end, main = _nearest_phrase(tokens, before, low)
    return subject(first, end, "main" if main else "chain" if chained else "noun")


def _is_noun(tokens: Tokens, i: int, low: int) -> bool:
    """Whether the word before an infinitive is who should act ("the council to resign"), not a verb."""
    if tokens.tags[i] & (Tag.NAME | Tag.ROLE):
        return True
    return i > low and bool(tokens.tags[i - 1] & DETERMINED)


def _nearest_phrase(tokens: Tokens, before: int, low: int) -> tuple[int, int, bool]:
    """Find the noun phrase before a verb group, and whether it is only the sentence's main subject."""
    tags = tokens.tags
    tag = tags[before - 1]
    if tag & _MARKS:
        return (*_before_parenthesis(tokens, before, low), False)
    if tag & Tag.RPAR:
        first = noun_phrase_before(tokens, opening := _bracket_start(tokens, before - 1, low), low)
        return first, before if first < opening else first, False
    if tokens.lows[before - 1] in _REFLEXIVE and before - 1 > low:
        before -= 1
    first = noun_phrase_before(tokens, before, low)
    if first < before and not _is_participle(tokens, first, before):
        return first, before, False
    if tags[before - 1] & _MAY_END_SUBJECT:
        return (*main_subject(tokens, low, before), True)
    return before, before, False


def _whole_group(tokens: Tokens, i: int, low: int) -> tuple[VerbGroup, bool]:
    """Return the verb group with the verbs it hangs on: "declined to say", "was expected to sign"."""
    tags = tokens.tags
    group = verb_group(tokens, i, low)
    chained = False
    for _ in range(3):
        to = group.before - 1
        if to <= low or not tags[to] & Tag.TO or not tags[to - 1] & _CHAINS or _is_noun(tokens, to - 1, low):
            break
        outer = verb_group(tokens, to - 1, low)
        group = VerbGroup(outer.first, outer.before, outer.passive, outer.negated or group.negated)
        chained = True
    return group, chained


def _is_participle(tokens: Tokens, first: int, end: int) -> bool:
    """Whether a one-word phrase is the end of a clause rather than a subject ("... not to be named said")."""
    explained = Tag.NAME | Tag.PRON | Tag.DET | Tag.ROLE | Tag.CAP
    return end - first == 1 and not tokens.tags[first] & explained and tokens.lows[first].endswith("ed")


def _bracket_start(tokens: Tokens, close: int, low: int) -> int:
    opening = close - 1
    while opening > low and close - opening < 11 and not tokens.tags[opening] & Tag.LPAR:
        opening -= 1
    return opening


def _before_parenthesis(tokens: Tokens, before: int, low: int) -> tuple[int, int]:
    """Find the noun phrase before a parenthesis that ends at ``before``; with it, where it describes."""
    opening = _parenthesis_start(tokens, before - 1, low)
    if opening < 0:
        return before, before
    first = noun_phrase_before(tokens, opening, low)
    if first < opening:
        return first, before - 1 if _describes(tokens, opening + 1) else opening
    return noun_phrase_before(tokens, before - 1, opening + 1), before - 1


def _parenthesis_start(tokens: Tokens, close: int, low: int) -> int:
    """Return the comma (or dash) that opens what the one at ``close`` closes; -1 where none does."""
    tags = tokens.tags
    mark = tags[close] & _MARKS
    found = -1
    for k in range(close - 1, max(low, close - LONGEST), -1):
        if tags[k] & _NO_PARENTHESIS:
            break
        if tags[k] & mark:
            # "Ada Kolm, 54, who farms in Velm, said": an age before the description belongs to it
            if found >= 0 and not tags[k + 1] & Tag.NUM:
                break
            found = k
            if tags[k + 1] & Tag.NUM:
                break
    return found


def _describes(tokens: Tokens, i: int) -> bool:
    """Whether what stands after a comma at ``i`` describes the noun before it."""
    tag, word = tokens.tags[i], tokens.lows[i]
    if word in ("who", "whose", "which", "whom"):
        return True
    return (bool(tag & Tag.TITLE) or not tag & _ADVERBIAL) and not word.endswith("ing")


def main_subject(tokens: Tokens, low: int, high: int) -> tuple[int, int]:
    """Find the first noun phrase of a sentence, past an opening adverbial; empty where there is none."""
    tags = tokens.tags
    i = low
    while i < high and tags[i] & (Tag.SKIP | Tag.CONJ | QUOTE | Tag.DASH):
        i += 1
    for _ in range(2):
        opens = i < high and not tags[i] & Tag.DET and (tags[i] & _ADVERBIAL or tokens.lows[i].endswith("ing"))
        if not opens:
            break
        comma = i
        while comma < high and not tags[comma] & Tag.COMMA:
            comma += 1
        if comma >= high:
            break
        i = comma + 1
    end = noun_phrase_after(tokens, i, high)
    return (i, end) if end > i else (high, high)


def find_gerund_subject(tokens: Tokens, i: int, low: int, last: Subject | None) -> Subject:
    """Find who governs a form in -ing: the subject of its auxiliary or sentence, or the noun it follows."""
    tags = tokens.tags
    if i > low and (tags[i - 1] & Tag.AUX or (i - 1 > low and tags[i - 1] & Tag.ADV and tags[i - 2] & Tag.AUX)):
        return find_subject(tokens, i, low, last)
    if i == low or (i - 1 == low and tags[low] & _ADVERBIAL):
        return _after_opening(tokens, i)
    if (
        tags[i - 1] & (Tag.WORD | Tag.NAME | Tag.ROLE)
        and not tags[i - 1] & (Tag.ADV | FINITE)
        and not is_verb(tokens, i - 1)
    ):
        first = noun_phrase_before(tokens, i, low)
        if first < i:
            return Subject(first, i, i, "reduced")
    if last is not None:
        return Subject(last.first, last.end, i, "shared")
    first, end = main_subject(tokens, low, i)
    return Subject(first, end, i, "shared" if first < end else "none")


def _after_opening(tokens: Tokens, i: int) -> Subject:
    """Find the noun phrase behind the comma of `Describing the move as a disaster, the minister said`."""
    tags = tokens.tags
    limit = min(len(tokens), i + 60)
    comma = i
    while comma < limit and not tags[comma] & (Tag.COMMA | Tag.BREAK):
        comma += 1
    if comma < limit and tags[comma] & Tag.COMMA:
        end = noun_phrase_after(tokens, comma + 1, limit)
        if end > comma + 1:
            return Subject(comma + 1, end, i, "opening")
    return Subject(i, i, i, "none")
