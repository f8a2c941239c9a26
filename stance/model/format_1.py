"""Models of artifact format 1, which still predict as they did when they were made.

Their blocks have sublinear term frequencies and an L2 norm of 1 each; pairs of words are always among the features, and
so are the first and the last lexicon entry with a tone. The compiled scorer does not know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.model.features import Analyzer, Occurrence, find_categories, make_analyzers, name_tones
from stance.model.lexicon import Lexicon
from stance.model.linear import Block, LinearModel
from stance.model.tokens import split_words

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Format1Model(LinearModel):
    """A linear model as format 1 has it."""

    def _make_analyzers(self) -> dict[str, Analyzer]:
        """Return block -> analyzer."""
        analyzers = make_analyzers(self.lexicon, self.word_ngrams, self.character_ngrams)
        return analyzers | {"lexicon": Analyzer(find_with_ends, lexicon=self.lexicon)}

    def _weigh(self, block: Block, counts: NDArray[np.float64], rows: NDArray[np.intp], words: int) -> NDArray[Any]:
        """Return the values of features that stand so often in a text, weighted and scaled."""
        values = (1 + np.log(counts)) * block.idf[rows]
        return values * (block.weight / np.sqrt(values @ values)) if len(rows) else values

    def to_dict(self) -> dict[str, Any]:
        """Return the tables as format 1 has them: without the n-grams of words, by which later models are known."""
        return {name: table for name, table in super().to_dict().items() if name != "word_ngrams"}

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any]) -> LinearModel:
        """Return the model in an artifact of format 1."""
        return super().from_dict({**tables, "word_ngrams": 2})


def find_with_ends(text: str, lexicon: Lexicon) -> Iterator[Occurrence]:
    """Yield the lexicon features of a statement, and those that its first and its last entry with a tone add."""
    yield from find_categories(text, lexicon)
    words = split_words(text)
    toned = [match for match in lexicon.find(words) if name_tones(match.categories, match.negated)]
    if not toned:
        return
    for place, match in (("first", toned[0]), ("last", toned[-1])):
        mark = "not " if match.negated else ""
        names = name_tones(match.categories, match.negated)
        if place == "first":
            names += [mark + category for category in match.categories if "/" in category]
        for name in names:
            yield f"{place}: {name}", words[match.start].start, words[match.end - 1].end
