"""Every place of a document that may attribute something, before the choice among them."""

from __future__ import annotations

from .candidate import Candidate, Found, Site
from .cues import find_entries, read_lexicon
from .document import Document
from .masks import QUOTE
from .nominals import adjective_candidate, noun_candidate
from .phrases import colon_candidate, phrase_candidate
from .sources import Subject
from .speakerless import attach_quotations
from .tokens import Tag, words
from .verbs import reads_as_verb, verb_candidate

_NOT_VERBS = words("noun adjective")


def find_candidates(document: Document) -> list[Candidate]:
    """All candidates of a document, cue by cue; words inside quotations are content, never cues."""
    tags = document.tokens.tags
    cues = [i for i, tag in enumerate(tags) if tag & (Tag.CUE | Tag.COLON)]
    quotations = document.quotations
    found: list[Candidate] = []
    at = quotation = 0
    for first, end, paragraph in document.sentences:
        begin = at
        while at < len(cues) and cues[at] < end:
            at += 1
        if paragraph in document.noise:
            continue
        last: Subject | None = None
        read = -1
        for i in cues[begin:at]:
            while quotation < len(quotations) and quotations[quotation][1] <= i:
                quotation += 1
            if i < read or (quotation < len(quotations) and quotations[quotation][0] <= i):
                continue
            made = _candidate_at(Site(document, i, first, end, paragraph, last))
            if made is None:
                continue
            if made.candidate is not None:
                found.append(made.candidate)
            read = made.end
            if made.subject is not None and made.subject.first < made.subject.end:
                last = made.subject
    attach_quotations(document, found)
    return found


def _candidate_at(site: Site) -> Found | None:
    """Tell what the cue word of a site attributes, by the rules of its family."""
    tokens, i = site.tokens, site.i
    tag = tokens.tags[i]
    if tag & Tag.COLON:
        return colon_candidate(site)
    if tokens.lows[i] in read_lexicon().phrases:
        return phrase_candidate(site)
    if tag & Tag.CAP and i > site.low and not _capitals_are_free(site):
        return None
    entries = find_entries(tokens, i)
    verbs = [entry for entry in entries if not entry.forms & _NOT_VERBS]
    if verbs and reads_as_verb(site, verbs):
        return verb_candidate(site, verbs)
    for entry in entries:
        if "noun" in entry.forms:
            return noun_candidate(site, entry)
        if "adjective" in entry.forms:
            return adjective_candidate(site, entry)
    return None


def _capitals_are_free(site: Site) -> bool:
    """Whether a capital means nothing: in a headline, among capitals, behind a quotation mark."""
    document = site.document
    if site.paragraph in document.headlines or site.paragraph in document.capitals:
        return True
    return bool(site.tokens.tags[site.i - 1] & QUOTE)
