"""Label an archive on a Spark cluster: `spark-submit spark_submit.py INPUT OUTPUT`.

INPUT and OUTPUT are Parquet folders as Spark reads and writes them. `python -m stance.batch.spark_submit` runs the
same on this machine.
"""

from __future__ import annotations

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    """Read, label, write; return the exit code."""
    parser = argparse.ArgumentParser(prog="spark_submit.py", description=main.__doc__)
    parser.add_argument("input", help="Parquet to read")
    parser.add_argument("output", help="where to write Parquet; must not exist")
    parser.add_argument("--unit", choices=["article", "statement"], default="statement")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--model", help="an artifact (model.joblib); default: the default model")
    parser.add_argument("--min-confidence", type=float, default=0.0)
    options = parser.parse_args(arguments)

    from pyspark.sql import SparkSession

    from stance.batch.spark import annotate, predict
    from stance.errors import InputError

    session = SparkSession.builder.appName("stance").getOrCreate()
    label = annotate if options.unit == "article" else predict
    try:
        rows = label(session.read.parquet(options.input), options.text_column, options.model, options.min_confidence)
        rows.write.parquet(options.output)
    except InputError as error:
        sys.stderr.write(f"stance: {error}\n")
        return 1
    finally:
        session.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
