"""Cues that are nouns or adjectives: "X's criticism of", "his belief that", "is confident that"."""

from __future__ import annotations

from .candidate import Found, Site, make_candidate
from .contents import content_end
from .cues import Entry
from .masks import DETERMINED
from .noun_phrases import noun_phrase_before
from .sources import Subject, find_subject
from .tokens import Tag, words

_ADJECTIVE_COMPLEMENTS = words("that to of about by with for at over it they he she we the in")


def noun_candidate(site: Site, entry: Entry) -> Found | None:
    """Return a noun of attribution with a possessor; one without says nothing of its source."""
    tokens, i = site.tokens, site.i
    tags = tokens.tags
    k = i - 1
    while k > site.low and i - k < 4 and tags[k] & (Tag.WORD | Tag.ADV | Tag.NUM) and not tags[k] & DETERMINED:
        k -= 1
    if k < site.low:
        return None
    if tags[k] & Tag.GENITIVE:
        first, end = noun_phrase_before(tokens, k, site.low), k
    elif tags[k] & Tag.POSS:
        first, end = k, k + 1
    else:
        return None
    if first == end:
        return None
    preposition = entry.particles[0]
    start = i + 1 if preposition in ("that", "to") else i + 2
    stop = content_end(site.document, i + 2, site.high, "clause" if preposition == "that" else "object", True)
    if stop <= start:
        return None
    subject = Subject(first, end, k + 1, "possessive")
    return Found(make_candidate(site, subject, (k + 1, start), [(start, stop)], "noun", entry), None, i + 1)


def adjective_candidate(site: Site, entry: Entry) -> Found | None:
    """Return a predicate adjective with its complement."""
    tokens, start = site.tokens, site.i + 1
    if start >= site.high or tokens.lows[start] not in _ADJECTIVE_COMPLEMENTS:
        return None
    subject = find_subject(tokens, site.i, site.low, site.last)
    if not subject.passive or subject.first >= subject.end:
        return None
    frame = "clause" if tokens.lows[start] in ("that", "to") else "object"
    stop = content_end(site.document, start, site.high, frame, True)
    if stop - start < 2:
        return None
    return Found(
        make_candidate(site, subject, (subject.group, start), [(start, stop)], "adjective", entry),
        subject,
        start,
    )
