"""A possible statement, and what the ranker sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .cues import Entry
from .document import Document
from .masks import QUOTE
from .sources import Subject
from .tokens import Tag, Tokens

_SPELT_OUT = Tag.SUB | Tag.DET | Tag.PREP | Tag.PRON | Tag.POSS | Tag.AUX
_CONNECTIVE = Tag.SUB | Tag.TO | Tag.CONJ | Tag.REL | Tag.PREP


@dataclass(slots=True)
class Candidate:
    """A possible statement, in token ranges.

    Attributes
    ----------
    source, cue : (first, end) or None
    content : list of (first, end)
    rule : str
        The family of rules that made it.
    lemma : str
        The cue's entry in the lexicon.
    features : list of str
        What the ranker sees.
    paragraph : int
        The paragraph of its last words so far.
    quoted : bool
        Whether the content is, or ends in, a direct quotation.
    score : float
        Log odds that it is a statement, once ranked.
    """

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: list[tuple[int, int]]
    rule: str
    lemma: str
    features: list[str]
    paragraph: int
    quoted: bool
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where a cue stands: token ``i`` of the sentence ``[low, high)``, and the subject before it."""

    document: Document
    i: int
    low: int
    high: int
    paragraph: int
    last: Subject | None = None

    @property
    def tokens(self) -> Tokens:
        """The tokens of the document."""
        return self.document.tokens


class Found(NamedTuple):
    """What a rule made of a cue: a candidate (or None), its subject, and the token from which to read on."""

    candidate: Candidate | None
    subject: Subject | None
    end: int


def make_candidate(
    site: Site,
    subject: Subject,
    cue: tuple[int, int],
    content: list[tuple[int, int]],
    rule: str,
    entry: Entry,
    quoted: bool = False,
) -> Candidate | None:
    """Write down a candidate; None where nothing is left of its content."""
    tokens = site.tokens
    content = [part for part in (_trim_blanks(tokens, *part) for part in content) if part[0] < part[1]]
    if not content:
        return None
    source = (subject.first, subject.end) if subject.first < subject.end else None
    if source is not None and any(first < source[1] and source[0] < end for first, end in content):
        source = None
    features = describe(site, subject, cue, content, rule, entry, source)
    if quoted:
        features.append("quoted")
    return Candidate(source, cue, content, rule, entry.lemma, features, site.paragraph, quoted)


def _trim_blanks(tokens: Tokens, first: int, end: int) -> tuple[int, int]:
    tags = tokens.tags
    while first < end and tags[first] & (Tag.SKIP | Tag.BREAK | Tag.COMMA | Tag.COLON):
        first += 1
    while end > first and tags[end - 1] & (Tag.SKIP | Tag.BREAK) and tokens.lows[end - 1] != ".":
        end -= 1
    return first, end


def describe(
    site: Site,
    subject: Subject,
    cue: tuple[int, int],
    content: list[tuple[int, int]],
    rule: str,
    entry: Entry,
    source: tuple[int, int] | None,
) -> list[str]:
    """List the features of a candidate: its rule, cue, form, source, size and surroundings."""
    tokens, i = site.tokens, site.i
    form = _form(tokens, i, entry)
    families = "+".join(sorted(entry.families))
    size = sum(end - first for first, end in content)
    features = [
        "rule=" + rule,
        "lemma=" + entry.lemma,
        "form=" + form,
        "how=" + subject.how,
        "size=" + str(size if size < 9 else min(size // 8 + 8, 13)),
        "next=" + _opening(tokens, content[0][0]),
        "rule+form=" + rule + "+" + form,
        "families=" + families,
        "families+rule=" + families + "+" + rule,
        "before=" + _preceding(tokens, cue[0]),
    ]
    if i > 0 and (tokens.tags[i - 1] & Tag.AUX or tokens.lows[i - 1] == "to"):
        features.append("aux=" + tokens.lows[i - 1])
    if subject.negated:
        features.append("negated")
    if source is None:
        features.append("source=none")
    else:
        kind, word = _kind(tokens, source[1] - 1)
        features.append("source=" + word)
        features.append("source+rule=" + kind + "+" + rule)
    return features


def _form(tokens: Tokens, i: int, entry: Entry) -> str:
    if tokens.lows[i].endswith("ing"):
        return "ing"
    if "past" in entry.forms and "base" not in entry.forms:
        return "past"
    return "third" if "third" in entry.forms else "base"


def _opening(tokens: Tokens, i: int) -> str:
    if tokens.tags[i] & _SPELT_OUT:
        return tokens.lows[i]
    return "quote" if tokens.tags[i] & QUOTE else "open"


def _preceding(tokens: Tokens, i: int) -> str:
    if i == 0:
        return "other"
    tag = tokens.tags[i - 1]
    if tag & _CONNECTIVE:
        return tokens.lows[i - 1]
    return "name" if tag & Tag.NAME else "comma" if tag & Tag.COMMA else "other"


def _kind(tokens: Tokens, i: int) -> tuple[str, str]:
    """Return the kind of a source by its last word, coarse and (for pronouns) spelt out."""
    tag = tokens.tags[i]
    if tag & Tag.PRON:
        return "pronoun", tokens.lows[i]
    kind = "name" if tag & Tag.NAME else "role" if tag & Tag.ROLE else "noun"
    return kind, kind
