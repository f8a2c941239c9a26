"""A run that can be stopped at any moment: finished parts beside the output, joined at the end.

A part counts once its note (`000001.json`) stands beside it, which is written last, after the part's bytes are on
the disk; both appear under their names in one step. The note says how far the inputs are done, so a run that was
killed between any two steps goes on after the last whole part and redoes what came later.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from stance.batch.labelling import Batch, Labelled
from stance.batch.output import RowWriter, Summary, arrow_rows, encode_problems, open_output, plain_rows
from stance.errors import InputError
from stance.files.writing import columns_of, encode_jsonl, mixed_column, replace_when_done, sync

if TYPE_CHECKING:
    import pyarrow as pa
    from filelock import BaseFileLock

_SECONDS = 2.0  # of work that a kill can cost
_ROWS = 65_536  # in a part at most
_LOCK = "lock"  # the file in the folder of parts that a run holds


class PartsSink:
    """Write rows to numbered parts, and join them when the run ends well.

    Also the way to write CSV and Parquet whose columns only the last record settles.

    Parameters
    ----------
    out : Path or None
        None: standard output.
    form : {"jsonl", "csv", "parquet"}
    errors : Path or None
        Where bad records go.
    key : dict
        What makes two runs the same: inputs, model, options.
    resume : bool
        Keep finished parts when the run stops, and go on from those that are there.
    schema : pyarrow.Schema or None
        Of Parquet, where it is known.
    """

    def __init__(
        self,
        out: Path | None,
        form: str,
        errors: Path | None,
        key: dict[str, Any],
        resume: bool,
        schema: pa.Schema | None = None,
    ) -> None:
        self.after = (0, 0)
        self.summary = Summary()
        self._out, self._form, self._errors, self._key, self._resume = out, form, errors, key, resume
        self._known = self._schema = schema
        self._lock: BaseFileLock | None = None
        self._number = 0
        self._columns: dict[str, None] = {}
        self._begin_part()

    def __enter__(self) -> PartsSink:
        if self._out is None:
            self._folder = Path(tempfile.mkdtemp(prefix="stance-"))
            return self
        self._folder = self._out.with_name(f".{self._out.name}.parts")
        try:
            if self._out.is_dir():
                raise IsADirectoryError(21, "is a directory")
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = lock_folder(self._folder, self._out)
            if not self._resume:
                for path in self._folder.iterdir():
                    if path.name != _LOCK:
                        path.unlink()
            self._read_notes()
        except OSError as error:
            self._unlock()
            raise InputError(f"{self._out}: cannot be written: {(error.strerror or str(error)).lower()}") from error
        except InputError:
            self._unlock()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._end_part()
                self._join()
            elif self._resume and kind in (KeyboardInterrupt, InputError):
                self._end_part()
        finally:
            if kind is None or not self._resume:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._unlock()

    def write(self, batch: Batch, labelled: Labelled) -> None:
        """Add the predictions of a batch to the part at hand; end it where it is long enough."""
        if self._form == "parquet":
            rows = arrow_rows(labelled.rows, self._known)
            if len(rows):
                self._schema = unify(self._schema, rows.schema)
                self._batches.append(rows)
        else:
            plain = plain_rows(labelled.rows)
            self._lines.append(encode_jsonl(plain))
            self._columns |= dict.fromkeys(columns_of(plain))
        self._problems += encode_problems(labelled.problems)
        self._rows += labelled.labels.total()
        self.summary.add(labelled)
        self.after = batch.after
        if self._rows >= _ROWS or time.monotonic() - self._begun > _SECONDS:
            self._end_part()

    def _unlock(self) -> None:
        """Let other runs have the parts."""
        if self._lock:
            self._lock.release()

    def _begin_part(self) -> None:
        self._lines: list[bytes] = []
        self._batches: list[pa.RecordBatch] = []
        self._problems = b""
        self._rows = 0
        self._begun = time.monotonic()

    def _end_part(self) -> None:
        """Have the part at hand on the disk, and then its note."""
        with (
            replace_when_done(self._folder / f"{self._number + 1:06}.rows") as temporary,
            temporary.open("wb") as stream,
        ):
            stream.writelines(self._lines)
            if self._batches:
                write_ipc(self._batches, self._schema, stream)
        with replace_when_done(self._folder / f"{self._number + 1:06}.errors") as temporary:
            temporary.write_bytes(self._problems)
        note = {
            "after": self.after,
            "labels": self.summary.labels,
            "problems": self.summary.problems,
            "columns": list(self._columns),
        }
        sync(self._folder)
        with replace_when_done(self._folder / f"{self._number + 1:06}.json") as temporary:
            temporary.write_text(json.dumps(note), encoding="utf-8")
        sync(self._folder)
        self._number += 1
        self._begin_part()

    def _read_notes(self) -> None:
        """Go on from the parts that are there, or begin."""
        run = self._folder / "run.json"
        if not run.exists():
            with replace_when_done(run) as temporary:
                temporary.write_text(json.dumps(self._key), encoding="utf-8")
            return
        known = json.loads(run.read_text(encoding="utf-8"))
        changed = [name for name, value in self._key.items() if known.get(name) != json.loads(json.dumps(value))]
        if changed:
            raise InputError(
                f"{self._out}: cannot go on: the {changed[0]} changed since the run was stopped; "
                "run without --resume to begin anew"
            )
        while (note := self._folder / f"{self._number + 1:06}.json").exists():
            self._number += 1
            last = json.loads(note.read_text(encoding="utf-8"))
        if self._number:
            self.after = (last["after"][0], last["after"][1])
            self.summary = Summary(Counter(last["labels"]), last["problems"])
            self._columns = dict.fromkeys(last["columns"])
        if self._form == "parquet":
            for path in self._paths("rows"):
                if path.stat().st_size:
                    self._schema = unify(self._schema, read_ipc(path).schema)

    def _paths(self, kind: str) -> Iterator[Path]:
        """Yield the files of the finished parts, in order."""
        return (self._folder / f"{number:06}.{kind}" for number in range(1, self._number + 1))

    def _join(self) -> None:
        """Write the output, and the bad records, from the parts."""
        with ExitStack() as stack:
            stream = open_output(stack, self._out)
            if self._form == "jsonl":
                copy_all(self._paths("rows"), stream)
            elif self._form == "csv":
                writer = RowWriter("csv", list(self._columns))
                writer.open(stack, stream)
                for path in self._paths("rows"):
                    with path.open(encoding="utf-8") as lines:
                        for line in lines:
                            writer.write([json.loads(line)])
            else:
                import pyarrow as pa

                schema = self._schema if self._schema is not None else pa.schema([])
                writer = RowWriter("parquet", schema)
                writer.open(stack, stream)
                for path in self._paths("rows"):
                    if path.stat().st_size:
                        for batch in read_ipc(path):
                            writer.write(cast_batch(batch, schema))
        if self._errors:
            with ExitStack() as stack:
                copy_all(self._paths("errors"), open_output(stack, self._errors))


def lock_folder(folder: Path, out: Path) -> BaseFileLock:
    """Return a lock on the parts of an output, which ends with this process however that ends.

    Raises
    ------
    InputError
        Where another run holds it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputError(f"{out}: another run is writing it; wait for it to end") from error
    return lock


