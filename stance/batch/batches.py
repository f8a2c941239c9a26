"""Cut inputs into batches, in order, a few records in memory at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stance.batch.labelling import Batch, Options
from stance.files import Input, RecordError
from stance.files.inputs import STDIN
from stance.files.reading import decode_article, open_parquet, read_batches, read_csv, read_jsonl
from stance.files.streams import Opened, name_of, open_input

if TYPE_CHECKING:
    import pyarrow as pa

_STATEMENTS = 1024  # records in a batch
_ARTICLES = 32


def unit_of(given: Input, options: Options) -> str:
    """Return what the texts of an input are: articles in text, statements in records, unless told otherwise."""
    return options.unit or ("article" if given.file_format == "text" else "statement")


def make_batches(inputs: Sequence[Input], options: Options, after: tuple[int, int] = (0, 0)) -> Iterator[Batch]:
    """Yield the batches of all inputs.

    Parameters
    ----------
    inputs : sequence of Input
    options : Options
    after : (int, int)
        Where to start: the number of the input, and the line in it that is done.
    """
    sizes = [0 if given.path == STDIN else Path(given.path).stat().st_size for given in inputs]
    number, line = after
    before = sum(sizes[:number])
    for i in range(number, len(inputs)):
        try:
            yield from batches_of(inputs[i], options, i, line if i == number else 0, before)
        except RecordError as error:
            yield Batch(name_of(inputs[i].path), "article", [], 0, [error], (i + 1, 0), before + sizes[i])
        before += sizes[i]


def batches_of(given: Input, options: Options, index: int, line: int, before: int) -> Iterator[Batch]:
    """Yield the batches of one input, after a line of it."""
    name = name_of(given.path)
    with open_input(given.path) as opened:
        if given.path == STDIN and holds_records(opened.stream):
            given = given._replace(file_format="jsonl")
        unit = unit_of(given, options)
        if given.file_format == "text":
            text = decode_article(opened.stream.read(), name)
            record = {options.text_column: text, "doc_id": given.doc_id}
            yield Batch(name, unit, [(None, record)], 0, [], (index + 1, 0), before + position(opened.file))
        elif given.file_format == "parquet":
            yield from parquet_batches(opened, name, unit, options, index, line, before)
        else:
            yield from record_batches(opened, name, given.file_format, unit, index, line, before)


def record_batches(
    opened: Opened, name: str, file_format: str, unit: str, index: int, line: int, before: int
) -> Iterator[Batch]:
    """Yield the batches of a JSONL or CSV file."""
    problems: list[RecordError] = []
    reader = read_jsonl if file_format == "jsonl" else read_csv
    records = reader(opened.stream, name, problems.append, line)
    size = _ARTICLES if unit == "article" else _STATEMENTS
    done = line
    failed = None
    while True:
        items: list[tuple[int | None, dict[str, object]]] = []
        try:
            items.extend(islice(records, size))
        except RecordError as error:  # the file cannot be read further
            failed = error
        if not items and not problems:
            break
        lines = [number for number, _ in items[-1:]] + [problem.line for problem in problems[-1:]]
        done = max(done, *(line or 0 for line in lines))
        yield Batch(name, unit, items, 0, problems[:], (index, done), before + position(opened.file))
        problems.clear()
        if failed:
            break
    if failed:
        raise failed
    if not done and not position(opened.file):
        raise RecordError(name, None, "empty: it holds no records")


def parquet_batches(
    opened: Opened, name: str, unit: str, options: Options, index: int, line: int, before: int
) -> Iterator[Batch]:
    """Yield the batches of a Parquet file: Arrow columns for statements, records for articles."""
    parquet = open_parquet(opened.stream, name)
    check_column(parquet.schema_arrow, name, options.text_column)
    size = os.fstat(opened.file.fileno()).st_size
    columns = None
    if unit == "article":
        columns = [column for column in (options.text_column, "id", "doc_id") if column in parquet.schema_arrow.names]
    for batch in read_batches(parquet, name, columns, line):
        text = batch.schema.get_field_index(options.text_column)
        batch = batch.set_column(text, options.text_column, batch.column(text).cast("string"))
        read = before + size * (line + len(batch)) // parquet.metadata.num_rows
        if unit == "statement":
            line += len(batch)
            yield Batch(name, unit, batch, line - len(batch) + 1, [], (index, line), read)
            continue
        for start in range(0, len(batch), _ARTICLES):
            rows = batch.slice(start, _ARTICLES).to_pylist()
            line += len(rows)
            yield Batch(name, unit, list(enumerate(rows, line - len(rows) + 1)), 0, [], (index, line), read)


def check_column(schema: pa.Schema, name: str, text_column: str) -> None:
    """Raise unless a Parquet file has text where it should be."""
    import pyarrow.types as pt

    if text_column not in schema.names:
        raise RecordError(
            name, None, f"no column {text_column}; its columns are {', '.join(schema.names)} (see --text-column)"
        )
    kind = schema.field(text_column).type
    kind = kind.value_type if pt.is_dictionary(kind) else kind
    if not (pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind)):
        raise RecordError(name, None, f"column {text_column} holds {kind}, not text")


def holds_records(stream: BinaryIO) -> bool:
    """Return whether standard input begins like JSON Lines rather than like an article."""
    peek = getattr(stream, "peek", None)
    return peek is not None and peek(1).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def position(file: BinaryIO) -> int:
    """Return how many bytes of a file are read; 0 for a pipe."""
    try:
        return file.tell()
    except (OSError, ValueError):
        return 0


def total_size(inputs: Iterable[Input]) -> int | None:
    """Return the bytes of all inputs, or None where standard input is among them."""
    sizes = [None if given.path == STDIN else Path(given.path).stat().st_size for given in inputs]
    return None if None in sizes else sum(size for size in sizes if size is not None)
