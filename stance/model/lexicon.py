"""The stance lexicon: words and phrases in named categories, as text files that a linguist can edit.

One file a category, named for it (`hedge.txt`); in a folder named for its tone where it has one
(`negative/insult.txt` is the category "negative/insult"). Lines that start with "#" say what belongs; every other
line is one entry: a word or a phrase, lower case, as it stands in text, each inflection a line of its own.
An entry may stand in several categories. In a statement the longest entry wins, from left to right; an entry does
not run across punctuation.

In the lexicon of this package a word has a tone where most who use it in news take a stance by it. Those by which
nearly all do are in `strong_negative.txt` and its like as well; those that only name what is good or bad ("victory",
"murder", "critics") are in `good_news.txt` and its like; `name.txt` has names and idioms in which such a word means
nothing of the kind ("justice department").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from stance.errors import InputError
from stance.model.artifact.strings import pack_strings, unpack_strings
from stance.model.tokens import Word, split_words

FOLDER = Path(__file__).with_name("lexicon")
NEGATOR = "negator"  # the category whose entries turn what follows in the same clause
SCOPE = 5  # words after a negator that it can turn
MOST_TONES = 32  # each is two bits of what the compiled scorer knows of a statement


class Match(NamedTuple):
    """Words `start` to `end` (exclusive, indices into the words) as an entry; negated by a negator before it."""

    start: int
    end: int
    categories: tuple[str, ...]
    negated: bool


class Lexicon:
    """Find entries in statements.

    Parameters
    ----------
    categories : mapping of str to iterable of str
        Category -> entries.

    Attributes
    ----------
    entries : dict of str to tuple of str
        The words of an entry, joined by blanks -> its categories. What only begins a longer entry is there too,
        with no category.
    """

    def __init__(self, categories: Mapping[str, Iterable[str]]) -> None:
        self.entries: dict[str, tuple[str, ...]] = {}
        if len({name.partition("/")[0] for name in categories if "/" in name}) > MOST_TONES:
            raise InputError(f"a lexicon has at most {MOST_TONES} tones")
        for name, entries in categories.items():
            for entry in entries:
                forms = [word.form for word in split_words(entry)]
                if not forms:
                    raise InputError(f"lexicon category {name}: entry {entry!r} holds no word")
                for end in range(1, len(forms)):
                    self.entries.setdefault(" ".join(forms[:end]), ())
                found = self.entries.get(" ".join(forms), ())
                self.entries[" ".join(forms)] = found if name in found else (*found, name)

    def find(self, words: list[Word]) -> Iterator[Match]:
        """Yield the entries that stand in a statement, from left to right, none overlapping."""
        negator = -SCOPE - 1  # the last word of the last negator
        i = 0
        while i < len(words):
            match = self._longest_at(words, i)
            if match is None:
                i += 1
                continue
            end, categories = match
            negated = negator >= 0 and i - negator <= SCOPE and words[negator].clause == words[i].clause
            yield Match(i, end, categories, negated)
            if NEGATOR in categories:
                negator = end - 1
            i = end

    def _longest_at(self, words: list[Word], i: int) -> tuple[int, tuple[str, ...]] | None:
        """Return the end and the categories of the longest entry that starts at word i."""
        key = words[i].form
        end = i + 1
        longest = None
        while (categories := self.entries.get(key)) is not None:
            if categories:
                longest = end, categories
            if end == len(words) or words[end].clause != words[i].clause:
                break
            key = f"{key} {words[end].form}"
            end += 1
        return longest

    def to_dict(self) -> dict[str, Any]:
        """Return the entries as plain lists and arrays; `from_dict` reads them back."""
        import numpy as np

        entries = sorted(self.entries)
        kinds = sorted(set(self.entries.values()))
        numbers = {kind: i for i, kind in enumerate(kinds)}
        return {
            "entries": pack_strings(entries),
            "kinds": [list(kind) for kind in kinds],
            "kind_of_entry": np.array([numbers[self.entries[entry]] for entry in entries], np.uint16),
        }

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any]) -> Lexicon:
        """Return the lexicon that `to_dict` wrote."""
        kinds = [tuple(map(str, kind)) for kind in tables["kinds"]]
        lexicon = cls({})
        entries = unpack_strings(tables["entries"])
        lexicon.entries = {
            entry: kinds[kind] for entry, kind in zip(entries, tables["kind_of_entry"].tolist(), strict=True)
        }
        return lexicon


def read_lexicon(folder: str | Path = FOLDER) -> dict[str, list[str]]:
    """Read a folder of category files.

    Returns
    -------
    dict of str to list of str
        Category -> entries, sorted by category.

    Raises
    ------
    InputError
        Where the folder holds no .txt file, or a file is not UTF-8.
    """
    paths = sorted(Path(folder).rglob("*.txt"))
    if not paths:
        raise InputError(f"{folder}: no lexicon here; a lexicon is a folder of .txt files, one a category")
    categories = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from error
        name = path.relative_to(folder).with_suffix("").as_posix()
        categories[name] = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return categories
