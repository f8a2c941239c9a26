"""Toward whom or what: the object of the stance, or the subject of the clause that judges."""

from __future__ import annotations

from .candidate import Candidate
from .cues import read_lexicon
from .document import Document
from .masks import NOUN, QUOTE
from .noun_phrases import is_verb, noun_phrase_after
from .tokens import Tag, Tokens, words

_SPEAKER = words("i we there who what one us me myself ourselves")
_OTHERS = words("he she they it you this that these those him her them")
_TOWARD = words("for over to with against toward towards at about on of from in by into")
_OBJECT_RULES = frozenset(
    {"object", "urge", "passive", "noun object", "infinitive", "noun", "preposition", "agentless"}
)
_STARTS_PHRASE = Tag.DET | Tag.POSS | Tag.NAME | Tag.NUM | Tag.PRON | Tag.ROLE
_LEFT_OVER = Tag.PREP | Tag.DET | Tag.POSS | Tag.CONJ | Tag.SUB
_CLAUSE_WORDS = words("that whether if how why because so and but well yes no as when while")


def find_target(document: Document, candidate: Candidate) -> tuple[int, int] | None:
    """Return the target of a statement, as a token range.

    The object of a stance verb ("condemned THE RAID as"); behind a noun of feeling the phrase that its
    preposition opens ("regret over THE VETO"); in a clause or a quotation the subject of the first judging
    clause, or, where that is the speaker, the first other party it names.
    """
    found = _find_phrase(document.tokens, candidate)
    return _named_part(document.tokens, *found) if found is not None else None


def _find_phrase(tokens: Tokens, candidate: Candidate) -> tuple[int, int] | None:
    first, end = candidate.content[0]
    if candidate.rule == "express":
        return _after_expression(tokens, first, end)
    if candidate.rule in _OBJECT_RULES:
        found = _object(tokens, first, end)
        if found is not None:
            return found
    return _clause_subject(tokens, first, end, candidate.quoted)


def _named_part(tokens: Tokens, first: int, end: int) -> tuple[int, int] | None:
    """Cut what names nothing off a noun phrase: an infinitive, a preposition or a number left over."""
    tags, lows = tokens.tags, tokens.lows
    for k in range(first + 1, end):
        if lows[k] == "to" and not (k + 1 < end and tags[k + 1] & _STARTS_PHRASE):
            end = k
            break
    while end > first and tags[end - 1] & _LEFT_OVER and not tags[end - 1] & Tag.NAME:
        end -= 1
    if end - first == 1 and tags[first] & (_LEFT_OVER | Tag.NUM) and not tags[first] & Tag.NAME:
        return None
    return (first, end) if end > first else None


def _object(tokens: Tokens, first: int, end: int) -> tuple[int, int] | None:
    """Return the first noun phrase, past a preposition ("of", "for") or an infinitive marker and its verb."""
    tags, lows = tokens.tags, tokens.lows
    k = first
    while k < end and tags[k] & (QUOTE | Tag.SKIP | Tag.ADV) and not tags[k] & (Tag.NAME | Tag.DET):
        k += 1
    if k < end and lows[k] == "to" and k + 1 < end:
        return _other_party(tokens, k + 2, end)
    while (k < end and tags[k] & (Tag.PREP | Tag.SUB) and not tags[k] & Tag.DET) or (
        k < end and lows[k].endswith("ing") and k == first
    ):
        k += 1
    if (
        k < end
        and lows[k] in ("him", "her", "it", "them", "you")
        and not (lows[k] == "her" and k + 1 < end and tags[k + 1] & NOUN)
    ):
        return k, k + 1
    stop = noun_phrase_after(tokens, k, end)
    return (k, stop) if stop > k and lows[k] not in _SPEAKER else None


def _after_expression(tokens: Tokens, first: int, end: int) -> tuple[int, int] | None:
    nouns = read_lexicon().expressions
    lows = tokens.lows
    last = -1
    for k in range(first, min(end, first + 10)):
        if lows[k] in nouns:
            last = k
        if last >= 0 and k > last and lows[k] in _TOWARD:
            stop = noun_phrase_after(tokens, k + 1, end)
            if stop > k + 1:
                return k + 1, stop
    return None


def _clause_subject(tokens: Tokens, first: int, end: int, quoted: bool) -> tuple[int, int] | None:
    """Return the subject of the first clause that has a verb; in a quotation a pronoun is somebody else."""
    tags = tokens.tags
    start = first
    fragment: tuple[int, int] | None = None
    for _ in range(3):
        k = _subject_start(tokens, start, end)
        stop = noun_phrase_after(tokens, k, end)
        if stop > k and not _is_speaker(tokens, k, quoted):
            if stop < end and is_predicate(tokens, stop):
                return k, stop
            fragment = fragment or (k, stop)
        elif stop > k:
            found = _other_party(tokens, stop, end)
            if found is not None:
                return found
        while start < end and not tags[start] & Tag.STOP:
            start += 1
        start += 1
        if start >= end:
            break
    return fragment or _other_party(tokens, first, end)


def _subject_start(tokens: Tokens, k: int, end: int) -> int:
    """Where the subject of a clause may begin: past marks, conjunctions and an opening adverbial."""
    tags, lows = tokens.tags, tokens.lows
    while k < end and (
        tags[k] & (QUOTE | Tag.SKIP)
        or lows[k] in _CLAUSE_WORDS
        or (tags[k] & Tag.ADV and not tags[k] & (Tag.NAME | Tag.DET))
    ):
        k += 1
    if k < end and tags[k] & (Tag.PREP | Tag.SUB) and not tags[k] & Tag.DET:
        comma = k
        while comma < end and not tags[comma] & (Tag.COMMA | Tag.STOP):
            comma += 1
        if comma + 1 < end and tags[comma] & Tag.COMMA:
            return comma + 1
    return k


def _is_speaker(tokens: Tokens, k: int, quoted: bool) -> bool:
    word = tokens.lows[k]
    if word in _OTHERS:
        return not quoted
    return word in _SPEAKER or (bool(tokens.tags[k] & Tag.POSS) and (word in ("my", "our") or not quoted))


def is_predicate(tokens: Tokens, k: int) -> bool:
    """Whether a finite verb (or an adverb before one) stands at ``k``."""
    tag = tokens.tags[k]
    return (
        bool(tag & (Tag.AUX | Tag.VERB | Tag.GENITIVE | Tag.ADV))
        or is_verb(tokens, k)
        or tokens.lows[k].endswith(("ed", "s"))
    )


def _other_party(tokens: Tokens, first: int, end: int) -> tuple[int, int] | None:
    """Find the first noun phrase that names someone; else the first of any kind."""
    tags = tokens.tags
    fallback: tuple[int, int] | None = None
    k = first
    limit = min(end, first + 40)
    while k < limit:
        tag = tags[k]
        if tag & (Tag.DET | Tag.NAME | Tag.ROLE | Tag.NUM) or (tag & Tag.WORD and k and tags[k - 1] & Tag.PREP):
            stop = noun_phrase_after(tokens, k, end)
            if stop > k:
                if any(tags[j] & Tag.NAME for j in range(k, stop)):
                    return k, stop
                fallback = fallback or (k, stop)
                k = stop
                continue
        k += 1
    return fallback
