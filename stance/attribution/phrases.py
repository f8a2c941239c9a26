"""Cues that are fixed phrases or marks: "according to", "in the words of", the colon."""

from __future__ import annotations

from .adjuncts import skip_adjuncts
from .candidate import Candidate, Found, Site, make_candidate
from .contents import content_end, dateline_end, trim_end
from .cues import Entry, read_lexicon
from .masks import NOUN, QUOTE
from .noun_phrases import noun_phrase_after, noun_phrase_before
from .sources import Subject
from .tokens import Tag
from .verbs import goes_on

_NAMING = Tag.NAME | Tag.DET | Tag.TITLE | Tag.ROLE | Tag.SKIP | Tag.CAP | Tag.GENITIVE | Tag.PREP
_LONGEST_LABEL = 7


def phrase_candidate(site: Site) -> Found | None:
    """`According to X, ...` and `..., according to X`."""
    tokens, i = site.tokens, site.i
    for words in read_lexicon().phrases[tokens.lows[i]]:
        if tuple(tokens.lows[i : i + len(words)]) != words:
            continue
        first = i + len(words)
        opens = i <= site.low or (i == site.low + 1 and not tokens.tags[site.low] & NOUN)
        end = noun_phrase_after(tokens, first, site.high, appositions=not opens)
        if end == first:
            return None
        entry = Entry(" ".join(words), (), frozenset({"phrase"}), frozenset({"phrase"}))
        subject = Subject(first, end, i, "phrase")
        content = _content_after(site, end) if opens else _content_before(site, end)
        candidate = make_candidate(site, subject, (i, first), content, "phrase", entry) if content else None
        return Found(candidate, subject, end)
    return None


def _content_after(site: Site, end: int) -> list[tuple[int, int]]:
    tags = site.tokens.tags
    comma = end
    while comma < site.high and comma - end < 25 and not tags[comma] & Tag.COMMA:
        comma += 1
    if comma + 1 >= site.high or not tags[comma] & Tag.COMMA:
        return []
    stop = content_end(site.document, comma + 1, site.high, "clause", True)
    return [(comma + 1, stop)] if stop > comma + 1 else []


def _content_before(site: Site, end: int) -> list[tuple[int, int]]:
    tokens, i = site.tokens, site.i
    tags = tokens.tags
    last = i - 1 if tags[i - 1] & Tag.COMMA else i
    start = site.low
    while start < last and tags[start] & (Tag.SKIP | Tag.DASH | Tag.CONJ):
        start += 1
    start = dateline_end(tokens, start, last)
    if last - start < 2:
        return []
    content = [(start, last)]
    rest = skip_adjuncts(tokens, end, site.high)
    if last < i and rest + 3 < site.high and tags[rest] & Tag.COMMA and goes_on(tokens, rest + 1):
        stop = content_end(site.document, rest + 1, site.high, "clause", True)
        if stop - rest > 3:
            content.append((rest + 1, stop))
    return content


def colon_candidate(site: Site) -> Found | None:
    """`Kolm: "..."`, `KOLM: We will ...` and headlines `Kolm: levy will stay`."""
    tokens, document, i = site.tokens, site.document, site.i
    tags = tokens.tags
    k = i + 1
    while k < site.high and tags[k] & Tag.SKIP:
        k += 1
    if k >= site.high or not _is_label(site):
        return None
    quotation = document.quotation_at.get(k, -1) if tags[k] & QUOTE else -1
    if quotation < 0 and document.paragraph_starts[site.paragraph] != site.low:
        return None
    if noun_phrase_before(tokens, i, site.low) != site.low:
        return None
    subject = Subject(site.low, i, i, "colon")
    stop = quotation if quotation > 0 else trim_end(tokens, k, site.high)
    if stop - k < 2:
        return None
    entry = Entry(":", (), frozenset({"colon"}), frozenset({"colon"}))
    candidate: Candidate | None = make_candidate(
        site, subject, (i, i + 1), [(k, stop)], _colon_rule(site), entry, quotation > 0
    )
    return Found(candidate, subject, i + 1)


def _is_label(site: Site) -> bool:
    """Whether what stands before the colon is a short name."""
    tags, i = site.tokens.tags, site.i
    if i == site.low or i - site.low > _LONGEST_LABEL or not all(tag & _NAMING for tag in tags[site.low : i]):
        return False
    return bool(tags[i - 1] & (Tag.NAME | Tag.ROLE | Tag.TITLE)) and not (
        tags[i - 1] & Tag.CUE and not tags[i - 1] & Tag.CAP
    )


def _colon_rule(site: Site) -> str:
    if site.paragraph in site.document.headlines:
        return "headline colon"
    tokens = site.tokens
    label = tokens.text[tokens.starts[site.low] : tokens.ends[site.i - 1]]
    return "transcript" if label.isupper() else "colon"
