"""Statements and articles a second a core on a Spark cluster of two executors on this machine.

    python experiments/spark_speed.py MODEL.joblib ARTICLES.jsonl [...] [--rows 4000000]

Parquet to Parquet by `stance.batch.spark`, each figure with the executors warm (a small run comes first): the time
includes reading, writing and Spark's own work. Needs the `spark` extra and Java 17.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from batch_scale import build
from scorer_speed import read_rows, read_statements

CORES = 2


def build_articles(path: Path, articles: list[str], copies: int) -> int:
    """Write Parquet of articles, so many copies of each; return their words."""
    path.mkdir()
    table = pa.table({"text": articles * (copies // 4)})
    for part in range(4):
        pq.write_table(table, path / f"{part}.parquet", row_group_size=100)
    return 4 * (copies // 4) * sum(len(article.split()) for article in articles)


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="Time Spark.")
    parser.add_argument("model")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--rows", type=int, default=4_000_000)
    arguments = parser.parse_args()
    os.environ |= {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    from pyspark.sql import SparkSession

    from stance.batch.spark import annotate, predict

    session = (
        SparkSession.builder.master(f"local-cluster[{CORES},1,2048]")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "8192")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    statements, _ = read_statements(arguments.articles, 20_000)
    texts = [row["text"] for path in arguments.articles for row in read_rows(path)]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "statements")
        given.mkdir()
        for part in range(4):
            build(given / f"{part}.parquet", statements, arguments.rows // 4)
        words = build_articles(Path(folder, "articles"), texts, 8)

        def seconds(label, name, out):
            frame = session.read.parquet(str(Path(folder, name)))
            start = time.perf_counter()
            label(frame, "text", arguments.model).write.parquet(str(Path(folder, out)))
            return time.perf_counter() - start

        build(Path(folder, "few.parquet"), statements, 20_000)
        seconds(predict, "few.parquet", "warm")
        took = seconds(predict, "statements", "labelled")
        print(f"{arguments.rows:,} statements in {took:.1f} s: {arguments.rows / took / CORES:,.0f} a second a core")
        took = seconds(annotate, "articles", "found")
        print(f"articles, {words:,} words in {took:.1f} s: {words / took / CORES:,.0f} words a second a core")
    session.stop()


if __name__ == "__main__":
    main()
