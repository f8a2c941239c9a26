"""A document as the rules see it: tokens, sentences, quotations, and which paragraphs are not prose."""

from __future__ import annotations

import re
from bisect import bisect_right

from .cues import cue_forms
from .quotations import find_quotations
from .sentences import find_sentences
from .tokens import Tag, Tokens, read_words, vocabulary

_CREDIT = re.compile(
    r"\(\s*(?:file )?(?:photo|photograph|image|picture|credit|ap|reuters|afp|getty)[^()]{0,80}\)\s*$", re.I
)
_BYLINE = re.compile(
    r"\s*(?:by|reporting by|editing by|writing by|compiled by|photo by|photograph by)\s+[A-ZÀ-Þ]", re.I
)
_ENDS_PROSE = Tag.STOP | Tag.CLOSE | Tag.STRAIGHT | Tag.COLON
_LONGEST_BYLINE = 90
_LONGEST_HEADLINE = 30


class Document:
    """One text, cut up once.

    Attributes
    ----------
    tokens : Tokens
    sentences : list of (first, end, paragraph)
    quotations : list of (first, end)
        Token ranges, marks included.
    noise : set of int
        Paragraphs that are captions, bylines, credits or links.
    quotation_at, closing_at : dict of int to int
        First token to end, and last token to first, of each quotation.
    paragraph_starts : dict of int to int
        Paragraph to its first token.
    capitals : set of int
        Paragraphs written in capitals only.
    headlines : set of int
        Paragraphs written as headlines: short, no full stop.
    """

    __slots__ = (
        "capitals", "closing_at", "headlines", "noise", "paragraph_starts", "quotation_at", "quotations",
        "sentences",
        "tokens",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.tokens = Tokens(text, vocabulary(cue_forms()))
        self.sentences = find_sentences(self.tokens)
        self.quotations = find_quotations(self.tokens, self.sentences)
        self.quotation_at = dict(self.quotations)
        self.closing_at = {end - 1: first for first, end in self.quotations}
        self.paragraph_starts: dict[int, int] = {}
        for first, _, paragraph in self.sentences:
            self.paragraph_starts.setdefault(paragraph, first)
        _mark_apostrophes(self.tokens, self.quotations)
        self.noise: set[int] = set()
        self.headlines: set[int] = set()
        self.capitals: set[int] = set()
        self._describe_paragraphs()

    def paragraph_of(self, token: int) -> int:
        """Return the paragraph that holds a token."""
        return self.sentences[self.sentence_of(token)][2]

    def sentence_of(self, token: int) -> int:
        """Return the number of the sentence that holds a token."""
        return max(bisect_right(self.sentences, (token, len(self.tokens) + 1, 0)) - 1, 0)

    def _describe_paragraphs(self) -> None:
        tokens, sentences = self.tokens, self.sentences
        tags = tokens.tags
        at = 0
        while at < len(sentences):
            first, end, number = sentences[at]
            while at < len(sentences) and sentences[at][2] == number:
                end = sentences[at][1]
                at += 1
            while first < end and tags[first] & (Tag.LPAR | Tag.SKIP):
                first += 1
            if first >= end:
                continue
            if tokens.text[tokens.starts[first] : tokens.ends[end - 1]].isupper():
                self.capitals.add(number)
            if _is_noise(tokens, first, end):
                self.noise.add(number)
            elif end - first <= _LONGEST_HEADLINE and not tags[end - 1] & _ENDS_PROSE:
                self.headlines.add(number)


def _mark_apostrophes(tokens: Tokens, quotations: list[tuple[int, int]]) -> None:
    """Read a single mark behind a plural that closes no quotation as a genitive: "the dockers' union"."""
    tags, starts, ends, lows = tokens.tags, tokens.starts, tokens.ends, tokens.lows
    edges = {end - 1 for _, end in quotations}
    for i, low in enumerate(lows):
        if low not in ("'", "’") or not 0 < i < len(lows) - 1 or i in edges:
            continue
        if starts[i] == ends[i - 1] and starts[i + 1] > ends[i] and lows[i - 1].endswith(("s", "z", "x")):
            tags[i] = Tag.GENITIVE


def _is_noise(tokens: Tokens, first: int, end: int) -> bool:
    """Whether a paragraph is a link ("READ MORE: ..."), a byline, a caption with its credit."""
    text, low, high = tokens.text, tokens.starts[first], tokens.ends[end - 1]
    openers = read_words()["noise_openers"]
    words = tokens.lows[first : min(first + 3, end)]
    if ":" in words[1:] and " ".join(words[: words.index(":", 1)]) in openers:
        return True
    if high - low < _LONGEST_BYLINE and _BYLINE.match(text, low, high):
        return True
    return text[high - 1] in ")]" and _CREDIT.search(text, max(low, high - 100), high) is not None
