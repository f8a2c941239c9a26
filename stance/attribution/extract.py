"""Article to statements."""

from __future__ import annotations

from .candidate import Candidate
from .candidates import find_candidates
from .document import Document
from .ranking import Ranker, choose, default_ranker
from .resolution import Resolver
from .statement import Source, Span, Statement
from .targets import find_target


def extract(article: str, ranker: Ranker | None = None) -> list[Statement]:
    """Find every attributed statement of a text: who says it, by which words, and what.

    Parameters
    ----------
    article : str
        Any text; an article in English is what the rules know.
    ranker : Ranker, optional
        Which candidates to keep; the default is the one that the package ships.

    Returns
    -------
    list of Statement
        In document order. Every span is exact: ``article[span.start:span.end] == span.text``.
    """
    document = Document(article)
    return make_statements(document, choose(find_candidates(document), ranker or default_ranker()))


def make_statements(document: Document, chosen: list[Candidate]) -> list[Statement]:
    """Write candidates out as statements, with their sources resolved and their targets found."""
    resolver = Resolver(document, chosen)
    return [_statement(document, candidate, resolver) for candidate in chosen]


def _statement(document: Document, candidate: Candidate, resolver: Resolver) -> Statement:
    tokens = document.tokens
    text, starts, ends = tokens.text, tokens.starts, tokens.ends

    def span(first: int, end: int) -> Span:
        start, stop = starts[first], ends[end - 1]
        return Span(text[start:stop], start, stop)

    source = None
    if candidate.source is not None:
        found = span(*candidate.source)
        source = Source(found.text, found.start, found.end, resolver.resolve(candidate))
    cue = span(*candidate.cue)
    content = tuple(span(*part) for part in candidate.content)
    target = find_target(document, candidate)
    spans = [part for part in (source, cue, *content) if part is not None]
    start, end = min(part.start for part in spans), max(part.end for part in spans)
    return Statement(text[start:end], source, cue, content, span(*target) if target is not None else None)
