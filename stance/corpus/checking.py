"""Find what is wrong with a corpus before a model learns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.corpus.loading import GAP, load, read_split
from stance.schema import Schema

if TYPE_CHECKING:
    from datasets import DatasetDict

NEAR_DUPLICATE = 0.85  # cosine of binary word-trigram vectors from which two texts count as near-duplicates
_BLOCK = 1000  # rows compared at a time: bounds memory

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    Attributes
    ----------
    severity : {"error", "warning"}
        An error makes training wrong (a label outside the schema, a group in two splits); a warning asks for a look.
    where : str
        Split and row id.
    message : str
    """

    severity: str
    where: str
    message: str


def check(corpus: str | Path | DatasetDict, schema: Schema | None = None) -> list[Problem]:
    """Check rows, spans, duplicates and near-duplicates, and groups that leak across splits.

    Parameters
    ----------
    corpus : str, Path or datasets.DatasetDict
        What `load` takes or gives.
    schema : Schema or None
        Where given, labels outside it are errors.

    Returns
    -------
    list of Problem
        Errors before warnings.

    Raises
    ------
    InputError
        Where the corpus cannot be read at all.
    """
    rows = list(rows_of(corpus))
    problems = [
        *wrong_rows(rows, schema),
        *repeated_ids(rows),
        *leaking_groups(rows),
        *repeated_texts(rows),
        *near_duplicates(rows),
    ]
    return sorted(problems, key=lambda problem: problem.severity != "error")


def rows_of(corpus: str | Path | DatasetDict) -> Iterator[Row]:
    """Yield every row with its split and where it stands, labels as strings."""
    splits = load(corpus) if isinstance(corpus, str | Path) else corpus
    for split in splits:
        for number, row in enumerate(read_split(splits, split), 1):
            yield row | {"split": split, "where": f"{split} {row.get('id', f'row {number}')}"}


def wrong_rows(rows: list[Row], schema: Schema | None) -> Iterator[Problem]:
    """Yield rows without text, with a label outside the schema, or whose spans do not stand in the text."""
    names = schema.label_names if schema else None
    for row in rows:
        text = row["text"]
        if not isinstance(text, str) or not text.strip():
            yield Problem("error", row["where"], "text is missing or empty")
            continue
        if row["label"] is None:
            yield Problem("error", row["where"], "label is missing")
        elif names is not None and row["label"] not in names:
            yield Problem("error", row["where"], f"label {row['label']!r} is not in the schema ({', '.join(names)})")
        for part in ("source", "cue", "content", "target"):
            for piece in pieces_of(row.get(part)):
                if piece not in text:
                    yield Problem("error", row["where"], f"{part} {piece!r} does not stand in the text")


def pieces_of(value: object) -> list[str]:
    """Return the words of a source, cue, content or target, which may be a string or a list of strings."""
    values = value if isinstance(value, list) else [value]
    return [piece for text in values if isinstance(text, str) for piece in text.split(GAP)]


def repeated_ids(rows: list[Row]) -> Iterator[Problem]:
    """Yield ids that stand on more than one row."""
    seen: dict[str, str] = {}
    for row in rows:
        identity = row.get("id")
        if identity in seen:
            yield Problem("error", row["where"], f"id stands on another row of {seen[identity]} too")
        elif identity is not None:
            seen[identity] = row["split"]


def leaking_groups(rows: list[Row]) -> Iterator[Problem]:
    """Yield documents whose statements stand in more than one split."""
    splits = defaultdict(set)
    for row in rows:
        if row.get("doc_id") is not None:
            splits[row["doc_id"]].add(row["split"])
    for doc_id, found in splits.items():
        if len(found) > 1:
            yield Problem("error", f"document {doc_id}", f"has statements in {' and '.join(sorted(found))}")


def repeated_texts(rows: list[Row]) -> Iterator[Problem]:
    """Yield the same words twice: an error with two labels or in two splits, else a warning."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        if not isinstance(row["text"], str):
            continue
        key = (plain(row["text"]), row.get("cue") or "")
        other = seen.setdefault(key, row)
        if other is not row:
            worse = other["label"] != row["label"] or other["split"] != row["split"]
            yield Problem("error" if worse else "warning", row["where"], f"same text as {other['where']}")


def near_duplicates(rows: list[Row]) -> Iterator[Problem]:
    """Yield pairs of different documents whose texts share most of their word trigrams."""
    from sklearn.feature_extraction.text import HashingVectorizer

    rows = [row for row in rows if isinstance(row["text"], str) and len(row["text"].split()) > 4]
    if not rows:
        return
    hasher = HashingVectorizer(ngram_range=(3, 3), binary=True, alternate_sign=False, n_features=2**22)
    vectors = hasher.transform(row["text"] for row in rows)
    for start in range(0, len(rows), _BLOCK):
        similar = vectors[start : start + _BLOCK] @ vectors.T
        for i, j in zip(*(similar >= NEAR_DUPLICATE).nonzero(), strict=True):
            a, b = rows[j], rows[start + i]
            if j < start + i and a.get("doc_id") != b.get("doc_id") and plain(a["text"]) != plain(b["text"]):
                severity = "error" if a["split"] != b["split"] else "warning"
                yield Problem(severity, b["where"], f"nearly the same text as {a['where']}")


def plain(text: str) -> str:
    """Return a text without differences of case and spacing."""
    return " ".join(text.casefold().split())
