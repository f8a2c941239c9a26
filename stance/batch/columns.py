"""The types of the columns that predictions are written in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from stance.batch.labelling import Row

_SPAN = [("text", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
_EVIDENCE = pa.list_(pa.struct([("feature", pa.string()), ("weight", pa.float64())]))


def label_fields(labels: Sequence[str]) -> list[pa.Field]:
    """Return the columns that labelling adds: label, score, and scores by label."""
    return [
        pa.field("label", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("scores", pa.struct([(label, pa.float64()) for label in labels])),
    ]


def labelled_schema(schema: pa.Schema, labels: Sequence[str]) -> pa.Schema:
    """Return a schema of records with the columns that labelling adds; they replace any of the same name."""
    added = label_fields(labels)
    names = {field.name for field in added}
    return pa.schema([*(field for field in schema if field.name not in names), *added])


def statement_schema(labels: Sequence[str]) -> pa.Schema:
    """Return the schema of the statements found in articles."""
    return pa.schema(
        [
            ("doc_id", pa.string()),
            ("source", pa.struct([*_SPAN, ("resolved", pa.string())])),
            ("cue", pa.struct(_SPAN)),
            ("content", pa.list_(pa.struct(_SPAN))),
            ("target", pa.struct(_SPAN)),
            *label_fields(labels),
            ("evidence", _EVIDENCE),
        ]
    )


def statement_batch(rows: Sequence[Row], labels: Sequence[str]) -> pa.RecordBatch:
    """Return the rows of statements found in articles as an Arrow batch."""
    return pa.RecordBatch.from_pylist([row | {"evidence": evidence_of(row)} for row in rows], statement_schema(labels))


def evidence_of(row: Row) -> list[dict[str, Any]]:
    """Return a row's evidence with its fields named."""
    return [{"feature": feature, "weight": weight} for feature, weight in row["evidence"]]
