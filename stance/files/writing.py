"""Write rows; a file is whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from stance.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Future

    import pyarrow as pa

_GROUP = 65_536  # rows of a Parquet row group, whatever the batches that come in

Record = dict[str, Any]


@contextmanager
def replace_when_done(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path` and move it there when the block ends well; else remove it.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, "is a directory")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~current_umask())
        sync(temporary)
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def sync(path: Path) -> None:
    """Have the bytes of a file (or the names in a folder) on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some systems cannot for folders
            os.fsync(handle)
    finally:
        os.close(handle)


def current_umask() -> int:
    """Return the process's file mode mask."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_records(rows: Iterable[Record], stream: Any, file_format: str) -> int:  # noqa: ANN401
    """Write rows to an open stream (text for jsonl and csv, bytes for parquet) and return how many.

    Nested values are JSON in CSV cells. CSV and Parquet take their columns from all rows, in order of first sight.
    """
    table = list(rows)
    if file_format == "parquet":
        with ParquetWriter(stream, (batch := to_batch(table)).schema) as writer:
            writer.write(batch)
    elif file_format == "csv":
        stream.write(encode_csv(table, columns_of(table), header=True).decode())
    else:
        stream.write(encode_jsonl(table).decode())
    return len(table)


def columns_of(rows: Iterable[Record]) -> list[str]:
    """Return the columns of all rows, in order of first sight."""
    return list(dict.fromkeys(key for row in rows for key in row))


def encode_jsonl(rows: Iterable[Record]) -> bytes:
    """Return the rows as JSON Lines; a value that JSON does not know is written as text."""
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()


def encode_csv(rows: Iterable[Record], columns: Sequence[str], header: bool) -> bytes:
    """Return the rows as CSV: JSON for a nested value, nothing for an absent one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if header and columns:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
    return text.getvalue().encode()


def cell(value: object) -> object:
    """Return a CSV cell: JSON for a nested value."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list | tuple) else value


def to_batch(rows: Sequence[Record], schema: pa.Schema | None = None) -> pa.RecordBatch:
    """Return rows as an Arrow batch; a schema gives the types of columns, the others are inferred.

    Raises
    ------
    InputError
        Where a column holds values of more than one kind.
    """
    import pyarrow as pa

    known = {field.name: field.type for field in schema} if schema else {}
    columns = list(known) if schema else columns_of(rows)
    arrays = []
    for column in columns:
        try:
            arrays.append(pa.array([row.get(column) for row in rows], type=known.get(column)))
        except (pa.ArrowException, TypeError, OverflowError) as error:
            raise mixed_column(column) from error
    return pa.RecordBatch.from_arrays(arrays, schema=schema) if schema else pa.RecordBatch.from_arrays(arrays, columns)


def mixed_column(column: str) -> InputError:
    """Return the error for a column that Parquet cannot hold."""
    return InputError(f"column {column} holds values of more than one kind, which Parquet cannot: write .jsonl instead")


class ParquetWriter:
    """Write Arrow batches to a stream in row groups of one size, so that equal rows give equal files.

    A thread of its own encodes and compresses a group while the next one fills.
    """

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        from concurrent.futures import ThreadPoolExecutor

        import pyarrow.parquet as pq

        self.schema = schema
        self._writer = pq.ParquetWriter(stream, schema, compression="zstd")
        self._thread = ThreadPoolExecutor(1)
        self._group: Future[None] | None = None  # that is being written
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        with self._thread:
            if kind is None:
                self._flush(1)
                self._wait()
        self._writer.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Take the rows of a batch that has the schema's columns."""
        self._waiting.append(batch)
        self._rows += len(batch)
        self._flush(_GROUP)

    def _flush(self, least: int) -> None:
        """Write row groups while at least this many rows wait."""
        import pyarrow as pa

        if self._rows < least:
            return
        table = pa.Table.from_batches(self._waiting, schema=self.schema)
        at = 0
        while self._rows >= least:
            group = table.slice(at, _GROUP)
            self._wait()
            self._group = self._thread.submit(self._writer.write_table, group.combine_chunks(), row_group_size=_GROUP)
            at += len(group)
            self._rows -= len(group)
        self._waiting = table.slice(at).to_batches()

    def _wait(self) -> None:
        """Wait until no group is being written; raise what went wrong in writing it."""
        if self._group:
            self._group.result()
