"""Load labelled statements as `datasets` objects."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import InputError
from stance.files import read_records

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict

_ROOM = Path(__file__).resolve().parent
# In a wheel the corpus lies inside the package; in a checkout at the top level.
PACKAGED = next((p for p in (_ROOM.parent / "data", _ROOM.parents[1] / "data") if p.is_dir()), _ROOM)

GAP = " … "  # joins the pieces of a content that the cue splits
CHALLENGE = "challenge"  # a split of hard cases, reported apart and never trained on


def load(path: str | Path = PACKAGED, columns: Mapping[str, str] | None = None) -> DatasetDict:
    """Load a corpus.

    Parameters
    ----------
    path : str or Path
        A folder in a layout that `datasets.load_dataset` reads, or one .jsonl, .csv or .parquet file,
        which becomes the split "train".
    columns : mapping of str to str or None
        ``text``, ``label`` or ``doc_id`` -> the column of the data that holds it, where it has another name there.

    Returns
    -------
    datasets.DatasetDict
        Splits of rows with at least ``text`` and ``label`` (a string or a ClassLabel).

    Raises
    ------
    InputError
        Where the path cannot be read, or rows lack text or label.
    """
    import datasets

    path = Path(path)
    names = {"text": "text", "label": "label"} | dict(columns or {})
    if path.is_dir():
        datasets.disable_progress_bars()
        try:
            with tempfile.TemporaryDirectory() as cache:
                corpus = datasets.load_dataset(str(path), cache_dir=cache, keep_in_memory=True)
        except (datasets.exceptions.DatasetsError, ValueError, OSError) as error:
            raise InputError(f"{path}: not a folder of labelled statements: {first_line(error)}") from error
        for split, rows in corpus.items():
            for column in (names["text"], names["label"]):
                if column not in rows.column_names:
                    raise InputError(
                        f"{path}: split {split}: no column {column}; it has {', '.join(rows.column_names)}"
                    )
            corpus[split] = rename(rows, names)
        return corpus
    records = [labelled(record, f"{path}: line {number}", names) for number, record in read_records(path)]
    if not records:
        raise InputError(f"{path}: no rows")
    return datasets.DatasetDict({"train": rename(datasets.Dataset.from_list(with_all_columns(records)), names)})


def rename(rows: Dataset, names: Mapping[str, str]) -> Dataset:
    """Return the rows with the columns named as here; one that had the name already gives way."""
    for name, column in names.items():
        if column != name and column in rows.column_names:
            rows = rows.remove_columns([name] if name in rows.column_names else []).rename_column(column, name)
    return rows


def read_split(corpus: DatasetDict, split: str) -> list[dict[str, Any]]:
    """Return the rows of a split, labels as strings, None where one is missing."""
    rows = corpus[split]
    names = getattr(rows.features["label"], "names", None)

    def name(label: object) -> str | None:
        if label is None or label == -1:
            return None
        return names[label] if names is not None and isinstance(label, int) else str(label)

    return [dict(row) | {"label": name(row["label"])} for row in rows]


def labelled(record: dict[str, Any], where: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the record with its label as a string, or raise where text or label is missing."""
    text, label = names["text"], names["label"]
    if not isinstance(record.get(text), str) or not record[text].strip():
        raise InputError(f"{where}: {text} is missing or empty")
    if record.get(label) is None:
        raise InputError(f"{where}: {label} is missing")
    return record | {label: str(record[label])}


def with_all_columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with every column that any of them has, absent values as None."""
    columns = dict.fromkeys(key for row in rows for key in row)
    return [{column: row.get(column) for column in columns} for row in rows]


def first_line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def fingerprint(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256, in hex, of the rows' content: the same rows in the same order give the same one."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(dict(row), ensure_ascii=False, sort_keys=True, default=str).encode())
        digest.update(b"\n")
    return digest.hexdigest()
