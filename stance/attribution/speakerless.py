"""Quotations that no cue of the lexicon claims: whose they are."""

from __future__ import annotations

from bisect import insort

from .candidate import Candidate, Site, make_candidate
from .contents import trim_end
from .cues import Entry
from .document import Document
from .masks import FINITE, QUOTE
from .noun_phrases import noun_phrase_after
from .sources import Subject, main_subject
from .tokens import Tag, Tokens

_CARRIES_ON = frozenset(
    {
        "inverted", "parenthetical", "quotation", "clause", "bare clause", "colon", "transcript", "phrase",
        "object", "noun object", "express", "infinitive", "urge", "preposition",
    }
)  # fmt: skip
_OPENS_AFTER = Tag.STOP | Tag.BREAK | Tag.SKIP | Tag.COLON | QUOTE
_ENTRY = Entry("", (), frozenset({"speakerless"}), frozenset({"speakerless"}))
_SHORTEST = 4
_MOST_PARTS = 40
"""Parts a statement may have: a bound on what a text of quotations only can cost."""


def attach_quotations(document: Document, found: list[Candidate]) -> None:
    """Give each unclaimed quotation to a speaker beside it, or to the statement that it goes on from.

    New candidates join ``found``; a continued statement gets the quotation as another part of its content. A
    statement reaches through its own paragraph, and into the next where that opens with a quotation too.
    """
    tokens = document.tokens
    taken = sorted(part for candidate in found for part in candidate.content)
    carriers = sorted((c for c in found if c.rule in _CARRIES_ON), key=lambda c: c.cue)
    at = t = 0
    claimed = -1
    carrier: Candidate | None = None
    for first, end in document.quotations:
        while t < len(taken) and taken[t][0] <= first:
            claimed = max(claimed, taken[t][1])
            t += 1
        while at < len(carriers) and carriers[at].cue[0] < first:
            if not _interrupts(document, carriers[at], carrier):
                carrier = carriers[at]
            at += 1
        if claimed > first or end - first < _SHORTEST or (first and not tokens.tags[first - 1] & _OPENS_AFTER):
            continue
        paragraph = document.paragraph_of(first)
        if paragraph in document.noise:
            continue
        follows = carrier is not None and carrier.paragraph == paragraph
        spoken = _speaker_beside(document, first, end, paragraph, follows)
        if spoken is not None:
            found.append(spoken)
            carrier = spoken
        elif (
            carrier is not None
            and len(carrier.content) < _MOST_PARTS
            and (follows or _continues(document, carrier, first, paragraph))
        ):
            insort(carrier.content, (first, end))
            carrier.paragraph = paragraph
            carrier.quoted = True
        claimed = max(claimed, end)


def _interrupts(document: Document, candidate: Candidate, carrier: Candidate | None) -> bool:
    """Whether a cue stands in the sentence of a quoted statement: "he said of a plan that included"."""
    if carrier is None or not carrier.quoted or candidate.quoted or candidate.paragraph != carrier.paragraph:
        return False
    return document.sentence_of(candidate.cue[0]) == document.sentence_of(carrier.cue[0])


def _continues(document: Document, carrier: Candidate, first: int, paragraph: int) -> bool:
    return carrier.quoted and carrier.paragraph == paragraph - 1 and document.paragraph_starts[paragraph] == first


def _speaker_beside(document: Document, first: int, end: int, paragraph: int, follows: bool) -> Candidate | None:
    """`"...," one fan beamed`, `He was harsher: "..."`, `The captain shrugged. "..."`."""
    tokens = document.tokens
    number = document.sentence_of(first)
    low = document.sentences[number][0]
    high = document.sentences[document.sentence_of(end - 1)][1]
    site = Site(document, end - 1, low, high, paragraph)
    if end < high and tokens.tags[end - 2] & (Tag.COMMA | Tag.STOP) and not tokens.tags[end] & Tag.STOP:
        return _manner(site, first, end)
    if first - 1 > low and tokens.tags[first - 1] & Tag.COLON:
        a, b = main_subject(tokens, low, first - 1)
        return (
            make_candidate(site, Subject(a, b, b, "main"), (b, first), [(first, end)], "clause colon", _ENTRY, True)
            if b < first - 1
            else None
        )
    if first == low and number and document.sentences[number - 1][2] == paragraph and not follows:
        start, stop, _ = document.sentences[number - 1]
        a, b = main_subject(tokens, start, stop)
        stop = trim_end(tokens, b, stop)
        if a < b < stop:
            return make_candidate(site, Subject(a, b, b, "main"), (b, stop), [(first, end)], "adjacent", _ENTRY, True)
    return None


def _manner(site: Site, first: int, end: int) -> Candidate | None:
    """Read a verb that the lexicon lacks, in the place of "said"."""
    tokens = site.tokens
    stop = noun_phrase_after(tokens, end, site.high)
    if stop - end > 1 and tokens.lows[stop - 1].endswith("ed"):
        stop -= 1  # "one fan trilled": an unknown verb passes for a noun
    content = [(first, end)]
    if end < stop < site.high and _may_be_verb(tokens, stop):
        subject = Subject(end, stop, stop, "noun")
        return make_candidate(site, subject, (stop, stop + 1), content, "manner", _ENTRY, True)
    if tokens.tags[end] & (Tag.WORD | Tag.VERB) and tokens.lows[end].endswith("ed"):
        stop = noun_phrase_after(tokens, end + 1, site.high, appositions=True)
        if stop > end + 1:
            subject = Subject(end + 1, stop, end, "after")
            return make_candidate(site, subject, (end, end + 1), content, "manner", _ENTRY, True)
    return None


def _may_be_verb(tokens: Tokens, i: int) -> bool:
    return bool(tokens.tags[i] & FINITE) or (bool(tokens.tags[i] & Tag.WORD) and tokens.lows[i].endswith(("ed", "s")))
