r"""What each part of the attribution room is worth on marked articles.

    python experiments/attribution.py GOLD.jsonl [--ranker RANKER.json] [--train DATA.jsonl [-o RANKER.json]]
    python experiments/attribution.py --targets TARGETS.jsonl

GOLD and DATA hold one article a line: {"doc_id", "text", "statements": [{"source": [[a, b], ...],
"cue", "content", "target"?, "resolved"?}]}. Prints the score of the whole, of each part given the
statement, and the score without each rule family in turn. `--train` learns a ranker first and uses
it; `-o` keeps it: the one that the package ships was made by

    python experiments/attribution.py data/articles/test.jsonl --train data/articles/train.jsonl \
        -o stance/attribution/ranker.json
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from stance.attribution import Statement, extract
from stance.attribution.candidates import find_candidates
from stance.attribution.document import Document
from stance.attribution.extract import make_statements
from stance.attribution.ranking import Ranker, choose, default_ranker
from stance.attribution.training import match, train


def read(path: str) -> list[dict[str, Any]]:
    """Read the rows of a JSONL file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def characters(spans: list[list[int]]) -> set[int]:
    """Return the characters that spans cover."""
    return {i for start, end in spans for i in range(start, end)}


def words(text: str) -> set[str]:
    """Return the words of a text in lower case, stop words aside."""
    return set(re.findall(r"\w+", text.lower())) - ENGLISH_STOP_WORDS


