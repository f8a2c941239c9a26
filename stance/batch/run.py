"""Run a model over files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.batch.batches import make_batches, total_size, unit_of
from stance.batch.labelling import Options
from stance.batch.output import STATEMENT_COLUMNS, RowWriter, Sink, StreamSink, Summary, TableSink
from stance.batch.page import PageSink
from stance.batch.parts import PartsSink
from stance.batch.workers import label_batches
from stance.errors import InputError
from stance.files import Input
from stance.files.inputs import STDIN
from stance.files.reading import open_parquet
from stance.files.streams import open_input

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.model import Model

_LARGE = 200_000  # bytes of input from which loading the compiled scorer pays

Watch = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What to label and where to write it.

    Attributes
    ----------
    inputs : sequence of Input
    options : Options
    form : {"table", "jsonl", "csv", "parquet", "html"}
        "table" keeps the rows in the summary.
    out : Path or None
        None: standard output.
    errors : Path or None
        Bad records go here, a line of JSON each, and the rest goes on; None: the first ends the run.
    resume : bool
        Keep what is done when the run stops, and go on from there.
    jobs : int
        Processes that label.
    """

    inputs: Sequence[Input]
    options: Options = Options()  # noqa: RUF009
    form: str = "jsonl"
    out: Path | None = None
    errors: Path | None = None
    resume: bool = False
    jobs: int = 1


def predict_files(load: Callable[[], Model], job: Job, watch: Watch | None = None) -> Summary:
    """Label every text of the inputs and write the rows.

    Parameters
    ----------
    load : callable
        Gives the model; can be pickled where there is more than one process.
    job : Job
    watch : callable or None
        Called with the rows, the bad records and the bytes of input that are done.

    Raises
    ------
    InputError
        Where an input or (without `errors`) a record cannot be read, or the output cannot be written.
    """
    if job.resume and (job.out is None or any(given.path == STDIN for given in job.inputs)):
        raise InputError("a run can go on only from files to a file: give input files and -o FILE with --resume")
    if (total_size(job.inputs) or 0) >= _LARGE:
        load = partial(load_compiled, load)
    model = load()
    options = replace(job.options, keep_articles=job.form == "html")
    with open_sink(job, model) as sink:
        batches = make_batches(job.inputs, options, sink.after)
        for batch, labelled in label_batches(batches, model, load, options, job.jobs):
            if labelled.problems and job.errors is None:
                raise labelled.problems[0]
            sink.write(batch, labelled)
            if watch:
                watch(sink.summary.count, sink.summary.problems, batch.read)
    return sink.summary


def load_compiled(load: Callable[[], Model]) -> Model:
    """Return a model that scores compiled, whatever the size of a batch: a run that goes on writes the same digits."""
    model = load()
    model.compile()
    return model


def open_sink(job: Job, model: Model) -> Sink:
    """Return what takes the rows: directly where the columns are known before, else by way of parts."""
    if job.form == "table":
        return TableSink()
    if job.form == "html":
        if job.resume:
            raise InputError("a page is written in one go: leave --resume out, or write jsonl")
        return PageSink(job.out, job.errors, model)
    schema = known_schema(job, model.labels) if job.form == "parquet" else None
    columns = known_columns(job) if job.form == "csv" else schema
    if not job.resume and (job.form == "jsonl" or columns is not None):
        return StreamSink(job.out, RowWriter(job.form, columns), job.errors)
    return PartsSink(job.out, job.form, job.errors, key_of(job, model), job.resume, schema)


def known_columns(job: Job) -> list[str] | None:
    """Return the columns of the rows, or None where only the records tell."""
    return list(STATEMENT_COLUMNS) if all(finds_statements(given, job.options) for given in job.inputs) else None


def finds_statements(given: Input, options: Options) -> bool:
    """Return whether an input surely holds articles."""
    return unit_of(given, options) == "article" and (given.path != STDIN or options.unit == "article")


def known_schema(job: Job, labels: Sequence[str]) -> pa.Schema | None:
    """Return the Arrow schema of the rows, or None where only the records tell."""
    import pyarrow as pa

    from stance.batch.columns import labelled_schema, statement_schema

    if all(finds_statements(given, job.options) for given in job.inputs):
        return statement_schema(labels)
    if job.options.unit == "article" or any(given.file_format != "parquet" for given in job.inputs):
        return None
    schemas = []
    for given in job.inputs:
        with open_input(given.path) as opened:
            schema = open_parquet(opened.stream, given.path).schema_arrow.remove_metadata()
        text = schema.get_field_index(job.options.text_column)
        if text >= 0:
            schema = schema.set(text, schema.field(text).with_type(pa.string()))
        schemas.append(schema)
    same = all(schema.equals(schemas[0]) for schema in schemas)
    return labelled_schema(schemas[0], labels) if same else None


def key_of(job: Job, model: Model) -> dict[str, Any]:
    """Return what two runs must share for the second to go on where the first stopped."""
    stats = [(given, Path(given.path).stat()) for given in job.inputs if given.path != STDIN]
    inputs = json.dumps([[*given, stat.st_size, stat.st_mtime_ns] for given, stat in stats])
    return {
        "input": hashlib.sha256(inputs.encode()).hexdigest(),
        "model": {"labels": model.labels, "card": model.card},
        "options": asdict(job.options) | {"form": job.form, "errors": job.errors is not None},
    }
