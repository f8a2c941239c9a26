"""Spark labels as one machine does, on executors in processes of their own, one of which dies at work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.model import Model
from stance.model.lexicon import Lexicon
from stance.model.linear import Block, LinearModel
from stance.schema import Schema

pyspark = pytest.importorskip("pyspark", reason="needs the spark extra")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux to find the executor of a process"),
]

LABELS = ["condemning", "none", "regretting", "supporting"]
SENTENCES = ["The council condemned the raid.", "Unions welcomed the plan.", "She regrets the delay.", "They met."]
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model_path(tmp_path_factory):
    words = ["condemned", "regrets", "welcomed"]
    coefficients = np.array([[4.0, 0, 0, 0], [0, 0, 4.0, 0], [0, 0, 0, 4.0]])
    block = Block("words", words, np.ones(3), 1.0, coefficients)
    linear = LinearModel(LABELS, [block], np.array([0, 1.0, 0, 0]), 1.0, Lexicon({}), 1, (2, 3))
    path = tmp_path_factory.mktemp("model") / "model.joblib"
    Model(linear, Schema.from_labels(LABELS), {}).save(path)
    return path


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    os.environ |= {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": f"{REPOSITORY}:{Path(__file__).parent}",
    }
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("stance tests")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "512m")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def texts():
    return [f"{SENTENCES[i % 4]} No. {i}." for i in range(10_000)]


def dataframe(session, texts):
    return session.createDataFrame(list(enumerate(texts)), "id long, text string").repartition(8)


def test_every_row_is_labelled_as_on_one_machine(session, model_path, texts):
    from stance.batch.spark import predict

    rows = sorted(predict(dataframe(session, texts), "text", model_path).collect())
    labels, probabilities = Model.open(model_path).label(texts)
    assert [row.id for row in rows] == list(range(len(texts)))
    assert [row.text for row in rows] == texts
    assert [row.label for row in rows] == labels
    np.testing.assert_allclose([list(row.scores) for row in rows], probabilities)


def test_no_row_is_lost_or_doubled_when_an_executor_is_killed_at_work(session, model_path, texts, tmp_path):
    from stance.batch.spark import predict

    df = predict(dataframe(session, texts), "text", model_path)
    dying = df.mapInArrow(partial(kill_executor_once, str(tmp_path / "killed")), df.schema)
    rows = sorted(dying.collect())
    assert b"CoarseGrainedExecutorBackend" in (tmp_path / "killed").read_bytes()
    assert [row.id for row in rows] == list(range(len(texts)))
    assert [row.label for row in rows] == Model.open(model_path).label(texts)[0]


def kill_executor_once(flag, batches):
    """Hand batches on; after the first one, the first process to come here kills its executor."""
    for batch in batches:
        yield batch
        try:
            handle = os.open(flag, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            continue
        executor = int(Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[1])
        os.write(handle, Path(f"/proc/{executor}/cmdline").read_bytes())
        os.kill(executor, signal.SIGKILL)


def test_the_statements_of_an_article_keep_its_other_columns_and_are_typed(session, model_path):
    from stance.batch.spark import annotate

    article = "Mayor Ines Toller condemned the closure of the harbour on Friday."
    df = session.createDataFrame(
        [("a", 1, article), ("b", 2, None), ("c", 3, " ")], "doc_id string, n int, text string"
    )
    found = annotate(df, "text", model_path)
    assert found.columns[:2] == ["doc_id", "n"]
    assert dict(found.dtypes)["source"] == "struct<text:string,start:bigint,end:bigint,resolved:string>"
    assert dict(found.dtypes)["evidence"] == "array<struct<feature:string,weight:double>>"
    rows = found.collect()
    expected = Model.open(model_path).annotate(article)
    assert [(row.doc_id, row.n, row.label) for row in rows] == [("a", 1, item.label) for item in expected]
    assert [row.cue.text for row in rows] == [item.statement.cue.text for item in expected]


def test_a_row_without_text_stays_with_null_labels(session, model_path):
    from stance.batch.spark import predict

    df = session.createDataFrame([(1, None), (2, " "), (3, "She regrets it.")], "id int, text string")
    rows = sorted(predict(df, "text", model_path).collect(), key=lambda row: row.id)
    assert [row.label for row in rows] == [None, None, "regretting"]
    assert [row.scores for row in rows][:2] == [None, None]
    assert [row.text for row in rows][:2] == [None, " "]


def test_a_column_that_is_no_text_is_named(session, model_path):
    from stance.batch.spark import predict
    from stance.errors import InputError

    df = session.createDataFrame([(1, "x")], "id int, body string")
    with pytest.raises(InputError, match="column text is missing; text is needed; the columns are id, body"):
        predict(df, "text", model_path)


def test_spark_submit_labels_parquet(model_path, texts, tmp_path):
    pq.write_table(pa.table({"id": range(100), "text": texts[:100]}), tmp_path / "in.parquet")
    script = REPOSITORY / "stance" / "batch" / "spark_submit.py"
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    environment = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(REPOSITORY),
    }
    command = [submit, "--master", "local[2]", script, tmp_path / "in.parquet", tmp_path / "out", "--model", model_path]
    done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    table = pq.read_table(tmp_path / "out").sort_by("id")
    assert table["label"].to_pylist() == Model.open(model_path).label(texts[:100])[0]
