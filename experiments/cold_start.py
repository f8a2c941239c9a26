"""What one sentence costs from a cold start, beside `import numpy`.

    python experiments/cold_start.py [--model MODEL.joblib] [--runs 21]

Times `stance predict --text "..."` and `python -c "import numpy"` in turns, each in a process of its own, and prints
the medians and their ratio. Without --model the default model must be cached: run it once before.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

TEXT = "The minister condemned the attack on the harbour."


def seconds(command: list[str]) -> float:
    """Return how long a command takes on the clock."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="Time a cold start.")
    parser.add_argument("--model")
    parser.add_argument("--runs", type=int, default=21)
    arguments = parser.parse_args()
    predict = [sys.executable, "-c", "from stance.cli import main; main()", "predict", "--text", TEXT]
    predict += ["--model", arguments.model] if arguments.model else []
    numpy = [sys.executable, "-c", "import numpy"]
    seconds(predict), seconds(numpy)
    times = [(seconds(predict), seconds(numpy)) for _ in range(arguments.runs)]
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    print(f"stance predict --text: {ours:.3f} s; import numpy: {theirs:.3f} s (medians of {arguments.runs})")
    print(f"{ratio:.2f} times as long (median of the ratios)")


if __name__ == "__main__":
    main()
