"""Statements whose label may be wrong, found by confident learning (Northcutt et al. 2021, package cleanlab).

    python experiments/label_errors.py [DATA] [-o SUSPECTS.csv]

The probabilities come from the default classifier in five-fold cross-validation over all splits, grouped by
document. Prints how many statements of each split are suspected; `-o` writes them, most suspect first, for reading.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np
from cleanlab.filter import find_label_issues
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from stance.corpus import PACKAGED, load, read_split
from stance.model.config import read_config
from stance.model.training import make_classifier


def main() -> None:
    """Find the suspects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=PACKAGED)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    corpus = load(options.data)
    rows = [row | {"split": split} for split in corpus for row in read_split(corpus, split)]
    names, gold = np.unique([row["label"] for row in rows], return_inverse=True)
    probabilities = cross_val_predict(
        make_classifier(read_config()),
        np.array([row["text"] for row in rows], dtype=object),
        gold,
        groups=[row["doc_id"] for row in rows],
        cv=StratifiedGroupKFold(5, shuffle=True, random_state=0),
        method="predict_proba",
        n_jobs=2,
    )
    suspects = find_label_issues(gold, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1)
    found = Counter(rows[i]["split"] for i in suspects)
    print(f"{len(suspects)} of {len(rows)} statements suspected: {', '.join(f'{s} {n}' for s, n in found.items())}")
    if options.output:
        with options.output.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "split", "label", "suggested", "probability", "text"])
            for i in suspects:
                row, likeliest = rows[i], probabilities[i].argmax()
                found_with = f"{probabilities[i, likeliest]:.3f}"
                writer.writerow([row["id"], row["split"], row["label"], names[likeliest], found_with, row["text"]])


if __name__ == "__main__":
    main()
