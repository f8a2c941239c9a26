"""Who speaks in an article: statements by speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_ARTICLES = ("the ", "a ", "an ")
_RELATIVE_CLAUSE = re.compile(r",? (?:who|which|whose)\b")
_PRONOUNS = ("he", "she", "they", "it", "who", "those", "we", "i", "you", "one", "some", "others", "many")
_LINKS = ("and", "or", "of", "the", "for", "from", "by", "with", "to", "in", "at", "on", "as", "&")

Row = dict[str, Any]


@dataclass(slots=True)
class Speaker:
    """One who makes statements.

    Attributes
    ----------
    name : str
        The longest that the article uses; empty where it names nobody.
    statements : dict of str to list of int
        The numbers of the statements, from 1, by label.
    """

    name: str
    statements: dict[str, list[int]] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether the article leaves open who it is: a pronoun that stands for nobody certain."""
        return self.name.casefold() in _PRONOUNS

    @property
    def count(self) -> int:
        """How many statements."""
        return sum(map(len, self.statements.values()))


def list_speakers(rows: Sequence[Row]) -> list[Speaker]:
    """Return the speakers of an article, the one with the most statements first.

    A name that sources resolve to and a longer form of it ("Foreign Minister Ada Ruis") are one speaker.
    """
    resolved = {_key(row["source"]["resolved"]) for row in rows if row["source"] and row["source"]["resolved"]}
    speakers: dict[str, Speaker] = {}
    for number, row in enumerate(rows, 1):
        name = name_of(row)
        key = _key(name)
        key = max((short for short in resolved if is_longer_form(key, short)), key=len, default=key)
        speaker = speakers.setdefault(key, Speaker(name))
        speaker.name = max(speaker.name, name, key=len)
        speaker.statements.setdefault(row["label"], []).append(number)
    return sorted(speakers.values(), key=lambda speaker: (not speaker.name, -speaker.count))


def name_of(row: Row) -> str:
    """Return who speaks, by the full name where the text uses another; empty where it names nobody."""
    source = row["source"]
    if source is None:
        return ""
    return _RELATIVE_CLAUSE.split(" ".join((source["resolved"] or source["text"]).split()))[0]


def is_longer_form(name: str, short: str) -> bool:
    """Return whether a name is another with titles or a description: "Reyl, its mayor", "its mayor, Ada Reyl".

    "The port and Reyl" is no form of "Reyl".
    """
    for part in name.split(", "):
        before = part.removesuffix(short).split()
        if part == short or (part.endswith(f" {short}") and before[-1] not in _LINKS):
            return True
    return False


def _key(name: str) -> str:
    """Return a name without what may differ between two mentions of it."""
    low = " ".join(name.casefold().split())
    for article in _ARTICLES:
        low = low.removeprefix(article)
    return low
