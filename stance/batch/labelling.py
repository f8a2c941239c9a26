"""Label what a batch holds: articles, records, or Arrow columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.errors import InputError
from stance.files import RecordError
from stance.schema.reader import UNCERTAIN
from stance.views import Article

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.attribution.ranking import Ranker
    from stance.model import Model

UNITS = ("article", "statement")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are labelled.

    Attributes
    ----------
    unit : {"article", "statement"} or None
        Whether statements are found in each text first. None: in text, not in records.
    text_column : str
        Where records have their text.
    min_confidence : float
        Below this probability the label is "uncertain".
    ranker : Ranker or None
        Which statements to find in articles; None: as the package does.
    keep_articles : bool
        Whether each article is handed on with its rows.
    """

    unit: str | None = None
    text_column: str = "text"
    min_confidence: float = 0.0
    ranker: Ranker | None = None
    keep_articles: bool = False


class Batch(NamedTuple):
    """Some records of one input, or one article.

    Attributes
    ----------
    name : str
        What messages call the input.
    unit : {"article", "statement"}
    items : list of (line, record), or pyarrow.RecordBatch
        A line of None means the whole input.
    first : int
        The row number of an Arrow batch's first row.
    problems : list of RecordError
        Records that could not be read.
    after : (int, int)
        Where reading goes on: the number of the input, and the line in it that is done.
    read : int
        Bytes of all inputs read so far.
    """

    name: str
    unit: str
    items: list[tuple[int | None, Row]] | pa.RecordBatch
    first: int
    problems: list[RecordError]
    after: tuple[int, int]
    read: int


class Labelled(NamedTuple):
    """A batch's rows, and the records that have none."""

    rows: list[Row] | pa.RecordBatch
    labels: Counter[str]
    problems: list[RecordError]
    articles: Sequence[Article] = ()


def label_batch(model: Model, batch: Batch, options: Options) -> Labelled:
    """Return the predictions of a batch."""
    if not isinstance(batch.items, list):
        return label_columns(model, batch, options)
    good, problems = split_records(batch, options.text_column)
    rows: list[Row] = []
    articles: list[Article] = []
    if batch.unit == "article":
        for number, record in good:
            doc_id = str(record.get("doc_id") or record.get("id") or number)
            text = record[options.text_column]
            found = annotate_text(model, text, doc_id, options.min_confidence, options.ranker)
            rows += found
            if options.keep_articles:
                articles.append(Article(doc_id, text, found))
    elif good:
        rows = label_records(model, [record for _, record in good], options)
    return Labelled(rows, Counter(row["label"] for row in rows), problems, articles)


def annotate_text(
    model: Model, article: str, doc_id: str, min_confidence: float = 0.0, ranker: Ranker | None = None
) -> list[Row]:
    """Return a row for each statement found in an article."""
    return [prediction.to_row(doc_id) for prediction in model.annotate(article, min_confidence, ranker)]


def label_records(model: Model, records: Sequence[Row], options: Options) -> list[Row]:
    """Return each record with label, score and scores added; the text of a record is one statement."""
    labels, probabilities = model.label([record[options.text_column] for record in records])
    best = probabilities.max(axis=1).tolist()
    return [
        record
        | {
            "label": label if score >= options.min_confidence else UNCERTAIN,
            "score": score,
            "scores": dict(zip(model.labels, scores, strict=True)),
        }
        for record, label, score, scores in zip(records, labels, best, probabilities.tolist(), strict=True)
    ]


def label_columns(model: Model, batch: Batch, options: Options) -> Labelled:
    """Return an Arrow batch with the columns label, score and scores added, without rows that have no text."""
    import pyarrow.compute as pc

    columns: pa.RecordBatch = batch.items
    texts = columns.column(options.text_column)
    usable = pc.fill_null(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0), False)
    problems = list(batch.problems)
    if not pc.all(usable).as_py():
        bad = pc.indices_nonzero(pc.invert(usable)).to_pylist()
        problems += [no_text(batch.name, batch.first + i, options.text_column) for i in bad]
        columns = columns.filter(usable)
    columns = add_labels(model, columns, options)
    counts = pc.value_counts(columns.column("label")).to_pylist()
    return Labelled(columns, Counter({item["values"]: item["counts"] for item in counts}), problems)


def add_labels(model: Model, columns: pa.RecordBatch, options: Options) -> pa.RecordBatch:
    """Return an Arrow batch with the columns label, score and scores added."""
    import numpy as np
    import pyarrow as pa

    from stance.batch.columns import label_fields, labelled_schema

    schema = labelled_schema(columns.schema, model.labels)
    kept = [columns.column(name) for name in schema.names[: -len(label_fields(model.labels))]]
    if not len(columns):
        return pa.RecordBatch.from_arrays(
            [*kept, *(pa.array([], f.type) for f in label_fields(model.labels))], schema=schema
        )
    _, probabilities = model.label(columns.column(options.text_column))
    best = probabilities.max(axis=1)
    places = np.where(best >= options.min_confidence, probabilities.argmax(axis=1), len(model.labels))
    names = pa.array([*model.labels, UNCERTAIN])
    scores = [pa.array(np.ascontiguousarray(column)) for column in probabilities.T.astype(np.float64)]
    added = [
        names.take(pa.array(places)),
        pa.array(best.astype(np.float64)),
        pa.StructArray.from_arrays(scores, fields=list(label_fields(model.labels)[-1].type)),
    ]
    return pa.RecordBatch.from_arrays([*kept, *added], schema=schema)


def split_records(batch: Batch, text_column: str) -> tuple[list[tuple[int | None, Row]], list[RecordError]]:
    """Return the records that have text, and the problems of a batch in the order of its lines."""
    good, problems = [], list(batch.problems)
    for number, record in batch.items:
        text = record.get(text_column)
        if isinstance(text, str) and text and not text.isspace():
            good.append((number, record))
        else:
            problems.append(no_text(batch.name, number, text_column, text))
    return good, sorted(problems, key=lambda problem: problem.line or 0)


def no_text(name: str, line: int | None, text_column: str, value: object = None) -> RecordError:
    """Return the error for a record without text."""
    if line is None:
        return RecordError(name, None, "empty: it holds no text")
    if value is None:
        return RecordError(name, line, f"{text_column} is missing; a record needs its text there (see --text-column)")
    if isinstance(value, str):
        return RecordError(name, line, f"{text_column} is empty")
    return RecordError(name, line, f"{text_column} is no text but {type(value).__name__}")


def check_text(text: str) -> str:
    """Return a text given on the command line, or raise where there is nothing to label in it."""
    if not text.strip():
        raise InputError("the text is empty")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("the text is not UTF-8") from error
    return text
