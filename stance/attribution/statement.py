"""The statement: who said what, as character offsets into the document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a document.

    Attributes
    ----------
    text : str
        The words, exactly ``document[start:end]``.
    start, end : int
        Offsets in Unicode code points of the document as given; ``end`` is exclusive.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source(Span):
    """The one who makes a statement.

    Attributes
    ----------
    resolved : str or None
        The fullest name in the document that a pronoun, a description or a short name stands for;
        None where the source already is that name or where the document leaves it open.
    """

    resolved: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed statement.

    Attributes
    ----------
    text : str
        The document from the first to the last word of source, cue and content.
    source : Source or None
        Who says it.
    cue : Span or None
        The words that attribute it ("said", "condemned", "according to").
    content : tuple of Span
        What is attributed; more than one span where the cue or another paragraph splits it.
    target : Span or None
        Toward whom or what the stance is taken, where the statement names it.
    """

    text: str
    source: Source | None
    cue: Span | None
    content: tuple[Span, ...]
    target: Span | None = None
