"""How far two annotators agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.files import read_records

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Annotation:
    """The labels of one annotator.

    Attributes
    ----------
    labels : mapping of str to str
        Row id -> label.
    texts : mapping of str to str
        Row id -> text, for the rows that have one.
    """

    labels: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two annotators agree on.

    Attributes
    ----------
    rows : int
        Rows that both labelled.
    only_first, only_second : int
        Rows that one of them labelled.
    observed : float
        Share of rows with the same label.
    alpha : float or None
        Krippendorff's alpha for nominal data (Krippendorff 2019, "Content Analysis", chapter 12): 1 is perfect, 0 what
        chance gives. None where only one label occurs, which leaves it undefined.
    labels : list of dict
        For each label: ``label``, ``first`` and ``second`` (how often each annotator gave it), ``both`` (to the same
        row) and ``agreement``, the specific agreement 2 * both / (first + second) (Fleiss 1981), most frequent first.
    confusions : list of (str, str, int)
        First label, second label, rows; most frequent first.
    differences : list of dict
        ``id``, ``first``, ``second`` and, where known, ``text`` of each row with two labels, in the first one's order.
    """

    rows: int
    only_first: int
    only_second: int
    observed: float
    alpha: float | None
    labels: list[Row]
    confusions: list[tuple[str, str, int]]
    differences: list[Row]


def measure_agreement(first: Annotation, second: Annotation) -> Agreement:
    """Compare two annotators on the rows that both labelled.

    Raises
    ------
    InputError
        Where they share no row.
    """
    shared = [i for i in first.labels if i in second.labels]
    if not shared:
        raise InputError("the two annotators have no id in common: nothing to compare")
    pairs = [(first.labels[i], second.labels[i]) for i in shared]
    first_counts, second_counts = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    both = Counter(a for a, b in pairs if a == b)
    names = [name for name, _ in (first_counts + second_counts).most_common()]
    confusions = Counter((a, b) for a, b in pairs if a != b)
    texts = {**second.texts, **first.texts}
    return Agreement(
        rows=len(pairs),
        only_first=len(first.labels) - len(shared),
        only_second=len(second.labels) - len(shared),
        observed=both.total() / len(pairs),
        alpha=alpha_of(pairs, names),
        labels=[
            {
                "label": name,
                "first": first_counts[name],
                "second": second_counts[name],
                "both": both[name],
                "agreement": 2 * both[name] / (first_counts[name] + second_counts[name]),
            }
            for name in names
        ],
        confusions=[(a, b, count) for (a, b), count in confusions.most_common()],
        differences=[
            {"id": i, "first": a, "second": b} | ({"text": texts[i]} if i in texts else {})
            for i, (a, b) in zip(shared, pairs, strict=True)
            if a != b
        ],
    )


def alpha_of(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> float | None:
    """Return Krippendorff's alpha of pairs of nominal labels, None where only one label occurs."""
    if len(names) < 2:
        return None
    import krippendorff

    number = {name: i for i, name in enumerate(names)}
    codes = [[number[label] for label in column] for column in zip(*pairs, strict=True)]
    return float(krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal"))


def read_annotation(path: str | Path, column: str = "label") -> Annotation:
    """Read the labels of one annotator.

    Parameters
    ----------
    path : str or Path
        A .jsonl, .csv or .parquet file with an ``id`` a row. Rows without a label count as not labelled.
    column : str
        The column of the labels.

    Raises
    ------
    InputError
        Where the file cannot be read, a row has no id, an id stands twice or no row has a label.
    """
    labels: dict[str, str] = {}
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, record in read_records(path):
        if record.get("id") is None:
            raise InputError(f"{path}: line {number}: id is missing")
        identity = str(record["id"])
        if identity in lines:
            raise InputError(f"{path}: line {number}: id {identity} stands on line {lines[identity]} too")
        lines[identity] = number
        if record.get(column) not in (None, ""):
            labels[identity] = str(record[column])
        if isinstance(record.get("text"), str):
            texts[identity] = record["text"]
    if not labels:
        raise InputError(f"{path}: no row has a label under {column}" if lines else f"{path}: no rows")
    return Annotation(labels, texts)
