"""Refresh the figures of the corpus's dataset card, data/README.md, between its two markers.

    python experiments/corpus_card.py

Counts are those of `stance corpus describe data`, agreement that of `stance corpus agreement` on data/annotation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.corpus import describe, measure_agreement, read_annotation

DATA = Path(__file__).resolve().parents[1] / "data"
BEGIN, END = "<!-- figures: written by experiments/corpus_card.py -->", "<!-- end of figures -->"


def main() -> None:
    """Rewrite the card."""
    card = DATA / "README.md"
    before, _, rest = card.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    card.write_text(f"{before}{BEGIN}\n\n{chr(10).join(figures())}\n{END}{after}", encoding="utf-8")


def figures() -> Iterator[str]:
    """Yield the lines of counts and of agreement."""
    counts = describe(DATA)
    articles = {split: read(DATA / "articles" / f"{split}.jsonl") for split in counts["splits"]}
    alone = counts["documents"] - sum(map(len, articles.values()))
    yield "### Counts\n"
    rows, formulaic = counts["rows"], counts["formulaic"]
    yield (
        f"{rows:,} statements: {rows - alone:,} from {counts['documents'] - alone:,} articles, {alone:,} alone. "
        f"Median {counts['words']:g} words a statement. {formulaic} statements ({formulaic / rows:.2%}) hold a run of "
        "six words that stands in four or more.\n"
    )
    splits = {split: {label: cells[split] for label, cells in counts["labels"].items()} for split in counts["splits"]}
    yield from table("split", splits, {split: [f"{len(found):,}"] for split, found in articles.items()}, ["articles"])
    for column in ("topic", "form", "explicit", "kind"):
        yield from table(column, counts["columns"][column])
    yield "### Agreement before adjudication\n"
    yield "| statements | labelled twice | by one only | same label | Krippendorff's alpha |"
    yield "| --- | --: | --: | --: | --: |"
    for name in ("main", "challenge"):
        path = DATA / "annotation" / f"{name}.csv"
        found = measure_agreement(read_annotation(path, "first"), read_annotation(path, "second"))
        yield f"| {name} | {found.rows:,} | {found.only_first:,} | {found.observed:.1%} | {found.alpha:.3f} |"
    yield ""


def table(
    head: str,
    values: Mapping[str, Mapping[str, int]],
    more: Mapping[str, list[str]] | None = None,
    more_heads: list[str] | None = None,
) -> Iterator[str]:
    """Yield a Markdown table of value -> label -> count, with its sums."""
    labels = list(next(iter(values.values())))
    heads = [head, *labels, "all", *(more_heads or [])]
    yield f"| {' | '.join(heads)} |\n| --- {'| --: ' * (len(heads) - 1)}|"
    for value, cells in values.items():
        row = [
            value,
            *(f"{cells[label]:,}" for label in labels),
            f"{sum(cells.values()):,}",
            *(more or {}).get(value, []),
        ]
        yield f"| {' | '.join(row)} |"
    yield ""


def read(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
