"""Verbs in the passive: "was criticised by the union for", "is expected to", "was quoted as saying"."""

from __future__ import annotations

from .adjuncts import skip_adjuncts
from .candidate import Candidate, Site, make_candidate
from .contents import content_end, left_content
from .cues import Entry
from .noun_phrases import noun_phrase_after
from .sources import Subject
from .tokens import words

_COMPLEMENTS = words("for as of over to with")
_QUESTIONS = words("about whether if why how what")


def passive_candidate(site: Site, subject: Subject, cue: tuple[int, int], entry: Entry) -> Candidate | None:
    """Return the candidate of a passive verb; its grammatical subject belongs to what is said."""
    tokens, lows = site.tokens, site.tokens.lows
    after = skip_adjuncts(tokens, cue[1], site.high)
    if after >= site.high:
        return None
    if lows[after] == "as" and after + 1 < site.high and lows[after + 1] in ("saying", "telling"):
        return _quoted_as_saying(site, subject, (cue[0], after + 2), entry)
    if subject.first >= subject.end:
        return None
    if lows[after] == "by":
        return _by_agent(site, subject, cue, entry, after)
    return _agentless(site, subject, cue, entry, after)


def _quoted_as_saying(site: Site, subject: Subject, cue: tuple[int, int], entry: Entry) -> Candidate | None:
    content = left_content(site.document, subject.first, site.low)
    if content:
        return make_candidate(site, subject, cue, content, "parenthetical", entry)
    start = skip_adjuncts(site.tokens, cue[1], site.high)
    stop = content_end(site.document, start, site.high, "clause", True)
    return make_candidate(site, subject, cue, [(start, stop)], "clause", entry) if stop > start else None


def _by_agent(site: Site, subject: Subject, cue: tuple[int, int], entry: Entry, by: int) -> Candidate | None:
    tokens = site.tokens
    stop = noun_phrase_after(tokens, by + 1, site.high)
    if stop == by + 1:
        return None
    content = [(subject.first, subject.end)]
    rest = skip_adjuncts(tokens, stop, site.high)
    if rest < site.high and tokens.lows[rest] in _COMPLEMENTS:
        content.append((rest, content_end(site.document, rest, site.high, "object", True)))
    return make_candidate(site, Subject(by + 1, stop, subject.group, "agent"), cue, content, "passive", entry)


def _agentless(site: Site, subject: Subject, cue: tuple[int, int], entry: Entry, after: int) -> Candidate | None:
    """Nobody is named: "Kolm is expected to resign", "was accused of fraud", "was asked whether"."""
    word, families = site.tokens.lows[after], entry.families
    nobody = Subject(site.i, site.i, subject.group, "none")
    content: list[tuple[int, int]] = []
    if word in ("to", "that") and not families <= {"express", "ask"}:
        content, frame = [(subject.first, subject.end)], "clause"
    elif word in _COMPLEMENTS and "object" in families:
        content, frame = [(subject.first, subject.end)], "object"
    elif word in _QUESTIONS and entry.lemma in ("ask", "tell"):
        frame = "object"
    else:
        return None
    stop = content_end(site.document, after, site.high, frame, True)
    return make_candidate(site, nobody, cue, [*content, (after, stop)], "agentless", entry) if stop > after else None
