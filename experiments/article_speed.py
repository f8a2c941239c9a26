"""Words a second of articles, from text to labelled statements with their evidence, on one core.

    OMP_NUM_THREADS=1 python experiments/article_speed.py MODEL.joblib ARTICLES.jsonl [...] [--runs 5]

The median of RUNS passes of `model.annotate` over all articles, in processor time.
"""

from __future__ import annotations

import argparse
import statistics
import time

from scorer_speed import read_rows

from stance.model import load


def main() -> None:
    """Read the arguments and print the figure."""
    parser = argparse.ArgumentParser(description="Time articles end to end.")
    parser.add_argument("model")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    model = load(arguments.model)
    model.compile()
    articles = [row["text"] for path in arguments.articles for row in read_rows(path)]
    words = sum(len(article.split()) for article in articles)
    model.annotate(articles[0])
    times = []
    for _ in range(arguments.runs):
        start = time.process_time()
        found = sum(len(model.annotate(article)) for article in articles)
        times.append(time.process_time() - start)
    rate = words / statistics.median(times)
    print(f"{len(articles):,} articles, {words:,} words, {found:,} statements: {rate:,.0f} words a second")


if __name__ == "__main__":
    main()