@dataclass
class Scores:
    """Counts of an evaluation; the properties are the scores."""

    counts: Counter[str]

    def ratio(self, part: str, whole: str) -> float:
        """One count by another; 0 where there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 0.0

    @property
    def f1(self) -> float:
        """F1 of statements."""
        return 2 * self.counts["right"] / max(self.counts["found"] + self.counts["gold"], 1)

    @property
    def joint(self) -> float:
        """F1 of statements whose source is right too."""
        return 2 * self.counts["source right"] / max(self.counts["found"] + self.counts["gold"], 1)


def evaluate(documents: list[dict[str, Any]], ranker: Ranker, without: str | None = None) -> Scores:
    """Score extraction, leaving out the candidates of one rule family where asked."""
    counts: Counter[str] = Counter()
    for row in documents:
        document = Document(row["text"])
        candidates = [c for c in find_candidates(document) if c.rule != without]
        count_statements(row, make_statements(document, choose(candidates, ranker)), counts)
    return Scores(counts)


def count_statements(row: dict[str, Any], statements: list[Statement], counts: Counter[str]) -> None:
    """Add one document to the counts."""
    gold = row["statements"]
    counts["gold"] += len(gold)
    counts["found"] += len(statements)
    cues = [characters([[s.cue.start, s.cue.end]]) if s.cue else set() for s in statements]
    counts["cue gold"] += sum(bool(s["cue"]) for s in gold)
    counts["cue found"] += sum(any(characters(s["cue"]) & cue for cue in cues) for s in gold if s["cue"])
    contents = [characters([[c.start, c.end] for c in s.content]) for s in statements]
    for i, j in match([characters(s["content"]) for s in gold], contents):
        wanted, got = gold[i], statements[j]
        counts["right"] += 1
        counts["cue right"] += bool(characters(wanted["cue"]) & cues[j]) or not wanted["cue"]
        source = characters([[got.source.start, got.source.end]]) if got.source else set()
        right = bool(characters(wanted["source"]) & source) if wanted["source"] else not source
        counts["source right"] += right
        count_target_and_name(row["text"], wanted, got, right, counts)


def count_target_and_name(text: str, wanted: dict[str, Any], got: Statement, right: bool, counts: Counter[str]) -> None:
    """Add the target and the resolved name of one matched statement."""
    if wanted.get("target"):
        target = " ".join(text[a:b] for a, b in wanted["target"])
        counts["target gold"] += 1
        counts["target right"] += got.target is not None and bool(words(got.target.text) & words(target))
    if wanted.get("resolved") and right and got.source and not re.search(r"\b[A-Z]\w+", got.source.text[1:]):
        counts["name gold"] += 1
        if got.source.resolved is not None:
            counts["name given"] += 1
            counts["name right"] += bool(words(got.source.resolved) & words(wanted["resolved"]))


def show(label: str, scores: Scores) -> None:
    """Print the whole and each part."""
    counts = scores.counts
    print(f"{label}: gold {counts['gold']}  found {counts['found']}")
    precision, recall = scores.ratio("right", "found"), scores.ratio("right", "gold")
    print(f"  statement    P {precision:.3f}  R {recall:.3f}  F1 {scores.f1:.3f}")
    print(f"  joint        F1 {scores.joint:.3f}")
    print(f"  cue found    {scores.ratio('cue found', 'cue gold'):.3f} of gold cues")
    print(f"  cue          {scores.ratio('cue right', 'right'):.3f} given the statement")
    print(f"  source       {scores.ratio('source right', 'right'):.3f} given the statement")
    if counts["target gold"]:
        share = scores.ratio("target right", "target gold")
        print(f"  target       {share:.3f} of {counts['target gold']} given the statement")
    if counts["name gold"]:
        print(
            f"  resolution   {scores.ratio('name right', 'name gold'):.3f} of {counts['name gold']} named,"
            f" {scores.ratio('name right', 'name given'):.3f} where a name is given"
        )


def show_families(documents: list[dict[str, Any]], ranker: Ranker, whole: Scores) -> None:
    """Print, for each rule family, what it finds and what the score loses without it."""
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in documents:
        document = Document(row["text"])
        kept = choose(find_candidates(document), ranker)
        tokens = document.tokens
        contents = [characters([[tokens.starts[a], tokens.ends[b - 1]] for a, b in c.content]) for c in kept]
        pairs = match([characters(s["content"]) for s in row["statements"]], contents)
        found.update(c.rule for c in kept)
        right.update(kept[j].rule for _, j in pairs)
    print(f"  {'rule family':16} {'kept':>6} {'right':>6} {'P':>6}   F1 without it")
    for rule, count in found.most_common():
        without = evaluate(documents, ranker, rule).f1
        print(
            f"  {rule:16} {count:6} {right[rule]:6} {right[rule] / count:6.3f}"
            f"   {without:.3f} ({without - whole.f1:+.3f})"
        )


def show_targets(path: str) -> None:
    """Print the share of sentences with the right source, and of those with an overlapping target."""
    rows = read(path)
    sourced = targeted = 0
    for row in rows:
        start, end = row["source"]
        mine = [s for s in extract(row["text"]) if s.source and s.source.start < end and start < s.source.end]
        gold = words(row["text"][slice(*row["target"])])
        sourced += bool(mine)
        targeted += any(s.target is not None and words(s.target.text) & gold for s in mine)
    print(
        f"{path}: {len(rows)} sentences, right source {sourced / len(rows):.3f},"
        f" target overlap {targeted / sourced:.3f} of those"
    )


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description="Score attribution, part by part.")
    parser.add_argument("gold", nargs="?")
    parser.add_argument("--ranker", help="a ranker written by --train ... -o")
    parser.add_argument("--train", help="learn a ranker from these marked articles first")
    parser.add_argument("-o", "--output", help="keep the ranker that was learnt")
    parser.add_argument("--targets", help="sentences with source and target")
    arguments = parser.parse_args()
    if arguments.targets:
        show_targets(arguments.targets)
    if not arguments.gold:
        return
    ranker = default_ranker()
    if arguments.ranker:
        ranker = Ranker.from_json(Path(arguments.ranker).read_text(encoding="utf-8"))
    if arguments.train:
        ranker = train(read(arguments.train)).ranker
        if arguments.output:
            Path(arguments.output).write_text(ranker.to_json() + "\n", encoding="utf-8")
    documents = read(arguments.gold)
    every = Ranker({}, 10.0, 0.5)
    show("every candidate", evaluate(documents, every))
    scores = evaluate(documents, ranker)
    show("ranked", scores)
    show_families(documents, ranker, scores)


if __name__ == "__main__":
    main()
