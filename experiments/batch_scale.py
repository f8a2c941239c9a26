"""Ten million statements from Parquet to Parquet: rate, peak memory, and the rate of the same rows in memory.

    python experiments/batch_scale.py MODEL.joblib ARTICLES.jsonl [ARTICLES.jsonl ...] [--rows 10000000] [--folder DIR]

The input is built here, in DIR (default: a temporary folder; about 150 bytes a row are needed): the sentences of the
articles in turns, each with the number of its row. It is labelled by `stance predict IN -o OUT` in a process of its
own, whose resident memory is read ten times a second. The rate in memory is that of the column `text` of the first
million rows, labelled in batches of the same size in this process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from scorer_speed import read_statements

from stance.batch.labelling import Batch, Options, label_batch
from stance.model import load

CHUNK = 100_000
BATCH = 8192


def build(path: Path, statements: list[str], rows: int) -> None:
    """Write a Parquet file of so many statements."""
    schema = pa.schema([("id", pa.int64()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, rows, CHUNK):
            ids = range(first, min(first + CHUNK, rows))
            texts = [f"{statements[i % len(statements)]} {i}" for i in ids]
            writer.write_table(pa.table([pa.array(ids), pa.array(texts)], schema=schema))


def resident(process: int) -> int:
    """Return the resident memory of a process in bytes."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except (FileNotFoundError, IndexError):
        return 0


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="Time a large batch run.")
    parser.add_argument("model")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    statements, _ = read_statements(arguments.articles, 20_000)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        given, out = Path(folder, "in.parquet"), Path(folder, "out.parquet")
        build(given, statements, arguments.rows)
        command = ["predict", str(given), "-o", str(out), "--model", arguments.model]
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", "from stance.cli import main; main()", *command])
        memory = []
        while process.poll() is None:
            memory.append(resident(process.pid))
            time.sleep(0.1)
        took = time.perf_counter() - start
        if process.returncode or pq.ParquetFile(out).metadata.num_rows != arguments.rows:
            raise SystemExit("the run failed")
        tenths = [max(memory[i * len(memory) // 10 : (i + 1) * len(memory) // 10]) // 1_000_000 for i in range(10)]
        rate = arguments.rows / took
        print(f"{arguments.rows:,} rows in {took:.1f} s: {rate:,.0f} a second; {given.stat().st_size:,} bytes in")
        print(f"peak memory in MB, by tenths of the run: {', '.join(map(str, tenths))}")

        model = load(arguments.model)
        model.compile()
        table = pq.ParquetFile(given)
        batches = [batch for _, batch in zip(range(1_000_000 // BATCH), table.iter_batches(BATCH), strict=False)]
        label_batch(model, Batch("", "statement", batches[0], 0, [], (0, 0), 0), Options())
        start = time.perf_counter()
        for batch in batches:
            label_batch(model, Batch("", "statement", batch, 0, [], (0, 0), 0), Options())
        in_memory = sum(map(len, batches)) / (time.perf_counter() - start)
        print(f"in memory: {in_memory:,.0f} a second; from file to file {rate / in_memory:.2f} of that")


if __name__ == "__main__":
    main()
