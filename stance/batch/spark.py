"""Label the texts of a Spark DataFrame, in Arrow batches, on every executor.

The model's file is sent once to each executor, and opened once by each of its Python processes, which share its
pages. Executors need this package in their Python; see `PYSPARK_PYTHON`.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from stance.batch.columns import label_fields, labelled_schema, statement_batch, statement_schema
from stance.batch.labelling import Options, add_labels, annotate_text
from stance.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from stance.model import Model

_ROWS = 64  # articles whose statements are in memory at a time


def predict(
    df: DataFrame, text_column: str = "text", model: str | Path | None = None, min_confidence: float = 0.0
) -> DataFrame:
    """Label each row's text as one statement.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
    text_column : str
    model : str, Path or None
        An artifact; None: the default model.
    min_confidence : float
        Below this probability the label is "uncertain".

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of `df`, then label, score, and scores by label, which replace columns of these names. Where
        there is no text, they are null.

    Raises
    ------
    InputError
        Where the model cannot be opened or `df` has no such column of text.
    """
    labels, name = ship_model(df.sparkSession, model)
    check_text_column(df, text_column)
    schema = spark_schema(df, label_fields(labels), leave_out=())
    return df.mapInArrow(Predictor(name, Options("statement", text_column, min_confidence)), schema)


def annotate(
    df: DataFrame, text_column: str = "text", model: str | Path | None = None, min_confidence: float = 0.0
) -> DataFrame:
    """Find the statements in each row's article, and label them.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
    text_column : str
    model : str, Path or None
        An artifact; None: the default model.
    min_confidence : float
        Below this probability the label is "uncertain".

    Returns
    -------
    pyspark.sql.DataFrame
        A row a statement: the columns of `df` but the text, then source, cue, content, target, label, score,
        scores and evidence, which replace columns of these names. Spans count code points of the text.

    Raises
    ------
    InputError
        Where the model cannot be opened or `df` has no such column of text.
    """
    labels, name = ship_model(df.sparkSession, model)
    check_text_column(df, text_column)
    schema = spark_schema(df, list(statement_schema(labels))[1:], leave_out=(text_column,))
    return df.mapInArrow(Annotator(name, Options("article", text_column, min_confidence)), schema)


class Predictor:
    """What labels the rows of a partition on an executor."""

    def __init__(self, model: str, options: Options) -> None:
        self.model = model
        self.options = options

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield each batch with its labels."""
        model = open_shipped(self.model)
        for batch in batches:
            yield label_rows(model, batch, self.options)


class Annotator:
    """What finds the statements in the rows of a partition on an executor."""

    def __init__(self, model: str, options: Options) -> None:
        self.model = model
        self.options = options

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the statements of each batch, a few articles at a time."""
        model = open_shipped(self.model)
        for batch in batches:
            for start in range(0, len(batch), _ROWS):
                yield annotate_rows(model, batch.slice(start, _ROWS), self.options)


def label_rows(model: Model, batch: pa.RecordBatch, options: Options) -> pa.RecordBatch:
    """Return an Arrow batch with the columns label, score and scores added, null where there is no text."""
    at = batch.schema.get_field_index(options.text_column)
    texts = batch.column(at)
    filled = batch.set_column(at, batch.schema.field(at), pc.fill_null(texts, ""))
    labelled = add_labels(model, filled, options)
    usable = pc.and_kleene(pc.is_valid(texts), pc.greater(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0))
    columns = [labelled.column(name) for name in labelled.schema.names]
    columns[labelled.schema.get_field_index(options.text_column)] = texts
    if not pc.all(usable).as_py():
        for i, field in enumerate(labelled.schema):
            if field in label_fields(model.labels):
                columns[i] = columns[i].take(pc.if_else(usable, pa.array(range(len(batch))), None))
    return pa.RecordBatch.from_arrays(columns, schema=labelled_schema(batch.schema, model.labels))


def annotate_rows(model: Model, batch: pa.RecordBatch, options: Options) -> pa.RecordBatch:
    """Return the statements of an Arrow batch of articles, each with the other columns of its article."""
    rows, origins = [], []
    for i, text in enumerate(batch.column(options.text_column).to_pylist()):
        found = annotate_text(model, text, "", options.min_confidence) if text and not text.isspace() else []
        rows += found
        origins += [i] * len(found)
    statements = statement_batch(rows, model.labels)
    added = statement_schema(model.labels).names[1:]
    kept = [name for name in batch.schema.names if name not in (options.text_column, *added)]
    columns = [batch.column(name).take(pa.array(origins, pa.int64())) for name in kept]
    return pa.RecordBatch.from_arrays([*columns, *(statements.column(name) for name in added)], [*kept, *added])


def ship_model(session: SparkSession, model: str | Path | None) -> tuple[list[str], str]:
    """Send an artifact to the executors; return its labels and the name it has there."""
    from stance.model import load
    from stance.model.artifact import read_fingerprint
    from stance.model.default import cached_path

    opened = load(model, print)
    path = Path(model) if model is not None else cached_path()
    # The name is the contents: Spark does not send a second file of the same name.
    copy = shipping_folder() / f"stance-{read_fingerprint(path)[:32]}.joblib"
    if not any(name.endswith(copy.name) for name in session.sparkContext.listFiles):
        shutil.copyfile(path, copy)
        session.sparkContext.addFile(str(copy))
    return opened.labels, copy.name


@lru_cache(maxsize=1)
def shipping_folder() -> Path:
    """Return a folder for what is sent: it stays as long as this process, for executors that join late fetch too."""
    folder = Path(tempfile.mkdtemp(prefix="stance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@lru_cache(maxsize=4)
def open_shipped(name: str) -> Model:
    """Return a model that was sent to this executor."""
    from pyspark import SparkFiles

    from stance.model import load

    model = load(SparkFiles.get(name))
    model.compile()
    return model


def check_text_column(df: DataFrame, text_column: str) -> None:
    """Raise unless a DataFrame has text where it should be."""
    kinds = dict(df.dtypes)
    if kinds.get(text_column) != "string":
        found = kinds.get(text_column, "missing")
        raise InputError(f"column {text_column} is {found}; text is needed; the columns are {', '.join(kinds)}")


def spark_schema(df: DataFrame, added: list[pa.Field], leave_out: tuple[str, ...]) -> object:
    """Return the types of a DataFrame's columns and of the columns that labelling adds."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    names = {field.name for field in added} | set(leave_out)
    fields = [field for field in df.schema.fields if field.name not in names]
    return StructType([*fields, *from_arrow_schema(pa.schema(added)).fields])
