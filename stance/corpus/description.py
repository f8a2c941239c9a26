"""Count what a corpus holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from stance.corpus.checking import rows_of

if TYPE_CHECKING:
    from datasets import DatasetDict

_UNLABELLED = "(no label)"
_LISTED = 30  # a column with more values than this is described by their number alone
_RUN = 6  # words
_SHARED = 4  # rows
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def describe(corpus: str | Path | DatasetDict) -> dict[str, Any]:
    """Return the counts of a corpus.

    Parameters
    ----------
    corpus : str, Path or datasets.DatasetDict
        What `stance.corpus.load` takes or gives.

    Returns
    -------
    dict
        ``rows``, ``documents``, ``words`` (median a row), ``formulaic`` (rows with wording that stands in several,
        see `formulaic_rows`), ``labels`` (label -> split -> rows) and ``columns`` (column -> value -> label -> rows)
        for every column of few values, such as topic or form.
    """
    rows = [row | {"label": row["label"] or _UNLABELLED} for row in rows_of(corpus)]
    splits = list(dict.fromkeys(row["split"] for row in rows))
    labels = Counter(row["label"] for row in rows)
    documents = {row["doc_id"] for row in rows if row.get("doc_id") is not None}
    cells = Counter((row["label"], row["split"]) for row in rows)
    columns: dict[str, dict[str, dict[str, int]]] = {}
    for column in dict.fromkeys(key for row in rows for key in row):
        values = Counter(str(row[column]) for row in rows if isinstance(row.get(column), str | bool))
        if column in ("split", "label", "where") or not 1 < len(values) <= _LISTED:
            continue
        counts = Counter((str(row[column]), row["label"]) for row in rows if row.get(column) is not None)
        columns[column] = {
            value: {label: counts[value, label] for label in labels} for value, _ in values.most_common()
        }
    return {
        "rows": len(rows),
        "documents": len(documents),
        "words": median([len(str(row["text"] or "").split()) for row in rows]),
        "formulaic": len(formulaic_rows(row["text"] or "" for row in rows)),
        "splits": splits,
        "labels": {label: {split: cells[label, split] for split in splits} for label in labels},
        "columns": columns,
    }


def formulaic_rows(texts: Iterable[str]) -> set[int]:
    """Return the numbers of the texts that hold a run of six words which stands in four or more texts.

    Many such rows betray templates, which a classifier learns instead of the language.
    """
    found: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        words = _WORD.findall(text.casefold().replace("’", "'"))
        for run in zip(*(words[start:] for start in range(_RUN)), strict=False):
            found[run].add(number)
    return {number for numbers in found.values() if len(numbers) >= _SHARED for number in numbers}