def copy_all(paths: Iterator[Path], stream: BinaryIO) -> None:
    """Copy files into one stream."""
    for path in paths:
        with path.open("rb") as part:
            shutil.copyfileobj(part, stream, 1 << 20)


def unify(schema: pa.Schema | None, other: pa.Schema) -> pa.Schema:
    """Return the schema that holds the columns of both, or raise naming a column that cannot."""
    import pyarrow as pa

    if schema is None or schema.equals(other):
        return other
    try:
        return pa.unify_schemas([schema, other], promote_options="permissive")
    except pa.ArrowException as error:
        for field in other:
            if field.name in schema.names:
                try:
                    pa.unify_schemas(
                        [pa.schema([schema.field(field.name)]), pa.schema([field])], promote_options="permissive"
                    )
                except pa.ArrowException:
                    raise mixed_column(field.name) from error
        raise


def cast_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch with the columns of a wider schema."""
    import pyarrow as pa

    if batch.schema.equals(schema):
        return batch
    table = pa.concat_tables([schema.empty_table(), pa.Table.from_batches([batch])], promote_options="permissive")
    return table.combine_chunks().to_batches()[0]


def write_ipc(batches: list[pa.RecordBatch], schema: pa.Schema, stream: BinaryIO) -> None:
    """Write batches, cast to one schema, as an Arrow stream."""
    import pyarrow as pa

    with pa.ipc.new_stream(stream, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        for batch in batches:
            writer.write_batch(cast_batch(batch, schema))


def read_ipc(path: Path) -> pa.RecordBatchReader:
    """Return the batches of an Arrow stream."""
    import pyarrow as pa

    return pa.ipc.open_stream(pa.OSFile(str(path)))
