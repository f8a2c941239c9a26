"""Where predictions go: a file that is whole or not there, standard output, or a list."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from stance.batch.labelling import Batch, Labelled, Row
from stance.files.writing import ParquetWriter, columns_of, encode_csv, encode_jsonl, replace_when_done

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.files import RecordError

# The columns of a statement found in an article, as `Prediction.to_row` gives them.
STATEMENT_COLUMNS = ("doc_id", "source", "cue", "content", "target", "label", "score", "scores", "evidence")


@dataclass(slots=True)
class Summary:
    """What a run has written.

    Attributes
    ----------
    labels : Counter of str
        Rows by label.
    problems : int
        Records that could not be labelled.
    rows : list of dict
        The rows themselves, where they are for a table.
    """

    labels: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows."""
        return self.labels.total()

    def add(self, labelled: Labelled) -> None:
        """Count a batch."""
        self.labels.update(labelled.labels)
        self.problems += len(labelled.problems)


class Sink(Protocol):
    """What takes the predictions of a run."""

    after: tuple[int, int]
    summary: Summary

    def __enter__(self) -> Sink: ...
    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None: ...
    def write(self, batch: Batch, labelled: Labelled) -> None:
        """Take the predictions of a batch."""
        ...


class TableSink:
    """Keep the rows for a table."""

    def __init__(self) -> None:
        self.after = (0, 0)
        self.summary = Summary()

    def __enter__(self) -> TableSink:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        pass

    def write(self, batch: Batch, labelled: Labelled) -> None:
        """Take the predictions of a batch."""
        self.summary.add(labelled)
        self.summary.rows += plain_rows(labelled.rows)


class StreamSink:
    """Write rows as they come, in a format whose columns are known.

    Parameters
    ----------
    out : Path or None
        None: standard output.
    writer : RowWriter
    errors : Path or None
        Where bad records go.
    """

    def __init__(self, out: Path | None, writer: RowWriter, errors: Path | None) -> None:
        self.after = (0, 0)
        self.summary = Summary()
        self._out = out
        self._writer = writer
        self._errors_path = errors
        self._errors: BinaryIO | None = None
        self._stack = ExitStack()

    def __enter__(self) -> StreamSink:
        with ExitStack() as stack:
            self._writer.open(stack, open_output(stack, self._out))
            if self._errors_path:
                self._errors = open_output(stack, self._errors_path)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:  # noqa: ANN401
        self._stack.__exit__(kind, *rest)

    def write(self, batch: Batch, labelled: Labelled) -> None:
        """Write the predictions of a batch."""
        self._writer.write(labelled.rows)
        if self._errors:
            self._errors.write(encode_problems(labelled.problems))
        self.summary.add(labelled)


class RowWriter:
    """Write rows to a stream in a format whose columns are known.

    Parameters
    ----------
    form : {"jsonl", "csv", "parquet"}
    columns : sequence of str (csv), pyarrow.Schema (parquet) or None (jsonl)
    """

    def __init__(self, form: str, columns: list[str] | pa.Schema | None = None) -> None:
        self._form = form
        self._columns: Any = columns
        self._stream: BinaryIO | None = None
        self._parquet: ParquetWriter | None = None

    def open(self, stack: ExitStack, stream: BinaryIO) -> None:
        """Begin to write to a stream; the stack ends it."""
        self._stream = stream
        if self._form == "csv":
            stream.write(encode_csv([], self._columns, header=True))
        elif self._form == "parquet":
            self._parquet = stack.enter_context(ParquetWriter(stream, self._columns))

    def write(self, rows: list[Row] | pa.RecordBatch) -> None:
        """Write the rows of a batch."""
        if self._parquet:
            self._parquet.write(arrow_rows(rows, self._columns))
        elif self._stream:
            plain = plain_rows(rows)
            csv = self._form == "csv"
            self._stream.write(encode_csv(plain, self._columns, header=False) if csv else encode_jsonl(plain))


def open_output(stack: ExitStack, path: Path | None) -> BinaryIO:
    """Return a stream to a file that appears when the stack ends well, or standard output."""
    if path is None:
        stack.callback(sys.stdout.buffer.flush)
        return sys.stdout.buffer
    return stack.enter_context(stack.enter_context(replace_when_done(path)).open("wb"))


def plain_rows(rows: list[Row] | pa.RecordBatch) -> list[Row]:
    """Return rows as dicts; a null counts as absent."""
    if isinstance(rows, list):
        return rows
    return [{key: value for key, value in row.items() if value is not None} for row in rows.to_pylist()]


def arrow_rows(rows: list[Row] | pa.RecordBatch, schema: pa.Schema | None) -> pa.RecordBatch:
    """Return rows as an Arrow batch, of the schema where one is given."""
    if not isinstance(rows, list):
        return rows
    from stance.batch.columns import evidence_of
    from stance.files.writing import to_batch

    return to_batch([row | {"evidence": evidence_of(row)} if "evidence" in row else row for row in rows], schema)


def encode_problems(problems: list[RecordError]) -> bytes:
    """Return a line of JSON for each record that could not be labelled: input, line, reason."""
    rows = [{"input": problem.place, "line": problem.line, "reason": problem.reason} for problem in problems]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def write_rows(rows: list[Row], form: str, out: Path | None, labels: Sequence[str]) -> None:
    """Write the rows of one text."""
    columns: Any = None
    if form == "csv":
        columns = columns_of(rows) or list(STATEMENT_COLUMNS)
    elif form == "parquet":
        from stance.batch.columns import statement_schema

        columns = statement_schema(labels) if not rows or "doc_id" in rows[0] else arrow_rows(rows, None).schema
    with ExitStack() as stack:
        writer = RowWriter(form, columns)
        writer.open(stack, open_output(stack, out))
        writer.write(rows)
