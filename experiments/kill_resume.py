"""Kill a run ten times at moments of chance, go on each time, and compare with an undisturbed run.

python experiments/kill_resume.py MODEL.joblib [--rows 400000] [--kills 10]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scorer_speed import TRAIN, read_rows


def main() -> None:
    """Read the arguments and print what came out."""
    parser = argparse.ArgumentParser(description="Kill and go on.")
    parser.add_argument("model")
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--kills", type=int, default=10)
    arguments = parser.parse_args()
    texts = [row["text"] for row in read_rows(TRAIN)]
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "in.jsonl")
        with given.open("w", encoding="utf-8") as stream:
            for i in range(arguments.rows):
                stream.write(json.dumps({"id": i, "text": f"{texts[i % len(texts)]} {i}"}) + "\n")
        for form in ("jsonl", "parquet"):
            calm, killed = (Path(folder, f"{name}.{form}") for name in ("calm", "killed"))

            def command(out: Path) -> list[str]:
                start = [sys.executable, "-c", "from stance.cli import main; main()", "predict", str(given)]
                return [*start, "-o", str(out), "--model", arguments.model, "--resume"]

            start = time.perf_counter()
            subprocess.run(command(calm), check=True, capture_output=True)
            took = time.perf_counter() - start
            kills = 0
            while kills < arguments.kills and not killed.exists():
                process = subprocess.Popen(command(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(1, 1 + took / 5))
                kills += process.poll() is None
                process.kill()
                process.wait()
            subprocess.run(command(killed), check=True, capture_output=True)
            same = calm.read_bytes() == killed.read_bytes()
            print(f"{form}: {kills} kills; {'the same bytes' if same else 'NOT the same'} as a run of {took:.1f} s")


if __name__ == "__main__":
    main()
