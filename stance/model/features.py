"""Turn statements into the features of the TF-IDF blocks.

Three blocks: words (alone, or with pairs of neighbours), characters (n-grams inside words) and the categories of the
stance lexicon with their tones, marked where a negator turns them, the tones once more where they are quoted, and which
tones a statement has together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from stance.attribution import Statement
from stance.errors import InputError
from stance.model.lexicon import Lexicon
from stance.model.tokens import split_words

TOGETHER, AND = "tones: ", " + "  # how the feature of tones together is named

Input = str | Statement | Mapping[str, Any]


def read_input(item: Input) -> str:
    """Return the text that the features see of a text, a statement or a record with ``text``.

    Of a statement found in an article only source, cue and content count: what else stands between them is
    blank, since it may belong to another statement. The length stays, so that offsets hold.

    Raises
    ------
    InputError
        Where a record has no text.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, Statement):
        parts = [span for span in (item.source, item.cue, *item.content) if span]
        first = min((span.start for span in parts), default=0)
        return keep(item.text, [(span.start - first, span.end - first) for span in parts])
    if isinstance(item, Mapping) and isinstance(item.get("text"), str):
        return str(item["text"])
    raise InputError("a statement is a string, a Statement or a record with a string under text")


def read_inputs(items: Iterable[Input]) -> list[str]:
    """Return the text that the features see of each item.

    Raises
    ------
    InputError
        Where an item has no text, or one string is given instead of a list: it would be read letter by letter.
    """
    if isinstance(items, str):
        raise InputError("give a list of statements, not one string")
    return [item if isinstance(item, str) else read_input(item) for item in items]


def keep(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length, blank outside the spans."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


# A feature and where it stands in a statement's text: start, end. A plain tuple, since a statement has hundreds.
Occurrence = tuple[str, int, int]


def find_words(text: str, longest: int) -> Iterator[Occurrence]:
    """Yield the words of a statement and, where the longest n-gram is of 2 words, the pairs of neighbours."""
    before: Occurrence | None = None
    for word in split_words(text):
        feature = shape(word.form)
        yield feature, word.start, word.end
        if before and longest > 1:
            yield f"{before[0]} {feature}", before[1], word.end
        before = feature, word.start, word.end


def find_characters(text: str, shortest: int, longest: int) -> Iterator[Occurrence]:
    """Yield the character n-grams of each word, with a blank before and after it, each at its word."""
    for word in split_words(text):
        for ngram in cut(word.form, shortest, longest):
            yield ngram, word.start, word.end


@lru_cache(maxsize=2**15)  # most words of a corpus are a few thousand forms
def cut(form: str, shortest: int, longest: int) -> tuple[str, ...]:
    """Return the character n-grams of a word."""
    padded = f" {shape(form)} "
    sizes = range(shortest, longest + 1)
    return tuple(padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1))


def find_categories(text: str, lexicon: Lexicon) -> Iterator[Occurrence]:
    """Yield the lexicon categories and tones of a statement, and which tones stand in it together."""
    words = split_words(text)
    tones: set[str] = set()
    first: tuple[int, int] | None = None
    for match in lexicon.find(words):
        start, end = words[match.start].start, words[match.end - 1].end
        for feature in name_categories(match.categories, match.negated, words[match.start].quoted):
            yield feature, start, end
        found = name_tones(match.categories, match.negated)
        if found and first is None:
            first = start, end
        tones.update(found)
    if first:
        yield name_together(tones), *first


def name_tones(categories: Iterable[str], negated: bool) -> list[str]:
    """Return the tones of an entry with these categories: what stands before the "/" of a category that has one."""
    mark = "not " if negated else ""
    return sorted({mark + category.partition("/")[0] for category in categories if "/" in category})


def name_categories(categories: Iterable[str], negated: bool, quoted: bool) -> Iterator[str]:
    """Yield the features of an entry: its categories, the tone of each that has one, and its tones in quotation."""
    mark = "not " if negated else ""
    for category in categories:
        yield mark + category
        if "/" in category:
            yield mark + category.partition("/")[0]
    if quoted:
        for tone in name_tones(categories, negated):
            yield f"quoted {tone}"


def name_together(tones: Iterable[str]) -> str:
    """Return the feature of a statement with these tones."""
    return TOGETHER + AND.join(sorted(tones))


def shape(form: str) -> str:
    """Return a word, its digits folded to 0: one number is as good as another."""
    return form if form.isalpha() else "".join("0" if char.isdigit() else char for char in form)


class Analyzer:
    """Turn a statement into the features of one block: what a scikit-learn vectorizer calls."""

    def __init__(self, find: Callable[..., Iterator[Occurrence]], **options: Any) -> None:  # noqa: ANN401
        self.find = partial(find, **options)

    def __call__(self, text: str) -> list[str]:
        """Return the features of a statement, repeated as they occur."""
        return [feature for feature, _, _ in self.find(text)]


def make_analyzers(lexicon: Lexicon, word_ngrams: int, character_ngrams: tuple[int, int]) -> dict[str, Analyzer]:
    """Return block -> analyzer, in the order of the blocks."""
    shortest, longest = character_ngrams
    return {
        "words": Analyzer(find_words, longest=word_ngrams),
        "characters": Analyzer(find_characters, shortest=shortest, longest=longest),
        "lexicon": Analyzer(find_categories, lexicon=lexicon),
    }
