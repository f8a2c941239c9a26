"""Read articles and records, naming the line of anything that cannot be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from stance.errors import InputError
from stance.files.inputs import FORMATS, STDIN, format_of
from stance.files.problems import RecordError
from stance.files.streams import name_of, open_input

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_MOST_ROWS = 8192  # Parquet rows in memory at a time

Record = dict[str, Any]

OnError = Callable[[RecordError], None]


def fail(error: RecordError) -> NoReturn:
    """Raise the error: what reading does with a bad record unless told otherwise."""
    raise error


def read_article(path: str | Path) -> str:
    """Return the text of a file, or of standard input for "-".

    Line ends stay as they are, so that offsets count the characters of the file; a byte order mark is dropped.

    Raises
    ------
    InputError
        Where the file cannot be read or is not UTF-8.
    """
    with open_input(path) as opened:
        data = opened.stream.read()
    return decode_article(data, name_of(path))


def decode_article(data: bytes, name: str) -> str:
    """Return the text that bytes in UTF-8 hold, or raise naming the first byte that is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(name, None, f"not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def read_records(
    path: str | Path, on_error: OnError = fail, file_format: str | None = None
) -> Iterator[tuple[int, Record]]:
    """Yield each record of a .jsonl, .csv or .parquet file with its line (Parquet: row) number, from 1.

    Parameters
    ----------
    path : str or Path
        The file; "-" reads standard input as JSONL.
    on_error : callable
        Takes the RecordError of each record that cannot be read; reading goes on if it returns. Default: raise.
    file_format : {"jsonl", "csv", "parquet"} or None
        None takes it from the file's name.

    Raises
    ------
    InputError
        Where the file as a whole cannot be read.
    """
    file_format = file_format or ("jsonl" if str(path) == STDIN else format_of(path))
    if file_format not in FORMATS:
        raise InputError(f"{path}: not a format of records ({', '.join('.' + name for name in FORMATS)})")
    with open_input(path) as opened:
        if file_format == "parquet":
            number = 0
            for batch in read_batches(open_parquet(opened.stream, name_of(path)), name_of(path)):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {key: value for key, value in row.items() if value is not None}
        else:
            reader = read_jsonl if file_format == "jsonl" else read_csv
            yield from reader(opened.stream, name_of(path), on_error)


def read_jsonl(stream: BinaryIO, name: str, on_error: OnError, after: int = 0) -> Iterator[tuple[int, Record]]:
    """Yield the objects of JSON Lines, those after a line."""
    for number, line in enumerate(stream, 1):
        if number <= after or not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            if b"\\ud" in line.lower():
                json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            on_error(RecordError(name, number, "holds half a character (a lone surrogate), which cannot be written"))
            continue
        except (ValueError, RecursionError) as error:
            on_error(RecordError(name, number, f"not a JSON object in UTF-8: {error}"))
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            on_error(RecordError(name, number, "a JSON object is needed"))


def read_csv(stream: BinaryIO, name: str, on_error: OnError, after: int = 0) -> Iterator[tuple[int, Record]]:
    """Yield the rows of CSV with a header line, those after a line; an empty cell counts as absent."""
    csv.field_size_limit(2**31 - 1)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        reader = csv.reader(text, strict=True)
        header: list[str] = []
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise RecordError(name, reader.line_num, f"not CSV: {error}") from error
            if not header:
                header = cells
                if not is_utf8(header):
                    raise RecordError(name, 1, "not UTF-8 text; save it as UTF-8")
                if len(set(header)) < len(header):
                    raise RecordError(name, 1, "the header names a column twice")
            elif cells and reader.line_num > after:
                if not is_utf8(cells):
                    on_error(RecordError(name, reader.line_num, "not UTF-8 text; save it as UTF-8"))
                elif len(cells) > len(header):
                    on_error(RecordError(name, reader.line_num, "more cells than the header names"))
                else:
                    yield reader.line_num, {key: cell for key, cell in zip(header, cells, strict=False) if cell}
    finally:
        text.detach()


def is_utf8(cells: list[str]) -> bool:
    """Return whether no byte of the cells had to be kept as it was for want of a character."""
    joined = "".join(cells)
    return joined.isascii() or not any("\udc80" <= char <= "\udcff" for char in joined)


def open_parquet(stream: BinaryIO, name: str) -> pq.ParquetFile:
    """Return an open Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(stream, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise RecordError(name, None, f"not a Parquet file: {' '.join(str(error).split())}") from error


def read_batches(
    parquet: pq.ParquetFile, name: str, columns: list[str] | None = None, after: int = 0
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file after a row, a batch in memory at a time."""
    import pyarrow as pa

    counts = [parquet.metadata.row_group(i).num_rows for i in range(parquet.num_row_groups)]
    first = 0
    while first < len(counts) and after >= counts[first]:  # row groups that are behind need not be read
        after -= counts[first]
        first += 1
    try:
        groups = range(first, len(counts))
        for batch in fetch_ahead(parquet.iter_batches(_MOST_ROWS, row_groups=list(groups), columns=columns)):
            ahead = batch.slice(min(after, len(batch)))
            after -= len(batch) - len(ahead)
            if len(ahead):
                yield ahead
    except (pa.ArrowException, OSError) as error:
        raise RecordError(name, None, f"damaged Parquet: {' '.join(str(error).split())}") from error


def fetch_ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches; a thread fetches the next one meanwhile."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = thread.submit(next, batches, None)
            yield batch
